"""Builds the lab, takes payments on every channel that `vigie traffic` speaks, kills every instance in turn, causes each fault, and
looks at what comes of it: from outside, from inside, and in the books. Ends with a line that counts.

Usage: run.py PROGRAM [--whole] [--loopback] [--only PART,…]
       parts: calm, kills, bad-ingress, wrong-record, hung-provider, wrong-certificate
"""

import argparse
import collections
import datetime
import json
import os
import re
import subprocess
import sys
import threading
import time

import books
from channels import CHANNELS
from lab import FOLDER, Lab, LabFailure, Traffic, wait_until

results = {"passed": 0, "failed": 0, "skipped": 0}


def check(name, is_right, why=""):
    results["passed" if is_right else "failed"] += 1
    if not is_right:
        print(f"FAILED: {name} {why}", flush=True)


def alike(name, found, wanted):
    check(name, found == wanted, f"found {found!r} instead of {wanted!r}")


def skip(name, why):
    results["skipped"] += 1
    print(f"SKIPPED: {name}: {why}", flush=True)


def tell(text):
    print(text, flush=True)


class Play:
    def __init__(self, lab, channels, whole):
        self.lab, self.channels, self.whole = lab, channels, whole
        self.payments = []
        self.seed = 0

    def begin(self, rate, seconds, channels=None, options=()):
        self.seed += 1
        return Traffic(self.lab, channels or self.channels, rate, seconds, self.seed, ["--patience", "8", *options])

    def end(self, traffic, what):
        """Takes up every payment's record, and checks that each is accounted for, and no fate unknown."""
        payments = traffic.end()
        self.payments += payments
        counted = sum(sum(line["fates"].values()) for line in traffic.answer["channels"].values())
        alike(f"{what}: every payment is accounted for", len(payments), counted)
        alike(f"{what}: no fate stays unknown", [p["reference"] for p in payments if p["fate"] == "unknown"], [])
        alike(f"{what}: what terminals kept was taken", traffic.answer.get("untaken", 0), 0)
        self.table(what, payments)
        return payments

    def table(self, what, payments):
        tell(f"  {what}:")
        for channel in self.channels:
            fates = collections.Counter(p["fate"] for p in payments if p["channel"] == channel.name)
            if fates:
                words = ", ".join(f"{count} {fate}" for fate, count in fates.most_common())
                tell(f"    {channel.name:<13} {served(payments, channel):6.1%} served of {sum(fates.values())}: {words}")
                reasons = collections.Counter(p["reason"] for p in payments if p["channel"] == channel.name and not is_served(p))
                for reason, count in reasons.most_common(4):
                    tell(f"                  {count} × {reason}")

    def serves(self, what, channels=None):
        """Service is back: payments of every channel are served again."""
        channels = channels or self.channels
        last = []

        def ask():
            last[:] = self.end_quietly(self.begin(len(channels) * 4, 2, channels))
            return all(is_served(payment) for payment in last)

        is_back = wait_until(45, ask)
        check(f"{what}: service is back", is_back, str(collections.Counter((p["channel"], p["reason"]) for p in last if not is_served(p))))

    def end_quietly(self, traffic):
        payments = traffic.end()
        self.payments += payments
        return payments

    # Books

    def wanted(self):
        """The amounts of what was approved, by the books' name of the channel."""
        found = {}
        names = {channel.name: channel.ledger for channel in self.channels}
        for payment in self.payments:
            if payment["fate"] == "approved":
                found.setdefault(names[payment["channel"]], collections.Counter())[payment["amount"]] += 1
        return found

    def compare(self, what):
        """Each approved payment is in both books once, and nothing else is."""
        wanted = self.wanted()
        asked = {channel.ledger for channel in self.channels if channel.asks_provider}
        theirs_wanted = {name: counts for name, counts in wanted.items() if name in asked}
        # What a role owes to the provider may take it a while.
        wait_until(60, lambda: books.ours(self.lab) == wanted and books.theirs(self.lab) == theirs_wanted)
        ours, theirs = books.ours(self.lab), books.theirs(self.lab)
        alike(f"{what}: the platform's ledger has what was approved, once", books.differences(ours, wanted), "")
        alike(f"{what}: so has the provider", books.differences(theirs, theirs_wanted), "")
        alike(f"{what}: all sums are zero", books.sums(self.lab), [])
        count = sum(sum(counts.values()) for counts in ours.values())
        tell(f"  {what}: {count} payments with money in them in the platform's books, {len(self.payments)} were tried")

    def settle(self, what):
        """Closes the provider's day and takes its files in: everything that was captured is settled."""
        before = {report["report"] for report in self.reports()}
        wait_until(60, lambda: not self.owed())
        alike(f"{what}: nothing is owed to the provider", self.owed(), [])
        for name in sorted({channel.ledger for channel in self.channels if channel.asks_provider}):
            status, _ = self.lab.admin("provider1", f"/settlement/{name}", "-X", "POST")
            check(f"{what}: the provider closes the day of {name}", status in (200, 204), f"it says {status}")
        status, text = self.lab.admin("settlement1", "/settlement/runs", "-X", "POST")
        check(f"{what}: the files are taken in", 200 <= status < 300, f"{status} {text}")
        new = wait_until(30, lambda: [r for r in self.reports() if r["report"] not in before]) or []
        alike(f"{what}: every report is clean", [r for r in new if r["outcome"] != "clean"], [])
        waiting = self.lab.rows("SELECT channel, count(*) AS count FROM platform.open_movements GROUP BY 1")
        asked = {channel.ledger for channel in self.channels if channel.asks_provider}
        alike(f"{what}: nothing waits for its settlement", [row for row in waiting if row["channel"] in asked], [])
        alike(f"{what}: all sums are still zero", books.sums(self.lab), [])
        for report in sorted(new, key=lambda report: report["report"]):
            tell(f"  {what}: {report['report']}: {report['outcome']}, {report.get('matched')} of {report.get('lines')} lines agree")
        check(f"{what}: there were files", new)

    def reports(self):
        status, text = self.lab.admin("settlement1", "/settlement/reports")
        return json.loads(text)["reports"] if status == 200 else []

    def owed(self):
        """Captures, refunds and reversals that roles have taken over and not done yet."""
        return self.lab.rows(
            "SELECT kind, count(*) AS count FROM platform.records WHERE due < 9223372036854775807 "
            "AND kind NOT IN ('idempotency', 'session') AND kind NOT LIKE 'settlement%' AND kind NOT LIKE '%notice%' GROUP BY 1")


def is_served(payment):
    return payment["fate"] in ("approved", "refused", "voided")


def served(payments, channel):
    mine = [payment for payment in payments if payment["channel"] == channel.name]
    return sum(map(is_served, mine)) / len(mine) if mine else 0.0


# Parts


def calm(play):
    tell("Calm")
    payments = play.end(play.begin(10, 60 if play.whole else 10), "calm")
    for channel in play.channels:
        alike(f"calm: {channel.name} serves every payment", served(payments, channel), 1.0)
    play.compare("calm")
    play.settle("calm")


def kills(play):
    """Each instance is killed and started again, one after the other, while payments go on."""
    tell("Killed instances")
    lab = play.lab
    pause = 5 if play.whole else 3
    instances, channels = lab.instances(), play.channels
    if not play.whole:
        # Another instance of the gateway takes over from a dead one after 90 s, which is too long for every day;
        # Tests/AcceptanceTests/WebPaymentTests.swift kills the web's roles.
        channels = [channel for channel in channels if channel.record in ("cb2a", "nexo")]
        instances = [i for i in instances if i.startswith(("provider", "cb2a", "nexo", "settlement"))]
    traffic = play.begin(10, max(60 if play.whole else 0, (len(instances) + 1) * pause), channels)
    starting = []
    for number, instance in enumerate(instances):
        time.sleep(max(0, traffic.began + (number + 1) * pause - time.monotonic()))
        lab.run("kill", instance)
        # What looks after processes in a data centre.
        thread = threading.Timer(1, lambda instance=instance: lab.run("start", instance, must=False))
        thread.start()
        starting.append(thread)
    for thread in starting:
        thread.join()
    payments = play.end(traffic, f"{len(instances)} instances killed, one every {pause} s")
    hurt = [payment for payment in payments if not is_served(payment)]
    tell(f"  {len(hurt)} of {len(payments)} payments failed or were undone")
    check("killed: most payments are served all the same", len(hurt) < len(payments) / 2, f"{len(hurt)} were not")
    alike("killed: every instance is back", [i for i in instances if not wait_until(20, lambda i=i: lab.is_ready(i))], [])
    play.serves("killed")
    play.compare("killed")
    play.settle("killed")


def outage(play, name, hit, arguments=(), bite=0.0, inside=None):
    """A fault that takes whole channels away: those, all of it, and no other; and it ends when it is healed."""
    lab = play.lab
    lab.run("fault", name, *arguments)
    time.sleep(bite)
    traffic = play.begin(10, 5)
    time.sleep(6)
    if inside:
        inside()
    healed = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")
    lab.run("heal", name)
    # Terminals that wait for an answer to their reversals get it now, and shops that ask again what was not answered.
    payments = play.end(traffic, " ".join([name, *arguments]))
    for channel in play.channels:
        share = served([p for p in payments if not (is_served(p) and p["endedAt"] > healed)], channel)
        if channel in hit:
            alike(f"{name}: no payment on {channel.name}", share, 0.0)
        else:
            alike(f"{name}: {channel.name} goes on", share, 1.0)
    play.serves(name)


def bad_ingress(play):
    tell("Bad upgrade of the external ingresses")
    lab = play.lab

    def inside():
        downs = lab.downs("balancer")
        check("bad-ingress: the balancer sees every ingress down", len(downs) >= 6 and len(downs) % 2 == 0, str(downs))
        for number in (1, 2):
            external, internal = f"ext-ingress{number}", f"int-ingress{number}"
            alike(f"bad-ingress: what the balancer asks {external} for is gone", lab.direct("balancer", external, "dmz", 8443, "/healthz"), "404")
            status = lab.direct("balancer", external, "dmz", 8443, "/")
            check(f"bad-ingress: {external} serves when it is asked directly", status not in ("000", "502", "503", "504"), status)
            alike(f"bad-ingress: {internal} is well, and is told apart", lab.direct("ext-ingress1", internal, "int", 9443, "/healthz", ""), "200")
        unready = [i for i in lab.instances() if not lab.is_ready(i)]
        alike("bad-ingress: every instance says that it is ready", unready, [])

    outage(play, "bad-ingress", play.channels, bite=1.5, inside=inside)


def wrong_record(play):
    tell("Wrong record")
    if play.lab.is_loopback:
        return skip("wrong-record", "on loopback nobody asks the lab's name server")
    lab = play.lab
    record = "pay" if any(channel.record == "pay" for channel in play.channels) else "cb2a"
    # Resolvers remember the right address until it has run out: the edit hits nobody at first.
    lab.run("enter", "internet", "getent", "ahostsv4", f"{record}.psp.test")
    lab.run("fault", "wrong-record", record)
    remembered = lab.enter("internet", "getent", "ahostsv4", f"{record}.psp.test").split()[:1]
    alike("wrong-record: who asked before still finds the balancer", remembered, [lab.ask("address balancer ext")])

    def inside():
        found = lab.enter("internet", "getent", "ahostsv4", f"{record}.psp.test").split()[:1]
        check("wrong-record: the name leads to nobody", found and found != [lab.ask("address balancer ext")], str(found))
        alike("wrong-record: the balancer sees nobody down", lab.downs("balancer"), [])
        alike("wrong-record: every instance says that it is ready", [i for i in lab.instances() if not lab.is_ready(i)], [])

    outage(play, "wrong-record", [c for c in play.channels if c.record == record], [record], bite=5.5, inside=inside)


def hung_provider(play):
    tell("Hung server of the provider, twice")
    lab = play.lab
    asking = [channel for channel in play.channels if channel.asks_provider]
    roles = [f"{channel.asks_provider}{number}" for channel in asking for number in (1, 2)]
    unknown = {"name": "vigie_provider_orders_total", "outcome": "unknown"}
    for turn in ("first", "again"):
        before = {server: lab.figure(roles, server=server, **unknown) for server in ("server1", "server2")}
        served_before = lab.figure(roles, "vigie_provider_orders_total", server="server2", outcome="approved")
        lab.run("fault", "hung-provider")
        traffic = play.begin(16, 7)
        time.sleep(8)
        server = f"{lab.ask('address provider1 prov')}:9200"
        check(f"hung-provider, {turn}: a check that only connects sees nothing", lab.connects("app1", server))
        check(f"hung-provider, {turn}: a full handshake sees it", not lab.handshake("app1", server))
        alike(f"hung-provider, {turn}: roles can do their work by the other server", [r for r in roles if not lab.is_ready(r)], [])
        payments = play.end(traffic, f"hung-provider, {turn}")
        lost = {server: lab.figure(roles, server=server, **unknown) - before[server] for server in before}
        lab.run("heal", "hung-provider")
        tell(f"    orders without an answer: {lost}")
        for channel in play.channels:
            share = served(payments, channel)
            if channel in asking:
                check(f"hung-provider, {turn}: a part of {channel.name} fails", share < 1 or turn == "again", f"{share:.1%} was served")
                check(f"hung-provider, {turn}: the other part of {channel.name} is served", share > 0.2, f"{share:.1%} was served")
            else:
                alike(f"hung-provider, {turn}: {channel.name} goes on", share, 1.0)
        check(f"hung-provider, {turn}: some payments fail", any(not is_served(p) for p in payments))
        check(f"hung-provider, {turn}: orders at server1 get no answer", lost["server1"] > 0, str(lost))
        alike(f"hung-provider, {turn}: orders at server2 do", lost["server2"], 0.0)
        went = lab.figure(roles, "vigie_provider_orders_total", server="server2", outcome="approved") - served_before
        check(f"hung-provider, {turn}: server2 goes on", went > 0)
        play.serves(f"hung-provider, {turn}", asking)
        if turn == "again":
            break
        # A circuit that is open leaves the server out, and would hide the recurrence.
        wait_until(60, lambda: play.end_quietly(play.begin(16, 3, asking)) is not None
                   and lab.figure(roles, "vigie_provider_circuit", server="server1", state="closed") == len(roles))
    play.compare("hung-provider")


def wrong_certificate(play):
    tell("Certificate of the wrong authority")
    lab = play.lab
    hit = [channel for channel in play.channels if channel.record == "nexo"]
    for which, bad in (("one", [1]), ("all", [1, 2])):
        lab.run("fault", "wrong-certificate", which)
        traffic = play.begin(12, 5)
        time.sleep(6)
        for number in (1, 2):
            address = f"{lab.ask(f'address app{number} app')}:9210"
            alike(f"wrong-certificate, {which}: a handshake with instance {number}", lab.handshake(f"app{number}", address), number not in bad)
            alike(f"wrong-certificate, {which}: host {number} can do its work", lab.is_ready(f"nexo-host{number}"), number not in bad)
            check(f"wrong-certificate, {which}: instance {number} itself sees nothing", lab.is_ready(f"nexo-authorisation{number}"))
        lab.run("heal", "wrong-certificate")
        payments = play.end(traffic, f"wrong-certificate, {which}")
        for channel in play.channels:
            share = served(payments, channel)
            if channel not in hit:
                alike(f"wrong-certificate, {which}: {channel.name} goes on", share, 1.0)
            elif which == "all":
                alike(f"wrong-certificate, all: no payment on {channel.name}", share, 0.0)
            else:
                check(f"wrong-certificate, one: a part of {channel.name} fails", 0 < share < 1, f"{share:.1%} was served")
        play.serves(f"wrong-certificate, {which}")


PARTS = {
    "calm": calm, "kills": kills, "bad-ingress": bad_ingress, "wrong-record": wrong_record, "hung-provider": hung_provider,
    "wrong-certificate": wrong_certificate,
}


def spoken(program):
    """The channels that the program's clients speak, as its help says."""
    text = subprocess.run([program, "help", "pay"], text=True, check=True, stdout=subprocess.PIPE).stdout
    return re.search(r"Which channel:(.*?)\.", text, re.DOTALL).group(1).replace(",", " ").split()


def leftovers(lab):
    """Processes and folders of this lab that are still there."""
    found = [] if not os.path.exists(lab.state) else [lab.state]
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            # A path is another one for whoever has another root.
            if not os.path.samefile(f"/proc/{number}/root", "/"):
                continue
            with open(f"/proc/{number}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
        except OSError:
            continue
        if int(number) != os.getpid() and any(lab.state.encode() in word for word in words):
            found.append(f"process {number}: {b' '.join(words).decode(errors='replace')[:120]}")
    return found


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("program")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--loopback", action="store_true")
    parser.add_argument("--only")
    arguments = parser.parse_args()
    program = os.path.realpath(arguments.program)
    wanted = arguments.only.split(",") if arguments.only else list(PARTS)
    lab = Lab(program, os.path.join(FOLDER, "var", "lab-tests"))
    if os.path.exists(lab.state):
        lab.run("down")
    namespaces = set(os.listdir("/run/netns")) if os.path.isdir("/run/netns") else set()
    began = time.monotonic()
    try:
        tell(lab.run("up", *(["--loopback"] if arguments.loopback else [])).rstrip())
        names = spoken(program)
        channels = [c for c in CHANNELS if c.name in names and not (lab.is_loopback and c.needs_names)]
        for channel in CHANNELS:
            if channel not in channels:
                skip(channel.name, "on loopback nobody finds its name" if channel.name in names else "vigie traffic does not speak it")
        if lab.is_loopback:
            skip("namespaces", "they are not allowed here; hosts are addresses on loopback")
        play = Play(lab, channels, arguments.whole)
        for name in wanted:
            start = time.monotonic()
            try:
                PARTS[name](play)
            except LabFailure as failure:
                check(f"{name} comes to its end", False, str(failure))
            tell(f"  ({time.monotonic() - start:.0f} s)")
    except LabFailure as failure:
        check("the lab comes up", False, str(failure))
    finally:
        lab.run("down", must=False)
    wait_until(10, lambda: not leftovers(lab))
    alike("down leaves no process and no file", leftovers(lab), [])
    after = set(os.listdir("/run/netns")) if os.path.isdir("/run/netns") else set()
    alike("down leaves no namespace", after - namespaces, set())
    tell(f"after {time.monotonic() - began:.0f} s")
    print(f"{results['passed']} passed, {results['failed']} failed, {results['skipped']} skipped")
    sys.exit(1 if results["failed"] else 0)


if __name__ == "__main__":
    main()
