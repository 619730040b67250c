-- A login without any of the roles gets nothing; acg_admin owns everything and
-- is no superuser.
\ir lib/tap.psql
BEGIN;
SELECT plan(8);
SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 0) \g /dev/null

CREATE ROLE acg_test_nobody;
SET LOCAL ROLE acg_test_nobody;
SELECT throws_ok('SELECT FROM acg.number', '42501', 'permission denied for schema acg', 'nobody cannot look into the schema');
SELECT throws_ok($$SELECT acg.expire_cdr(now())$$, '42501', 'permission denied for schema acg', 'nor call a function');
RESET ROLE;

SELECT is_empty(
  $$SELECT relname FROM pg_class, aclexplode(relacl) AS a
     WHERE relnamespace = 'acg'::regnamespace AND a.grantee = 0$$,
  'no table is granted to everybody');
SELECT is_empty(
  $$SELECT proname FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS a
     WHERE pronamespace = 'acg'::regnamespace AND a.grantee = 0$$,
  'no function is granted to everybody');

SELECT is_empty(
  $$SELECT relname FROM pg_class WHERE relnamespace = 'acg'::regnamespace AND relowner <> 'acg_admin'::regrole
     UNION ALL
    SELECT proname FROM pg_proc WHERE pronamespace = 'acg'::regnamespace AND proowner <> 'acg_admin'::regrole
     UNION ALL
    SELECT typname FROM pg_type WHERE typnamespace = 'acg'::regnamespace AND typowner <> 'acg_admin'::regrole$$,
  'acg_admin owns every table, function and type, also partitions made by a superuser');
SELECT is_empty(
  $$SELECT rolname FROM pg_roles
     WHERE rolname IN ('acg_admin', 'acg_provisioner', 'acg_reader', 'acg_gateway', 'acg_diagnostics')
       AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)$$,
  'no role has more than the schema');
SELECT is_empty(
  $$SELECT member::regrole FROM pg_auth_members
     WHERE roleid::regrole::text LIKE 'acg\_%' AND member::regrole::text LIKE 'acg\_%'$$,
  'no role has the rights of another');
SELECT is((SELECT rolcanlogin FROM pg_roles WHERE rolname = 'acg_admin'), false, 'acg_admin is a group, nobody logs in as it');

SELECT * FROM finish();
ROLLBACK;
