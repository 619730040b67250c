GRANT USAGE ON SCHEMA acg TO acg_gateway;

GRANT SELECT ON acg.account, acg.service, acg.number, acg.number_alternative,
                acg.number_range, acg.change, acg.epoch, acg.number_service, acg.number_conflict, acg.account_count,
                acg.schema_version TO acg_gateway;
GRANT SELECT ON acg.header_rule, acg.number_plan, acg.identity_policy,
                acg.deployment, acg.blocked_number TO acg_gateway;

-- Records can be written but not read: COPY FROM and INSERT need no SELECT, as
-- long as neither a conflict target nor RETURNING is named. Reading goes through
-- acg.open_access() and acg.read_records(), for those who have a grant.
GRANT INSERT ON acg.cdr, acg.cdr_refused TO acg_gateway;

-- DELETE forgets journal files that are gone.
GRANT SELECT, INSERT, UPDATE, DELETE ON acg.journal_position TO acg_gateway;

GRANT EXECUTE ON FUNCTION
  acg.make_cdr_partitions(timestamptz, int),
  acg.make_cdr_partition_for(timestamptz, timestamptz, int),
  acg.expire_cdr(timestamptz, int, int, boolean),
  acg.note_retention_run(text, text, timestamptz),
  acg.retention_proof(timestamptz),
  acg.count_calls(json, text),
  acg.roll_up_calls(timestamptz),
  acg.match_open_calls(json, json, text),
  acg.close_open_calls(text, bigint),
  acg.open_access(text, text, bytea),
  acg.read_records(bigint, bytea[], timestamptz, timestamptz, int),
  acg.erase_records(bigint, bytea[]),
  acg.number_key(text), acg.changes_since(pg_snapshot),
  acg.expire_changes(timestamptz, interval)
TO acg_gateway;

-- Who may connect, and where calls go.
GRANT SELECT ON acg.peer, acg.destination, acg.route TO acg_gateway;
