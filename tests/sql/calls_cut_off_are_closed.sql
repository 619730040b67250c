-- A start that no end came for becomes a record that says lost; start and end cancel
-- each other in whatever order they come.
\ir lib/tap.psql
BEGIN;
SELECT plan(9);
DELETE FROM acg.call_count;
SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 0) \g /dev/null
CREATE FUNCTION pg_temp.event(p_starts text[], p_ends text[]) RETURNS void LANGUAGE sql AS $$
  SELECT acg.match_open_calls(
    (SELECT coalesce(json_agg(json_build_object('started_at', '2015-06-15T12:00:00Z', 'record_id', s, 'incarnation', 7,
       'record', json_build_object('started_at', '2015-06-15T12:00:00Z', 'record_id', s, 'code', 200, 'code_from', 'far_end',
         'answered_at', '2015-06-15T12:00:05Z', 'ended_at', '2015-06-15T12:00:05Z', 'talk_ms', 0, 'end_reason', 'lost',
         'ring_ms', 5000, 'node', 'tap1', 'direction', 'to_cloud', 'account', 'acme', 'emergency', false,
         'cancel_crossed', false, 'sealed', '\x00'))), '[]') FROM unnest(p_starts) AS s),
    (SELECT coalesce(json_agg(json_build_object('started_at', '2015-06-15T12:00:00Z', 'record_id', e)), '[]')
       FROM unnest(p_ends) AS e), 'tap1')
$$;
CREATE FUNCTION pg_temp.id(i int) RETURNS text[] LANGUAGE sql AS
  $$SELECT ARRAY[format('00000000-0000-0000-0000-%s', lpad(i::text, 12, '0'))]$$;
PREPARE open AS SELECT count(*)::int FROM acg.cdr_open WHERE node = 'tap1';

SELECT pg_temp.event(pg_temp.id(1), '{}') \g /dev/null
SELECT results_eq('open', ARRAY[1], 'a start is kept');
SELECT pg_temp.event('{}', pg_temp.id(1)) \g /dev/null
SELECT results_eq('open', ARRAY[0], 'until its end comes');
SELECT pg_temp.event('{}', pg_temp.id(2)) \g /dev/null
SELECT is(acg.close_open_calls('tap1', 8), 0, 'an end that came first is no call that was cut off');
SELECT pg_temp.event(pg_temp.id(2), '{}') \g /dev/null
SELECT results_eq('open', ARRAY[0], 'it takes its start away when that comes');

SELECT pg_temp.event(pg_temp.id(3) || pg_temp.id(4), '{}') \g /dev/null
SELECT is(acg.close_open_calls('tap1', 7), 0, 'calls of this run are not closed');
SELECT is(acg.close_open_calls('tap1', 8), 2, 'those of another run are');
SELECT results_eq($$SELECT end_reason, code, ring_ms, talk_ms, ended_at FROM acg.cdr WHERE node = 'tap1'$$,
  $$SELECT 'lost', 200::smallint, 5000::bigint, NULL::bigint, NULL::timestamptz FROM generate_series(1, 2)$$,
  'their records say lost, and no talk time is invented');
SELECT results_eq('SELECT result, calls FROM acg.call_count', $$VALUES ('lost', 2::bigint)$$, 'they are counted');
SELECT is(acg.close_open_calls('tap1', 8), 0, 'once');
SELECT * FROM finish();
ROLLBACK;
