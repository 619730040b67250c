# shellcheck shell=bash
# Changing table acg.peer under a running gateway, and putting it back when the test ends.
# Source after client.sh.

PEERS_KEPT=$TEST_DIR/peers.kept

# To be called before the first change.
keep_peers() {
  local table
  for table in peer destination route; do sql "copy acg.$table to stdout" >"$PEERS_KEPT.$table"; done
  trap restore_peers EXIT
}

restore_peers() {
  local table
  {
    echo 'begin; delete from acg.peer;'
    for table in peer destination route; do
      echo "copy acg.$table from stdin;"
      cat "$PEERS_KEPT.$table"
      echo '\.'
    done
    echo 'commit;'
  } | psql -X -q -v ON_ERROR_STOP=1
}

# in_force TEXT: does the gateway have TEXT among what it knows of the peers?
in_force() { rpc acg.tls.policy | grep -qF -- "$1"; }

# change_peer NAME SET [NAME=VALUE...]: change that row and wait until the gateway has it.
# It says nothing of some columns, so the change is marked by a name that nobody has.
change_peer() {
  local mark=m$RANDOM$RANDOM.mark.test name=$1 set=$2
  shift 2
  sql "update acg.peer set $set where name = :'peer';
       update acg.peer set certificate_names = array(select n from unnest(certificate_names) n
         where n not like '%.mark.test') || :'mark'::text where name = :'peer'" \
    peer="$name" mark="$mark" "$@" &&
    poll 5 in_force "$mark"
}

# place_is_up NAME ADDRESS: what dispatcher thinks of peer NAME's place there, whatever it knows.
place_is_up() {
  rpc dispatcher.set_state ap "$(rpc acg.peers | grep -A8 "name: $1\$" | sed -n 's/^\s*set: //p')" \
    "sip:$2;transport=tls" >/dev/null
}
