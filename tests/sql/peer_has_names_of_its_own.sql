-- A certificate name, lower case, DNS or SIP URI, belongs to one peer of a listener.
\ir lib/tap.psql
BEGIN;
SELECT plan(35);

PREPARE peer(text, text, text[]) AS
  INSERT INTO acg.peer (name, listener, certificate_names) VALUES ($1, $2, $3);

SELECT lives_ok(format('EXECUTE peer(%L, ''test'', ARRAY[%L])', 'test-' || i, v), v || ' is a name')
  FROM unnest(ARRAY['a.example', 'sbc-1.a.example', 'sip:a.example', 'sips:b.example', '_x.c.example',
                    repeat('x', 63) || '.example']) WITH ORDINALITY AS t (v, i);

SELECT throws_ok(
         format('EXECUTE peer(''test-bad'', ''test'', %L)', v),
         '23514',
         'new row for relation "peer" violates check constraint "peer_certificate_names_are_dns_names_or_sip_uris"',
         format('%s is refused', to_json(left(v::text, 30))))
  FROM (VALUES ('{}'::text[]), ('{""}'), ('{NULL}'), ('{localhost}'), ('{"*.a.example"}'), ('{A.example}'),
               ('{sip:user@a.example}'), ('{http:a.example}'), ('{a..example}'), ('{-a.example}'),
               (ARRAY[repeat('x', 64) || '.example']), (ARRAY[E'a.example\n'])) AS t (v);

SELECT throws_ok(
  $$EXECUTE peer('test-other', 'test', '{d.example,a.example}')$$,
  '23505', 'peer test-1 has the certificate name a.example already',
  'a name of another peer of the listener');
SELECT lives_ok($$EXECUTE peer('test-other', 'test2', '{a.example}')$$, 'another listener may have it');
SELECT throws_ok(
  $$UPDATE acg.peer SET listener = 'test' WHERE name = 'test-other'$$,
  '23505', 'peer test-1 has the certificate name a.example already', 'until the two meet');
SELECT throws_ok(
  $$EXECUTE peer('test-other', 'test', '{e.example}')$$,
  '23505', 'duplicate key value violates unique constraint "peer_name_is_unique"', 'a peer''s name is given once');

SELECT throws_ok(format('UPDATE acg.peer SET %s WHERE name = ''test-1''', set), code, NULL, set || ' is refused')
  FROM (VALUES ('port = 0', '23514'), ('usage = ''any''', '23514'), ('crl = ''on''', '23514'), ('networks = ''{10.0.0.1/8}''', '22P02')) AS t (set, code);

SELECT lives_ok(format('UPDATE acg.peer SET rpc = %L WHERE name = ''test-1''', v), v || ' may be called')
  FROM (VALUES ('{}'), ('{core.uptime}'), ('{acg.tls.*,acg_retention.find}')) AS t (v);
SELECT throws_ok(
         format('UPDATE acg.peer SET rpc = %L WHERE name = ''test-1''', v),
         '23514',
         'new row for relation "peer" violates check constraint "peer_rpc_is_commands_or_beginnings_with_a_star"',
         v || ' is refused')
  FROM (VALUES ('{*}'), ('{acg*}'), ('{acg.*.x}'), ('{NULL}'), ('{core}'), ('{"core.up time"}')) AS t (v);

SELECT * FROM finish();
ROLLBACK;
