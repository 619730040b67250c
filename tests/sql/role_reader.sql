-- acg_reader reads provisioning and which days are kept, not the records, and
-- changes nothing.
\ir lib/tap.psql
BEGIN;
SELECT plan(28);
SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 0) \g /dev/null
SET LOCAL ROLE acg_reader;

SELECT lives_ok(format('SELECT FROM acg.%I', t), 'reads acg.' || t)
  FROM unnest(ARRAY['account', 'service', 'number', 'number_alternative', 'number_range', 'change', 'epoch', 'number_service', 'number_conflict', 'account_count', 'schema_version']) AS t;
SELECT lives_ok(format('SELECT FROM acg.calls_by_%s', t), 'reads calls by ' || t)
  FROM unnest(ARRAY['hour', 'day', 'month']) AS t;
SELECT isnt_empty(
  $$SELECT FROM acg.cdr_partitions() WHERE partition = 'acg.cdr_20150615'::regclass$$, 'sees which days are kept');

SELECT throws_ok(command, '42501', message, 'must not: ' || command)
  FROM (VALUES
    ('SELECT FROM acg.cdr',                           'permission denied for table cdr'),
    ('SELECT FROM acg.cdr_20150615',                  'permission denied for table cdr_20150615'),
    ('SELECT FROM acg.cdr_refused',                   'permission denied for table cdr_refused'),
    ('SELECT FROM acg.call_count',                    'permission denied for table call_count'),
    ('SELECT FROM acg.access_log',                    'permission denied for table access_log'),
    ('SELECT FROM acg.journal_position',              'permission denied for table journal_position'),
    ('INSERT INTO acg.account (name) VALUES (''x'')', 'permission denied for table account'),
    ('UPDATE acg.number SET enabled = false',         'permission denied for table number'),
    ('DELETE FROM acg.number',                        'permission denied for table number'),
    ('UPDATE acg.service SET enabled = false',        'permission denied for table service'),
    ('SELECT acg.make_cdr_partitions(now())',         'permission denied for function make_cdr_partitions'),
    ('SELECT acg.expire_cdr(now())',                  'permission denied for function expire_cdr')
  ) AS forbidden (command, message);

RESET ROLE;
SELECT is((SELECT rolcanlogin FROM pg_roles WHERE rolname = 'acg_reader'), false, 'is a group, nobody logs in as it');

SELECT * FROM finish();
ROLLBACK;
