"""Below a path of somebody else's host, behind proxies, and with TLS of its own."""

import http.client
import os
import signal
import socket
import ssl
import subprocess
from urllib.parse import urljoin, urlsplit

import pytest
from browser import Browser, credentials
from culprit_server import Culprit, new_id, wait_for

EMAIL, PASSWORD = "ada@example.com", "violet harbour under seven moons"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def mounted():
    """A server that users reach at /errors, with a project, an event and somebody who is logged in."""
    port = free_port()
    server = Culprit(
        listen=f"127.0.0.1:{port}", environment={"CULPRIT_PUBLIC_URL": f"http://127.0.0.1:{port}/errors"}
    )
    with server:
        server.create_user(EMAIL, PASSWORD, "--role", "owner")
        project = server.create_project("shop")
        project.send({"platform": "python", "exception": {"values": [{"type": "E", "value": "x"}]}})
        browser = Browser(server)
        page = browser.open("/errors/login/")
        form = page.form_with(kind="password")
        assert browser.submit(page, form, credentials(form, EMAIL, PASSWORD)).status == 200
        yield server, project, browser


def addresses(page):
    """Everything that a browser would ask for or send to."""
    for tag, values in page.tags:
        for name in ("href", "src", "action", "formaction", "poster", "data-live"):
            address = values.get(name)
            if address and not address.startswith(("#", "data:", "mailto:")):
                yield tag, address


class TestBelowAPath:
    def test_every_page_links_to_pages_below_it(self, mounted):
        """Walks from the first page along every link: nothing leads out, and everything answers."""
        server, _, browser = mounted
        seen, queue = set(), ["/errors/"]
        while queue:
            address = queue.pop()
            if address in seen:
                continue
            seen.add(address)
            page = browser.open(address)
            assert page.status == 200, f"{address}: {page.status}"
            assert urlsplit(page.url).path.startswith("/errors/"), page.url
            for tag, link in addresses(page):
                absolute = urljoin(page.url, link)
                parts = urlsplit(absolute)
                if parts.netloc != f"127.0.0.1:{server.port}":
                    continue
                assert parts.path.startswith("/errors/"), f"<{tag}> on {address} leads to {link}"
                if tag in ("form", "button") or parts.path.endswith("/logout/"):
                    continue
                # One of each kind of query is enough.
                target = parts.path if tag != "a" or len(seen) > 300 else absolute.split("#")[0]
                queue.append(target)
        assert len(seen) > 15, seen

    def test_cookies_stay_below_it(self, mounted):
        _, _, browser = mounted
        assert browser.set_cookies and all("Path=/errors/;" in cookie for cookie in browser.set_cookies)

    def test_a_visitor_without_a_session_comes_back_to_where_they_wanted(self, mounted):
        server, _, _ = mounted
        stranger = Browser(server)
        page = stranger.open("/errors/projects/")
        assert urlsplit(page.url).path == "/errors/login/"
        form = page.form_with(kind="password")
        page = stranger.submit(page, form, credentials(form, EMAIL, PASSWORD))
        assert urlsplit(page.url).path == "/errors/projects/" and page.status == 200

    def test_ingest_and_api_answer_below_it_and_without_it(self, mounted):
        server, project, _ = mounted
        for prefix in ("/errors", ""):
            answer = project.post(b'{}\n{"type":"event"}\n{"message":"hello"}\n', path=f"{prefix}/api/{project.id}/envelope/")
            assert answer.status == 200, answer
            answer = server.request(
                "GET", f"{prefix}/api/0/organizations/", headers={"Authorization": f"Bearer {project.token}"}
            )
            assert answer.status == 200, answer
            assert f"/errors/api/0/organizations/?" in answer.header("Link")
            assert server.request("GET", f"{prefix}/health").status == 200

    def test_the_issues_permalink_is_below_it(self, mounted):
        _, project, _ = mounted
        issue = wait_for(lambda: project.issues())[0]
        assert "/errors/" in issue["permalink"]

    def test_a_longer_word_is_not_the_prefix(self, mounted):
        server, _, browser = mounted
        assert browser.open("/errorsprojects/").status == 404


class TestProxies:
    @pytest.mark.parametrize(
        "setting, forwarded, expected",
        [
            ("no", "203.0.113.7", "127.0.0.1"),
            ("yes", "203.0.113.7, 10.0.0.1", "203.0.113.7"),
            ("127.0.0.0/8 10.0.0.0/8", "198.51.100.1, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
            ("10.0.0.0/8", "203.0.113.7", "127.0.0.1"),
        ],
    )
    def test_the_senders_address_is_the_one_that_a_believed_proxy_tells(self, setting, forwarded, expected):
        with Culprit(environment={"CULPRIT_TRUST_PROXIES": setting}) as server:
            project = server.create_project()
            answer = project.post(
                b'{}\n{"type":"event"}\n{"message":"m","platform":"javascript","user":{"ip_address":"{{auto}}"}}\n',
                headers={"X-Forwarded-For": forwarded},
            )
            assert answer.status == 200
            assert project.event(answer.json()["id"])["user"]["ip_address"] == expected

    def test_nonsense_is_refused_at_the_start(self):
        server = Culprit(environment={"CULPRIT_TRUST_PROXIES": "everybody"})
        done = server.cli("config", check=False)
        assert done.returncode != 0 and "trust-proxies" in done.stderr


class TestSettingsFromFiles:
    def test_a_file_gives_the_value_and_config_says_so(self, tmp_path):
        (tmp_path / "url").write_text("https://errors.example.com\n")
        server = Culprit(environment={"CULPRIT_PUBLIC_URL_FILE": str(tmp_path / "url")})
        lines = server.cli("config").stdout
        assert f"public-url = https://errors.example.com  [{tmp_path}/url; CULPRIT_PUBLIC_URL]" in lines

    def test_both_at_once_and_a_missing_file_are_refused(self, tmp_path):
        for environment in (
            {"CULPRIT_PUBLIC_URL_FILE": str(tmp_path / "none")},
            {"CULPRIT_PUBLIC_URL_FILE": str(tmp_path / "none"), "CULPRIT_PUBLIC_URL": "https://a.example"},
        ):
            done = Culprit(environment=environment).cli("config", check=False)
            assert done.returncode != 0 and "CULPRIT_PUBLIC_URL_FILE" in done.stderr, done


def make_certificate(folder, name):
    """A self-signed certificate for this machine."""
    certificate, key = folder / "server.pem", folder / "server.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", str(key) + ".new", "-out", str(certificate) + ".new", "-subj", f"/CN={name}",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    os.replace(str(key) + ".new", key)
    os.replace(str(certificate) + ".new", certificate)
    return certificate, key


def secure_request(server, certificate, path):
    context = ssl.create_default_context(cafile=str(certificate))
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=context, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    name = dict(part[0] for part in connection.sock.getpeercert()["subject"])["commonName"] if connection.sock else None
    connection.close()
    return answer, name


class TestOwnTLS:
    @pytest.fixture
    def secure(self, tmp_path):
        certificate, key = make_certificate(tmp_path, "first")
        environment = {"CULPRIT_TLS_CERTIFICATE": str(certificate), "CULPRIT_TLS_KEY": str(key)}
        with Culprit(environment=environment) as server:
            yield server, tmp_path

    def test_pages_come_over_tls_with_strict_transport_security_and_secure_cookies(self, secure):
        server, folder = secure
        server.create_user(EMAIL, PASSWORD)
        answer, _ = secure_request(server, folder / "server.pem", "/login/")
        assert answer.status == 200
        assert answer.getheader("Strict-Transport-Security") == "max-age=31536000"
        assert "; Secure" in answer.getheader("Set-Cookie")

    def test_the_dsn_and_the_envelope_are_secure_too(self, secure):
        server, folder = secure
        assert server.dsn.text.startswith("https://")
        context = ssl.create_default_context(cafile=str(folder / "server.pem"))
        connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=context, timeout=10)
        body = b'{}\n{"type":"event"}\n{"message":"over TLS"}\n'
        connection.request("POST", f"/api/{server.dsn.project}/envelope/", body, {"X-Sentry-Auth": server.dsn.auth()})
        assert connection.getresponse().status == 200

    def test_whoever_speaks_no_tls_gets_nothing(self, secure):
        server, _ = secure
        with pytest.raises((http.client.HTTPException, OSError)):
            server.request("GET", "/login/", timeout=5)

    def test_a_renewed_certificate_is_used_at_once_after_a_signal(self, secure):
        server, folder = secure
        make_certificate(folder, "second")
        server.process.send_signal(signal.SIGHUP)

        def is_renewed():
            try:
                return secure_request(server, folder / "server.pem", "/health")[0].status == 200
            except ssl.SSLError:
                return False

        wait_for(is_renewed, timeout=5)

    def test_a_broken_certificate_does_not_take_the_place_of_a_good_one(self, secure):
        server, folder = secure
        good = (folder / "server.pem").read_bytes()
        (folder / "good.pem").write_bytes(good)
        (folder / "server.pem").write_text("no certificate")
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "The old certificate stays in use" in "".join(server.output))
        assert secure_request(server, folder / "good.pem", "/health")[0].status == 200

    def test_a_key_of_another_certificate_is_refused_at_the_start(self, tmp_path):
        certificate, _ = make_certificate(tmp_path, "first")
        other = tmp_path / new_id()
        other.mkdir()
        _, key = make_certificate(other, "other")
        server = Culprit(environment={"CULPRIT_TLS_CERTIFICATE": str(certificate), "CULPRIT_TLS_KEY": str(key)})
        with pytest.raises(AssertionError, match="tls-certificate"):
            server.start(timeout=10)
        server.dispose()
