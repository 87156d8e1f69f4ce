"""Pages of what is watched, with their script, in a real browser: an open matrix, target and case tell an outage and its end without
being loaded again, keep the keyboard where it was, and say so when the program does not answer any more.

Usage: watch.py PROGRAM FOLDER [--pictures FOLDER]      starts PROGRAM with a shop that it watches, its data in FOLDER

Ends with "N passed, N failed"; the exit code is 1 when something failed.
"""

import http.server
import json
import sys
import threading

import looking
from looking import says

PASSWORD = "seven brown otters swim"


class Shop(http.server.ThreadingHTTPServer):
    """What is watched; another port of it serves as the anchor."""

    daemon_threads = True
    is_well = True

    def __init__(self):
        shop = self

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200 if shop.is_well else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        super().__init__(("127.0.0.1", 0), Answer)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Watcher(looking.Program):
    """The program, watching from three vantages of its own."""

    def __init__(self, program, folder):
        self.shop, anchor = Shop(), Shop()
        vantages = "".join(
            f'  - {{name: {name}, anchors: ["127.0.0.1:{anchor.port}"]}}\n' for name in ("paris", "london", "oslo"))
        (folder / "watch.yaml").write_text(
            f"vantages:\n{vantages}"
            "components:\n  - {name: shop, channel: ecommerce}\n"
            "parts: [{name: gateway, kind: instance}]\n"
            "paths:\n"
            "  - {name: external, kind: external, stops: "
            f'[{{name: front, address: "127.0.0.1:{self.shop.port}", through: [gateway]}}]}}\n'
            "probes:\n"
            f'  - {{name: page, kind: http, component: shop, to: "http://shop.test:{self.shop.port}/", paths: [external]}}\n')
        (folder / "vigie.yaml").write_text(
            f"data: {json.dumps(str(folder / 'data'))}\ntracker: {{enabled: false}}\nwatch: {{file: watch.yaml}}\n")
        super().__init__(program, ["--config", str(folder / "vigie.yaml")], folder / "log", code=True)


def renewed(look, what, page, holds, seconds=30):
    """Whether it comes true on a page that is not loaded again; says how long it took."""
    # Only the page that lies in front renews itself.
    page.bring_to_front()
    took = look.eventually(what, page, holds, seconds)
    look.stays(page)
    return took


def heading(text):
    return says(text, "h1")


def first_run(watcher, context):
    page = context.new_page()
    page.goto(watcher.base + "/en/console/first-run")
    for field, value in {
        "code": watcher.code, "name": "Ada", "email": "ada@example.com", "password": PASSWORD, "again": PASSWORD,
    }.items():
        page.fill(f"#first-run-{field}", value)
    with page.expect_navigation():
        page.press("#first-run-again", "Enter")
    page.close()


def living(look, watcher, context):
    matrix = look.open(context, watcher.base + "/en/console/watch")
    renewed(look, "the matrix: all is well", matrix, heading("Nothing is wrong"))
    way = matrix.evaluate("document.querySelector('#watch-live a').getAttribute('href')")
    target = look.open(context, watcher.base + way)
    target.evaluate("document.querySelector('#target-live').scrollIntoView()")
    french = look.open(context, watcher.base + "/fr/console/watch")
    renewed(look, "the same in French", french, heading("Tout va bien"))
    matrix.bring_to_front()
    matrix.evaluate("document.querySelector('#watch-live a').focus()")
    look.picture(matrix, "calm")

    watcher.shop.is_well = False
    took = renewed(look, "the matrix tells the outage", matrix, heading("Most likely the fault of"))
    print(f"an open matrix told it after {took:.1f} s")
    renewed(look, "and its cell", matrix, says("Down", "#watch-live"))
    focused = matrix.evaluate("document.activeElement.getAttribute('href')")
    look.check("the keyboard stays where it was", focused == way, f"{focused!r} instead of {way!r}")
    look.picture(matrix, "outage")
    renewed(look, "the target tells it", target, says("Down", "#target-live"))
    renewed(look, "and the French matrix", french, heading("Très probablement la faute de"))
    look.picture(target, "target")

    matrix.bring_to_front()
    case = matrix.evaluate("document.querySelector('#watch-live a[href*=\"/watch/cases/\"]')?.getAttribute('href') ?? ''")
    look.check("the matrix leads to the case", case)
    page = look.open(context, watcher.base + case)
    look.check("the case names its causes", page.evaluate("!!document.querySelector('#causes')"))

    watcher.shop.is_well = True
    renewed(look, "the matrix tells the end", matrix, heading("Nothing is wrong"), seconds=60)
    renewed(look, "and the case, in its heading", page, says("Good again", ".headline") + " || " + says("watched", ".headline"), 60)
    look.picture(page, "case")
    for other in (target, french, page):
        other.close()
    return matrix


def silent(look, watcher, matrix):
    watcher.kill()
    renewed(
        look, "an open page says that nobody answers", matrix,
        "getComputedStyle(document.querySelector('#watch-live .unreached')).display !== 'none'")
    # What stood there last is no longer told in colours: nobody knows whether it is still so.
    looks = matrix.evaluate("getComputedStyle(document.querySelector('.headline')).filter")
    look.check("nothing is green", "grayscale(1)" in looks, looks)
    look.picture(matrix, "silent")


def visit(look, watcher, context):
    first_run(watcher, context)
    silent(look, watcher, living(look, watcher, context))
    look.check_scripts()


if __name__ == "__main__":
    sys.exit(looking.run(Watcher, visit))
