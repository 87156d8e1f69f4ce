#!/usr/bin/env bash
# The status pages of many brands against nginx serving the same files, while nothing happens and while an incident is updated every
# second; and 10,000 idle readers who are told of a change.
#
#   bench/status.sh [ROUNDS] [SECONDS]
#
# Pages, feeds and JSON of 10 brands in 3 languages with 500 incidents are exported and compressed for nginx (gzip_static); both are
# asked for the same addresses over 64 connections that stay open. The server under test has core 0, the load core 1; runs
# alternate, and the ratios of medians are what counts: many short rounds tell more than few long ones. Needs: nginx
# (nginx-light), wrk, python3, curl, and two cores.
# VIGIE_BINARY names the program, BENCH_STATUS what plants the brands.
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in wrk nginx python3 taskset curl; do
    command -v "$tool" >/dev/null || { echo "bench/status.sh: $tool is missing (apt-get install nginx-light wrk python3 curl)" >&2; exit 2; }
done
ulimit -n 24000 2>/dev/null || ulimit -n "$(ulimit -Hn)"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/data"
"${BENCH_STATUS:-.build/release/BenchStatus}" "$folder/data" "${BENCH_BRANDS:-10}" "${BENCH_INCIDENTS:-500}"
python3 bench/status.py "${VIGIE_BINARY:-.build/release/vigie}" "$folder" "${1:-15}" "${2:-1}"
