-- Changes older than the time given are removed, but never the newest one.
\ir lib/tap.psql
BEGIN;
SELECT plan(5);
DELETE FROM acg.change;
INSERT INTO acg.change (made_at, operation, kind)
  SELECT now() - d * interval '1 day', 'UPDATE', 'range' FROM unnest(ARRAY[20, 10, 8, 6, 9]) d;

SELECT throws_ok($$SELECT acg.expire_changes(NULL)$$, NULL, NULL, 'needs a clock');
SELECT throws_ok($$SELECT acg.expire_changes(now(), interval '5 minutes')$$, NULL,
  'p_keep is 00:05:00, it must be at least 1 hour', 'keeps an hour at least');
SELECT is(acg.expire_changes(now() + interval '9 days'), 3::bigint, 'a clock that is fast removes nothing more');
SELECT is((SELECT count(*) FROM acg.change), 2::bigint, 'the newest stays, though it is old');
SELECT is(acg.expire_changes(now()), 0::bigint, 'again: nothing to do');

SELECT * FROM finish();
ROLLBACK;
