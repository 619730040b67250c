-- PostgreSQL prints a partition's bounds in the session's date style. ISO alone
-- reads back as the same instant: other styles name time zones by abbreviations
-- that several zones share.
CREATE FUNCTION acg.cdr_partitions()
RETURNS TABLE (
  parent        regclass,
  partition     regclass,
  first_instant timestamptz,
  end_instant   timestamptz,
  attached      boolean
)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET DateStyle = 'ISO, YMD'
AS $$
  SELECT i.inhparent::regclass,
         i.inhrelid::regclass,
         substring(b.bound FROM 'FROM \(''([^'']+)''\)')::timestamptz,
         substring(b.bound FROM 'TO \(''([^'']+)''\)')::timestamptz,
         NOT i.inhdetachpending
    FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhrelid
   CROSS JOIN pg_get_expr(c.relpartbound, c.oid) AS b (bound)
   WHERE i.inhparent IN (SELECT t FROM acg.cdr_tables() AS t)
   ORDER BY 3, 2
$$;

COMMENT ON FUNCTION acg.cdr_partitions() IS
  'The partitions that hold call records with their bounds as the catalogue has them: first_instant inclusive, end_instant exclusive, NULL where there is none; attached is false while a detach is unfinished';
