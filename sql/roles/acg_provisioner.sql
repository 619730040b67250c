DO $$
BEGIN
  IF to_regrole('acg_provisioner') IS NULL THEN
    CREATE ROLE acg_provisioner;
  END IF;
END
$$;

ALTER ROLE acg_provisioner
  NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

COMMENT ON ROLE acg_provisioner IS
  'May add, change and remove accounts and numbers';
