-- What a fresh installation holds: the four services, schema version 1.
\ir lib/tap.psql
BEGIN;
SELECT plan(2);

SELECT bag_has(
  'SELECT name, custom_header, enabled, customer_name FROM acg.service',
  $$VALUES ('operator_connect', true,  true, false),
           ('phone_mobile',     false, true, false),
           ('direct_routing',   true,  true, true),
           ('zoom',             true,  true, false)$$,
  'the four services are there, all enabled, Phone Mobile without custom header, Direct Routing under its customers'' names');

SELECT results_eq('SELECT max(version) FROM acg.schema_version', ARRAY[1], 'the schema is at version 1');

SELECT * FROM finish();
ROLLBACK;
