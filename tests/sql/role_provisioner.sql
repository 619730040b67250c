-- acg_provisioner changes accounts and numbers; services are for the
-- administrator, and call records are not its business.
\ir lib/tap.psql
BEGIN;
SELECT plan(16);
SELECT acg.make_cdr_partitions('2015-06-15 12:00Z', 0) \g /dev/null
SET LOCAL ROLE acg_provisioner;

SELECT lives_ok($$INSERT INTO acg.account (name) VALUES ('test-account')$$, 'adds an account');
SELECT lives_ok(
  $$INSERT INTO acg.number (number, account_id, service_id)
    SELECT '+99900000001', account_id, service_id FROM acg.account, acg.service
     WHERE account.name = 'test-account' AND service.name = 'zoom'$$,
  'adds a number');
SELECT lives_ok($$UPDATE acg.number SET header_value = 'v' WHERE number = '+99900000001'$$, 'changes a number');
SELECT lives_ok($$SELECT FROM acg.number_service$$, 'sees what numbers do');
SELECT lives_ok($$DELETE FROM acg.number WHERE number = '+99900000001'$$, 'removes a number');
SELECT lives_ok($$DELETE FROM acg.account WHERE name = 'test-account'$$, 'removes an account');

SELECT throws_ok(command, '42501', message, 'must not: ' || command)
  FROM (VALUES
    ('UPDATE acg.service SET enabled = false',        'permission denied for table service'),
    ('TRUNCATE acg.number',                           'permission denied for table number'),
    ('ALTER TABLE acg.number ADD mine int',           'must be owner of table number'),
    ('SELECT FROM acg.cdr',                           'permission denied for table cdr'),
    ('SELECT FROM acg.cdr_20150615',                  'permission denied for table cdr_20150615'),
    ('SELECT FROM acg.cdr_refused',                   'permission denied for table cdr_refused'),
    ('SELECT FROM acg.journal_position',              'permission denied for table journal_position'),
    ('SELECT acg.make_cdr_partitions(now())',         'permission denied for function make_cdr_partitions'),
    ('SELECT acg.expire_cdr(now())',                  'permission denied for function expire_cdr')
  ) AS forbidden (command, message);

RESET ROLE;
SELECT is((SELECT rolcanlogin FROM pg_roles WHERE rolname = 'acg_provisioner'), false, 'is a group, nobody logs in as it');

SELECT * FROM finish();
ROLLBACK;
