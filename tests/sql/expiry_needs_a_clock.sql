-- acg.expire_cdr drops nothing without a point in time to count from.
\ir lib/tap.psql
BEGIN;
SELECT plan(8);
\ir lib/partitions.psql
SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 0) \g /dev/null

SELECT throws_ok(
         format('SELECT acg.expire_cdr(%L)', v), '22023',
         format('p_now must be a point in time, not %s', coalesce(v, 'NULL')),
         format('a clock of %s is refused', coalesce(v, 'NULL')))
  FROM (VALUES (NULL), ('infinity'), ('-infinity')) AS clock (v);

SELECT throws_ok(
         format('SELECT acg.expire_cdr(''2015-08-01Z'', %L)', v), '22023',
         format('call records are kept for 1 to 30 days, not %s', coalesce(v, 'NULL')),
         format('a retention of %s days is refused', coalesce(v, 'NULL')))
  FROM (VALUES (NULL), ('0'), ('31'), ('-1')) AS days (v);

SELECT set_eq('SELECT pg_temp.old_partitions()', ARRAY['acg.cdr_20150615', 'acg.cdr_open_20150615', 'acg.cdr_refused_20150615'], 'nothing was dropped');

SELECT * FROM finish();
ROLLBACK;
