"""Runs the real binary in a folder of its own and talks to it over plain sockets.

Nothing here is a client library: requests go out exactly as a test writes them.
"""

import http.client
import json
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from urllib.parse import urlencode, urlsplit

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LISTENING = re.compile(r"^culprit (\S+) listening on (https?://\S+?)/?\s*$")
DSN = re.compile(r"https?://[0-9a-f]{32}@[^\s/]+(?:/\S+?)?/\d+")
SETUP_LINK = re.compile(r"https?://\S+/setup/\?code=\S+")


def binary_path():
    """The binary under test: `CULPRIT_BINARY`, else the debug build of this checkout."""
    return os.path.abspath(os.environ.get("CULPRIT_BINARY") or os.path.join(ROOT, ".build", "debug", "culprit"))


def wait_for(question, timeout=5.0, interval=0.02, what=None):
    """Asks until the answer is truthy, and returns it; fails with the last answer otherwise."""
    end = time.monotonic() + timeout
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout} s: {what or question}; last answer: {answer!r}")
        time.sleep(interval)


class Response:
    """Status, headers (any case) and body of one answer."""

    def __init__(self, status, headers, body, version=11):
        self.status, self.body, self.version = status, body, version
        self.header_list = [(name.lower(), value) for name, value in headers]

    def header(self, name):
        """All values of a header, joined; None when it is missing."""
        values = [value for key, value in self.header_list if key == name.lower()]
        return ", ".join(values) if values else None

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.text[:300]!r}>"


class Dsn:
    """A DSN in its parts."""

    def __init__(self, text):
        parts = urlsplit(text)
        self.text, self.key, self.host, self.port = text, parts.username, parts.hostname, parts.port or 80
        prefix, _, project = parts.path.rpartition("/")
        self.prefix, self.project = prefix, project

    def auth(self, **more):
        """The `X-Sentry-Auth` header an SDK would send."""
        pairs = {"sentry_version": "7", "sentry_client": "culprit.tests/1.0", "sentry_key": self.key, **more}
        return "Sentry " + ", ".join(f"{name}={value}" for name, value in pairs.items())


class Culprit:
    """One data folder and, most of the time, one running server on it."""

    def __init__(self, data=None, environment=None, arguments=(), listen="127.0.0.1:0", prefix=()):
        self.binary = binary_path()
        self.own_data = data is None
        self.data = data or tempfile.mkdtemp(prefix="culprit-test-")
        self.environment = {**os.environ, **(environment or {})}
        self.arguments, self.listen, self.prefix = list(arguments), listen, list(prefix)
        self.process, self.port, self.version = None, None, None
        self.output = []
        self._lines = queue.Queue()

    # Life

    def start(self, timeout=30.0):
        """Starts the server and returns once it says that it listens."""
        command = [*self.prefix, self.binary, "serve", "--listen", self.listen, "--data", self.data, *self.arguments]
        self.output, self._lines = [], queue.Queue()
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=self.environment,
            text=True,
            errors="replace",
        )
        threading.Thread(target=self._read, args=(self.process, self.output, self._lines), daemon=True).start()
        end = time.monotonic() + timeout
        while True:
            try:
                line = self._lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                said = "".join(self.output)
                self.kill()
                raise AssertionError(f"the server did not come up within {timeout} s; it said:\n{said}")
            match = LISTENING.match(line)
            if match:
                address = urlsplit(match.group(2))
                self.version, self.port = match.group(1), address.port or 80
                return self

    @staticmethod
    def _read(process, output, lines):
        for line in process.stdout:
            output.append(line)
            lines.put(line)
        lines.put(None)

    def stop(self, timeout=10.0):
        """SIGTERM; returns the exit code."""
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout)
        finally:
            self.kill()

    def kill(self):
        """SIGKILL, as a power cut would."""
        if self.process is not None:
            if self.process.poll() is None:
                self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self, kill=False):
        """Stops (or kills) and starts again on the same address."""
        if kill:
            self.kill()
        else:
            self.stop()
        self.listen = f"127.0.0.1:{self.port}"
        return self.start()

    def dispose(self):
        try:
            self.stop()
        except (subprocess.TimeoutExpired, AssertionError):
            self.kill()
        if self.own_data:
            shutil.rmtree(self.data, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.dispose()

    # What it printed

    def printed(self, pattern, timeout=5.0):
        """The first match of a pattern in what the server printed."""
        return wait_for(
            lambda: pattern.search("".join(self.output)), timeout, what=f"output has {pattern.pattern}"
        ).group(0)

    @property
    def dsn(self):
        """The DSN of project `default`, printed by the first start."""
        return Dsn(self.printed(DSN))

    @property
    def setup_link(self):
        return self.printed(SETUP_LINK)

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    # The command line

    def cli(self, *arguments, input=None, check=True, timeout=30):
        """Runs another command of the binary on the same data folder."""
        done = subprocess.run(
            [*self.prefix, self.binary, *arguments, "--data", self.data],
            input=input,
            capture_output=True,
            text=True,
            env=self.environment,
            timeout=timeout,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"culprit {' '.join(arguments)} exited {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def create_project(self, slug=None, *arguments):
        """A new project; returns once the running server takes events for it, which must be within a second."""
        slug = slug or f"p{uuid.uuid4().hex[:10]}"
        project = Project(self, json.loads(self.cli("project", "create", slug, *arguments, "--json").stdout))
        if self.process is not None:
            wait_for(lambda: project.post(b"{}").status == 200, timeout=1, what=f"the key of {slug} to be accepted")
        return project

    def create_token(self, *arguments):
        return json.loads(self.cli("token", "create", "--json", *arguments).stdout)["token"]

    def create_user(self, email, password, *arguments):
        return self.cli("user", "create", email, "--password-stdin", *arguments, input=password + "\n")

    def doctor(self, check=True):
        """What `culprit doctor --json` found, with its exit code under `exit`."""
        done = self.cli("doctor", "--json", check=check, timeout=300)
        return {**json.loads(done.stdout), "exit": done.returncode}

    # Requests

    def request(self, method, path, body=None, headers=None, timeout=30):
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return Response(answer.status, answer.getheaders(), answer.read(), answer.version)
        finally:
            connection.close()

    def bare_request(self, method, path, headers=(), body=None, timeout=30):
        """One request with exactly these headers: no Accept-Encoding, no Host but the one given."""
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
        names = {name.lower() for name, _ in headers}
        if "host" not in names:
            lines.append(f"Host: 127.0.0.1:{self.port}")
        if body is not None and not names & {"content-length", "transfer-encoding"}:
            lines.append(f"Content-Length: {len(body)}")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        return self.raw(head + (body or b""), method=method, timeout=timeout)

    def raw(self, data, method="POST", timeout=30):
        """Sends bytes as they are and reads one answer."""
        with self.connect(timeout) as stream:
            try:
                stream.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                pass  # an answer may be waiting all the same
            return read_answer(stream, method)

    def connect(self, timeout=30):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def api(self, path, token, method="GET", body=None, headers=None, **parameters):
        """A call of the JSON API below `/api/0`."""
        query = "?" + urlencode(parameters, doseq=True) if parameters else ""
        data = None if body is None else json.dumps(body).encode()
        every = {"Authorization": f"Bearer {token}"} if token else {}
        if data is not None:
            every["Content-Type"] = "application/json"
        return self.request(method, f"/api/0{path}{query}", data, {**every, **(headers or {})})

    # The process

    def memory(self, field="VmRSS"):
        """Kilobytes, of `/proc`: `VmRSS` now, `VmHWM` at its peak."""
        with open(f"/proc/{self.process.pid}/status") as status:
            for line in status:
                if line.startswith(field + ":"):
                    return int(line.split()[1])
        return 0

    def reset_peak_memory(self):
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as clear:
            clear.write("5")


def read_answer(stream, method="POST"):
    """Reads one HTTP answer off a socket."""
    answer = http.client.HTTPResponse(stream, method=method)
    answer.begin()
    return Response(answer.status, answer.getheaders(), answer.read(), answer.version)


def envelope(*items, header=None):
    """An envelope of (item header, payload bytes or object); `length` is left as the header has it."""
    parts = [json.dumps(header if header is not None else {}).encode()]
    for item_header, payload in items:
        parts.append(json.dumps(item_header).encode())
        parts.append(payload if isinstance(payload, bytes) else json.dumps(payload).encode())
    return b"\n".join(parts) + b"\n"


def event_envelope(event, **header):
    """An envelope with one event, without `length`, as JavaScript and Ruby send it."""
    if "event_id" in event:
        header.setdefault("event_id", event["event_id"])
    return envelope(({"type": "event"}, event), header=header)


def new_id():
    return uuid.uuid4().hex


class Project:
    """A project of a running server, with its key."""

    def __init__(self, server, made):
        self.server, self.made = server, made
        self.slug, self.organization, self.key = made["slug"], made.get("organization", "default"), made["public_key"]
        self.id = str(made["id"])
        self._token = None

    @property
    def dsn(self):
        """Built from the address the server has now."""
        return Dsn(f"http://{self.key}@127.0.0.1:{self.server.port}/{self.id}")

    @property
    def token(self):
        if self._token is None:
            if not hasattr(self.server, "shared_token"):
                self.server.shared_token = self.server.create_token("--name", "tests")
            self._token = self.server.shared_token
        return self._token

    @property
    def auth(self):
        return self.dsn.auth()

    def post(self, body, headers=None, path=None, auth=True, timeout=30):
        """POSTs a body to the envelope address."""
        every = {"X-Sentry-Auth": self.auth} if auth else {}
        address = path or f"/api/{self.id}/envelope/"
        return self.server.request("POST", address, body, {**every, **(headers or {})}, timeout)

    def store(self, body, headers=None, auth=True, path=None):
        """POSTs a body to the legacy store address."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.post(data, headers, path or f"/api/{self.id}/store/", auth)

    def send(self, event, **header):
        """Sends an event, expects 200, and returns its id."""
        event = dict(event)
        event.setdefault("event_id", new_id())
        answer = self.post(event_envelope(event, **header))
        assert answer.status == 200, answer
        return answer.json()["id"]

    # What was made of it

    def api(self, path, method="GET", body=None, **parameters):
        address = f"/projects/{self.organization}/{self.slug}{path}"
        return self.server.api(address, self.token, method, body, **parameters)

    def event(self, event_id, timeout=0):
        """The API's event, which is there as soon as its sender has been told 200."""
        return wait_for(lambda: self.event_now(event_id), timeout, what=f"event {event_id} in the API")

    def event_now(self, event_id):
        answer = self.api(f"/events/{event_id}/")
        assert answer.status in (200, 404), answer
        return answer.json() if answer.status == 200 else None

    def raw_event(self, event_id):
        """The stored event, snake_case."""
        answer = self.api(f"/events/{event_id}/json/")
        assert answer.status == 200, answer
        return answer.json()

    def stored(self, event, **header):
        """Sends an event and returns what the API makes of it."""
        return self.event(self.send(event, **header))

    def event_ids(self):
        """Ids of all stored events, page by page."""
        return [row["eventID"] for row in self.pages("/events/", per_page=100)]

    def issues(self, query=""):
        return list(self.pages("/issues/", query=query, limit=100))

    def issue(self, issue_id):
        answer = self.server.api(f"/issues/{issue_id}/", self.token)
        assert answer.status == 200, answer
        return answer.json()

    def pages(self, path, **parameters):
        """Rows of a list, following `Link` as clients do."""
        cursor, seen = None, set()
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = self.api(path, **parameters, **more)
            assert answer.status == 200, answer
            yield from answer.json()
            links = parse_links(answer.header("Link"))
            if links["next"]["results"] != "true":
                return
            cursor = links["next"]["cursor"]
            assert cursor not in seen, f"the list goes round in a circle at {cursor}"
            seen.add(cursor)


def parse_links(header):
    """The `Link` header of a list: rel → {url, results, cursor}."""
    assert header, "every list carries a Link header"
    links = {}
    for entry in re.findall(r'<([^>]*)>((?:;\s*\w+="[^"]*")+)', header):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', entry[1]))
        links[attributes["rel"]] = {"url": entry[0], **attributes}
    return links


def tags_of(event):
    """The tags of an API event, by key."""
    return {tag["key"]: tag["value"] for tag in event["tags"]}


def entry_of(event, kind):
    """The data of one entry of an API event, or None."""
    return next((entry["data"] for entry in event["entries"] if entry["type"] == kind), None)


def exceptions_of(event):
    return (entry_of(event, "exception") or {}).get("values") or []
