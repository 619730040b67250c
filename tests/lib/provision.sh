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

reload() { rpc acg.provision.resync; }

# status NAME: one value of acg.provision.status.
status() { rpc acg.provision.status | sed -n "s/^\s*$1: //p"; }

# following: what was committed before this call is in force (10 s).
applied() { [ "$(status connected)" = yes ] && [ "$(status applied)" -ge "$1" ]; }
following() { poll 10 applied "$(sql 'select max(change_id) from acg.change')"; }

# in_force FIRST COUNT, in_database FIRST COUNT: consecutive numbers, one a line, with
# account, service, header and what a call would be told; numbers without a row left out.
in_force() { rpc acg.number.list "$1" "$2" | sed '/^$/d'; }
in_database() {
  sql "SELECT concat_ws(' ', number, account, service, coalesce(s.header_value, '-'),
      CASE WHEN NOT n.enabled THEN 'number disabled' WHEN NOT a.enabled THEN 'account disabled'
           WHEN NOT s.enabled THEN 'service disabled' ELSE 'found' END)
    FROM acg.number_service s JOIN acg.number n USING (number) JOIN acg.account a USING (account_id)
    WHERE number BETWEEN :'first' AND '+' || (acg.number_key(:'first') + :count - 1)
      AND length(number) = length(:'first') ORDER BY number" first="$1" count="$2"
}

# same_as_database NAME FIRST COUNT: a check, row by row.
same_as_database() {
  local force database
  force=$(in_force "$2" "$3")
  database=$(in_database "$2" "$3")
  if [ "$force" = "$database" ]; then pass "$1"; else
    diag "$(diff <(printf '%s\n' "$force") <(printf '%s\n' "$database") | head -20)"
    fail "$1"
  fi
}
