-- Nobody can put an object of his own in front of one that a function uses.
\ir lib/tap.psql
BEGIN;
SELECT plan(2);

SELECT is_empty(
  $$SELECT proname FROM pg_proc
     WHERE pronamespace = 'acg'::regnamespace AND prokind <> 'a'
       AND NOT coalesce(proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']$$,
  'every function has search_path = pg_catalog, pg_temp');

SELECT set_eq(
  $$SELECT proname::text FROM pg_proc WHERE pronamespace = 'acg'::regnamespace AND prosecdef$$,
  ARRAY['make_cdr_partitions', 'make_cdr_partition_for', 'expire_cdr', 'note_retention_run',
        'retention_proof', 'count_calls', 'roll_up_calls', 'match_open_calls', 'close_open_calls',
        'open_access', 'read_records', 'erase_records', 'merged_calls',
        'expire_changes', 'log_numbers', 'log_accounts', 'log_statement', 'begin_epoch'],
  'only the functions the gateway calls, the triggers and begin_epoch run with the owner''s rights');

SELECT * FROM finish();
ROLLBACK;
