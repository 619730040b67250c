#!/usr/bin/env bash
# A revocation list by configuration (modparam crl_url), for certificates that name none; and lists
# that are kept: when Kamailio starts while their server is gone, they hold.
# shellcheck source=tests/tls/revocation.sh
. "$(dirname "$0")/revocation.sh"

back_to_normal() {
  stop_serving_lists
  restore_peers
  "$STACK/part" kamailio restart
}
trap back_to_normal EXIT

issue good "$ACG_OPERATOR_NAME"
issue bad "$ACG_OPERATOR_NAME"
revoke ca "$TEST_DIR/bad.pem"
publish_list ca 600
serve_lists

# --- by configuration ----------------------------------------------------------------

change_peer operator "crl = 'required'"
isnt "$(at good)" answered 'required, without crl_url: no list for a certificate that names none'
nok 'and none is looked for' list_says ca revoked
ok 'a gateway with crl_url starts' env ACG_CRL_URL="$(list_url ca)" "$STACK/part" kamailio restart
poll_until 8 'required, with crl_url: let in' gets good answered
ok 'acg.tls.crls shows the list' list_says ca 'revoked: 1'
for version in tls1_2 tls1_3; do
  is "$(at bad)" 'certificate revoked' "$version: who is on it is refused"
done
poll_until 2 'and the log says so' refused_for 'refused: the certificate at depth 0 of the chain is revoked; subject'

# --- kept ----------------------------------------------------------------------------

stop_serving_lists
ok 'a gateway starts while the server of lists is gone' env ACG_CRL_URL="$(list_url ca)" "$STACK/part" kamailio restart
isnt "$(at bad)" answered 'who is on the list is not let in by the first handshake'
poll_until 8 'and refused for that as soon as the list is read' gets bad 'certificate revoked'
is "$(at good)" answered 'who is not is let in'
fails() { list_says ca 'last_failure: Couldn.t connect'; }
poll_until 8 'though no new list can be had' fails
for version in tls1_2 tls1_3; do
  is "$(at bad)" 'certificate revoked' "$version: still refused"
done

# Under if_present the first handshake may come before the list is read; it does not last.
change_peer operator "crl = 'if_present'"
ok 'once more' env ACG_CRL_URL="$(list_url ca)" "$STACK/part" kamailio restart
exec {hold}<> <(:)
mapfile -t certificate < <(identity bad)
openssl s_client -connect "$ACG_OPERATOR_TLS" -CAfile "$ACG_CA" "${certificate[@]}" -quiet -no_ign_eof <&"$hold" >"$TEST_DIR/held" 2>&1 &
held=$!
gone() { ! kill -0 "$held" 2>/dev/null; }
poll_until 8 'if_present: a revoked peer that came first is disconnected' gone
exec {hold}>&-
is "$(at bad)" 'certificate revoked' 'and not let in again'

back_to_normal
trap - EXIT
is "$(verdict operator "$ACG_OPERATOR_TLS")" answered 'and everything is as it was'
done_testing
