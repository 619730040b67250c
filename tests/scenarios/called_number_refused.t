#!/usr/bin/env bash
# Calls from the operator to numbers that are not provisioned, no numbers, or out of
# service end with an answer that says so, reach nobody, and are recorded.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

provision +4930100011 sleeping direct_routing
provision +4930100012 contoso direct_routing
provisioner "UPDATE acg.account SET enabled = false WHERE name = 'sleeping'"
provisioner "UPDATE acg.number SET enabled = false WHERE number = '+4930100012'"
reload >/dev/null
answer cloud bystander "$(scenario uas-answer)"

# refused LABEL NUMBER CODE TEXT
refused() {
  ok "$2 is refused with $3" call operator "$1" "$(scenario uac-refused CODE="$3")" "$STRANGER" "$2"
  is "$(record "$(call_id "$1")" 'code, end_reason, answered_at is null, reason')" \
    "$3|failed|t|$4" "the record of $2 says it"
}
refused unknown +4930199999 404 'Number Not Provisioned'
refused local 030100001 484 'Not An E.164 Number'
refused account +4930100011 480 'Number Not In Service'
refused number +4930100012 480 'Number Not In Service'

ok 'the cloud service has seen none of these calls' nothing_arrived bystander
forget bystander
done_testing
