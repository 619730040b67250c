CREATE TABLE acg.number (
  number       acg.e164 NOT NULL,
  account_id   int      NOT NULL,
  service_id   int      NOT NULL,
  header_value acg.header_value,
  enabled      boolean  NOT NULL DEFAULT true,
  reference    text,

  CONSTRAINT number_is_provisioned_once PRIMARY KEY (number),
  CONSTRAINT account_id_is_an_existing_account
    FOREIGN KEY (account_id) REFERENCES acg.account (account_id),
  CONSTRAINT service_id_is_an_existing_service
    FOREIGN KEY (service_id) REFERENCES acg.service (service_id)
);

-- Deleting an account looks for its numbers here.
CREATE INDEX number_account_id_idx ON acg.number (account_id);

COMMENT ON TABLE acg.number IS
  'The telephone numbers the gateway serves';
COMMENT ON COLUMN acg.number.number IS
  'Canonical number, such as +493012345';
COMMENT ON COLUMN acg.number.account_id IS
  'The account that owns the number';
COMMENT ON COLUMN acg.number.service_id IS
  'The service that calls to this number go to, and that calls from it come from';
COMMENT ON COLUMN acg.number.header_value IS
  'Value of the deployment''s custom header on calls from this number to the operator; NULL for no header';
COMMENT ON COLUMN acg.number.enabled IS
  'false switches the number off and keeps it';
COMMENT ON COLUMN acg.number.reference IS
  'The operator''s own identifier of this number; the gateway does not use it';
COMMENT ON INDEX acg.number_account_id_idx IS
  'Numbers of an account';
