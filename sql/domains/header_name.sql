CREATE DOMAIN acg.header_name AS text
  CONSTRAINT header_name_is_a_token_of_2_to_32_characters
    CHECK (VALUE ~ '^[A-Za-z0-9.!%*_+`''~-]{2,32}$')
  CONSTRAINT header_name_is_none_that_sip_depends_on
    CHECK (lower(VALUE) <> ALL (ARRAY[
      'via', 'from', 'to', 'call-id', 'cseq', 'contact', 'route', 'record-route',
      'max-forwards', 'expires', 'require', 'proxy-require', 'supported',
      'unsupported', 'content-length', 'content-type', 'content-encoding',
      'content-disposition', 'mime-version', 'authorization',
      'proxy-authorization', 'www-authenticate', 'proxy-authenticate',
      'authentication-info', 'rack', 'rseq', 'session-expires', 'min-se',
      'replaces', 'refer-to', 'referred-by', 'event', 'subscription-state',
      'path', 'service-route', 'identity', 'acg-contact']));

COMMENT ON DOMAIN acg.header_name IS
  'Name of a SIP header that a rule may touch: a token (RFC 3261 section 25.1) of 2 to 32 characters, in its long form';
COMMENT ON CONSTRAINT header_name_is_a_token_of_2_to_32_characters ON DOMAIN acg.header_name IS
  'Letters, digits and -.!%*_+`''~ without a colon; write compact forms long';
COMMENT ON CONSTRAINT header_name_is_none_that_sip_depends_on ON DOMAIN acg.header_name IS
  'Touching one of these would break routing, the dialog, the body or authentication';
