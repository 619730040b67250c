CREATE TABLE acg.blocked_number (
  number    acg.e164 NOT NULL,
  beginning boolean  NOT NULL DEFAULT false,
  party     text     NOT NULL DEFAULT 'either',
  direction text     NOT NULL DEFAULT 'both',
  enabled   boolean  NOT NULL DEFAULT true,
  reference text,

  CONSTRAINT blocked_number_pkey PRIMARY KEY (number, beginning, party, direction),
  CONSTRAINT party_is_caller_callee_or_either
    CHECK (party IN ('caller', 'callee', 'either')),
  CONSTRAINT direction_is_to_cloud_to_operator_or_both
    CHECK (direction IN ('to_cloud', 'to_operator', 'both'))
);

COMMENT ON TABLE acg.blocked_number IS
  'Numbers that are not to call or be called, such as those of known fraud: 403. Emergency calls are exempt';
COMMENT ON COLUMN acg.blocked_number.number IS
  'The number, or what numbers begin with';
COMMENT ON COLUMN acg.blocked_number.beginning IS
  'true: every number that begins so';
COMMENT ON COLUMN acg.blocked_number.party IS
  'As caller, as callee, or either';
COMMENT ON COLUMN acg.blocked_number.direction IS
  'In calls to_cloud, to_operator, or both';
COMMENT ON COLUMN acg.blocked_number.enabled IS
  'false lifts the block and keeps the row';
COMMENT ON COLUMN acg.blocked_number.reference IS
  'The operator''s own identifier of this block; the gateway does not use it';
