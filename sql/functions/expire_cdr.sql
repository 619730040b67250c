-- Dropping takes the strongest lock on the parent, and whoever comes while it
-- waits for that lock waits too. Hence the short lock_timeout: a partition that
-- is in use stays for the next run.
CREATE FUNCTION acg.expire_cdr(p_now timestamptz)
RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
SET lock_timeout = '200ms'
AS $$
DECLARE
  v_name  text;
  v_first timestamptz;
BEGIN
  PERFORM acg.check_instant('p_now', p_now);
  IF NOT pg_try_advisory_xact_lock(hashtext('acg.expire_cdr')) THEN
    RAISE NOTICE 'another run of acg.expire_cdr is active, this one did nothing';
    RETURN;
  END IF;

  FOR v_name, v_first IN
    SELECT p.partition::text, p.first_instant
      FROM acg.cdr_partitions() AS p
     WHERE p.first_instant <= p_now - interval '30 days' OR p.first_instant IS NULL
  LOOP
    IF v_first IS NULL THEN
      RAISE WARNING 'partition % has no first instant, its records do not expire', v_name
        USING HINT = 'Move its rows into daily partitions and drop it.';
      CONTINUE;
    END IF;

    BEGIN
      EXECUTE format('DROP TABLE %s', v_name);
      RETURN NEXT v_name;
    EXCEPTION
      WHEN lock_not_available OR deadlock_detected THEN
        RAISE NOTICE 'partition % is in use and stays for the next run', v_name;
      WHEN OTHERS THEN
        RAISE WARNING 'partition % has expired and cannot be dropped: %', v_name, SQLERRM;
    END;
  END LOOP;
END
$$;

COMMENT ON FUNCTION acg.expire_cdr(timestamptz) IS
  'Drops every partition of call records whose first instant is 30 days or more before p_now and returns their names; believes p_now, so the caller must be sure of its clock; one run at a time';
