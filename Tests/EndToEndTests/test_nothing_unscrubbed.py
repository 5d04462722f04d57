"""Secrets in every place that one can be in, through SDKs and by hand; then every file of the data folder is read.

`TABLE` says what is sent and whether it may be found again. What may stay is looked for as well: a reader that finds
nothing would prove nothing.
"""

import base64
import json
import random
import re
import subprocess
import sys
import textwrap
import time
import urllib.parse
import zlib
from dataclasses import dataclass

import kinds
import pytest
import stored
from culprit_server import Culprit, envelope, new_id

GONE, KEPT = "gone", "kept"
DICE = random.Random(20)


@dataclass(frozen=True)
class Row:
    """One secret: where it is put, the text around it, and its fate."""

    subject: str
    path: tuple
    text: str
    fate: str = GONE
    # Spelled with \\u escapes in the JSON that is sent: the value, or the last key of the path.
    escapes: str = ""

    @property
    def name(self):
        return f"{self.subject}: {'.'.join(map(str, self.path)) or 'whole'}: {self.text[:40]} {self.escapes}".strip()


FRAME = ("exception", "values", 0, "stacktrace", "frames", 0)
PEM = "-----BEGIN RSA PRIVATE KEY-----\n{word}\n-----END RSA PRIVATE KEY-----"

TABLE = [
    # The request of an event.
    Row("event", ("request", "headers", "Authorization"), "Bearer {word}"),
    Row("event", ("request", "headers", "Proxy-Authorization"), "Basic {word}"),
    Row("event", ("request", "headers", "X-Api-Key"), "{word}"),
    Row("event", ("request", "headers", "Cookie"), "theme=dark; sessionid={word}"),
    Row("event", ("request", "headers", "Referer"), "https://shop.example.com/reset?token={word}"),
    Row("event", ("request", "headers", "Accept"), "text/{word}", KEPT),
    Row("event", ("request", "cookies", "PHPSESSID"), "{word}"),
    Row("event", ("request", "query_string"), "page=1&access_token={word}&q=2"),
    Row("event", ("request", "url"), "https://jane:{word}@shop.example.com/orders"),
    Row("event", ("request", "data"), '{{"user": {{"name": "jane", "password": "{word}"}}}}'),
    Row("event", ("request", "env", "HTTP_AUTHORIZATION"), "Digest {word}"),
    Row("form", ("request", "data"), "user=jane&passwd={word}&page=1"),
    Row("form", ("request", "cookies"), "theme=dark; csrftoken={word}"),
    Row("form", ("request", "url"), "https://shop.example.com/orders?api_key={word}"),
    Row("escaped", ("request", "data"), '{{"user": {{"pass\\u0077ord": "{word}"}}}}'),
    Row("form", ("request", "method"), "{word}", KEPT),
    # What the program says of itself.
    Row("event", ("extra", "password"), "{word}"),
    Row("event", ("extra", "escaped", "password"), "{word}", GONE, "key"),
    Row("event", ("extra", "settings", "db", "client_secret"), "{word}"),
    Row("event", ("extra", "settings", "list", 0, "apiKey"), "{word}"),
    Row("event", ("extra", "as json"), '{{"mysql_pwd": "{word}"}}'),
    Row("event", ("extra", "as form"), "user=jane&passwd={word}"),
    Row("event", ("extra", "header"), "Authorization: Bearer {word}"),
    Row("event", ("extra", "escaped header"), "Authorization: Bearer {word}", GONE, "value"),
    Row("event", ("extra", "pem"), PEM),
    Row("event", ("extra", "card"), "paid with {card}"),
    Row("event", ("extra", "spaced card"), "paid with {spaced_card}"),
    Row("event", ("extra", "ssn"), "it is {ssn}"),
    Row("event", ("extra", "iban"), "from {iban}"),
    Row("event", ("extra", "mail"), "write to {mail}"),
    Row("event", ("extra", "phone"), "ring {phone}"),
    Row("event", ("extra", "plain"), "a plain {word}", KEPT),
    Row("event", ("tags", "api_key"), "{word}"),
    Row("event", ("tags", "note"), "card {card}"),
    Row("event", ("contexts", "settings", "private_key"), "{word}"),
    Row("event", ("contexts", "trace", "data", "http.request.header.authorization"), "{word}"),
    Row("event", ("user", "data", "password"), "{word}"),
    Row("event", ("user", "email"), "{mail}", KEPT),
    Row("event", ("user", "id"), "{word}", KEPT),
    Row("event", ("logentry", "message"), "card {card} refused"),
    Row("event", ("logentry", "formatted"), "logged in with password={word}"),
    Row("event", ("logentry", "params"), "Bearer {word}"),
    Row("event", ("breadcrumbs", "values", 0, "message"), "login with password={word}"),
    Row("event", ("breadcrumbs", "values", 1, "message"), "wrote to {mail}"),
    Row("event", ("breadcrumbs", "values", 1, "data", "url"), "https://api.example.com/?secret={word}"),
    Row("event", ("breadcrumbs", "values", 1, "data", "auth_token"), "{word}"),
    Row("event", ("breadcrumbs", "values", 2, "message"), "a plain {word}", KEPT),
    Row("event", ("exception", "values", 0, "value"), "refused Bearer {word}"),
    Row("event", ("exception", "values", 1, "value"), "no account for {mail}"),
    Row("event", ("exception", "values", 2, "value"), "card {card}"),
    Row("event", ("exception", "values", 3, "value"), "https://jane:{word}@db.example.com/ is away"),
    Row("event", ("exception", "values", 4, "value"), "wrong password={word}"),
    Row("event", (*FRAME, "vars", "password"), "{word}"),
    Row("event", (*FRAME, "vars", "settings"), "{{'secret_key': '{word}'}}"),
    Row("event", (*FRAME, "vars", "card"), "{card}"),
    Row("event", (*FRAME, "vars", "plain"), "{word}", KEPT),
    Row("event", (*FRAME, "context_line"), "    password = '{word}'"),
    Row("event", (*FRAME, "pre_context", 0), "    headers = {{'Authorization': 'Bearer {word}'}}"),
    # Transactions and spans.
    Row("transaction", ("transaction",), "/reset?token={word}"),
    Row("transaction", ("request", "headers", "Authorization"), "Bearer {word}"),
    Row("transaction", ("extra", "password"), "{word}"),
    Row("transaction", ("spans", 0, "description"), "GET https://api.example.com/?api_key={word}"),
    Row("transaction", ("spans", 0, "data", "db.password"), "{word}"),
    Row("transaction", ("spans", 0, "data", "http.query"), "a=1&access_token={word}"),
    Row("transaction", ("spans", 0, "data", "plain"), "{word}", KEPT),
    Row("transaction", ("spans", 0, "tags", "card"), "{card}"),
    Row("span", ("items", 0, "name"), "GET https://jane:{word}@api.example.com/"),
    Row("span", ("items", 0, "attributes", "http.request.header.authorization", "value"), "{word}"),
    Row("span", ("items", 0, "attributes", "db.statement", "value"), "SELECT '{card}'"),
    Row("span", ("items", 0, "attributes", "plain", "value"), "{word}", KEPT),
    # Logs and metrics.
    Row("log", ("items", 0, "body"), "paid with {card}"),
    Row("log", ("items", 1, "body"), "wrote to {mail}"),
    Row("log", ("items", 2, "body"), "Authorization: Bearer {word}"),
    Row("log", ("items", 3, "body"), "a plain {word}", KEPT),
    Row("log", ("items", 0, "attributes", "password", "value"), "{word}"),
    Row("log", ("items", 0, "attributes", "note", "value"), "Bearer {word}"),
    Row("log", ("items", 0, "attributes", "sentry.message.parameter.0", "value"), "{phone}"),
    Row("metric", ("items", 0, "attributes", "api_key", "value"), "{word}"),
    Row("metric", ("items", 0, "attributes", "plain", "value"), "{word}", KEPT),
    # What people write, files, replays, profiles, sessions.
    Row("user report", ("comments",), "my card is {card}"),
    Row("user report", ("email",), "{mail}", KEPT),
    Row("feedback", ("contexts", "feedback", "message"), "it shows password={word}"),
    Row("feedback", ("contexts", "feedback", "url"), "https://shop.example.com/?token={word}"),
    Row("feedback", ("contexts", "feedback", "contact_email"), "{mail}", KEPT),
    Row("attachment", (), "DB_PASSWORD={word}\n"),
    Row("attachment", (), "Authorization: Bearer {word}\n"),
    Row("attachment", (), "paid with {card}\n"),
    Row("attachment", (), "wrote to {mail}\n"),
    Row("attachment", (), "a plain {word}\n", KEPT),
    Row("replay", ("urls", 0), "https://shop.example.com/?access_token={word}"),
    Row("replay", ("request", "headers", "Authorization"), "Bearer {word}"),
    Row("replay", ("tags", "password"), "{word}"),
    Row("recording", (0, "data", "href"), "https://shop.example.com/?secret={word}"),
    Row("recording", (0, "data", "payload", "data", "password"), "{word}"),
    Row("recording", (0, "data", "payload", "description"), "card {card}"),
    Row("recording", (0, "data", "plain"), "{word}", KEPT),
    Row("profile", ("transaction", "name"), "/reset?token={word}"),
    Row("session", ("did",), "{word}"),
    # Other doors.
    Row("security", ("csp-report", "document-uri"), "https://shop.example.com/?token={word}"),
    Row("security", ("csp-report", "blocked-uri"), "https://jane:{word}@evil.example.com/"),
    Row("security", ("csp-report", "script-sample"), "card = '{card}'"),
    Row("store", ("extra", "secret"), "{word}"),
    Row("store", ("message",), "login of {mail}"),
    Row("packed store", ("extra", "passwd"), "{word}"),
    Row("minidump", ("sentry[extra][password]",), "{word}"),
    Row("minidump", ("api_key",), "{word}"),
    Row("minidump", ("note",), "paid with {card}"),
    Row("otlp logs", ("body",), "paid with {card}"),
    Row("otlp logs", ("password",), "{word}"),
    Row("otlp traces", ("name",), "GET https://jane:{word}@api.example.com/"),
    Row("otlp traces", ("api_key",), "{word}"),
    Row("network report", ("url",), "https://shop.example.com/?token={word}"),
    Row("refused", (), "{word}"),
    # The same by the Python SDK, with its own scrubbing turned off.
    Row("sdk", ("password",), "{word}"),
    Row("sdk", ("settings",), "Bearer {word}"),
    Row("sdk", ("header",), "{word}"),
    Row("sdk", ("breadcrumb",), "password={word}"),
    Row("sdk", ("tag",), "{card}"),
    Row("sdk", ("log",), "paid with {card}"),
    Row("sdk", ("span",), "https://jane:{word}@api.example.com/"),
    Row("sdk", ("attachment",), "API_KEY={word}"),
    Row("sdk", ("plain",), "a plain {word}", KEPT),
]


def digits(count):
    return "".join(DICE.choice("0123456789") for _ in range(count))


def card_number():
    """Sixteen digits whose check digit is right."""
    number = "4" + digits(14)
    doubled = [int(each) * (2 - at % 2) for at, each in enumerate(number)]
    return number + str(-sum(each // 10 + each % 10 for each in doubled) % 10)


def account_number():
    """A German IBAN whose check digits are right."""
    number = digits(18)
    return f"DE{98 - int(number + '131400') % 97:02d}{number}"


def marker(text):
    """The one thing a row's text has in braces: what stands there, and what must (not) be found."""
    kind = re.search(r"(?<!\{)\{(\w+)\}(?!\})", text).group(1)
    word = "Qx" + "".join(DICE.choice("bcdfghjkmnpqrtvwxz") for _ in range(14))
    card = card_number()
    made = {
        "word": (word, [word]),
        "card": (card, [card]),
        "spaced_card": (" ".join(card[at : at + 4] for at in range(0, 16, 4)), None),
        "ssn": (f"5{digits(2)}-1{digits(1)}-1{digits(3)}", None),
        "iban": (account_number(), None),
        "mail": (f"{word.lower()}@example.com", [word.lower()]),
        "phone": (f"010-{1000 + DICE.randrange(9000)}-{1000 + DICE.randrange(9000)}", None),
    }[kind]
    return made[0], made[1] or [made[0]]


def plant(document, path, value):
    """Puts a value into nested objects and lists, and makes those that are missing."""
    place = document
    for key, following in zip(path, path[1:]):
        empty = [] if isinstance(following, int) else {}
        if isinstance(place, list):
            while len(place) <= key:
                place.append({})
            if not place[key]:
                place[key] = empty
            place = place[key]
        else:
            place = place.setdefault(key, empty)
    key = path[-1]
    if isinstance(place, list):
        while len(place) <= key:
            place.append({})
    place[key] = value


class Sending:
    """All rows of a subject, made into what is sent."""

    def __init__(self, secrets):
        self.secrets, self.refused = secrets, {}

    def rows(self, subject):
        """Paths and texts with the markers in them."""
        return [
            (row, row.text.format(**{re.search(r"(?<!\{)\{(\w+)\}(?!\})", row.text).group(1): value}))
            for row, (value, _) in self.secrets.items()
            if row.subject == subject
        ]

    def fill(self, subject, document):
        """The document as JSON with the subject's rows in it, escaped where the row says so."""
        replaced = []
        for number, (row, text) in enumerate(self.rows(subject)):
            path = row.path
            if row.escapes == "key":
                path = (*path[:-1], f"escaped key {number}")
                replaced.append((f'"{path[-1]}"', '"' + "".join(f"\\u{ord(each):04x}" for each in row.path[-1]) + '"'))
            if row.escapes == "value":
                replaced.append((json.dumps(text), '"' + "".join(f"\\u{ord(each):04x}" for each in text) + '"'))
            plant(document, path, text)
        payload = json.dumps(document)
        for plain, escaped in replaced:
            assert plain in payload
            payload = payload.replace(plain, escaped)
        return payload.encode()

    def expect(self, subject, answer):
        if answer.status not in (200, 201, 202):
            self.refused[subject] = answer


def named_frames():
    return [{"type": f"E{number}", "value": "v"} for number in range(5)]


def send_items(sending, project):
    """Everything that comes in envelopes."""
    at = time.time()

    def send(subject, *items, event_id=None):
        header = {"event_id": event_id} if event_id else {}
        sending.expect(subject, project.post(envelope(*items, header=header)))

    def contained(kind, media_type, subject, entries):
        header, payload = kinds.container(kind, media_type, *entries)
        return header, sending.fill(subject, payload)

    for subject in ("event", "form", "escaped"):
        event_id = new_id()
        event = {"event_id": event_id, "platform": "python", "exception": {"values": named_frames()}}
        for exception in event["exception"]["values"]:
            frame = {"function": "pay", "filename": "shop.py", "lineno": 1, "in_app": True}
            exception["stacktrace"] = {"frames": [frame]}
        trace = {"trace_id": new_id(), "span_id": new_id()[:16]}
        event |= {"contexts": {"trace": trace}, "user": {}}
        event["breadcrumbs"] = {"values": [{"category": "a"} for _ in range(3)]}
        send(subject, ({"type": "event"}, sending.fill(subject, event)), event_id=event_id)

    event_id = new_id()
    send("transaction", ({"type": "transaction"}, sending.fill("transaction", kinds.transaction(event_id, at))),
         event_id=event_id)
    span = kinds.span(new_id(), at)
    for name in ("http.request.header.authorization", "db.statement", "plain"):
        span["attributes"][name] = kinds.text("")
    send("span", contained("span", "span.v2", "span", [span]))
    logs = [kinds.log(new_id(), at) for _ in range(4)]
    logs[0]["attributes"] |= {name: kinds.text("") for name in ("password", "note", "sentry.message.parameter.0")}
    send("log", contained("log", "log", "log", logs))
    metric = kinds.metric(new_id(), at)
    metric["attributes"] = {name: kinds.text("") for name in ("api_key", "plain")}
    send("metric", contained("trace_metric", "trace-metric", "metric", [metric]))

    event_id = new_id()
    send("user report", ({"type": "user_report"}, sending.fill("user report", kinds.user_report(event_id))),
         event_id=event_id)
    event_id = new_id()
    send("feedback", ({"type": "feedback"}, sending.fill("feedback", kinds.feedback(event_id))), event_id=event_id)
    content = "".join(text for _, text in sending.rows("attachment")).encode()
    header = {"type": "attachment", "length": len(content), "filename": "server.log", "content_type": "text/plain"}
    send("attachment", (header, content), event_id=new_id())

    event_id = new_id()
    (header, about), _ = kinds.replay(event_id, at)
    recorded = [{"type": 5, "timestamp": int(at * 1000), "data": {"tag": "breadcrumb", "payload": {"data": {}}}}]
    recording = b'{"segment_id":0}\n' + zlib.compress(sending.fill("recording", recorded))
    send("replay", (header, sending.fill("replay", about)),
         ({"type": "replay_recording", "length": len(recording)}, recording), event_id=event_id)
    event_id = new_id()
    send("profile", ({"type": "transaction"}, kinds.transaction(event_id, at)),
         ({"type": "profile"}, sending.fill("profile", kinds.profile(event_id, at))), event_id=event_id)
    send("session", ({"type": "session"}, sending.fill("session", kinds.session(new_id(), at))))


def send_elsewhere(sending, project, server):
    """Everything that comes in by other doors."""
    key = f"?sentry_key={project.key}"

    def send(subject, path, body, media_type, **headers):
        answer = server.request("POST", path, body, {"Content-Type": media_type, **headers})
        sending.expect(subject, answer)

    report = {"csp-report": {"violated-directive": "script-src", "effective-directive": "script-src"}}
    send("security", f"/api/{project.id}/security/{key}", sending.fill("security", report), "application/csp-report")
    event = {"event_id": new_id(), "platform": "python"}
    send("store", f"/api/{project.id}/store/{key}", sending.fill("store", event), "application/json")
    packed = base64.b64encode(zlib.compress(sending.fill("packed store", {"message": "packed"})))
    send("packed store", f"/api/{project.id}/store/{key}", packed, "application/octet-stream")
    parts = [(f'name="{row.path[0]}"', text.encode()) for row, text in sending.rows("minidump")]
    parts.append(('name="upload_file_minidump"; filename="a.dmp"', b"MDMP" + bytes(60)))
    part = b"--b\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n"
    body = b"".join(part % (name.encode(), text) for name, text in parts)
    send("minidump", f"/api/{project.id}/minidump/{key}", body + b"--b--\r\n", "multipart/form-data; boundary=b")

    def attributes(subject):
        return [{"key": row.path[0], "value": {"stringValue": text}} for row, text in sending.rows(subject)]

    nanoseconds = str(int(time.time() * 1e9))
    named = {each["key"]: each["value"] for each in attributes("otlp logs")}
    record = {"timeUnixNano": nanoseconds, "severityNumber": 9, "traceId": new_id(), "body": named.pop("body")}
    record["attributes"] = [{"key": name, "value": value} for name, value in named.items()]
    logs = {"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]}
    send("otlp logs", f"/api/{project.id}/integration/otlp/v1/logs/{key}", json.dumps(logs), "application/json")
    named = {each["key"]: each["value"] for each in attributes("otlp traces")}
    span = {"traceId": new_id(), "spanId": new_id()[:16], "name": named.pop("name")["stringValue"], "kind": 3}
    span |= {"startTimeUnixNano": nanoseconds, "endTimeUnixNano": nanoseconds}
    span["attributes"] = [{"key": name, "value": value} for name, value in named.items()]
    spans = {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}
    send("otlp traces", f"/api/{project.id}/integration/otlp/v1/traces/{key}", json.dumps(spans), "application/json")
    report = {"type": "network-error", "age": 1, "body": {"type": "dns.unreachable", "phase": "dns", "method": "GET"}}
    send("network report", f"/api/{project.id}/nel/{key}", sending.fill("network report", report),
         "application/reports+json")
    # Refused, and still nobody's business.
    (_, word), = sending.rows("refused")
    path = f"/api/{project.id}/envelope/?sentry_key={'0' * 32}&sentry_secret={word}&sentry_client=tests%2F1"
    assert server.request("POST", path, b"{}", {"Cookie": f"session={word}"}).status in (401, 403)


PROGRAM = """
import logging, sys, json
import sentry_sdk
from sentry_sdk.scrubber import EventScrubber
secrets = json.load(sys.stdin)
sentry_sdk.init(sys.argv[1], send_default_pii=True, event_scrubber=EventScrubber(denylist=[], pii_denylist=[]),
                traces_sample_rate=1.0, enable_logs=True)
sentry_sdk.add_breadcrumb(category="login", message=secrets["breadcrumb"])
sentry_sdk.set_tag("payment", secrets["tag"])
sentry_sdk.set_context("headers", {"X-Auth-Token": secrets["header"]})
sentry_sdk.set_extra("plain", secrets["plain"])
sentry_sdk.get_current_scope().add_attachment(bytes=secrets["attachment"].encode(), filename="settings.txt")
sentry_sdk.logger.info(secrets["log"])
def log_in(password, settings):
    raise ValueError("refused")
with sentry_sdk.start_transaction(op="task", name="log in"):
    with sentry_sdk.start_span(op="http.client", name=secrets["span"]):
        pass
    try:
        log_in(secrets["password"], secrets["settings"])
    except ValueError:
        sentry_sdk.capture_exception()
sentry_sdk.flush(10)
"""


def send_by_sdk(sending, project):
    texts = {row.path[0]: text for row, text in sending.rows("sdk")}
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), project.dsn.text]
    # Not as an argument: SDKs send those along.
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def spellings(content):
    """Bytes as they are, and with JSON's and addresses' escapes taken out."""
    yield content
    if b"\\" in content:
        yield re.sub(rb"\\u00([0-9a-fA-F]{2})", lambda found: bytes([int(found.group(1), 16)]), content)
    if b"%" in content:
        yield urllib.parse.unquote_to_bytes(content)


@dataclass
class Findings:
    """Where each marker was found, and which subjects were refused."""

    places: dict
    refused: dict


@pytest.fixture(scope="module")
def findings():
    """All rows sent, and the data folder read: while the server runs, and when it has stopped."""
    secrets = {row: marker(row.text) for row in TABLE}
    wanted = {text.encode(): row for row, (_, texts) in secrets.items() for text in texts}
    pattern = re.compile(b"|".join(re.escape(text) for text in wanted))
    places = {row: set() for row in TABLE}

    def look(where, content):
        for spelled in spellings(content):
            for found in pattern.findall(spelled):
                places[wanted[found]].add(where)

    with Culprit() as server:
        project, sending = server.create_project(), Sending(secrets)
        send_items(sending, project)
        send_elsewhere(sending, project, server)
        send_by_sdk(sending, project)
        for name, content in stored.files(server.data):
            look(f"{name}, while it runs", content)
        look("what it printed", "".join(server.output).encode())
        server.stop()
        for where, content in stored.everything(server.data):
            look(where, content)
    return Findings(places, sending.refused)


def test_every_subject_was_taken(findings):
    assert not findings.refused


@pytest.mark.parametrize("row", [row for row in TABLE if row.fate == GONE], ids=lambda row: row.name)
def test_a_secret_is_nowhere_in_the_data_folder(findings, row):
    assert not findings.places[row], f"found in {sorted(findings.places[row])}"


@pytest.mark.parametrize("row", [row for row in TABLE if row.fate == KEPT], ids=lambda row: row.name)
def test_what_is_no_secret_is_kept(findings, row):
    assert findings.places[row], "found nowhere"
