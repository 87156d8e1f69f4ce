#!/usr/bin/env python3
"""Opens many event readers on BenchServer, weighs the server, and sends all of them one event.

Usage: idle_events.py PORT PID READERS
"""
import resource
import select
import socket
import sys
import time
import urllib.request


def memory(pid):
    """Resident and private kilobytes of a process."""
    fields = {}
    with open(f"/proc/{pid}/smaps_rollup") as lines:
        for line in lines:
            words = line.split()
            if words[-1] == "kB":
                fields[words[0].rstrip(":")] = int(words[1])
    return fields["Rss"], fields["Private_Clean"] + fields["Private_Dirty"]


def processor(pid):
    """Milliseconds of processor time of all threads."""
    import glob
    return sum(int(open(path).read().split()[0]) for path in glob.glob(f"/proc/{pid}/task/*/schedstat")) / 1e6


def read_all(clients, wanted):
    """Reads until each client has seen the bytes; returns how many did."""
    poller = select.epoll()
    waiting = {}
    for client in clients:
        waiting[client.fileno()] = [client, b""]
        poller.register(client.fileno(), select.EPOLLIN)
    done = 0
    end = time.monotonic() + 30
    while done < len(clients) and time.monotonic() < end:
        for number, _ in poller.poll(1):
            client, seen = waiting[number]
            seen += client.recv(65536)
            waiting[number][1] = seen
            if wanted in seen:
                poller.unregister(number)
                done += 1
    poller.close()
    return done


def main():
    port, pid, count = (int(word) for word in sys.argv[1:4])
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, count + 1000) if hard > 0 else count + 1000, hard))
    rss_before, private_before = memory(pid)
    clients = []
    for number in range(count):
        client = socket.socket()
        # One source address has 28,000 ports; several keep clear of those still in TIME_WAIT.
        client.bind((f"127.0.0.{1 + number % 8}", 0))
        client.connect(("127.0.0.1", port))
        client.sendall(b"GET /events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n")
        clients.append(client)
    ready = read_all(clients, b"retry: ")
    rss, private = memory(pid)
    print(f"{ready} idle event readers: {rss / 1024:.1f} MB resident ({private / 1024:.1f} MB private), "
          f"{(private - private_before) * 1024 / count:.0f} bytes for each; before: {rss_before / 1024:.1f} MB")
    cpu, start = processor(pid), time.monotonic()
    urllib.request.urlopen(f"http://127.0.0.1:{port}/publish?one").read()
    reached = read_all(clients, b"id: one")
    print(f"one event to {reached}: {processor(pid) - cpu:.0f} ms of processor, {time.monotonic() - start:.2f} s until read")
    rss_after, _ = memory(pid)
    print(f"resident after the event: {rss_after / 1024:.1f} MB (target < 25 MB): "
          f"{'met' if max(rss, rss_after) < 25 * 1024 and reached == count else 'MISSED'}")


main()
