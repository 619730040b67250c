-- What a detach without a drop left behind. Its bounds are gone with the detach;
-- the records in it tell its day, and its name where there are none.
CREATE FUNCTION acg.orphaned_cdr_tables()
RETURNS TABLE (orphan regclass, first_instant timestamptz)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
AS $$
BEGIN
  FOR orphan, first_instant IN
    SELECT c.oid::regclass, to_date(right(c.relname, 8), 'YYYYMMDD')::timestamptz
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'started_at'
                         AND a.atttypid = 'timestamptz'::regtype
     WHERE c.relnamespace = 'acg'::regnamespace AND c.relkind = 'r'
       AND c.relname ~ ('^(' || (SELECT string_agg(p.relname, '|')
                                   FROM acg.cdr_tables() AS t JOIN pg_class p ON p.oid = t)
                        || ')_[0-9]{8}$')
       AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
     ORDER BY c.relname
  LOOP
    EXECUTE format('SELECT coalesce(date_trunc(''day'', min(started_at)), $1) FROM %s', orphan)
       INTO first_instant USING first_instant;
    RETURN NEXT;
  END LOOP;
END
$$;

COMMENT ON FUNCTION acg.orphaned_cdr_tables() IS
  'Tables of call records that are no partition any more, with the first instant of the oldest UTC day in them; they expire like partitions';
