-- What holds for the deployment as a whole: one row.
CREATE TABLE acg.deployment (
  only_row           boolean NOT NULL DEFAULT true,
  users              int,
  max_calls          int,
  calls_percent      int     NOT NULL DEFAULT 15,
  max_transcoded     int,
  transcoded_percent int     NOT NULL DEFAULT 5,
  peer_calls_per_second   int,
  subnet_calls_per_second int,
  subnet_bits        int     NOT NULL DEFAULT 24,
  mobile_peers       text[]  NOT NULL DEFAULT '{}',
  calls_to_oneself   text    NOT NULL DEFAULT 'refused',

  CONSTRAINT deployment_pkey PRIMARY KEY (only_row),
  CONSTRAINT deployment_has_one_row CHECK (only_row),
  CONSTRAINT deployment_users_is_positive CHECK (users > 0),
  CONSTRAINT deployment_max_calls_is_not_negative CHECK (max_calls >= 0),
  CONSTRAINT calls_percent_is_1_to_100 CHECK (calls_percent BETWEEN 1 AND 100),
  CONSTRAINT deployment_max_transcoded_is_not_negative CHECK (max_transcoded >= 0),
  CONSTRAINT transcoded_percent_is_1_to_100 CHECK (transcoded_percent BETWEEN 1 AND 100),
  CONSTRAINT peer_calls_per_second_is_1_to_100000 CHECK (peer_calls_per_second BETWEEN 1 AND 100000),
  CONSTRAINT subnet_calls_per_second_is_1_to_100000 CHECK (subnet_calls_per_second BETWEEN 1 AND 100000),
  CONSTRAINT subnet_bits_is_8_to_32 CHECK (subnet_bits BETWEEN 8 AND 32),
  CONSTRAINT mobile_peers_are_at_most_16_names_of_peers
    CHECK (cardinality(mobile_peers) <= 16 AND array_position(mobile_peers, NULL) IS NULL
           AND '{' || array_to_string(mobile_peers, ',') || '}' ~ '^\{([A-Za-z0-9_-]{1,64}(,[A-Za-z0-9_-]{1,64})*)?\}$'),
  CONSTRAINT calls_to_oneself_is_refused_or_allowed
    CHECK (calls_to_oneself IN ('refused', 'allowed'))
);

COMMENT ON TABLE acg.deployment IS
  'What holds for the deployment as a whole: one row. Limits are those of each gateway node. Emergency calls are exempt from all of them';
COMMENT ON COLUMN acg.deployment.only_row IS
  'Always true: there is one row';
COMMENT ON COLUMN acg.deployment.users IS
  'How many users all accounts have: calls_percent of them, rounded up, may be in calls at once; NULL: not counted';
COMMENT ON COLUMN acg.deployment.max_calls IS
  'Calls at once, instead of what follows from users; 0 for none; NULL: as users says';
COMMENT ON COLUMN acg.deployment.calls_percent IS
  'Share of users that may be in calls at once, of the deployment and of each account with users';
COMMENT ON COLUMN acg.deployment.max_transcoded IS
  'Transcoded calls at once, instead of what follows from the calls at once; 0 for none; NULL: transcoded_percent of them, no limit where they have none';
COMMENT ON COLUMN acg.deployment.transcoded_percent IS
  'Share of the calls at once, rounded up, that may be transcoded, of the deployment and of each account with a limit of calls at once';
COMMENT ON COLUMN acg.deployment.peer_calls_per_second IS
  'New calls each second from one peer (acg.peer); NULL: no limit';
COMMENT ON COLUMN acg.deployment.subnet_calls_per_second IS
  'New calls each second from one network of subnet_bits; NULL: no limit';
COMMENT ON COLUMN acg.deployment.subnet_bits IS
  'Size of such a network (IPv4), such as 24';
COMMENT ON COLUMN acg.deployment.mobile_peers IS
  'Names of acg.peer whose calls are mobile calls, with or without X-MS-FMC';
COMMENT ON COLUMN acg.deployment.calls_to_oneself IS
  'What a call gets whose calling number is its called number: refused (403) or allowed';
