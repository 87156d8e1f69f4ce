#!/usr/bin/env python3
"""Asks the program and nginx for the same status pages in turns, and prints the ratios. Called by bench/status.sh.

Usage: status.py PROGRAM FOLDER ROUNDS SECONDS
"""
import glob, gzip, json, os, re, resource, select, signal, socket, statistics, subprocess, sys, threading, time
import urllib.request

program, folder, rounds, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
CONNECTIONS = int(os.environ.get("BENCH_CONNECTIONS", "64"))
READERS = int(os.environ.get("BENCH_EVENT_READERS", "10000"))
INCIDENT = f"incident-{int(os.environ.get('BENCH_INCIDENTS', '500')) - 1}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url, body=None):
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"} if body else {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def start():
    port = free_port()
    # One loop, as nginx has one worker; and all readers come from this machine.
    with open(f"{folder}/vigie.yaml", "w") as file:
        file.write("loops: 1\nlimits:\n  connections_per_address: 20000\n")
    server = subprocess.Popen(
        ["taskset", "-c", "0", program, "serve", "--config", f"{folder}/vigie.yaml", "--listen", f"127.0.0.1:{port}",
         "--data", f"{folder}/data"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            fetch(f"http://127.0.0.1:{port}/status/brand-0/en/")
            return server, port
        except OSError:
            if server.poll() is not None:
                sys.exit("the program ended")
            time.sleep(0.1)
    sys.exit("the program does not answer")


def stop(server):
    server.send_signal(signal.SIGTERM)
    server.wait()


def nginx():
    port = free_port()
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(f"""
worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off; master_process off;
events {{ worker_connections 16384; }}
http {{
    access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000;
    types {{ text/html html; application/json json; application/atom+xml atom; }}
    open_file_cache max=50000; open_file_cache_valid 60s; gzip_static on;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port} reuseport; location /status/ {{ alias {folder}/www/; index index.html; }} }}
}}""")
    process = subprocess.Popen(
        ["taskset", "-c", "0", "nginx", "-p", folder, "-c", f"{folder}/nginx.conf"], stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            fetch(f"http://127.0.0.1:{port}/status/brand-0/en/")
            return process, port
        except OSError:
            time.sleep(0.05)
    sys.exit("nginx does not answer: " + open(f"{folder}/error.log").read())


def export():
    subprocess.run([program, "export", f"{folder}/www", "--data", f"{folder}/data"], check=True, stdout=subprocess.DEVNULL)
    count = 0
    for path in glob.glob(f"{folder}/www/**", recursive=True):
        if os.path.isfile(path) and not path.endswith((".gz", ".br")):
            data = open(path, "rb").read()
            with open(path + ".gz", "wb") as file:
                file.write(gzip.compress(data, 9, mtime=0))
            count += 1
    return count


def addresses():
    """Of each brand and language: home, history, maintenance, a feed, and twenty incidents."""
    paths = []
    for place in sorted(glob.glob(f"{folder}/www/brand-*/??/")):
        brand, language = place.rstrip("/").split("/")[-2:]
        root = f"/status/{brand}/{language}/"
        incidents = sorted(os.listdir(f"{place}incidents"), key=lambda name: int(re.sub(r"\D", "", name) or 0))[-20:]
        paths += [root, root + "history/", root + "maintenance/", root + "feed.atom"]
        paths += [f"{root}incidents/{name}/" for name in incidents if os.path.isdir(f"{place}incidents/{name}")]
    return paths


def cpu(pid):
    return sum(int(open(path).read().split()[0]) for path in glob.glob(f"/proc/{pid}/task/*/schedstat"))


def load(pid, port):
    """Requests a second, microseconds of processor for each, p99 in microseconds."""
    before = cpu(pid)
    out = subprocess.run(
        ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", f"{folder}/paths.lua",
         f"http://127.0.0.1:{port}"], check=True, capture_output=True, text=True).stdout
    used = cpu(pid) - before
    if "Non-2xx" in out or "Socket errors" in out:
        print("errors:", re.findall(r"(Non-2xx.*|Socket errors.*)", out), file=sys.stderr)
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    p99 = float(number) * {"us": 1, "ms": 1_000, "s": 1_000_000}[unit]
    count = int(re.search(r"(\d+) requests in", out).group(1))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), used / 1_000 / count, p99


class Updates(threading.Thread):
    """Changes the incident that goes on, once a second."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.url = f"http://127.0.0.1:{port}/api/desk/incidents/{INCIDENT}/orders"
        self.ended = threading.Event()
        self.count = 0

    def run(self):
        while not self.ended.wait(1):
            self.count += 1
            fetch(self.url, order(self.count))


def order(number):
    text = f"What we know now, told for the {number}th time."
    # Of a P1 words are public at once.
    return json.dumps({"order": "describe", "priority": "P1", "summary": {"en": text, "fr": text, "it": text}}).encode()


def compare(name, ours, theirs, port, nginx_port, updating):
    updates = Updates(port) if updating else None
    if updates:
        updates.start()
    load(ours.pid, port), load(theirs.pid, nginx_port)
    rows = {"ours": [], "theirs": []}
    for _ in range(rounds):
        rows["ours"].append(load(ours.pid, port))
        rows["theirs"].append(load(theirs.pid, nginx_port))
    if updates:
        updates.ended.set()
        updates.join()
    mine, other = ([statistics.median(column) for column in zip(*rows[who])] for who in ("ours", "theirs"))
    print(f"{name:44}{'requests/s':>12}{'CPU us/request':>16}{'p99 us':>9}")
    print(f"{'  this program':44}{mine[0]:12.0f}{mine[1]:16.2f}{mine[2]:9.0f}")
    print(f"{'  nginx, gzip_static':44}{other[0]:12.0f}{other[1]:16.2f}{other[2]:9.0f}")
    if updates:
        print(f"  {updates.count} updates while it ran")
    rate, late = mine[0] / other[0], mine[2] / other[2]
    print(f"  ratio requests/s {rate:.2f} (target >= 1.20): {'met' if rate >= 1.2 else 'MISSED'}; "
          f"ratio p99 {late:.2f} (target <= 1.00): {'met' if late <= 1.0 else 'MISSED'}", flush=True)


def memory(pid):
    with open(f"/proc/{pid}/smaps_rollup") as lines:
        fields = {line.split()[0]: int(line.split()[1]) for line in lines if line.rstrip().endswith("kB")}
    return fields["Private_Clean:"] + fields["Private_Dirty:"]


def reached(clients, wanted, limit):
    poller, waiting, done = select.epoll(), {}, 0
    for client in clients:
        waiting[client.fileno()] = [client, b""]
        poller.register(client.fileno(), select.EPOLLIN)
    end = time.monotonic() + limit
    while done < len(clients) and time.monotonic() < end:
        for number, _ in poller.poll(1):
            entry = waiting[number]
            entry[1] += entry[0].recv(65536)
            if wanted in entry[1]:
                poller.unregister(number)
                done += 1
    poller.close()
    return done


def readers():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # What the same server needs for the same change when nobody reads: making pages takes memory, too.
    server, port = start()
    time.sleep(3)
    alone_idle = memory(server.pid)
    fetch(f"http://127.0.0.1:{port}/api/desk/incidents/{INCIDENT}/orders", order(1000))
    time.sleep(3)
    alone = memory(server.pid)
    stop(server)
    server, port = start()
    time.sleep(3)
    before = memory(server.pid)
    clients = []
    for number in range(READERS):
        client = socket.socket()
        client.bind((f"127.0.0.{1 + number % 8}", 0))
        client.connect(("127.0.0.1", port))
        client.sendall(b"GET /status/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n")
        clients.append(client)
    ready = reached(clients, b"retry: ", 30)
    held = memory(server.pid)
    began = time.monotonic()
    fetch(f"http://127.0.0.1:{port}/api/desk/incidents/{INCIDENT}/orders", order(0))
    told = reached(clients, b"event: published", 30)
    took = time.monotonic() - began
    after = max(held, memory(server.pid)) - before
    isMet = told == READERS and took <= 1 and after < 25 * 1024
    print(f"{ready} idle readers: {after / 1024:.1f} MB more than before them, with what a change takes (target < 25 MB); a change is read by "
          f"{told} after {took:.2f} s (target 1 s): {'met' if isMet else 'MISSED'}")
    # For comparison alone: memory that is free again after a start is used by readers, and does not show.
    time.sleep(3)
    print(f"  beside the same server without readers: {(held - alone_idle) / 1024:.1f} MB more when idle, "
          f"{(memory(server.pid) - alone) / 1024:.1f} MB more after the same change")
    for client in clients:
        client.close()
    stop(server)


print(f"{export()} files exported")
with open(f"{folder}/paths.lua", "w") as file:
    paths = addresses()
    file.write("local requests = {}\nfunction init()\n")
    for path in paths:
        file.write(f'requests[#requests + 1] = wrk.format("GET", "{path}", {{["Accept-Encoding"] = "gzip", Host = "127.0.0.1"}})\n')
    file.write("end\nlocal number = 0\nfunction request() number = number % #requests + 1; return requests[number] end\n")
print(f"{len(paths)} addresses in turn")
theirs, nginx_port = nginx()
ours, port = start()
# Every page once, so that what is made when first asked for is there, as nginx's files are.
for path in paths:
    fetch(f"http://127.0.0.1:{port}{path}"), fetch(f"http://127.0.0.1:{nginx_port}{path}")
compare("pages of 10 brands in 3 languages", ours, theirs, port, nginx_port, False)
compare("the same while an incident is updated", ours, theirs, port, nginx_port, True)
stop(ours)
stop(theirs)
readers()
