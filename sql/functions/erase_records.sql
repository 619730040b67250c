CREATE FUNCTION acg.erase_records(p_access_id bigint, p_tags bytea[])
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
  v_erased bigint;
BEGIN
  PERFORM acg.check_access(p_access_id, 'erase');
  DELETE FROM acg.cdr c
   WHERE c.number_tag = ANY (p_tags) OR c.other_tag = ANY (p_tags) OR c.call_id_tag = ANY (p_tags);
  GET DIAGNOSTICS v_erased = ROW_COUNT;
  RETURN v_erased;
END
$$;

COMMENT ON FUNCTION acg.erase_records(bigint, bytea[]) IS
  'Deletes the records that carry one of the tags, under an access that acg.open_access() has given to erase; returns how many';
