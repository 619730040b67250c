#!/usr/bin/env bash
# Header rules, number plans, trust and screening are in force a moment after they are
# committed, without a command, as numbers are. What cannot be read leaves the old ones
# in force, and is taken once it can.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930560001
provision "$number" contoso direct_routing
following
clean_up() {
  sql "ALTER TABLE acg.was_number_plan RENAME TO number_plan" 2>/dev/null
  provisioner "DELETE FROM acg.header_rule WHERE reference = 'test'"
}
trap clean_up EXIT
loads=$(status full_loads)

explained() { rpc acg.header.explain "s:$number" to_operator | grep -c "adds: $1"; }
shown() { [ "$(explained "$1")" = 1 ]; }
gone() { [ "$(explained "$1")" = 0 ]; }
rule() {
  provisioner "INSERT INTO acg.header_rule (account_id, direction, action, name, value, reference)
    SELECT account_id, 'to_operator', 'add', :'name', 'x', 'test' FROM acg.account WHERE name = 'contoso'" name="$1"
}

ok 'no rule at first' gone X-Followed
rule X-Followed
poll_until 5 'a new rule is in force' shown X-Followed
provisioner "UPDATE acg.account SET name = 'contoso-renamed' WHERE name = 'contoso'"
following
poll_until 5 'it stays that of the account when the account is renamed' shown X-Followed
provisioner "UPDATE acg.account SET name = 'contoso' WHERE name = 'contoso-renamed'"
following
poll_until 5 'and renamed again' shown X-Followed
provisioner "UPDATE acg.header_rule SET enabled = false WHERE reference = 'test'"
poll_until 5 'a rule switched off is not' gone X-Followed

sql "ALTER TABLE acg.number_plan RENAME TO was_number_plan"
rule X-Late
refused() { grep -q 'old header rules.*number_plan' "$(log_file kamailio)"; }
poll_until 10 'what cannot be read is logged' refused
ok 'and the old rules are in force' gone X-Late
like "$(reload)" 'old header rules, number plans and screening stay in force: .*number_plan' 'a resync says so, too'
sql "ALTER TABLE acg.was_number_plan RENAME TO number_plan"
poll_until 10 'the new rules are once they can be read' shown X-Late
is "$(status full_loads)" "$((loads + 1))" 'numbers were read again by the resync alone'
done_testing
