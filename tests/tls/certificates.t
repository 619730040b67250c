#!/usr/bin/env bash
# A connection is taken only from the peer of its listener: with a certificate of our root,
# in date, with the peer's name, that may be used as a SIP endpoint's (serverAuth, whatever
# else). Everybody else gets an alert that says why, and no answer, in TLS 1.2 and 1.3.
# shellcheck source=tests/tls/client.sh
. "$(dirname "$0")/client.sh"

issue server-only "$ACG_OPERATOR_NAME" ca serverAuth
issue client-only "$ACG_OPERATOR_NAME" ca clientAuth
issue wildcard '*.operator.test'
issue_dated expired "$ACG_OPERATOR_NAME" '2 days ago' '1 hour ago'
issue_dated early "$ACG_OPERATOR_NAME" '1 hour' '2 days'
issue_self_signed self-signed "$ACG_OPERATOR_NAME"
issue_below nine-deep "$ACG_OPERATOR_NAME" 9
issue_below ten-deep "$ACG_OPERATOR_NAME" 10

for version in tls1_2 tls1_3; do
  at() { verdict "$1" "$2" "-$version"; }
  is "$(at operator "$ACG_OPERATOR_TLS")" answered "$version: the operator at its listener"
  is "$(at cloud "$ACG_CLOUD_TLS")" answered "$version: the cloud at its listener"
  is "$(at server-only "$ACG_OPERATOR_TLS")" answered "$version: serverAuth alone, as Microsoft's since 2026"

  none='handshake failure'
  [ "$version" = tls1_2 ] || none='certificate required'
  is "$(at nobody "$ACG_OPERATOR_TLS")" "$none" "$version: no certificate at the operator's"
  is "$(at nobody "$ACG_CLOUD_TLS")" "$none" "$version: no certificate at the cloud's"
  is "$(at cloud "$ACG_OPERATOR_TLS")" 'bad certificate' "$version: the cloud at the operator's"
  is "$(at operator "$ACG_CLOUD_TLS")" 'bad certificate' "$version: the operator at the cloud's"
  is "$(at stranger "$ACG_OPERATOR_TLS")" 'unknown ca' "$version: the right name of a stranger's root"
  is "$(at expired "$ACG_OPERATOR_TLS")" 'certificate expired' "$version: expired"
  is "$(at early "$ACG_OPERATOR_TLS")" 'bad certificate' "$version: not yet valid"
  is "$(at self-signed "$ACG_OPERATOR_TLS")" 'unknown ca' "$version: signed by itself"
  is "$(at nine-deep "$ACG_OPERATOR_TLS")" answered "$version: below nine authorities"
  is "$(at ten-deep "$ACG_OPERATOR_TLS")" 'unknown ca' "$version: below ten, a chain too long"
  is "$(at client-only "$ACG_OPERATOR_TLS")" 'unsupported certificate' "$version: clientAuth alone"
  is "$(at wildcard "$ACG_OPERATOR_TLS")" 'bad certificate' "$version: a wildcard is no name"
done
done_testing
