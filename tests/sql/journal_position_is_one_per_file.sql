-- acg.journal_position holds one position for each node's file.
\ir lib/tap.psql
BEGIN;
SELECT plan(3);

SELECT lives_ok(
  $$INSERT INTO acg.journal_position (node, file, position)
    VALUES ('test-1', 'a', 0), ('test-1', 'b', 9223372036854775807), ('test-2', 'a', 5)$$,
  'two files of a node and a file of another node stand beside each other');

SELECT throws_ok(
  $$INSERT INTO acg.journal_position (node, file, position) VALUES ('test-1', 'a', 7)$$,
  '23505', 'duplicate key value violates unique constraint "journal_position_is_one_per_node_and_file"',
  'a second position of the same file is refused');

SELECT throws_ok(
  $$UPDATE acg.journal_position SET position = -1 WHERE node = 'test-1'$$,
  '23514', 'new row for relation "journal_position" violates check constraint "position_is_not_negative"',
  'a position before the start of the file is refused');

SELECT * FROM finish();
ROLLBACK;
