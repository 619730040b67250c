CREATE TABLE acg.cdr_refused (
  started_at timestamptz NOT NULL,
  record_id  uuid        NOT NULL,
  node       text        NOT NULL,
  refused_at timestamptz NOT NULL DEFAULT now(),
  error      text        NOT NULL,
  payload    text        NOT NULL,

  CONSTRAINT refused_cdr_is_recorded_once PRIMARY KEY (started_at, record_id)
) PARTITION BY RANGE (started_at);

COMMENT ON TABLE acg.cdr_refused IS
  'Records that acg.cdr refused, kept for repair in one partition per UTC day; gone within 30 days like the others';
COMMENT ON COLUMN acg.cdr_refused.started_at IS
  'When the INVITE was received';
COMMENT ON COLUMN acg.cdr_refused.record_id IS
  'The record''s own identifier, as in acg.cdr';
COMMENT ON COLUMN acg.cdr_refused.node IS
  'The gateway node that handled the call';
COMMENT ON COLUMN acg.cdr_refused.refused_at IS
  'When the database refused the record';
COMMENT ON COLUMN acg.cdr_refused.error IS
  'What the database said';
COMMENT ON COLUMN acg.cdr_refused.payload IS
  'The whole record as JSON; text, because what made it refused may also make it no JSON';
