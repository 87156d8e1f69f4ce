"""The lab as a test uses it: its commands, what its roles say of themselves, and its books."""

import json
import os
import re
import signal
import subprocess
import tempfile
import time

from channels import SHOP

FOLDER = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))


class LabFailure(Exception):
    pass


def wait_until(seconds, ask):
    """What `ask` says once it says something true; None when it never did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.2)
    return None


class Lab:
    def __init__(self, program, state):
        self.program, self.state = program, state
        self.environment = os.environ | {"VIGIE_BINARY": program, "VIGIE_LAB": state}
        self.addresses = {}

    # Commands

    def run(self, command, *arguments, must=True, seconds=180):
        done = subprocess.run(
            [os.path.join(FOLDER, "lab", command), *arguments], env=self.environment, text=True, timeout=seconds,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if must and done.returncode != 0:
            raise LabFailure(f"./lab/{command} {' '.join(arguments)}: {done.stdout.strip()}")
        return done.stdout

    def enter(self, host, *command, must=False):
        return self.run("enter", host, *command, must=must)

    @property
    def is_loopback(self):
        with open(os.path.join(self.state, "kind")) as file:
            return file.read().strip() == "loopback"

    def ask(self, words):
        """What a function of lab/lib says, such as `address balancer ext`."""
        if words not in self.addresses:
            script = ". lab/lib/lab.sh; . lab/lib/hosts.sh; . lab/lib/roles.sh; " + words
            self.addresses[words] = subprocess.run(
                ["bash", "-c", script, os.path.join(FOLDER, "lab", "up")], cwd=FOLDER, env=self.environment, text=True,
                check=True, stdout=subprocess.PIPE).stdout.strip()
        return self.addresses[words]

    def instances(self):
        return self.ask("role_instances").split()

    def key(self, name):
        return os.path.join(self.state, "keys", name)

    # What roles say of themselves

    def admin(self, instance, path, *options):
        """What an instance says on the address for those who run it, asked on its own host: the status and the text."""
        role, number = re.fullmatch(r"(.*?)(\d)", instance).groups()
        text = self.enter(
            self.ask(f"host_of {role} {number}"), "curl", "-s", "--max-time", "10", "-w", "\n%{http_code}", *options,
            f"http://{self.ask(f'admin_of {role} {number}')}{path}")
        body, _, status = text.rstrip().rpartition("\n")
        return (int(status) if status.isdigit() else 0), body

    def is_ready(self, instance):
        return self.admin(instance, "/readyz")[0] == 200

    def figure(self, instances, name, **labels):
        """A figure's sum over instances."""
        total = 0.0
        for instance in instances:
            for line in self.admin(instance, "/metrics")[1].splitlines():
                head, _, value = line.rpartition(" ")
                if head.partition("{")[0] == name and all(f'{key}="{word}"' in head for key, word in labels.items()):
                    total += float(value)
        return total

    def direct(self, host, peer, network, port, path="/", name="pay.psp.test"):
        """The HTTP status of a proxy that is asked directly, by the certificate of the one in front of it."""
        certificate = self.key(host)
        return self.enter(
            host, "curl", "-s", "-o", "/dev/null", "--max-time", "5", "-w", "%{http_code}", "--cacert", self.key("inner.crt"),
            "--cert", certificate + ".crt", "--key", certificate + ".key", "-H", f"Host: {name}", "--connect-to",
            f"{peer}.int.test:{port}:{self.ask(f'address {peer} {network}')}:{port}", f"https://{peer}.int.test:{port}{path}").strip()

    def handshake(self, host, address):
        """Whether a full handshake by a new connection ends well, as a deployment has to try it against each instance."""
        certificate = self.key(host)
        text = self.enter(
            host, "bash", "-c",
            f"timeout 4 openssl s_client -connect {address} -CAfile {self.key('inner.crt')} -cert {certificate}.crt -key {certificate}.key "
            "-verify_return_error </dev/null 2>&1")
        return "Verification: OK" in text

    def connects(self, host, address):
        """Whether a connection is taken, which is all that simple checks look at."""
        return "taken" in self.enter(host, "bash", "-c", f"timeout 4 bash -c '</dev/tcp/{address.replace(':', '/')}' && echo taken")

    def downs(self, proxy):
        """The servers that a proxy holds for down, as `backend/server`."""
        text = self.run("status")
        part = text.partition(f"As {proxy} sees it:\n")[2].partition("As ")[0]
        rows = [line.split() for line in part.splitlines() if line.strip()]
        return [f"{row[0]}/{row[1]}" for row in rows if row[2] != "UP"]

    # Books

    def rows(self, query):
        """A query's answer as JSON."""
        text = self.enter(
            "database", "psql", "-At", "-h", self.ask("address database app"), "-U", "postgres", "platform", "-c",
            f"SELECT coalesce(json_agg(row_to_json(found)), '[]') FROM ({query}) AS found", must=True)
        return json.loads(text)

    def bodies(self, table, condition="true"):
        return [
            json.loads(row["body"])
            for row in self.rows(f"SELECT convert_from(body, 'UTF8') AS body FROM {table} WHERE {condition}")
        ]


class Traffic:
    """`vigie traffic` on a host of the internet, in a process beside."""

    def __init__(self, lab, channels, rate, seconds, seed=1, options=()):
        self.record = tempfile.mktemp(prefix="vigie-lab-", suffix=".jsonl")
        self.command = [
            os.path.join(FOLDER, "lab", "enter"), "internet", lab.program, "traffic", "--mix",
            ",".join(channel.name for channel in channels), "--rate", str(rate), "--for", str(seconds), "--seed", str(seed),
            "--authorities", lab.key("outer.crt"), "--record", self.record, "--json", *options]
        for option in dict.fromkeys(channel.options for channel in channels):
            self.command += option
        for channel in channels:
            host = lab.ask("address balancer ext") if lab.is_loopback else f"{channel.record}.psp.test"
            self.command += ["--to", f"{channel.name}=" + channel.place.format(host=host)]
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.command, env=lab.environment | SHOP, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True)

    def end(self, seconds=240):
        """Waits for the last payment. Gives every payment's record."""
        try:
            output, error = self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise LabFailure(f"{' '.join(self.command)} did not end in {seconds} s") from None
        if self.process.returncode not in (0, 69) or not output:
            raise LabFailure(f"{' '.join(self.command)}: {error.strip()}")
        self.answer = json.loads(output)
        with open(self.record) as file:
            payments = [json.loads(line) for line in file]
        os.remove(self.record)
        return payments
