"""Real clients besides Python's: Debian's Ruby and Go SDKs and `sentry-cli`. Skipped where they are not installed.

    Tests/Tools/install-packages.sh ruby-sentry-ruby golang-go golang-github-getsentry-sentry-go-dev
"""

import os
import shutil
import subprocess
import sys

import pytest
from culprit_server import envelope, exceptions_of, new_id, tags_of, wait_for

GO_SOURCES = "/usr/share/gocode"


def run(command, expect_exit=0, **environment):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=180, env={**os.environ, **environment}
    )
    assert done.returncode == expect_exit, done.stdout + done.stderr
    return done.stdout


def only_event(project):
    """The newest event of the only issue."""
    issue = wait_for(project.issues, timeout=2, what="the issue in the API")[0]
    answer = project.server.api(f"/issues/{issue['id']}/events/latest/", project.token)
    assert answer.status == 200, answer
    return answer.json()


# Ruby

RUBY = """
require "sentry-ruby"
Sentry.init do |config|
  config.dsn = ARGV[0]
  config.release = "shop@2.0"
  config.environment = "production"
  config.background_worker_threads = 0
  config.enabled_environments = ["production"]
end
def divide(a, b)
  a / b
end
begin
  divide(1, 0)
rescue ZeroDivisionError => error
  Sentry.set_tags(worker: "7")
  Sentry.capture_exception(error)
end
"""


def test_an_exception_of_ruby(project):
    if not shutil.which("ruby") or subprocess.run(["ruby", "-rsentry-ruby", "-e", ""], capture_output=True).returncode:
        pytest.skip("install ruby-sentry-ruby")
    run(["ruby", "-e", RUBY, project.dsn.text])
    event = only_event(project)
    exception = exceptions_of(event)[-1]
    assert (exception["type"], exception["value"].split(" (")[0]) == ("ZeroDivisionError", "divided by 0")
    assert "divide" in [frame["function"] for frame in exception["stacktrace"]["frames"]]
    assert event["platform"] == "ruby" and event["release"]["version"] == "shop@2.0"
    assert tags_of(event)["worker"] == "7"


# Go

GO = """
package main

import (
	"errors"
	"os"
	"time"

	"github.com/getsentry/sentry-go"
)

func main() {
	err := sentry.Init(sentry.ClientOptions{Dsn: os.Args[1], Release: "shop@3.0", Environment: "production"})
	if err != nil {
		panic(err)
	}
	sentry.CaptureException(errors.New("no such order"))
	if !sentry.Flush(10 * time.Second) {
		os.Exit(1)
	}
}
"""


def test_an_error_of_go(project, tmp_path):
    if not shutil.which("go") or not os.path.isdir(f"{GO_SOURCES}/src/github.com/getsentry/sentry-go"):
        pytest.skip("install golang-go and golang-github-getsentry-sentry-go-dev")
    program = tmp_path / "main.go"
    program.write_text(GO)
    settings = {"GO111MODULE": "off", "GOPATH": GO_SOURCES, "GOCACHE": str(tmp_path / "cache"), "GOFLAGS": "-p=1"}
    run(["go", "build", "-o", str(tmp_path / "main"), str(program)], **settings)
    run([str(tmp_path / "main"), project.dsn.text])
    event = only_event(project)
    exception = exceptions_of(event)[-1]
    assert exception["type"] == "*errors.errorString" and exception["value"] == "no such order"
    assert event["platform"] == "go" and event["release"]["version"] == "shop@3.0"


# sentry-cli


@pytest.fixture
def cli(project):
    """Runs `sentry-cli` for the project."""
    path = os.path.join(os.path.dirname(sys.executable), "sentry-cli")
    if not os.path.exists(path):
        pytest.skip("no sentry-cli beside this Python: pip install sentry-cli")

    def run_cli(*arguments, expect_exit=0):
        return run([path, *arguments], expect_exit, SENTRY_DSN=project.dsn.text, SENTRY_DISABLE_UPDATE_CHECK="1")

    return run_cli


def test_sentry_cli_sends_an_event(cli, project):
    said = cli("send-event", "-m", "disk of %s is full", "-a", "alpha", "-t", "rack:12", "-r", "ops@1", "-E", "staging")
    event = only_event(project)
    assert event["eventID"] in said.replace("-", "")
    assert event["title"] == "disk of alpha is full"
    assert tags_of(event)["rack"] == "12" and tags_of(event)["environment"] == "staging"


def test_sentry_cli_sends_an_envelope(cli, project, tmp_path):
    event_id = new_id()
    file = tmp_path / "kept.envelope"
    event = {"event_id": event_id, "message": "kept while offline"}
    file.write_bytes(envelope(({"type": "event"}, event), header={"event_id": event_id, "dsn": project.dsn.text}))
    cli("send-envelope", "--raw", str(file))
    assert project.event(event_id, timeout=2)["title"] == "kept while offline"


@pytest.mark.parametrize("program, code", [("true", 0), ("false", 1)])
def test_sentry_cli_watches_a_job(cli, project, program, code):
    """Its exit code is the job's; the check-ins are taken."""

    def taken():
        text = project.server.request("GET", "/metrics").text
        rows = [row for row in text.splitlines() if "culprit_items_total" in row and 'category="monitor"' in row]
        return sum(float(row.rpartition(" ")[2]) for row in rows)

    before = taken()
    cli("monitors", "run", "--schedule", "0 * * * *", "nightly", "--", program, expect_exit=code)
    wait_for(lambda: taken() >= before + 2, timeout=2, what="the beginning and the end of the job")
