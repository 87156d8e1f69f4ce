"""Looks at a running Vigie as its clients do: the description, every address in it, feeds, Statuspage documents, CSV,
conditional requests, and generated requests against the schemas. Ends with a line that counts.

Usage: run.py BASE
"""

import csv
import http.client
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree

import feedparser
from openapi_spec_validator import OpenAPIV31SpecValidator

HERE = pathlib.Path(__file__).parent
BASE = sys.argv[1].rstrip("/")
results = {"passed": 0, "failed": 0}


def check(name, is_right, why=""):
    results["passed" if is_right else "failed"] += 1
    if not is_right:
        print(f"FAILED: {name} {why}")


def get(path, **headers):
    request = urllib.request.Request(BASE + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def eventually(look, tries=4):
    """The demo goes on while it is looked at: what compares two answers may see a change between them."""
    return any(look() for _ in range(tries))


def is_unchanged(target):
    tag = get(target)[1].get("ETag")
    status, _, body = get(target, If_None_Match=tag)
    return status == 304 and body == b""


def described():
    """Every GET of the description with its examples in place: operation, target, answers."""
    for path, methods in document["paths"].items():
        operation = methods.get("get")
        if operation is None:
            continue
        target = path
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "path":
                target = target.replace("{" + parameter["name"] + "}", str(parameter.get("example", "0" * 64)))
        yield operation, target, operation["responses"]


def look_at_addresses():
    for operation, target, answers in described():
        if operation["operationId"] == "followEvents":
            place = urllib.parse.urlsplit(BASE)
            connection = http.client.HTTPConnection(place.netloc, timeout=20)
            connection.request("GET", target)
            answer = connection.getresponse()
            check("events are a stream", answer.getheader("Content-Type").startswith("text/event-stream"))
            connection.close()
            continue
        status, headers, body = get(target)
        if operation["operationId"] in unserved:
            continue
        kind = headers.get_content_type()
        right = str(status) in answers and kind in answers[str(status)].get("content", {})
        check(f"{target} answers as described", right, f"{status} {kind} {body[:200]}")
        check(f"{target} is routed", b"There is nothing at this address" not in body or "metrics" in target)
        tag = headers.get("ETag")
        if status == 200 and tag:
            check(f"{target} costs a 304 when nothing changed", eventually(lambda: is_unchanged(target)))


def look_at_feeds():
    for operation, target, _ in described():
        if "Feeds" not in operation["tags"]:
            continue
        for language in ("en", "fr", "it"):
            place = f"{target}?lang={language}"
            status, headers, body = get(place)
            check(f"{place} is there", status == 200, str(status))
            if target.endswith(".json"):
                feed = json.loads(body)
                check(f"{place} has a version", feed["version"] == "https://jsonfeed.org/version/1.1")
                ids = [item["id"] for item in feed["items"]]
                check(f"{place} has items with ids of their own", len(set(ids)) == len(ids))
                continue
            well_formed(place, body)
            feed = feedparser.parse(body, response_headers={"content-type": headers["Content-Type"]})
            check(f"{place} parses", not feed.bozo, str(feed.get("bozo_exception")))
            check(f"{place} is {'atom10' if target.endswith('atom') else 'rss20'}", feed.version in ("atom10", "rss20"))
            links = [link.href for link in feed.feed.links if link.rel == "self"]
            check(f"{place} links to itself", len(links) == 1 and links[0].startswith(BASE + target), str(links))
            check(f"{place} is in its language", feed.feed.language == language)
            for entry in feed.entries:
                is_dated = entry.get("published_parsed") and entry.get("updated_parsed")
                check(f"{place} entry {entry.get('id')}", bool(entry.id.startswith("tag:") and is_dated and entry.title))


def well_formed(place, body):
    if shutil.which("xmllint"):
        done = subprocess.run(["xmllint", "--noout", "-"], input=body, capture_output=True)
        check(f"{place} is well-formed (xmllint)", done.returncode == 0, done.stderr.decode()[:300])
    else:
        try:
            xml.etree.ElementTree.fromstring(body)
            check(f"{place} is well-formed", True)
        except xml.etree.ElementTree.ParseError as error:
            check(f"{place} is well-formed", False, str(error))


def look_at_statuspages():
    providers = json.loads(get("/api/providers")[2])["providers"]
    check("there are providers", len(providers) > 0)
    for provider in providers:
        place = f"/v2/{provider['id']}/api/v2"
        status, headers, body = get(f"{place}/summary.json")
        check(f"{place} is for any origin", headers.get("Access-Control-Allow-Origin") == "*")
        if status == 503:
            continue
        summary = json.loads(body)
        incidents = json.loads(get(f"{place}/incidents.json")[2])["incidents"]
        check(f"{place} has ids of twelve", all(re.fullmatch("[a-z0-9]{12}", i["id"]) for i in incidents))
        check(f"{place} tells fifty at most", len(incidents) <= 50)
        for incident in incidents:
            times = [update["created_at"] for update in incident["incident_updates"]]
            check(f"{place} {incident['id']} newest first", times == sorted(times, reverse=True))
            check(f"{place} {incident['id']} belongs to the page", incident["page_id"] == summary["page"]["id"])
        check(f"{place} summary and unresolved agree", eventually(lambda: do_agree(place)))


def do_agree(place):
    summary = json.loads(get(f"{place}/summary.json")[2])
    return summary["incidents"] == json.loads(get(f"{place}/incidents/unresolved.json")[2])["incidents"]


def look_at_export():
    _, headers, body = get("/api/incidents.csv")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8"), newline=""), strict=True))
    check("CSV has rows of one width", len(rows) > 1 and len({len(row) for row in rows}) == 1)
    check("CSV ends its lines with CRLF", body.endswith(b"\r\n"))
    numbers = {i for i, name in enumerate(rows[0]) if name.endswith("_seconds") or name.startswith("recurrences")}
    cells = [cell for row in rows[1:] for i, cell in enumerate(row) if i not in numbers]
    check("CSV holds no formula", not any(cell.lstrip()[:1] in ("=", "+", "-", "@") for cell in cells if cell))


def generated(examples):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.xml"
        command = [
            str(pathlib.Path(sys.executable).parent / "schemathesis"), "--config-file", str(HERE / "schemathesis.toml"),
            "run", BASE + "/api/openapi.json", "--max-examples", str(examples), "--request-timeout", "20",
            "--report", "junit", "--report-junit-path", str(report),
        ]
        # A stream has no end. The real program would fetch every address that is made up here; the sample does not.
        for name in ["followEvents", *(unserved or ["followPage"])]:
            command += ["--exclude-operation-id", name]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
        if not report.exists():
            check("schemathesis ran", False, done.stdout[-2000:] + done.stderr[-2000:])
            return
        cases = xml.etree.ElementTree.parse(report).getroot().iter("testcase")
        bad = 0
        for case in cases:
            is_right = case.find("failure") is None and case.find("error") is None
            bad += not is_right
            check(f"generated requests: {case.get('name')}", is_right)
        if bad or done.returncode:
            print(done.stdout[-6000:])
            check("schemathesis ends well", done.returncode == 0, str(done.returncode))


document = json.loads(get("/api/openapi.json")[2])
faults = [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]
check("the description is OpenAPI 3.1", not faults, "; ".join(faults)[:1000])
# The sample of the API alone has no health, no figures and no secret addresses of heartbeats.
unserved = [] if get("/healthz")[0] == 200 else ["isAlive", "isReady", "readMetrics", "beat", "beatPosted", "beatWord", "beatWordPosted"]
look_at_addresses()
look_at_feeds()
look_at_statuspages()
look_at_export()
generated(examples=20)
print(f"{results['passed']} passed, {results['failed']} failed")
sys.exit(1 if results["failed"] else 0)
