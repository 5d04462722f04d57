"""Forged forms at every address that writes, planted cookies, bodies that are too large or no forms at all."""

import re

import pytest
from browser import Browser
from culprit_server import Culprit, new_id, wait_for
from people import PASSWORD, person
from town import access

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NOT_PAGES = ("public", "key")


@pytest.fixture(scope="module")
def server():
    with Culprit() as culprit:
        yield culprit


@pytest.fixture(scope="module")
def owner(server):
    return person(server, "owner")


@pytest.fixture(scope="module")
def routes():
    """Method, path and need of every line of the inventory."""
    lines = access("--routes").strip().splitlines()
    found = [re.fullmatch(r"([A-Z]+) (\S+)  (.+)", line).groups() for line in lines]
    assert len(found) > 200
    return found


@pytest.fixture(scope="module")
def place(server):
    """What the paths name."""
    project = server.create_project()
    project.event_id = project.send({"message": "m"})
    project.issue_id = wait_for(lambda: project.issues())[0]["id"]
    return project


def filled(pattern, place, me):
    """The pattern's path, about things that are there."""
    values = {"issues": place.issue_id, "projects": place.slug, "events": place.event_id, "members": me, "settings": "filters"}
    parts, before = [], None
    for part in pattern.strip("/").split("/"):
        parts.append(str(values.get(before, 1)) if part == "{}" else part)
        before = part
    return "/" + "/".join(parts) + "/"


def form_token(browser):
    return browser.open("/settings/").form_with(button="Save").fields["csrf"]


class TestForgedForms:
    def test_every_address_that_writes_refuses_them(self, server, owner, routes, place):
        stolen = form_token(person(server))
        own = form_token(owner)
        forgeries = [
            ("", FORM), ("csrf=", FORM), ("csrf=AAAA&action=save", FORM), (f"csrf={stolen}&action=delete", FORM),
            (f"csrf={own[:-3]}AAA", FORM), (f"csrf={own}", {**FORM, "Sec-Fetch-Site": "cross-site"}),
            (f"csrf={own}", {**FORM, "Sec-Fetch-Site": "same-site"}), (f"csrf={own}", {**FORM, "Origin": "null"}),
            (f"csrf={own}", {**FORM, "Origin": "https://evil.example"}),
            (f"csrf={own}", {**FORM, "Origin": f"https://evil.example:{server.port}"}),
            (f"csrf={own}", {**FORM, "Origin": f"{server.base}.evil.example"}),
        ]  # fmt: skip
        walked = 0
        for method, pattern, need in routes:
            if method != "POST" or need in NOT_PAGES or pattern.startswith("/api/"):
                continue
            path = filled(pattern, place, 1)
            for body, headers in forgeries:
                answer = owner.open(path, "POST", body, headers, follow=False)
                assert answer.status == 403, (path, body, headers, answer.status)
                assert answer.response.header("Set-Cookie") is None
            walked += 1
        assert walked > 40
        print(f"Forged forms: {walked} addresses, {walked * len(forgeries)} requests, all refused")

    def test_getting_in_refuses_them_too(self, server, owner):
        link = "/password-reset/" + "a" * 43 + "/"
        for path in ("/login/", "/login/nobody/", "/login/second-factor/", link, "/invite/" + "a" * 43 + "/"):
            answer = Browser(server).open(path, "POST", f"csrf={form_token(owner)}&email=a@b&password=c", FORM, follow=False)
            assert answer.status in (303, 403, 404), (path, answer.status)
            assert not any("culprit_session" in each for each in [answer.response.header("Set-Cookie") or ""])
            assert answer.status != 303 or answer.response.header("Location").startswith("/login/"), path

    def test_a_browsers_session_writes_nothing_through_the_api(self, server, owner, routes, place):
        """No token, no write: what another site makes a browser send is worth nothing."""
        cookie = {"Cookie": f"culprit_session={owner.cookies['culprit_session']}"}
        walked = 0
        for method, pattern, need in routes:
            if method == "GET" or not pattern.startswith("/api/0/"):
                continue
            path = re.sub(r"\{\}", "default", pattern)
            for kind in ("application/json", "text/plain", FORM["Content-Type"]):
                answer = server.request(method, path, b"{}", {**cookie, "Content-Type": kind})
                assert answer.status in (401, 404, 405), (method, path, answer)
                assert answer.header("Access-Control-Allow-Credentials") is None
            walked += 1
        assert walked > 30

    def test_reading_changes_nothing(self, owner, routes, place):
        """Addresses that only write answer other methods with 405."""
        gets = {pattern for method, pattern, _ in routes if method == "GET"}
        for method, pattern, need in routes:
            if method != "POST" or need in NOT_PAGES or pattern.startswith("/api/"):
                continue
            path = filled(pattern, place, 1)
            if pattern not in gets and "/{}/" not in pattern:
                assert owner.open(path + "?action=delete", follow=False).status in (404, 405), path
            for other in ("PUT", "DELETE", "PATCH"):
                answer = owner.open(path, other, "action=delete", FORM, follow=False)
                assert answer.status == 405, (other, path, answer.status)

    @pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
    def test_headers_and_fields_that_name_another_method_are_not_read(self, server, owner, place, name):
        cookie = {"Cookie": f"culprit_session={owner.cookies['culprit_session']}"}
        path = f"/projects/{place.slug}/settings/"
        answer = server.request("GET", path + "?_method=POST&action=delete", None, {**cookie, name: "POST"})
        assert answer.status == 200 and owner.open(path).status == 200
        token = {"Authorization": f"Bearer {server.create_token('--scope', 'event:read')}", name: "DELETE"}
        assert server.request("GET", f"/api/0/issues/{place.issue_id}/", None, token).status == 200
        assert server.request("GET", f"/api/0/issues/{place.issue_id}/", None, token).status == 200


class TestBodies:
    def boundary(self, token, content, ending="--x--\r\n"):
        part = f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n'
        return part.encode() + content + ending.encode()

    def test_forms_of_other_kinds_are_refused(self, owner):
        token = form_token(owner)
        for kind, body in [
            ("multipart/form-data; boundary=x", self.boundary(token, b"")), ("text/plain", f"csrf={token}&name=x".encode()),
            ("application/json", f'{{"csrf": "{token}", "name": "x"}}'.encode()), ("", f"csrf={token}&name=x".encode()),
            ("application/x-www-form-urlencoded, text/plain", f"csrf={token}&name=x".encode()),
        ]:  # fmt: skip
            answer = owner.open("/settings/", "POST", body, {"Content-Type": kind}, follow=False)
            assert answer.status == 400, (kind, answer.status)
        assert owner.open("/settings/").form_with(button="Save").fields["name"] != "x"

    @pytest.mark.parametrize("size", [129 * 1024, 3 * 1024 * 1024])
    def test_forms_that_are_too_large_are_refused(self, server, owner, size):
        body = f"csrf={form_token(owner)}&name=".encode() + b"a" * size
        before = server.memory()
        try:
            answer = owner.open("/settings/", "POST", body, FORM, follow=False)
            assert answer.status in (400, 413), answer.status
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server stops reading
        assert owner.open("/settings/").status == 200
        assert server.memory() - before < 64 * 1024

    def test_thousands_of_fields_and_odd_escapes_do_no_harm(self, owner):
        token = form_token(owner)
        for body in (f"csrf={token}&" + "a=b&" * 20_000, f"csrf={token}&name=%zz%&%=%00&=&&&==", f"csrf={token}&name=%ff%fe",
                     "csrf=" + "A" * 100_000, f"csrf={token}&csrf=AAAA"):  # fmt: skip
            answer = owner.open("/settings/", "POST", body, FORM, follow=False)
            assert answer.status in (303, 400, 403, 422), (body[:60], answer.status)

    @pytest.mark.parametrize("path", ["/api/{}/minidump/", "/api/{}/unreal/{key}/", "/api/{}/events/{event}/attachments/"])
    def test_multipart_that_is_broken_or_without_end(self, server, place, path):
        address = path.replace("{}", place.id).replace("{key}", place.key).replace("{event}", place.event_id)
        bodies = [
            b"", b"--x", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data; name=\r\n\r\na", b"--x--\r\n", b"--x\r\n" * 50_000,
            b'--x\r\nContent-Disposition: form-data; name="upload_file_minidump"; filename="../../etc/passwd"\r\n\r\nMDMP\r\n--x',
            b"--x\r\n" + b"A: " + b"b" * 300_000 + b"\r\n\r\n\r\n--x--\r\n", b"\0" * 100_000,
        ]  # fmt: skip
        for kind in ("multipart/form-data; boundary=x", "multipart/form-data", 'multipart/form-data; boundary="',
                     "multipart/form-data; boundary=" + "x" * 5_000):  # fmt: skip
            for body in bodies:
                answer = place.post(body, {"Content-Type": kind}, address)
                assert answer.status < 500, (kind[:40], body[:40], answer)
        assert place.event(place.send({"message": "still here"}))

    def test_a_body_that_claims_more_than_it_may(self, server, owner):
        for path in ("/settings/", "/login/"):
            head = (f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    f"Cookie: culprit_session={owner.cookies['culprit_session']}\r\nContent-Length: 99999999999\r\n\r\ncsrf=")
            with server.connect(5) as stream:
                stream.sendall(head.encode())
                stream.settimeout(0.5)
                try:
                    stream.recv(100)
                except TimeoutError:
                    pass
            assert owner.open("/settings/").status == 200

    def test_two_lengths_and_smuggled_requests_are_refused(self, server):
        for head in ("Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5\r\nTransfer-Encoding: chunked",
                     "Transfer-Encoding: chunked, identity", "Content-Length: -1", "Content-Length: 5x"):  # fmt: skip
            data = f"POST /login/ HTTP/1.1\r\nHost: a\r\n{head}\r\n\r\n0\r\n\r\nGET /settings/ HTTP/1.1\r\nHost: a\r\n\r\n"
            with server.connect(5) as stream:
                stream.sendall(data.encode())
                answers = b""
                try:
                    while chunk := stream.recv(65536):
                        answers += chunk
                        stream.settimeout(0.5)
                except (TimeoutError, ConnectionResetError):
                    pass
            assert answers.count(b"HTTP/1.1 ") <= 1 or head.startswith("Transfer-Encoding"), (head, answers[:300])
            assert not answers.startswith(b"HTTP/1.1 200"), (head, answers[:300])


class TestCookies:
    def test_they_are_out_of_reach_of_scripts_and_other_sites(self, server):
        someone = person(server)
        assert {each.split("=")[0] for each in someone.set_cookies} >= {"culprit_form", "culprit_session", "culprit_device"}
        for cookie in someone.set_cookies:
            assert "; HttpOnly" in cookie and "; SameSite=Lax" in cookie and "; Path=/" in cookie, cookie
            assert "Secure" not in cookie and "Domain" not in cookie, "plain HTTP, one host"

    @pytest.mark.parametrize("prefix", ["", "/errors"])
    def test_behind_a_proxy_with_tls_they_are_secure_and_stay_below_the_path(self, prefix):
        with Culprit(arguments=["--public-url", f"https://errors.example.com{prefix}", "--trust-proxies", "127.0.0.1"]) as fresh:
            fresh.create_user("a@example.com", PASSWORD)
            browser = Browser(fresh)
            page = browser.open(f"{prefix}/login/", headers={"X-Forwarded-Proto": "https"})
            token = page.form_with(kind="password").fields["csrf"]
            after = browser.open(f"{prefix}/login/", "POST", f"csrf={token}&email=a%40example.com&password={PASSWORD}", FORM, False)
            assert after.status == 303, after.words
            for cookie in browser.set_cookies:
                assert "; Secure" in cookie and "; HttpOnly" in cookie and "; SameSite=Lax" in cookie, cookie
                assert f"; Path={prefix}/;" in cookie, cookie
            assert after.response.header("Location").startswith(f"{prefix}/")
            assert "max-age=" in after.response.header("Strict-Transport-Security")

    def test_nobody_logs_in_with_a_cookie_that_was_planted(self, server):
        someone, planted = person(server), new_id() + "00000000000"
        victim = Browser(server)
        for name in ("culprit_session", "culprit_form"):
            victim.cookies[name] = planted
        page = victim.open("/login/")
        form = page.form_with(kind="password")
        after = victim.submit(page, form, {"email": someone.email, "password": PASSWORD})
        assert after.status == 200 and victim.cookies["culprit_session"] != planted
        attacker = Browser(server)
        attacker.cookies["culprit_session"] = planted
        assert attacker.open("/issues/", follow=False).status == 303

    def test_logging_in_again_makes_a_new_session_and_logging_out_ends_it(self, server):
        someone = person(server)
        first = someone.cookies["culprit_session"]
        page = someone.open("/settings/")
        someone.submit(page, page.form_with(button="Log out"))
        thief = Browser(server)
        thief.cookies["culprit_session"] = first
        assert thief.open("/issues/", follow=False).status == 303, "a cookie that was copied is worth nothing after log-out"
        someone.log_in(someone.email, PASSWORD)
        assert someone.cookies["culprit_session"] != first

    @pytest.mark.parametrize("value", ["", "x" * 99, "x" * 70_000, "a;b=c", "%00", "../../x", "' OR 1=1 --", "\x7f"])
    def test_odd_cookies_are_nobodys(self, server, value):
        answer = server.request("GET", "/issues/", None, {"Cookie": f"culprit_session={value}; culprit_half={value}"})
        assert answer.status in (303, 400, 431), answer
