# What every command of the lab begins with: where things are, and how to get inside. Sourced, never run.
# shellcheck shell=bash
set -euo pipefail

lab_home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
repository=$(dirname "$lab_home")
# Keys, configurations, logs, sockets and process numbers of a lab that is up; `./lab/down` removes it.
state=${VIGIE_LAB:-$repository/var/lab}
program=${VIGIE_BINARY:-$repository/.build/release/vigie}

say() { printf '%s\n' "$*"; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# namespaces (each host is a network namespace of its own), or loopback (each host is an address in 127.0.0.0/8).
lab_kind() { cat "$state/kind" 2>/dev/null || echo none; }
is_up() { [ -s "$state/keeper" ] && kill -0 "$(cat "$state/keeper")" 2>/dev/null || [ "$(lab_kind)" = loopback ]; }
need_lab() { is_up || fail "the lab is not up; start it with ./lab/up"; }

# inside COMMAND…: in the lab's own mounts, processes and network.
inside() {
    if [ "$(lab_kind)" = loopback ]; then "$@"; else
        nsenter --target "$(cat "$state/keeper")" --mount --uts --net --pid -- "$@"
    fi
}

# on HOST COMMAND…: as a process of that host.
on() {
    local host=$1
    shift
    if [ "$(lab_kind)" = loopback ]; then "$@"; else inside ip netns exec "$host" "$@"; fi
}

# launch HOST NAME COMMAND…: starts a server of a host; its output goes to logs/NAME, its process number to run/NAME.pid.
launch() {
    local host=$1 name=$2
    shift 2
    # It becomes a child of the lab's first process, and has the number that it has in there.
    on "$host" setsid --fork bash -c 'echo $$ >"$1"; log=$2; shift 2; exec "$@" >>"$log" 2>&1 </dev/null' launch \
        "$state/run/$name.pid" "$state/logs/$name" "$@"
}

# signal NAME SIGNAL
signal() { inside kill "-$2" "$(cat "$state/run/$1.pid")"; }
# One that has ended is a process until its parent asks after it, and a machine's first process may take seconds for that.
runs() {
    [ -s "$state/run/$1.pid" ] \
        && inside grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$(cat "$state/run/$1.pid")/status" 2>/dev/null
}

# halt NAME: asks a server to end, and ends it when it does not.
halt() {
    runs "$1" || return 0
    signal "$1" CONT
    signal "$1" TERM
    local turn
    for turn in $(seq 100); do
        runs "$1" || return 0
        sleep 0.05
    done
    signal "$1" KILL
}

# eventually SECONDS WHAT COMMAND…: until the command succeeds, or says what did not come.
eventually() {
    local seconds=$1 what=$2 end
    shift 2
    end=$((SECONDS + seconds))
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || fail "$what did not come within $seconds s; see $state/logs"
        sleep 0.05
    done
}
