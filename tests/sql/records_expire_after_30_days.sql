-- acg.expire_cdr: a day is dropped when its first instant is 30 days old, to
-- the microsecond, and not before; both tables; the rest stays.
\ir lib/tap.psql
BEGIN;
SELECT plan(11);
\ir lib/partitions.psql

SELECT acg.make_cdr_partitions('2015-01-30 12:00Z', 3) \g /dev/null
SELECT pg_temp.record_call('2015-01-30 00:00Z'), pg_temp.record_call('2015-01-31 00:00Z') \g /dev/null
SELECT pg_temp.refuse_call('2015-01-30 00:00Z') \g /dev/null

SELECT is_empty($$SELECT acg.expire_cdr('2015-02-28 23:59:59Z')$$, '29 days 23:59:59 old: stays');
SELECT is_empty($$SELECT acg.expire_cdr('2015-02-28 23:59:59.999999Z')$$, 'one microsecond short of 30 days: stays');
SELECT results_eq($$SELECT count(*)::int FROM acg.cdr WHERE started_at < '2015-02-01Z'$$, ARRAY[2], 'both records are there');

SELECT set_eq($$SELECT acg.expire_cdr('2015-03-01 00:00Z')$$,
  ARRAY['acg.cdr_20150130', 'acg.cdr_refused_20150130', 'acg.cdr_open_20150130'], '30 days old: all tables'' partitions go, and are named');
SELECT results_eq($$SELECT started_at FROM acg.cdr WHERE started_at < '2020-01-01Z'$$,
  ARRAY['2015-01-31 00:00Z'::timestamptz], 'the record went, its neighbour stays');
SELECT hasnt_table('acg', 'cdr_20150130', 'the table is gone, not only detached');
SELECT hasnt_table('acg', 'cdr_refused_20150130', 'that of refused records too');
SELECT is_empty($$SELECT acg.expire_cdr('2015-03-01 00:00Z')$$, 'nothing is left for a second run');

SELECT set_eq($$SELECT acg.expire_cdr('2015-03-03 17:00Z')$$,
  $$SELECT format('acg.%s_%s', t, d)
      FROM unnest(ARRAY['cdr', 'cdr_refused', 'cdr_open']) AS t, unnest(ARRAY[20150131, 20150201]) AS d$$,
  'days that were missed go together');
SELECT set_eq('SELECT pg_temp.old_partitions()', ARRAY['acg.cdr_20150202', 'acg.cdr_open_20150202', 'acg.cdr_refused_20150202'], 'the youngest day stays');
SELECT set_eq($$SELECT acg.expire_cdr('2015-03-04 00:00Z')$$,
  ARRAY['acg.cdr_20150202', 'acg.cdr_refused_20150202', 'acg.cdr_open_20150202'], 'and goes in its turn: expiry needs no younger partition');

SELECT * FROM finish();
ROLLBACK;
