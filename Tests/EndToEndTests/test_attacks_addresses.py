"""Addresses that lead elsewhere: out of the folder, to another site, into a header; and what every answer is sent with."""

import html
import os
import re
from urllib.parse import quote, unquote, urlsplit

import pytest
from browser import Browser
from culprit_server import Culprit, envelope, new_id, wait_for
from people import PASSWORD, person, press, shown_secret

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UP = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "....//", "%252e%252e%252f", "..%c0%af", "..;/", "%00"]
ELSEWHERE = [
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example",
    "/\t/evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:%20a=b", "/a\0b", "http:evil.example",
    "@evil.example", " //evil.example", "/\u2028evil", "data:text/html,a",
]  # fmt: skip
SCRIPT = b"<html><script>alert(document.cookie)</script></html>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.cookie)</script></svg>'


@pytest.fixture(scope="module")
def server():
    with Culprit() as culprit:
        yield culprit


@pytest.fixture(scope="module")
def owner(server):
    return person(server, "owner")


@pytest.fixture(scope="module")
def place(server):
    project = server.create_project()
    project.event_id = project.send({"message": "m"})
    project.issue_id = wait_for(lambda: project.issues())[0]["id"]
    return project


def leads_away(location):
    """Whether a browser would leave the site, as browsers read addresses: backslashes as slashes, no tabs or line ends."""
    read = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    return not read.startswith("/") or read.startswith("//")


class TestPathTraversal:
    @pytest.mark.parametrize("up", UP)
    def test_no_address_reads_a_file(self, server, owner, place, up):
        cookie = {"Cookie": f"culprit_session={owner.cookies['culprit_session']}"}
        token = {"Authorization": f"Bearer {server.create_token('--scope', 'event:read', '--scope', 'project:read')}"}
        for end in ("etc/passwd", "culprit.db", "form-secret"):
            tail = up * 12 + end
            event = f"/issues/{place.issue_id}/events/{place.event_id}"
            for path in ("/public/", "/js-sdk-loader/", f"{event}/attachments/", f"/issues/{place.issue_id}/events/",
                         f"/projects/{place.slug}/settings/", f"/projects/{place.slug}/connect/", "/projects/", "/issues/",
                         "/releases/", "/login/", "/invite/", "/organizations/"):  # fmt: skip
                answer = server.bare_request("GET", path + tail, list(cookie.items()))
                assert b"root:" not in answer.body and b"SQLite format" not in answer.body, (path, answer)
                assert answer.status in (302, 303, 400, 404, 405, 429), (path + tail, answer)
            for path in (f"/api/0/projects/default/{place.slug}/events/", "/api/0/issues/", "/api/0/organizations/",
                         f"/api/{place.id}/upload/"):  # fmt: skip
                answer = server.bare_request("GET", path + tail, list(token.items()))
                assert b"root:" not in answer.body and answer.status in (400, 401, 403, 404, 405), (path, answer)

    def test_what_an_attachment_is_called_names_no_file(self, server, owner, place):
        """Nothing is written where a sender wants it, and nothing it says ends up in a header of its own."""
        for name in ("../../../../tmp/evil-" + new_id(), "/etc/cron.d/evil", "a\r\nX-Evil: 1", 'a"; filename="b', "\0", "a" * 5_000, "한글.txt"):
            event = new_id()
            body = envelope(
                ({"type": "event"}, {"event_id": event, "message": "m"}),
                ({"type": "attachment", "filename": name, "length": 3}, b"abc"), header={"event_id": event},
            )  # fmt: skip
            assert place.post(body).status == 200
            page = wait_for(lambda: (found := owner.open(f"/issues/{place.issue_id}/events/{event}/")).status == 200 and found)
            link = next(each["href"] for each in page.links if "/attachments/" in each["href"])
            file = owner.open(link).response
            assert file.status == 200 and file.body == b"abc" and file.header("X-Evil") is None
            assert file.header("Content-Disposition").startswith("attachment; filename="), file.header_list
            assert not os.path.exists(name) or not name.startswith("/etc/cron.d")


class TestOtherSites:
    @pytest.mark.parametrize("target", ELSEWHERE)
    def test_logging_in_leads_to_no_other_site(self, server, target):
        browser = Browser(server)
        page = browser.open("/login/?next=" + quote(target, safe=""))
        field = page.form_with(kind="password").fields.get("next", "")
        assert field == "" or not leads_away(field), field
        someone = person(server)
        for values in ({"next": target},):
            browser = Browser(server)
            page = browser.open("/login/")
            values |= {"email": someone.email, "password": PASSWORD}
            after = browser.submit(page, page.form_with(kind="password"), values, follow=False)
            self.check(after.response)
        after = someone.open("/login/?next=" + quote(target, safe=""), follow=False)
        self.check(after.response)

    @pytest.mark.parametrize("target", ELSEWHERE)
    def test_forms_that_lead_back_stay_here(self, owner, place, target):
        token = owner.open("/settings/").form_with(button="Save").fields["csrf"]
        body = f"csrf={token}&next={quote(target, safe='')}&issue={place.issue_id}&name=a&query=b"
        for path, action in (("/issues/", "bookmark"), (f"/issues/{place.issue_id}/", "bookmark"), ("/searches/", ""),
                             (f"/issues/{place.issue_id}/merged/", "unmerge"), ("/help/keys/", "off")):  # fmt: skip
            after = owner.open(path, "POST", f"{body}&action={action}", FORM, follow=False)
            if after.status in (302, 303):
                self.check(after.response)

    def test_a_path_that_is_asked_for_leads_back_to_itself_only(self, server):
        for path in ("//evil.example/", "//evil.example/%2f..", "/\\evil.example/", "/.//evil.example", "/issues//evil.example/",
                     "/%0d%0aX-Evil:1/", "/a%0d%0aX-Evil:%201", "http://evil.example/issues/", "///evil.example"):  # fmt: skip
            for method in ("GET", "HEAD", "POST"):
                answer = server.bare_request(method, path, [("Host", "evil.example")])
                assert answer.header("X-Evil") is None
                if answer.header("Location"):
                    self.check(answer)

    def test_below_a_path_prefix_the_same(self):
        with Culprit(arguments=["--public-url", "http://127.0.0.1/errors"]) as fresh:
            fresh.create_user("a@example.com", PASSWORD)
            for path in ("/errors//evil.example/", "/errors/\\evil.example", "//evil.example/", "/errors%2f%2fevil.example"):
                answer = fresh.bare_request("GET", path)
                if answer.header("Location"):
                    self.check(answer)
                    assert answer.header("Location").startswith("/errors/")

    @staticmethod
    def check(response):
        location = response.header("Location")
        assert location and not leads_away(location), location
        assert response.header("X-Evil") is None and "a=b" not in (response.header("Set-Cookie") or "")
        following = re.findall(r"[?&]next=([^&]*)", location)
        assert all(not leads_away(unquote(each)) for each in following if each), location


class TestHostHeader:
    """Links in pages are made of the configured address, whatever a request calls the server."""

    HEADERS = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https",
               "Forwarded": "host=evil.example", "X-Original-URL": "/evil", "X-Rewrite-URL": "/evil"}  # fmt: skip

    def test_invitations_resets_and_dsns_name_the_server_as_it_is_configured(self, server, owner, place):
        token = owner.open("/settings/").form_with(button="Save").fields["csrf"]
        lost = person(server)
        page = owner.open("/settings/team/")
        number = re.search(r"/members/(\d+)/password/", page.response.text.split(lost.email)[1]).group(1)
        for path, body in (("/settings/team/invites/", "role=member&email="), (f"/settings/team/members/{number}/password/", "")):
            made = owner.open(path, "POST", f"csrf={token}&{body}", {**FORM, **self.HEADERS}, follow=False)
            link = shown_secret(made)
            assert link.startswith(server.base + "/") and "evil" not in made.response.text, link
        for path in (f"/projects/{place.slug}/connect/python/", "/projects/", f"/projects/{place.slug}/settings/keys/"):
            assert "evil" not in owner.open(path, headers=self.HEADERS).response.text, path
        api = {"Authorization": f"Bearer {server.create_token('--scope', 'project:read', '--scope', 'org:read')}"}
        for path in (f"/api/0/projects/default/{place.slug}/keys/", "/api/0/organizations/", "/api/0/projects/?per_page=1"):
            answer = server.request("GET", path, None, {**api, **self.HEADERS})
            assert answer.status == 200 and "evil" not in answer.text and "evil" not in (answer.header("Link") or ""), answer

    def test_redirects_do_not_follow_it(self, server):
        for path in ("/", "/issues/", "/login/", "/nowhere/"):
            answer = server.bare_request("GET", path, list(self.HEADERS.items()))
            assert "evil" not in (answer.header("Location") or "") and "evil" not in answer.text, answer


class TestHeaders:
    POLICY = ("default-src 'none'", "script-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'")

    def check(self, answer, path):
        policy = answer.header("Content-Security-Policy") or ""
        assert all(each in policy for each in self.POLICY) and "unsafe" not in policy, (path, policy)
        assert answer.header("X-Content-Type-Options") == "nosniff", path
        assert answer.header("Referrer-Policy") in ("same-origin", "no-referrer"), path
        assert answer.header("Cache-Control") in ("private, no-cache", "no-store"), (path, answer.header("Cache-Control"))

    def test_every_page_and_every_error_carries_its_guards(self, server, owner, place):
        event = f"/issues/{place.issue_id}/events/"
        opened = 0
        for browser in (owner, person(server), Browser(server)):
            for path in ("/", "/issues/", f"/issues/{place.issue_id}/", event, f"{event}{place.event_id}.json", f"{event}latest.md",
                         "/projects/", "/settings/", "/settings/team/", "/settings/tokens/", "/settings/audit/", "/dashboard/",
                         "/releases/", "/help/", "/login/", "/setup/", "/invite/nothing/", "/password-reset/nothing/", "/nowhere/",
                         "/issues/0/", "/issues/nothing/", "/settings/nothing/", "/login/nobody/callback/?code=a&state=b", "/logout/",
                         f"/projects/{place.slug}/connect/", f"/projects/{place.slug}/settings/"):  # fmt: skip
                for method in ("GET", "POST", "PUT"):
                    body = None if method == "GET" else "a=b"
                    answer = browser.open(path, method, body, FORM if body else None, follow=False).response
                    assert answer.status < 500
                    self.check(answer, (method, path, answer.status))
                    opened += 1
        assert opened > 200

    def test_pages_hold_no_script_or_style_of_their_own(self, server, owner, place):
        for path in ("/issues/", f"/issues/{place.issue_id}/", "/settings/tokens/", "/projects/", "/nowhere/", "/login/"):
            page = owner.open(path)
            assert not page.styled and not page.handlers and all(page.scripts), (path, page.styled, page.handlers, page.scripts)

    def test_answers_that_are_no_pages_are_not_sniffed(self, server, place):
        for path in ("/health", "/metrics", "/api/0/", "/api/0/nothing/", "/api/nothing", f"/api/{place.id}/envelope/",
                     "/public/nothing", "/favicon.ico", f"/js-sdk-loader/{place.key}.js", "/api/1/store/"):  # fmt: skip
            assert server.request("GET", path).header("X-Content-Type-Options") == "nosniff", path

    @pytest.mark.parametrize("name, kind, content", [
        ("page.html", "text/html", SCRIPT), ("drawing.svg", "image/svg+xml", DRAWING), ("a.xhtml", "application/xhtml+xml", SCRIPT),
        ("photo.png", "image/png", SCRIPT), ("a.js", "text/javascript", b"alert(1)"), ("a.pdf", "application/pdf", b"%PDF-1.4"),
        ("both.gif", "image/gif", b"GIF89a/*" + SCRIPT), ("a.xml", "text/xml", b'<?xml-stylesheet href="a.xsl"?><a/>'),
    ])  # fmt: skip
    def test_attachments_never_run_here(self, owner, place, name, kind, content):
        event = new_id()
        body = envelope(
            ({"type": "event"}, {"event_id": event, "message": "m"}),
            ({"type": "attachment", "filename": name, "content_type": kind, "length": len(content)}, content),
            header={"event_id": event},
        )
        assert place.post(body).status == 200
        page = wait_for(lambda: (found := owner.open(f"/issues/{place.issue_id}/events/{event}/")).status == 200 and found)
        address = urlsplit(next(each["href"] for each in page.links if "/attachments/" in each["href"])).path
        file = owner.open(address).response
        assert file.header("Content-Type") == "application/octet-stream"
        assert file.header("Content-Disposition").startswith("attachment;")
        for answer in (file, owner.open(address + "?preview=1").response):
            assert answer.header("X-Content-Type-Options") == "nosniff"
            if answer.status == 200:
                assert "sandbox" in answer.header("Content-Security-Policy") and "script-src" not in answer.header("Content-Security-Policy")
                assert answer.header("Cross-Origin-Resource-Policy") == "same-origin"
                assert answer.header("Content-Type") in ("application/octet-stream", "image/png", "image/jpeg", "image/gif", "image/webp")
            else:
                assert answer.status == 404 and content not in answer.body

    def test_what_events_say_is_text(self, server, owner, place):
        evil = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
        event = place.send({
            "message": evil, "transaction": evil, "release": evil[:100], "environment": "evil", "tags": {"a": evil}, "logger": evil,
            "user": {"id": evil, "username": evil}, "extra": {evil: evil}, "contexts": {"x": {evil: evil}}, "request": {"url": "javascript:alert(1)"},
            "exception": {"values": [{"type": evil, "value": evil, "stacktrace": {"frames": [{"function": evil, "filename": evil}]}}]},
        })  # fmt: skip
        number = wait_for(lambda: place.event_now(event))["groupID"]
        for path in ("/issues/", f"/issues/{number}/", f"/issues/{number}/events/{event}/", f"/issues/{number}/tags/", f"/issues/{number}/grouping/"):
            page = owner.open(path)
            assert page.status == 200 and not page.handlers and all(page.scripts), path
            assert not [href for link in page.links if not (href := link["href"]).startswith(("/", "#", "?", "http"))], path
            assert "<script>alert" not in page.response.text and html.escape("<script>") in page.response.text or path.endswith("grouping/")


class TestTheLog:
    def test_no_secret_is_in_it(self):
        """At the most talkative level, through everything that carries one, successes and failures."""
        with Culprit(arguments=["--log-level", "trace"]) as fresh:
            owner = person(fresh, "owner")
            invite = shown_secret(press(owner, "/settings/team/", "Make the link", {"email": "", "role": "member"}))
            Browser(fresh).open("/" + invite.split("/", 3)[3])
            page = owner.open("/settings/tokens/")
            token = shown_secret(owner.submit(page, page.form_with(button="Make the token"),
                                              {"name": "mine", "scope": "org:read", "days": "30"}, "Make the token"))  # fmt: skip
            assert fresh.api("/organizations/", token).status == 200
            unknown = "sntryu_" + new_id() + new_id()
            assert fresh.api("/organizations/", unknown).status == 401
            assert fresh.request("GET", "/api/0/organizations/", None, {"Authorization": f"Basic {unknown}"}).status == 401
            Browser(fresh).log_in(owner.email, "a wrong password of mine")
            Browser(fresh).open(f"/login/nobody/callback/?code={unknown}&state={unknown}")
            Browser(fresh).open(f"/invite/{unknown}/")
            fresh.raw(f"GET /invite/{unknown}/ HTTP/1.1\r\nHost: a\r\nCookie: culprit_session={unknown}\r\nContent-Length: x\r\n\r\n".encode())
            secret = fresh.create_project()
            secret.post(b"\xff nonsense")
            fresh.stop()
            said = "".join(fresh.output)
            for name, text in {"invite": invite.rstrip("/").rsplit("/", 1)[1], "token": token, "unknown": unknown,
                               "cookie": owner.cookies["culprit_session"], "password": PASSWORD,
                               "wrong": "a wrong password of mine"}.items():  # fmt: skip
                assert text not in said, (name, [line for line in fresh.output if text in line])
