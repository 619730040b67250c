CREATE FUNCTION acg.number_key(p_number text)
RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT substr(p_number, 2)::bigint $$;

COMMENT ON FUNCTION acg.number_key(text) IS
  'The digits of a canonical number as an integer, which names it: no number begins with 0';
