-- DETACH ... CONCURRENTLY that was cancelled leaves a partition that nobody
-- sees and that still holds records: it expires like the others, and is not
-- taken for a place where records can go.
-- Detaching needs committed partitions; they are removed at both ends.
\ir lib/tap.psql
\ir lib/other_session.psql
SELECT acg.expire_cdr('2010-12-01Z') \g /dev/null
SELECT acg.make_cdr_partitions('2010-06-15 12:00Z', 0) \g /dev/null

SELECT dblink_exec('other', 'BEGIN; LOCK TABLE ONLY acg.cdr IN ACCESS SHARE MODE') \g /dev/null
\warn '# The error below is the interruption this test needs.'
\set VERBOSITY terse
\set ON_ERROR_STOP off
SET statement_timeout = '500ms';
ALTER TABLE acg.cdr DETACH PARTITION acg.cdr_20100615 CONCURRENTLY;
RESET statement_timeout;
\set ON_ERROR_STOP on
SELECT dblink_exec('other', 'COMMIT') \g /dev/null

BEGIN;
SELECT plan(4);
SELECT results_eq(
  $$SELECT attached FROM acg.cdr_partitions() WHERE partition = 'acg.cdr_20100615'::regclass$$,
  ARRAY[false], 'the partition is half detached');
SELECT throws_ok(
  $$SELECT acg.make_cdr_partition_for('2010-06-15 12:00Z', '2010-06-15 12:00Z')$$,
  '42P07', 'relation "cdr_20100615" already exists', 'it does not pass for a partition of its day');
SELECT set_eq($$SELECT acg.expire_cdr('2010-12-01Z')$$,
  ARRAY['acg.cdr_20100615', 'acg.cdr_refused_20100615', 'acg.cdr_open_20100615'], 'it expires');
SELECT hasnt_table('acg', 'cdr_20100615', 'and is gone');
SELECT * FROM finish();
COMMIT;
