CREATE TABLE acg.service (
  service_id    int     GENERATED ALWAYS AS IDENTITY,
  name          text    NOT NULL,
  description   text    NOT NULL,
  custom_header boolean NOT NULL DEFAULT true,
  enabled       boolean NOT NULL DEFAULT true,
  calling_identity text NOT NULL DEFAULT 'asserted',
  customer_name boolean NOT NULL DEFAULT false,

  CONSTRAINT service_pkey PRIMARY KEY (service_id),
  CONSTRAINT service_name_is_unique UNIQUE (name),
  CONSTRAINT service_name_is_1_to_32_lowercase_letters_digits_underscore
    CHECK (name ~ '^[a-z0-9_]{1,32}$'),
  CONSTRAINT calling_identity_is_asserted_or_from
    CHECK (calling_identity IN ('asserted', 'from'))
);

COMMENT ON TABLE acg.service IS
  'The cloud telephony services a number can belong to';
COMMENT ON COLUMN acg.service.service_id IS
  'Made by the database';
COMMENT ON COLUMN acg.service.name IS
  'Name the gateway''s configuration uses, 1 to 32 of a-z 0-9 _';
COMMENT ON COLUMN acg.service.description IS
  'What the service is, for people';
COMMENT ON COLUMN acg.service.custom_header IS
  'Whether calls from this service to the operator carry the number''s header value';
COMMENT ON COLUMN acg.service.enabled IS
  'false switches all numbers of the service off and keeps them';
COMMENT ON COLUMN acg.service.calling_identity IS
  'Where the calling number is: asserted (P-Asserted-Identity, without one From) or from (From alone)';
COMMENT ON COLUMN acg.service.customer_name IS
  'true: in calls of an account with a subdomain the service knows the gateway under that name (Contact and Record-Route)';
