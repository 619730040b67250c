CREATE TABLE acg.account (
  account_id int     GENERATED ALWAYS AS IDENTITY,
  name       text    NOT NULL,
  enabled    boolean NOT NULL DEFAULT true,
  reference  text,
  subdomain  text,
  call_screening boolean NOT NULL DEFAULT true,
  users      int,
  max_calls  int,
  max_transcoded int,
  calls_per_second int,

  CONSTRAINT account_pkey PRIMARY KEY (account_id),
  CONSTRAINT account_name_is_unique UNIQUE (name),
  CONSTRAINT account_name_is_1_to_100_letters_digits_underscore_hyphen
    CHECK (name ~ '^[A-Za-z0-9_-]{1,100}$'),
  CONSTRAINT subdomain_is_one_label_of_1_to_10_characters
    CHECK (subdomain ~ '^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$'),
  CONSTRAINT subdomain_is_unique UNIQUE (subdomain),
  CONSTRAINT account_users_is_positive CHECK (users > 0),
  CONSTRAINT account_max_calls_is_not_negative CHECK (max_calls >= 0),
  CONSTRAINT account_max_transcoded_is_not_negative CHECK (max_transcoded >= 0),
  CONSTRAINT account_calls_per_second_is_1_to_100000 CHECK (calls_per_second BETWEEN 1 AND 100000)
);

COMMENT ON TABLE acg.account IS
  'The operator''s customers, who own numbers';
COMMENT ON COLUMN acg.account.account_id IS
  'Made by the database';
COMMENT ON COLUMN acg.account.name IS
  'Short name people use, 1 to 100 of A-Z a-z 0-9 _ -';
COMMENT ON COLUMN acg.account.enabled IS
  'false switches all numbers of the account off and keeps them';
COMMENT ON COLUMN acg.account.reference IS
  'The operator''s own identifier of this customer; the gateway does not use it';
COMMENT ON COLUMN acg.account.subdomain IS
  'Label of the customer''s own name of the gateway (<label>.1r1.<base>, at most 48 characters in all); NULL for none';
COMMENT ON COLUMN acg.account.call_screening IS
  'true: calls that come in under the customer''s name must have a calling number of this account';
COMMENT ON COLUMN acg.account.users IS
  'How many users it has: acg.deployment.calls_percent of them, rounded up, may be in calls at once; NULL: not counted';
COMMENT ON COLUMN acg.account.max_calls IS
  'Calls at once, instead of what follows from users; 0 for none; NULL: as users says';
COMMENT ON COLUMN acg.account.max_transcoded IS
  'Transcoded calls at once, instead of what follows from the calls at once; 0 for none; NULL: acg.deployment.transcoded_percent of them';
COMMENT ON COLUMN acg.account.calls_per_second IS
  'New calls each second; NULL: no limit';
