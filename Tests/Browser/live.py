"""Status pages with their script, in a real browser: they update themselves when something is published, and doubt themselves
when nobody has renewed them for 15 minutes, whether the server is frozen, gone, or only left files behind. The clock of the
page is moved, so nobody waits.

Usage: live.py PROGRAM FOLDER [--pictures FOLDER]      starts PROGRAM with the demo, its data in FOLDER

Ends with "N passed, N failed"; the exit code is 1 when something failed.
"""

import functools
import http.server
import json
import subprocess
import sys
import threading
import time
import urllib.request

import looking
from looking import says


class Server(looking.Program):
    """The program with the demo."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        super().__init__(program, ["--demo", "--data", str(folder / "live")], folder / "live.log")

    def order(self, path, body):
        request = urllib.request.Request(
            self.base + path, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")


def declare(server, reference, severity, number):
    server.order(
        "/api/desk/incidents",
        {
            "provider": "payplug", "reference": reference, "severity": severity, "components": ["ecommerce"],
            "priority": "P1",
            "title": {"en": f"Live {number}", "fr": f"Direct {number}", "it": f"Diretta {number}"},
            "start": "2026-01-05T10:00:00Z",
        },
    )


def late(look, server, context):
    """What is published after a page was written and before its line stands is told when the line stands."""
    held = []
    page = context.new_page()
    page.route("**/status/events", lambda route: held.append(route))
    page.goto(server.base + "/status/payplug/en/")
    end = time.monotonic() + 10
    while not held and time.monotonic() < end:
        page.wait_for_timeout(20)
    declare(server, "TSR-6999", "minor", "late")
    page.wait_for_timeout(1500)
    look.check("it doesn't know yet", not page.evaluate(says("Live late")))
    held[0].continue_()
    look.eventually("a page tells what came before its line stood", page, says("Live late"))
    server.order(
        "/api/desk/incidents/tsr-6999/orders",
        {"order": "resolve", "end": "2026-01-05T11:00:00Z", "say": {"sentence": "resolved"}},
    )
    page.close()


def publishing(look, server, context):
    """What is published stands on a page that is open, in moments, without its being loaded again."""
    declare(server, "TSR-7000", "minor", "zero")
    page = look.open(context, server.base + "/status/payplug/en/")
    look.eventually("what was declared is there", page, says("Live zero"))
    page.reload()
    page.evaluate("window.stayed = true")
    incident = look.open(context, server.base + "/status/payplug/fr/history/")
    first = page.evaluate("document.querySelector('h1').innerText")
    look.check("what goes on at first", first == "A minor incident is going on", first)
    zone = page.evaluate("document.querySelector('main time .yours')?.innerText ?? ''")
    look.check("times have the reader's own beside them", "your time" in zone, zone)
    link = page.evaluate(
        "(() => { const link = document.querySelector('main a'); link.focus(); return link.textContent; })()")
    # It listens from a moment after it was loaded.
    time.sleep(0.5)
    declare(server, "TSR-7001", "major", "one")
    took = look.eventually("a page that is open tells what is declared", page, says("Live one"))
    print(f"an open page told it after {took * 1000:.0f} ms")
    look.eventually("and so does another page, in its language", incident, says("Direct one"))
    title = page.evaluate("document.querySelector('h1').innerText + ' / ' + document.title")
    look.check("its heading and its title", title.count("A major incident is going on") == 2, title)
    look.stays(page)
    focused = page.evaluate("document.activeElement.textContent")
    look.check("the keyboard stays where it was", focused == link, f"{focused!r} instead of {link!r}")
    look.check("new times are dressed too", page.evaluate("document.querySelectorAll('main time .yours').length") > 0)
    look.picture(page, "told")
    server.order(
        "/api/desk/incidents/tsr-7001/orders",
        {"order": "resolve", "end": "2026-01-05T11:00:00Z", "say": {"sentence": "resolved"}},
    )
    look.eventually("and its end", page, "document.querySelector('h1').innerText === 'A minor incident is going on'")
    look.check_scripts()
    page.close()
    incident.close()


DOUBTS = "document.querySelectorAll('main .stale').length === 1 && !document.querySelector('main .services .state')"


def doubting(look, page, name):
    """From 14 minutes on to 16, with what a page does in between."""
    page.clock.run_for(60_000)
    look.check(f"{name}: no doubt at first", page.evaluate("!document.querySelector('main .stale')"))
    page.clock.fast_forward(16 * 60_000)
    # The next look at the clock, the pause before asking, and the patience with who doesn't answer.
    for _ in range(6):
        page.clock.run_for(30_000)
        time.sleep(0.1)
    look.eventually(f"{name}: it says that it does not know", page, DOUBTS, seconds=5)
    heading = page.evaluate("document.querySelector('h1').innerText")
    look.check(f"{name}: in its heading", heading == page.evaluate("document.querySelector('meta[name=vigie-unknown]').content"), heading)
    note = page.evaluate("document.querySelector('main .stale')?.innerText ?? ''")
    look.check(f"{name}: and as of when its facts are", note == page.evaluate("document.querySelector('meta[name=vigie-stale]').content"), note)
    look.check(f"{name}: nothing is green", page.evaluate("!!document.querySelector('main .now.unknown')"))
    look.picture(page, f"doubt-{name}")


def frozen(look, server, context):
    """The connections stay open, and nobody answers."""
    page = look.open(context, server.base + "/status/payplug/en/", moves_clock=True)
    server.freeze()
    doubting(look, page, "frozen")
    look.check("frozen: asking again changes nothing", page.evaluate("document.querySelectorAll('main .stale').length") == 1)
    server.thaw()
    # The page's clock is ahead of the server's: a page of now is as old to it as it was moved on, so it is set back.
    page.clock.set_system_time(time.time() * 1000)
    declare(server, "TSR-7002", "minor", "two")
    look.eventually(
        "frozen: whoever answers again is believed again", page, says("Live two") + " && !document.querySelector('main .stale')")
    look.check_scripts("frozen: no error of the script")
    page.close()


def gone(look, server, context):
    page = look.open(context, server.base + "/status/dalenys/fr/", moves_clock=True)
    server.stop()
    doubting(look, page, "gone")
    look.check_scripts("gone: no error of the script")
    page.close()


def left_behind(look, server, context):
    """Pages as files, which nobody exports any more: served for ever, and doubted all the same."""
    out = server.folder / "exported"
    subprocess.run(
        [server.program, "export", "--data", str(server.folder / "live"), str(out)], check=True, capture_output=True)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(out))) as files:
        threading.Thread(target=files.serve_forever, daemon=True).start()
        page = look.open(context, f"http://127.0.0.1:{files.server_address[1]}/payplug/en/", moves_clock=True)
        doubting(look, page, "exported")
        look.check_scripts("exported: no error of the script")
        page.close()
        files.shutdown()


def visit(look, server, context):
    late(look, server, context)
    publishing(look, server, context)
    frozen(look, server, context)
    gone(look, server, context)
    left_behind(look, server, context)


if __name__ == "__main__":
    sys.exit(looking.run(Server, visit, timezone_id="America/New_York"))
