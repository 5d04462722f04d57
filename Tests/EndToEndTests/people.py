"""People for tests: accounts, second factors, and a small OpenID provider of our own."""

import base64
import hashlib
import hmac
import json
import random
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from browser import Browser
from culprit_server import new_id

PASSWORD = "violet harbour under seven moons"


def person(culprit, role="member", email=None):
    """A browser in which a new user is logged in."""
    email = email or f"{new_id()[:10]}@example.com"
    culprit.create_user(email, PASSWORD, "--role", role)
    browser = Browser(culprit)
    page = browser.log_in(email, PASSWORD)
    assert page.status == 200, page.words[:500]
    browser.email = email
    return browser


def press(browser, path, button, values=None, follow=True):
    """Opens a page and presses one of its buttons."""
    page = browser.open(path)
    assert page.status == 200, (path, page.status, page.words[:300])
    return browser.submit(page, page.form_with(button=button), values, button, follow)


def token_of(page):
    """What forms of a page prove themselves by."""
    return next(form.fields["csrf"] for form in page.forms if "csrf" in form.fields)


def shown_secret(page):
    """What a page shows once, in a block of its own."""
    texts = page.response.text.split('<pre class="snippet"><code>')[1:]
    assert texts, page.words[:800]
    return texts[0].split("</code>")[0]


def one_time_code(secret, at=None):
    """The code of an authenticator app (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.new(key, struct.pack(">Q", int((at or time.time()) // 30)), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def url_safe(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def probable_prime(bits):
    """Miller and Rabin's test, twenty rounds."""
    while True:
        number = random.getrandbits(bits) | 3 << (bits - 2) | 1
        if any(number % small == 0 for small in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)):
            continue
        odd, twos = number - 1, 0
        while odd % 2 == 0:
            odd, twos = odd // 2, twos + 1
        for _ in range(20):
            power = pow(random.randrange(2, number - 1), odd, number)
            if power in (1, number - 1):
                continue
            for _ in range(twos - 1):
                power = power * power % number
                if power == number - 1:
                    break
            else:
                break
        else:
            return number


class RSAKey:
    """2048 bits; signs as RS256 does. For tests only."""

    def __init__(self):
        self.e = 65537
        while True:
            p, q = probable_prime(1024), probable_prime(1024)
            if p != q and (p - 1) * (q - 1) % self.e:
                break
        self.n, self.d = p * q, pow(self.e, -1, (p - 1) * (q - 1))

    def sign(self, message):
        digest = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(message).digest()
        padded = b"\x00\x01" + b"\xff" * (256 - 3 - len(digest)) + b"\x00" + digest
        return pow(int.from_bytes(padded, "big"), self.d, self.n).to_bytes(256, "big")


class Provider:
    """An OpenID provider: discovery, keys, authorization code with PKCE. What it says can be bent by a test."""

    def __init__(self):
        self.key = RSAKey()
        self.claims, self.bend, self.codes, self.asked = {}, {}, {}, []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                provider.answer(self, None)

            def do_POST(self):
                provider.answer(self, self.rfile.read(int(self.headers["Content-Length"])).decode())

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()

    def answer(self, handler, body):
        path = urlsplit(handler.path).path
        self.asked.append(path)
        status, content, headers = 200, {}, {}
        if path in self.bend.get("redirect", {}):
            status, headers = 302, {"Location": self.bend["redirect"][path]}
        elif path == "/.well-known/openid-configuration":
            content = {
                "issuer": self.issuer,
                "authorization_endpoint": self.issuer + "/authorize",
                "token_endpoint": self.issuer + "/token",
                "jwks_uri": self.issuer + "/keys",
                "response_types_supported": ["code"],
                "code_challenge_methods_supported": ["S256"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        elif path == "/keys":
            content = {
                "keys": [
                    {
                        "kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig",
                        "n": url_safe(self.key.n.to_bytes(256, "big")), "e": url_safe(self.key.e.to_bytes(3, "big")),
                    }
                ]
            }
        elif path == "/token":
            status, content = self.exchange({name: values[0] for name, values in parse_qs(body).items()}, handler)
        else:
            status = 404
        data = self.bend.get("bytes", {}).get(path) or json.dumps(content).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    def authorize(self, address):
        """What the provider's log-in page would do: remembers the request and returns the callback's path."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["response_type"] == "code" and query["code_challenge_method"] == "S256", query
        assert "openid" in query["scope"].split(), query
        code = new_id()
        self.codes[code] = query
        back = urlsplit(query["redirect_uri"])
        return back.path + "?" + urlencode({"code": code, "state": query["state"]})

    def exchange(self, form, handler):
        query = self.codes.pop(form.get("code"), None)
        secret = base64.b64encode(b"culprit:s3cret").decode()
        if query is None or handler.headers.get("Authorization") != f"Basic {secret}":
            return 400, {"error": "invalid_grant"}
        challenge = url_safe(hashlib.sha256(form["code_verifier"].encode()).digest())
        if challenge != query["code_challenge"] or form["redirect_uri"] != query["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": "culprit", "exp": now + 300, "iat": now, "nonce": query["nonce"],
            **self.claims, **self.bend.get("claims", {}),
        }
        head = url_safe(json.dumps({"alg": "RS256", "kid": "1"}).encode())
        message = f"{head}.{url_safe(json.dumps(claims).encode())}"
        signature = self.key.sign(message.encode())
        if self.bend.get("signature"):
            signature = bytes(256)
        return 200, {"token_type": "Bearer", "access_token": "a", "id_token": f"{message}.{url_safe(signature)}"}
