CREATE FUNCTION acg.revoke_access(p_grant_id bigint)
RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE acg.access_grant SET revoked_at = now()
   WHERE grant_id = p_grant_id AND revoked_at IS NULL AND expires_at > now();
  RETURN FOUND;
END
$$;

COMMENT ON FUNCTION acg.revoke_access(bigint) IS
  'Takes a grant back at once; false when it was not open any more; acg_admin only';
