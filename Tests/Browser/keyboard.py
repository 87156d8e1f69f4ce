"""Works in the console with the keyboard alone: the first run, the catalogue, sign-in, declare, say, resolve.

Usage: keyboard.py BASE_URL SETUP_CODE [--pictures FOLDER]

Nothing is clicked. On every page that the way leads over axe must find nothing, the page must not be wider than the window,
and where the keyboard is must be visible. Ends with "N passed, N failed"; the exit code is 1 when something failed.
"""

import argparse
import os
import pathlib
import sys
import time

import axe_playwright_python
from playwright.sync_api import sync_playwright

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
PASSWORD = "seven brown otters swim"
EMAIL = "ada@example.com"


class Keyboard:
    def __init__(self, page, base, pictures):
        self.page = page
        self.base = base
        self.pictures = pictures
        self.passed = 0
        self.failures = []
        self.looked = 0

    def check(self, holds, what):
        if holds:
            self.passed += 1
        else:
            self.failures.append(what)
            print(f"failed: {what}")

    def look(self, name):
        """A page as it is now: axe, its width, and whether it says where the keyboard is."""
        page = self.page
        self.looked += 1
        if self.pictures:
            page.screenshot(path=str(self.pictures / f"{self.looked:02}-{name}.png"), full_page=True)
        page.evaluate(AXE)
        found = page.evaluate(
            "axe.run(document).then(r => r.violations.map("
            "v => v.id + ': ' + v.nodes.map(n => n.html).join(' ').slice(0, 300)))")
        for violation in found:
            self.failures.append(f"{name}: {violation}")
            print(f"failed: {name}: {violation}")
        self.check(not found, f"{name}: axe")
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        self.check(width <= 0, f"{name}: {width} px wider than the window")

    def focus(self):
        return self.page.evaluate("document.activeElement ? document.activeElement.id : ''")

    def to(self, wanted, most=150):
        """Presses Tab until the keyboard is there."""
        for _ in range(most):
            if self.focus() == wanted:
                outline = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                self.check(outline != "none", f"{wanted}: nothing shows that the keyboard is there")
                return
            self.page.keyboard.press("Tab")
        raise SystemExit(f"error: Tab does not lead to {wanted} on {self.page.url}; it is at {self.focus()}")

    def type(self, wanted, text):
        self.to(wanted)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, selector):
        """Space on a box or a radio, which Tab or the arrows lead to."""
        for _ in range(150):
            if self.page.evaluate("s => document.activeElement && document.activeElement.matches(s)", selector):
                self.page.keyboard.press("Space")
                return
            group = self.page.evaluate(
                "s => { const a = document.activeElement, w = document.querySelector(s);"
                " return a && w && a.type === 'radio' && a.name === w.name && a.form === w.form }", selector)
            self.page.keyboard.press("ArrowDown" if group else "Tab")
        raise SystemExit(f"error: the keyboard does not lead to {selector} on {self.page.url}")

    def unfold(self, field):
        """Opens the part of the page that holds a field, by its summary."""
        selector = f"details:has(#{field}) > summary"
        for _ in range(150):
            if self.page.evaluate("s => document.activeElement && document.activeElement.matches(s)", selector):
                self.page.keyboard.press("Enter")
                self.check(self.page.is_visible("#" + field), f"the part with {field} opens")
                return
            self.page.keyboard.press("Tab")
        raise SystemExit(f"error: the keyboard does not lead to the part with {field} on {self.page.url}")

    def reach(self, selector):
        """Presses Tab until the keyboard is at what a selector names."""
        for _ in range(150):
            if self.page.evaluate("s => document.activeElement && document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise SystemExit(f"error: the keyboard does not lead to {selector} on {self.page.url}")

    def send(self):
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.settle()

    def open(self, path):
        answer = self.page.goto(self.base + path)
        self.check(answer.ok, f"{path} answers {answer.status}")
        self.settle()

    def settle(self):
        """Waits until the page has given the keyboard to the field that asks for it, which a busy machine does late."""
        self.page.wait_for_function(
            "() => { const a = document.querySelector('[autofocus]'); return !a || document.activeElement === a }")

    def says(self, words):
        self.check(words in self.page.inner_text("main"), f"{self.page.url} does not say: {words}")


def ago(minutes):
    """A time as somebody types it who reads it on a graph."""
    return time.strftime("%Y-%m-%d %H:%M +00:00", time.gmtime(time.time() - 60 * minutes))


def declare(keys, name, french, reference, start=None):
    """From the title to the button; with a start where evidence gives one."""
    keys.open("/en/console/declare")
    keys.look("declare")
    begin = time.monotonic()
    keys.check(keys.focus() == "declare-title-en", "declaring begins in the title")
    keys.page.keyboard.type(name)
    keys.type("declare-title-fr", french)
    keys.tick("input[name=severity][value=critical]")
    keys.tick("input[name=components][value=shop]")
    if start:
        keys.tick("input[name=from][value=measured]")
        keys.type("declare-start", start)
        keys.type("declare-evidence-en", "alert 4711 of the gateway")
    keys.send()
    span = time.monotonic() - begin
    known = "a start" if start else "no start yet"
    keys.check(span < 15, f"declaring with {known} took {span:.1f} s")
    print(f"declared in {span:.1f} s, with {known}")
    keys.says("It is declared.")
    keys.says(reference)
    return keys.page.url.split("?")[0][len(keys.base):]


def work(keys, code):
    keys.open("/en/console")
    keys.check(keys.page.url.endswith("/en/console/first-run"), "without users the first run is shown")
    keys.check(keys.focus() == "first-run-code", "the first run begins in the field of the code")
    keys.look("first-run")
    keys.page.keyboard.type(code)
    keys.type("first-run-name", "Ada")
    keys.type("first-run-email", EMAIL)
    keys.type("first-run-password", PASSWORD)
    keys.type("first-run-again", PASSWORD)
    keys.send()
    keys.says("Begin with your organisation")
    keys.look("nothing-yet")

    keys.open("/en/console/catalogue/provider")
    keys.check(keys.focus() == "provider-id", "a form begins in its first field")
    keys.page.keyboard.type("acme")
    keys.type("provider-name", "Acme Pay")
    keys.type("provider-zone", "Europe/Paris")
    keys.type("provider-numbering", "AC-{n}")
    keys.look("provider")
    keys.send()
    keys.says("It is saved.")
    keys.open("/en/console/catalogue/brand")
    keys.page.keyboard.type("north")
    keys.type("brand-name", "North")
    keys.tick("input[name=languages][value=en]")
    keys.tick("input[name=languages][value=fr]")
    keys.look("brand")
    keys.send()
    keys.says("It is saved.")
    for name in ("shop", "till"):
        keys.open("/en/console/catalogue/component")
        keys.page.keyboard.type(name)
        keys.type("component-name-en", name.title())
        keys.tick("input[name=brands][value=north]")
        keys.send()
        keys.says("It is saved.")
    keys.look("catalogue")

    keys.page.keyboard.press("Home")
    for _ in range(40):
        if keys.page.evaluate("document.activeElement.closest('form') && document.activeElement.closest('form').action.endsWith('/sign-out')"):
            break
        keys.page.keyboard.press("Tab")
    keys.send()
    keys.says("You are signed out.")
    keys.look("sign-in")
    keys.check(keys.focus() == "sign-in-email", "sign-in begins in the field of the address")
    keys.page.keyboard.type(EMAIL)
    keys.type("sign-in-password", PASSWORD)
    keys.send()
    keys.says("Nothing is open")
    keys.look("overview")

    declare(keys, "Card payments are slow", "Paiements par carte lents", "AC-1", start=ago(7))
    keys.says("our measurements show payments failing since")
    place = declare(keys, "Card payments fail", "Échec des paiements par carte", "AC-2")
    keys.says("we have reports of failing payments")
    # Words of one's own wait for a second person; readers see the agreed title until then.
    keys.says("Outage: Shop")
    keys.look("incident")

    # Since when comes from evidence, after the first word.
    keys.unfold("window-start")
    keys.type("window-start", ago(5))
    keys.type("window-evidence-en", "the graph of declines")
    keys.send()
    # What the window rests on is words of one's own too.
    keys.says("It is saved. Words of your own wait for a second person.")
    keys.tick("#say input[name=sentence][value=degraded]")
    keys.send()
    keys.says("It is said.")
    # Nothing is taken for the end before somebody says so.
    keys.check(keys.page.input_value("#resolve-end") == "", "the end of an impact is empty at first")
    keys.tick("#resolve input[name=end-from][value=now]")
    keys.send()
    keys.says("It is resolved.")
    keys.look("resolved")
    for name in ("/postmortem", "/told"):
        keys.open(place + name)
        keys.look(name[1:])
    for name in ("catalogue/provider/acme", "catalogue/brand/north"):
        keys.open("/en/console/" + name)
        keys.look(name.replace("/", "-"))
    # A part of the organisation is taken out of use and back.
    for deed, said in (("retire", "It is retired."), ("take-back", "It is in use again.")):
        keys.open("/en/console/catalogue/component/till")
        keys.look("component-" + deed)
        keys.reach(f"form[action$='/till/{deed}'] button")
        keys.send()
        keys.says(said)
        keys.look("catalogue-" + deed)
    places = (
        "plan", "incidents", "users", "tokens", "account", "audit", "moving", "catalogue/series", "catalogue/sentence")
    for name in places:
        keys.open("/en/console/" + name)
        keys.look(name.replace("/", "-"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("code")
    parser.add_argument("--pictures", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        keys = Keyboard(context.new_page(), arguments.base.rstrip("/"), arguments.pictures)
        work(keys, arguments.code)
        browser.close()
    print(f"{keys.passed} passed, {len(keys.failures)} failed")
    sys.exit(1 if keys.failures else 0)


if __name__ == "__main__":
    main()
