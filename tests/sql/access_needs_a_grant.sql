-- Individual records are read under an open grant, which is logged and committed
-- before: no grant or no log, no data. The steps are committed on the way; what they
-- leave is removed at both ends.
\ir lib/tap.psql
\ir lib/partitions.psql
CREATE FUNCTION pg_temp.clean() RETURNS SETOF text LANGUAGE sql AS $$
  DELETE FROM acg.access_log WHERE grantee LIKE 'tap%';
  DELETE FROM acg.access_grant WHERE grantee LIKE 'tap%';
  SELECT acg.expire_cdr('2010-12-01Z')
$$;
SELECT pg_temp.clean() \g /dev/null
SELECT acg.make_cdr_partitions('2010-06-15 12:00Z', 0) \g /dev/null
INSERT INTO acg.cdr (started_at, record_id, node, direction, ended_at, code, end_reason, ring_ms, talk_ms,
                     number_tag, other_tag, call_id_tag, sealed)
SELECT timestamptz '2010-06-15 12:00Z' + make_interval(mins => i), gen_random_uuid(), 'n1', 'to_cloud',
       '2010-06-15 13:00Z', 200, 'bye', 0, 0, decode(repeat('0' || i, 16), 'hex'),
       decode(repeat('a' || i, 16), 'hex'), decode(repeat('c' || i, 16), 'hex'), '\x00'
  FROM generate_series(1, 3) AS i;

SELECT plan(21);
SELECT throws_ok(format('SELECT acg.grant_access(%L, %L, %L)', r, w, f), s, NULL, 'no grant: ' || why)
  FROM (VALUES ('tap', 'a good long reason', '8 hours 1 second', '22023', 'longer than 8 hours'),
               ('tap', 'a good long reason', '0',                '22023', 'of no time'),
               ('tap', 'a good long reason', NULL,               '22023', 'without an end'),
               ('tap', '         x',         '1 hour',           '23514', 'without a reason'),
               ('tap', NULL,                 '1 hour',           '23502', 'with no reason at all'),
               ('',    'a good long reason', '1 hour',           '23514', 'for nobody')) AS bad (r, w, f, s, why);

SELECT is(acg.open_access('tap', 'find', '\x00'), NULL, 'without a grant there is no access');
SELECT results_eq($$SELECT count(*)::int FROM acg.access_log WHERE grantee = 'tap' AND grant_id IS NULL$$,
  ARRAY[1], 'and it is logged that somebody asked');
SELECT throws_ok(
  format($$SELECT acg.read_records(%s, '{}', '-infinity', 'infinity')$$,
         (SELECT max(access_id) FROM acg.access_log WHERE grantee = 'tap')),
  '42501', NULL, 'the number of that entry opens nothing');

INSERT INTO acg.access_grant (grantee, reason, granted_at, expires_at)
VALUES ('tap', 'a good long reason', now() - interval '8 hours', now());
SELECT is(acg.open_access('tap', 'find', '\x00'), NULL, 'nor under one that is over');
SELECT acg.grant_access('tap', 'a good long reason', '8 hours') AS granted \gset
BEGIN;
SELECT acg.open_access('tap', 'find', '\x00') AS access \gset
SELECT throws_ok(format($$SELECT acg.read_records(%s, '{}', '-infinity', 'infinity')$$, :access), '42501', NULL,
  'nothing is shown in the transaction that logs, which may yet be taken back');
COMMIT;
PREPARE by_tag(text) AS
  SELECT count(*)::int FROM acg.read_records(:access, ARRAY[decode(repeat($1, 16), 'hex')], '2010-06-15Z', '2010-06-16Z');
SELECT results_eq('EXECUTE by_tag(''01'')', ARRAY[1], 'once committed, a number''s calls are shown');
SELECT results_eq('EXECUTE by_tag(''a2'')', ARRAY[1], 'those with it at the other end');
SELECT results_eq('EXECUTE by_tag(''c3'')', ARRAY[1], 'and a Call-ID''s');
SELECT results_eq('EXECUTE by_tag(''ff'')', ARRAY[0], 'others are not');
SELECT throws_ok(format($$SELECT acg.erase_records(%s, '{}')$$, :access), '42501', NULL, 'an access to find does not erase');
SELECT acg.open_access('tap', 'erase', '\x00') AS erase \gset
SELECT is(acg.erase_records(:erase, ARRAY[decode(repeat('01', 16), 'hex')]), 1::bigint, 'one to erase does');

SET SESSION AUTHORIZATION acg_gateway;
SELECT throws_ok(format($$SELECT acg.read_records(%s, '{}', '-infinity', 'infinity')$$, :access), '42501', NULL,
  'another login cannot use it');
RESET SESSION AUTHORIZATION;
SELECT ok(acg.revoke_access(:granted), 'a grant is taken back');
SELECT throws_ok(format($$SELECT acg.read_records(%s, '{}', '-infinity', 'infinity')$$, :access), '42501', NULL,
  'and its access ends at once');
SELECT ok(NOT acg.revoke_access(:granted), 'it cannot be taken back twice');
SELECT * FROM finish();
SELECT pg_temp.clean() \g /dev/null
