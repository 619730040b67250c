-- CREATE and ATTACH rather than CREATE ... PARTITION OF: ATTACH waits for no
-- reader and no writer of the parent, and none waits for it. The lock, taken
-- before looking, lets two callers make the same day without an error.
CREATE FUNCTION acg.make_day_partition(p_parent regclass, p_day date)
RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
SET DateStyle = 'ISO, YMD'
AS $$
DECLARE
  v_first timestamptz := p_day::timestamp AT TIME ZONE 'UTC';
  v_end   timestamptz := (p_day + 1)::timestamp AT TIME ZONE 'UTC';
  v_name  text;
BEGIN
  EXECUTE format('LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE', p_parent);

  IF EXISTS (SELECT FROM acg.cdr_partitions() AS p
              WHERE p.parent = p_parent AND p.attached
                AND p.first_instant <= v_first AND p.end_instant >= v_end) THEN
    RETURN false;
  END IF;

  SELECT format('acg.%I', relname || to_char(p_day::timestamp, '_YYYYMMDD'))
    INTO STRICT v_name
    FROM pg_class WHERE oid = p_parent;

  EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL)', v_name, p_parent);
  EXECUTE format('COMMENT ON TABLE %s IS %L', v_name,
    format('The UTC day %s of %s; expires %s', p_day, p_parent, v_first + interval '30 days'));
  EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)',
    p_parent, v_name, v_first, v_end);
  RETURN true;
END
$$;

COMMENT ON FUNCTION acg.make_day_partition(regclass, date) IS
  'Makes the partition of one UTC day of one table; false when the day has one already';
