# shellcheck shell=bash
# A private PostgreSQL: its own cluster in ACG_RUN/pgdata, reached by a unix socket only,
# by peer authentication only. Runs as user postgres (or as us, when we are not root).

PGDATA_DIR=$ACG_RUN/pgdata

postgres_user() { daemon_user postgres; }

# Made aside and moved into place, so that an interrupted initdb leaves nothing behind.
postgres_make_cluster() {
  [ ! -d "$PGDATA_DIR" ] || return 0
  rm -rf "$PGDATA_DIR.new"
  own_dir 700 "$(postgres_user)" "$PGDATA_DIR.new" && (cd / && as_user "$(postgres_user)" "$ACG_PGBIN/initdb" -D "$PGDATA_DIR.new" -U postgres \
    -A peer -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions) >>"$(log_file postgres)" 2>&1 &&
    mv "$PGDATA_DIR.new" "$PGDATA_DIR"
}

# Who may log in as whom. The gateway's user is acg_gateway and nothing else; whoever
# started the stack is anyone (PostgreSQL 15 wants each role named).
postgres_write_access() {
  local me kamailio role
  me=$(id -un)
  kamailio=$(daemon_user kamailio)
  echo 'local all all peer map=acg' >"$ACG_RUN/pg_hba.conf"
  {
    for role in postgres "$me" acg_gateway; do printf 'acg %s %s\n' "$me" "$role"; done
    printf 'acg %s postgres\n' "$(postgres_user)"
    printf 'acg %s acg_gateway\n' "$kamailio"
  } | sort -u >"$ACG_RUN/pg_ident.conf"
  chmod 644 "$ACG_RUN/pg_hba.conf" "$ACG_RUN/pg_ident.conf"
}

no_process_in() { ! find /proc/[0-9]*/cwd -maxdepth 0 -lname "$1*" 2>/dev/null | grep -q .; }

# A killed postmaster that nobody has reaped yet (a container without an init) still looks
# alive to PostgreSQL. Its locks may go once no server process is left in the directory.
postgres_clear_dead_lock() {
  local pid
  { read -r pid <"$PGDATA_DIR/postmaster.pid"; } 2>/dev/null || return 0
  if [ -e "/proc/$pid" ] && ! start_time "$pid" >/dev/null; then
    poll 10 no_process_in "$PGDATA_DIR" && rm -f "$PGDATA_DIR/postmaster.pid" "$PGHOST"/.s.PGSQL.*
  fi
}

postgres_start() {
  postgres_make_cluster && postgres_clear_dead_lock && postgres_write_access &&
    own_dir 755 "$(postgres_user)" "$PGHOST" || return 1
  daemon postgres "$(postgres_user)" "$ACG_PGBIN/postgres" -D "$PGDATA_DIR" \
    -c listen_addresses= -c unix_socket_directories="$PGHOST" -c port="$PGPORT" \
    -c hba_file="$ACG_RUN/pg_hba.conf" -c ident_file="$ACG_RUN/pg_ident.conf" \
    -c timezone=UTC -c log_timezone=UTC -c log_line_prefix='%m [%p] %q%u@%d '
}

postgres_ready() { psql -U postgres -d postgres -Atqc 'select 1' >/dev/null 2>&1; }

# Smart shutdown (TERM) would wait for the gateway to hang up: ask for fast.
postgres_stop_signal() { echo INT; }

postgres_query() { psql -X -v ON_ERROR_STOP=1 -U postgres -d postgres -Atq "$@"; }

# Which schema the database was made from.
postgres_schema_sum() { find "$(dirname "$ACG_INSTALL_SQL")" -name '*.sql' -print0 | sort -z | xargs -0 cat | sha256sum; }

# The simulated far ends as peers, and the operator's certificate for monitoring as well.
postgres_make_peers() {
  psql -X -q -v ON_ERROR_STOP=1 -U postgres -d acg_new -v operator="$ACG_OPERATOR_NAME" \
    -v cloud="$ACG_CLOUD_NAME" -v ip="$ACG_IP" -v operator_port="$ACG_OPERATOR_EDGE_PORT" \
    -v cloud_port="$ACG_CLOUD_EDGE_PORT" <<<"insert into acg.peer (name, listener, certificate_names, networks) values
      ('operator', 'operator', array[:'operator'], '{127.0.0.0/8}'),
      ('cloud', 'cloud', array[:'cloud'], '{127.0.0.0/8}'),
      ('monitoring', 'https', array[:'operator'], '{127.0.0.0/8}');
      -- Tests of numbers want what is not there to be refused; tests/services takes it.
      update acg.service set unprovisioned = 'none';
    insert into acg.destination (name, peer_id, host, port)
      select name, peer_id, :'ip', case name when 'operator' then :operator_port else :cloud_port end
      from acg.peer where name in ('operator', 'cloud');
    insert into acg.route (destination_id) select destination_id from acg.destination"
}

# Once per cluster: the database with its schema, and a role for whoever started the stack.
# The database appears under its name only when the schema is complete.
postgres_make_database() {
  postgres_query -v me="$(id -un)" <<<"select format('create role %I superuser login', :'me')
    where not exists (select from pg_roles where rolname = :'me') \gexec" &&
    postgres_query -c 'drop database if exists acg_new' -c 'create database acg_new' &&
    psql -X -q -v ON_ERROR_STOP=1 -U postgres -d acg_new -f "$ACG_INSTALL_SQL" &&
    postgres_make_peers &&
    postgres_query -c 'alter database acg_new rename to acg' &&
    postgres_schema_sum >"$ACG_RUN/schema.sum"
}

postgres_after_ready() {
  if [ "$(postgres_query -c "select 1 from pg_database where datname = 'acg'")" != 1 ]; then
    postgres_make_database >>"$(log_file postgres)" 2>&1
  elif [ "$(postgres_schema_sum)" != "$(cat "$ACG_RUN/schema.sum" 2>/dev/null)" ]; then
    complain "postgres: sql/ has changed since this database was made; for a new one: make down && rm -r $PGDATA_DIR"
  fi
}
