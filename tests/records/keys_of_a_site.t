#!/usr/bin/env bash
# A second node starts with a copy of the first one's key file (key_import), and either
# reads what the other has recorded, also after a rotation; a node without it cannot; and
# who asked for a number to be erased is gone from every table.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"
# shellcheck source=tests/records/recorder.sh
. "$(dirname "$0")/recorder.sh"

callee plain
place() { recorder_call "$1" "$(scenario uac-answered)" other; }
number_in() { sed -n "s/.*\"number\":\"\([^\"]*\)\".*/\1/p" | sort -u; }

install -m 600 -o "$(daemon_user kamailio)" "$ACG_KEY_FILE" "$TEST_DIR/credential"
ok 'a node starts with a copy of the key file' recorder_start "$TEST_DIR/credential"
like "$(<"$(log_file recorder)")" 'keys: imported' 'and says so'
is "$(stat -c %a "$RECORDER_DIR/keys")" 600 'its own file is nobody else'\''s'
place shared
poll_until 10 'the first node finds its record' has_record "$(call_id shared)"
is "$(found "$(call_id shared)" | number_in)" +493010 'and reads it'
is "$(recorder_rpc acg_retention.find "$(call_id shared)" | number_in)" +493010 'as it does itself'

like "$(recorder_rpc acg_retention.rotate_keys)" Ok 'the second node rotates the keys'
place rotated
recorded() { recorder_rpc acg_retention.find "$(call_id rotated)" | grep -q '^{'; }
poll_until 10 'it finds what comes after' recorded
is "$(found "$(call_id rotated)" | wc -l)" 0 'the first node does not'
install -m 600 -o "$(daemon_user kamailio)" "$RECORDER_DIR/keys" "$ACG_KEY_FILE.new"
mv "$ACG_KEY_FILE.new" "$ACG_KEY_FILE"
like "$(rpc acg_retention.load_keys)" Ok 'until it gets the new file'
is "$(found "$(call_id rotated)" | number_in)" +493010 'then it reads it'
is "$(found "$(call_id shared)" | number_in)" +493010 'and what was before'
stop_daemon recorder

rm -rf "$RECORDER_DIR"
ok 'a node with keys of its own' recorder_start ''
place foreign
own() { recorder_rpc acg_retention.find "$(call_id foreign)" | grep -q '^{'; }
poll_until 10 'reads its own records' own
is "$(recorder_rpc acg_retention.find "$(call_id shared)" | grep -c '^{')" 0 'but does not even find those of others'
is "$(found "$(call_id foreign)" | wc -l)" 0 'nor they those of it'
stop_daemon recorder

# What waits for repair, or stands open, is about somebody, too.
copy="select started_at, gen_random_uuid(), 'recorder', to_jsonb(c) from acg.cdr c where record_id = :'id'"
id=$(record "$(call_id shared)" record_id)
sql "insert into acg.cdr_refused (started_at, record_id, node, error, payload)
       select started_at, record_id, node, 'a test', r::text from ($copy) as x (started_at, record_id, node, r);
     insert into acg.cdr_open (started_at, record_id, node, incarnation, record)
       select started_at, record_id, node, 0, r from ($copy) as x (started_at, record_id, node, r)" id="$id"
like "$(rpc acg_retention.erase +493010 | tr -d ' \t')" '^[0-9]+$' 'a number is erased'
is "$(found +493010 | wc -l)" 0 'none of its records is found'
is "$(sql "select (select count(*) from acg.cdr_refused where error = 'a test') + (select count(*) from acg.cdr_open where incarnation = 0)")" \
  0 'nor is there one among the refused and the open'
forget callee
done_testing
