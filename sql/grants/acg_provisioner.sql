GRANT USAGE ON SCHEMA acg TO acg_provisioner;

GRANT SELECT, INSERT, UPDATE, DELETE ON acg.account, acg.number TO acg_provisioner;
GRANT SELECT ON acg.service, acg.number_service, acg.schema_version TO acg_provisioner;
GRANT SELECT, INSERT, UPDATE, DELETE ON acg.header_rule TO acg_provisioner;
GRANT SELECT ON acg.number_plan, acg.identity_policy TO acg_provisioner;
