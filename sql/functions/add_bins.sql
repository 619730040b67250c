CREATE FUNCTION acg.add_bins(p_a bigint[], p_b bigint[])
RETURNS bigint[]
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce(array_agg(coalesce(u.a, 0) + coalesce(u.b, 0) ORDER BY u.i), '{}')
    FROM unnest(p_a, p_b) WITH ORDINALITY AS u (a, b, i)
$$;

COMMENT ON FUNCTION acg.add_bins(bigint[], bigint[]) IS
  'Two histograms added bin by bin';

CREATE AGGREGATE acg.sum_bins(bigint[]) (SFUNC = acg.add_bins, STYPE = bigint[], INITCOND = '{}');

COMMENT ON AGGREGATE acg.sum_bins(bigint[]) IS
  'Histograms added bin by bin';
