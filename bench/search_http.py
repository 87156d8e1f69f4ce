#!/usr/bin/env python3
"""Searching over HTTP: the release program on a database with many incidents, asked by two clients at once.

    bench/search_http.py PROGRAM QUESTIONS SCAN_MS --data FOLDER | --database URL

QUESTIONS is a file with one question in each line: its kind, a tab, and the query of /api/search. SCAN_MS is what a LIKE
scan of all documents took in the same run. BenchSearch calls this; see bench/run.

Each client is a process of its own with one connection that is kept alive; it sends the next question when the answer
to the one before is read whole. A request's time is from before sending to the last byte.
"""
import json, multiprocessing, os, signal, socket, subprocess, sys, time

program, questions_file, scan = sys.argv[1], sys.argv[2], float(sys.argv[3])
place = sys.argv[4:]
LIMIT, CLIENTS = 20.0, 2


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Client:
    def __init__(self, port):
        self.port = port
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray(8 << 20)
        self.view = memoryview(self.buffer)

    def ask(self, query):
        """Milliseconds, and the length of the body."""
        request = f"GET {query} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode()
        began = time.perf_counter()
        self.connection.sendall(request)
        have, need, head = 0, None, 0
        while need is None or have < need:
            read = self.connection.recv_into(self.view[have:])
            if read == 0:
                sys.exit("the server closed the connection")
            have += read
            if need is None:
                end = self.buffer.find(b"\r\n\r\n", 0, have)
                if end >= 0:
                    lines = bytes(self.view[:end]).decode().split("\r\n")
                    if " 200 " not in lines[0]:
                        sys.exit(f"{query}: {lines[0]}")
                    length = next(line for line in lines if line.lower().startswith("content-length:"))
                    head, need = end + 4, end + 4 + int(length.split(":")[1])
        return (time.perf_counter() - began) * 1000, need - head

    def body(self, query):
        length = self.ask(query)[1]
        end = self.buffer.find(b"\r\n\r\n") + 4
        return json.loads(bytes(self.view[end:end + length]))


def run(port, questions, results):
    client = Client(port)
    results.put([(kind, *client.ask(query)) for kind, query in questions])


def part(values, share):
    values = sorted(values)
    return values[min(int(len(values) * share), len(values) - 1)]


def used(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


questions = [tuple(line.rstrip("\n").split("\t")) for line in open(questions_file)]
port = free_port()
server = subprocess.Popen([program, "serve", "--listen", f"127.0.0.1:{port}"] + place,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
try:
    began = time.monotonic()
    while True:
        try:
            client = Client(port)
            break
        except OSError:
            if server.poll() is not None:
                sys.exit("the server ended: " + server.stderr.read().decode())
            time.sleep(0.01)
    print(f"  the program serves after {(time.monotonic() - began) * 1000:.0f} ms")
    # What is asked must be found: a page of errors would be fast too.
    kinds = {}
    for kind, query in questions:
        kinds.setdefault(kind, query)
    for kind, query in kinds.items():
        found = client.body(query)["incidents"]
        if (kind == "no match") != (found == []):
            sys.exit(f"{kind}: {query} found {len(found)} incidents")

    before = used(server.pid)
    results = multiprocessing.Queue()
    clients = [multiprocessing.Process(target=run, args=(port, questions[n::CLIENTS], results)) for n in range(CLIENTS)]
    for process in clients:
        process.start()
    answers = [answer for _ in clients for answer in results.get()]
    for process in clients:
        process.join()
    processor = (used(server.pid) - before) / len(answers) * 1000
finally:
    server.send_signal(signal.SIGTERM)
    server.wait()

for kind in kinds:
    times = [time for name, time, _ in answers if name == kind]
    size = sum(size for name, _, size in answers if name == kind) / len(times) / 1000
    print(f"  {kind}: p50 {part(times, 0.5):.2f} ms, p99 {part(times, 0.99):.2f} ms, {size:.0f} KB an answer")
times = [time for _, time, _ in answers]
last = part(times, 0.99)
print(f"over HTTP, {len(times)} questions, {CLIENTS} at once: p50 {part(times, 0.5):.2f} ms, p99 {last:.2f} ms; "
      f"{processor:.2f} ms of the server's processor time each")
print(f"  p99 / 20 ms = {last / LIMIT:.4f}  (at most 1: {'reached' if last <= LIMIT else 'MISSED'})")
rare = part([time for name, time, _ in answers if name == "rare word"], 0.5)
print(f"  over HTTP / LIKE over all documents, a rare word = {rare / scan:.4f}")
