#!/usr/bin/env bash
# Compares the HTTP server with nginx on one core, and weighs 10,000 idle event readers.
#
#   bench/http.sh [ROUNDS] [SECONDS]
#
# A page of 30 KB, compressed beforehand on both sides, is asked for over 64 connections that stay open. The server
# under test has core 0, the load generator core 1; runs alternate, and the ratios of medians are what counts.
# Needs: nginx (package nginx-light), wrk, python3, and two cores. BENCH_SERVER names a built BenchServer.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-5}
seconds=${2:-3}
connections=${BENCH_CONNECTIONS:-64}
server=${BENCH_SERVER:-}
for tool in wrk nginx python3 taskset curl; do
    command -v "$tool" >/dev/null || { echo "bench/http.sh: $tool is missing (apt-get install nginx-light wrk python3 curl)" >&2; exit 2; }
done
if [ -z "$server" ]; then
    swift build -c release --product BenchServer --scratch-path .build/bench >&2
    server=.build/bench/release/BenchServer
fi

folder=$(mktemp -d)
ours='' theirs=''
finish() {
    [ -z "$ours" ] || kill "$ours" 2>/dev/null || true
    [ -z "$theirs" ] || kill "$theirs" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

ulimit -n 24000 2>/dev/null || ulimit -n "$(ulimit -Hn)"

mkfifo "$folder/port"
taskset -c 0 "$server" >"$folder/port" &
ours=$!
read -r port <"$folder/port"

# The same page for nginx, as our server sends it.
mkdir "$folder/www"
curl -sf "http://127.0.0.1:$port/page" -o "$folder/www/page.html"
curl -sf -H 'Accept-Encoding: gzip' "http://127.0.0.1:$port/page" -o "$folder/www/page.html.gz"
nginx_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$folder/nginx.conf" <<CONFIGURATION
worker_processes 1;
pid $folder/nginx.pid;
error_log $folder/error.log;
daemon off;
master_process off;
events { worker_connections 16384; }
http {
    access_log off;
    types { text/html html; }
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_requests 1000000000;
    open_file_cache max=100;
    open_file_cache_valid 60s;
    gzip_static on;
    client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
    server { listen 127.0.0.1:$nginx_port reuseport; root $folder/www; }
}
CONFIGURATION
taskset -c 0 nginx -p "$folder" -c "$folder/nginx.conf" 2>/dev/null &
theirs=$!
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$nginx_port/page.html" -o /dev/null && break; sleep 0.05; done

# Nanoseconds of processor time of all threads.
cpu() { cat /proc/"$1"/task/*/schedstat | awk '{ sum += $1 } END { printf "%.0f\n", sum }'; }

# Prints: requests a second, microseconds of processor for each request, p99 in microseconds.
run() { # pid url
    local before after
    before=$(cpu "$1")
    taskset -c 1 wrk -t1 -c"$connections" -d"${seconds}s" --latency -H 'Accept-Encoding: gzip' "$2" >"$folder/wrk"
    after=$(cpu "$1")
    awk -v cpu=$((after - before)) '
        /99%/ { p99 = $2; unit = p99; gsub(/[0-9.]/, "", unit); sub(/[a-z]+$/, "", p99)
                p99 *= unit == "us" ? 1 : unit == "ms" ? 1000 : 1000000 }
        /requests in/ { count = $1 }
        /Requests\/sec/ { rate = $2 }
        /Non-2xx|Socket errors/ { print "errors:", $0 > "/dev/stderr" }
        END { printf "%.0f %.2f %.0f\n", rate, cpu / 1000 / count, p99 }' "$folder/wrk"
}

run "$ours" "http://127.0.0.1:$port/page" >/dev/null
run "$theirs" "http://127.0.0.1:$nginx_port/page.html" >/dev/null
for _ in $(seq "$rounds"); do
    run "$ours" "http://127.0.0.1:$port/page" >>"$folder/ours"
    run "$theirs" "http://127.0.0.1:$nginx_port/page.html" >>"$folder/theirs"
done
for path in json later; do run "$ours" "http://127.0.0.1:$port/$path" >"$folder/$path"; done

python3 - "$folder" <<'SUMMARY'
import statistics, sys
def medians(name):
    rows = [[float(word) for word in line.split()] for line in open(f"{sys.argv[1]}/{name}")]
    return [statistics.median(column) for column in zip(*rows)]
ours, theirs = medians("ours"), medians("theirs")
print(f"{'':22}{'requests/s':>12}{'CPU us/request':>16}{'p99 us':>9}")
print(f"{'page, this server':22}{ours[0]:12.0f}{ours[1]:16.2f}{ours[2]:9.0f}")
print(f"{'page, nginx':22}{theirs[0]:12.0f}{theirs[1]:16.2f}{theirs[2]:9.0f}")
for name in ("json", "later"):
    row = medians(name)
    print(f"{name + ', this server':22}{row[0]:12.0f}{row[1]:16.2f}{row[2]:9.0f}")
rate, cpu = ours[0] / theirs[0], ours[1] / theirs[1]
print(f"ratio requests/s {rate:.2f} (target >= 1.20): {'met' if rate >= 1.2 else 'MISSED'}")
print(f"ratio CPU/request {cpu:.2f} (target <= 0.80): {'met' if cpu <= 0.8 else 'MISSED'}")
print(f"ratio p99 {ours[2] / theirs[2]:.2f}")
SUMMARY

kill "$ours"; wait "$ours" 2>/dev/null || true
# A fresh process, so that what the runs before left in its heap is not counted.
taskset -c 0 "$server" >"$folder/port" &
ours=$!
read -r port <"$folder/port"
python3 bench/idle_events.py "$port" "$ours" "${BENCH_EVENT_READERS:-10000}"
