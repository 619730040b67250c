-- Runs as acg_admin, so that acg_reader sees the merged groups and not the rows.
CREATE FUNCTION acg.merged_calls(
  p_unit text,
  p_from timestamptz DEFAULT '-infinity',
  p_to   timestamptz DEFAULT 'infinity'
)
RETURNS TABLE (
  at             timestamptz,
  service        text,
  account        text,
  direction      text,
  peer           text,
  result         text,
  calls          bigint,
  setup_mean_ms  numeric,
  setup_bins     bigint[],
  talk_minutes   numeric,
  talk_mean_s    numeric,
  talk_bins      bigint[],
  mos_mean       numeric,
  mos_bins       bigint[],
  answer_seizure numeric
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
AS $$
  -- Days with calls that are not rolled up yet are read hour by hour, months with such
  -- days day by day.
  WITH due AS (
    SELECT DISTINCT d.day FROM acg.roll_up_due AS d
  ), counted AS (
    SELECT c.hour AS at, c.service, c.account, c.direction, c.peer, c.result, c.calls, c.setup_ms,
           c.setup_bins, c.talk_ms, c.talk_bins, c.mos_calls, c.mos_hundredths, c.mos_bins
      FROM acg.call_count AS c
     WHERE p_unit = 'hour' AND c.hour >= p_from AND c.hour < p_to
     UNION ALL
    SELECT c.hour, c.service, c.account, c.direction, c.peer, c.result, c.calls, c.setup_ms,
           c.setup_bins, c.talk_ms, c.talk_bins, c.mos_calls, c.mos_hundredths, c.mos_bins
      FROM due JOIN acg.call_count AS c ON c.hour >= due.day AND c.hour < due.day + interval '24 hours'
     WHERE p_unit <> 'hour' AND c.hour >= p_from AND c.hour < p_to
     UNION ALL
    SELECT c.* FROM acg.call_count_by_day AS c
     WHERE (p_unit = 'day'
            OR p_unit = 'month' AND date_trunc('month', c.day) IN (SELECT date_trunc('month', day) FROM due))
       AND c.day NOT IN (SELECT day FROM due) AND c.day >= p_from AND c.day < p_to
     UNION ALL
    SELECT c.* FROM acg.call_count_by_month AS c
     WHERE p_unit = 'month' AND c.month NOT IN (SELECT date_trunc('month', day) FROM due)
       AND c.month >= p_from AND c.month < p_to
  ), grouped AS (
    SELECT date_trunc(p_unit, c.at) AS at, c.service, c.account, c.direction, c.peer, c.result,
           sum(c.calls) AS calls, sum(c.setup_ms) AS setup_ms, acg.sum_bins(c.setup_bins) AS setup_bins,
           sum(c.talk_ms) AS talk_ms, acg.sum_bins(c.talk_bins) AS talk_bins,
           sum(c.mos_calls) AS mos_calls, sum(c.mos_hundredths) AS mos_hundredths,
           acg.sum_bins(c.mos_bins) AS mos_bins
      FROM counted AS c
     GROUP BY 1, 2, 3, 4, 5, 6
  ), merged AS (
    SELECT g.at, CASE WHEN g.calls < 5 THEN '(other)' ELSE g.service END AS service,
           CASE WHEN g.calls < 5 THEN '(other)' ELSE g.account END AS account, g.direction,
           CASE WHEN g.calls < 5 THEN '(other)' ELSE g.peer END AS peer, g.result,
           sum(g.calls)::bigint AS calls, sum(g.setup_ms) AS setup_ms,
           acg.sum_bins(g.setup_bins) AS setup_bins, sum(g.talk_ms) AS talk_ms,
           acg.sum_bins(g.talk_bins) AS talk_bins, sum(g.mos_calls) AS mos_calls,
           sum(g.mos_hundredths) AS mos_hundredths, acg.sum_bins(g.mos_bins) AS mos_bins
      FROM grouped g GROUP BY 1, 2, 3, 4, 5, 6
  )
  SELECT m.at, m.service, m.account, m.direction, m.peer, m.result, m.calls,
         round(m.setup_ms / nullif(s.setups, 0), 1), m.setup_bins,
         round(m.talk_ms / 60000.0, 2), round(m.talk_ms / 1000.0 / nullif(s.talks, 0), 1), m.talk_bins,
         round(m.mos_hundredths / 100.0 / nullif(m.mos_calls, 0), 2), m.mos_bins,
         round(sum(m.calls) FILTER (WHERE m.result IN ('answered', 'lost')) OVER same
               / nullif(sum(m.calls) FILTER (WHERE m.result <> 'forked') OVER same, 0), 4)
    FROM merged m,
         LATERAL (SELECT coalesce((SELECT sum(b) FROM unnest(m.setup_bins) AS b), 0),
                         coalesce((SELECT sum(b) FROM unnest(m.talk_bins) AS b), 0)) AS s (setups, talks)
  WINDOW same AS (PARTITION BY m.at, m.service, m.account, m.direction, m.peer)
   ORDER BY 1, 2, 3, 4, 5, 6
$$;

COMMENT ON FUNCTION acg.merged_calls(text, timestamptz, timestamptz) IS
  'Calls counted per p_unit (hour, day or month) that begin from p_from to p_to (exclusive), over all nodes, with means, histograms and the answer-seizure ratio of each service, account, direction and peer; groups of fewer than 5 calls are merged under (other)';
