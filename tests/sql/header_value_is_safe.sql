-- acg.header_value can hold nothing that ends a header line or begins another.
\ir lib/tap.psql
BEGIN;
SELECT plan(13);

SELECT lives_ok(format('SELECT %L::acg.header_value', v), format('%s is taken', to_json(left(v, 12))))
  FROM unnest(ARRAY['a', 'Customer_42-A', repeat('x', 100)]) AS v;

SELECT throws_ok(
         format('SELECT %L::acg.header_value', v),
         '23514',
         'value for domain acg.header_value violates check constraint "header_value_is_1_to_100_letters_digits_underscore_hyphen"',
         format('%s is refused', to_json(left(v, 12))))
  FROM unnest(ARRAY[
         '', repeat('x', 101), E'a\r\nVia: b', E'a\n', E'a\r', 'a b', 'a,b', 'a;b', '"a"', 'ä'
       ]) AS v;

SELECT * FROM finish();
ROLLBACK;
