#!/usr/bin/env bash
# Measures the HTTP client against an nginx on loopback, which has the first core; the client has the second.
# Usage: bench/client.sh [PROBES]. Needs nginx-light, openssl and, for the comparison, wrk.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
probes=${1:-10000}
bench=${BENCH_CLIENT:+$PWD/$BENCH_CLIENT}
if [ -z "$bench" ]; then
    swift build -c release --product BenchClient 2>&1 | grep -E 'error|warning' || true
    bench=$PWD/.build/release/BenchClient
fi
work=$(mktemp -d)
server=
finish() {
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
plain=$(free_port) secure=$(free_port)
cd "$work"
openssl ecparam -name prime256v1 -genkey -noout -out key.pem 2>/dev/null
openssl req -x509 -new -key key.pem -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -days 2 -out own.pem
cat /etc/ssl/certs/ca-certificates.crt own.pem >bundle.pem
cat >nginx.conf <<CONFIGURATION
daemon off; master_process off; pid nginx.pid; worker_rlimit_nofile 8192; error_log stderr crit;
events { worker_connections 8000; }
http {
    access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
    keepalive_requests 1000000; ssl_protocols TLSv1.3; ssl_certificate own.pem; ssl_certificate_key key.pem;
    server { listen 127.0.0.1:$plain backlog=4096; return 200 "ok"; }
    server { listen 127.0.0.1:$secure ssl backlog=4096; return 200 "ok"; }
}
CONFIGURATION
taskset -c 0 nginx -p "$work" -c "$work/nginx.conf" -e stderr &
server=$!
until curl -s -o /dev/null "http://127.0.0.1:$plain/"; do kill -0 "$server"; done

echo "== HTTP, $probes probes, 200 in flight"
taskset -c 1 "$bench" "http://127.0.0.1:$plain/" "$probes" 200
if command -v wrk >/dev/null; then
    echo "== wrk, a new connection for each request"
    taskset -c 1 wrk -t1 -c200 -d2s -H 'Connection: close' "http://127.0.0.1:$plain/" | grep -E 'Requests/sec|Non-2xx' || true
fi
echo "== HTTPS, $((probes / 5)) probes, 64 in flight, the machine's whole bundle trusted"
taskset -c 1 "$bench" "https://127.0.0.1:$secure/" $((probes / 5)) 64 own.pem bundle.pem
