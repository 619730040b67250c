-- Refuses to start where the installation could not succeed or would not be
-- the first.

DO $$
BEGIN
  IF current_setting('server_version_num')::int < 150000 THEN
    RAISE EXCEPTION 'PostgreSQL 15 or newer is needed, this server is %',
      current_setting('server_version');
  END IF;

  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    RAISE EXCEPTION 'a superuser must install schema acg, and % is none',
      current_user
      USING HINT = 'Connect as the superuser, for example with psql -U postgres.';
  END IF;

  IF to_regnamespace('acg') IS NOT NULL THEN
    RAISE EXCEPTION 'schema acg is already installed in database %, nothing was changed',
      current_database()
      USING ERRCODE = 'duplicate_schema',
            HINT = 'To move it to a newer version run the steps in sql/upgrades; '
                   'SELECT max(version) FROM acg.schema_version tells where it stands.';
  END IF;
END
$$;
