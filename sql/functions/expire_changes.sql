-- The newest change stays, so that a gateway can tell that nothing it has not
-- seen was removed: the last one it saw is still there.
CREATE FUNCTION acg.expire_changes(p_now timestamptz, p_keep interval DEFAULT interval '7 days')
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_removed bigint := 0;
BEGIN
  PERFORM acg.check_instant('p_now', p_now);
  IF p_keep IS NULL OR p_keep < interval '1 hour' THEN
    RAISE EXCEPTION 'p_keep is %, it must be at least 1 hour', coalesce(p_keep::text, 'NULL');
  END IF;
  IF NOT pg_try_advisory_xact_lock(hashtext('acg.expire_changes')) THEN
    RETURN 0;
  END IF;

  DELETE FROM acg.change
   WHERE made_at < least(p_now, now()) - p_keep
     AND change_id < (SELECT max(change_id) FROM acg.change);
  GET DIAGNOSTICS v_removed = ROW_COUNT;
  RETURN v_removed;
END
$$;

COMMENT ON FUNCTION acg.expire_changes(timestamptz, interval) IS
  'Removes changes older than p_keep, but the newest, and returns how many; a gateway that was away for longer reads everything again';
