-- Conflicts that are allowed but probably mistakes, and counts per account.
\ir lib/tap.psql
BEGIN;
SELECT plan(4);
\ir lib/provisioned.psql
INSERT INTO acg.account (name) VALUES ('test-other');
INSERT INTO acg.number_range (first, last, account_id, service_id)
SELECT v.first, v.last, a.account_id, s.service_id
  FROM (VALUES ('+99900000000', '+99900000001', 'test-other'),
               ('+99900000000', '+99900009999', 'test-account')) AS v (first, last, account)
  JOIN acg.account a ON a.name = v.account
  JOIN acg.service s ON s.name = 'zoom';
INSERT INTO acg.number_alternative (number, precedence, service_id)
  SELECT number, 1, service_id FROM acg.number WHERE number = '+99900000002';

SELECT results_eq(
  $$SELECT account, conflict FROM acg.number_conflict WHERE first LIKE '+999%' ORDER BY conflict$$,
  $$VALUES ('test-account', 'its alternative names the same service phone_mobile again'),
           ('test-account', 'lies in range +99900000000 to +99900000001 of account test-other'),
           ('test-other', 'overlaps range +99900000000 to +99900009999 of account test-account')$$,
  'each conflict in words');
UPDATE acg.number SET enabled = false WHERE number = '+99900000002';
SELECT results_eq(
  $$SELECT account, numbers, enabled_numbers, ranges FROM acg.account_count WHERE account LIKE 'test-%' ORDER BY account$$,
  $$VALUES ('test-account', 2::bigint, 1::bigint, 1::bigint), ('test-other', 0, 0, 1)$$,
  'counts per account');
SET LOCAL ROLE acg_reader;
SELECT lives_ok('SELECT FROM acg.number_conflict', 'a reader sees the conflicts');
SELECT lives_ok('SELECT FROM acg.account_count', 'and the counts');

SELECT * FROM finish();
ROLLBACK;
