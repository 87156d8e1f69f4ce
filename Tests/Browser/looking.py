"""What tests that start the program and look at it in a real browser share: counting, waiting for what comes true on an open
page, starting and ending the program, and the browser."""

import argparse
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

from playwright.sync_api import sync_playwright


class Looker:
    def __init__(self, pictures):
        self.pictures = pictures
        self.passed = 0
        self.failed = 0
        # What scripts of pages complained about.
        self.messages = []

    def check(self, what, holds, why=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what} {why}")

    def check_scripts(self, what="no error of the script"):
        self.check(what, not self.messages, str(self.messages))
        self.messages.clear()

    def open(self, context, address, moves_clock=False):
        """A page that remembers whether it was loaded again."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        if moves_clock:
            page.clock.install()
        page.goto(address)
        page.evaluate("window.stayed = true")
        return page

    def stays(self, page):
        self.check("it was not loaded again", page.evaluate("window.stayed === true"))

    def eventually(self, what, page, holds, seconds=10):
        """Whether a function in the page comes true; says how long it took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if page.evaluate(holds):
                self.check(what, True)
                return time.monotonic() - began
            time.sleep(0.02)
        self.check(what, False, page.evaluate("document.querySelector('main').innerText").replace("\n", " ")[:400])
        return seconds

    def picture(self, page, name):
        if self.pictures:
            page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


class Program:
    """`vigie serve` on a port of its own, with what its log says."""

    def __init__(self, program, arguments, log, code=False):
        log.write_text("")
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [program, "serve", "--listen", "127.0.0.1:0", *arguments], stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        for _ in range(600):
            text = log.read_text()
            place = re.search(r"listen=(http\S+)", text)
            first = re.search(r"with the code ([a-z0-9-]+)", text)
            if place and (first or not code):
                self.base = place[1]
                self.code = first[1] if first else None
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        sys.exit(f"error: the program did not come up\n{log.read_text()}")

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.thaw()
            self.process.terminate()
            self.process.wait()


def says(text, place="main"):
    return f"document.querySelector({json.dumps(place)}).innerText.includes({json.dumps(text)})"


def run(start, visit, **context):
    """Starts the program with `start(program, folder)`, hands it to `visit(look, server, context)`, ends it, and counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    look = Looker(arguments.pictures)
    server = start(arguments.program, arguments.folder)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
                args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
                env={**os.environ, "HOME": str(arguments.folder)},
            )
            visit(
                look, server,
                browser.new_context(
                    viewport={"width": 1280, "height": 900}, locale="en", reduced_motion="reduce", **context))
            browser.close()
    finally:
        server.stop()
    print(f"{look.passed} passed, {look.failed} failed")
    return 1 if look.failed or not look.passed else 0
