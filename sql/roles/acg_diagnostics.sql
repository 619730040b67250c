DO $$
BEGIN
  IF to_regrole('acg_diagnostics') IS NULL THEN
    CREATE ROLE acg_diagnostics;
  END IF;
END
$$;

ALTER ROLE acg_diagnostics
  NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

COMMENT ON ROLE acg_diagnostics IS
  'May read call records under a grant';
