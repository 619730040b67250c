CREATE FUNCTION acg.close_open_calls(p_node text, p_incarnation bigint)
RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
AS $$
DECLARE
  v_groups json;
  v_closed int;
BEGIN
  WITH cut_off AS (
    DELETE FROM acg.cdr_open o
     WHERE o.node = p_node AND o.record IS NOT NULL AND o.incarnation <> p_incarnation
    RETURNING o.record
  ), closed AS (
    INSERT INTO acg.cdr
    SELECT (jsonb_populate_record(NULL::acg.cdr,
              c.record || '{"end_reason": "lost", "ended_at": null, "talk_ms": null}')).*
      FROM cut_off c
    ON CONFLICT DO NOTHING
    RETURNING started_at, service, account, direction, peer
  )
  SELECT count(*), json_agg(json_build_object(
           'hour', floor(extract(epoch FROM started_at) / 3600)::bigint,
           'service', coalesce(service, ''), 'account', coalesce(account, ''),
           'direction', direction, 'peer', coalesce(peer, ''), 'result', 'lost', 'calls', 1,
           'setup_ms', 0, 'setup_bins', '[]'::json, 'talk_ms', 0, 'talk_bins', '[]'::json,
           'mos_calls', 0, 'mos_hundredths', 0, 'mos_bins', '[]'::json))
    INTO v_closed, v_groups FROM closed;

  -- One at a time: several of them may belong to one group.
  PERFORM acg.count_calls(json_build_array(g.value), p_node)
    FROM json_array_elements(v_groups) AS g;
  RETURN v_closed;
END
$$;

COMMENT ON FUNCTION acg.close_open_calls(text, bigint) IS
  'Turns calls of p_node that were answered in another run than p_incarnation and never ended into records that say lost, without a talk time, and counts them; returns how many';
