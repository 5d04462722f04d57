"""Recorded requests of real clients, and how to send them to another server than they were recorded on.

A sample is a folder: `request.json` (method, path, headers), `body.bin` (the body as it was sent) and `expect.json`
(what a correct server makes of it). They were sent to project 42 of 127.0.0.1:9000 with an example key.
"""

import gzip
import http.client
import json
import os
import zlib

from culprit_server import ROOT, Response

FIXTURES = os.path.join(ROOT, "Tests", "Fixtures", "envelopes")
KEY, PROJECT, HOST = "0123456789abcdef0123456789abcdef", "42", "127.0.0.1:9000"
NOT_SENT = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "expect"}


class Sample:
    """One recorded request."""

    def __init__(self, folder):
        self.folder, self.name = folder, os.path.basename(folder)
        self.request = self._json("request.json")
        self.expect = self._json("expect.json")
        body = os.path.join(folder, "body.bin")
        self.body = open(body, "rb").read() if os.path.exists(body) else b""

    def _json(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8", errors="surrogatepass") as file:
            return json.load(file)

    @property
    def endpoint(self):
        return self.expect["endpoint"]

    @property
    def event(self):
        """What is to be shown of the error event in it, or None."""
        event = self.expect.get("event")
        types = [item["type"] for item in self.expect.get("items", [])]
        return event if event and "event" in types else None

    @property
    def event_id(self):
        return (self.event or {}).get("event_id") or self.expect.get("response", {}).get("json_id")

    @property
    def encoding(self):
        return next((value for name, value in self.request["headers"] if name.lower() == "content-encoding"), "")

    @property
    def decoded(self):
        return decode(self.body, self.encoding)

    @property
    def sent_at(self):
        return self.expect.get("envelope_header", {}).get("sent_at")

    def send(self, dsn, timeout=30):
        """Sends it as recorded, with key, project and host of another DSN."""

        def fix(text):
            text = text.replace(KEY, dsn.key).replace(f"/api/{PROJECT}/", f"/api/{dsn.project}/")
            return text.replace(HOST, f"{dsn.host}:{dsn.port}")

        headers = {name: fix(value) for name, value in self.request["headers"] if name.lower() not in NOT_SENT}
        body = None if self.request["method"] == "GET" else self.readdressed(dsn)
        connection = http.client.HTTPConnection(dsn.host, dsn.port, timeout=timeout)
        try:
            connection.request(self.request["method"], fix(self.request["path"]), body, headers)
            answer = connection.getresponse()
            return Response(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def readdressed(self, dsn):
        """The body; where its envelope header names a DSN, that one names ours (else it would be a mismatch)."""
        if self.endpoint not in ("envelope", "tunnel"):
            return self.body
        try:
            decoded = self.decoded
        except Exception:
            return self.body
        head, newline, rest = decoded.partition(b"\n")
        if b'"dsn"' not in head:
            return self.body
        recorded = (f"{KEY}@{HOST}/{PROJECT}", f"{KEY}@{HOST}\\/{PROJECT}")
        for text in recorded:
            head = head.replace(text.encode(), f"{dsn.key}@{dsn.host}:{dsn.port}/{dsn.project}".encode())
        head = head.replace(KEY.encode(), dsn.key.encode())
        return encode(head + newline + rest, self.encoding)


def decode(body, encoding):
    name = (encoding or "").strip().lower()
    if name in ("gzip", "x-gzip"):
        return gzip.decompress(body)
    if name == "deflate":
        return zlib.decompress(body)
    if name == "br":
        import brotli

        return brotli.decompress(body)
    if name == "zstd":
        import zstandard

        return zstandard.ZstdDecompressor().decompressobj().decompress(body)
    return body


def encode(body, encoding):
    name = (encoding or "").strip().lower()
    if name in ("gzip", "x-gzip"):
        return gzip.compress(body)
    if name == "deflate":
        return zlib.compress(body)
    if name == "br":
        import brotli

        return brotli.compress(body, quality=4)
    if name == "zstd":
        import zstandard

        return zstandard.ZstdCompressor().compress(body)
    return body


def samples(folder=FIXTURES):
    """All samples of a folder, in the order they were recorded."""
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    folders = [os.path.join(folder, name) for name in names]
    return [Sample(each) for each in folders if os.path.exists(os.path.join(each, "request.json"))]


# The cases broken on purpose, by what protocol.md says of them: the recorder's server accepted everything.
BROKEN = {
    ("malformed", 1): (400, "an empty body"),
    ("malformed", 2): (400, "not JSON"),
    ("malformed", 3): (400, "a length beyond the end"),
    ("malformed", 4): (400, "not gzip behind a gzip magic"),
    ("malformed", 5): (415, "an unknown encoding"),
    ("malformed", 6): (400, "an item header that is not JSON"),
    ("malformed", 7): (400, "a negative length"),
    ("malformed", 8): (200, "an event that is a list: the item is invalid, the envelope is not"),
    ("malformed", 9): (400, "a malformed event id"),
    ("malformed", 10): (200, "nesting too deep: the item is invalid, the envelope is not"),
    ("malformed", 11): (403, "an unknown key"),
    ("malformed", 12): (401, "no key"),
    ("odd_payloads", 21): (200, "bytes that are not UTF-8 are replaced"),
}

# Answered by later parts of the product; until then anything below 500 will do.
OTHER_ENDPOINTS = {"api", "cron", "error-page", "minidump", "otlp-logs", "otlp-traces", "security"}


def expected_status(sample):
    """The status a sample must be answered with, or None when anything below 500 will do."""
    if sample.endpoint in OTHER_ENDPOINTS:
        return None
    case = (sample.expect["feature"], sample.expect["request"])
    if sample.expect["client"] == "curl" and case in BROKEN:
        return BROKEN[case][0]
    return sample.expect.get("response", {}).get("status")


def is_refused(sample):
    """True when no event may come of it."""
    status = expected_status(sample)
    return status is not None and status >= 400
