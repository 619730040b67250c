CREATE FUNCTION acg.are_rpc_commands(p_commands text[]) RETURNS boolean
LANGUAGE sql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce(bool_and(coalesce(
           length(command) <= 64 AND command ~ '^([a-zA-Z0-9_-]+\.)+([a-zA-Z0-9_-]+|\*)$',
           false)), true)
    FROM unnest(p_commands) AS command
$$;

COMMENT ON FUNCTION acg.are_rpc_commands(text[]) IS
  'Whether these are RPC commands, such as acg.tls.peers, or beginnings of them up to a dot and a star, such as acg.tls.*';
