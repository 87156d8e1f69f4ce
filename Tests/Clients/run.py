"""Tells incidents and planned work at a running Vigie, and asks clients that were written for Statuspage what they understood.
Nothing of the clients is changed: they get the address of the page, as their users give it. Ends with a line that counts.

Usage: run.py BASE      an https address on loopback; SSL_CERT_FILE and REQUESTS_CA_BUNDLE name whom to trust
"""

import asyncio
import datetime
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import aiohttp
import arez
import discordstatus

BASE = sys.argv[1].rstrip("/")
# The brand's own host, and the brand's folder on any other.
OWN_HOST = f"https://localhost:{urllib.parse.urlsplit(BASE).port}"
FOLDER = BASE + "/status/south"
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
results = {"passed": 0, "failed": 0}


def check(name, is_right, why=""):
    results["passed" if is_right else "failed"] += 1
    if not is_right:
        print(f"FAILED: {name} {why}")


def alike(name, found, wanted):
    check(name, found == wanted, f"found {found!r} instead of {wanted!r}")


def order(path, body, method="POST"):
    request = urllib.request.Request(
        BASE + "/api/desk/" + path, method=method, data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        sys.exit(f"error: {path}: {error.code} {error.read().decode()}")


def after(minutes):
    return NOW + datetime.timedelta(minutes=minutes)


def stamp(instant):
    return instant.isoformat().replace("+00:00", "Z")


def naive(instant):
    """As aRez tells times: UTC without saying so."""
    return instant.replace(tzinfo=None)


def describe():
    order("providers/acme", {"name": "Acme Pay", "zone": "Europe/Paris"}, "PUT")
    order("brands/north", {"provider": "acme", "name": "North", "languages": ["en", "fr"], "hosts": ["localhost"]}, "PUT")
    order("brands/south", {"provider": "acme", "name": "South", "languages": ["en"]}, "PUT")
    for place, (component, channel, name) in enumerate(
        [("shop", "ecommerce", "Shop"), ("terminals", "e-terminal", "Terminals"), ("refunds", "apm", "Refunds")]
    ):
        order(
            f"components/{component}",
            {
                "provider": "acme", "channel": channel, "name": {"en": name, "fr": name}, "brands": ["north", "south"],
                "order": place,
            },
            "PUT",
        )
    order(
        "brands/south",
        {
            "provider": "acme", "name": "South", "languages": ["en"],
            "sections": [
                {"title": {"en": "Payments"}, "components": ["shop", "terminals"]},
                {"title": {"en": "Back office"}, "components": ["refunds"]},
            ],
        },
        "PUT",
    )


def tell():
    """An incident that goes on with two updates, one that is over, one without a word yet; work ahead and work under way."""
    both = {"en": "Card payments fail", "fr": "Les paiements échouent"}
    order(
        "incidents",
        {
            "provider": "acme", "reference": "TSR-1", "priority": "P1", "severity": "critical", "components": ["shop"], "title": both,
            "start": stamp(after(-20)), "say": {"sentence": "unavailable", "next": stamp(after(30))},
        },
    )
    order("incidents/tsr-1/orders", {"order": "say", "sentence": "supplier"})
    order(
        "incidents",
        {
            "provider": "acme", "reference": "TSR-2", "priority": "P1", "severity": "minor", "components": ["refunds"],
            "title": {"en": "Refunds are late", "fr": "Remboursements en retard"}, "start": stamp(after(-300)),
            "say": {"sentence": "degraded", "next": stamp(after(30))},
        },
    )
    order("incidents/tsr-2/orders", {"order": "resolve", "end": stamp(after(-240)), "say": {"sentence": "resolved"}})
    order(
        "incidents",
        {
            "provider": "acme", "reference": "TSR-3", "priority": "P1", "severity": "major", "components": ["terminals"],
            "title": {"en": "Terminals lose their line", "fr": "Terminaux hors ligne"}, "start": stamp(after(-5)),
        },
    )
    for reference, start, end in (("CHG-1", 600, 720), ("CHG-2", 2, 90)):
        order(
            "incidents",
            {
                "provider": "acme", "reference": reference, "priority": "P1", "severity": "maintenance", "components": ["refunds"],
                "title": {"en": f"Work {reference}", "fr": f"Travaux {reference}"},
                "plan": {"start": stamp(after(start)), "end": stamp(after(end))}, "say": {"sentence": "maintenance-scheduled"},
            },
        )
    order("incidents/chg-2/orders", {"order": "begin-plan"})


async def read(address):
    async with arez.StatusPage(address) as page:
        return await page.get_status()


def until_told(address):
    """The page follows the journal in a moment."""
    deadline = time.monotonic() + 30
    while True:
        is_late = time.monotonic() > deadline
        try:
            status = asyncio.run(read(address))
            if len(status.maintenances) == 2 and len(status.incidents) == 2 or is_late:
                return status
        except aiohttp.ClientResponseError:
            # A brand's host is a stranger's until the page knows it.
            if is_late:
                raise
        time.sleep(0.05)


def look_at_summary(name, address, has_groups):
    """What aRez's StatusPage makes of the summary: it reads every member that it knows into a type."""
    status = until_told(address)
    alike(f"{name}: the page", status.name, name)
    alike(f"{name}: its indicator", status.impact, "Critical")
    check(f"{name}: its description", len(status.status) > 0)
    check(f"{name}: when it changed", abs((status.updated_at - naive(NOW)).total_seconds()) < 300, str(status.updated_at))
    alike(f"{name}: components", [one.name for one in status.components], ["Shop", "Terminals", "Refunds"])
    alike(
        f"{name}: their states", [one.status for one in status.components],
        ["Major Outage", "Partial Outage", "Under Maintenance"],
    )
    alike(
        f"{name}: groups", {one.name: [part.name for part in one.components] for one in status.groups},
        {"Payments": ["Shop", "Terminals"], "Back office": ["Refunds"]} if has_groups else {},
    )
    incidents = {one.name: one for one in status.incidents}
    alike(f"{name}: incidents", sorted(incidents), ["Card payments fail", "Terminals lose their line"])
    incident = incidents.get("Card payments fail")
    if incident:
        alike(f"{name}: how bad", (incident.impact, incident.status), ("Critical", "Identified"))
        alike(f"{name}: its updates", [one.status for one in incident.updates], ["Identified", "Investigating"])
        alike(f"{name}: the last of them", incident.last_update.status, "Identified")
        check(f"{name}: they have words", all(len(one.description) > 20 for one in incident.updates))
        check(f"{name}: they have times", all(abs((one.created_at - naive(NOW)).total_seconds()) < 300 for one in incident.updates))
        alike(f"{name}: what it hits", [one.name for one in incident.components], ["Shop"])
        alike(f"{name}: from the other side", status.component("Shop").incidents, [incident])
        if has_groups:
            alike(f"{name}: and its group's", status.group("Payments").incidents, status.incidents)
    # An incident of Statuspage always has an update, and clients rely on it.
    untold = incidents.get("Terminals lose their line")
    if untold:
        alike(f"{name}: without a word yet", (untold.impact, untold.status, len(untold.updates)), ("Major", "Investigating", 1))
    work = {one.name: one for one in status.maintenances}
    alike(f"{name}: planned work", {key: one.status for key, one in work.items()}, {"Work CHG-1": "Scheduled", "Work CHG-2": "In Progress"})
    if "Work CHG-1" in work:
        ahead = work["Work CHG-1"]
        alike(f"{name}: from when", ahead.scheduled_for, naive(after(600)))
        alike(f"{name}: until when", ahead.scheduled_until, naive(after(720)))
        alike(f"{name}: of what kind", ahead.impact, "Maintenance")
        alike(f"{name}: to what", [one.name for one in ahead.components], ["Refunds"])
        check(f"{name}: what is said of it", ahead.last_update.status == "Scheduled" and len(ahead.last_update.description) > 20)
    return status


def look_at_every_document(name, address):
    """DiscordStatus asks for all eight documents, each by a property of its own."""
    client = discordstatus.DiscordStatus()
    client.base_target = address + "/api/v2"
    summary = client.summary
    pages = [
        summary, client.status, client.components, client.all_incidents, client.unresolved_incidents, client.all_maintenances,
        client.upcoming_maintenances, client.active_maintenances,
    ]
    alike(f"{name}: one page in eight documents", [one["page"] for one in pages], [summary["page"]] * 8)
    alike(f"{name}: the page", summary["page"]["name"], name)
    alike(f"{name}: one state", client.status["status"], summary["status"])
    alike(f"{name}: its word", client.status["status"]["indicator"], "critical")
    alike(f"{name}: the same components", client.components["components"], summary["components"])

    def names(document, kind="incidents"):
        return [one["name"] for one in document[kind]]

    alike(
        f"{name}: all incidents", sorted(names(client.all_incidents)),
        ["Card payments fail", "Refunds are late", "Terminals lose their line"],
    )
    alike(f"{name}: what is not resolved", client.unresolved_incidents["incidents"], summary["incidents"])
    over = next((one for one in client.all_incidents["incidents"] if one["name"] == "Refunds are late"), {})
    alike(f"{name}: what is over", (over.get("status"), over.get("impact")), ("resolved", "minor"))
    check(f"{name}: it says when", bool(over.get("resolved_at")))
    alike(f"{name}: it began", over.get("started_at"), after(-300).strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    work = "scheduled_maintenances"
    alike(f"{name}: all work", sorted(names(client.all_maintenances, work)), ["Work CHG-1", "Work CHG-2"])
    alike(f"{name}: work ahead", names(client.upcoming_maintenances, work), ["Work CHG-1"])
    alike(f"{name}: work under way", names(client.active_maintenances, work), ["Work CHG-2"])


def main():
    describe()
    tell()
    north = look_at_summary("North", OWN_HOST, has_groups=False)
    south = look_at_summary("South", FOLDER, has_groups=True)
    check("two brands are two pages", north.id != south.id)
    alike(
        "and tell the same incidents", sorted((one.name, one.impact, one.created_at) for one in north.incidents),
        sorted((one.name, one.impact, one.created_at) for one in south.incidents),
    )
    look_at_every_document("North", OWN_HOST)
    look_at_every_document("South", FOLDER)
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
