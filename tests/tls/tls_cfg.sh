# shellcheck shell=bash
# Changing the running gateway's tls.cfg, and putting it back when the test ends. Source
# after client.sh.

TLS_CFG_KEPT=$TEST_DIR/tls.cfg.kept

# To be called before the first change.
keep_tls_cfg() {
  cp "$ACG_TLS_CFG" "$TLS_CFG_KEPT"
  trap restore_tls_cfg EXIT
}

reload_tls() { rpc tls.reload; }

# use_tls_cfg: tls.cfg from stdin. Not yet in force.
use_tls_cfg() { cat >"$ACG_TLS_CFG.new" && mv "$ACG_TLS_CFG.new" "$ACG_TLS_CFG"; }

restore_tls_cfg() {
  use_tls_cfg <"$TLS_CFG_KEPT"
  reload_tls
} >/dev/null

kept_tls_cfg() { cat "$TLS_CFG_KEPT"; }

# with_key SECTION KEY [VALUE]: the tls.cfg on stdin with KEY set so in [SECTION], or without it.
with_key() {
  awk -v section="[$1]" -v key="$2" -v value="${3:-}" '
    inside && $1 == key { next }
    { print }
    /^\[/ { inside = $0 == section; if (inside && value != "") print key " = " value }'
}
