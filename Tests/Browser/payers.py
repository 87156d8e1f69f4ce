"""Pays as people do, in a real browser: the issuer's challenge and the simulated bank, with and without script.

Usage: payers.py PROGRAM FOLDER [--pictures FOLDER]

Starts the 3DS server, the issuer and the gateway of redirect methods on loopback, each page in three languages, on a phone and
on a desktop, light and dark. Each must have no axe violation, no horizontal overflow and no message on the console; each way
must end at the shop. Ends with "N passed, N failed"; the exit code is 1 when something failed.
"""

import argparse
import hashlib
import http.server
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request
import uuid

import axe_playwright_python
from playwright.sync_api import sync_playwright

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
KEY = "0123456789abcdef0123456789abcdef"
OUTCOMES = []


def check(name, problems):
    OUTCOMES.append(not problems)
    print(("ok      " if not problems else "FAILED  ") + name, *problems, sep="\n        " if problems else "", flush=True)


def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Shop(http.server.BaseHTTPRequestHandler):
    """Where browsers come back to."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><html lang='en'><head><title>Shop</title></head><body>back</body></html>")

    def log_message(self, *_):
        pass


class Platform:
    def __init__(self, program, folder):
        self.shop = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
        threading.Thread(target=self.shop.serve_forever, daemon=True).start()
        self.back = f"http://127.0.0.1:{self.shop.server_port}"
        self.issuer, self.server, self.bank = (f"http://127.0.0.1:{port()}" for _ in range(3))
        merchants = pathlib.Path(folder) / "merchants.json"
        digest = hashlib.sha256(b"shop-key").hexdigest()
        shop = {"id": "shop", "name": "Corner shop", "keys": ["sha256:" + digest], "returnOrigins": [self.back]}
        merchants.write_text(json.dumps({"merchants": [shop]}))

        def start(role, origin, *options):
            command = [program, "platform", role, "--listen", origin.removeprefix("http://"), "--origin", origin]
            command += ["--sealing-key", "env:PAYERS_KEY", "--drain", "1", *options]
            log = open(pathlib.Path(folder) / (role + ".log"), "wb")
            return subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"PAYERS_KEY": KEY})

        self.processes = [
            start("issuer", self.issuer, "--server-origin", self.server),
            start(
                "3ds-server", self.server, "--directory", self.issuer + "/directory", "--return-origin", self.back
            ),
            start(
                "apm-gateway", self.bank, "--merchants", str(merchants), "--database", f"sqlite:{folder}/apm.sqlite"
            ),
        ]
        for origin in (self.issuer, self.server, self.bank):
            self.wait(origin)

    @staticmethod
    def wait(origin):
        host, number = origin.removeprefix("http://").split(":")
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex((host, int(number))) == 0:
                    return
            time.sleep(0.1)
        raise SystemExit(f"error: {origin} did not come up")

    def stop(self):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=30)
        self.shop.shutdown()

    def ask(self, address, body=None):
        request = urllib.request.Request(
            address,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer shop-key", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def challenge(self):
        name = str(uuid.uuid4())
        body = {
            "id": name,
            "card": "4000000000003220",
            "expiry": "3012",
            "amount": 1999,
            "currency": "EUR",
            "merchant": "CORNER SHOP",
            "returnAddress": self.back + "/back?order=1",
        }
        for _ in range(50):
            step = self.ask(self.server + "/v1/authentications", body)
            if step["step"] == "challenge":
                return name, step
            # The card ranges were not there yet.
            name = body["id"] = str(uuid.uuid4())
            time.sleep(0.2)
        raise SystemExit(f"error: no challenge, but {step}")

    def result(self, name):
        return self.ask(f"{self.server}/v1/authentications/{name}")

    def redirect(self, method):
        name = uuid.uuid4().hex
        body = {
            "id": name,
            "method": method,
            "amount": 123456 if method == "online-banking" else 4200,
            "currency": "EUR",
            "returnAddress": self.back + "/back?order=" + name,
            "reference": "Order 7",
        }
        made = self.ask(self.bank + "/v1/redirect-payments", body)
        return name, made["next"]["address"]

    def status(self, name):
        return self.ask(f"{self.bank}/v1/redirect-payments/{name}")["status"]


def look(page, messages, name, pictures):
    """What is wrong with a page as it stands."""
    problems = [f"console: {message}" for message in messages]
    messages.clear()
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if width[0] > width[1]:
        problems.append(f"overflows: {width[0]} of {width[1]} pixels")
    page.evaluate(AXE)
    for violation in page.evaluate("axe.run()")["violations"]:
        problems.append(f"axe: {violation['id']}: {violation['help']}")
    if pictures:
        page.screenshot(path=str(pathlib.Path(pictures) / (re.sub(r"[^a-z0-9]+", "-", name.lower()) + ".png")))
    check(name, problems)


def open_challenge(page, step):
    """Posts the form that the gateway would show."""
    fields = "".join(f'<input name="{name}" value="{value}">' for name, value in step["fields"].items())
    page.set_content(f'<form method="post" action="{step["address"]}">{fields}</form>')
    with page.expect_navigation():
        page.evaluate("document.forms[0].submit()")


def code(page):
    return re.search(r"\d{6}", page.text_content("#simulation")).group()


def pay_by_card(platform, context, guise, has_script, pictures, whole):
    page = context.new_page()
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    name, step = platform.challenge()
    if has_script:
        open_challenge(page, step)
    else:
        # Without script the test can't submit by itself: the form has a button.
        fields = "".join(f'<input name="{n}" value="{v}">' for n, v in step["fields"].items())
        page.set_content(f'<form method="post" action="{step["address"]}">{fields}<button>go</button></form>')
        page.click("button")
    if whole:
        look(page, messages, f"challenge, {guise}", pictures)
    page.fill("#code", "000000")
    page.click("button.first")
    if whole:
        look(page, messages, f"challenge, wrong code, {guise}", pictures)
    page.fill("#code", code(page))
    page.keyboard.press("Enter")
    if has_script:
        page.wait_for_url(platform.back + "/**")
    else:
        look(page, messages, f"back to the shop, {guise}", pictures) if whole else None
        page.click("button.first")
        page.wait_for_url(platform.back + "/**")
    problems = [f"console: {message}" for message in messages]
    result = platform.result(name)
    if result["step"] != "authenticated":
        problems.append(f"the payment is {result}")
    check(f"paid by card, {guise}", problems)
    page.close()


def cancel_card(platform, context, guise):
    page = context.new_page()
    name, step = platform.challenge()
    open_challenge(page, step)
    page.click("button[value=cancel]")
    page.wait_for_url(platform.back + "/**")
    result = platform.result(name)
    check(f"given up, {guise}", [] if result["step"] == "refused" else [f"the payment is {result}"])
    page.close()


def pay_by_redirect(platform, context, guise, pictures, whole):
    page = context.new_page()
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    for choice, expected in (("pay", "paid"), ("cancel", "cancelled"), ("late", "open")):
        name, address = platform.redirect("online-banking")
        page.goto(address)
        if whole and choice == "pay":
            look(page, messages, f"bank, {guise}", pictures)
        page.click(f"button[value={choice}]")
        page.wait_for_url(platform.back + "/**")
        problems = [f"console: {message}" for message in messages]
        messages.clear()
        if platform.status(name) != expected:
            problems.append(f"{platform.status(name)} and not {expected}")
        check(f"bank: {choice}, {guise}", problems)
        if whole and choice == "pay":
            page.goto(address)
            look(page, messages, f"bank, over, {guise}", pictures)
    name, address = platform.redirect("voucher")
    page.goto(address)
    page.click("button[value=voucher]")
    if whole:
        look(page, messages, f"voucher, {guise}", pictures)
    page.goto(address)
    if whole:
        look(page, messages, f"counter, {guise}", pictures)
    page.click("button[value=pay]")
    page.wait_for_url(platform.back + "/**")
    check(f"voucher, paid, {guise}", [] if platform.status(name) == "paid" else [platform.status(name)])
    name, address = platform.redirect("wallet")
    page.goto(address)
    page.click("button[value=leave]")
    if whole:
        look(page, messages, f"left, {guise}", pictures)
    check(f"wallet: left, {guise}", [] if platform.status(name) == "open" else [platform.status(name)])
    page.close()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("folder")
    arguments.add_argument("--pictures")
    options = arguments.parse_args()
    if options.pictures:
        pathlib.Path(options.pictures).mkdir(parents=True, exist_ok=True)
    platform = Platform(options.program, options.folder)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
            )
            guises = [
                ("en", "light", 390, True),
                ("fr", "dark", 390, True),
                ("it", "light", 1280, True),
                ("en", "dark", 1280, False),
            ]
            for language, scheme, width, has_script in guises:
                # Axe needs scripts of its own to look at a page, so pages without script are looked at as they work.
                context = browser.new_context(
                    locale=language,
                    color_scheme=scheme,
                    viewport={"width": width, "height": 800},
                    java_script_enabled=has_script,
                    bypass_csp=False,
                )
                guise = f"{language}, {scheme}, {width}" + ("" if has_script else ", no script")
                pay_by_card(platform, context, guise, has_script, options.pictures, has_script)
                if has_script:
                    cancel_card(platform, context, guise)
                pay_by_redirect(platform, context, guise, options.pictures, has_script)
                context.close()
            browser.close()
    finally:
        platform.stop()
    passed = sum(OUTCOMES)
    print(f"{passed} passed, {len(OUTCOMES) - passed} failed")
    raise SystemExit(0 if passed == len(OUTCOMES) else 1)


main()
