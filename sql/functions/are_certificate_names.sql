CREATE FUNCTION acg.are_certificate_names(p_names text[]) RETURNS boolean
LANGUAGE sql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT cardinality(p_names) > 0
     AND coalesce(bool_and(coalesce(
           length(name) <= 253
           AND name ~ '^(sips?:)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
           false)), false)
    FROM unnest(p_names) AS name
$$;

COMMENT ON FUNCTION acg.are_certificate_names(text[]) IS
  'Whether these are names a certificate can carry: one or more, lower case, DNS or SIP URI without a user, no wildcard';
