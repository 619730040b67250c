-- Dropping takes the strongest lock on the parent, and whoever comes while it
-- waits for that lock waits too. Hence the short lock_timeout: a partition that
-- is in use stays for the next run.
CREATE FUNCTION acg.expire_cdr(
  p_now     timestamptz,
  p_days    int     DEFAULT 30,
  p_most    int     DEFAULT NULL,
  p_dry_run boolean DEFAULT false
)
RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
SET lock_timeout = '200ms'
AS $$
DECLARE
  v_name  text;
  v_first timestamptz;
  v_done  int := 0;
BEGIN
  PERFORM acg.check_instant('p_now', p_now), acg.check_retention_days(p_days);
  IF pg_is_in_recovery() THEN
    RAISE NOTICE 'this server is a standby: its primary expires call records';
    RETURN;
  END IF;
  IF NOT pg_try_advisory_xact_lock(hashtext('acg.expire_cdr')) THEN
    RAISE NOTICE 'another run of acg.expire_cdr is active, this one did nothing';
    RETURN;
  END IF;
  PERFORM acg.check_clock(p_now);

  FOR v_name, v_first IN
    SELECT p.partition::text, p.first_instant FROM acg.cdr_partitions() AS p
     WHERE p.first_instant <= p_now - make_interval(days => p_days) OR p.first_instant IS NULL
     UNION ALL
    SELECT o.orphan::text, o.first_instant FROM acg.orphaned_cdr_tables() AS o
     WHERE o.first_instant <= p_now - make_interval(days => p_days)
  LOOP
    EXIT WHEN v_done >= p_most;
    IF v_first IS NULL THEN
      RAISE WARNING 'partition % has no first instant, its records do not expire', v_name
        USING HINT = 'Move its rows into daily partitions and drop it.';
      CONTINUE;
    END IF;
    IF p_dry_run THEN
      RETURN NEXT v_name;
      CONTINUE;
    END IF;

    BEGIN
      EXECUTE format('DROP TABLE %s', v_name);
      v_done := v_done + 1;
      RETURN NEXT v_name;
    EXCEPTION
      WHEN lock_not_available OR deadlock_detected THEN
        RAISE NOTICE 'partition % is in use and stays for the next run', v_name;
      WHEN OTHERS THEN
        RAISE WARNING 'partition % has expired and cannot be dropped: %', v_name, SQLERRM;
    END;
  END LOOP;

  IF NOT p_dry_run THEN
    UPDATE acg.retention_state SET clock_at = greatest(clock_at, p_now), dropped = dropped + v_done
     WHERE clock_at < p_now OR v_done > 0;
  END IF;
END
$$;

COMMENT ON FUNCTION acg.expire_cdr(timestamptz, int, int, boolean) IS
  'Drops every table of call records whose first instant is p_days (1 to 30) or more before p_now, p_most at a time, and returns their names; with p_dry_run it only names them; one run at a time; refuses a p_now that is ahead of the last one by more than 3 days';
