-- acg.make_cdr_partition_for: a day that has not expired, up to one day ahead.
\ir lib/tap.psql
BEGIN;
SELECT plan(13);
\ir lib/partitions.psql
SET LOCAL TimeZone = 'America/Los_Angeles';

SELECT ok(acg.make_cdr_partition_for('2015-06-20 08:30Z', '2015-06-30 12:00Z'), 'ten days late is taken');
SELECT lives_ok($$SELECT pg_temp.record_call('2015-06-20 08:30Z')$$, 'and the record finds its place');
SELECT lives_ok($$SELECT pg_temp.refuse_call('2015-06-20 08:30Z')$$, 'or the place for refused records');
SELECT ok(acg.make_cdr_partition_for('2015-06-20 23:00Z', '2015-06-30 12:00Z'), 'a day that is there is taken');

SELECT ok(acg.make_cdr_partition_for('2015-06-01 00:00Z', '2015-06-30 23:59:59.999999Z'), 'the oldest day that is kept');
SELECT ok(NOT acg.make_cdr_partition_for('2015-06-01 23:59Z', '2015-07-01 00:00Z'), 'not in the instant it expires');
SELECT ok(NOT acg.make_cdr_partition_for('2015-05-31 23:59Z', '2015-06-30 12:00Z'), 'not a day that has expired, although the record is younger than 30 days');
SELECT ok(NOT acg.make_cdr_partition_for('1970-01-01 00:00Z', '2015-06-30 12:00Z'), 'not a lost clock');

SELECT ok(acg.make_cdr_partition_for('2015-07-01 12:00Z', '2015-06-30 12:00Z'), 'one day ahead is taken');
SELECT ok(NOT acg.make_cdr_partition_for('2015-07-03 12:00Z', '2015-06-30 12:00Z'), 'more is not');

SELECT set_eq('SELECT pg_temp.old_partitions()',
  $$SELECT format('acg.%s_%s', t, d)
      FROM unnest(ARRAY['cdr', 'cdr_refused', 'cdr_open']) AS t, unnest(ARRAY[20150601, 20150620, 20150701]) AS d$$,
  'no other day was made');

SELECT throws_ok($$SELECT acg.make_cdr_partition_for(NULL, '2015-06-30Z')$$, '22023',
  'p_at must be a point in time, not NULL', 'a record without time is refused');
SELECT throws_ok($$SELECT acg.make_cdr_partition_for('2015-06-30Z', NULL)$$, '22023',
  'p_now must be a point in time, not NULL', 'a missing clock is refused');

SELECT * FROM finish();
ROLLBACK;
