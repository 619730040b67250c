CREATE DOMAIN acg.peer_name AS text
  CONSTRAINT peer_name_is_1_to_32_lowercase_letters_digits_underscore_hyphen
    CHECK (VALUE ~ '^[a-z0-9_-]{1,32}$');

COMMENT ON DOMAIN acg.peer_name IS
  'Name of a peer as the configuration uses it (server_id in tls.cfg): operator, cloud';
COMMENT ON CONSTRAINT peer_name_is_1_to_32_lowercase_letters_digits_underscore_hyphen ON DOMAIN acg.peer_name IS
  'Write it as tls.cfg does';
