CREATE FUNCTION acg.is_host(p_host text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF p_host ~ ':' OR p_host ~ '^[0-9.]+$' THEN
    RETURN masklen(p_host::inet) = CASE family(p_host::inet) WHEN 4 THEN 32 ELSE 128 END
       AND p_host !~ '/';
  END IF;
  RETURN length(p_host) <= 253
     AND p_host ~ '^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$';
EXCEPTION WHEN invalid_text_representation THEN
  RETURN false;
END
$$;

COMMENT ON FUNCTION acg.is_host(text) IS
  'Whether this is a DNS name in lower case, without the last dot, or an IPv4 or IPv6 address';
