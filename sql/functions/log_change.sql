CREATE FUNCTION acg.log_change(p_operation text, p_kind text, p_keys bigint[])
RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO acg.change (operation, kind, keys)
  SELECT p_operation, p_kind, array_agg(k.key)
    FROM unnest(p_keys) WITH ORDINALITY AS k (key, nth)
   GROUP BY (k.nth - 1) / 10000
   ORDER BY (k.nth - 1) / 10000;

  SELECT pg_notify('acg_change', '') WHERE cardinality(p_keys) > 0;
$$;

COMMENT ON FUNCTION acg.log_change(text, text, bigint[]) IS
  'Writes acg.change, 10000 keys in a row, and wakes the gateways when the transaction commits; nothing for no keys';
