"""Pages of what is watched, with their script, in a real browser: an open matrix, target and case tell an outage and its end without
being loaded again, keep the keyboard where it was, and say so when the program does not answer any more.

Usage: watch.py PROGRAM FOLDER [--pictures FOLDER]      starts PROGRAM with a shop that it watches, its data in FOLDER

Ends with "N passed, N failed"; the exit code is 1 when something failed.
"""

import argparse
import http.server
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

from playwright.sync_api import sync_playwright

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


class Watcher:
    """The program, watching from three vantages of its own."""

    def __init__(self, program, folder, shop, anchor):
        vantages = "".join(
            f'  - {{name: {name}, anchors: ["127.0.0.1:{anchor.port}"]}}\n' for name in ("paris", "london", "oslo"))
        (folder / "watch.yaml").write_text(
            f"vantages:\n{vantages}"
            "components:\n  - {name: shop, channel: ecommerce}\n"
            "parts: [{name: gateway, kind: instance}]\n"
            "paths:\n"
            "  - {name: external, kind: external, stops: "
            f'[{{name: front, address: "127.0.0.1:{shop.port}", through: [gateway]}}]}}\n'
            "probes:\n"
            f'  - {{name: page, kind: http, component: shop, to: "http://shop.test:{shop.port}/", paths: [external]}}\n')
        (folder / "vigie.yaml").write_text(
            f"data: {json.dumps(str(folder / 'data'))}\ntracker: {{enabled: false}}\nwatch: {{file: watch.yaml}}\n")
        log = folder / "log"
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [program, "serve", "--config", str(folder / "vigie.yaml"), "--listen", "127.0.0.1:0"],
                stdout=out, stderr=out, stdin=subprocess.DEVNULL,
            )
        for _ in range(600):
            text = log.read_text()
            place, code = re.search(r"listen=(http\S+)", text), re.search(r"with the code ([a-z0-9-]+)", text)
            if place and code:
                self.base, self.code = place[1], code[1]
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        sys.exit(f"error: the program did not come up\n{log.read_text()}")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


class Looker:
    def __init__(self, pictures):
        self.pictures = pictures
        self.passed = 0
        self.failed = 0
        self.messages = []

    def check(self, what, holds, why=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what} {why}")

    def open(self, context, address):
        page = context.new_page()
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.goto(address)
        page.evaluate("window.stayed = true")
        return page

    def eventually(self, what, page, holds, seconds=30):
        """Whether it comes true on a page that is not loaded again; says how long it took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            # Only the page that lies in front renews itself.
            page.bring_to_front()
            if page.evaluate(holds):
                self.check(what, page.evaluate("window.stayed === true"), "after it was loaded again")
                return time.monotonic() - began
            time.sleep(0.05)
        self.check(what, False, page.evaluate("document.body.innerText").replace("\n", " ")[:400])
        return seconds

    def picture(self, page, name):
        if self.pictures:
            page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


def heading(text):
    return f"document.querySelector('h1').innerText.includes({json.dumps(text)})"


def says(text, place="main"):
    return f"document.querySelector({json.dumps(place)}).innerText.includes({json.dumps(text)})"


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


def living(look, watcher, shop, context):
    matrix = look.open(context, watcher.base + "/en/console/watch")
    look.eventually("the matrix: all is well", matrix, heading("Nothing is wrong"))
    way = matrix.evaluate("document.querySelector('#watch-live a').getAttribute('href')")
    target = look.open(context, watcher.base + way)
    target.evaluate("document.querySelector('#target-live').scrollIntoView()")
    french = look.open(context, watcher.base + "/fr/console/watch")
    look.eventually("the same in French", french, heading("Tout va bien"))
    matrix.bring_to_front()
    matrix.evaluate("document.querySelector('#watch-live a').focus()")
    look.picture(matrix, "calm")

    shop.is_well = False
    took = look.eventually("the matrix tells the outage", matrix, heading("Most likely the fault of"))
    print(f"an open matrix told it after {took:.1f} s")
    look.eventually("and its cell", matrix, says("Down", "#watch-live"))
    focused = matrix.evaluate("document.activeElement.getAttribute('href')")
    look.check("the keyboard stays where it was", focused == way, f"{focused!r} instead of {way!r}")
    look.picture(matrix, "outage")
    look.eventually("the target tells it", target, says("Down", "#target-live"))
    look.eventually("and the French matrix", french, heading("Très probablement la faute de"))
    look.picture(target, "target")

    matrix.bring_to_front()
    case = matrix.evaluate("document.querySelector('#watch-live a[href*=\"/watch/cases/\"]')?.getAttribute('href') ?? ''")
    look.check("the matrix leads to the case", case)
    page = look.open(context, watcher.base + case)
    look.check("the case names its causes", page.evaluate("!!document.querySelector('#causes')"))

    shop.is_well = True
    look.eventually("the matrix tells the end", matrix, heading("Nothing is wrong"), seconds=60)
    look.eventually("and the case, in its heading", page, says("Good again", ".headline") + " || " + says("watched", ".headline"), 60)
    look.picture(page, "case")
    for other in (target, french, page):
        other.close()
    return matrix


def silent(look, watcher, matrix):
    watcher.process.send_signal(signal.SIGKILL)
    watcher.process.wait()
    look.eventually(
        "an open page says that nobody answers", matrix,
        "getComputedStyle(document.querySelector('#watch-live .unreached')).display !== 'none'")
    # What stood there last is no longer told in colours: nobody knows whether it is still so.
    looks = matrix.evaluate("getComputedStyle(document.querySelector('.headline')).filter")
    look.check("nothing is green", "grayscale(1)" in looks, looks)
    look.picture(matrix, "silent")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--pictures")
    arguments = parser.parse_args()
    folder = pathlib.Path(arguments.folder)
    pictures = pathlib.Path(arguments.pictures) if arguments.pictures else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    look = Looker(pictures)
    shop, anchor = Shop(), Shop()
    watcher = Watcher(arguments.program, folder, shop, anchor)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
                args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
                env={**os.environ, "HOME": str(folder)},
            )
            context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en", reduced_motion="reduce")
            first_run(watcher, context)
            silent(look, watcher, living(look, watcher, shop, context))
            look.check("no error of the script", not look.messages, str(look.messages))
            browser.close()
    finally:
        watcher.stop()
    print(f"{look.passed} passed, {look.failed} failed")
    return 1 if look.failed or not look.passed else 0


if __name__ == "__main__":
    sys.exit(main())
