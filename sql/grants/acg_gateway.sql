GRANT USAGE ON SCHEMA acg TO acg_gateway;

GRANT SELECT ON acg.account, acg.service, acg.number, acg.number_alternative,
                acg.number_range, acg.change, acg.epoch, acg.number_service, acg.number_conflict, acg.account_count,
                acg.schema_version TO acg_gateway;

-- Records can be written but not read: INSERT ... ON CONFLICT DO NOTHING and
-- COPY FROM need no SELECT, as long as neither a conflict target nor RETURNING
-- is named.
GRANT INSERT ON acg.cdr, acg.cdr_refused TO acg_gateway;

-- DELETE forgets journal files that are gone.
GRANT SELECT, INSERT, UPDATE, DELETE ON acg.journal_position TO acg_gateway;

GRANT EXECUTE ON FUNCTION
  acg.make_cdr_partitions(timestamptz, int),
  acg.make_cdr_partition_for(timestamptz, timestamptz),
  acg.expire_cdr(timestamptz),
  acg.number_key(text), acg.changes_since(pg_snapshot),
  acg.expire_changes(timestamptz, interval)
TO acg_gateway;
