-- acg.cdr takes every kind of call record and refuses what no call can be.
\ir lib/tap.psql
BEGIN;
SELECT plan(22);
SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 0) \g /dev/null

-- A good record with one column set to something else.
CREATE FUNCTION pg_temp.record_with(p_column text, p_value text) RETURNS text LANGUAGE sql AS $$
  SELECT format(
    'INSERT INTO acg.cdr SELECT (jsonb_populate_record(NULL::acg.cdr, %L::jsonb || %L::jsonb)).*',
    '{"started_at": "2015-06-15T12:00:00Z", "record_id": "00000000-0000-0000-0000-000000000001",
      "node": "n1", "direction": "to_cloud", "ended_at": "2015-06-15T12:01:00Z", "code": 200, "end_reason": "bye",
      "ring_ms": 0, "talk_ms": 0, "emergency": false, "cancel_crossed": false, "sealed": "\\x00"}',
    jsonb_build_object(p_column, p_value))
$$;

SELECT lives_ok(
         pg_temp.record_with(c, v) || ' ON CONFLICT DO NOTHING',
         format('%s %s is taken', c, v))
  FROM (VALUES ('direction', 'to_operator'), ('direction', 'unknown'), ('code', '100'), ('code', '699'),
               ('end_reason', 'cancelled'), ('end_reason', 'expired'), ('end_reason', 'forked_loser'), ('end_reason', 'transferred')) AS good (c, v);

SELECT throws_ok(
         pg_temp.record_with(c, v), '23514',
         format('new row for relation "cdr_20150615" violates check constraint "%s"', rule),
         format('%s %s is refused', c, coalesce(v, 'NULL')))
  FROM (VALUES ('direction',  'sideways', 'direction_is_to_cloud_or_to_operator_or_unknown'),
               ('code',       '99',       'code_is_a_sip_status_100_to_699'),
               ('code',       '700',      'code_is_a_sip_status_100_to_699'),
               ('end_reason', 'tired',    'end_reason_is_one_of_those_there_are'),
               ('code_from',  'nobody',   'code_from_is_far_end_or_gateway'),
               ('ended_at',   NULL,       'only_a_lost_call_has_no_end'),
               ('talk_ms',    NULL,       'only_a_lost_call_has_no_end'),
               ('number_tag', '\x00',     'tags_have_16_bytes'),
               ('ring_ms',    '-1',       'ring_ms_is_not_negative'),
               ('talk_ms',    '-1',       'talk_ms_is_not_negative')) AS bad (c, v, rule);

SELECT throws_ok(pg_temp.record_with('sealed', NULL), '23502', NULL, 'a record without its sealed part is refused');
SELECT throws_ok(pg_temp.record_with('record_id', NULL), '23502', NULL, 'a record without identifier is refused');

SELECT throws_ok(
  pg_temp.record_with('code', '404'), '23505',
  'duplicate key value violates unique constraint "cdr_20150615_pkey"',
  'the same record twice is refused');

SELECT results_eq(
  $$SELECT count(*)::int FROM acg.cdr WHERE started_at = '2015-06-15 12:00Z'$$,
  ARRAY[1], 'ON CONFLICT DO NOTHING stored the record once');

SELECT * FROM finish();
ROLLBACK;
