-- A partition somebody reads is left for the next run; the others go now.
-- The other session must see the partitions, so they are committed, and removed
-- at both ends of the test.
\ir lib/tap.psql
\ir lib/other_session.psql
\ir lib/partitions.psql
SELECT acg.expire_cdr('2010-12-01Z') \g /dev/null
SELECT acg.make_cdr_partitions('2010-06-15 12:00Z', 1) \g /dev/null

SELECT dblink_exec('other', 'BEGIN; LOCK TABLE acg.cdr_20100615 IN ACCESS SHARE MODE') \g /dev/null
BEGIN;
SELECT plan(5);
SELECT set_eq($$SELECT acg.expire_cdr('2010-12-01Z')$$,
  ARRAY['acg.cdr_refused_20100615', 'acg.cdr_open_20100615',
        'acg.cdr_20100616', 'acg.cdr_refused_20100616', 'acg.cdr_open_20100616'],
  'all go but the one in use');
SELECT has_table('acg', 'cdr_20100615', 'the one in use stays');
SELECT ok(clock_timestamp() - now() < interval '3 s', 'and is not waited for long');
SELECT is(current_setting('lock_timeout'), '0', 'the session''s own lock_timeout is as before');

SELECT dblink_exec('other', 'COMMIT') \g /dev/null
SELECT set_eq($$SELECT acg.expire_cdr('2010-12-01Z')$$, ARRAY['acg.cdr_20100615'], 'the next run drops it');
SELECT * FROM finish();
COMMIT;
