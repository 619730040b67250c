-- A number is there once, and its account and service exist as long as it does.
\ir lib/tap.psql
BEGIN;
SELECT plan(7);
\ir lib/provisioned.psql

SELECT throws_ok(
  $$INSERT INTO acg.number (number, account_id, service_id)
    SELECT '+99900000001', account_id, service_id FROM acg.number WHERE number = '+99900000002'$$,
  '23505', 'duplicate key value violates unique constraint "number_is_provisioned_once"',
  'the same number with another service is refused');

SELECT throws_ok(
  $$UPDATE acg.number SET account_id = -1 WHERE number = '+99900000001'$$,
  '23503', 'insert or update on table "number" violates foreign key constraint "account_id_is_an_existing_account"',
  'an account that is not there is refused');

SELECT throws_ok(
  $$UPDATE acg.number SET service_id = -1 WHERE number = '+99900000001'$$,
  '23503', 'insert or update on table "number" violates foreign key constraint "service_id_is_an_existing_service"',
  'a service that is not there is refused');

SELECT throws_ok(
  $$UPDATE acg.number SET account_id = NULL WHERE number = '+99900000001'$$,
  '23502', NULL, 'a number without an account is refused');

SELECT throws_ok(
  $$DELETE FROM acg.account WHERE name = 'test-account'$$,
  '23503', 'update or delete on table "account" violates foreign key constraint "account_id_is_an_existing_account" on table "number"',
  'an account with numbers cannot be deleted');

SELECT throws_ok(
  $$DELETE FROM acg.service WHERE name = 'phone_mobile'$$,
  '23503', 'update or delete on table "service" violates foreign key constraint "service_id_is_an_existing_service" on table "number"',
  'a service with numbers cannot be deleted');

DELETE FROM acg.number WHERE number LIKE '+999%';
SELECT lives_ok(
  $$DELETE FROM acg.account WHERE name = 'test-account'$$,
  'an account without numbers can be deleted');

SELECT * FROM finish();
ROLLBACK;
