CREATE FUNCTION acg.make_cdr_partition_for(
  p_at   timestamptz,
  p_now  timestamptz,
  p_days int DEFAULT 30
)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
SET lock_timeout = '5s'
AS $$
DECLARE
  v_day date := (p_at AT TIME ZONE 'UTC')::date;
BEGIN
  PERFORM acg.check_instant('p_at', p_at);
  PERFORM acg.check_instant('p_now', p_now), acg.check_retention_days(p_days);

  -- The day counts, not the instant: a day that expire_cdr would drop at once
  -- must not come back.
  IF v_day::timestamptz <= p_now - make_interval(days => p_days) OR p_at > p_now + interval '1 day' THEN
    RETURN false;
  END IF;

  PERFORM acg.make_day_partition(t, v_day) FROM acg.cdr_tables() AS t;
  RETURN true;
END
$$;

COMMENT ON FUNCTION acg.make_cdr_partition_for(timestamptz, timestamptz, int) IS
  'Makes sure that a record started at p_at has a partition; false, and nothing made, when its UTC day is p_days (1 to 30) old at p_now or p_at is more than one day after p_now';
