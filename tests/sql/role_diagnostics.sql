-- acg_diagnostics reads call records under a grant (access_needs_a_grant.sql) and
-- nothing else.
\ir lib/tap.psql
BEGIN;
SELECT plan(12);
SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 0) \g /dev/null
SET LOCAL ROLE acg_diagnostics;

SELECT throws_ok('SELECT FROM acg.cdr', '42501', 'permission denied for table cdr', 'reads no record without a grant');

SELECT throws_ok(command, '42501', message, 'must not: ' || command)
  FROM (VALUES
    ('SELECT FROM acg.cdr_20150615',          'permission denied for table cdr_20150615'),
    ('SELECT FROM acg.cdr_refused',           'permission denied for table cdr_refused'),
    ('INSERT INTO acg.cdr (code) VALUES (1)', 'permission denied for table cdr'),
    ('UPDATE acg.cdr SET code = 200',         'permission denied for table cdr'),
    ('DELETE FROM acg.cdr',                   'permission denied for table cdr'),
    ('SELECT FROM acg.account',               'permission denied for table account'),
    ('SELECT FROM acg.number',                'permission denied for table number'),
    ('SELECT FROM acg.number_service',        'permission denied for view number_service'),
    ('SELECT FROM acg.journal_position',      'permission denied for table journal_position'),
    ('SELECT acg.expire_cdr(now())',          'permission denied for function expire_cdr')
  ) AS forbidden (command, message);

RESET ROLE;
SELECT is((SELECT rolcanlogin FROM pg_roles WHERE rolname = 'acg_diagnostics'), false, 'is a group, nobody logs in as it');

SELECT * FROM finish();
ROLLBACK;
