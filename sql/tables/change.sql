CREATE TABLE acg.change (
  change_id bigint      GENERATED ALWAYS AS IDENTITY,
  xid       xid8        NOT NULL DEFAULT pg_current_xact_id(),
  made_at   timestamptz NOT NULL DEFAULT now(),
  operation text        NOT NULL,
  kind      text        NOT NULL,
  keys      bigint[]    NOT NULL DEFAULT '{}',

  CONSTRAINT change_pkey PRIMARY KEY (change_id),
  CONSTRAINT operation_is_insert_update_delete_or_truncate
    CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')),
  CONSTRAINT kind_is_known CHECK (kind IN ('number', 'range', 'account', 'service', 'signalling', 'all'))
);

-- What the gateways look for: changes since their last snapshot.
CREATE INDEX change_xid_idx ON acg.change (xid);

COMMENT ON TABLE acg.change IS
  'Which numbers, ranges, accounts, services and rules of signalling changed, written by triggers. Says what changed, not to what: a gateway reads the rows themselves, in the same snapshot';
COMMENT ON COLUMN acg.change.change_id IS
  'In the order of writing, which is not the order of committing';
COMMENT ON COLUMN acg.change.xid IS
  'The transaction; a gateway takes what its new snapshot sees and its last one did not';
COMMENT ON COLUMN acg.change.made_at IS
  'When that transaction began';
COMMENT ON COLUMN acg.change.operation IS
  'The statement that made the change';
COMMENT ON COLUMN acg.change.kind IS
  'number (keys are acg.number_key() of each), account (keys are account_id), range, service, signalling (all of them are read again; header rules, number plans, identity policies, the deployment and blocked numbers are signalling), or all (everything is)';
COMMENT ON COLUMN acg.change.keys IS
  'What changed, at most 10000 in a row';
COMMENT ON INDEX acg.change_xid_idx IS
  'Changes since a snapshot';
