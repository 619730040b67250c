INSERT INTO acg.schema_version (version) VALUES (1);
