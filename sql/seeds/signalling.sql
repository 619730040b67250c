INSERT INTO acg.number_plan (peer) VALUES ('operator'), ('cloud');
INSERT INTO acg.identity_policy (peer) VALUES ('operator'), ('cloud');
