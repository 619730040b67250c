-- \d+ and \df+ explain the schema: every object has a comment.
\ir lib/tap.psql
BEGIN;
SELECT plan(7);
SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 0) \g /dev/null

SELECT ok(obj_description('acg'::regnamespace, 'pg_namespace') IS NOT NULL, 'the schema');

SELECT is_empty(
  $$SELECT oid::regclass FROM pg_class
     WHERE relnamespace = 'acg'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
       AND obj_description(oid, 'pg_class') IS NULL$$,
  'every table, partition and view');

SELECT is_empty(
  $$SELECT attrelid::regclass, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relnamespace = 'acg'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
       AND attnum > 0 AND NOT attisdropped AND col_description(attrelid, attnum) IS NULL$$,
  'every column');

SELECT is_empty(
  $$SELECT oid::regprocedure FROM pg_proc
     WHERE pronamespace = 'acg'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL$$,
  'every function');

SELECT is_empty(
  $$SELECT oid::regtype FROM pg_type
     WHERE typnamespace = 'acg'::regnamespace AND typtype = 'd' AND obj_description(oid, 'pg_type') IS NULL$$,
  'every domain');

SELECT is_empty(
  $$SELECT conname FROM pg_constraint
     WHERE connamespace = 'acg'::regnamespace AND contypid <> 0 AND obj_description(oid, 'pg_constraint') IS NULL$$,
  'every rule of a domain');

SELECT is_empty(
  $$SELECT rolname FROM pg_roles
     WHERE rolname IN ('acg_admin', 'acg_provisioner', 'acg_reader', 'acg_gateway', 'acg_diagnostics')
       AND shobj_description(oid, 'pg_authid') IS NULL$$,
  'every role');

SELECT * FROM finish();
ROLLBACK;
