-- Reference to one of five scopes: none of the four columns means the deployment.
CREATE TABLE acg.header_rule (
  header_rule_id int     GENERATED ALWAYS AS IDENTITY,
  peer           acg.peer_name,
  service_id     int,
  account_id     int,
  number         acg.e164,
  direction      text    NOT NULL,
  message        text    NOT NULL DEFAULT 'both',
  method         text,
  action         text    NOT NULL,
  name           acg.header_name NOT NULL,
  value          acg.header_template,
  enabled        boolean NOT NULL DEFAULT true,
  reference      text,

  CONSTRAINT header_rule_pkey PRIMARY KEY (header_rule_id),
  CONSTRAINT header_rule_has_one_scope
    CHECK (num_nonnulls(peer, service_id, account_id, number) <= 1),
  CONSTRAINT service_id_is_an_existing_service
    FOREIGN KEY (service_id) REFERENCES acg.service (service_id) ON DELETE CASCADE,
  CONSTRAINT account_id_is_an_existing_account
    FOREIGN KEY (account_id) REFERENCES acg.account (account_id) ON DELETE CASCADE,
  CONSTRAINT direction_is_to_operator_or_to_cloud
    CHECK (direction IN ('to_operator', 'to_cloud')),
  CONSTRAINT message_is_request_response_or_both
    CHECK (message IN ('request', 'response', 'both')),
  CONSTRAINT method_is_a_sip_method_in_capitals
    CHECK (method ~ '^[A-Z]{3,16}$'),
  CONSTRAINT action_is_add_replace_remove_or_pass
    CHECK (action IN ('add', 'replace', 'remove', 'pass')),
  CONSTRAINT value_goes_with_add_and_replace_alone
    CHECK ((action IN ('add', 'replace')) = (value IS NOT NULL)),
  CONSTRAINT identity_headers_are_only_removed_or_passed
    CHECK (action IN ('remove', 'pass')
           OR lower(name) NOT IN ('p-asserted-identity', 'p-preferred-identity', 'privacy', 'remote-party-id')),
  CONSTRAINT header_rule_is_there_once
    UNIQUE NULLS NOT DISTINCT (peer, service_id, account_id, number, direction, message, method, action, name, value)
);

-- Deleting an account or service looks for its rules here.
CREATE INDEX header_rule_account_id_idx ON acg.header_rule (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX header_rule_service_id_idx ON acg.header_rule (service_id) WHERE service_id IS NOT NULL;

COMMENT ON TABLE acg.header_rule IS
  'What is removed from and added to SIP messages on their way. For one header the most specific scope that names it decides: number, account, service, peer, deployment';
COMMENT ON COLUMN acg.header_rule.header_rule_id IS
  'Made by the database; acg.header.explain names it';
COMMENT ON COLUMN acg.header_rule.peer IS
  'The rule is for messages to this peer';
COMMENT ON COLUMN acg.header_rule.service_id IS
  'The rule is for calls of this service';
COMMENT ON COLUMN acg.header_rule.account_id IS
  'The rule is for calls of this account';
COMMENT ON COLUMN acg.header_rule.number IS
  'The rule is for calls of this number; without the number in acg.number it does nothing';
COMMENT ON COLUMN acg.header_rule.direction IS
  'Which way the message goes: to_operator or to_cloud. A response goes the other way than its request';
COMMENT ON COLUMN acg.header_rule.message IS
  'request, response or both';
COMMENT ON COLUMN acg.header_rule.method IS
  'Method of the request (or of the request answered); NULL for all';
COMMENT ON COLUMN acg.header_rule.action IS
  'add a header, replace all of that name by one, remove all of that name, or pass: leave them alone against a less specific rule';
COMMENT ON COLUMN acg.header_rule.name IS
  'Header name in its long form; its compact form is meant as well';
COMMENT ON COLUMN acg.header_rule.value IS
  'Value for add and replace. A placeholder without a value leaves the header out';
COMMENT ON COLUMN acg.header_rule.enabled IS
  'false switches the rule off and keeps it';
COMMENT ON COLUMN acg.header_rule.reference IS
  'The operator''s own identifier of this rule; the gateway does not use it';
COMMENT ON INDEX acg.header_rule_account_id_idx IS
  'Rules of an account';
COMMENT ON INDEX acg.header_rule_service_id_idx IS
  'Rules of a service';
