-- Names of accounts and services: allowed characters, length, no duplicates.
\ir lib/tap.psql
BEGIN;
SELECT plan(13);

SELECT lives_ok(format('INSERT INTO acg.account (name) VALUES (%L)', v), format('account %s is taken', to_json(left(v, 12))))
  FROM unnest(ARRAY['test-Contoso_1', repeat('x', 100)]) AS v;

SELECT throws_ok(
         format('INSERT INTO acg.account (name) VALUES (%L)', v),
         '23514',
         'new row for relation "account" violates check constraint "account_name_is_1_to_100_letters_digits_underscore_hyphen"',
         format('account %s is refused', to_json(left(v, 12))))
  FROM unnest(ARRAY['', repeat('x', 101), 'a b', E'a\n']) AS v;

SELECT throws_ok(
  $$INSERT INTO acg.account (name) VALUES ('test-Contoso_1')$$,
  '23505', 'duplicate key value violates unique constraint "account_name_is_unique"',
  'an account name is given once');

SELECT lives_ok(
  $$INSERT INTO acg.service (name, description) VALUES ('test_service', 'a test')$$,
  'a service can be added');

SELECT throws_ok(
         format('INSERT INTO acg.service (name, description) VALUES (%L, ''a test'')', v),
         '23514',
         'new row for relation "service" violates check constraint "service_name_is_1_to_32_lowercase_letters_digits_underscore"',
         format('service %s is refused', to_json(left(v, 12))))
  FROM unnest(ARRAY['', repeat('x', 33), 'Zoom', 'a-b']) AS v;

SELECT throws_ok(
  $$INSERT INTO acg.service (name, description) VALUES ('test_service', 'a test')$$,
  '23505', 'duplicate key value violates unique constraint "service_name_is_unique"',
  'a service name is given once');

SELECT * FROM finish();
ROLLBACK;
