#!/usr/bin/env bash
# Compares the HTTP server with nginx on one core, and weighs 10,000 idle event readers.
#
#   bench/http.sh [ROUNDS] [SECONDS]
#
# A page of 30 KB, compressed beforehand on both sides, is asked for over 64 connections that stay open. nginx sends it twice:
# with the headers that ours sends, which is what counts, and with its own few. The server under test has core 0, the load
# generator core 1; runs alternate, and what counts are medians of the ratios of runs that were neighbours.
# The generator is bench/Requests: with wrk it was wrk's core that was full beside this server, and requests/s were wrk's.
# Needs: nginx (package nginx-light), python3, and two cores. BENCH_SERVER and BENCH_REQUESTS name what was built before.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-10}
seconds=${2:-1}
connections=${BENCH_CONNECTIONS:-64}
server=${BENCH_SERVER:-}
requests=${BENCH_REQUESTS:-}
for tool in nginx python3 taskset curl; do
    command -v "$tool" >/dev/null || { echo "bench/http.sh: $tool is missing (apt-get install nginx-light python3 curl)" >&2; exit 2; }
done
build() { swift build -c release --product "$1" --scratch-path .build/bench >&2; }
if [ -z "$server" ]; then
    build BenchServer
    server=.build/bench/release/BenchServer
fi
if [ -z "$requests" ]; then
    build BenchRequests
    requests=.build/bench/release/BenchRequests
fi

folder=$(mktemp -d)
ours='' theirs='' bare=''
finish() {
    [ -z "$ours" ] || kill "$ours" 2>/dev/null || true
    [ -z "$theirs" ] || kill "$theirs" 2>/dev/null || true
    [ -z "$bare" ] || kill "$bare" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

ulimit -n 24000 2>/dev/null || ulimit -n "$(ulimit -Hn)"

mkfifo "$folder/port"
taskset -c 0 "$server" >"$folder/port" &
ours=$!
read -r port <"$folder/port"

# The same page for nginx, as our server sends it: without the number of each request, which nginx would have to make.
mkdir "$folder/www"
curl -sf "http://127.0.0.1:$port/page" -o "$folder/www/page.html"
curl -sf -H 'Accept-Encoding: gzip' "http://127.0.0.1:$port/page" -o "$folder/www/page.html.gz"
curl -sf -o /dev/null -D - "http://127.0.0.1:$port/page" | tr -d '\r' |
    sed -n -E '/^(Cache-Control|Content-Security-Policy|X-[CF][a-z]*-[A-Z][a-z-]*|Referrer-Policy|Vary|Cross-Origin-[A-Za-z-]*):/!d
        s/^([^:]*): (.*)$/add_header \1 "\2";/p' >"$folder/headers.conf"
: >"$folder/no-headers.conf"

configure() { # name, its port, a file of headers
    cat >"$folder/$1.conf" <<CONFIGURATION
worker_processes 1;
pid $folder/$1.pid;
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
    include $folder/$3;
    client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
    server { listen 127.0.0.1:$2 reuseport; root $folder/www; }
}
CONFIGURATION
}
# Held both at once: asked for one after the other, they could be the same.
read -r theirs_port bare_port < <(python3 -c '
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(socket.getsockname()[1] for socket in sockets))')
configure theirs "$theirs_port" headers.conf
configure bare "$bare_port" no-headers.conf
taskset -c 0 nginx -p "$folder" -c "$folder/theirs.conf" 2>/dev/null &
theirs=$!
taskset -c 0 nginx -p "$folder" -c "$folder/bare.conf" 2>/dev/null &
bare=$!
for place in "$theirs_port" "$bare_port"; do
    for _ in $(seq 100); do curl -sf "http://127.0.0.1:$place/page.html" -o /dev/null && break; sleep 0.05; done
done

# Nanoseconds of processor time of all threads.
cpu() { cat /proc/"$1"/task/*/schedstat | awk '{ sum += $1 } END { printf "%.0f\n", sum }'; }

# Prints: requests a second, microseconds of processor for each request, p99 in microseconds, percent of both cores.
run() { # pid port path
    local before after told rate p99 used
    before=$(cpu "$1")
    told=$(taskset -c 1 "$requests" "$2" "$3" "$connections" "$seconds") || { echo "bench/http.sh: $3: $told" >&2; exit 1; }
    read -r rate p99 used <<<"$told"
    after=$(cpu "$1")
    awk -v cpu=$((after - before)) -v rate="$rate" -v p99="$p99" -v used="$used" -v seconds="$seconds" \
        'BEGIN { printf "%.0f %.2f %.0f %.0f %.0f\n", rate, cpu / 1000 / rate / seconds, p99, cpu / 1e7 / seconds, used }'
}

run "$ours" "$port" /page >/dev/null
run "$theirs" "$theirs_port" /page.html >/dev/null
run "$bare" "$bare_port" /page.html >/dev/null
for _ in $(seq "$rounds"); do
    run "$theirs" "$theirs_port" /page.html >>"$folder/theirs"
    run "$ours" "$port" /page >>"$folder/ours"
    run "$bare" "$bare_port" /page.html >>"$folder/bare"
done
for path in json later; do for _ in 1 2 3; do run "$ours" "$port" "/$path" >>"$folder/$path"; done; done

python3 - "$folder" <<'SUMMARY'
import statistics
import sys

def rows(name):
    return [[float(word) for word in line.split()] for line in open(f"{sys.argv[1]}/{name}")]

def ratio(peer, column):
    return statistics.median(mine[column] / other[column] for mine, other in zip(rows("ours"), rows(peer)))

print(f"{'':27}{'requests/s':>12}{'CPU us/request':>16}{'p99 us':>9}{'core busy':>11}{'generator':>11}")
names = {"ours": "page", "theirs": "page, nginx, same headers", "bare": "page, nginx", "json": "json", "later": "later"}
for name, words in names.items():
    rate, cpu, p99, busy, generator = [statistics.median(column) for column in zip(*rows(name))]
    print(f"{words:27}{rate:12.0f}{cpu:16.2f}{p99:9.0f}{busy:10.0f}%{generator:10.0f}%")
rate, cpu = ratio("theirs", 0), ratio("theirs", 1)
print(f"ratio requests/s {rate:.2f} (target >= 1.20): {'met' if rate >= 1.2 else 'MISSED'}")
print(f"ratio CPU/request {cpu:.2f} (target <= 0.80): {'met' if cpu <= 0.8 else 'MISSED'}")
print(f"ratio p99 {ratio('theirs', 2):.2f}")
print(f"to nginx with its own few headers: requests/s {ratio('bare', 0):.2f}, CPU/request {ratio('bare', 1):.2f}")
SUMMARY

kill "$ours"; wait "$ours" 2>/dev/null || true
# A fresh process, so that what the runs before left in its heap is not counted.
taskset -c 0 "$server" >"$folder/port" &
ours=$!
read -r port <"$folder/port"
python3 bench/idle_events.py "$port" "$ours" "${BENCH_EVENT_READERS:-10000}"
