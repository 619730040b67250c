-- Start and end of a call travel in different files of the journal and may arrive
-- in either order: whichever comes first leaves a row, the other takes it away.
CREATE TABLE acg.cdr_open (
  started_at  timestamptz NOT NULL,
  record_id   uuid        NOT NULL,
  node        text        NOT NULL,
  incarnation bigint      NOT NULL,
  record      jsonb,

  CONSTRAINT open_cdr_is_recorded_once PRIMARY KEY (started_at, record_id)
) PARTITION BY RANGE (started_at);

CREATE INDEX cdr_open_node_idx ON acg.cdr_open (node) WHERE record IS NOT NULL;

COMMENT ON TABLE acg.cdr_open IS
  'Calls that were answered and have not ended yet, in one partition per UTC day; those that a crash cut off are closed from here';
COMMENT ON COLUMN acg.cdr_open.started_at IS
  'When the INVITE was received';
COMMENT ON COLUMN acg.cdr_open.record_id IS
  'As it will be in acg.cdr';
COMMENT ON COLUMN acg.cdr_open.node IS
  'The gateway node that handles the call';
COMMENT ON COLUMN acg.cdr_open.incarnation IS
  'The run of that node in which the call was answered: microseconds since 1970 when it began';
COMMENT ON COLUMN acg.cdr_open.record IS
  'What is known of the call, sealed as in acg.cdr; NULL when the end came before the start';
COMMENT ON INDEX acg.cdr_open_node_idx IS 'Calls that stand on a node';
