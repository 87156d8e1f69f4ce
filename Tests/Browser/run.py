"""Looks at every public page as readers do: phone and desktop, light and dark, and on paper, in each language.

Usage: run.py BASE_URL [--written] [--pictures FOLDER] [--only TEXT] [--paths PATH,FOLDER:PATH] [--share N/OF]

Each page must have no axe violation, no horizontal overflow, no message on the console, and no label of the time axis
on another or outside the picture. Ends with "N passed, N failed"; the exit code is 1 when something failed.
"""

import argparse
import os
import pathlib
import sys
import tempfile
import time

import axe_playwright_python
from playwright.sync_api import sync_playwright

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
LANGUAGES = ["en", "fr", "it"]
PATHS = [
    "",
    "providers/payplug",
    "incidents/tsr-1532",
    "incidents/tsr-1023",
    "incidents/tsr-2641",
    "incidents/tsr-2292",
    "providers",
    "providers/payplug/honesty",
    "follow",
    "search",
    "compare",
    "insights",
    "alerts",
    "alerts/routes",
    "alerts/explain?incident=tsr-1532",
    "not-found",
]
# The status pages of the demo's brands: on a running server only.
STATUS = {
    "status/payplug": [
        "",
        "history/",
        "history/2025-12/",
        "incidents/tsr-2641/",
        "incidents/tsr-1532/",
        "maintenance/",
        "subscribe/",
        "banner/",
        "not-found",
    ],
    "status/dalenys": ["", "incidents/tsr-2641/"],
}
# What write-pages makes beside the demo, by the folder that it stands in.
WRITTEN = {
    "tracked": [
        "",
        "providers",
        "providers-nothing",
        "providers/meridian-pay",
        "providers/meridian-pay/honesty",
        "providers/northbank",
        "providers/kanto-checkout",
        "providers/lago-instant",
        "older",
        "incidents/meridian-204",
        "incidents/meridian-187",
        "incidents/vela-88",
        "incidents/kanto-1",
        "incidents/meridian-m12",
        "incidents/northbank-31",
        "event",
        "event-alone",
        "event-refused",
        "event-signed-in",
        "follow",
        "follow-found",
        "follow-nothing",
        "follow-done",
        "follow-refused",
        "follow-signed-in",
        "search",
        "search-found",
        "search-filtered",
        "search-nothing",
        "search-problem",
        "search-entity",
        "compare",
        "compare-two",
        "compare-four",
        "compare-one",
        "insights",
    ],
    "desk": [
        "console/first-run",
        "console/first-run-refused",
        "console/nothing-yet",
        "console/sign-in",
        "console/sign-in-refused",
        "console/join",
        "console/new-password",
        "console/overview",
        "console/declare",
        "console/declare-preview",
        "console/declare-refused",
        "console/plan",
        "console/incidents",
        "console/incidents/ac-1",
        "console/incidents/ac-1-preview",
        "console/incidents/ac-1-conflict",
        "console/incidents/ac-1/postmortem",
        "console/incidents/ac-1/postmortem-preview",
        "console/incidents/ac-1/told",
        "console/incidents/ac-2",
        "console/catalogue",
        "console/catalogue/provider",
        "console/catalogue/provider/acme",
        "console/catalogue-retired",
        "console/catalogue/brand/north",
        "console/catalogue/component/shop",
        "console/catalogue/sentence/resolved",
        "console/catalogue/series",
        "console/users",
        "console/invited",
        "console/invite-refused",
        "console/user",
        "console/reset-issued",
        "console/tokens",
        "console/token-issued",
        "console/account",
        "console/account-refused",
        "console/second-factor",
        "console/audit",
        "console/subscribers",
        "console/subscribers-nobody",
        "console/subscribers-found",
        "console/subscribers-refused",
        "console/subscribers-taken",
        "console/subscribers/given-up",
        "console/subscribers/told",
        "console/watch/empty",
        "console/watch/calm",
        "console/watch/one",
        "console/watch/many",
        "console/watch/stale",
        "console/watch/cases-empty",
        "console/watch/cases-many",
        "console/watch/case-open",
        "console/watch/case-closed",
        "console/watch/target-calm-hour",
        "console/watch/target-one-hour",
        "console/watch/target-one-year",
        "console/watch/target-stale-hour",
        "console/watch/noise-calm",
        "console/watch/noise-many",
    ],
    # The first is a home whose facts are too old.
    "status/payplug": ["", "refused", "subscribed", "manage/token", "manage/saved", "manage/ended", "missing"],
    "reading": ["follow", "event"],
    "blind": ["", "providers", "providers/vela-payments"],
    "empty": ["", "providers", "follow", "search", "compare", "insights"],
}
# These are looked at in every guise and language, whatever is left to turns otherwise.
THOROUGH = {"desk", "status/payplug"}
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}

# Runs inside the page; the content security policy allows it because the browser's own debugger does it.
GEOMETRY = """() => {
  const problems = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll('body *')]
      .filter(e => e.getBoundingClientRect().right > root.clientWidth + 1)
      .slice(0, 3).map(e => e.tagName + '.' + (e.className.baseVal ?? e.className));
    problems.push(`overflows by ${root.scrollWidth - root.clientWidth} px: ${wide.join(', ')}`);
  }
  for (const element of document.querySelectorAll('h1,h2,h3,p,td,th,dt,dd,li,.chip,.value')) {
    if (element.clientWidth && element.scrollWidth > element.clientWidth + 1 && !element.closest('thead,.unseen'))
      problems.push(`text wider than its box: ${element.tagName} "${element.textContent.trim().slice(0, 40)}"`);
  }
  // Words on the edge of their card.
  for (const card of document.querySelectorAll('.card')) {
    const edge = card.getBoundingClientRect();
    const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement;
      if (!node.textContent.trim() || holder.closest('thead,svg,.unseen,option,select') || !holder.checkVisibility())
        continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width && (box.left - edge.left < 8 || edge.right - box.right < 6 || box.top - edge.top < 4 ||
          edge.bottom - box.bottom < 4)) {
        problems.push(`on the edge of its card (${card.className}): "${node.textContent.trim().slice(0, 40)}"`);
        break;
      }
    }
  }
  let drawings = 0;
  for (const drawing of document.querySelectorAll('svg.axis')) {
    const canvas = drawing.getBoundingClientRect();
    if (!canvas.width) continue;
    drawings += 1;
    const texts = [...drawing.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
    texts.forEach(([name, box], index) => {
      if (box.left < canvas.left - 1 || box.right > canvas.right + 1 || box.top < canvas.top - 1 ||
          box.bottom > canvas.bottom + 1) problems.push(`outside the picture: "${name}"`);
      for (const [other, second] of texts.slice(index + 1)) {
        if (box.left < second.right - 0.5 && second.left < box.right - 0.5 && box.top < second.bottom - 2.5 &&
            second.top < box.bottom - 2.5) problems.push(`"${name}" lies on "${other}"`);
      }
    });
  }
  if (document.querySelector('svg.axis') && drawings !== 1) problems.push(`${drawings} time axes are shown`);
  if (document.querySelectorAll('h1').length !== 1) problems.push('not exactly one h1');
  return problems;
}"""


def look(page, url, media):
    """Everything wrong with one page in one guise."""
    messages = []
    page.on("console", lambda message: messages.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: messages.append(f"page error: {error}"))
    response = page.goto(url)
    if response is None or response.status >= 500:
        return [f"status {response.status if response else 'none'}"]
    if response.status == 404:
        # The browser itself notes the status of the page that we asked for.
        messages = [message for message in messages if "404" not in message]
    page.emulate_media(media=media)
    problems = messages + page.evaluate(GEOMETRY)
    if media == "screen":
        page.evaluate(AXE)
        for violation in page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]:
            target = violation["nodes"][0]["target"]
            problems.append(f"axe {violation['id']}: {violation['help']} at {target}")
    return problems


def look_thoroughly(page, url):
    """Everything wrong with one page at both sizes, light and dark, loaded once. Only colours differ between light and dark,
    so in the dark only colours are looked at."""
    messages = []
    page.on("console", lambda message: messages.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: messages.append(f"page error: {error}"))
    response = page.goto(url)
    if response is None or response.status != 200:
        return [f"status {response.status if response else 'none'}"]
    page.evaluate(AXE)
    problems = []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(media="screen", color_scheme=scheme)
            rules = "" if scheme == "light" else ", runOnly: {type: 'tag', values: ['cat.color']}"
            # What passed is not told in detail, which takes a third of the time.
            found = page.evaluate(f"() => axe.run(document, {{resultTypes: ['violations']{rules}}})")["violations"]
            if scheme == "light":
                problems += [f"{size}: {problem}" for problem in page.evaluate(GEOMETRY)]
            for violation in found:
                target = violation["nodes"][0]["target"]
                problems.append(f"{size}-{scheme} axe {violation['id']}: {violation['help']} at {target}")
    return messages + problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("--pictures")
    parser.add_argument("--only", default="")
    parser.add_argument("--paths")
    parser.add_argument("--written", action="store_true", help="what write-pages wrote, and not a running server")
    parser.add_argument(
        "--rotating", action="store_true",
        help="each page in two guises and in a language each, in turn, instead of in all of them",
    )
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--share", default="1/1", help="1/2 and 2/2: half of the pages each, for two that look at once")
    arguments = parser.parse_args()
    base = arguments.base.rstrip("/")
    pages = [("", path) for path in PATHS]
    if arguments.written:
        # Pages about alerts are made for each request, so they are not among those that are written.
        pages = [page for page in pages if not page[1].startswith("alerts")]
        pages += [(folder, path) for folder, paths in WRITTEN.items() for path in paths]
    else:
        pages += [(folder, path) for folder, paths in STATUS.items() for path in paths]
    if arguments.paths is not None:
        pages = [tuple(path.split(":", 1)) if ":" in path else ("", path) for path in arguments.paths.split(",")]
    share, shares = (int(number) for number in arguments.share.split("/"))
    if not 1 <= share <= shares:
        parser.error("--share takes 1/2 or 2/2")
    pictures = pathlib.Path(arguments.pictures) if arguments.pictures else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    guises = [(size, scheme, "screen") for size in SIZES for scheme in ("light", "dark")]
    guises.append(("desktop", "light", "print"))
    passed = failed = 0
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
            env={**os.environ, "HOME": home},
        )
        thorough = [page for page in pages if arguments.rotating and page[0] in THOROUGH]
        begun = time.monotonic()
        for language in arguments.languages.split(","):
            context = browser.new_context(locale=language, reduced_motion="reduce")
            for number, (folder, path) in enumerate(thorough):
                if number % shares != share - 1:
                    continue
                name = f"{folder.replace('/', '-')}-{(path or 'home').strip('/').replace('/', '-')}-{language}"
                if arguments.only not in name:
                    continue
                page = context.new_page()
                problems = look_thoroughly(page, f"{base}/{folder}/{language}/{path}")
                if pictures:
                    page.screenshot(path=pictures / f"{name}-desktop-dark.png", full_page=True)
                page.close()
                passed += 4 if not problems else 0
                failed += 1 if problems else 0
                if problems:
                    print(f"FAILED {name}")
                    for problem in problems:
                        print(f"  {problem}")
            context.close()
        if thorough:
            looked = len(range(share - 1, len(thorough), shares))
            print(f"{looked} pages in every guise and language took {time.monotonic() - begun:.0f} s")
        for turn, (size, scheme, media) in enumerate(guises):
            width, height = SIZES[size]
            if media == "print":
                # The width of A4 without its margins, in CSS pixels.
                width, height = 718, 1000
            for language in arguments.languages.split(","):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    locale=language,
                    color_scheme=scheme,
                    reduced_motion="reduce",
                )
                for number, (folder, path) in enumerate(pages):
                    if (folder, path) in thorough and media == "screen" or number % shares != share - 1:
                        continue
                    if arguments.rotating and (
                        (number + turn) % len(guises) > 1
                        or LANGUAGES[(number + turn) % len(LANGUAGES)] != language
                    ):
                        continue
                    guise = media if media == "print" else f"{size}-{scheme}"
                    place = "-".join(part for part in (folder.replace("/", "-"), (path or "home").strip("/").replace("/", "-")) if part)
                    name = f"{place}-{language}-{guise}"
                    if arguments.only not in name:
                        continue
                    page = context.new_page()
                    problems = look(page, f"{base}{'/' + folder if folder else ''}/{language}/{path}", media)
                    if pictures:
                        page.screenshot(path=pictures / f"{name}.png", full_page=True)
                    page.close()
                    if problems:
                        failed += 1
                        print(f"FAILED {name}")
                        for problem in problems:
                            print(f"  {problem}")
                    else:
                        passed += 1
                context.close()
        browser.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
