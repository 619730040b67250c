CREATE TABLE acg.identity_policy (
  peer    acg.peer_name NOT NULL,
  trusted boolean NOT NULL DEFAULT true,

  CONSTRAINT identity_policy_pkey PRIMARY KEY (peer)
);

COMMENT ON TABLE acg.identity_policy IS
  'Which peers belong to the trust domain of asserted identities (RFC 3325)';
COMMENT ON COLUMN acg.identity_policy.peer IS
  'The peer; one without a row is trusted';
COMMENT ON COLUMN acg.identity_policy.trusted IS
  'false: identities that this peer asserts are ignored and removed; identities of callers who want privacy are kept from it';
