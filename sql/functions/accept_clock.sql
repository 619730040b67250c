CREATE FUNCTION acg.accept_clock(p_now timestamptz)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM acg.check_instant('p_now', p_now);
  UPDATE acg.retention_state SET clock_at = p_now;
END
$$;

COMMENT ON FUNCTION acg.accept_clock(timestamptz) IS
  'A person has looked at the clock: it is right, however long nothing has run, or its last value was wrong; acg_admin only';
