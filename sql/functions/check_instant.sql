CREATE FUNCTION acg.check_instant(p_name text, p_value timestamptz)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF p_value IS NULL OR NOT isfinite(p_value) THEN
    RAISE EXCEPTION '% must be a point in time, not %',
      p_name, coalesce(p_value::text, 'NULL')
      USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Pass now(), or a fixed instant in a test.';
  END IF;
END
$$;

COMMENT ON FUNCTION acg.check_instant(text, timestamptz) IS
  'Raises an error that names the parameter when its value is NULL or infinite';
