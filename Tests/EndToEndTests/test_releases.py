"""Releases and statistics: what the newest `sentry-sdk` and `sentry-cli` say of a release, in the API and on the pages."""

import os
import subprocess
import sys

import pytest
from browser import Browser
from culprit_server import wait_for

EMAIL, PASSWORD = "releases@example.com", "violet harbour under seven moons"

PROGRAM = """
import sentry_sdk
sentry_sdk.init({dsn!r}, release={release!r}, environment={environment!r}, auto_session_tracking=False)
for number in range({events}):
    sentry_sdk.set_user({{"id": "user %d" % (number % 3)}})
    try:
        raise {kind}("broken basket")
    except Exception as error:
        sentry_sdk.capture_exception(error)
hub = sentry_sdk.get_isolation_scope()
hub.start_session(session_mode="application")
hub.end_session()
sentry_sdk.flush()
"""


def report(project, release, events=3, environment="production", kind="ValueError"):
    """A program that fails a few times and has a session."""
    source = PROGRAM.format(
        dsn=project.dsn.text, release=release, environment=environment, events=events, kind=kind
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def reader(culprit):
    culprit.create_user(EMAIL, PASSWORD)
    browser = Browser(culprit)
    browser.log_in(EMAIL, PASSWORD)
    return browser


@pytest.fixture
def cli(project, tmp_path):
    """Runs `sentry-cli` for the project, with a token that may write releases."""
    path = os.path.join(os.path.dirname(sys.executable), "sentry-cli")
    if not os.path.exists(path):
        pytest.skip("no sentry-cli beside this Python: pip install sentry-cli")
    settings = {
        "SENTRY_URL": project.server.base,
        "SENTRY_AUTH_TOKEN": project.server.create_token(*scopes("project:releases", "project:read", "org:read")),
        "SENTRY_ORG": "default",
        "SENTRY_PROJECT": project.slug,
        "SENTRY_DISABLE_UPDATE_CHECK": "1",
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
    }

    def run_cli(*arguments, expect_exit=0, folder=None):
        done = subprocess.run(
            [path, *arguments], capture_output=True, text=True, timeout=60, env=settings, cwd=folder or tmp_path
        )
        assert done.returncode == expect_exit, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    return run_cli


def scopes(*names):
    return [part for name in names for part in ("--scope", name)]


def release_of(project, version):
    answer = project.server.api(f"/organizations/default/releases/{version}/", project.token)
    return answer.json() if answer.status == 200 else None


def test_an_event_makes_its_release(project, reader):
    report(project, "ledger@1.0.0", events=3)
    report(project, "ledger@1.1.0", events=2, kind="KeyError")
    wait_for(lambda: (release_of(project, "ledger@1.1.0") or {}).get("lastEvent"), what="the second release")
    found = release_of(project, "ledger@1.0.0")
    assert found["shortVersion"] == "1.0.0" and found["versionInfo"]["package"] == "ledger"
    assert found["newGroups"] == 1 and found["firstEvent"].endswith("Z")
    listed = project.server.api(f"/projects/default/{project.slug}/releases/", project.token).json()
    assert [each["version"] for each in listed] == ["ledger@1.1.0", "ledger@1.0.0"]
    page = reader.open(f"/releases/?project={project.slug}")
    assert page.status == 200 and page.link("ledger@1.0.0"), page.words
    detail = reader.open(page.link("ledger@1.0.0")["href"])
    assert "ValueError" in detail.words and "KeyError" not in detail.words
    assert all(detail.scripts) and not detail.styled and not detail.handlers


def test_the_dashboard_counts_what_came(project, reader):
    report(project, "ledger@2.0.0", events=4)
    report(project, "ledger@2.0.0", events=2, kind="KeyError", environment="staging")
    wait_for(lambda: len(project.issues()) == 2, what="both issues")
    page = reader.open(f"/dashboard/?project={project.slug}&period=24h")
    assert page.status == 200
    assert "6 events, 3 users affected, 2 new and 0 regressed issues" in page.words, page.words
    for word in ("ValueError", "KeyError", "ledger@2.0.0", "production", "staging"):
        assert page.link(word), word
    issues = reader.open(page.link("KeyError")["href"])
    assert "KeyError" in issues.words and "ValueError" not in issues.words
    korean = reader.open(f"/dashboard/?project={project.slug}", headers={"Accept-Language": "ko"})
    assert "대시보드" in korean.words and "이벤트 6건" in korean.words


def test_statistics_agree_with_what_was_sent(project):
    report(project, "ledger@3.0.0", events=5)
    wait_for(lambda: project.issues(), what="the issue")
    server, token = project.server, project.token
    number = project.id

    def total():
        points = server.api(f"/projects/default/{project.slug}/stats/", token, stat="received").json()
        return sum(count for _, count in points)

    wait_for(lambda: total() == 5, what="the outcomes")
    groups = server.api(
        "/organizations/default/stats_v2/",
        token,
        field="sum(quantity)",
        groupBy="outcome",
        category="error",
        project=number,
        statsPeriod="24h",
    ).json()["groups"]
    assert [(each["by"]["outcome"], each["totals"]["sum(quantity)"]) for each in groups] == [("accepted", 5)]
    for query in ("", 'release:"ledger@3.0.0"', "error.type:ValueError", "is:unresolved"):
        answer = server.api(
            "/organizations/default/events-stats/", token, project=number, query=query, statsPeriod="24h"
        ).json()
        assert sum(point[1][0]["count"] for point in answer["data"]) == 5, query
    people = server.api(
        "/organizations/default/events-stats/", token, project=number, yAxis="count_unique(user)", statsPeriod="24h"
    ).json()
    assert max(point[1][0]["count"] for point in people["data"]) == 3
    names = server.api(f"/projects/default/{project.slug}/environments/", token).json()
    assert [each["name"] for each in names] == ["production"]


def test_sentry_cli_makes_a_release(project, cli):
    cli("releases", "new", "--finalize", "cli@1.0.0", "--url", "https://git.example.com/1")
    found = release_of(project, "cli@1.0.0")
    assert found["dateReleased"] and found["url"] == "https://git.example.com/1"
    cli("releases", "new", "cli@1.1.0")
    assert release_of(project, "cli@1.1.0")["dateReleased"] is None
    cli("releases", "finalize", "cli@1.1.0")
    assert release_of(project, "cli@1.1.0")["dateReleased"]
    assert "cli@1.1.0" in cli("releases", "list")
    assert "cli@1.1.0" in cli("releases", "info", "cli@1.1.0")
    cli("releases", "info", "unheard@1", expect_exit=1)
    cli("releases", "archive", "cli@1.0.0")
    assert release_of(project, "cli@1.0.0")["status"] == "archived"
    cli("releases", "restore", "cli@1.0.0")
    assert release_of(project, "cli@1.0.0")["status"] == "open"
    cli("deploys", "new", "--release", "cli@1.1.0", "-e", "production", "-n", "blue")
    assert release_of(project, "cli@1.1.0")["lastDeploy"]["environment"] == "production"
    assert "production" in cli("deploys", "list", "--release", "cli@1.1.0")
    cli("releases", "delete", "cli@1.0.0")
    assert release_of(project, "cli@1.0.0") is None


def git(folder, *arguments):
    who = {"GIT_AUTHOR_NAME": "Dev", "GIT_AUTHOR_EMAIL": "dev@example.com"}
    who |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in who.items()}
    subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, env={**os.environ, **who, "HOME": str(folder)}
    )


def test_sentry_cli_sets_commits(project, cli, tmp_path, reader):
    folder = tmp_path / "shop"
    folder.mkdir()
    git(folder, "init", "-q")
    for number in range(3):
        (folder / "basket.txt").write_text(str(number))
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", f"Count basket {number}")
    cli("releases", "new", "commits@1")
    cli("releases", "set-commits", "--local", "commits@1", folder=folder)
    found = release_of(project, "commits@1")
    assert found["commitCount"] == 3 and found["lastCommit"]["message"].startswith("Count basket 2")
    assert found["authors"][0]["email"] == "dev@example.com"
    page = reader.open("/releases/commits@1/")
    assert "Count basket 1" in page.words and "Dev" in page.words


def test_figures_are_exact_after_a_kill(fresh_culprit):
    project = fresh_culprit.create_project()
    for _ in range(3):
        report(project, "kill@1", events=20)
        fresh_culprit.restart(kill=True)
    token = fresh_culprit.create_token()
    answer = fresh_culprit.api(
        "/organizations/default/events-stats/", token, query="release:kill@1", statsPeriod="24h"
    ).json()
    assert sum(point[1][0]["count"] for point in answer["data"]) == 60
    fresh_culprit.doctor()


def test_what_is_not_there_is_not_found(culprit, project, reader):
    assert reader.open("/releases/unheard@1/").status == 404
    assert reader.open("/dashboard/", method="POST", body="").status in (403, 405)
    assert culprit.api("/organizations/default/releases/unheard@1/", project.token).status == 404
    wrong = culprit.create_project()
    report(project, "mine@1", events=1)
    wait_for(lambda: release_of(project, "mine@1"), what="the release")
    path = f"/projects/default/{wrong.slug}/releases/mine@1/"
    assert culprit.api(path, project.token).status == 404
