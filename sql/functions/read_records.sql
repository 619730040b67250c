CREATE FUNCTION acg.read_records(
  p_access_id bigint,
  p_tags      bytea[],
  p_from      timestamptz,
  p_to        timestamptz,
  p_most      int DEFAULT 1000
)
RETURNS SETOF acg.cdr
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
  PERFORM acg.check_access(p_access_id, 'find', 'export');
  RETURN QUERY
    SELECT * FROM acg.cdr c
     WHERE c.started_at >= p_from AND c.started_at < p_to
       AND (c.number_tag = ANY (p_tags) OR c.other_tag = ANY (p_tags) OR c.call_id_tag = ANY (p_tags))
     ORDER BY c.started_at DESC, c.record_id
     LIMIT p_most;
END
$$;

COMMENT ON FUNCTION acg.read_records(bigint, bytea[], timestamptz, timestamptz, int) IS
  'The newest p_most records from p_from to p_to (exclusive) that carry one of the tags, under an access that acg.open_access() has given';
