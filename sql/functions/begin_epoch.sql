CREATE FUNCTION acg.begin_epoch()
RETURNS uuid
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  UPDATE acg.epoch SET epoch = gen_random_uuid(), began_at = now();
  SELECT acg.log_change('UPDATE', 'all', '{0}');
  SELECT epoch FROM acg.epoch;
$$;

COMMENT ON FUNCTION acg.begin_epoch() IS
  'Makes every gateway read everything again; for use after a restore that the gateways might not notice';
