CREATE FUNCTION acg.retention_proof(p_now timestamptz)
RETURNS TABLE (
  oldest_record timestamptz,
  oldest_age    interval,
  oldest_table  text,
  tables        int,
  orphans       int,
  days_ahead    int,
  clock_at      timestamptz,
  ran_at        timestamptz,
  result        text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
AS $$
DECLARE
  v_table text;
  v_first timestamptz;
BEGIN
  PERFORM acg.check_instant('p_now', p_now);
  tables := 0;
  FOR v_table IN
    SELECT p.partition::text FROM acg.cdr_partitions() AS p
     UNION ALL
    SELECT o.orphan::text FROM acg.orphaned_cdr_tables() AS o
  LOOP
    tables := tables + 1;
    EXECUTE format('SELECT min(started_at) FROM ONLY %s', v_table) INTO v_first;
    IF v_first < oldest_record OR (oldest_record IS NULL AND v_first IS NOT NULL) THEN
      oldest_record := v_first;
      oldest_table := v_table;
    END IF;
  END LOOP;
  oldest_age := p_now - oldest_record;
  orphans := (SELECT count(*) FROM acg.orphaned_cdr_tables());
  -- Whole days from today on in which every table has its partition.
  days_ahead := (SELECT coalesce(min(d.day), 60) - 1
                   FROM generate_series(0, 60) AS d (day), acg.cdr_tables() AS t
                  WHERE NOT EXISTS (
                    SELECT FROM acg.cdr_partitions() AS p
                     WHERE p.parent = t AND p.attached
                       AND p.first_instant <= date_trunc('day', p_now) + make_interval(days => d.day)
                       AND p.end_instant > date_trunc('day', p_now) + make_interval(days => d.day)));
  SELECT s.clock_at, s.ran_at, s.result INTO clock_at, ran_at, result FROM acg.retention_state AS s;
  RETURN NEXT;
END
$$;

COMMENT ON FUNCTION acg.retention_proof(timestamptz) IS
  'How old the oldest call record is at p_now, looked up in every table of the catalogue that holds any; how many tables, orphans and days made ahead there are; and the last run';
