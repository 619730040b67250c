-- The first service, by precedence, that is switched on serves the number.
\ir lib/tap.psql
BEGIN;
SELECT plan(8);
\ir lib/provisioned.psql

PREPARE put(int, text, text) AS
  INSERT INTO acg.number_alternative (number, precedence, service_id, header_value)
  SELECT '+99900000001', $1, service_id, $3 FROM acg.service WHERE name = $2;
CREATE FUNCTION pg_temp.served() RETURNS text LANGUAGE sql AS
  $$SELECT concat_ws(' ', service, header_value, enabled) FROM acg.number_service WHERE number = '+99900000001'$$;

SELECT lives_ok($$EXECUTE put(2, 'zoom', 'second')$$, 'an alternative');
SELECT lives_ok($$EXECUTE put(1, 'direct_routing', 'first')$$, 'one before it');
SELECT throws_ok($$EXECUTE put(3, 'zoom', NULL)$$, '23505', NULL, 'no service twice');
SELECT throws_ok($$EXECUTE put(8, 'phone_mobile', NULL)$$, '23514', NULL, 'precedence is 1 to 7');
SELECT is(pg_temp.served(), 'operator_connect value-1 t', 'the service of the number itself comes first');
UPDATE acg.service SET enabled = false WHERE name = 'operator_connect';
SELECT is(pg_temp.served(), 'direct_routing first t', 'then by precedence');
UPDATE acg.number_alternative SET enabled = false WHERE precedence = 1;
SELECT is(pg_temp.served(), 'zoom second t', 'an alternative that is switched off is passed over');
UPDATE acg.service SET enabled = false WHERE name = 'zoom';
SELECT is(pg_temp.served(), 'operator_connect value-1 f', 'with all off the first is shown, not served');

SELECT * FROM finish();
ROLLBACK;
