DO $$
BEGIN
  IF to_regrole('acg_admin') IS NULL THEN
    CREATE ROLE acg_admin;
  END IF;
END
$$;

ALTER ROLE acg_admin
  NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

COMMENT ON ROLE acg_admin IS
  'Owns everything in schema acg and may change its structure';
