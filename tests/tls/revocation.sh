# shellcheck shell=bash
# What the tests of revocation share: an authority whose lists are served, and how a
# certificate of it fares at the operator's listener. Source first.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/peers.sh
. "$(dirname "$0")/peers.sh"
# shellcheck source=tests/tls/authority.sh
. "$(dirname "$0")/authority.sh"
keep_peers
LOG=$(log_file kamailio)
new_authority ca "$ACG_CA" "$ACG_RUN/pki/ca.key"

# at NAME: the verdict on that certificate, in TLS 1.3 or $version.
at() { verdict "$1" "$ACG_OPERATOR_TLS" "-${version:-tls1_3}"; }
# gets NAME VERDICT; refused_for TEXT: the log says so of a handshake lately.
gets() { [ "$(at "$1")" = "$2" ]; }
refused_for() { tail -n 60 "$LOG" | grep -F 'TLS handshake from' | grep -Fq -- "$1"; }
