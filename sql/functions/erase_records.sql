-- What was refused is text, which perhaps is no JSON: its tags are looked for as text.
CREATE FUNCTION acg.erase_records(p_access_id bigint, p_tags bytea[])
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
  v_words  text[] := ARRAY(SELECT '\x' || encode(t, 'hex') FROM unnest(p_tags) AS t);
  v_erased bigint;
  v_count  bigint;
BEGIN
  PERFORM acg.check_access(p_access_id, 'erase');
  DELETE FROM acg.cdr c
   WHERE c.number_tag = ANY (p_tags) OR c.other_tag = ANY (p_tags) OR c.call_id_tag = ANY (p_tags);
  GET DIAGNOSTICS v_erased = ROW_COUNT;
  DELETE FROM acg.cdr_open o
   WHERE o.record ->> 'number_tag' = ANY (v_words) OR o.record ->> 'other_tag' = ANY (v_words)
      OR o.record ->> 'call_id_tag' = ANY (v_words);
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_erased := v_erased + v_count;
  DELETE FROM acg.cdr_refused r
   WHERE EXISTS (SELECT FROM regexp_matches(r.payload, '_tag": ?"\\\\x([0-9a-f]{32})"', 'g') AS m
                  WHERE decode(m[1], 'hex') = ANY (p_tags));
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_erased + v_count;
END
$$;

COMMENT ON FUNCTION acg.erase_records(bigint, bytea[]) IS
  'Deletes the records that carry one of the tags, also refused ones and those of calls that stand, under an access that acg.open_access() has given to erase; returns how many';
