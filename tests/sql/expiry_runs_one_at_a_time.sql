-- Two nodes sweep at once: one works, the other returns at once with nothing.
\ir lib/tap.psql
\ir lib/other_session.psql
BEGIN;
SELECT plan(3);
\ir lib/partitions.psql
SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 0) \g /dev/null

SELECT dblink_exec('other', 'BEGIN') \g /dev/null
SELECT count(*) FROM dblink('other', $$SELECT acg.expire_cdr('2010-01-01Z')$$) AS t (name text) \g /dev/null

SELECT is_empty($$SELECT acg.expire_cdr('2015-08-01Z')$$, 'while another run is open, this one drops nothing');
SELECT is((SELECT count(*)::int FROM pg_temp.old_partitions()), 3, 'the partitions are there');

SELECT dblink_exec('other', 'COMMIT') \g /dev/null
SELECT set_eq($$SELECT acg.expire_cdr('2015-08-01Z')$$,
  ARRAY['acg.cdr_20150615', 'acg.cdr_refused_20150615', 'acg.cdr_open_20150615'], 'when that run is over, this one does the work');

SELECT * FROM finish();
ROLLBACK;
