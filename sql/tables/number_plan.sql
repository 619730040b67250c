CREATE TABLE acg.number_plan (
  peer                 acg.peer_name NOT NULL,
  country_code         text,
  national_prefix      text NOT NULL DEFAULT '',
  international_prefix text NOT NULL DEFAULT '',
  bare_numbers         text NOT NULL DEFAULT 'refused',
  output_form          text NOT NULL DEFAULT 'e164',
  left_alone           text[] NOT NULL DEFAULT '{}',
  emergency_numbers    text[] NOT NULL DEFAULT '{911,933,112}',
  phone_contexts       text[] NOT NULL DEFAULT '{}',

  CONSTRAINT number_plan_pkey PRIMARY KEY (peer),
  CONSTRAINT country_code_is_1_to_3_digits
    CHECK (country_code ~ '^[1-9][0-9]{0,2}$'),
  CONSTRAINT prefixes_are_at_most_6_digits
    CHECK (national_prefix ~ '^[0-9]{0,6}$' AND international_prefix ~ '^[0-9]{0,6}$'),
  CONSTRAINT national_numbers_need_a_country_code
    CHECK (country_code IS NOT NULL
           OR (national_prefix = '' AND bare_numbers <> 'national' AND output_form <> 'national')),
  CONSTRAINT national_output_needs_an_international_prefix
    CHECK (output_form <> 'national' OR international_prefix <> ''),
  CONSTRAINT bare_numbers_are_refused_national_or_international
    CHECK (bare_numbers IN ('refused', 'national', 'international')),
  CONSTRAINT output_form_is_e164_national_or_bare
    CHECK (output_form IN ('e164', 'national', 'bare')),
  CONSTRAINT left_alone_are_at_most_32_codes_of_digits_star_hash
    CHECK (cardinality(left_alone) <= 32
           AND array_to_string(left_alone, '') !~ ','
           AND '{' || array_to_string(left_alone, ',', '?') || '}' ~ '^\{([0-9*#]{1,15}(,[0-9*#]{1,15})*)?\}$'),
  CONSTRAINT emergency_numbers_are_at_most_32_codes_of_2_to_6_digits
    CHECK (cardinality(emergency_numbers) <= 32
           AND array_to_string(emergency_numbers, '') !~ ','
           AND '{' || array_to_string(emergency_numbers, ',', '?') || '}' ~ '^\{([0-9]{2,6}(,[0-9]{2,6})*)?\}$'),
  CONSTRAINT phone_contexts_are_at_most_8_domains
    CHECK (cardinality(phone_contexts) <= 8
           AND array_to_string(phone_contexts, '') !~ ','
           AND '{' || array_to_string(phone_contexts, ',', '?') || '}' ~ '^\{([A-Za-z0-9.-]{1,63}(,[A-Za-z0-9.-]{1,63})*)?\}$')
);

COMMENT ON TABLE acg.number_plan IS
  'How each peer writes telephone numbers, and how they are written to it';
COMMENT ON COLUMN acg.number_plan.peer IS
  'The peer; one without a row writes +E.164 and is written +E.164';
COMMENT ON COLUMN acg.number_plan.country_code IS
  'Country that national numbers belong to, such as 49; NULL for none';
COMMENT ON COLUMN acg.number_plan.national_prefix IS
  'What national numbers begin with, such as 0; empty for none';
COMMENT ON COLUMN acg.number_plan.international_prefix IS
  'What international numbers begin with, such as 00 or 011; empty for none';
COMMENT ON COLUMN acg.number_plan.bare_numbers IS
  'What digits with none of the prefixes are: refused, national (without prefix) or international (without +)';
COMMENT ON COLUMN acg.number_plan.output_form IS
  'How numbers are written to the peer: e164 (+4930...), national (030..., others with international prefix) or bare (4930...)';
COMMENT ON COLUMN acg.number_plan.left_alone IS
  'Short codes that are no part of the numbering plan and stay as they are, such as 115; anything with * or # does so by itself';
COMMENT ON COLUMN acg.number_plan.emergency_numbers IS
  'Emergency codes; looked for before any other rule, also as + country code and code';
COMMENT ON COLUMN acg.number_plan.phone_contexts IS
  'Domains of phone-context (RFC 3966) that mean this plan; a number with any other domain is refused';
