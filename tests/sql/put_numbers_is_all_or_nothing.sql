-- Bulk provisioning: every row, or none and a report of each refused one.
\ir lib/tap.psql
BEGIN;
SELECT plan(14);
\ir lib/provisioned.psql
INSERT INTO acg.account (name) VALUES ('test-other');
SET LOCAL ROLE acg_provisioner;

SELECT is_empty($$SELECT * FROM acg.put_numbers('test-account', '[
    {"number": "+99900000011", "service": "zoom", "header_value": "v", "reference": "r"},
    {"number": "+99900000001", "service": "zoom", "enabled": false}]'::jsonb)$$,
  'nothing is refused');
SELECT results_eq(
  $$SELECT number::text, header_value::text, enabled, reference FROM acg.number
     WHERE number IN ('+99900000011', '+99900000001') ORDER BY number$$,
  $$VALUES ('+99900000001', NULL, false, NULL), ('+99900000011', 'v', true, 'r')$$,
  'one number is new, one changed');

PREPARE bad AS SELECT "row", "column", value, rule FROM acg.put_numbers('test-other', '[
    {"number": "+99900000021", "service": "zoom"},
    {"number": "0123", "service": "zo", "header_value": "two words", "enabled": "maybe"},
    {"number": "+99900000022"},
    {"number": "+99900000001", "service": "zoom"},
    {"number": "+99900000023", "service": "zoom"},
    {"number": "+99900000023", "service": "zoom"}]'::jsonb);
SELECT results_eq('bad', $$VALUES
    (2::bigint, 'enabled', 'maybe', 'is true or false'),
    (2, 'header_value', 'two words', 'is 1 to 100 of A-Z a-z 0-9 _ -, or nothing'),
    (2, 'number', '0123', 'is + and 2 to 15 digits, the first not 0'),
    (2, 'service', 'zo', 'is the name of a service in acg.service'),
    (3, 'service', NULL, 'is the name of a service in acg.service'),
    (4, 'number', '+99900000001', 'belongs to no other account (it is of test-account)'),
    (5, 'number', '+99900000023', 'occurs once in the batch'),
    (6, 'number', '+99900000023', 'occurs once in the batch')$$,
  'each refused row with column, value and rule');
SELECT is((SELECT count(*) FROM acg.number WHERE number LIKE '+9990000002_'), 0::bigint, 'and nothing was put');

SELECT throws_ok($$SELECT acg.put_numbers('nobody', '[{"number": "+99900000031", "service": "zoom"}]'::jsonb)$$,
  '23503', 'p_account is ''nobody'', there is no such account in acg.account', 'an account that is not there');
SELECT throws_ok($$SELECT acg.put_numbers('test-account', '{}'::jsonb)$$, '22023',
  'p_numbers is object, it must be an array of objects', 'not an array');
SELECT throws_ok($$SELECT acg.put_staged_numbers('test-account', 'none')$$, 'P0002',
  'p_batch is ''none'', acg.staged_number has no row of it', 'a batch that is not there');
SELECT is_empty($$SELECT * FROM acg.put_numbers('test-account', '[]'::jsonb)$$, 'no numbers are no mistake');

COPY acg.staged_number (batch, row, number, service, header_value, enabled, reference) FROM STDIN (FORMAT csv);
test,1,+99900000041,zoom,x,true,ref
test,2,+99900000042,zoom,,,
\.
SELECT is_empty($$SELECT * FROM acg.put_staged_numbers('test-account', 'test')$$, 'a batch that COPY has staged');
SELECT is((SELECT count(*) FROM acg.number WHERE number LIKE '+9990000004_'), 2::bigint, 'is put');
SELECT is((SELECT count(*) FROM acg.staged_number), 0::bigint, 'and no longer staged');

DECLARE numbers CURSOR FOR SELECT '+9990000005' || i AS number, 'zoom' AS service FROM generate_series(1, 3) i;
SELECT is_empty($$SELECT * FROM acg.put_numbers('test-account', 'numbers'::refcursor)$$, 'the rows of a cursor');
SELECT is((SELECT count(*) FROM acg.number WHERE number LIKE '+9990000005_'), 3::bigint, 'are put');
SELECT throws_ok($$INSERT INTO acg.change (operation, kind) VALUES ('INSERT', 'all')$$, '42501', NULL,
  'nobody writes the log by hand');

SELECT * FROM finish();
ROLLBACK;
