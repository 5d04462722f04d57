"""Fixtures: a server with every recorded event in it, and Chromium looking at it."""

import re
import struct
import time
import zlib

import pytest
from browser import Browser
from culprit_server import Culprit, envelope, new_id, wait_for
from devtools import DevTools, Window, find_chromium
from hostile import HOSTILE
from people import one_time_code, person, press, shown_secret
from recorded import samples

EMAIL, PASSWORD = "ada@example.com", "violet harbour under seven moons"


def png(width, height):
    """A picture of one colour."""

    def chunk(kind, data):
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x80\x90\xa0" * width) * height
    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PIXEL = png(40, 30)


class Site:
    """A server with something to see, and where on it that is."""

    def __init__(self, server):
        self.server, self.base = server, server.base
        server.create_user(EMAIL, PASSWORD, "--role", "owner")
        self.session = Browser(server)
        assert self.session.log_in(EMAIL, PASSWORD).status == 200
        self.token = server.create_token()
        self.events = self._send_samples()
        self.shop = server.create_project()
        self.rich, self.rich_event = self._send_rich()
        self.empty_project = server.create_project()
        self.hostile_project = server.create_project()
        self.hostile_project.send(HOSTILE)
        self.hostile = wait_for(lambda: self.hostile_project.issues())[0]["id"]

    def _send_samples(self):
        """Sends every recorded event; returns the issue and the id of each that was kept."""
        found = []
        for sample in samples():
            if sample.event:
                sample.send(self.server.dsn)
        issues, cursor = [], ""
        while cursor is not None:
            answer = self.server.api(
                "/projects/default/default/issues/", self.token, query="", limit=100, cursor=cursor
            )
            issues += answer.json()
            following = re.search(r'rel="next"; results="true"; cursor="([^"]+)"', answer.header("Link") or "")
            cursor = following and following.group(1)
        for issue in issues:
            events = self.server.api(f"/issues/{issue['id']}/events/", self.token).json()
            found += [(issue["id"], event["eventID"]) for event in events]
        return found

    def _send_rich(self):
        """An issue of three events; the last has files and feedback."""
        ids = []
        for number in range(3):
            event_id = new_id()
            items = [({"type": "event"}, rich_event(event_id, number))]
            if number == 2:
                items += [
                    (
                        {
                            "type": "attachment",
                            "filename": "screen shot.png",
                            "content_type": "image/png",
                            "length": len(PIXEL),
                        },
                        PIXEL,
                    ),
                    (
                        {"type": "attachment", "filename": "page.html", "content_type": "text/html", "length": 25},
                        b"<script>alert(1)</script>",
                    ),
                    (
                        {"type": "user_report"},
                        {
                            "event_id": event_id,
                            "name": "Jo",
                            "email": "jo@example.com",
                            "comments": "It broke when I pressed Pay.",
                        },
                    ),
                ]
            self.shop.post(envelope(*items, header={"event_id": event_id}))
            ids.append(event_id)
        self.older_event = ids[0]
        issue = wait_for(lambda: self.shop.issues())[0]
        return issue["id"], ids[-1]

    @property
    def pages(self):
        """Every kind of page there is, by name."""
        issue = f"/issues/{self.rich}/"
        return {
            "list": "/issues/?query=",
            "list-empty": "/issues/?query=nobody+wrote+this",
            "list-problem": "/issues/?query=level:%22",
            "issue": issue,
            "event-full": issue + "?view=full&order=oldest",
            "event-raw": issue + "?view=raw",
            "events": issue + "events/",
            "grouping": issue + "grouping/",
            "merged": issue + "merged/",
            "hostile": f"/issues/{self.hostile}/",
            "projects": "/projects/",
            "connect": "/projects/default/connect/",
            "rules": "/projects/default/settings/grouping/",
            "status": "/settings/status/",
            "help": "/help/",
            "keys": "/help/keys/",
            "not-found": "/nowhere/",
            "no-issue": "/issues/999999/",
            "list-selected": "/issues/?query=&select=page",
            "event": issue + f"events/{self.rich_event}/",
            "events-none": issue + "events/?query=nothing+like+it",
            "tags": issue + "tags/",
            "tag": issue + "tags/region/",
            "activity": issue + "activity/",
            "grouping-compared": issue + f"grouping/?event={self.rich_event}&with={self.older_event}",
            "dashboard": "/dashboard/?period=24h",
            "dashboard-empty": f"/dashboard/?project={self.empty_project.slug}",
            "releases": "/releases/",
            "release": "/releases/shop@1.4.2/",
            "go": "/go/",
            "go-nothing": "/go/?q=no+such+thing",
            "new-project": "/projects/new/",
            "connect-platform": f"/projects/{self.shop.slug}/connect/python/",
            "connect-waiting": f"/projects/{self.empty_project.slug}/connect/",
            "project": f"/projects/{self.shop.slug}/settings/",
            **{
                f"project-{part}": f"/projects/{self.shop.slug}/settings/{part}/"
                for part in ("keys", "privacy", "filters", "limits", "retention")
            },
            "regroup": f"/projects/{self.shop.slug}/settings/grouping/regroup/",
            "account": "/settings/",
            **{
                name: f"/settings/{name}/"
                for name in ("password", "second-factor", "sessions", "tokens", "identities", "team", "teams")
            },
            "organization-tokens": "/settings/organization/tokens/",
            "sign-on": "/settings/sign-on/",
            "audit": "/settings/audit/",
        }

    def guest_pages(self):
        """What people see who are not in, each with the cookies that it takes."""
        page = press(self.session, "/settings/team/", "Make the link", {"email": "", "role": "member"})
        invitation = "/" + shown_secret(page).split("/", 3)[3]
        careful = person(self.server)
        page = press(careful, "/settings/second-factor/", "Turn on")
        key = page.response.text.split("<code>")[1].split("</code>")[0]
        careful.submit(page, page.form_with(button="Confirm"), {"code": one_time_code(key)}, "Confirm")
        half = Browser(self.server)
        assert half.log_in(careful.email, PASSWORD).url.endswith("/login/second-factor/")
        member = person(self.server)
        return {
            "login": ("/login/", Browser(self.server)),
            "login-stranger": ("/issues/", Browser(self.server)),
            "invitation": (invitation, Browser(self.server)),
            "dead-invitation": ("/invite/nothing/", Browser(self.server)),
            "dead-reset": ("/password-reset/nothing/", Browser(self.server)),
            "second-factor": ("/login/second-factor/", half),
            "forbidden": ("/settings/audit/", member),
        }


def rich_event(event_id, number):
    """An event with something in every section."""

    def frame(function, place, line, in_app, source=None):
        found = {"function": function, "filename": place, "lineno": line, "in_app": in_app, "module": place[:-3]}
        if source:
            found |= {
                "context_line": source,
                "pre_context": ["def f(order):", "    # before"],
                "post_context": ["    return 1"],
            }
            found["vars"] = {"order": {"id": "A-17", "lines": [1, 2, 3]}, "attempt": number, "long": "x" * 900}
        return found

    now = time.time() - 60 + number
    frames = [frame(f"library_{index}", "flask/app.py", index + 1, False) for index in range(6)]
    frames += [frame("pay", "shop/pay.py", 42, True, "    raise PaymentError(order)")]
    kinds = ["http", "query", "navigation", "ui.click", "console", "auth"]
    crumbs = [
        {
            "timestamp": now - 90 + index,
            "category": kinds[index % 6],
            "message": f"step {index}",
            "level": "warning" if index % 7 == 0 else "info",
            "data": {"status_code": 200, "url": "https://shop.example/cart"},
        }
        for index in range(70)
    ]
    return {
        "event_id": event_id,
        "timestamp": now,
        "platform": "python",
        "release": "shop@1.4.2",
        "environment": "production",
        "transaction": "/pay",
        "server_name": "web-1",
        "logger": "shop",
        "logentry": {"message": "Order %s failed", "params": ["A-17"]},
        "exception": {
            "values": [
                {
                    "type": "ConnectionError",
                    "value": "refused",
                    "module": "socket",
                    "stacktrace": {"frames": frames[:3]},
                },
                {
                    "type": "PaymentError",
                    "value": "card declined",
                    "thread_id": 1,
                    "mechanism": {"type": "flask", "handled": False},
                    "stacktrace": {"frames": frames},
                },
            ]
        },
        "threads": {
            "values": [
                {"id": 1, "name": "main", "crashed": True},
                {"id": 2, "name": "worker", "stacktrace": {"frames": frames[:2]}},
            ]
        },
        "tags": {"region": "eu", "browser": "Firefox 141", "os": "Linux"},
        "user": {"id": "4711", "email": "customer@example.com"},
        "extra": {"attempt": 2, "password": "hunter2-hunter2", "nested": {"a": [1, {"b": "c" * 90}]}},
        "request": {
            "url": "https://shop.example/pay",
            "method": "POST",
            "query_string": "lang=ko",
            "headers": {"User-Agent": "curl/8"},
            "data": {"card": "4111 1111 1111 1111"},
            "cookies": {"theme": "dark"},
        },
        "breadcrumbs": crumbs,
        "contexts": {
            "runtime": {"name": "CPython", "version": "3.11"},
            "device": {"model": "X1", "memory_size": 17179869184},
        },
        "modules": {f"package-{index}": f"1.{index}" for index in range(30)},
    }


@pytest.fixture(scope="session")
def site():
    with Culprit() as server:
        yield Site(server)


@pytest.fixture(scope="session")
def tools():
    program = find_chromium()
    if not program:
        pytest.fail("no chromium: Tests/Tools/install-packages.sh chromium", pytrace=False)
    tools = DevTools(program)
    yield tools
    tools.close()


@pytest.fixture
def window(site, tools):
    """A window of somebody who is logged in."""
    window = Window(tools, site.base)
    window.log_out()
    window.log_in(site.session)
    return window
