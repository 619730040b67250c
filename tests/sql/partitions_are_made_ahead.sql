-- acg.make_cdr_partitions: today and the days after it, for all tables, once.
\ir lib/tap.psql
BEGIN;
SELECT plan(11);
\ir lib/partitions.psql

SELECT is(acg.make_cdr_partitions('2015-06-15 12:00Z'), 24, 'today and seven days, three tables');
SELECT is(acg.make_cdr_partitions('2015-06-15 23:59:59.999999Z'), 0, 'a second run on that day makes none');
SELECT is(acg.make_cdr_partitions('2015-06-16 00:00Z'), 3, 'the next day adds one day');
SELECT is(acg.make_cdr_partitions('2015-07-01 12:00Z', 0), 3, 'no days ahead is today alone');

SELECT set_eq('SELECT pg_temp.old_partitions()',
  $$SELECT format('acg.%s_%s', t, to_char(d, 'YYYYMMDD'))
      FROM unnest(ARRAY['cdr', 'cdr_refused', 'cdr_open']) AS t,
           (SELECT generate_series(timestamp '2015-06-15', '2015-06-23', '1 day')
             UNION ALL SELECT timestamp '2015-07-01') AS days (d)$$,
  'they carry the names of their days');

SELECT throws_ok(
         format('SELECT acg.make_cdr_partitions(%L)', v), '22023',
         format('p_now must be a point in time, not %s', coalesce(v, 'NULL')),
         format('a clock of %s is refused', coalesce(v, 'NULL')))
  FROM (VALUES (NULL), ('infinity'), ('-infinity')) AS clock (v);

SELECT throws_ok(
         format('SELECT acg.make_cdr_partitions(''2015-06-15Z'', %L)', v), '22023',
         format('p_days_ahead must be 0 to 60, not %s', coalesce(v, 'NULL')),
         format('%s days ahead is refused', coalesce(v, 'NULL')))
  FROM (VALUES (NULL), ('-1'), ('61')) AS days (v);

SELECT * FROM finish();
ROLLBACK;
