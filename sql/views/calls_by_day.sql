CREATE VIEW acg.calls_by_day AS
  SELECT * FROM acg.merged_calls('day');

COMMENT ON VIEW acg.calls_by_day IS
  'Calls counted per UTC day and group, groups of fewer than 5 calls merged; see acg.merged_calls()';
