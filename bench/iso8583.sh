#!/usr/bin/env bash
# The ISO 8583 codec beside pyiso8583 (from PyPI, pinned) and beside a copy of the same bytes. BENCH_ISO8583 names the program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
environment=var/venv-payments
if [ ! -x "$environment/bin/python" ]; then python3 -m venv "$environment"; fi
if ! cmp -s Tests/ISO8583Agreement/requirements.txt "$environment/installed.txt"; then
    "$environment/bin/pip" install --quiet --disable-pip-version-check -r Tests/ISO8583Agreement/requirements.txt
    cp Tests/ISO8583Agreement/requirements.txt "$environment/installed.txt"
fi
"$environment/bin/python" bench/iso8583_peer.py "$BENCH_ISO8583" "$@"
