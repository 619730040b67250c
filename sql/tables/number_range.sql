CREATE TABLE acg.number_range (
  range_id     int      GENERATED ALWAYS AS IDENTITY,
  first        acg.e164 NOT NULL,
  last         acg.e164 NOT NULL,
  account_id   int      NOT NULL,
  service_id   int      NOT NULL,
  header_value acg.header_value,
  enabled      boolean  NOT NULL DEFAULT true,
  reference    text,

  CONSTRAINT number_range_pkey PRIMARY KEY (range_id),
  CONSTRAINT first_and_last_have_as_many_digits CHECK (length(first) = length(last)),
  CONSTRAINT first_is_not_after_last CHECK (first::text COLLATE "C" <= last::text COLLATE "C"),
  CONSTRAINT account_id_is_an_existing_account
    FOREIGN KEY (account_id) REFERENCES acg.account (account_id),
  CONSTRAINT service_id_is_an_existing_service
    FOREIGN KEY (service_id) REFERENCES acg.service (service_id),
  -- A range type has what an exclusion constraint needs, a number alone has not.
  CONSTRAINT ranges_of_equal_extent_do_not_overlap EXCLUDE USING gist (
    int8range(acg.number_key(first), acg.number_key(last), '[]') WITH &&,
    int8range(acg.number_key(last) - acg.number_key(first),
              acg.number_key(last) - acg.number_key(first), '[]') WITH &&)
);

-- Deleting an account looks for its ranges here.
CREATE INDEX number_range_account_id_idx ON acg.number_range (account_id);

COMMENT ON TABLE acg.number_range IS
  'Blocks of numbers that belong to one account and service. For a number with no row of its own in acg.number the smallest block around it decides, whether it is enabled or not';
COMMENT ON COLUMN acg.number_range.range_id IS
  'Made by the database';
COMMENT ON COLUMN acg.number_range.first IS
  'First number of the block, such as +4930123000';
COMMENT ON COLUMN acg.number_range.last IS
  'Last number of the block, of as many digits, such as +4930123999';
COMMENT ON COLUMN acg.number_range.account_id IS
  'The account that owns the numbers';
COMMENT ON COLUMN acg.number_range.service_id IS
  'The service that calls to these numbers go to, and that calls from them come from';
COMMENT ON COLUMN acg.number_range.header_value IS
  'Value of the custom header on calls from these numbers to the operator; NULL for no header';
COMMENT ON COLUMN acg.number_range.enabled IS
  'false switches these numbers off and keeps the block';
COMMENT ON COLUMN acg.number_range.reference IS
  'The operator''s own identifier of this block; the gateway does not use it';
COMMENT ON CONSTRAINT ranges_of_equal_extent_do_not_overlap ON acg.number_range IS
  'The smallest block decides, so two of the same size must not share a number';
COMMENT ON INDEX acg.number_range_account_id_idx IS
  'Blocks of an account';
