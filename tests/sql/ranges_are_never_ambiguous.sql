-- For every number at most one range of a given size: the smallest decides.
\ir lib/tap.psql
BEGIN;
SELECT plan(7);
\ir lib/provisioned.psql

PREPARE put(text, text) AS
  INSERT INTO acg.number_range (first, last, account_id, service_id)
  SELECT $1, $2, account_id, service_id FROM acg.number WHERE number = '+99900000001';

SELECT lives_ok($$EXECUTE put('+99910000', '+99910999')$$, 'a block of a thousand');
SELECT lives_ok($$EXECUTE put('+99910100', '+99910199')$$, 'a smaller block within it');
SELECT lives_ok($$EXECUTE put('+99910150', '+99910260')$$, 'a block of another size across it');
SELECT throws_ok($$EXECUTE put('+99910199', '+99910298')$$, '23P01',
  'conflicting key value violates exclusion constraint "ranges_of_equal_extent_do_not_overlap"',
  'a block of the same size that shares a number');
SELECT throws_ok($$EXECUTE put('+99910000', '+99910999')$$, '23P01', NULL, 'the same block again');
SELECT throws_ok($$EXECUTE put('+9992', '+99930')$$, '23514',
  'new row for relation "number_range" violates check constraint "first_and_last_have_as_many_digits"',
  'numbers of different length');
SELECT throws_ok($$EXECUTE put('+99931', '+99930')$$, '23514',
  'new row for relation "number_range" violates check constraint "first_is_not_after_last"',
  'the last before the first');

SELECT * FROM finish();
ROLLBACK;
