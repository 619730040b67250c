CREATE FUNCTION acg.announce_peers() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_notify('acg_peer', '');
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION acg.announce_peers() IS
  'Trigger: tells every gateway that acg.peer has changed (NOTIFY acg_peer)';
