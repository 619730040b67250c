CREATE DOMAIN acg.header_template AS text
  CONSTRAINT header_template_is_1_to_200_printable_ascii_characters
    CHECK (VALUE ~ '^[!-~]([ -~]{0,198}[!-~])?$')
  CONSTRAINT header_template_has_known_placeholders_only
    CHECK (regexp_replace(VALUE, '\{(number|account|service|direction|header_value)\}', '', 'g') !~ '[{}]');

COMMENT ON DOMAIN acg.header_template IS
  'Value a rule gives a header: text with the placeholders {number} {account} {service} {direction} {header_value}';
COMMENT ON CONSTRAINT header_template_is_1_to_200_printable_ascii_characters ON DOMAIN acg.header_template IS
  'No control character, so that a value can never end its line; no space at either end';
COMMENT ON CONSTRAINT header_template_has_known_placeholders_only ON DOMAIN acg.header_template IS
  'Braces are for {number}, {account}, {service}, {direction} and {header_value} alone';
