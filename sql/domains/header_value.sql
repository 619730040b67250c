CREATE DOMAIN acg.header_value AS text
  CONSTRAINT header_value_is_1_to_100_letters_digits_underscore_hyphen
    CHECK (VALUE ~ '^[A-Za-z0-9_-]{1,100}$');

COMMENT ON DOMAIN acg.header_value IS
  'A value that is safe to put into a SIP header: 1 to 100 of A-Z a-z 0-9 _ -';
COMMENT ON CONSTRAINT header_value_is_1_to_100_letters_digits_underscore_hyphen ON DOMAIN acg.header_value IS
  'Nothing that could end the header line or begin another one';
