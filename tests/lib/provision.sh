# shellcheck shell=bash
# Numbers as a provisioning system writes them: SQL, as role acg_provisioner. Source
# after sip.sh.

# provision NUMBER ACCOUNT SERVICE [HEADER]: the number's row, new or changed, and its
# account. Without HEADER it has no header value.
provision() {
  sql "SET ROLE acg_provisioner;
    INSERT INTO acg.account (name) VALUES (:'account') ON CONFLICT (name) DO NOTHING;
    INSERT INTO acg.number (number, account_id, service_id, header_value)
      SELECT :'number', account_id, service_id, nullif(:'header', '')
      FROM acg.account a, acg.service s WHERE a.name = :'account' AND s.name = :'service'
    ON CONFLICT (number) DO UPDATE SET account_id = excluded.account_id,
      service_id = excluded.service_id, header_value = excluded.header_value" \
    number="$1" account="$2" service="$3" header="${4:-}"
}

# provisioner SQL [NAME=VALUE...]: any other statement of that role.
provisioner() {
  local statement=$1
  shift
  sql "SET ROLE acg_provisioner; $statement" "$@"
}

reload() { rpc acg.provision.reload; }
