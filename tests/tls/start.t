#!/usr/bin/env bash
# With a tls.cfg that asks for less than the policy Kamailio does not start, and its log says
# which section, key and value is the reason. With the shipped one it does.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/tls_cfg.sh
. "$(dirname "$0")/tls_cfg.sh"
# shellcheck source=tests/tls/second_gateway.sh
. "$(dirname "$0")/second_gateway.sh"
OPERATOR=server:$ACG_IP:$ACG_OPERATOR_PORT

# Of the good one's key, so that its end is all that is wrong with it.
openssl req -new -key "$ACG_TLS_DIR/gateway.key" -subj "/CN=$ACG_SERVER_NAME" |
  openssl x509 -req -CA "$ACG_RUN/pki/ca.pem" -CAkey "$ACG_RUN/pki/ca.key" -days -1 \
    -out "$TEST_DIR/expired.pem" 2>/dev/null

# not_started REASON NAME: with the tls.cfg on stdin it ends by itself, and its log has REASON.
not_started() {
  nok "$2: it does not start" start
  is "$(pid_of start)" '' "$2: it has ended"
  ok "$2: the log says why" grep -qF "$1" "$(log_file start)"
  passed || diag "$(grep -E 'ERROR|CRITICAL' "$(log_file start)")"
  stop_daemon start
}

# not_started_with SECTION KEY VALUE REASON
not_started_with() { not_started "$4" "[$1] $2 = $3" < <(with_key "$1" "$2" "$3" <"$TEST_DIR/good"); }

not_started_with "$OPERATOR" verify_certificate no "not starting: tls.cfg [$OPERATOR] verify_certificate = no"
not_started_with "$OPERATOR" require_certificate no "not starting: tls.cfg [$OPERATOR] require_certificate = no"
not_started_with "$OPERATOR" server_id '' "not starting: tls.cfg [$OPERATOR] server_id is not set"
not_started_with "$OPERATOR" method TLSv1.2 "not starting: tls.cfg [$OPERATOR] method"
not_started_with "$OPERATOR" certificate "$TEST_DIR/expired.pem" \
  "not starting: tls.cfg [$OPERATOR] certificate = $TEST_DIR/expired.pem: expired"
not_started_with server:default verify_certificate no 'not starting: tls.cfg [server:default] verify_certificate = no'
not_started_with "$OPERATOR" private_key /nowhere/gateway.key \
  "not starting: tls.cfg [$OPERATOR] private_key = /nowhere/gateway.key: No such file"
not_started_with "$OPERATOR" private_key "$ACG_CLOUD_KEY" \
  "not starting: tls.cfg [$OPERATOR] private_key = $ACG_CLOUD_KEY: not the key of certificate"
not_started_with "$OPERATOR" verify_certificat yes verify_certificat

ok 'the shipped tls.cfg: it starts' start <"$TEST_DIR/good"
is "$(verdict operator "$ACG_IP:$ACG_OPERATOR_PORT")" answered 'and answers the operator'
ok 'and stops' stop_daemon start
done_testing
