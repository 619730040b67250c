-- Number plans, trust, customers' names and the calling identity: what can be set, and by
-- whom.
\ir lib/tap.psql
BEGIN;
SELECT plan(31);
\ir lib/provisioned.psql

SELECT results_eq('SELECT peer::text, output_form, bare_numbers FROM acg.number_plan ORDER BY peer',
                  $$VALUES ('cloud', 'e164', 'refused'), ('operator', 'e164', 'refused')$$, 'both peers write +E.164 at first');
SELECT results_eq('SELECT trusted FROM acg.identity_policy', 'VALUES (true), (true)', 'and are trusted');
SELECT lives_ok($$UPDATE acg.number_plan SET country_code = '49', national_prefix = '0', international_prefix = '00', output_form = 'national',
                  left_alone = '{115,*99,#1}', emergency_numbers = '{112}', phone_contexts = '{example.net}'$$, 'a national plan');

SELECT throws_ok('INSERT INTO acg.number_plan ' || columns, '23514', NULL, 'refused: ' || columns)
  FROM unnest(ARRAY[
    $$(peer, country_code) VALUES ('p', '049')$$, $$(peer, country_code) VALUES ('p', '+49')$$, $$(peer, country_code) VALUES ('p', '1234')$$,
    $$(peer, national_prefix) VALUES ('p', '0')$$, $$(peer, bare_numbers) VALUES ('p', 'national')$$, $$(peer, bare_numbers) VALUES ('p', 'guessed')$$,
    $$(peer, output_form) VALUES ('p', 'national')$$, $$(peer, country_code, output_form) VALUES ('p', '49', 'national')$$,
    $$(peer, international_prefix) VALUES ('p', '+')$$, $$(peer, left_alone) VALUES ('p', '{abc}')$$, $$(peer, left_alone) VALUES ('p', '{NULL}')$$,
    $$(peer, left_alone) VALUES ('p', array_fill('1'::text, '{33}'))$$, $$(peer, emergency_numbers) VALUES ('p', '{1}')$$,
    $$(peer, emergency_numbers) VALUES ('p', '{"112,113"}')$$, $$(peer, phone_contexts) VALUES ('p', '{a b}')$$, $$(peer) VALUES ('P')$$
  ]) AS columns;

SELECT lives_ok($$UPDATE acg.account SET subdomain = 'test-1' WHERE name = 'test-account'$$, 'a customer has a name');
SELECT throws_ok(format('UPDATE acg.account SET subdomain = %L WHERE name = ''test-account''', s), '23514', NULL, 'name ' || s || ' is refused')
  FROM unnest(ARRAY['', 'Upper', 'a.b', '*', '-a', 'a-', 'elevenchars']) AS s;
SELECT throws_ok($$INSERT INTO acg.account (name, subdomain) VALUES ('other', 'test-1')$$, '23505', NULL, 'two of one name are refused');
SELECT throws_ok($$UPDATE acg.service SET calling_identity = 'guess'$$, '23514', NULL, 'an unknown identity is refused');

SET LOCAL ROLE acg_gateway;
SELECT lives_ok('SELECT FROM acg.header_rule, acg.number_plan, acg.identity_policy', 'the gateway reads it all');
SELECT throws_ok('DELETE FROM acg.header_rule', '42501', NULL, 'and writes nothing');
SELECT * FROM finish();
ROLLBACK;
