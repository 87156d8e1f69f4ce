#!/usr/bin/env bash
# What probes cost, beside Debian's prometheus-blackbox-exporter on the same targets, and beside OpenSSL alone.
#
#   bench/probes.sh [ROUNDS] [SECONDS]
#
# nginx answers HTTP and HTTPS and takes connections, unbound answers questions about names, all on loopback. What probes has
# core 0, what is probed and what asks blackbox_exporter has core 1. Rounds of both alternate; the processor's time is that of
# the probing process alone (/proc/PID/stat), and medians of the ratios of neighbours are what counts: they hold on a machine that
# others use, and that is now faster, now slower.
# Then detection and false alarms under loss: bench/probes_watch.py, where namespaces and rules that drop packets are allowed.
# Needs: nginx, unbound, wrk, openssl, python3, prometheus, prometheus-blackbox-exporter, and two cores.
# BENCH_PROBES names a built BenchProbes.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-9}
seconds=${2:-2}
at_once=${BENCH_AT_ONCE:-32}
addresses=64
probes=${BENCH_PROBES:-.build/release/BenchProbes}
for tool in nginx unbound wrk openssl python3 taskset prometheus-blackbox-exporter; do
    command -v "$tool" >/dev/null || { echo "bench/probes.sh: $tool is missing" >&2; exit 2; }
done

folder=$(mktemp -d)
started=()
finish() {
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT
ulimit -n 24000 2>/dev/null || ulimit -n "$(ulimit -Hn)"
# Held all at once: asked for one after the other, two could be the same.
read -r plain secure names exporter < <(python3 -c '
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(4)]
print(*(socket.getsockname()[1] for socket in sockets))')

# One authority and one certificate, of P-256 as most are.
openssl ecparam -name prime256v1 -genkey -noout -out "$folder/root.key"
openssl req -x509 -new -key "$folder/root.key" -subj /CN=root -days 30 -out "$folder/root.pem" 2>/dev/null
openssl ecparam -name prime256v1 -genkey -noout -out "$folder/shop.key"
openssl req -new -key "$folder/shop.key" -subj /CN=shop.example -out "$folder/shop.csr" 2>/dev/null
echo "subjectAltName=DNS:shop.example" >"$folder/names"
openssl x509 -req -in "$folder/shop.csr" -CA "$folder/root.pem" -CAkey "$folder/root.key" -CAcreateserial -days 30 \
    -extfile "$folder/names" -out "$folder/shop.pem" 2>/dev/null

cat >"$folder/nginx.conf" <<CONFIGURATION
worker_processes 1; pid $folder/nginx.pid; error_log $folder/error.log crit; daemon off; master_process off;
events { worker_connections 16384; }
http {
    access_log off; client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fcgi;
    uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi; default_type text/plain;
    server { listen $plain backlog=4096; location / { return 200 'ok and well'; } }
    server {
        listen $secure ssl backlog=4096; ssl_certificate $folder/shop.pem; ssl_certificate_key $folder/shop.key;
        ssl_session_cache off; ssl_session_tickets off;
        location / { return 200 'ok and well'; }
    }
}
CONFIGURATION
taskset -c 1 nginx -p "$folder" -c "$folder/nginx.conf" -e "$folder/error.log" &
started+=($!)

{
    echo "server:"
    echo "  username: \"\""
    echo "  chroot: \"\""
    echo "  directory: \"$folder\""
    echo "  pidfile: \"$folder/unbound.pid\""
    echo "  use-syslog: no"
    echo "  do-daemonize: no"
    echo "  num-threads: 1"
    echo "  do-ip6: no"
    for number in $(seq 1 $addresses); do echo "  interface: 127.0.1.$number@$names"; done
    echo "  access-control: 127.0.0.0/8 allow"
    echo "  local-zone: \"example.\" static"
    echo "  local-data: \"shop.example. 300 IN A 192.0.2.7\""
    echo "remote-control:"
    echo "  control-enable: no"
} >"$folder/unbound.conf"
taskset -c 1 unbound -d -c "$folder/unbound.conf" 2>"$folder/unbound.log" &
started+=($!)

cat >"$folder/blackbox.yml" <<CONFIGURATION
modules:
  http: { prober: http, timeout: 5s, http: { preferred_ip_protocol: ip4 } }
  https:
    prober: http
    timeout: 5s
    http:
      preferred_ip_protocol: ip4
      headers: { Host: shop.example }
      tls_config: { ca_file: $folder/root.pem, server_name: shop.example }
  tcp: { prober: tcp, timeout: 5s, tcp: { preferred_ip_protocol: ip4 } }
  dns:
    prober: dns
    timeout: 5s
    dns: { preferred_ip_protocol: ip4, query_name: shop.example, query_type: A }
CONFIGURATION
taskset -c 0 prometheus-blackbox-exporter --config.file="$folder/blackbox.yml" --log.level=error \
    --web.listen-address="127.0.0.1:$exporter" >"$folder/blackbox.log" 2>&1 &
blackbox=$!
started+=($blackbox)
for _ in $(seq 100); do
    curl -sf -o /dev/null "http://127.0.0.1:$exporter/-/healthy" && curl -sf -o /dev/null "http://127.0.1.1:$plain/" && break
    sleep 0.1
done
for place in "http://127.0.0.1:$exporter/-/healthy" "http://127.0.1.1:$plain/"; do
    curl -sf -o /dev/null "$place" || { echo "bench/probes.sh: nobody answers at $place" >&2; cat "$folder"/*.log >&2; exit 1; }
done

# wrk asks for one probe after the other on every connection, and counts those that say that they succeeded.
cat >"$folder/ask.lua" <<'SCRIPT'
local number, threads = 0, {}
good = 0
function setup(thread) table.insert(threads, thread) end
function init(arguments) kind, port, addresses = arguments[1], arguments[2], tonumber(arguments[3]) end
function request()
    number = number + 1
    local place = "127.0.1." .. (number % addresses + 1) .. ":" .. port
    if kind == "http" or kind == "https" then place = kind .. "://" .. place .. "/" end
    return wrk.format("GET", "/probe?module=" .. kind .. "&target=" .. place)
end
function response(status, headers, body)
    if status == 200 and string.find(body, "probe_success 1", 1, true) then good = good + 1 end
end
function done(summary)
    local all = 0
    for _, thread in ipairs(threads) do all = all + thread:get("good") end
    print("counted " .. summary.requests .. " " .. (summary.requests - all))
end
SCRIPT
ticks=$(getconf CLK_TCK)
# Behind the name in brackets the 12th and the 13th field are the processor's ticks.
used() { sed 's/.*) //' "/proc/$1/stat" | awk -v ticks="$ticks" '{ print ($12 + $13) / ticks }'; }
port_of() { case "$1" in http | tcp) echo "$plain" ;; https | tls) echo "$secure" ;; dns) echo "$names" ;; esac; }

# Each prints: done, failed, seconds, seconds of the processor.
ours() {
    taskset -c 0 "$probes" load "$1" "$seconds" "$at_once" "$(port_of "$1")" shop.example "$folder/root.pem" $addresses
}
bare() { taskset -c 0 "$probes" bare "$seconds" "$secure" shop.example "$folder/root.pem" $addresses; }
theirs() {
    local before after counted
    before=$(used "$blackbox")
    counted=$(taskset -c 1 wrk -t1 -c"$at_once" -d"${seconds}s" -s "$folder/ask.lua" "http://127.0.0.1:$exporter" -- \
        "$1" "$(port_of "$1")" $addresses | sed -n 's/^counted //p')
    after=$(used "$blackbox")
    echo "$counted $seconds $(python3 -c "print($after - $before)")"
}

for round in $(seq "$rounds"); do
    for kind in http https tcp dns; do
        echo "ours $kind $(ours $kind)"
        echo "blackbox $kind $(theirs $kind)"
    done
    echo "ours tls $(ours tls)"
    echo "bare tls $(bare)"
done >"$folder/rounds"
[ -z "${BENCH_KEEP:-}" ] || cp "$folder/rounds" "$BENCH_KEEP"

python3 - "$folder/rounds" "$rounds" <<'SCRIPT'
import collections
import statistics
import sys

cost, rate, failed, done = (collections.defaultdict(list) for _ in range(4))
for line in open(sys.argv[1]):
    who, kind, count, wrong, seconds, processor = line.split()[:6]
    key = who, kind
    done[key].append(int(count))
    failed[key].append(int(wrong))
    rate[key].append(int(count) / float(seconds))
    cost[key].append(float(processor) / max(int(count), 1) * 1e6)
middle = lambda values: statistics.median(values)
beside = lambda kind, peer: middle([one / other for one, other in zip(cost["ours", kind], cost[peer, kind])])
print(f"medians of {sys.argv[2]} rounds; µs are the processor's, of the probing process alone")
for key in sorted(done):
    if sum(failed[key]):
        print(f"  {' '.join(key)}: {sum(failed[key])} of {sum(done[key])} failed")
aims = {"http": 0.2, "https": 0.5}
for kind in ("http", "https", "tcp", "dns"):
    mine, peer = middle(cost["ours", kind]), middle(cost["blackbox", kind])
    aim = f" (aim: at most {aims[kind]})" if kind in aims else ""
    print(f"{kind}: {mine:.0f} µs a probe, blackbox_exporter {peer:.0f} µs: ratio {beside(kind, 'blackbox'):.3f}{aim}")
for kind in ("tcp", "http", "dns", "https"):
    aim = " (aim: 10,000)" if kind != "https" else ""
    print(
        f"{kind} on one core: {middle(rate['ours', kind]):,.0f} probes/s came about, "
        f"{1e6 / middle(cost['ours', kind]):,.0f}/s by the processor's time{aim}")
mine, bare = 1e6 / middle(cost["ours", "tls"]), 1e6 / middle(cost["bare", "tls"])
print(
    f"tls on one core, by the processor's time: {mine:,.0f} probes/s; OpenSSL alone: {bare:,.0f}/s: "
    f"ratio {1 / beside('tls', 'bare'):.2f} (aim: at least 0.7)")
SCRIPT
[ "${BENCH_LOSS:-yes}" = no ] || python3 bench/probes_watch.py "$probes"
