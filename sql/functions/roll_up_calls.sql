-- What is due is made anew as a whole, so it does not matter how often, or how far, an
-- earlier run went.
CREATE FUNCTION acg.roll_up_calls(p_now timestamptz)
RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
AS $$
DECLARE
  v_day    timestamptz;
  v_month  timestamptz;
  v_days   int := 0;
  v_months timestamptz[] := '{}';
BEGIN
  PERFORM acg.check_instant('p_now', p_now);
  IF NOT pg_try_advisory_xact_lock(hashtext('acg.roll_up_calls')) THEN
    RETURN 0;
  END IF;

  FOR v_day IN
    SELECT DISTINCT d.day FROM acg.roll_up_due AS d WHERE d.day < date_trunc('day', p_now) ORDER BY 1
  LOOP
    DELETE FROM acg.roll_up_due WHERE day = v_day;
    PERFORM acg.merge_small_groups(v_day);
    DELETE FROM acg.call_count_by_day WHERE day = v_day;
    INSERT INTO acg.call_count_by_day
    SELECT v_day, service, account, direction, peer, result,
         sum(calls), sum(setup_ms), acg.sum_bins(setup_bins), sum(talk_ms),
         acg.sum_bins(talk_bins), sum(mos_calls), sum(mos_hundredths), acg.sum_bins(mos_bins)
      FROM acg.call_count WHERE hour >= v_day AND hour < v_day + interval '24 hours'
     GROUP BY service, account, direction, peer, result;
    v_days := v_days + 1;
    v_months := v_months || date_trunc('month', v_day);
  END LOOP;

  FOR v_month IN SELECT DISTINCT m FROM unnest(v_months) AS m LOOP
    DELETE FROM acg.call_count_by_month WHERE month = v_month;
    INSERT INTO acg.call_count_by_month
    SELECT v_month, service, account, direction, peer, result,
         sum(calls), sum(setup_ms), acg.sum_bins(setup_bins), sum(talk_ms),
         acg.sum_bins(talk_bins), sum(mos_calls), sum(mos_hundredths), acg.sum_bins(mos_bins)
      FROM acg.call_count_by_day WHERE day >= v_month AND day < v_month + interval '1 month'
     GROUP BY service, account, direction, peer, result;
  END LOOP;
  RETURN v_days;
END
$$;

COMMENT ON FUNCTION acg.roll_up_calls(timestamptz) IS
  'Merges small groups of the days before p_now''s UTC day for which calls were counted since the last run, and makes acg.call_count_by_day and acg.call_count_by_month of them anew; returns how many days; one run at a time';
