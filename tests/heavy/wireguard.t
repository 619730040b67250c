#!/usr/bin/env bash
# rtpengine's control socket by WireGuard, as rtpengine-conf/wireguard/ has it, between two
# network namespaces that stand for two hosts: rtpengine answers who has the gateway's key,
# not who has another one, and not outside the tunnel.
set -uo pipefail
# shellcheck source=tests/lib/gateway.sh
. "$(dirname "$0")/../lib/gateway.sh"

conf=$ACG_TOP/rtpengine-conf
dir=$TEST_DIR
gateway=acg-g$$ far=acg-r$$
export WG_QUICK_USERSPACE_IMPLEMENTATION=wireguard-go # where the kernel has none
umask 077
mkdir -p "$dir"

within() { ip netns exec "$@"; }

make_keys() {
  local key
  for key in gateway rtpengine stranger; do wg genkey | tee "$dir/$key.key" | wg pubkey >"$dir/$key.pub"; done
}

# Two namespaces and a wire between them.
make_hosts() {
  ip netns add "$gateway" && ip netns add "$far" &&
    ip link add wire netns "$gateway" type veth peer name wire netns "$far" &&
    within "$gateway" ip addr add 198.51.100.1/30 dev wire && within "$gateway" ip link set wire up &&
    within "$far" ip addr add 198.51.100.2/30 dev wire && within "$far" ip link set wire up &&
    within "$far" ip link set lo up
}

# tunnel_up HOST END KEY: END's configuration with our values, and the private key KEY.
tunnel_up() {
  local file=$dir/$2/$1.conf
  mkdir -p "$dir/$2"
  sed -e "s#@${2^^}_PRIVATE_KEY@#$(<"$dir/$3.key")#" -e "s#@GATEWAY_PUBLIC_KEY@#$(<"$dir/gateway.pub")#" \
    -e "s#@RTPENGINE_PUBLIC_KEY@#$(<"$dir/rtpengine.pub")#" -e 's#@RTPENGINE_HOST@#198.51.100.2#' \
    "$conf/wireguard/$2.conf" >"$file" && within "$1" wg-quick up "$file"
} >>"$dir/wg-quick.log" 2>&1

tunnel_down() { within "$1" wg-quick down "$dir/$2/$1.conf" >>"$dir/wg-quick.log" 2>&1; }

# answers ADDRESS: rtpengine there answers the gateway's host.
# shellcheck disable=SC2016  # Perl's variables
answers() {
  within "$gateway" perl -MIO::Socket::INET -e '
    my $socket = IO::Socket::INET->new(PeerAddr => shift, Proto => "udp") or exit 1;
    $socket->send("1 d7:command4:pinge");
    local $SIG{ALRM} = sub { exit 1 };
    alarm 1;
    defined $socket->recv(my $answer, 65536) or exit 1;
    exit($answer ne "1 d6:result4:ponge")' "$1"
}

finish() {
  kill "${rtpengine:-}" 2>/dev/null
  tunnel_down "$gateway" gateway
  tunnel_down "$far" rtpengine
  ip netns del "$gateway"
  ip netns del "$far"
}

make_keys
trap finish EXIT
make_hosts || bail_out 'no namespaces can be made'
ok "rtpengine's end of the tunnel comes up" tunnel_up "$far" rtpengine rtpengine
ok "the gateway's end comes up" tunnel_up "$gateway" gateway gateway
ip netns exec "$far" rtpengine --config-file="$conf/rtpengine.conf" --config-section=rtpengine \
  --interface=10.222.0.2 --listen-ng=10.222.0.2:2223 >"$dir/rtpengine.log" 2>&1 &
rtpengine=$!
poll_until 15 'rtpengine answers through the tunnel' answers 10.222.0.2:2223
nok 'and not outside it' answers 198.51.100.2:2223

tunnel_down "$gateway" gateway
tunnel_up "$gateway" gateway stranger
for _ in 1 2 3 4 5 6; do ! answers 10.222.0.2:2223 || break; done
nok 'who has another key is not answered' answers 10.222.0.2:2223
tunnel_down "$gateway" gateway
tunnel_up "$gateway" gateway gateway
poll_until 15 'who has the right one is, again' answers 10.222.0.2:2223
done_testing
