CREATE FUNCTION acg.cdr_tables()
RETURNS SETOF regclass
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  VALUES ('acg.cdr'::regclass), ('acg.cdr_refused'::regclass), ('acg.cdr_open'::regclass)
$$;

COMMENT ON FUNCTION acg.cdr_tables() IS
  'The tables that hold call records, one partition per UTC day: what is made ahead and what expires';
