CREATE TABLE acg.retention_state (
  only_row     boolean     NOT NULL DEFAULT true,
  clock_at     timestamptz NOT NULL DEFAULT now(),
  ran_at       timestamptz,
  ran_on       text,
  result       text,
  dropped      bigint      NOT NULL DEFAULT 0,

  CONSTRAINT retention_state_has_one_row PRIMARY KEY (only_row),
  CONSTRAINT it_is_the_only_row CHECK (only_row)
);

COMMENT ON TABLE acg.retention_state IS
  'The heartbeat of retention: one row, written by each run';
COMMENT ON COLUMN acg.retention_state.only_row IS
  'Always true: there is one row';
COMMENT ON COLUMN acg.retention_state.clock_at IS
  'The latest time that was believed; a time more than 3 days later is refused, see acg.accept_clock()';
COMMENT ON COLUMN acg.retention_state.ran_at IS
  'When the last run ended; NULL before the first one';
COMMENT ON COLUMN acg.retention_state.ran_on IS
  'The node that ran it';
COMMENT ON COLUMN acg.retention_state.result IS
  'What it said';
COMMENT ON COLUMN acg.retention_state.dropped IS
  'How many partitions all runs have dropped';
