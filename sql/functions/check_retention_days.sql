CREATE FUNCTION acg.check_retention_days(p_days int)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF p_days IS NULL OR p_days NOT BETWEEN 1 AND 30 THEN
    RAISE EXCEPTION 'call records are kept for 1 to 30 days, not %', coalesce(p_days::text, 'NULL')
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
END
$$;

COMMENT ON FUNCTION acg.check_retention_days(int) IS
  'Raises an error unless call records may be kept for that many days: 1 to 30, never NULL';
