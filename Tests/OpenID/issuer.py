#!/usr/bin/env python3
"""An identity provider for tests: OpenID Connect's authorisation code flow on a free port of 127.0.0.1.

It is strict about what a client has to do (secret, redirect address, code challenge, a code counts once), signs with keys
that the openssl program makes, and can be told to say what no provider should. It prints its issuer when it listens.

Usage: issuer.py FOLDER-FOR-KEYS PORT (0 for any)

POST /control takes a JSON object that is merged into the state:
  claims      what is said of whoever comes; null leaves a claim out
  userinfo    what /userinfo says; null: there is none
  header      members of the statement's header, over those of the key
  key         which key signs: rsa, next, ec, stranger, or none for no signature
  published   which keys are published
  describes   members of the description, over those that are true
  methods     how the client sends its secret: client_secret_basic or client_secret_post; none: it has none
  forgives    true: a code counts as often as it comes
  error       what /authorize answers instead of a code
  status      a status with which /token answers, whatever was asked
GET /control says how often each place was asked.
"""

import base64
import hashlib
import http.server
import json
import os
import secrets
import subprocess
import sys
import threading
import time
import urllib.parse

CLIENT, SECRET = "vigie", "s cret+1"
folder = sys.argv[1]
lock = threading.Lock()
state = {
    "claims": {}, "userinfo": None, "header": {}, "key": "rsa", "published": ["rsa", "ec"], "describes": {},
    "methods": None, "forgives": False, "error": None, "status": None,
}
codes, counts = {}, {}


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


def text64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def path(key):
    return os.path.join(folder, key + ".pem")


def make(key):
    if key == "ec":
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path(key))
    else:
        openssl("genrsa", "-out", path(key), "2048")


def published(key):
    if key == "ec":
        point = openssl("ec", "-in", path(key), "-pubout", "-outform", "DER")[-64:]
        return {"kty": "EC", "crv": "P-256", "kid": key, "use": "sig", "alg": "ES256",
                "x": text64(point[:32]), "y": text64(point[32:])}
    modulus = openssl("rsa", "-in", path(key), "-noout", "-modulus").decode().strip().removeprefix("Modulus=")
    return {"kty": "RSA", "kid": key, "use": "sig", "alg": "RS256", "n": text64(bytes.fromhex(modulus)), "e": "AQAB"}


def signature(key, content):
    if key == "none":
        return b""
    signed = openssl("dgst", "-sha256", "-sign", path(key), data=content)
    if key != "ec":
        return signed
    # A sequence of two integers becomes two numbers of 32 bytes.
    numbers, rest = b"", signed[2:]
    for _ in range(2):
        count = rest[1]
        numbers += rest[2:2 + count].lstrip(b"\0").rjust(32, b"\0")
        rest = rest[2 + count:]
    return numbers


def statement(claims):
    key = state["key"]
    header = {"alg": {"ec": "ES256", "none": "none"}.get(key, "RS256"), "kid": key, "typ": "JWT"}
    header.update(state["header"])
    content = ".".join(text64(json.dumps(part).encode()) for part in (header, claims)).encode()
    return content.decode() + "." + text64(signature(key, content))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=None, **fields):
        data = json.dumps(body if body is not None else {}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def count(self):
        place = self.path.partition("?")[0]
        counts[place] = counts.get(place, 0) + 1
        return place

    def do_GET(self):
        with lock:
            place = self.count()
            if place == "/.well-known/openid-configuration":
                description = {
                    "issuer": issuer, "authorization_endpoint": issuer + "/authorize?tenant=1",
                    "token_endpoint": issuer + "/token", "jwks_uri": issuer + "/keys",
                    "response_types_supported": ["code"], "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256", "ES256"],
                    "code_challenge_methods_supported": ["S256"],
                }
                if state["userinfo"] is not None:
                    description["userinfo_endpoint"] = issuer + "/userinfo"
                if state["methods"]:
                    description["token_endpoint_auth_methods_supported"] = [state["methods"]]
                return self.answer(200, description | state["describes"])
            if place == "/keys":
                return self.answer(200, {"keys": [published(key) for key in state["published"]]})
            if place == "/userinfo":
                if not self.headers.get("Authorization", "").startswith("Bearer access-"):
                    return self.answer(401)
                return self.answer(200, state["userinfo"])
            if place == "/control":
                return self.answer(200, counts)
            if place == "/authorize":
                return self.authorize()
            return self.answer(404)

    def authorize(self):
        query = dict(urllib.parse.parse_qsl(self.path.partition("?")[2]))
        wanted = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256", "tenant": "1"}
        if any(query.get(name) != value for name, value in wanted.items()) or "openid" not in query.get("scope", "").split():
            return self.answer(400, {"error": "invalid_request"})
        back = {"state": query["state"], "iss": issuer}
        if state["error"]:
            back["error"] = state["error"]
        else:
            now = int(time.time())
            claims = {"iss": issuer, "aud": CLIENT, "nonce": query["nonce"], "iat": now, "exp": now + 300}
            for name, value in state["claims"].items():
                claims[name] = value if not isinstance(value, str) or not value.startswith("now") else now + int(value[3:])
            claims = {name: value for name, value in claims.items() if value is not None}
            back["code"] = secrets.token_urlsafe(24)
            codes[back["code"]] = (query["redirect_uri"], query["code_challenge"], claims)
        return self.answer(302, Location=query["redirect_uri"] + "?" + urllib.parse.urlencode(back))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        with lock:
            place = self.count()
            if place == "/control":
                state.update(json.loads(body))
                return self.answer(200)
            if place != "/token":
                return self.answer(404)
            if state["status"]:
                return self.answer(state["status"], {"error": "temporarily_unavailable"})
            form = dict(urllib.parse.parse_qsl(body.decode()))
            pair = urllib.parse.quote_plus(CLIENT) + ":" + urllib.parse.quote(SECRET, safe="")
            basic = "Basic " + base64.b64encode(pair.encode()).decode()
            if state["methods"] == "client_secret_post":
                known = form.get("client_id") == CLIENT and form.get("client_secret") == SECRET
            elif state["methods"] == "none":
                known = form.get("client_id") == CLIENT and "client_secret" not in form and not self.headers.get("Authorization")
            else:
                known = self.headers.get("Authorization") == basic
            if not known:
                return self.answer(401, {"error": "invalid_client"})
            code = form.get("code", "")
            found = codes.get(code) if state["forgives"] else codes.pop(code, None)
            verifier = text64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
            if form.get("grant_type") != "authorization_code" or not found \
                    or (form.get("redirect_uri"), verifier) != found[:2]:
                return self.answer(400, {"error": "invalid_grant"})
            return self.answer(200, {
                "id_token": statement(found[2]), "access_token": "access-" + secrets.token_urlsafe(8),
                "token_type": "Bearer", "expires_in": 300,
            })


for name in ("rsa", "next", "stranger", "ec"):
    make(name)
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler)
issuer = f"http://127.0.0.1:{server.server_port}"
print(issuer, flush=True)
server.serve_forever()
