#!/usr/bin/env bash
# Revocation lists, fetched from where certificates say they are: what one revokes is refused
# and, when connected, disconnected within an interval; where a peer requires a list, no valid
# list is no way in. A list must be the issuer's own, in date and not older than the last.
# shellcheck source=tests/tls/revocation.sh
. "$(dirname "$0")/revocation.sh"
trap 'stop_serving_lists; restore_peers' EXIT

for name in good bad; do issue_listed "$name" "$ACG_OPERATOR_NAME" ca extendedKeyUsage=serverAuth; done

# --- no list -----------------------------------------------------------------------

change_peer operator "crl = 'if_present'"
is "$(at good)" answered 'if_present, no list: let in'
change_peer operator "crl = 'required'"
isnt "$(at good)" answered 'required, no list: refused'
poll_until 2 'and the log says so' refused_for "no valid revocation list for the certificate at depth 0 of the chain, which peer operator requires"

# --- a list ------------------------------------------------------------------------

publish_list ca 600
serve_lists
poll_until 8 'required, with a list: let in' gets good answered
like "$(rpc acg.tls.crls)" "issuer: /CN=ACG test root.*next_update: 20[^:]*.*revoked: 0" 'acg.tls.crls shows it'
is "$(at bad)" answered 'another is let in, too'

exec {hold}<> <(:)
mapfile -t certificate < <(identity bad)
openssl s_client -connect "$ACG_OPERATOR_TLS" -CAfile "$ACG_CA" "${certificate[@]}" -quiet -no_ign_eof <&"$hold" >"$TEST_DIR/held" 2>&1 &
held=$!
connected() { rpc acg.tls.peers | grep -q 'peer: operator'; }
poll_until 5 'it is connected' connected
revoke ca "$TEST_DIR/bad.pem"
began=$SECONDS
publish_list ca 600
gone() { ! kill -0 "$held" 2>/dev/null; }
poll_until 12 'a peer revoked while connected is disconnected' gone
diag "after $((SECONDS - began)) s, the interval is $ACG_CRL_INTERVAL s"
exec {hold}>&-
for version in tls1_2 tls1_3; do
  is "$(at bad)" 'certificate revoked' "$version, required: a revoked one is refused"
  is "$(at good)" answered "$version, required: the other is not"
done
change_peer operator "crl = 'if_present'"
is "$(at bad)" 'certificate revoked' 'if_present: a revoked one is refused'
poll_until 2 'and the log says so' refused_for 'refused: the certificate at depth 0 of the chain is revoked; subject /CN=bad'
change_peer operator "crl = 'off'"
is "$(at bad)" answered 'off: let in'
change_peer operator "crl = 'required'"

# --- below another authority --------------------------------------------------------

issue_listed middle none.test ca basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign
new_authority middle "$TEST_DIR/middle.pem" "$TEST_DIR/middle.key"
issue_listed leaf "$ACG_OPERATOR_NAME" middle extendedKeyUsage=serverAuth
cp "$TEST_DIR/middle.pem" "$TEST_DIR/leaf.chain"
isnt "$(at leaf)" answered 'a chain of two, the list of one authority is missing: refused'
publish_list middle 600
poll_until 8 'with both lists: let in' gets leaf answered
revoke ca "$TEST_DIR/middle.pem"
publish_list ca 600
poll_until 8 'the authority in the middle is revoked' list_says ca 'revoked: 2'
for version in tls1_2 tls1_3; do
  is "$(at leaf)" 'certificate revoked' "$version: so is what it has issued"
done
poll_until 2 'and the log says so' refused_for 'refused: the certificate at depth 1 of the chain is revoked; subject /CN=leaf'

# --- lists that must not be believed ------------------------------------------------

list=$TEST_DIR/www/$(list_file ca)
cp "$list" "$TEST_DIR/kept.crl"
new_authority stranger "$ACG_RUN/pki/stranger-ca.pem" "$ACG_RUN/pki/stranger-ca.key"
publish_list stranger 600
mv "$TEST_DIR/www/$(list_file stranger)" "$list"
poll_until 8 'a list of another issuer is not taken' list_says ca 'last_failure: the list is of another issuer'
is "$(at bad)" 'certificate revoked' 'and what was revoked stays so'
head -c 100 "$TEST_DIR/kept.crl" >"$list"
poll_until 8 'half a list is not taken' list_says ca 'last_failure: no list at all'
head -c 17000000 /dev/zero >"$list"
poll_until 8 'nor one without end' list_says ca 'last_failure: the list is too large'
is "$(at good)" answered 'the last good one is in force'

publish_list ca 6
poll_until 8 'a list that ends soon is taken' list_says ca 'last_failure: none'
stop_serving_lists
poll_until 15 'required: refused once it has ended' gets good 'unknown ca'
done_testing
