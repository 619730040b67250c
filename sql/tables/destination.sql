CREATE TABLE acg.destination (
  destination_id int     GENERATED ALWAYS AS IDENTITY,
  name           text    NOT NULL,
  peer_id        int     NOT NULL,
  host           text    NOT NULL,
  port           int,
  region         int,
  enabled        boolean NOT NULL DEFAULT true,
  reference      text,

  CONSTRAINT destination_pkey PRIMARY KEY (destination_id),
  CONSTRAINT destination_name_is_unique UNIQUE (name),
  CONSTRAINT destination_name_is_1_to_64_letters_digits_underscore_hyphen
    CHECK (name ~ '^[A-Za-z0-9_-]{1,64}$'),
  CONSTRAINT peer_id_is_an_existing_peer
    FOREIGN KEY (peer_id) REFERENCES acg.peer (peer_id) ON DELETE CASCADE,
  CONSTRAINT destination_host_is_a_dns_name_or_an_address
    CHECK (acg.is_host(host)),
  CONSTRAINT destination_port_is_1_to_65535
    CHECK (port BETWEEN 1 AND 65535),
  CONSTRAINT destination_region_is_1_to_99
    CHECK (region BETWEEN 1 AND 99)
);

-- Deleting a peer looks for its destinations here.
CREATE INDEX destination_peer_id_idx ON acg.destination (peer_id);

COMMENT ON TABLE acg.destination IS
  'Where the gateway dials a peer: one row for each site that is tried, probed and skipped by itself';
COMMENT ON COLUMN acg.destination.destination_id IS
  'Made by the database';
COMMENT ON COLUMN acg.destination.name IS
  'What people, logs and call records call it, 1 to 64 of A-Z a-z 0-9 _ -';
COMMENT ON COLUMN acg.destination.peer_id IS
  'Who must be there: the certificate is judged by this row of acg.peer, and its listener is the side';
COMMENT ON COLUMN acg.destination.host IS
  'A DNS name or an address';
COMMENT ON COLUMN acg.destination.port IS
  'NULL: DNS tells ports and further hosts (NAPTR and SRV, RFC 3263), and it is 5061 where DNS says nothing';
COMMENT ON COLUMN acg.destination.region IS
  'Where it is: nodes of this region (modparam region) try it before those of other regions; NULL: near to all of them';
COMMENT ON COLUMN acg.destination.enabled IS
  'false: no new calls go there, and no probes';
COMMENT ON COLUMN acg.destination.reference IS
  'The operator''s own identifier of this destination; the gateway does not use it';
COMMENT ON INDEX acg.destination_peer_id_idx IS
  'Destinations of a peer';
