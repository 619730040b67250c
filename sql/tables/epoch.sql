CREATE TABLE acg.epoch (
  epoch    uuid        NOT NULL DEFAULT gen_random_uuid(),
  began_at timestamptz NOT NULL DEFAULT now(),
  one_row  boolean     NOT NULL DEFAULT true,

  CONSTRAINT there_is_one_epoch PRIMARY KEY (one_row),
  CONSTRAINT one_row_is_true CHECK (one_row)
);

COMMENT ON TABLE acg.epoch IS
  'A name for this history of changes; a gateway that knows another one reads everything again';
COMMENT ON COLUMN acg.epoch.epoch IS
  'Replaced by acg.begin_epoch()';
COMMENT ON COLUMN acg.epoch.began_at IS
  'When it was replaced';
COMMENT ON COLUMN acg.epoch.one_row IS
  'Keeps the table to one row';
