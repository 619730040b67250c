DO $$
BEGIN
  IF to_regrole('acg_reader') IS NULL THEN
    CREATE ROLE acg_reader;
  END IF;
END
$$;

ALTER ROLE acg_reader
  NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

COMMENT ON ROLE acg_reader IS
  'May read accounts, services and numbers, but no call records';
