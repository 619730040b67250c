CREATE TABLE acg.service (
  service_id    int     GENERATED ALWAYS AS IDENTITY,
  name          text    NOT NULL,
  description   text    NOT NULL,
  custom_header boolean NOT NULL DEFAULT true,
  enabled       boolean NOT NULL DEFAULT true,
  calling_identity text NOT NULL DEFAULT 'asserted',
  customer_name boolean NOT NULL DEFAULT false,
  unprovisioned text    NOT NULL DEFAULT 'none',
  peers         text[]  NOT NULL DEFAULT '{}',
  unknown_caller text   NOT NULL DEFAULT 'refused_403',
  media         text    NOT NULL DEFAULT 'srtp',
  hold          text    NOT NULL DEFAULT 'as_is',
  early_media   text    NOT NULL DEFAULT 'as_is',
  refer         text    NOT NULL DEFAULT 'refused',

  CONSTRAINT service_pkey PRIMARY KEY (service_id),
  CONSTRAINT service_name_is_unique UNIQUE (name),
  CONSTRAINT service_name_is_1_to_32_lowercase_letters_digits_underscore
    CHECK (name ~ '^[a-z0-9_]{1,32}$'),
  CONSTRAINT calling_identity_is_asserted_or_from
    CHECK (calling_identity IN ('asserted', 'from')),
  CONSTRAINT unprovisioned_is_none_fixed_line_or_mobile
    CHECK (unprovisioned IN ('none', 'fixed_line', 'mobile')),
  CONSTRAINT service_peers_are_at_most_16_names_of_peers
    CHECK (cardinality(peers) <= 16 AND array_position(peers, NULL) IS NULL
           AND '{' || array_to_string(peers, ',') || '}' ~ '^\{([A-Za-z0-9_-]{1,64}(,[A-Za-z0-9_-]{1,64})*)?\}$'),
  CONSTRAINT unknown_caller_is_refused_403_refused_404_or_allowed
    CHECK (unknown_caller IN ('refused_403', 'refused_404', 'allowed')),
  CONSTRAINT media_is_srtp_or_rtp
    CHECK (media IN ('srtp', 'rtp')),
  CONSTRAINT hold_is_as_is_or_inactive
    CHECK (hold IN ('as_is', 'inactive')),
  CONSTRAINT early_media_is_as_is_or_ringing_alone
    CHECK (early_media IN ('as_is', 'ringing_alone')),
  CONSTRAINT refer_is_refused_or_to_cloud
    CHECK (refer IN ('refused', 'to_cloud'))
);

-- One service at most takes the fixed-line numbers that nobody has, one the mobile ones.
CREATE UNIQUE INDEX service_unprovisioned_idx ON acg.service (unprovisioned) WHERE unprovisioned <> 'none' AND enabled;

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
COMMENT ON COLUMN acg.service.unprovisioned IS
  'Which calls to numbers without a row it takes: none, fixed_line, or mobile (by acg.deployment.mobile_peers or a header X-MS-FMC)';
COMMENT ON COLUMN acg.service.peers IS
  'Names of acg.peer whose calls by unknown callers are calls of this service; empty: unknown callers are refused with 403';
COMMENT ON COLUMN acg.service.unknown_caller IS
  'What a call by a number without a row gets, from one of its peers: refused_403, refused_404 or allowed (without a custom header)';
COMMENT ON COLUMN acg.service.media IS
  'What its media is: srtp, or rtp, in clear, for a service of the administrator''s own inside a network of trust';
COMMENT ON COLUMN acg.service.hold IS
  'as_is, or inactive: its far end is told a=inactive for every kind of hold';
COMMENT ON COLUMN acg.service.early_media IS
  'as_is, or ringing_alone: a 183 with SDP goes on as a 180 without';
COMMENT ON COLUMN acg.service.refer IS
  'What becomes of a REFER by the operator: refused, or to_cloud. One by the service never reaches the operator';
COMMENT ON INDEX acg.service_unprovisioned_idx IS
  'One service at most takes each kind of unprovisioned numbers';
