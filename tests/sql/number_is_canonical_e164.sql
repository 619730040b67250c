-- acg.e164 takes + and 2 to 15 digits, the first not 0, and nothing else.
\ir lib/tap.psql
BEGIN;
SELECT plan(15);

SELECT lives_ok(format('SELECT %L::acg.e164', v), format('%s is taken', to_json(v)))
  FROM unnest(ARRAY['+49', '+493012345', '+123456789012345']) AS v;

SELECT throws_ok(
         format('SELECT %L::acg.e164', v),
         '23514',
         'value for domain acg.e164 violates check constraint "number_is_plus_e164_2_to_15_digits_no_leading_zero"',
         format('%s is refused', to_json(v)))
  FROM unnest(ARRAY[
         '', '+', '+4', '+1234567890123456', '493012345', '+0493012345', '+49 30 12345', '+4930x',
         E'+493012345\n', E'\n+493012345', '+٤٩٣٠', 'tel:+493012345'
       ]) AS v;

SELECT * FROM finish();
ROLLBACK;
