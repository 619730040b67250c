CREATE TABLE acg.access_grant (
  grant_id   bigint      GENERATED ALWAYS AS IDENTITY,
  grantee    text        NOT NULL,
  reason     text        NOT NULL,
  granted_by text        NOT NULL DEFAULT session_user,
  granted_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,

  CONSTRAINT access_grant_pkey PRIMARY KEY (grant_id),
  CONSTRAINT grantee_is_named CHECK (grantee ~ '^\S(.{0,198}\S)?$'),
  CONSTRAINT reason_has_10_characters_or_more
    CHECK (length(btrim(reason)) >= 10),
  CONSTRAINT access_is_granted_for_8_hours_at_most
    CHECK (expires_at > granted_at AND expires_at <= granted_at + interval '8 hours')
);

CREATE INDEX access_grant_grantee_idx ON acg.access_grant (grantee, expires_at);

COMMENT ON TABLE acg.access_grant IS
  'Who may read individual call records, why, and until when; made by acg.grant_access()';
COMMENT ON COLUMN acg.access_grant.grant_id IS
  'Made by the database';
COMMENT ON COLUMN acg.access_grant.grantee IS
  'Name in the certificate of who asks a gateway, local for its control socket, or a database login';
COMMENT ON COLUMN acg.access_grant.reason IS
  'Why, in words a later reader understands';
COMMENT ON COLUMN acg.access_grant.granted_by IS
  'The database login that granted';
COMMENT ON COLUMN acg.access_grant.granted_at IS
  'Since when';
COMMENT ON COLUMN acg.access_grant.expires_at IS
  'Until when, 8 hours later at most';
COMMENT ON COLUMN acg.access_grant.revoked_at IS
  'When it was taken back before its time; NULL when it was not';
COMMENT ON INDEX acg.access_grant_grantee_idx IS 'Open grants of somebody';
