CREATE FUNCTION acg.check_access(p_access_id bigint, VARIADIC p_actions text[])
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM acg.access_log l JOIN acg.access_grant g USING (grant_id)
     WHERE l.access_id = p_access_id AND l.login = session_user AND l.action = ANY (p_actions)
       AND l.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
       AND l.at > now() - interval '1 minute'
       AND g.revoked_at IS NULL AND now() < g.expires_at)
  THEN
    RAISE EXCEPTION 'no access to call records under number %', coalesce(p_access_id::text, 'NULL')
      USING ERRCODE = 'insufficient_privilege',
            HINT = 'Ask acg.open_access() for one and commit; it is good for a minute, and while a grant is open.';
  END IF;
END
$$;

COMMENT ON FUNCTION acg.check_access(bigint, text[]) IS
  'Raises an error unless p_access_id was logged by this login for one of p_actions, in a transaction that is committed, within the last minute, under a grant that is open';
