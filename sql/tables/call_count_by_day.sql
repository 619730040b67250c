-- Made of acg.call_count by acg.roll_up_calls(), and only by it: to make it again,
-- add the day to acg.roll_up_due.
CREATE TABLE acg.call_count_by_day (
  day            timestamptz NOT NULL,
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

  CONSTRAINT calls_are_counted_once_per_day_and_group
    PRIMARY KEY (day, service, account, direction, peer, result),
  CONSTRAINT day_is_full_in_utc CHECK (date_trunc('day', day, 'UTC') = day),
  CONSTRAINT calls_of_a_day_are_counted CHECK (calls > 0)
);

COMMENT ON TABLE acg.call_count_by_day IS
  'Calls counted per UTC day and group, once the day is over and small groups are merged; read it through acg.calls_by_day';
COMMENT ON COLUMN acg.call_count_by_day.day IS
  'First instant of the day, UTC';
COMMENT ON COLUMN acg.call_count_by_day.service IS
  'Name of the service; empty when there was none, (other) where small groups were merged';
COMMENT ON COLUMN acg.call_count_by_day.account IS
  'Name of the account; empty or (other) likewise';
COMMENT ON COLUMN acg.call_count_by_day.direction IS
  'to_cloud, to_operator or unknown';
COMMENT ON COLUMN acg.call_count_by_day.peer IS
  'The peer the calls went out to; empty or (other) likewise';
COMMENT ON COLUMN acg.call_count_by_day.result IS
  'As in acg.call_count';
COMMENT ON COLUMN acg.call_count_by_day.calls IS
  'How many';
COMMENT ON COLUMN acg.call_count_by_day.setup_ms IS
  'Milliseconds from INVITE to answer, summed over answered calls';
COMMENT ON COLUMN acg.call_count_by_day.setup_bins IS
  'Their histogram, with the bounds of acg.call_count';
COMMENT ON COLUMN acg.call_count_by_day.talk_ms IS
  'Milliseconds from answer to end, summed over calls whose end is known';
COMMENT ON COLUMN acg.call_count_by_day.talk_bins IS
  'Their histogram, with the bounds of acg.call_count';
COMMENT ON COLUMN acg.call_count_by_day.mos_calls IS
  'Calls that have a mean opinion score';
COMMENT ON COLUMN acg.call_count_by_day.mos_hundredths IS
  'Their scores in hundredths, summed';
COMMENT ON COLUMN acg.call_count_by_day.mos_bins IS
  'Their histogram, with the bounds of acg.call_count';
