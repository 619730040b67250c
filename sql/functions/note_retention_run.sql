CREATE FUNCTION acg.note_retention_run(p_node text, p_result text, p_now timestamptz)
RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  UPDATE acg.retention_state SET ran_at = p_now, ran_on = p_node, result = p_result
$$;

COMMENT ON FUNCTION acg.note_retention_run(text, text, timestamptz) IS
  'The heartbeat: a run on p_node has ended at p_now and said p_result';
