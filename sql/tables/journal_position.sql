CREATE TABLE acg.journal_position (
  node       text        NOT NULL,
  file       text        NOT NULL,
  position   bigint      NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),

  CONSTRAINT journal_position_is_one_per_node_and_file PRIMARY KEY (node, file),
  CONSTRAINT position_is_not_negative CHECK (position >= 0)
);

COMMENT ON TABLE acg.journal_position IS
  'How far each node''s journal has been taken into acg.cdr; written in the transaction that stores the records';
COMMENT ON COLUMN acg.journal_position.node IS
  'The gateway node that owns the journal';
COMMENT ON COLUMN acg.journal_position.file IS
  'Name of the journal file on that node';
COMMENT ON COLUMN acg.journal_position.position IS
  'Bytes of the file whose records are stored';
COMMENT ON COLUMN acg.journal_position.updated_at IS
  'When the position last moved';
