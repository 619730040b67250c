-- Rows are taken in the order of their key, so that two nodes cannot wait for each
-- other.
CREATE FUNCTION acg.count_calls(p_groups json, p_node text)
RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO acg.roll_up_due (day, node)
  SELECT DISTINCT date_trunc('day', to_timestamp(g.hour * 3600), 'UTC'), p_node
    FROM json_to_recordset(p_groups) AS g (hour bigint)
   ORDER BY 1
  ON CONFLICT (day, node) DO UPDATE SET node = excluded.node;

  INSERT INTO acg.call_count AS c (hour, service, account, direction, peer, result, node, calls,
              setup_ms, setup_bins, talk_ms, talk_bins, mos_calls, mos_hundredths, mos_bins)
  SELECT to_timestamp(g.hour * 3600), g.service, g.account, g.direction, g.peer, g.result, p_node, g.calls,
         g.setup_ms, g.setup_bins, g.talk_ms, g.talk_bins, g.mos_calls, g.mos_hundredths, g.mos_bins
    FROM json_to_recordset(p_groups) AS g (hour bigint, service text, account text, direction text,
           peer text, result text, calls bigint, setup_ms bigint, setup_bins bigint[], talk_ms bigint,
           talk_bins bigint[], mos_calls bigint, mos_hundredths bigint, mos_bins bigint[])
   ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (hour, service, account, direction, peer, result, node) DO UPDATE
    SET calls          = c.calls + excluded.calls,
        setup_ms       = c.setup_ms + excluded.setup_ms,
        setup_bins     = acg.add_bins(c.setup_bins, excluded.setup_bins),
        talk_ms        = c.talk_ms + excluded.talk_ms,
        talk_bins      = acg.add_bins(c.talk_bins, excluded.talk_bins),
        mos_calls      = c.mos_calls + excluded.mos_calls,
        mos_hundredths = c.mos_hundredths + excluded.mos_hundredths,
        mos_bins       = acg.add_bins(c.mos_bins, excluded.mos_bins)
$$;

COMMENT ON FUNCTION acg.count_calls(json, text) IS
  'Adds groups of calls, counted by p_node, to acg.call_count, and notes their days in acg.roll_up_due; called in the transaction that stores their records';
