CREATE TABLE acg.peer (
  peer_id           int     GENERATED ALWAYS AS IDENTITY,
  name              text    NOT NULL,
  listener          text    NOT NULL,
  certificate_names text[]  NOT NULL,
  wildcards         boolean NOT NULL DEFAULT false,
  usage             text    NOT NULL DEFAULT 'server_auth',
  networks          cidr[]  NOT NULL DEFAULT '{}',
  port              int,
  roots             text,
  crl               text    NOT NULL DEFAULT 'off',
  rpc               text[]  NOT NULL DEFAULT '{}',
  enabled           boolean NOT NULL DEFAULT true,
  reference         text,

  CONSTRAINT peer_pkey PRIMARY KEY (peer_id),
  CONSTRAINT peer_name_is_unique UNIQUE (name),
  CONSTRAINT peer_name_is_1_to_64_letters_digits_underscore_hyphen
    CHECK (name ~ '^[A-Za-z0-9_-]{1,64}$'),
  CONSTRAINT peer_listener_is_1_to_32_letters_digits_underscore_hyphen
    CHECK (listener ~ '^[A-Za-z0-9_-]{1,32}$'),
  CONSTRAINT peer_certificate_names_are_dns_names_or_sip_uris
    CHECK (acg.are_certificate_names(certificate_names)),
  CONSTRAINT peer_usage_is_server_auth_client_auth_or_either
    CHECK (usage IN ('server_auth', 'client_auth', 'either')),
  CONSTRAINT peer_crl_is_off_if_present_or_required
    CHECK (crl IN ('off', 'if_present', 'required')),
  CONSTRAINT peer_rpc_is_commands_or_beginnings_with_a_star
    CHECK (acg.are_rpc_commands(rpc)),
  CONSTRAINT peer_networks_have_no_null
    CHECK (array_position(networks, NULL) IS NULL),
  CONSTRAINT peer_port_is_1_to_65535
    CHECK (port BETWEEN 1 AND 65535),
  CONSTRAINT peer_roots_is_the_name_of_a_bundle
    CHECK (roots ~ '^[a-z0-9][a-z0-9-]{0,63}$')
);

COMMENT ON TABLE acg.peer IS
  'Who may be at the other end of a TLS connection: operators'' trunks, edges of cloud services, monitoring';
COMMENT ON COLUMN acg.peer.peer_id IS
  'Made by the database';
COMMENT ON COLUMN acg.peer.name IS
  'Short name people use, 1 to 64 of A-Z a-z 0-9 _ -';
COMMENT ON COLUMN acg.peer.listener IS
  'The server_id of the sections of tls.cfg that this peer may use, such as operator or cloud';
COMMENT ON COLUMN acg.peer.certificate_names IS
  'Its certificate must carry one of these: DNS names, or SIP URIs such as sip:example.net';
COMMENT ON COLUMN acg.peer.wildcards IS
  'Whether *.example.net in its certificate stands for a.example.net, one label only';
COMMENT ON COLUMN acg.peer.usage IS
  'Extended key usage its certificate must carry: server_auth, client_auth, or either of them';
COMMENT ON COLUMN acg.peer.networks IS
  'Its addresses, a second factor beside the certificate; empty: any address';
COMMENT ON COLUMN acg.peer.port IS
  'Its port where the gateway dials it; null: any port';
COMMENT ON COLUMN acg.peer.roots IS
  'Name of the bundle of roots (modparam trust_store) its certificate must chain to; null: any root of tls.cfg';
COMMENT ON COLUMN acg.peer.crl IS
  'off; if_present: what a revocation list revokes is refused; required: so is what no valid list speaks of';
COMMENT ON COLUMN acg.peer.rpc IS
  'RPC commands that it may call over HTTPS: names such as acg.tls.peers, or all that begin so as acg.tls.*; empty: none';
COMMENT ON COLUMN acg.peer.enabled IS
  'false lets it in no longer, and ends its connections';
COMMENT ON COLUMN acg.peer.reference IS
  'The operator''s own identifier of this peer; the gateway does not use it';
