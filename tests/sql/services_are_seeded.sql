-- What a fresh installation holds: the four services, schema version 1.
\ir lib/tap.psql
BEGIN;
SELECT plan(2);

SELECT bag_has(
  'SELECT name, custom_header, enabled FROM acg.service',
  $$VALUES ('operator_connect', true,  true),
           ('phone_mobile',     false, true),
           ('direct_routing',   true,  true),
           ('zoom',             true,  true)$$,
  'the four services are there, all enabled, Phone Mobile without custom header');

SELECT results_eq('SELECT max(version) FROM acg.schema_version', ARRAY[1], 'the schema is at version 1');

SELECT * FROM finish();
ROLLBACK;
