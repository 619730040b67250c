-- acg_gateway reads provisioning, writes records it cannot read, keeps its
-- place in the journal, and makes and expires partitions. Nothing else.
\ir lib/tap.psql
BEGIN;
SELECT plan(47);
\ir lib/provisioned.psql

SET LOCAL ROLE acg_gateway;

SELECT lives_ok(format('SELECT FROM acg.%I', t), 'reads acg.' || t)
  FROM unnest(ARRAY['account', 'service', 'number', 'number_alternative', 'number_range', 'change', 'epoch', 'number_service', 'number_conflict', 'account_count', 'schema_version', 'peer']) AS t;

SELECT lives_ok($$SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 0)$$, 'makes partitions');
SELECT lives_ok($$SELECT acg.make_cdr_partition_for('2015-06-14 12:00Z', '2015-06-15 12:00Z')$$, 'makes the partition of a late record');

PREPARE record AS
  INSERT INTO acg.cdr (started_at, record_id, node, direction,
                       ended_at, code, end_reason, ring_ms, talk_ms, sealed)
  VALUES ('2015-06-15 12:00Z', '00000000-0000-0000-0000-000000000001', 'n1', 'to_cloud',
          '2015-06-15 12:00Z', 486, 'failed', 0, 0, '\x00')
  ON CONFLICT DO NOTHING;
SELECT lives_ok('record', 'writes a record');
SELECT lives_ok('record', 'writes it again without an error');
SELECT lives_ok(
  $$INSERT INTO acg.cdr_refused (started_at, record_id, node, error, payload)
    VALUES ('2015-06-15 12:00Z', '00000000-0000-0000-0000-000000000001', 'n1', 'e', '{}')
    ON CONFLICT DO NOTHING$$,
  'sets a refused record aside');
SELECT lives_ok(
  $$INSERT INTO acg.journal_position AS j (node, file, position) VALUES ('test-1', 'a', 1)
    ON CONFLICT (node, file) DO UPDATE SET position = excluded.position, updated_at = now()
    RETURNING j.position$$,
  'moves its journal position');
SELECT lives_ok($$DELETE FROM acg.journal_position WHERE node = 'test-1'$$, 'forgets a journal file');

SELECT throws_ok(command, '42501', message, 'must not: ' || command)
  FROM (VALUES
    ('SELECT FROM acg.cdr',                                  'permission denied for table cdr'),
    ('SELECT FROM acg.cdr_refused',                          'permission denied for table cdr_refused'),
    ('SELECT FROM acg.cdr_20150615',                         'permission denied for table cdr_20150615'),
    ('SELECT FROM acg.cdr_open',                             'permission denied for table cdr_open'),
    ('SELECT FROM acg.call_count',                           'permission denied for table call_count'),
    ('DELETE FROM acg.access_log',                           'permission denied for table access_log'),
    ('SELECT acg.grant_access(''local'', ''a long reason'', ''1 hour'')', 'permission denied for function grant_access'),
    ('SELECT acg.accept_clock(now())',                       'permission denied for function accept_clock'),
    ('SELECT acg.read_records(1, ''{}'', ''-infinity'', ''infinity'')', 'no access to call records under number 1'),
    ('SELECT acg.erase_records(1, ''{}'')',                  'no access to call records under number 1'),
    ('UPDATE acg.cdr SET code = 200',                        'permission denied for table cdr'),
    ('DELETE FROM acg.cdr',                                  'permission denied for table cdr'),
    ('TRUNCATE acg.cdr',                                     'permission denied for table cdr'),
    ('DROP TABLE acg.cdr_20150615',                          'must be owner of table cdr_20150615'),
    ('ALTER TABLE acg.cdr DETACH PARTITION acg.cdr_20150615','must be owner of table cdr'),
    ('DELETE FROM acg.number',                               'permission denied for table number'),
    ('UPDATE acg.peer SET enabled = true',                   'permission denied for table peer'),
    ('UPDATE acg.account SET enabled = false',               'permission denied for table account'),
    ('INSERT INTO acg.service (name, description) VALUES (''x'', ''x'')', 'permission denied for table service'),
    ('INSERT INTO acg.schema_version (version) VALUES (99)', 'permission denied for table schema_version'),
    ('SELECT acg.make_day_partition(''acg.cdr'', ''2015-06-15'')', 'permission denied for function make_day_partition'),
    ('CREATE TABLE acg.mine ()',                             'permission denied for schema acg'),
    ('CREATE ROLE mine',                                     'permission denied to create role')
  ) AS forbidden (command, message);

SELECT throws_ok(
  $$INSERT INTO acg.cdr SELECT (jsonb_populate_record(NULL::acg.cdr, '{}')).* RETURNING sealed$$,
  '42501', 'permission denied for table cdr', 'must not read back what it writes');
SELECT throws_ok(
  $$INSERT INTO acg.cdr (started_at, record_id) SELECT now(), gen_random_uuid()
    ON CONFLICT (started_at, record_id) DO UPDATE SET code = 200$$,
  '42501', 'permission denied for table cdr', 'must not write over a record');

SELECT lives_ok($$SELECT acg.expire_cdr('2015-08-01Z')$$, 'expires records');
RESET ROLE;
SELECT hasnt_table('acg', 'cdr_20150615', 'and they are gone');
SELECT is((SELECT rolcanlogin FROM pg_roles WHERE rolname = 'acg_gateway'), true, 'may log in');

SELECT * FROM finish();
ROLLBACK;
