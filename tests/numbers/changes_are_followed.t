#!/usr/bin/env bash
# What a transaction changes is in force a moment after it commits, without a command:
# numbers, alternatives, ranges, accounts, services, one row or many, and what is emptied.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

first=+4930510000
explained() { rpc acg.number.explain "$1" | sed -n "s/^\t$2: //p"; }

provisioner "delete from acg.number where number between '+4930510000' and '+4930510999'"
loads=$(status full_loads)
provision +4930510001 contoso zoom one
following
same_as_database 'a new number' $first 1000
provisioner "update acg.number set header_value = 'two' where number = '+4930510001'"
following
is "$(explained +4930510001 header_value)" two 'a changed header value'
provisioner "update acg.number set number = '+4930510002' where number = '+4930510001'"
following
same_as_database 'a number that became another' $first 1000
provisioner "insert into acg.number (number, account_id, service_id, header_value)
  select '+49305101' || lpad(i::text, 2, '0'), account_id, service_id, 'h' || i % 7
  from generate_series(0, 99) i, acg.account a, acg.service s
  where a.name = 'contoso' and s.name = 'zoom'"
following
same_as_database 'a hundred numbers at once' $first 1000
provisioner "update acg.number set enabled = false where number like '+493051010%'"
following
same_as_database 'numbers switched off' $first 1000
provisioner "delete from acg.number where number like '+493051015%'"
following
same_as_database 'numbers deleted' $first 1000

provisioner "update acg.account set enabled = false where name = 'contoso'"
following
same_as_database 'an account switched off' $first 1000
provisioner "update acg.account set enabled = true where name = 'contoso'"
sql "update acg.service set enabled = false where name = 'zoom'"
following
same_as_database 'a service switched off' $first 1000
provisioner "insert into acg.number_alternative (number, precedence, service_id, header_value)
  select '+4930510100', 1, service_id, 'further' from acg.service where name = 'direct_routing'"
following
is "$(explained +4930510100 result)" 'number disabled' 'an alternative does not switch a number on'
provisioner "update acg.number set enabled = true where number = '+4930510100'"
following
is "$(explained +4930510100 service)" direct_routing 'an alternative serves while the first service is off'
sql "update acg.service set enabled = true where name = 'zoom'"
following
is "$(explained +4930510100 service)" zoom 'the first service serves again'

provisioner "insert into acg.number_range (first, last, account_id, service_id, header_value)
  select '+4930510000', '+4930510' || last, account_id, service_id, 'range-' || last
  from (values ('999'), ('099')) v (last), acg.account a, acg.service s
  where a.name = 'contoso' and s.name = 'direct_routing'"
following
is "$(explained +4930510050 header_value)" range-099 'the smallest range decides'
is "$(explained +4930510500 header_value)" range-999 'a larger one where no smaller is'
is "$(explained +4930510002 row)" 'own row' "a number's own row before all ranges"
provisioner "delete from acg.number_range where first = '+4930510000'"
following
same_as_database 'without the ranges' $first 1000

provision +4930510999 short-lived zoom
provisioner "delete from acg.number where number = '+4930510999'; delete from acg.account where name = 'short-lived'"
provision +4930510999 short-lived direct_routing
following
same_as_database 'an account that was deleted and made again' $first 1000
sql "select acg.log_change('UPDATE', 'number', '{1}')" >/dev/null
provision +4930510998 contoso zoom
following
same_as_database 'a change of what is no number holds up nothing' $first 1000
is "$(status full_loads)" "$loads" 'all that without reading everything again'
done_testing
