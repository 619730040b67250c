-- acg.number_service: names, the header value that goes out, and whether calls
-- are served once every switch is counted in.
\ir lib/tap.psql
BEGIN;
SELECT plan(6);
\ir lib/provisioned.psql

PREPARE mine AS SELECT * FROM acg.number_service WHERE account = 'test-account' ORDER BY number;
PREPARE enabled AS SELECT number::text FROM acg.number_service WHERE account = 'test-account' AND enabled ORDER BY 1;

SELECT results_eq('mine',
  $$VALUES ('+99900000001'::acg.e164, 'test-account', 'operator_connect', 'value-1'::acg.header_value, true),
           ('+99900000002'::acg.e164, 'test-account', 'phone_mobile',     NULL,                        true)$$,
  'a number with its names; no header value where the service carries none');

UPDATE acg.number SET enabled = false WHERE number = '+99900000001';
SELECT results_eq('enabled', ARRAY['+99900000002'], 'a number can be switched off');

UPDATE acg.service SET enabled = false WHERE name = 'phone_mobile';
SELECT is_empty('enabled', 'a service switches its numbers off');

UPDATE acg.service SET enabled = true WHERE name = 'phone_mobile';
UPDATE acg.number SET enabled = true WHERE number = '+99900000001';
SELECT results_eq('enabled', ARRAY['+99900000001', '+99900000002'], 'and both come back');

UPDATE acg.account SET enabled = false WHERE name = 'test-account';
SELECT is_empty('enabled', 'an account switches its numbers off');

UPDATE acg.number SET header_value = NULL WHERE number = '+99900000001';
SELECT is_empty(
  $$SELECT FROM acg.number_service WHERE account = 'test-account' AND header_value IS NOT NULL$$,
  'no value, no header');

SELECT * FROM finish();
ROLLBACK;
