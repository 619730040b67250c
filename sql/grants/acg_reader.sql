GRANT USAGE ON SCHEMA acg TO acg_reader;

GRANT SELECT ON acg.account, acg.service, acg.number, acg.number_service,
                acg.schema_version TO acg_reader;

-- Tells which days are kept, not what is in them.
GRANT EXECUTE ON FUNCTION acg.cdr_tables(), acg.cdr_partitions() TO acg_reader;

-- Who may connect.
GRANT SELECT ON acg.peer TO acg_reader;
