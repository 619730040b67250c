#!/usr/bin/env bash
# A database that works for longer on an answer than it may be silent is given more time at
# the next try: what has changed is in force in the end, not tried for ever.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100036
provision $number contoso zoom before
following

# changes_since FROM: its definition, with FROM in place of the table.
changes_since() { sed "s/^CREATE FUNCTION/CREATE OR REPLACE FUNCTION/;s/\\* FROM acg.change\$/c.* FROM $1/" "$ACG_TOP/sql/functions/changes_since.sql"; }
trap 'sql "$(changes_since "acg.change c")" >/dev/null' EXIT
sql "$(changes_since 'acg.change c, (SELECT pg_sleep(5.3)) s')" >/dev/null # it may be silent for 5 s
sql "update acg.number set header_value = 'after' where number = '$number'"
gave_up() { [ "$(status last_failure)" = 'no answer from the database for 5 s' ]; }
poll_until 10 'an answer is given up after 5 s' gave_up
changed() { [[ $(in_force "$number" 1) = *' after '* ]]; }
poll_until 20 'and waited for at the next try' changed
sql "$(changes_since 'acg.change c')" >/dev/null
following
is "$(status connected)" yes 'it is followed'
done_testing
