CREATE TABLE acg.access_log (
  access_id  bigint      GENERATED ALWAYS AS IDENTITY,
  at         timestamptz NOT NULL DEFAULT now(),
  xid        xid8        NOT NULL DEFAULT pg_current_xact_id(),
  grantee    text        NOT NULL,
  login      text        NOT NULL DEFAULT session_user,
  action     text        NOT NULL,
  subject    bytea       NOT NULL,
  grant_id   bigint,
  reason     text,

  CONSTRAINT access_log_pkey PRIMARY KEY (access_id),
  CONSTRAINT action_is_find_export_or_erase
    CHECK (action IN ('find', 'export', 'erase')),
  CONSTRAINT grant_id_is_an_existing_grant
    FOREIGN KEY (grant_id) REFERENCES acg.access_grant (grant_id)
);

COMMENT ON TABLE acg.access_log IS
  'Each time somebody asked for individual call records, granted or not; written before anything is shown';
COMMENT ON COLUMN acg.access_log.access_id IS
  'Made by the database';
COMMENT ON COLUMN acg.access_log.at IS
  'When';
COMMENT ON COLUMN acg.access_log.xid IS
  'The transaction that wrote this row; records are shown only by later ones';
COMMENT ON COLUMN acg.access_log.grantee IS
  'Who asked, as in acg.access_grant';
COMMENT ON COLUMN acg.access_log.login IS
  'The database login that asked for them';
COMMENT ON COLUMN acg.access_log.action IS
  'find, export or erase';
COMMENT ON COLUMN acg.access_log.subject IS
  'What was asked for, as a tag under today''s index key; the number itself is not stored';
COMMENT ON COLUMN acg.access_log.grant_id IS
  'The grant it was done under; NULL when there was none and nothing was shown';
COMMENT ON COLUMN acg.access_log.reason IS
  'The reason of that grant';
