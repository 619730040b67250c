# shellcheck shell=bash
# rtpengine from Debian, in userspace, with our pinned configuration. The command line
# says only where; rtpengine-conf/rtpengine.conf says how.

rtpengine_start() {
  demand_free rtpengine udp "$ACG_IP" "$ACG_NG_PORT" || return 1
  daemon rtpengine "$(daemon_user rtpengine)" rtpengine \
    --config-file="$ACG_TOP/rtpengine-conf/rtpengine.conf" --config-section=rtpengine \
    --interface="$ACG_IP" --listen-ng="$ACG_IP:$ACG_NG_PORT" \
    --port-min="$ACG_RTP_MIN" --port-max="$ACG_RTP_MAX"
}

# ng COMMAND: send one bencoded command, print the answer; false when none comes in a second.
ng() {
  perl -MIO::Socket::INET -e '
    my $socket = IO::Socket::INET->new(PeerAddr => shift, Proto => "udp") or exit 1;
    $socket->send("$$ " . shift);
    local $SIG{ALRM} = sub { exit 1 };
    alarm 1;
    defined $socket->recv(my $answer, 65536) or exit 1;
    print $answer =~ s/^$$ //r, "\n"' "$ACG_IP:$ACG_NG_PORT" "$1"
}

rtpengine_ready() { [ "$(ng 'd7:command4:pinge' 2>/dev/null)" = 'd6:result4:ponge' ]; }
