# Debian packages that this repository needs, and how they are installed. Sourced by ./run, ./test,
# bench/run and scripts/build-deb.
# shellcheck shell=bash

# Building: C libraries behind Sources/C, and what SwiftPM asks for them with.
build_packages=(
    pkg-config          # tells SwiftPM where the libraries below are
    libsqlite3-dev      # the embedded journal
    libpq-dev           # the journal in PostgreSQL
    libssl-dev          # TLS, SHA-256
    libcurl4-openssl-dev # HTTP client
    libyaml-dev         # vigie.yaml
    libdeflate-dev      # gzip
    libbrotli-dev       # brotli
    libxml2-dev         # feeds and saved pages, payment messages
    libargon2-dev       # passwords
)

# Running: what the program reads at run time.
run_packages=(
    tzdata              # the rules of the zones
    ca-certificates     # whom to trust as a TLS client
)

# Testing: the real parts that tests start for themselves, on loopback.
test_packages=(
    curl                # speaks to the built program from outside
    nginx-light         # the real web server that the HTTP client is tested with
    openssl             # makes certificates for tests
    python3-aiosmtpd    # the real mail server that alerts are tested with
    postgresql-15       # the real database
    knot unbound socat  # the real name servers, and servers that break off, that probes are tested with
    monitoring-plugins-basic # the real plugins that probes are tested with
    redis-server openssh-server python3-websockets python3-grpcio # real servers that probes are tested with
    prometheus          # promtool, which checks /metrics
    prometheus-alertmanager # the real sender of alerts
    chromium            # the real browser
    fonts-dejavu-core   # so that the browser has letters
    python3-venv        # drives the browser, and the clients of the API
    libxml2-utils       # xmllint, which reads the feeds and checks payment messages
    procps iproute2     # look at processes and sockets
    man-db groff        # check the man page
    unzip               # opens archives of evidence
    zsh fish            # check the completions
    fakeroot dpkg-dev   # build the Debian package
)

# Measuring: peers and load generators.
bench_packages=(
    nginx-light         # the peer of the HTTP server
    wrk                 # the load
    prometheus-blackbox-exporter prometheus # the peers of probes and of judging
    unbound             # what probes of names ask
    nftables iproute2   # loss, in a namespace of its own
)

# The lab: what a payment platform stands on.
lab_packages=(
    haproxy             # the load balancer and the ingresses
    knot knot-dnsutils  # the authoritative name server
    unbound             # the resolver of each host
    bind9-dnsutils      # signed updates of records
    postgresql-15       # the platform's database
    openssl             # its certificate authorities
    socat               # speaks to the proxies' sockets
    iproute2 nftables   # networks, and what cuts them
    procps bc
)

# install_packages REASON PACKAGE…: installs what is missing; says what and why; asks nothing.
install_packages() {
    local reason=$1 missing=() package
    shift
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    echo "Installing Debian packages $reason: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "error: they are missing, and installing needs root. Run: apt-get install ${missing[*]}" >&2
            return 1
        }
        as_root=(sudo)
    fi
    local log
    log=$(mktemp)
    # Services among the packages must not start by themselves: a policy that forbids it stands while they install.
    local policy=/usr/sbin/policy-rc.d made_policy=no
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
        "${as_root[@]}" chmod 755 "$policy"
        made_policy=yes
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
    local status=0
    { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || status=$?
    [ "$made_policy" = yes ] && "${as_root[@]}" rm -f "$policy"
    if [ "$status" -ne 0 ]; then
        tail -n 20 "$log" >&2
        echo "error: installing failed; the whole output is in $log" >&2
        return 1
    fi
    rm -f "$log"
}

# require_swift: the one thing that is not a Debian package.
require_swift() {
    local found
    found=$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9]+\.[0-9]+' | head -n 1 | grep -oE '[0-9.]+$') || true
    case "$found" in
        "") echo "error: Swift 6.3 is needed and no swift is on the PATH. Install the toolchain for Debian 12." >&2; return 1 ;;
        6.[3-9]|6.[1-9][0-9]|[7-9].*) ;;
        *) echo "error: Swift 6.3 or later is needed; found $found" >&2; return 1 ;;
    esac
}
