CREATE FUNCTION acg.grant_access(p_role text, p_reason text, p_for interval)
RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_grant_id bigint;
BEGIN
  IF p_for IS NULL OR p_for <= interval '0' OR p_for > interval '8 hours' THEN
    RAISE EXCEPTION 'access is granted for at most 8 hours, not %', coalesce(p_for::text, 'NULL')
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO acg.access_grant (grantee, reason, expires_at)
  VALUES (p_role, p_reason, now() + p_for)
  RETURNING grant_id INTO v_grant_id;
  RETURN v_grant_id;
END
$$;

COMMENT ON FUNCTION acg.grant_access(text, text, interval) IS
  'Lets p_role (a certificate name, local, or a database login) read individual call records for p_for, at most 8 hours, because of p_reason; returns the grant; acg_admin only';
