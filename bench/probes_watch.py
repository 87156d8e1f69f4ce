#!/usr/bin/env python3
"""Detection and false alarms under 1 % loss each way: our probes and our judging beside blackbox_exporter and Prometheus.

    bench/probes_watch.py PROGRAM [SECONDS-OF-LOSS] [OUTAGES]

In a network namespace of its own nginx answers on 127.0.1.1 to .20, and a rule of nftables drops 1 of 100 packets each way.
Both probe by HTTP once a second with an answer due within a second: ours from three vantages (one process), Prometheus by
scraping blackbox_exporter, with an alert at once and one `for: 2s`. For a while nothing is wrong but the loss: what is told then
is false. Then targets become black holes, one after the other. Where namespaces are not allowed, one line says so.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

TARGETS = 20
PORT, EXPORTER, PROMETHEUS = 8080, 9115, 9090
WARM, OUTAGE, PAUSE = 15, 12, 8


def skip(why):
    print(f"detection under loss: skipped: {why}")
    sys.exit(0)


def enter():
    for tool in ("unshare", "ip", "nft", "nginx", "prometheus", "prometheus-blackbox-exporter"):
        if not shutil.which(tool):
            skip(f"{tool} is missing")
    check = "ip link set lo up && nft add table inet lossy"
    if subprocess.run(["unshare", "-n", "sh", "-c", check], capture_output=True).returncode != 0:
        skip("a network namespace with nftables is not allowed here")
    os.execvp("unshare", ["unshare", "-n", sys.executable, os.path.abspath(__file__), "--inside", *sys.argv[1:]])


def nft(*words):
    return subprocess.run(["nft", *words], check=True, capture_output=True, text=True).stdout


def get(path):
    with urllib.request.urlopen(path, timeout=10) as answer:
        return json.load(answer)


def write(folder, name, text):
    with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
        file.write(text)
    return f"{folder}/{name}"


def start(folder, processes):
    """What is probed, and the peer."""
    nginx = write(folder, "nginx.conf", f"""worker_processes 1; pid {folder}/nginx.pid; daemon off; master_process off;
error_log {folder}/error.log crit; events {{ worker_connections 4096; }}
http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; server {{ listen {PORT}; location / {{ return 200 'ok'; }} }} }}""")
    blackbox = write(folder, "blackbox.yml", """modules:
  http: { prober: http, timeout: 1s, http: { preferred_ip_protocol: ip4 } }
""")
    write(folder, "rules.yml", """groups:
  - name: probes
    interval: 1s
    rules:
      - { alert: AtOnce, expr: "probe_success == 0" }
      - { alert: TwoSeconds, expr: "probe_success == 0", for: 2s }
""")
    targets = ", ".join(f"'http://127.0.1.{number}:{PORT}/'" for number in range(1, TARGETS + 1))
    prometheus = write(folder, "prometheus.yml", f"""global: {{ scrape_interval: 1s, evaluation_interval: 1s, scrape_timeout: 1s }}
rule_files: [rules.yml]
scrape_configs:
  - job_name: probes
    metrics_path: /probe
    params: {{ module: [http] }}
    static_configs: [{{ targets: [{targets}] }}]
    relabel_configs:
      - {{ source_labels: [__address__], target_label: __param_target }}
      - {{ source_labels: [__param_target], target_label: instance }}
      - {{ target_label: __address__, replacement: "127.0.0.1:{EXPORTER}" }}
""")
    for command in (
        ["nginx", "-p", folder, "-c", nginx, "-e", f"{folder}/error.log"],
        # Prometheus says how long it waits, and the exporter keeps back half a second of it unless it is told.
        ["prometheus-blackbox-exporter", f"--config.file={blackbox}", "--timeout-offset=0.05", "--log.level=error",
         f"--web.listen-address=127.0.0.1:{EXPORTER}"],
        ["prometheus", f"--config.file={prometheus}", f"--storage.tsdb.path={folder}/data", "--log.level=error",
         f"--web.listen-address=127.0.0.1:{PROMETHEUS}"],
    ):
        log = open(f"{folder}/{os.path.basename(command[0])}.log", "w", encoding="utf-8")
        processes.append(subprocess.Popen(command, stdout=log, stderr=log))


def firings(name, since, until):
    """When the alert began to fire, by target."""
    query = urllib.parse.urlencode(
        {"query": f'ALERTS{{alertname="{name}",alertstate="firing"}}', "start": since, "end": until, "step": "1s"})
    found = []
    for series in get(f"http://127.0.0.1:{PROMETHEUS}/api/v1/query_range?{query}")["data"]["result"]:
        target = int(re.search(r"127\.0\.1\.(\d+)", series["metric"]["instance"]).group(1)) - 1
        before = 0.0
        for at, _ in series["values"]:
            if at > before + 1.5:
                found.append((target, float(at)))
            before = at
    return found


def tell(name, alarms, outages, minutes):
    """Alarms are pairs of a target and a time."""
    delays, false = [], 0
    for target, began, ended in outages:
        own = [at - began for place, at in alarms if place == target and began <= at <= ended + PAUSE]
        if own:
            delays.append(min(own))
    for place, at in alarms:
        if not any(place == target and began - 1 <= at <= ended + PAUSE for target, began, ended in outages):
            false += 1
    shown = f"after {statistics.median(delays):.2f} s (median), {max(delays):.2f} s (longest)" if delays else "never"
    print(f"  {name}: {len(delays)} of {len(outages)} outages {shown}; {false} false alarms in {minutes:.1f} minutes")


def main():
    program = sys.argv[2]
    loss = int(sys.argv[3]) if len(sys.argv) > 3 else 120
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 8
    seconds = WARM + loss + count * (OUTAGE + PAUSE) + 5
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    nft("add", "table", "inet", "lossy")
    nft("add", "chain", "inet", "lossy", "in", "{ type filter hook input priority 0; }")
    folder, processes = tempfile.mkdtemp(), []
    try:
        start(folder, processes)
        time.sleep(3)
        since = time.time()
        ours = subprocess.Popen(
            [program, "watch", str(seconds), str(TARGETS), str(PORT)], stdout=subprocess.PIPE, text=True)
        processes.append(ours)
        time.sleep(WARM)
        for side in ("saddr", "daddr"):
            nft(*f"add rule inet lossy in ip {side} 127.0.1.0/24 numgen random mod 100 == 0 drop".split())
        time.sleep(loss)
        outages = []
        for number in range(count):
            target = number * 7 % TARGETS
            began = time.time()
            nft("insert", "rule", "inet", "lossy", "in", "ip", "daddr", f"127.0.1.{target + 1}", "drop")
            time.sleep(OUTAGE)
            handle = re.search(
                rf"daddr 127\.0\.1\.{target + 1} drop # handle (\d+)", nft("-a", "list", "chain", "inet", "lossy", "in"))
            nft("delete", "rule", "inet", "lossy", "in", "handle", handle.group(1))
            outages.append((target, began, time.time()))
            time.sleep(PAUSE)
        output = ours.communicate(timeout=60)[0].splitlines()
        until = time.time()
        minutes = (until - since) / 60
        told = [line.split() for line in output if line]
        alarms = {
            what: [(int(words[1]), float(words[2])) for words in told if words[0] == what]
            for what in ("down", "degraded", "page")
        }
        totals = next(words for words in told if words[0] == "all")
        share = int(totals[2]) / int(totals[1])
        print(
            f"detection under 1 % loss each way, {TARGETS} targets, {count} black holes of {OUTAGE} s; "
            f"{share:.1%} of our probes failed")
        tell("ours, verdict down", alarms["down"], outages, minutes)
        tell("ours, page", alarms["page"], outages, minutes)
        tell("Prometheus, alert at once", firings("AtOnce", since, until), outages, minutes)
        tell("Prometheus, for: 2s", firings("TwoSeconds", since, until), outages, minutes)
        if alarms["degraded"]:
            print(f"  ours, verdicts that a share fails: {len(alarms['degraded'])}")
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


if len(sys.argv) > 1 and sys.argv[1] == "--inside":
    main()
elif len(sys.argv) > 1:
    enter()
else:
    print(__doc__)
    sys.exit(64)
