-- The caller commits this, and only then asks for records with what it returned:
-- what is shown has been logged before, whatever becomes of the connection.
CREATE FUNCTION acg.open_access(p_grantee text, p_action text, p_subject bytea)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_grant  acg.access_grant;
  v_access bigint;
BEGIN
  IF session_user <> p_grantee AND NOT pg_has_role(session_user, 'acg_gateway', 'MEMBER') THEN
    RAISE EXCEPTION '% may not ask for records in the name of %', session_user, p_grantee
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO v_grant FROM acg.access_grant g
   WHERE g.grantee = p_grantee AND g.revoked_at IS NULL AND now() < g.expires_at
   ORDER BY g.expires_at DESC LIMIT 1;
  INSERT INTO acg.access_log (grantee, action, subject, grant_id, reason)
  VALUES (p_grantee, p_action, p_subject, v_grant.grant_id, v_grant.reason)
  RETURNING access_id INTO v_access;
  RETURN CASE WHEN v_grant.grant_id IS NOT NULL THEN v_access END;
END
$$;

COMMENT ON FUNCTION acg.open_access(text, text, bytea) IS
  'Logs that p_grantee asks for records, and returns the number to ask with, NULL when no grant is open; commit it before asking';
