-- A partition without a first instant is reported, not dropped and not a
-- reason to stop; one that something depends on likewise.
\ir lib/tap.psql
BEGIN;
SELECT plan(3);
\ir lib/partitions.psql
SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 1) \g /dev/null
CREATE TABLE acg.cdr_by_hand PARTITION OF acg.cdr FOR VALUES FROM (MINVALUE) TO ('2010-01-01Z');
CREATE VIEW pg_temp.in_the_way AS SELECT FROM acg.cdr_20150615;

SET LOCAL client_min_messages = error;
SELECT set_eq($$SELECT acg.expire_cdr('2015-08-01Z')$$,
  ARRAY['acg.cdr_refused_20150615', 'acg.cdr_open_20150615',
        'acg.cdr_20150616', 'acg.cdr_refused_20150616', 'acg.cdr_open_20150616'], 'the others go');
SELECT has_table('acg', 'cdr_by_hand', 'a partition that reaches back for ever stays');
SELECT has_table('acg', 'cdr_20150615', 'a partition with a view on it stays');

SELECT * FROM finish();
ROLLBACK;
