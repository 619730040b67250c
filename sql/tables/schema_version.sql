CREATE TABLE acg.schema_version (
  version    int         NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),

  CONSTRAINT schema_version_is_applied_once PRIMARY KEY (version),
  CONSTRAINT version_is_1_or_more CHECK (version >= 1)
);

COMMENT ON TABLE acg.schema_version IS
  'The installation and each upgrade step that was applied; the largest version is the current one';
COMMENT ON COLUMN acg.schema_version.version IS
  'Number of the step, 1 for the first installation';
COMMENT ON COLUMN acg.schema_version.applied_at IS
  'When the step was applied';
