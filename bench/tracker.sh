#!/usr/bin/env bash
# What following 1,000 vendors costs: see bench/Tracker/main.swift.
#
#   bench/tracker.sh [SECONDS]      without it, two rounds of 120 s
set -euo pipefail
cd "$(dirname "$0")/.."
program=${BENCH_TRACKER:-.build/release/BenchTracker}
port=${VIGIE_BENCH_PORT:-18499}
coproc vendors { "$program" vendors "$port"; }
folder=$(mktemp -d)
trap 'kill "$vendors_PID" 2>/dev/null || true; rm -rf "$folder"' EXIT
read -r line <&"${vendors[0]}"
[ "$line" = ready ] || { echo "the vendors could not be started" >&2; exit 1; }
"$program" poll "$port" "$folder" "${1:-240}"
