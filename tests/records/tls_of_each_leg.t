#!/usr/bin/env bash
# The record of a call that came in by one version of TLS and goes out by another, over
# places that refuse it or say nothing: what each leg had, whatever became of the call.
# shellcheck source=tests/peers/sites.sh
. "$(dirname "$0")/../peers/sites.sh"

# A site with TLS 1.2 and one cipher suite, which says nothing to numbers in 000.
old=$TEST_DIR/old.cfg
# shellcheck disable=SC2016  # Kamailio's variables
sed -e 's/"tls_method", "TLSv1.2+"/"tls_method", "TLSv1.2"/' \
  -e '/"tls_method"/a modparam("tls", "cipher_list", "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256")' \
  -e 's/if (!is_method("INVITE")) exit;/if (!is_method("INVITE") || $rU =~ "000$") exit;/' "$PEERS/site.cfg" >"$old"
chmod 644 "$old"
place first 5361 1
place second 5461 2
run_site first "$old" operator "$ACG_IP:$ACG_OPERATOR_PORT" "$ACG_OPERATOR_PHONE" "tls:$ACG_IP:5361"
site second 5461
poll_until 10 'a site with TLS 1.2 is up' place_is first up
poll_until 10 'and one with TLS 1.3' place_is second up
new='TLSv1\.3 TLS_AES_[0-9]+_GCM_SHA[0-9]+' older='TLSv1\.2 ECDHE-(RSA|ECDSA)-AES128-GCM-SHA256'

is "$(try_number refused +4989500486 | cut -d' ' -f2)" 486 'the first site refuses a call'
like "$(record "refused-$$@peers" 'peer, peers_tried, inbound_tls, outbound_tls')" "^first\|first:486\|$new\|$older\$" \
  'its record has the TLS of both legs'
is "$(try_number moved +4989500503 | cut -d' ' -f2)" 486 'a call moves on to the second'
like "$(record "moved-$$@peers" 'peer, peers_tried, inbound_tls, outbound_tls')" "^second\|first:503,second:486\|$new\|$new\$" \
  'its record has the TLS of the leg it went out on last'

site_stop second
sql "delete from acg.destination where name = 'second'"
following
is "$(try_number silent +4989500000 | cut -d' ' -f2)" 408 'a call that the only site says nothing to'
like "$(record "silent-$$@peers" 'peer, peers_tried, code_from, end_reason, talk_ms, ring_ms between 4500 and 9000, answered_at is null, outbound_tls')" \
  "^first\|first:408\|gateway\|failed\|0\|t\|t\|\$" 'timed out here, and nobody knows the TLS of that leg'
done_testing
