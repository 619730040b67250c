CREATE VIEW acg.calls_by_month AS
  SELECT * FROM acg.merged_calls('month');

COMMENT ON VIEW acg.calls_by_month IS
  'Calls counted per UTC month and group, groups of fewer than 5 calls merged; see acg.merged_calls()';
