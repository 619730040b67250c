# shellcheck shell=bash
# What must be the same after a heavy test as before it. Source after client.sh.

# Every process of the gateway, with the time it started.
processes() {
  local pid
  for pid in $(session_of kamailio); do echo "$pid $(start_time "$pid")"; done
}

shm_used() { rpc core.shmmem | awk '$1 == "real_used:" { print $2 }'; }
