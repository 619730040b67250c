-- Made of acg.call_count_by_day by acg.roll_up_calls(), and only by it: to make it again,
-- add the day to acg.roll_up_due.
CREATE TABLE acg.call_count_by_month (
  month          timestamptz NOT NULL,
  service        text        NOT NULL,
  account        text        NOT NULL,
  direction      text        NOT NULL,
  peer           text        NOT NULL,
  result         text        NOT NULL,
  calls          bigint      NOT NULL,
  setup_ms       bigint      NOT NULL,
  setup_bins     bigint[]    NOT NULL,
  talk_ms        bigint      NOT NULL,
  talk_bins      bigint[]    NOT NULL,
  mos_calls      bigint      NOT NULL,
  mos_hundredths bigint      NOT NULL,
  mos_bins       bigint[]    NOT NULL,

  CONSTRAINT calls_are_counted_once_per_month_and_group
    PRIMARY KEY (month, service, account, direction, peer, result),
  CONSTRAINT month_is_full_in_utc CHECK (date_trunc('month', month, 'UTC') = month),
  CONSTRAINT calls_of_a_month_are_counted CHECK (calls > 0)
);

COMMENT ON TABLE acg.call_count_by_month IS
  'Calls counted per UTC month and group, once the days in it are over and small groups are merged; read it through acg.calls_by_month';
COMMENT ON COLUMN acg.call_count_by_month.month IS
  'First instant of the month, UTC';
COMMENT ON COLUMN acg.call_count_by_month.service IS
  'Name of the service; empty when there was none, (other) where small groups were merged';
COMMENT ON COLUMN acg.call_count_by_month.account IS
  'Name of the account; empty or (other) likewise';
COMMENT ON COLUMN acg.call_count_by_month.direction IS
  'to_cloud, to_operator or unknown';
COMMENT ON COLUMN acg.call_count_by_month.peer IS
  'The peer the calls went out to; empty or (other) likewise';
COMMENT ON COLUMN acg.call_count_by_month.result IS
  'As in acg.call_count';
COMMENT ON COLUMN acg.call_count_by_month.calls IS
  'How many';
COMMENT ON COLUMN acg.call_count_by_month.setup_ms IS
  'Milliseconds from INVITE to answer, summed over answered calls';
COMMENT ON COLUMN acg.call_count_by_month.setup_bins IS
  'Their histogram, with the bounds of acg.call_count';
COMMENT ON COLUMN acg.call_count_by_month.talk_ms IS
  'Milliseconds from answer to end, summed over calls whose end is known';
COMMENT ON COLUMN acg.call_count_by_month.talk_bins IS
  'Their histogram, with the bounds of acg.call_count';
COMMENT ON COLUMN acg.call_count_by_month.mos_calls IS
  'Calls that have a mean opinion score';
COMMENT ON COLUMN acg.call_count_by_month.mos_hundredths IS
  'Their scores in hundredths, summed';
COMMENT ON COLUMN acg.call_count_by_month.mos_bins IS
  'Their histogram, with the bounds of acg.call_count';
