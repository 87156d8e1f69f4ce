#!/usr/bin/env bash
# From starting the program to its first whole page, and what it holds in memory when idle: with the demo, and with
# 100,000 entries about several thousand incidents.
#
#   bench/start.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-7}
program=${VIGIE_BINARY:-.build/release/vigie}
plant=${BENCH_START:-}
if [ -z "$plant" ]; then
    swift build -c release --product BenchStart --scratch-path .build/bench >&2
    plant=.build/bench/release/BenchStart
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/demo" "$folder/large"
"$plant" "$folder/large" "${BENCH_INCIDENTS:-5000}"
python3 - "$program" "$folder" "$rounds" <<'PYTHON'
import http.client, re, signal, statistics, subprocess, sys, time

program, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])

def once(data, port, extra):
    start = time.monotonic()
    server = subprocess.Popen([program, "serve", "--listen", f"127.0.0.1:{port}", "--data", data] + extra,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("GET", "/en/")
                answer = connection.getresponse()
                if answer.status == 200 and b"</html>" in answer.read():
                    break
            except OSError:
                pass
            if server.poll() is not None:
                sys.exit("the server ended")
            time.sleep(0.001)
        first = (time.monotonic() - start) * 1000
        # Idle: long enough for whatever the start left to be done.
        time.sleep(6)
        status = open(f"/proc/{server.pid}/status").read()
        resident = int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    return first, resident

import socket
for name, extra in (("demo", ["--demo"]), ("large", [])):
    figures = []
    for _ in range(rounds):
        probe = socket.socket()
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        figures.append(once(f"{folder}/{name}", port, extra))
    times = sorted(f[0] for f in figures)
    memory = statistics.median(f[1] for f in figures)
    print(f"{name}: first page after {statistics.median(times):.0f} ms ({times[0]:.0f} to {times[-1]:.0f}); "
          f"ratio to the limit of 150 ms: {statistics.median(times) / 150:.2f}; idle {memory:.1f} MB resident, "
          f"ratio to the limit of 60 MB: {memory / 60:.2f}")
PYTHON
