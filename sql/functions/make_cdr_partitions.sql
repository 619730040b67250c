CREATE FUNCTION acg.make_cdr_partitions(p_now timestamptz, p_days_ahead int DEFAULT 7)
RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '5s'
AS $$
DECLARE
  v_today  date := (p_now AT TIME ZONE 'UTC')::date;
  v_day    date;
  v_parent regclass;
  v_made   int := 0;
BEGIN
  PERFORM acg.check_instant('p_now', p_now);
  IF p_days_ahead IS NULL OR p_days_ahead NOT BETWEEN 0 AND 60 THEN
    RAISE EXCEPTION 'p_days_ahead must be 0 to 60, not %', coalesce(p_days_ahead::text, 'NULL')
      USING ERRCODE = 'invalid_parameter_value';
  END IF;

  FOR v_day, v_parent IN
    SELECT v_today + d, t
      FROM generate_series(0, p_days_ahead) AS d, acg.cdr_tables() AS t
     ORDER BY d
  LOOP
    -- A day that something stands in the way of must not cost the other days.
    BEGIN
      v_made := v_made + acg.make_day_partition(v_parent, v_day)::int;
    EXCEPTION WHEN duplicate_table OR invalid_object_definition THEN
      RAISE WARNING 'no partition of % for %: %', v_parent, v_day, SQLERRM
        USING HINT = 'Attach or drop the table that is in the way; until then records of that day are refused.';
    END;
  END LOOP;
  RETURN v_made;
END
$$;

COMMENT ON FUNCTION acg.make_cdr_partitions(timestamptz, int) IS
  'Makes the partitions of call records for the UTC day of p_now and p_days_ahead days after it (0 to 60) where they are missing; returns how many it made';
