-- Every statement leaves in acg.change what it touched, in few rows.
\ir lib/tap.psql
BEGIN;
SELECT plan(18);
\ir lib/provisioned.psql

-- What was logged since the last call: operation kind keys, one a line.
CREATE TEMP TABLE mark AS SELECT max(change_id) AS at FROM acg.change;
CREATE FUNCTION pg_temp.logged() RETURNS text LANGUAGE sql AS $$
  WITH news AS (SELECT * FROM acg.change WHERE change_id > (SELECT at FROM mark)),
       moved AS (UPDATE mark SET at = greatest(at, (SELECT max(change_id) FROM news)))
  SELECT string_agg(concat_ws(' ', operation, kind, keys::text), E'\n' ORDER BY change_id) FROM news
$$;
PREPARE put(text) AS INSERT INTO acg.number (number, account_id, service_id)
  SELECT $1, account_id, service_id FROM acg.number WHERE number = '+99900000001';

EXECUTE put('+99900000003');
SELECT is(pg_temp.logged(), 'INSERT number {99900000003}', 'an insert');
UPDATE acg.number SET enabled = false WHERE number = '+99900000003';
SELECT is(pg_temp.logged(), 'UPDATE number {99900000003}', 'an update');
UPDATE acg.number SET number = '+99900000004' WHERE number = '+99900000003';
SELECT alike(pg_temp.logged(), 'UPDATE number {%99900000003%}', 'a changed number: the old one');
DELETE FROM acg.number WHERE number = '+99900000004';
SELECT is(pg_temp.logged(), 'DELETE number {99900000004}', 'a delete');
DELETE FROM acg.number WHERE number = '+99900000004';
SELECT is(pg_temp.logged(), NULL, 'a statement that touches nothing');
INSERT INTO acg.number_alternative (number, precedence, service_id)
  SELECT '+99900000001', 1, service_id FROM acg.service WHERE name = 'zoom';
SELECT is(pg_temp.logged(), 'INSERT number {99900000001}', 'an alternative is a change of its number');
UPDATE acg.number SET number = '+99900000005' WHERE number = '+99900000001';
SELECT alike(pg_temp.logged(), '%number {%99900000005%', 'a number that takes its alternatives along');
DELETE FROM acg.number WHERE number = '+99900000005';
SELECT alike(pg_temp.logged(), '%DELETE number {99900000005}%', 'and loses them');
UPDATE acg.account SET enabled = false WHERE name = 'test-account';
SELECT alike(pg_temp.logged(), 'UPDATE account {%}', 'an account');
UPDATE acg.service SET enabled = false WHERE name = 'zoom';
SELECT is(pg_temp.logged(), 'UPDATE service {0}', 'a service');
INSERT INTO acg.header_rule (direction, action, name) VALUES ('to_cloud', 'remove', 'X-Test');
SELECT is(pg_temp.logged(), 'INSERT signalling {0}', 'a header rule');
UPDATE acg.number_plan SET country_code = '49' WHERE peer = 'operator';
SELECT is(pg_temp.logged(), 'UPDATE signalling {0}', 'a number plan');
UPDATE acg.identity_policy SET trusted = false WHERE peer = 'operator';
SELECT is(pg_temp.logged(), 'UPDATE signalling {0}', 'trust');
INSERT INTO acg.number_range (first, last, account_id, service_id)
  SELECT '+99910', '+99919', account_id, service_id FROM acg.number WHERE number = '+99900000002';
SELECT is(pg_temp.logged(), 'INSERT range {0}', 'a range');

INSERT INTO acg.number (number, account_id, service_id)
  SELECT '+9998' || lpad(i::text, 6, '0'), account_id, service_id
    FROM acg.number, generate_series(1, 25000) i WHERE number = '+99900000002';
SELECT is((SELECT array_agg(cardinality(keys) ORDER BY change_id) FROM acg.change WHERE change_id > (SELECT at FROM mark)),
  ARRAY[10000, 10000, 5000], 'a bulk change takes a row for ten thousand numbers');
SELECT is((SELECT count(DISTINCT key) FROM acg.change, unnest(keys) AS key WHERE change_id > (SELECT at FROM mark)),
  25000::bigint, 'with each of them');
SELECT is((SELECT DISTINCT xid FROM acg.change WHERE change_id > (SELECT at FROM mark)), pg_current_xact_id(),
  'and its transaction');
TRUNCATE acg.number CASCADE;
SELECT alike(pg_temp.logged(), '%TRUNCATE all {0}%', 'TRUNCATE is a change of everything');

SELECT * FROM finish();
ROLLBACK;
