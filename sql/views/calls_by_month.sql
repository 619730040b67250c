CREATE VIEW acg.calls_by_month AS
  SELECT * FROM acg.merged_calls('month');

COMMENT ON VIEW acg.calls_by_month IS
  'Calls counted per UTC month and group, groups of fewer than 5 calls merged; see acg.merged_calls()';
COMMENT ON COLUMN acg.calls_by_month.at IS
  'First instant of the month, UTC';
COMMENT ON COLUMN acg.calls_by_month.service IS
  'Name of the service; empty: none; (other): small groups merged';
COMMENT ON COLUMN acg.calls_by_month.account IS
  'Name of the account; empty or (other) likewise';
COMMENT ON COLUMN acg.calls_by_month.direction IS
  'to_cloud, to_operator or unknown';
COMMENT ON COLUMN acg.calls_by_month.peer IS
  'The peer the calls went out to; empty or (other) likewise';
COMMENT ON COLUMN acg.calls_by_month.result IS
  'answered, cancelled, 3xx, 4xx, 5xx, 6xx, lost or forked, as in acg.call_count';
COMMENT ON COLUMN acg.calls_by_month.calls IS
  'How many';
COMMENT ON COLUMN acg.calls_by_month.setup_mean_ms IS
  'Mean milliseconds from INVITE to answer; NULL when none was answered';
COMMENT ON COLUMN acg.calls_by_month.setup_bins IS
  'Answered calls by those milliseconds: under 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 60000, and more';
COMMENT ON COLUMN acg.calls_by_month.talk_minutes IS
  'Minutes from answer to end, summed';
COMMENT ON COLUMN acg.calls_by_month.talk_mean_s IS
  'Mean seconds from answer to end; NULL when none was answered';
COMMENT ON COLUMN acg.calls_by_month.talk_bins IS
  'Those calls by seconds: under 1, 10, 30, 60, 180, 600, 1800, 3600, and more';
COMMENT ON COLUMN acg.calls_by_month.mos_mean IS
  'Mean of the mean opinion scores; NULL when no call has one';
COMMENT ON COLUMN acg.calls_by_month.mos_bins IS
  'Calls by score: under 2, 2.5, 3, 3.5, 4, and better';
COMMENT ON COLUMN acg.calls_by_month.answer_seizure IS
  'Share of answered calls among all but forked ones of the same month, service, account, direction and peer';
