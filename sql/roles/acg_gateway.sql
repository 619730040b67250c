DO $$
BEGIN
  IF to_regrole('acg_gateway') IS NULL THEN
    CREATE ROLE acg_gateway;
  END IF;
END
$$;

ALTER ROLE acg_gateway
  LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

COMMENT ON ROLE acg_gateway IS
  'What the gateway logs in as: reads provisioning, writes call records it cannot read';

ALTER ROLE acg_gateway SET TimeZone = 'UTC';
