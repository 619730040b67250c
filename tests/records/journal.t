#!/usr/bin/env bash
# acg-journal shows what a file of the journal holds, sealed, and goes on behind damage.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

number=+4930100065
provision "$number" contoso direct_routing
reload >/dev/null
answer cloud callee "$(scenario uas-answer)"
call operator caller "$(scenario uac-answered)" "$STRANGER" "$number"
answered callee
ok 'a call has its record' poll 10 has_record "$(call_id caller)"
record_id=$(record "$(call_id caller)" record_id)

# Files that are being written to stay when they are shipped.
tool=$ACG_TOP/build/modules/acg-journal
shown=$("$tool" "$ACG_JOURNAL"/*.seg 2>&1)
is "$(grep -c "\"event\":\"start\".*$record_id" <<<"$shown")" 1 'its start is shown'
is "$(grep -c "\"event\":\"end\".*$record_id.*\"sealed\"" <<<"$shown")" 1 'and its end'
unlike "$shown" "${number#+}|$(call_id caller)" 'without number and Call-ID'

segment=$(grep -l -a contoso "$ACG_JOURNAL"/*.seg | head -n 1)
earlier=$("$tool" "$segment" | wc -l)
cp "$segment" "$TEST_DIR/damaged"
printf X | dd of="$TEST_DIR/damaged" bs=1 seek=60 conv=notrunc 2>/dev/null
shown=$("$tool" "$TEST_DIR/damaged" 2>"$TEST_DIR/complaint")
is "$?" 1 'damage is an error'
is "$(wc -l <<<"$shown" | tr -d ' ')" $((earlier - 1 > 0 ? earlier - 1 : 1)) 'the records behind it are shown'
like "$(<"$TEST_DIR/complaint")" 'at offset 24 are no record' 'and where it is'
done_testing
