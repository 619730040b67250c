-- A destination is a name or an address that can be dialled; a route is there once.
\ir lib/tap.psql
BEGIN;
SELECT plan(23);

INSERT INTO acg.peer (name, listener, certificate_names) VALUES ('test-p', 'test', '{p.test.example}');
PREPARE place(text, text, int, int) AS
  INSERT INTO acg.destination (name, peer_id, host, port, region)
    SELECT $1, peer_id, $2, $3, $4 FROM acg.peer WHERE name = 'test-p';

SELECT lives_ok(format('EXECUTE place(%L, %L, NULL, NULL)', 'test-' || i, v), v || ' is a host')
  FROM unnest(ARRAY['sip.example.net', 'localhost', '192.0.2.1', '2001:db8::1', '_x.example']) WITH ORDINALITY AS t (v, i);
SELECT throws_ok(format('EXECUTE place(''test-bad'', %L, NULL, NULL)', v), '23514', NULL, to_json(v) || ' is refused')
  FROM unnest(ARRAY['', 'Sip.example.net', 'a..b', '192.0.2', '192.0.2.256', '192.0.2.0/24', '2001:db8::g', 'a b', 'a;b',
                    E'a.example\n']) AS v;
SELECT throws_ok($$EXECUTE place('test-bad', 'a.example', 0, NULL)$$, '23514', NULL, 'port 0 is refused');
SELECT throws_ok($$EXECUTE place('test-bad', 'a.example', NULL, 0)$$, '23514', NULL, 'region 0 is refused');
SELECT throws_ok($$EXECUTE place('a b', 'a.example', NULL, NULL)$$, '23514', NULL, 'a name with a blank is refused');
SELECT throws_ok($$EXECUTE place('test-1', 'a.example', NULL, NULL)$$, '23505', NULL, 'a name is given once');

PREPARE route(int, int) AS
  INSERT INTO acg.route (destination_id, priority, weight)
    SELECT destination_id, $1, $2 FROM acg.destination WHERE name = 'test-1';
SELECT throws_ok('EXECUTE route(0, 1)', '23514', NULL, 'priority 0 is refused');
SELECT throws_ok('EXECUTE route(1, 0)', '23514', NULL, 'weight 0 is refused');
SELECT lives_ok('EXECUTE route(1, 1)', 'a route');
SELECT throws_ok('EXECUTE route(2, 2)', '23505', NULL, 'is there once');

SELECT * FROM finish();
ROLLBACK;
