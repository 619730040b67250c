#!/usr/bin/env bash
# The database that comes back is not the one that was there: its log of changes was
# trimmed, it was restored from a dump, or a standby that lacks the last transactions was
# promoted. Each time the gateway reads everything again, and is right afterwards.
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

block=+4930570000
loaded_because() { [ "$(status connected)" = yes ] && [ "$(status last_load_reason)" = "$1" ]; }

provision +4930570001 contoso zoom one
following
rpc acg.provision.resync >/dev/null
"$STACK/part" kamailio stop
provision +4930570002 contoso zoom two
sql "delete from acg.change where change_id < (select max(change_id) from acg.change)"
"$STACK/part" kamailio start
poll_until 20 'a trimmed log: everything is read again' \
  loaded_because 'the newest change seen is no longer in acg.change'
same_as_database 'and right' $block 100

pg_dump -Fc -f "$TEST_DIR/dump" acg
provision +4930570001 contoso zoom lost
provision +4930570003 contoso zoom lost
following
postgres_query -c "alter database acg allow_connections false" \
  -c "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'acg'" \
  -c 'drop database acg' -c 'create database acg' >/dev/null
pg_restore -d acg "$TEST_DIR/dump"
replaced='the database is another one, was restored or promoted, or began a new epoch'
poll_until 30 'a restored dump: everything is read again' loaded_because "$replaced"
same_as_database 'and right' $block 100
is "$(in_force +4930570003 1)" '' 'a number made after the dump is gone'

# A standby as it was before the last transactions, promoted in place of the first server.
reload >/dev/null
"$STACK/part" postgres stop
cp -a "$PGDATA_DIR" "$PGDATA_DIR.standby"
touch "$PGDATA_DIR.standby/standby.signal"
"$STACK/part" postgres start
poll_until 30 'the first server is followed again' loaded_because 'a resync was asked for'
provision +4930570004 contoso zoom lost
following
"$STACK/part" postgres stop
rm -rf "$PGDATA_DIR"
mv "$PGDATA_DIR.standby" "$PGDATA_DIR"
"$STACK/part" postgres start
postgres_query -c 'select pg_promote()' >/dev/null
provision +4930570005 contoso zoom promoted
poll_until 30 'a promoted standby: everything is read again' loaded_because "$replaced"
following
same_as_database 'and right' $block 100
is "$(in_force +4930570004 1)" '' 'a number that the standby lacked is gone'
done_testing
