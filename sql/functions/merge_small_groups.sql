-- A group of few calls could be somebody whom a reader knows. First its account is
-- given up, then its peer, then its service; what is small even then, it stays with
-- an hour, a direction and a result alone.
CREATE FUNCTION acg.merge_small_groups(p_day timestamptz, p_least int DEFAULT 5)
RETURNS int
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
AS $$
DECLARE
  v_given_up text;
  v_merged   int := 0;
  v_count    int;
BEGIN
  FOREACH v_given_up IN ARRAY ARRAY['account', 'peer', 'service'] LOOP
    EXECUTE format($sql$
      WITH small AS (
        SELECT hour, service, account, direction, peer, result FROM acg.call_count
         WHERE hour >= $1 AND hour < $1 + interval '24 hours' AND %1$I <> '(other)'
         GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(calls) < $2
      ), taken AS (
        DELETE FROM acg.call_count c USING small s
         WHERE (c.hour, c.service, c.account, c.direction, c.peer, c.result)
             = (s.hour, s.service, s.account, s.direction, s.peer, s.result)
        RETURNING c.*
      ), merged AS (
        SELECT hour, CASE WHEN '%1$s' = 'service' THEN '(other)' ELSE service END AS service,
               CASE WHEN '%1$s' = 'account' THEN '(other)' ELSE account END AS account, direction,
               CASE WHEN '%1$s' = 'peer' THEN '(other)' ELSE peer END AS peer, result,
               sum(calls) AS calls, sum(setup_ms) AS setup_ms, acg.sum_bins(setup_bins) AS setup_bins,
               sum(talk_ms) AS talk_ms, acg.sum_bins(talk_bins) AS talk_bins, sum(mos_calls) AS mos_calls,
               sum(mos_hundredths) AS mos_hundredths, acg.sum_bins(mos_bins) AS mos_bins
          FROM taken GROUP BY 1, 2, 3, 4, 5, 6
      )
      INSERT INTO acg.call_count AS c (hour, service, account, direction, peer, result, node, calls,
                  setup_ms, setup_bins, talk_ms, talk_bins, mos_calls, mos_hundredths, mos_bins)
      SELECT hour, service, account, direction, peer, result, '', calls,
             setup_ms, setup_bins, talk_ms, talk_bins, mos_calls, mos_hundredths, mos_bins FROM merged
      ON CONFLICT (hour, service, account, direction, peer, result, node) DO UPDATE
        SET calls = c.calls + excluded.calls, setup_ms = c.setup_ms + excluded.setup_ms,
            setup_bins = acg.add_bins(c.setup_bins, excluded.setup_bins),
            talk_ms = c.talk_ms + excluded.talk_ms,
            talk_bins = acg.add_bins(c.talk_bins, excluded.talk_bins),
            mos_calls = c.mos_calls + excluded.mos_calls,
            mos_hundredths = c.mos_hundredths + excluded.mos_hundredths,
            mos_bins = acg.add_bins(c.mos_bins, excluded.mos_bins)$sql$, v_given_up)
      USING p_day, p_least;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_merged := v_merged + v_count;
  END LOOP;
  RETURN v_merged;
END
$$;

COMMENT ON FUNCTION acg.merge_small_groups(timestamptz, int) IS
  'Merges groups of fewer than p_least calls of the UTC day that begins with p_day into larger ones, for good; returns how many rows it wrote';
