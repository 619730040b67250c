# shellcheck shell=bash
# The settings of one stack, all of them variables with defaults. Source this.
#
# One stack is one run directory and one loopback address, so that several can
# live side by side: give ACG_RUN and ACG_IP (and nothing else) to have a second.
# Whatever is set in the environment already is kept.

ACG_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${ACG_RUN:=$ACG_TOP/build/run}"
case $ACG_RUN in /*) ;; *) ACG_RUN=$PWD/$ACG_RUN ;; esac
: "${ACG_IP:=127.0.10.1}"

# The gateway's TLS listeners on ACG_IP.
: "${ACG_OPERATOR_PORT:=5061}"
: "${ACG_CLOUD_PORT:=5063}"
: "${ACG_HTTPS_PORT:=8443}"
# The simulated far ends: TLS toward the gateway, plain UDP toward the test's phone,
# and where that phone listens for the calls the edge hands to it.
: "${ACG_OPERATOR_EDGE_PORT:=5161}"
: "${ACG_OPERATOR_EDGE_UDP:=5162}"
: "${ACG_OPERATOR_PHONE:=$ACG_IP:5170}"
: "${ACG_CLOUD_EDGE_PORT:=5261}"
: "${ACG_CLOUD_EDGE_UDP:=5262}"
: "${ACG_CLOUD_PHONE:=$ACG_IP:5270}"
# Another gateway node, which the far ends try when this one fails: its address.
: "${ACG_OTHER_NODE:=}"

: "${ACG_NG_PORT:=2223}"
: "${ACG_RTP_MIN:=50000}"
: "${ACG_RTP_MAX:=59999}"

# The names in the certificates (DNS SAN), and what the gateway expects of its peers.
: "${ACG_SERVER_NAME:=sbc.acg.test}"
# There is no DNS on loopback: whoever calls directly finds the way back by address.
: "${ACG_ROUTE_NAME:=$ACG_IP}"
: "${ACG_OPERATOR_NAME:=trunk.operator.test}"
: "${ACG_CLOUD_NAME:=edge.cloud.test}"

# What the gateway's configuration reads.
: "${ACG_NODE:=node1}"
: "${ACG_PEER_LIST:=$ACG_RUN/peers.list}"
# Where the far ends are: rows of acg.destination.
: "${ACG_OPERATOR_PEER:=$ACG_IP:$ACG_OPERATOR_EDGE_PORT}"
: "${ACG_CLOUD_PEER:=$ACG_IP:$ACG_CLOUD_EDGE_PORT}"
: "${ACG_OPERATOR_MEDIA:=srtp}"
: "${ACG_CUSTOM_HEADER:=X-MS-Operator-Content}"
: "${ACG_BASE_DOMAIN:=gw.example}"
: "${ACG_RTPENGINE:=udp:$ACG_IP:$ACG_NG_PORT}"
: "${ACG_TLS_CFG:=$ACG_RUN/tls.cfg}"
: "${ACG_TLS_DIR:=$ACG_RUN/pki}"
# Bundles of roots that rows of acg.peer name.
: "${ACG_TRUST_STORE:=$ACG_RUN/trust}"
: "${ACG_CRL_DIR:=$ACG_RUN/crl}"
: "${ACG_CRL_INTERVAL:=2}"
: "${ACG_JOURNAL:=$ACG_RUN/journal}"
# On a tmpfs, and so not in ACG_RUN; set, and empty: records are written to ACG_JOURNAL.
: "${ACG_JOURNAL_MEMORY=/dev/shm/acg${ACG_RUN//\//.}}"
: "${ACG_KEY_FILE:=$ACG_RUN/keys/chain}"
: "${ACG_SNAPSHOT:=$ACG_RUN/snapshot/numbers}"
: "${ACG_MODULES:=$ACG_TOP/build/modules}"
: "${ACG_KAMAILIO_CFG:=$ACG_TOP/kamailio-cfg/kamailio.cfg}"
: "${ACG_INSTALL_SQL:=$ACG_TOP/sql/install.sql}"

# A unix socket's path must be shorter than 108 bytes. Where ACG_RUN is too long,
# `up` makes a short directory for the sockets alone and leaves its name here.
ACG_SOCKETS=$ACG_RUN
if [ -s "$ACG_RUN/sockets" ]; then ACG_SOCKETS=$(<"$ACG_RUN/sockets"); fi

: "${ACG_PGBIN:=/usr/lib/postgresql/15/bin}"
# A second node (node2) has the database of the first.
PGHOST=${ACG_PGHOST:-$ACG_SOCKETS/pg}
PGPORT=${ACG_PGPORT:-5432}
PGDATABASE=acg
# shellcheck disable=SC2034  # for parts/kamailio.sh, with all that begins so
ACG_DB="host=$PGHOST port=$PGPORT dbname=$PGDATABASE user=acg_gateway"

# Only what psql reads is exported: the rest would follow into another stack's commands.
export PGHOST PGPORT PGDATABASE
