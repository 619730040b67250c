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

# Enough of them to be joined with all numbers and not looked up one by one.
many=+49305200000
provisioner "insert into acg.number (number, account_id, service_id, header_value)
  select '+493052' || lpad(i::text, 5, '0'), account_id, service_id, 'm' || i % 7
  from generate_series(0, 11999) i, acg.account a, acg.service s
  where a.name = 'contoso' and s.name = 'zoom'"
following
same_as_database 'twelve thousand numbers at once' $many 2000
same_as_database 'the last of them' +49305210000 3000
provisioner "begin;
  insert into acg.number_alternative (number, precedence, service_id, header_value)
    select n.number, 1, s.service_id, 'a' from acg.number n, acg.service s
    where n.number between '+49305200000' and '+49305203999' and s.name <> 'zoom'
    and s.service_id = (select min(service_id) from acg.service where name <> 'zoom');
  update acg.number set header_value = 'changed' where number between '+49305202000' and '+49305207999';
  delete from acg.number where number between '+49305207000' and '+49305211999';
  commit"
following
same_as_database 'thousands changed, some with an alternative' +49305201000 2000
same_as_database 'thousands changed, some with none' +49305203000 2000
same_as_database 'thousands changed, thousands deleted' +49305206000 2000
same_as_database 'none of the last ones' +49305210000 3000
provisioner "delete from acg.number where number between '+49305200000' and '+49305211999'"
following
same_as_database 'all of them deleted' $many 10000

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
