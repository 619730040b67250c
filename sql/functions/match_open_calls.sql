-- A start and an end of the same call cancel each other, in whatever order they
-- come: the first leaves a row, the second takes it away.
CREATE FUNCTION acg.match_open_calls(p_starts json, p_ends json, p_node text)
RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH came AS (
    SELECT e.started_at, e.record_id, 0::bigint AS incarnation, NULL::jsonb AS record
      FROM json_to_recordset(p_ends) AS e (started_at timestamptz, record_id uuid)
     UNION ALL
    SELECT s.started_at, s.record_id, s.incarnation, s.record
      FROM json_to_recordset(p_starts)
        AS s (started_at timestamptz, record_id uuid, incarnation bigint, record jsonb)
  ), met AS (
    DELETE FROM acg.cdr_open o USING came c
     WHERE o.started_at = c.started_at AND o.record_id = c.record_id
       AND (o.record IS NULL) <> (c.record IS NULL)
    RETURNING o.record_id
  )
  INSERT INTO acg.cdr_open (started_at, record_id, node, incarnation, record)
  SELECT c.started_at, c.record_id, p_node, c.incarnation, c.record
    FROM came c WHERE c.record_id NOT IN (SELECT m.record_id FROM met m)
  ON CONFLICT DO NOTHING
$$;

COMMENT ON FUNCTION acg.match_open_calls(json, json, text) IS
  'Notes starts of calls in acg.cdr_open and takes away those that have ended';
