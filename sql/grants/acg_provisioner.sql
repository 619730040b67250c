GRANT USAGE ON SCHEMA acg TO acg_provisioner;

GRANT SELECT, INSERT, UPDATE, DELETE ON acg.account, acg.number, acg.number_alternative,
                                      acg.number_range, acg.staged_number TO acg_provisioner;
GRANT SELECT ON acg.service, acg.change, acg.epoch, acg.number_service, acg.number_conflict, acg.account_count,
                acg.schema_version TO acg_provisioner;

GRANT SELECT, INSERT, UPDATE, DELETE ON acg.header_rule, acg.blocked_number TO acg_provisioner;
GRANT SELECT ON acg.number_plan, acg.identity_policy, acg.deployment TO acg_provisioner;

GRANT EXECUTE ON FUNCTION acg.number_key(text),
  acg.put_numbers(text, jsonb), acg.put_numbers(text, refcursor),
  acg.put_staged_numbers(text, text), acg.refused_numbers(text, text), acg.begin_epoch()
TO acg_provisioner;
