-- A table that has the name of a day, and is not its partition, is reported
-- and left alone; the other days are made.
\ir lib/tap.psql
BEGIN;
SELECT plan(3);
\ir lib/partitions.psql
CREATE TABLE acg.cdr_20150616 (mine int);

SET LOCAL client_min_messages = error;
SELECT is(acg.make_cdr_partitions('2015-06-15 12:00Z', 2), 8, 'three days, three tables, less one');
SELECT throws_ok(
  $$SELECT acg.make_cdr_partition_for('2015-06-16 12:00Z', '2015-06-16 12:00Z')$$,
  '42P07', 'relation "cdr_20150616" already exists',
  'asked for that day alone, it is an error');
SELECT has_column('acg', 'cdr_20150616', 'mine', 'the table in the way is as it was');

SELECT * FROM finish();
ROLLBACK;
