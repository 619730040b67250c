#!/usr/bin/env bash
# The name that a client asks for (SNI) chooses a certificate of the gateway, and never
# another peer's or a laxer section of tls.cfg.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"
# shellcheck source=tests/tls/tls_cfg.sh
. "$(dirname "$0")/tls_cfg.sh"
keep_tls_cfg

OPERATOR=server:$ACG_OPERATOR_TLS
OTHER_NAME=other.acg.test
at() { verdict "$1" "$ACG_OPERATOR_TLS" "${@:2}"; }

# section HEAD CERTIFICATE SERVER_ID SERVER_NAME: one more section for tls.cfg.
section() {
  printf '%s\n' '' "[$1]" 'method = TLSv1.2+' 'verify_certificate = yes' 'require_certificate = yes' \
    "certificate = $2.pem" "private_key = $2.key" "ca_list = $ACG_CA" "server_id = $3" "server_name = $4"
}

# The default section trusts a root that the operator's does not.
kept_tls_cfg | with_key server:default ca_list "$ACG_RUN/pki/stranger-ca.pem" |
  with_key "$OPERATOR" server_name "$ACG_SERVER_NAME" | use_tls_cfg
like "$(reload_tls)" '^Ok' 'a section with a name, and a default that trusts others'
for name in "$ACG_SERVER_NAME" unknown.example; do
  is "$(at operator -servername "$name")" answered "the operator who asks for $name is let in"
  is "$(at stranger -servername "$name")" 'unknown ca' "whom only the default trusts is not, asking for $name"
done
is "$(at stranger -noservername)" 'unknown ca' 'nor asking for none'

issue other "$OTHER_NAME"
if am_root; then chown "$(daemon_user kamailio)" "$TEST_DIR/other.key"; fi
{
  kept_tls_cfg | with_key "$OPERATOR" server_name "$ACG_SERVER_NAME"
  section "$OPERATOR" "$TEST_DIR/other" operator "$OTHER_NAME"
} | use_tls_cfg
like "$(reload_tls)" '^Ok' 'two names of one peer, each with its certificate'
for name in "$ACG_SERVER_NAME" "$OTHER_NAME"; do
  is "$(at operator -servername "$name" -verify_hostname "$name")" answered "$name shows its own certificate"
  is "$(at cloud -servername "$name")" 'bad certificate' "$name lets in no other peer"
  is "$(at operator -servername "$name" -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256)" \
    'handshake failure' "$name speaks no other suite"
done

{
  kept_tls_cfg
  section server:any "$ACG_RUN/pki/gateway" cloud "$OTHER_NAME"
} | use_tls_cfg
like "$(reload_tls)" '^Ok' 'a section of the cloud for any listener'
is "$(at cloud -servername "$OTHER_NAME")" 'bad certificate' 'does not let the cloud in at the operator'"'s"
is "$(at operator -servername "$OTHER_NAME")" answered 'and does not keep the operator out there'

{
  kept_tls_cfg | with_key "$OPERATOR" server_name "$ACG_SERVER_NAME"
  section "$OPERATOR" "$ACG_RUN/pki/gateway" cloud "$OTHER_NAME"
} | use_tls_cfg
like "$(reload_tls)" "\\[$OPERATOR\\].* server_id = \"(cloud|operator)\"" 'two peers on one listener are refused'
done_testing
