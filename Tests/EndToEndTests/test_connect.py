"""What the connect page says to copy is run as it stands there, and what it says about what arrived is true."""

import contextlib
import glob
import html
import os
import re
import shutil
import subprocess
import sys

import pytest
from culprit_server import new_id, wait_for
from stored import connect
from test_projects import log_in

GO_SOURCES = "/usr/share/gocode"


@pytest.fixture(scope="module")
def admin(culprit):
    return log_in(culprit)


def snippets(browser, project, platform):
    """The code blocks of a platform's page, in their order, with the names of their files."""
    page = browser.open(f"/projects/{project.slug}/connect/{platform}/")
    assert page.status == 200
    found = re.findall(r'<p class="place"><bdi>(.*?)</bdi></p><pre class="snippet"[^>]*><code>(.*?)</code></pre>',
                       page.response.text, re.S)  # fmt: skip
    assert found
    return [(html.unescape(place), html.unescape(code)) for place, code in found]


def run(command, folder=None, expect=0, **environment):
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=180, env={**os.environ, **environment}
    )
    if expect is not None:
        assert done.returncode == expect, done.stdout + done.stderr
    return done


def titles(project):
    return [issue["title"] for issue in project.issues()]


class TestSnippets:
    def test_python(self, admin, project, tmp_path):
        lines = [code for place, code in snippets(admin, project, "python") if place == "main.py"]
        (tmp_path / "main.py").write_text("\n".join(lines) + "\n")
        run([sys.executable, "main.py"], tmp_path, expect=1)
        assert wait_for(lambda: titles(project)) == ["ZeroDivisionError: division by zero"]
        page = admin.open(f"/projects/{project.slug}/connect/")
        assert "Received “ZeroDivisionError: division by zero”" in page.words and page.link("Open it")

    def test_curl(self, admin, project, tmp_path):
        ((_, code),) = snippets(admin, project, "curl")
        run(["sh", "-e", "-c", code], tmp_path)
        assert wait_for(lambda: titles(project)) == ["Hello from curl"]

    def test_ruby(self, admin, project, tmp_path):
        if not shutil.which("ruby") or run(["ruby", "-rsentry-ruby", "-e", ""], expect=None).returncode:
            pytest.skip("install ruby-sentry-ruby")
        lines = [code for place, code in snippets(admin, project, "ruby") if place == "main.rb"]
        (tmp_path / "main.rb").write_text("\n".join(lines) + "\nsleep 1\n")
        run(["ruby", "main.rb"], tmp_path)
        assert wait_for(lambda: titles(project))[0].startswith("ZeroDivisionError")

    def test_go(self, admin, project, tmp_path):
        if not shutil.which("go") or not os.path.isdir(f"{GO_SOURCES}/src/github.com/getsentry/sentry-go"):
            pytest.skip("install golang-go golang-github-getsentry-sentry-go-dev")
        program = dict(snippets(admin, project, "go"))["main.go"]
        folder = tmp_path / "src" / "hello"
        folder.mkdir(parents=True)
        (folder / "main.go").write_text(program)
        run(["go", "run", "main.go"], folder, GOPATH=f"{tmp_path}:{GO_SOURCES}", GO111MODULE="off",
            GOCACHE=str(tmp_path / "cache"), GOFLAGS="")  # fmt: skip
        assert wait_for(lambda: titles(project))[0].endswith("hello from Go")

    def test_opentelemetry(self, culprit, admin, project, tmp_path):
        if run([sys.executable, "-c", "import opentelemetry.exporter.otlp.proto.http"], expect=None).returncode:
            pytest.skip("install opentelemetry-sdk and opentelemetry-exporter-otlp-proto-http")
        blocks = snippets(admin, project, "opentelemetry")
        exports = next(code for place, code in blocks if code.startswith("export "))
        (tmp_path / "main.py").write_text(dict(blocks)["main.py"])
        done = run(["sh", "-e", "-c", f"{exports}\n{sys.executable} main.py"], tmp_path)
        assert done.stderr == ""

        def spans():
            found = 0
            for path in glob.glob(os.path.join(culprit.data, "performance", "*.db")):
                with contextlib.closing(connect(path)) as file:
                    found += file.execute("SELECT count(*) FROM span WHERE project_id = ?", (project.id,)).fetchone()[0]
            return found

        wait_for(lambda: spans() == 1, what="the span")

    def test_vercel(self, admin, project, tmp_path):
        code = next(code for place, code in snippets(admin, project, "vercel") if place == "Shell")
        done = run(["sh", "-e", "-c", code.replace("curl ", "curl --fail --silent --show-error ")], tmp_path)
        assert done.stdout == ""

    def test_javascript_that_node_can_parse(self, admin, project, tmp_path):
        if not shutil.which("node"):
            pytest.skip("install nodejs")
        for platform, name in (("javascript", "main.mjs"), ("javascript-vue", "main.mjs"), ("node", "main.cjs"),
                               ("node-express", "main.cjs"), ("javascript-sveltekit", "main.mjs")):  # fmt: skip
            for number, (place, code) in enumerate(snippets(admin, project, platform)):
                if not place.endswith(".js"):
                    continue
                file = tmp_path / f"{platform}-{number}-{name}"
                file.write_text(code)
                run(["node", "--check", str(file)])


# What SDKs call their options in their documentation, by how they are written.
OPTIONS = [
    (r"Sentry\.init\(\{ (.*?) \}\)", r"(\w+)(?=[:,])", {"dsn", "app"}),
    (r"sentry_sdk\.init\((.*?)\)", r"(\w+)=", {"dsn"}),
    (r"withSentryConfig\(nextConfig, \{ (.*?) \}\)", r"(\w+):", {"silent", "telemetry"}),
    (r"sentry\.ClientOptions\{(.*?)\}", r"(\w+):", {"Dsn"}),
    (r"config\.(\w+) =", r"(\w+)", {"dsn", "breadcrumbs_logger"}),
    (r"options(?:\.| => options\.|-> options\.)(\w+)", r"(\w+)", {"dsn", "Dsn", "setDsn"}),
    (r"config :sentry,(.*)", r"^  (\w+):", {"dsn", "environment_name", "enable_source_code_context", "root_source_code_paths"}),
    (r"Sentry\\\\init\(\[(.*?)\]\)", r'"(\w+)" =>', {"dsn"}),
    (r'android:name="(io\.sentry\.\w+)"', r"([\w.]+)", {"io.sentry.dsn"}),
    (r"^(sentry\.[\w.-]+)=", r"([\w.-]+)", {"sentry.dsn"}),
]


class TestEveryPlatform:
    def test_each_page_has_the_dsn_and_no_option_that_its_sdk_does_not_know(self, admin, project):
        page = admin.open(f"/projects/{project.slug}/connect/")
        start = f"/projects/{project.slug}/connect/"
        names = {link["href"].removeprefix(start).strip("/") for link in page.links if link["href"].startswith(start)}
        names = {name for name in names if re.fullmatch(r"[a-z-]+", name)}
        assert len(names) >= 24, sorted(names)
        found = set()
        for name in sorted(names):
            text = "\n".join(code for _, code in snippets(admin, project, name))
            dsn = project.dsn
            has_parts = f"/api/{dsn.project}/" in text and dsn.key in text
            assert dsn.text in text or has_parts, name
            assert not re.search(r"\$(DSN|KEY|BASE|PROJECT)\b", text), (name, text)
            for part, option, known in OPTIONS:
                for block in re.findall(part, text, re.M | (re.S if "config :sentry" in part else 0)):
                    used = set(re.findall(option, re.sub(r'"[^"]*"(?! =>)', '""', block) if "=>" not in option else block, re.M))
                    assert used <= known, (name, used - known)
                    found |= used
        assert {"dsn", "Dsn", "setDsn", "io.sentry.dsn", "sentry.dsn", "app", "silent"} <= found, found


class TestChooser:
    def test_platforms_are_listed_and_searched(self, admin, project):
        page = admin.open(f"/projects/{project.slug}/connect/")
        links = [link for link in page.links if f"/{project.slug}/connect/" in link["href"] and "?" not in link["href"]]
        assert len({link["href"] for link in links}) >= 25
        form = page.form_with(button="search")
        found = admin.submit(page, next(f for f in page.forms if f.action.endswith("/connect/")), {"query": "rails"})
        assert found.link("Rails") and not found.link("Django"), form
        none = admin.open(f"/projects/{project.slug}/connect/?query=cobol")
        assert "No platform is called that" in none.words
        assert admin.open(f"/projects/{project.slug}/connect/cobol/").status == 404

    def test_the_waiting_page_asks_again_without_a_script(self, admin, project):
        page = admin.open(f"/projects/{project.slug}/connect/")
        assert "Waiting for the first event" in page.words and page.response.header("Refresh") is None
        live = admin.open(page.link("Check every 5 seconds")["href"])
        assert live.response.header("Refresh") == "5"

    def test_the_live_line_alone_is_what_the_script_asks_for(self, admin, project):
        address = f"/projects/{project.slug}/connect/arrival/"
        before = admin.open(address).response
        assert before.status == 200 and "Waiting" in before.text and "<html" not in before.text
        project.send({"message": "<script>alert(1)</script>"})
        after = wait_for(lambda: (text := admin.open(address).response.text) and "Received" in text and text)
        assert "<script" not in after and "&lt;script&gt;" in after


class TestWhatWasRefused:
    """The page tells why nothing is here."""

    def page(self, admin, project):
        return admin.open(f"/projects/{project.slug}/connect/").words

    def test_a_wrong_key(self, admin, project):
        wrong = f"Sentry sentry_version=7, sentry_client=my.sdk/1.0, sentry_key={new_id()}"
        answer = project.post(b"{}", {"X-Sentry-Auth": wrong}, auth=False)
        assert answer.status == 403
        words = self.page(admin, project)
        assert "Wrong key: nobody issued it" in words and "my.sdk/1.0" in words and "127.0.0.1" in words
        assert "Copy the DSN from this page" in words

    def test_a_disabled_key(self, culprit, admin, project):
        culprit.cli("key", "update", project.slug, "--key", project.key, "--disable-sending")
        wait_for(lambda: project.post(b"{}").status == 403, timeout=2)
        words = self.page(admin, project)
        assert "The key is switched off." in words
        assert "This project has no active key" in words or "Switch the key on" in words

    def test_an_exceeded_quota(self, culprit, admin, project):
        culprit.cli("project", "settings", project.slug, "--set", "limits.quotas=error;default 1/1h")

        def is_refused():
            return project.post(b'{}\n{"type":"event"}\n{"message":"m"}\n').status == 429

        wait_for(is_refused, timeout=5)
        words = wait_for(lambda: "Quota used up" in (found := self.page(admin, project)) and found, timeout=5)
        assert "Raise the quota" in words

    def test_a_page_that_may_not_send(self, culprit, admin, project):
        culprit.cli("project", "settings", project.slug, "--set", "allowed_domains=good.example")
        wait_for(lambda: project.post(b"{}", {"Origin": "https://evil.example"}).status == 403, timeout=2)
        words = self.page(admin, project)
        assert "Origin not allowed" in words and "Allow the page's domain" in words

    def test_a_body_that_cannot_be_read(self, admin, project):
        assert project.post(b"\xff\xfe nonsense").status == 400
        words = self.page(admin, project)
        assert "The body could not be read" in words

    def test_items_that_a_filter_dropped(self, culprit, admin, project):
        culprit.cli("project", "settings", project.slug, "--set", "filters.error_messages=*noise*")

        def is_dropped():
            project.post(b'{}\n{"type":"event"}\n{"message":"noise"}\n')
            return "With a filtered message" in self.page(admin, project)

        wait_for(is_dropped, timeout=5, interval=0.5)
        assert "Look at the filters" in self.page(admin, project)
