CREATE FUNCTION acg.put_staged_numbers(p_account text, p_batch text)
RETURNS TABLE ("row" bigint, number text, "column" text, value text, rule text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  v_account_id int;
BEGIN
  SELECT account_id INTO v_account_id FROM acg.account WHERE name = p_account FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'p_account is %, there is no such account in acg.account',
      coalesce(quote_literal(p_account), 'NULL') USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM acg.staged_number WHERE batch = p_batch) THEN
    RAISE EXCEPTION 'p_batch is %, acg.staged_number has no row of it',
      coalesce(quote_literal(p_batch), 'NULL') USING ERRCODE = 'no_data_found';
  END IF;

  RETURN QUERY SELECT * FROM acg.refused_numbers(p_account, p_batch);
  IF NOT FOUND THEN
    INSERT INTO acg.number AS n (number, account_id, service_id, header_value, enabled, reference)
    SELECT s.number, v_account_id, v.service_id, s.header_value,
           coalesce(s.enabled::boolean, true), s.reference
      FROM acg.staged_number s JOIN acg.service v ON v.name = s.service
     WHERE s.batch = p_batch
     ORDER BY s.number -- two at once lock in the same order
    ON CONFLICT (number) DO UPDATE
       SET service_id = excluded.service_id, header_value = excluded.header_value,
           enabled = excluded.enabled, reference = excluded.reference
     WHERE n.account_id = v_account_id;
  END IF;
  DELETE FROM acg.staged_number WHERE batch = p_batch;
END
$$;

COMMENT ON FUNCTION acg.put_staged_numbers(text, text) IS
  'Inserts or updates every number of a batch in acg.staged_number, or none and returns each refused row; no row returned means all were put. Empties the batch';

CREATE FUNCTION acg.put_numbers(p_account text, p_numbers jsonb)
RETURNS TABLE ("row" bigint, number text, "column" text, value text, rule text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  v_batch constant text := gen_random_uuid();
BEGIN
  IF jsonb_typeof(p_numbers) IS DISTINCT FROM 'array' THEN
    RAISE EXCEPTION 'p_numbers is %, it must be an array of objects',
      coalesce(jsonb_typeof(p_numbers), 'NULL') USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO acg.staged_number (batch, row, number, service, header_value, enabled, reference)
  SELECT v_batch, e.nth, e.value->>'number', e.value->>'service', e.value->>'header_value',
         e.value->>'enabled', e.value->>'reference'
    FROM jsonb_array_elements(p_numbers) WITH ORDINALITY AS e (value, nth);
  IF FOUND THEN
    RETURN QUERY SELECT * FROM acg.put_staged_numbers(p_account, v_batch);
  END IF;
END
$$;

COMMENT ON FUNCTION acg.put_numbers(text, jsonb) IS
  'acg.put_staged_numbers() for an array of objects with number, service, header_value, enabled, reference; rows are counted from 1';

CREATE FUNCTION acg.put_numbers(p_account text, p_numbers refcursor)
RETURNS TABLE ("row" bigint, number text, "column" text, value text, rule text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  v_batch constant text := gen_random_uuid();
  v_row   record;
BEGIN
  LOOP
    FETCH p_numbers INTO v_row;
    EXIT WHEN NOT FOUND;
    INSERT INTO acg.staged_number (batch, number, service, header_value, enabled, reference)
    SELECT v_batch, r.number, r.service, r.header_value, r.enabled, r.reference
      FROM jsonb_to_record(to_jsonb(v_row))
        AS r (number text, service text, header_value text, enabled text, reference text);
  END LOOP;
  IF EXISTS (SELECT FROM acg.staged_number WHERE batch = v_batch) THEN
    RETURN QUERY SELECT * FROM acg.put_staged_numbers(p_account, v_batch);
  END IF;
END
$$;

COMMENT ON FUNCTION acg.put_numbers(text, refcursor) IS
  'acg.put_staged_numbers() for the rows of an open cursor with columns number, service and, if wanted, header_value, enabled, reference';
