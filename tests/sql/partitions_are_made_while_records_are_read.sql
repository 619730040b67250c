-- A long report on acg.cdr must not hold up tomorrow's partition, nor a record
-- being written while it is made.
\ir lib/tap.psql
\ir lib/other_session.psql
BEGIN;
SELECT plan(2);
\ir lib/partitions.psql

SELECT dblink_exec('other', 'BEGIN; LOCK TABLE ONLY acg.cdr, ONLY acg.cdr_refused IN ROW EXCLUSIVE MODE') \g /dev/null
SET LOCAL statement_timeout = '3s';
SELECT lives_ok($$SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 0)$$,
  'partitions are made beside a transaction that reads and writes');
SELECT is((SELECT count(*)::int FROM pg_temp.old_partitions()), 3, 'they are there');
SELECT dblink_exec('other', 'COMMIT') \g /dev/null

SELECT * FROM finish();
ROLLBACK;
