-- Nothing is dropped when the clock is more than three days ahead of the last run; a
-- person may say that it is right. A dry run drops nothing; a run can be limited; a
-- table that was detached and left behind expires, too.
\ir lib/tap.psql
BEGIN;
SELECT plan(15);
\ir lib/partitions.psql
SELECT acg.accept_clock('2015-06-15 12:00Z') \g /dev/null
SELECT acg.make_cdr_partitions('2015-06-10 12:00Z', 1) \g /dev/null
PREPARE left_over AS SELECT count(*)::int FROM pg_temp.old_partitions();

SELECT throws_ok($$SELECT acg.expire_cdr('2015-08-14 12:00Z')$$, '22008', NULL, '60 days ahead: refused');
SELECT results_eq('left_over', ARRAY[6], 'and nothing is gone');
SELECT lives_ok($$SELECT acg.expire_cdr('2015-06-15 11:00Z')$$, 'an hour back: a run');
SELECT is((SELECT clock_at FROM acg.retention_state), '2015-06-15 12:00Z'::timestamptz, 'that moves nothing back');
SELECT lives_ok($$SELECT acg.expire_cdr('2015-06-18 12:00Z')$$, 'three days ahead: a long weekend');
SELECT is((SELECT clock_at FROM acg.retention_state), '2015-06-18 12:00Z'::timestamptz, 'is believed from then on');

SELECT acg.accept_clock('2015-07-11 00:00Z') \g /dev/null
SELECT set_eq($$SELECT acg.expire_cdr('2015-07-11 00:00Z', p_dry_run => true)$$,
  $$SELECT partition::text FROM acg.cdr_partitions() WHERE end_instant < '2015-06-13Z'$$, 'a dry run names all that would go');
SELECT results_eq('left_over', ARRAY[6], 'and drops nothing');
SELECT results_eq($$SELECT count(*)::int FROM acg.expire_cdr('2015-07-11 00:00Z', 30, 1)$$, ARRAY[1], 'one at a time');
SELECT results_eq($$SELECT count(*)::int FROM acg.expire_cdr('2015-07-11 00:00Z')$$, ARRAY[5], 'then the rest');

SELECT acg.make_cdr_partitions('2015-06-20 12:00Z', 0) \g /dev/null
SELECT pg_temp.record_call('2015-06-20 10:00Z') \g /dev/null
ALTER TABLE acg.cdr DETACH PARTITION acg.cdr_20150620;
SELECT results_eq('SELECT orphan::text, first_instant FROM acg.orphaned_cdr_tables()',
  $$VALUES ('acg.cdr_20150620', timestamptz '2015-06-20 00:00Z')$$, 'a detached table is found');
SELECT is((SELECT oldest_record FROM acg.retention_proof('2015-07-11 00:00Z')), '2015-06-20 10:00Z'::timestamptz,
  'the proof looks into it');
SELECT is_empty($$SELECT acg.expire_cdr('2015-07-12 00:00Z')$$, 'before its time it stays');
SELECT acg.accept_clock('2015-07-20 00:00Z') \g /dev/null
SELECT set_eq($$SELECT acg.expire_cdr('2015-07-20 00:00Z')$$,
  ARRAY['acg.cdr_20150620', 'acg.cdr_refused_20150620', 'acg.cdr_open_20150620'], 'then it goes with its day');
SELECT is(acg.make_cdr_partitions('2015-06-20 12:00Z', 0), 3, 'and is no longer in the way');
SELECT * FROM finish();
ROLLBACK;
