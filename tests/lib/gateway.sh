# shellcheck shell=bash
# All that a test of the running gateway needs: TAP, the stack's parts, SIPp, SQL. The
# stack is up already and ACG_RUN names it.

# shellcheck source=tests/lib/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"
# shellcheck source=tests/stack/stack.sh
. "$(dirname "${BASH_SOURCE[0]}")/../stack/stack.sh"
set +e # a check that fails is counted, the test goes on
# shellcheck source=tests/lib/sip.sh
. "$(dirname "${BASH_SOURCE[0]}")/sip.sh"
# shellcheck source=tests/lib/provision.sh
. "$(dirname "${BASH_SOURCE[0]}")/provision.sh"

# shellcheck disable=SC2034  # for the tests
{
  # A number of nobody: the other end of the calls.
  STRANGER=+498970000001
  HEADER=$ACG_CUSTOM_HEADER
}

# nothing_arrived LABEL: the phone LABEL, still waiting, has seen no call.
nothing_arrived() { ! grep -q '^INVITE ' "$TEST_DIR/$1.msg" 2>/dev/null; }
