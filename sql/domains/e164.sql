CREATE DOMAIN acg.e164 AS text
  CONSTRAINT number_is_plus_e164_2_to_15_digits_no_leading_zero
    CHECK (VALUE ~ '^\+[1-9][0-9]{1,14}$');

COMMENT ON DOMAIN acg.e164 IS
  'A telephone number in canonical form: + and 2 to 15 digits, the first not 0 (ITU-T E.164)';
COMMENT ON CONSTRAINT number_is_plus_e164_2_to_15_digits_no_leading_zero ON DOMAIN acg.e164 IS
  'Write the number with country code and without spaces, such as +493012345';
