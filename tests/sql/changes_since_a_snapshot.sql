-- What a snapshot did not see and this one does, whatever was written first.
\ir lib/tap.psql
\ir lib/other_session.psql
SELECT plan(4);
INSERT INTO acg.account (name) VALUES ('test-since');

SELECT pg_current_snapshot() AS before \gset
SELECT dblink_exec('other', 'BEGIN') \g /dev/null
SELECT dblink_exec('other', 'UPDATE acg.account SET reference = ''other'' WHERE name = ''test-since''') \g /dev/null
SELECT acg.log_change('UPDATE', 'number', '{99900000001}') \g /dev/null
SELECT is((SELECT count(*) FROM acg.changes_since(:'before')), 1::bigint, 'the open transaction is not seen');
SELECT pg_current_snapshot() AS between \gset
SELECT dblink_exec('other', 'COMMIT') \g /dev/null
SELECT is((SELECT string_agg(kind, ' ') FROM acg.changes_since(:'between')), 'account',
  'written first, committed last: seen after');
SELECT is((SELECT count(*) FROM acg.changes_since(:'before')), 2::bigint, 'both since before');
SELECT is((SELECT count(*) FROM acg.changes_since(pg_current_snapshot())), 0::bigint, 'nothing since now');

DELETE FROM acg.account WHERE name = 'test-since';
SELECT * FROM finish();
