INSERT INTO acg.retention_state (clock_at) VALUES (now());
