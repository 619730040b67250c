-- Not bound to any record: this stays when the records are gone, so nothing in it
-- may tell of a person or a number. acg.merge_small_groups() makes rows of few
-- calls vanish into larger ones.
CREATE TABLE acg.call_count (
  hour           timestamptz NOT NULL,
  service        text        NOT NULL,
  account        text        NOT NULL,
  direction      text        NOT NULL,
  peer           text        NOT NULL,
  result         text        NOT NULL,
  node           text        NOT NULL,
  calls          bigint      NOT NULL,
  setup_ms       bigint      NOT NULL,
  setup_bins     bigint[]    NOT NULL,
  talk_ms        bigint      NOT NULL,
  talk_bins      bigint[]    NOT NULL,
  mos_calls      bigint      NOT NULL,
  mos_hundredths bigint      NOT NULL,
  mos_bins       bigint[]    NOT NULL,

  CONSTRAINT calls_are_counted_once_per_group_and_node
    PRIMARY KEY (hour, service, account, direction, peer, result, node),
  CONSTRAINT hour_is_full CHECK (extract(epoch FROM hour)::bigint % 3600 = 0),
  CONSTRAINT calls_are_counted CHECK (calls > 0)
);

COMMENT ON TABLE acg.call_count IS
  'Calls counted per hour and group; read it through acg.calls_by_hour, calls_by_day and calls_by_month, which merge small groups';
COMMENT ON COLUMN acg.call_count.hour IS
  'First instant of the hour in which the INVITEs came';
COMMENT ON COLUMN acg.call_count.service IS
  'Name of the service; empty when there was none, (other) where small groups were merged';
COMMENT ON COLUMN acg.call_count.account IS
  'Name of the account; empty or (other) likewise';
COMMENT ON COLUMN acg.call_count.direction IS
  'to_cloud, to_operator or unknown';
COMMENT ON COLUMN acg.call_count.peer IS
  'The peer the calls went out to; empty or (other) likewise';
COMMENT ON COLUMN acg.call_count.result IS
  'answered, cancelled, 3xx, 4xx, 5xx, 6xx, lost when the gateway was cut off in the call, or forked for an answer that came after that of another fork';
COMMENT ON COLUMN acg.call_count.node IS
  'The node that counted, so that nodes do not wait for each other; empty once merged';
COMMENT ON COLUMN acg.call_count.calls IS
  'How many';
COMMENT ON COLUMN acg.call_count.setup_ms IS
  'Milliseconds from INVITE to answer, summed over answered calls';
COMMENT ON COLUMN acg.call_count.setup_bins IS
  'Answered calls by those milliseconds: under 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 60000, and more';
COMMENT ON COLUMN acg.call_count.talk_ms IS
  'Milliseconds from answer to end, summed over calls whose end is known';
COMMENT ON COLUMN acg.call_count.talk_bins IS
  'Those calls by seconds: under 1, 10, 30, 60, 180, 600, 1800, 3600, and more';
COMMENT ON COLUMN acg.call_count.mos_calls IS
  'Calls that have a mean opinion score';
COMMENT ON COLUMN acg.call_count.mos_hundredths IS
  'Their scores in hundredths, summed';
COMMENT ON COLUMN acg.call_count.mos_bins IS
  'Those calls by score: under 2, 2.5, 3, 3.5, 4, and better';
