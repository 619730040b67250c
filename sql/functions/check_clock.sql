CREATE FUNCTION acg.check_clock(p_now timestamptz)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
AS $$
DECLARE
  v_clock_at timestamptz := (SELECT s.clock_at FROM acg.retention_state AS s);
BEGIN
  IF p_now > v_clock_at + interval '3 days' THEN
    RAISE EXCEPTION 'the clock says % and the last run was at %, so nothing is deleted', p_now, v_clock_at
      USING ERRCODE = 'datetime_field_overflow',
            HINT = 'Set the clock right. If it is right, and nothing ran for so long, call acg.accept_clock().';
  END IF;
END
$$;

COMMENT ON FUNCTION acg.check_clock(timestamptz) IS
  'Raises an error when a time is more than 3 days ahead of the last one that was believed';
