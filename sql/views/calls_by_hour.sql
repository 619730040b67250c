CREATE VIEW acg.calls_by_hour AS
  SELECT * FROM acg.merged_calls('hour');

COMMENT ON VIEW acg.calls_by_hour IS
  'Calls counted per UTC hour and group, groups of fewer than 5 calls merged; see acg.merged_calls()';
