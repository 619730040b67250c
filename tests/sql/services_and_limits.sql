-- Services' behaviour, limits and blocked numbers: what is shipped, what can be set, and by whom.
\ir lib/tap.psql
BEGIN;
SELECT plan(42);
\ir lib/provisioned.psql

-- The test stack changes it: again, as installed.
\ir ../../sql/seeds/service_behaviour.sql
SELECT bag_eq('SELECT name, unprovisioned, unknown_caller, media, hold, early_media, refer FROM acg.service',
  $$VALUES ('operator_connect', 'fixed_line', 'allowed',     'srtp', 'inactive', 'as_is', 'refused'),
           ('phone_mobile',     'mobile',     'allowed',     'srtp', 'inactive', 'as_is', 'refused'),
           ('direct_routing',   'none',       'refused_403', 'srtp', 'inactive', 'as_is', 'refused'),
           ('zoom',             'none',       'refused_404', 'srtp', 'as_is',    'as_is', 'refused')$$, 'what the four services are shipped with');
SELECT throws_ok($$UPDATE acg.service SET unprovisioned = 'mobile' WHERE name = 'zoom'$$, '23505', NULL, 'two services that take mobile calls are refused');
SELECT lives_ok($$INSERT INTO acg.service (name, description, unprovisioned, enabled) VALUES ('spare', '', 'mobile', false)$$, 'one that is off may wait');
SELECT throws_ok('UPDATE acg.service SET ' || c, '23514', NULL, 'refused: ' || c) FROM unnest(ARRAY[
  $$unprovisioned = 'all'$$, $$unknown_caller = '404'$$, $$media = 'dtls'$$, $$hold = 'sendonly'$$, $$early_media = 'none'$$, $$refer = 'to_operator'$$,
  $$peers = '{a b}'$$, $$peers = '{NULL}'$$]) AS c;
SELECT lives_ok($$UPDATE acg.service SET peers = '{teams-eu,teams_us}' WHERE name = 'operator_connect'$$, 'peers are named');

SELECT results_eq('SELECT users, max_calls, calls_percent, max_transcoded, transcoded_percent, peer_calls_per_second, subnet_calls_per_second, subnet_bits, calls_to_oneself FROM acg.deployment',
                  $$VALUES (NULL::int, NULL::int, 15, NULL::int, 5, NULL::int, NULL::int, 24, 'refused')$$, 'no limits at first');
SELECT throws_ok('INSERT INTO acg.deployment DEFAULT VALUES', '23505', NULL, 'a second row is refused');
SELECT throws_ok('INSERT INTO acg.deployment (only_row) VALUES (false)', '23514', NULL, 'another one, too');
SELECT throws_ok('UPDATE acg.deployment SET ' || c, '23514', NULL, 'refused: ' || c) FROM unnest(ARRAY[
  'users = 0', 'max_calls = -1', 'calls_percent = 0', 'calls_percent = 101', 'max_transcoded = -1', 'transcoded_percent = 0', 'transcoded_percent = 101', 'peer_calls_per_second = 0', 'subnet_calls_per_second = 0',
  'subnet_bits = 7', 'subnet_bits = 33', $$mobile_peers = '{a b}'$$, $$calls_to_oneself = 'maybe'$$]) AS c;
SELECT throws_ok('UPDATE acg.account SET ' || c, '23514', NULL, 'refused: account ' || c) FROM unnest(ARRAY[
  'users = 0', 'max_calls = -1', 'max_transcoded = -1', 'calls_per_second = 0']) AS c;
SELECT lives_ok('UPDATE acg.account SET users = 100, max_calls = 0, calls_per_second = 1', 'an account''s limits');

SELECT throws_ok('INSERT INTO acg.blocked_number (number, party, direction) VALUES ' || v, NULL, NULL, 'refused: ' || v) FROM unnest(ARRAY[
  $$('49', 'caller', 'both')$$, $$('+49', 'anyone', 'both')$$, $$('+49', 'caller', 'in')$$]) AS v;
SET LOCAL ROLE acg_provisioner;
SELECT lives_ok($$INSERT INTO acg.blocked_number (number, beginning) VALUES ('+882', true)$$, 'the provisioner blocks numbers');
SELECT throws_ok($$UPDATE acg.deployment SET max_calls = 1$$, '42501', NULL, 'but sets no limits of the deployment');
SET LOCAL ROLE acg_gateway;
SELECT lives_ok('SELECT FROM acg.deployment, acg.blocked_number', 'the gateway reads both');
SELECT throws_ok('DELETE FROM acg.blocked_number', '42501', NULL, 'and writes nothing');
SET LOCAL ROLE acg_reader;
SELECT lives_ok('SELECT FROM acg.deployment, acg.blocked_number', 'so does the reader');
RESET ROLE;
SELECT cmp_ok((SELECT count(*) FROM acg.change WHERE kind = 'signalling' AND xid = pg_current_xact_id()), '>=', 1::bigint, 'changes are announced');
SELECT * FROM finish();
ROLLBACK;
