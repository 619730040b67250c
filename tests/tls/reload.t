#!/usr/bin/env bash
# tls.reload takes a tls.cfg as a whole or not at all. One that asks for less than the policy,
# or cannot be used, is refused with its section, key and value, and everybody is served as
# before; good ones, twenty in a row, disturb no handshake.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/tls_cfg.sh
. "$(dirname "$0")/tls_cfg.sh"
keep_tls_cfg

OPERATOR=server:$ACG_OPERATOR_TLS

# refused WANTED NAME: the tls.cfg on stdin is refused with a text that contains WANTED.
refused() {
  local answer
  use_tls_cfg
  answer=$(reload_tls)
  if [[ $answer = *'the old contexts stay: '*"$1"* ]]; then pass "$2 is refused, and why"; else
    diag "     got: $answer"
    diag "expected: $1"
    fail "$2 is refused, and why"
  fi
  is "$(verdict operator "$ACG_OPERATOR_TLS") $(verdict cloud "$ACG_CLOUD_TLS")" \
    'answered answered' "$2: the operator and the cloud are answered"
  is "$(verdict nobody "$ACG_OPERATOR_TLS") $(verdict cloud "$ACG_OPERATOR_TLS")" \
    'certificate required bad certificate' "$2: and nobody else"
  kept_tls_cfg | use_tls_cfg
  like "$(reload_tls)" '^Ok' "$2: a good one is taken afterwards"
}

# refused_key SECTION KEY VALUE WANTED
refused_key() { refused "[$1] $4" "$1, $2 = $3" < <(kept_tls_cfg | with_key "$1" "$2" "$3"); }

refused_key "$OPERATOR" verify_certificate no 'verify_certificate = no'
refused_key server:default verify_certificate no 'verify_certificate = no'
refused_key "$OPERATOR" require_certificate no 'require_certificate = no'
refused_key client:any require_certificate no 'server_name = cloud require_certificate = no'
refused_key "$OPERATOR" verify_client optional 'verify_client is optional'
refused_key "$OPERATOR" method TLSv1.2 'method is not TLSv1.2+'
refused_key "$OPERATOR" method TLSv1+ 'method is not TLSv1.2+'
refused_key "$OPERATOR" cipher_list ECDHE-ECDSA-AES256-GCM-SHA384:AES128-SHA \
  'cipher_list = ECDHE-ECDSA-AES256-GCM-SHA384:AES128-SHA: AES128-SHA is not in the policy'
refused_key "$OPERATOR" cipher_list NOTHING 'cipher_list = NOTHING: no suite that OpenSSL knows'
refused_key "$OPERATOR" verify_certificat yes 'verify_certificat = yes: no such key'
refused_key "$OPERATOR" private_key /nowhere/gateway.key \
  'private_key = /nowhere/gateway.key: No such file or directory'
refused_key "$OPERATOR" private_key "$ACG_CLOUD_KEY" \
  "private_key = $ACG_CLOUD_KEY: not the key of certificate = $ACG_TLS_DIR/gateway.pem"
refused_key "$OPERATOR" certificate "$ACG_TLS_CFG" "certificate = $ACG_TLS_CFG: no certificate in PEM form"
refused 'server_id is not set' 'a section for nobody' < <(kept_tls_cfg | with_key "$OPERATOR" server_id)
refused '[server:default] private_key = ' 'no key anywhere' < <(kept_tls_cfg | sed 's|^private_key = .*|private_key = /none|')
refused "[$OPERATOR] server_name is not set: the section is there twice" 'the last section twice' \
  < <(kept_tls_cfg && kept_tls_cfg | sed -n "/^\\[$OPERATOR\\]/,/^\$/p")
refused "[$OPERATOR] server_id = cloud: the key is there twice" 'a key twice' \
  < <(kept_tls_cfg | sed "/^\\[$OPERATOR\\]/,/^\$/s/^server_id = .*/&\nserver_id = cloud/")
refused 'could not be read' 'a file that is no tls.cfg' < <(echo 'what is this')

storms() { until [ -e "$TEST_DIR/enough" ]; do storm operator 4 1 || return 1; done; }
storms >"$TEST_DIR/storms" &
storms=$!
taken=0
for _ in {1..20}; do [[ $(reload_tls) != Ok* ]] || taken=$((taken + 1)); done
touch "$TEST_DIR/enough"
is "$taken" 20 'twenty good reloads in a row are taken'
ok 'under handshakes, and none of them failed' wait "$storms"
diag "$(<"$TEST_DIR/storms")"
done_testing
