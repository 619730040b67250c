GRANT USAGE ON SCHEMA acg TO acg_reader;

GRANT SELECT ON acg.account, acg.service, acg.number, acg.number_alternative,
                acg.number_range, acg.change, acg.epoch, acg.number_service, acg.number_conflict, acg.account_count,
                acg.schema_version TO acg_reader;
GRANT SELECT ON acg.header_rule, acg.number_plan, acg.identity_policy,
                acg.deployment, acg.blocked_number TO acg_reader;

-- Tells which days are kept, not what is in them.
GRANT EXECUTE ON FUNCTION acg.cdr_tables(), acg.cdr_partitions() TO acg_reader;
GRANT EXECUTE ON FUNCTION acg.retention_proof(timestamptz) TO acg_reader;

-- What is counted stays when the records are gone.
GRANT SELECT ON acg.calls_by_hour, acg.calls_by_day, acg.calls_by_month TO acg_reader;
GRANT EXECUTE ON FUNCTION acg.merged_calls(text, timestamptz, timestamptz) TO acg_reader;

GRANT EXECUTE ON FUNCTION acg.number_key(text), acg.changes_since(pg_snapshot) TO acg_reader;
-- Who may connect, and where calls go.
GRANT SELECT ON acg.peer, acg.destination, acg.route TO acg_reader;
