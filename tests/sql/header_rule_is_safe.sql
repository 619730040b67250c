-- acg.header_rule takes only rules that leave a message whole: names that SIP does not
-- depend on, values that cannot end a line, one scope, an action with what it needs.
\ir lib/tap.psql
BEGIN;
SELECT plan(54);
\ir lib/provisioned.psql
SET LOCAL ROLE acg_provisioner;

SELECT lives_ok(format('INSERT INTO acg.header_rule (direction, action, name, value) VALUES (''to_operator'', ''add'', %L, %L)', n, v),
                format('%s: %s is taken', n, left(v, 20)))
  FROM (VALUES ('X-A', 'a'), ('Subject', '{number} {account} {service} {direction} {header_value}'), ('Diversion', repeat('x', 200)),
               ('Allow', 'INVITE, ACK'), ('X-!%*_+`''~.', '<sip:{number}@h>;a="b"')) AS good (n, v);

SELECT throws_ok(format('INSERT INTO acg.header_rule (direction, action, name, value) VALUES (''to_operator'', ''add'', %L, ''a'')', n),
                 '23514', NULL, format('name %s is refused', to_json(n)))
  FROM unnest(ARRAY['Via', 'via', 'FROM', 'To', 'Call-ID', 'CSeq', 'Contact', 'Route', 'Record-Route', 'Max-Forwards', 'Content-Length',
                    'Content-Type', 'Require', 'Authorization', 'm', '', 'X A', 'X-A:', E'X-A\r\nVia', 'X-Ä', repeat('x', 33)]) AS n;

SELECT throws_ok(format('INSERT INTO acg.header_rule (direction, action, name, value) VALUES (''to_operator'', ''add'', ''X-A'', %L)', v),
                 '23514', NULL, format('value %s is refused', to_json(left(v, 20))))
  FROM unnest(ARRAY['', ' ', ' a', 'a ', E'a\r\nX-Evil: 1', E'a\n', E'a\rb', E'a\tb', 'ä', '{user}', '{', 'a}', repeat('x', 201)]) AS v;

SELECT throws_ok('INSERT INTO acg.header_rule ' || columns, '23514', NULL, 'refused: ' || columns)
  FROM unnest(ARRAY[
    $$(direction, action, name) VALUES ('sideways', 'remove', 'X-A')$$,
    $$(direction, action, name) VALUES ('to_cloud', 'drop', 'X-A')$$,
    $$(direction, action, name) VALUES ('to_cloud', 'add', 'X-A')$$,
    $$(direction, action, name, value) VALUES ('to_cloud', 'remove', 'X-A', 'a')$$,
    $$(direction, action, name, message) VALUES ('to_cloud', 'remove', 'X-A', 'none')$$,
    $$(direction, action, name, method) VALUES ('to_cloud', 'remove', 'X-A', 'invite')$$,
    $$(direction, action, name, peer, number) VALUES ('to_cloud', 'remove', 'X-A', 'cloud', '+4930')$$,
    $$(direction, action, name, peer) VALUES ('to_cloud', 'remove', 'X-A', 'The Cloud')$$,
    $$(direction, action, name, value) VALUES ('to_cloud', 'add', 'P-Asserted-Identity', '<tel:+4930>')$$,
    $$(direction, action, name, value) VALUES ('to_cloud', 'replace', 'privacy', 'none')$$
  ]) AS columns;

SELECT lives_ok(format('INSERT INTO acg.header_rule (direction, action, name) VALUES (''to_cloud'', ''remove'', %L)', n), n || ' may be removed')
  FROM unnest(ARRAY['P-Asserted-Identity', 'Remote-Party-ID']) AS n;
SELECT throws_ok($$INSERT INTO acg.header_rule (direction, action, name) VALUES ('to_cloud', 'remove', 'Remote-Party-ID')$$,
                 '23505', NULL, 'the same rule twice is refused');
RESET ROLE;
DELETE FROM acg.number WHERE account_id = (SELECT account_id FROM acg.account WHERE name = 'test-account');
INSERT INTO acg.header_rule (direction, action, name, account_id)
  SELECT 'to_cloud', 'remove', 'X-A', account_id FROM acg.account WHERE name = 'test-account';
DELETE FROM acg.account WHERE name = 'test-account';
SELECT is_empty($$SELECT FROM acg.header_rule WHERE name = 'X-A' AND action = 'remove' AND direction = 'to_cloud'$$,
                'an account takes its rules with it');
SELECT is((SELECT count(*) FROM acg.header_rule WHERE reference = 'default'), 6::bigint, 'Teams'' own needs are seeded');
SELECT * FROM finish();
ROLLBACK;
