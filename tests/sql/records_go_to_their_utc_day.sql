-- A record's day is the UTC day of its INVITE, in any session's time zone.
\ir lib/tap.psql
BEGIN;
SELECT plan(5);
\ir lib/partitions.psql

SELECT acg.make_cdr_partitions('2015-12-31 12:00Z', 1) \g /dev/null
PREPARE days AS SELECT tableoid::regclass::text FROM acg.cdr WHERE started_at < '2020-01-01Z' ORDER BY started_at;

SET LOCAL TimeZone = 'America/Los_Angeles';
SELECT pg_temp.record_call('2015-12-31 15:59:59.999999') \g /dev/null
SELECT pg_temp.record_call('2015-12-31 16:00:00') \g /dev/null
SELECT results_eq('days', ARRAY['acg.cdr_20151231', 'acg.cdr_20160101'], 'UTC midnight is four in the afternoon in Los Angeles');

DELETE FROM acg.cdr WHERE started_at < '2020-01-01Z';
SET LOCAL TimeZone = 'Europe/Berlin';
SELECT pg_temp.record_call('2016-01-01 00:59:59.999999') \g /dev/null
SELECT pg_temp.record_call('2016-01-01 01:00:00') \g /dev/null
SELECT results_eq('days', ARRAY['acg.cdr_20151231', 'acg.cdr_20160101'], 'and one in the morning in Berlin');

SELECT throws_ok(
  $$SELECT pg_temp.record_call('2016-01-02 00:00Z')$$,
  '23514', 'no partition of relation "cdr" found for row',
  'a record of a day that was not made is refused, not kept where it never expires');
SELECT throws_ok(
  $$SELECT pg_temp.refuse_call('2016-01-02 00:00Z')$$,
  '23514', 'no partition of relation "cdr_refused" found for row',
  'a refused record likewise');

SELECT is_empty(
  'SELECT t FROM acg.cdr_tables() AS t JOIN pg_partitioned_table ON partrelid = t WHERE partdefid <> 0',
  'no table of call records has a default partition');

SELECT * FROM finish();
ROLLBACK;
