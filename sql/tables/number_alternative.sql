CREATE TABLE acg.number_alternative (
  number       acg.e164 NOT NULL,
  precedence   smallint NOT NULL,
  service_id   int      NOT NULL,
  header_value acg.header_value,
  enabled      boolean  NOT NULL DEFAULT true,

  CONSTRAINT number_alternative_precedence_is_unique PRIMARY KEY (number, precedence),
  CONSTRAINT number_alternative_service_is_named_once UNIQUE (number, service_id),
  CONSTRAINT precedence_is_1_to_7 CHECK (precedence BETWEEN 1 AND 7),
  CONSTRAINT number_is_an_existing_number
    FOREIGN KEY (number) REFERENCES acg.number (number) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT service_id_is_an_existing_service
    FOREIGN KEY (service_id) REFERENCES acg.service (service_id)
);

COMMENT ON TABLE acg.number_alternative IS
  'Further services of a number, taken in order of precedence while the service in acg.number and those before are switched off';
COMMENT ON COLUMN acg.number_alternative.number IS
  'Canonical number, which has a row in acg.number';
COMMENT ON COLUMN acg.number_alternative.precedence IS
  '1 to 7, the smallest first; the service in acg.number itself comes before all';
COMMENT ON COLUMN acg.number_alternative.service_id IS
  'The service that serves the number when those before it are switched off';
COMMENT ON COLUMN acg.number_alternative.header_value IS
  'Value of the custom header with this service; NULL for no header';
COMMENT ON COLUMN acg.number_alternative.enabled IS
  'false takes this alternative out and keeps it';
