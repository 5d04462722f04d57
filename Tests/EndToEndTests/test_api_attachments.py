"""Files beside events, what users wrote about them, and sessions, as scripts read them (web-api.md §2.6.5–2.8)."""

import hashlib
import json
import re
import time

import pytest
from culprit_server import envelope, new_id, parse_links, wait_for

DATE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$")
FILES = {
    "notes.txt": ("text/plain", b"what happened\n"),
    "page.html": ("text/html", b"<script>alert(document.domain)</script>"),
    "drawing.svg": ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "screenshot.png": ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(40)),
    "large.bin": ("application/octet-stream", bytes(range(256)) * 1000),
    '../odd "name" ü.txt': ("text/plain", b"odd"),
}


def send(project, files, event=None):
    """An event with files; returns its id."""
    event_id = new_id()
    items = [({"type": "event"}, {"event_id": event_id, "message": "with files", **(event or {})})]
    for name, (kind, content) in files.items():
        header = {"type": "attachment", "filename": name, "content_type": kind, "length": len(content)}
        items.append((header, content))
    answer = project.post(envelope(*items, header={"event_id": event_id}))
    assert answer.status == 200, answer
    return event_id


def attachments(project, event_id):
    answer = project.api(f"/events/{event_id}/attachments/")
    assert answer.status == 200, answer
    assert parse_links(answer.header("Link"))["next"]["results"] == "false"
    return answer.json()


def row_of(project, content):
    """The file that holds this."""
    digest = hashlib.sha256(content).hexdigest()
    return next(row for row in attachments(project, project.with_files) if row["sha256"] == digest)


@pytest.fixture(scope="module")
def filled(culprit):
    """A project with an event that has files, and one that has none."""
    project = culprit.create_project()
    project.send({"message": "with files"})
    project.with_files = send(project, FILES)
    project.issue_id = wait_for(lambda: project.event_now(project.with_files))["groupID"]
    wait_for(lambda: len(attachments(project, project.with_files)) == len(FILES))
    return project


def test_an_events_files_are_listed(filled):
    rows = attachments(filled, filled.with_files)
    assert len(rows) == len({row["id"] for row in rows}) == len(FILES)
    for kind, content in FILES.values():
        row = row_of(filled, content)
        assert re.fullmatch(r"\d+", row["id"])
        assert row["event_id"] == filled.with_files and row["type"] == "event.attachment"
        assert row["mimetype"] == kind and row["headers"] == {"Content-Type": kind}
        assert row["size"] == len(content) and DATE.match(row["dateCreated"])
        assert isinstance(row["sha1"], str) and row["sha256"] == hashlib.sha256(content).hexdigest()
        one = filled.api(f"/events/{filled.with_files}/attachments/{row['id']}/")
        assert one.status == 200 and one.json() == row
    assert set(FILES) - {row["name"] for row in rows} == {'../odd "name" ü.txt'}, "folders are left out"


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_downloaded_and_never_shown(filled, name):
    content = FILES[name][1]
    row = row_of(filled, content)
    path = f"/events/{filled.with_files}/attachments/{row['id']}/"
    file = filled.api(path, download="1")
    assert file.status == 200 and file.body == content
    assert file.header("Content-Type") == "application/octet-stream"
    assert file.header("Content-Disposition").startswith("attachment; filename=")
    assert file.header("X-Content-Type-Options") == "nosniff"
    assert "sandbox" in file.header("Content-Security-Policy")
    assert file.header("Cross-Origin-Resource-Policy") == "same-origin"
    assert file.header("Cache-Control") == "no-store"
    bare = filled.server.api(f"/projects/{filled.organization}/{filled.slug}{path}?download", filled.token)
    assert bare.body == file.body
    assert filled.api(path, "HEAD", download="1").status == 200


def test_what_is_elsewhere_is_not_found(filled, culprit):
    row = row_of(filled, FILES["notes.txt"][1])
    other = culprit.create_project()
    other_event = send(other, {"notes.txt": ("text/plain", b"theirs")})
    wait_for(lambda: other.event_now(other_event))
    path = f"/events/{filled.with_files}/attachments/"
    for answer in (
        other.api(path), other.api(path + row["id"] + "/"), other.api(path + row["id"] + "/", download="1"),
        other.api(f"/events/{other_event}/attachments/{row['id']}/", download="1"),
        filled.api(f"/events/{new_id()}/attachments/"), filled.api(path + "1/"), filled.api(path + "nothing/"),
    ):  # fmt: skip
        assert answer.status == 404 and isinstance(answer.json()["detail"], str), answer
    assert filled.api(path + row["id"] + "/", "DELETE").status == 405
    address = f"/projects/{filled.organization}/{filled.slug}{path}{row['id']}/"
    assert culprit.api(address, None, download="1").status == 401
    blind = culprit.create_token("--scope", "project:read", "--scope", "org:read")
    assert culprit.api(address, blind, download="1").status == 403


def test_an_issues_files(filled):
    for base in (f"/issues/{filled.issue_id}", f"/organizations/{filled.organization}/issues/{filled.issue_id}"):
        def names(**parameters):
            answer = filled.server.api(f"{base}/attachments/", filled.token, **parameters)
            assert answer.status == 200 and answer.header("Link"), answer
            return [row["name"] for row in answer.json()]

        assert names() == [row["name"] for row in attachments(filled, filled.with_files)]
        assert names(screenshot="1") == ["screenshot.png"]
        assert names(types="event.minidump") == []
        assert len(names(types=["event.minidump", "event.attachment"])) == len(FILES)


def test_what_users_wrote_is_listed(project):
    reported = project.send({"message": "broken", "user": {"id": "7", "email": "ann@example.com"}})
    other = project.send({"message": "something else", "fingerprint": ["else"]})
    headers = {"Authorization": f"DSN {project.dsn.text}", "Content-Type": "application/json"}
    path = f"/api/0/projects/{project.organization}/{project.slug}/user-feedback/"
    for event_id, comments in ((reported, "It broke."), (other, "So did this.")):
        written = {"event_id": event_id, "name": "Jane", "email": "jane@example.com", "comments": comments}
        answer = project.server.request("POST", path, json.dumps(written), headers)
        assert answer.status == 200, answer
    rows = wait_for(lambda: len(found := project.api("/user-feedback/", status="").json()) == 2 and found)
    assert [row["comments"] for row in rows] == ["So did this.", "It broke."]
    row = rows[1]
    assert row["eventID"] == reported and row["event"] == {"id": reported, "eventID": reported}
    assert row["name"] == "Jane" and isinstance(row["email"], str) and DATE.match(row["dateCreated"])
    assert row["user"]["id"] == "7" and row["id"] != rows[0]["id"]
    issue_id = project.event(reported)["groupID"]
    assert row["issue"]["id"] == issue_id and row["issue"]["project"]["slug"] == project.slug
    assert project.api("/user-feedback/").json() == rows
    for base in (f"/issues/{issue_id}", f"/organizations/{project.organization}/issues/{issue_id}"):
        answer = project.server.api(f"{base}/user-reports/", project.token)
        assert answer.status == 200 and answer.json() == [row], answer
    paged = list(project.pages("/user-feedback/", status="", per_page=1))
    assert paged == rows
    assert project.api("/user-feedback/", status="odd").status == 400


def test_sessions_by_release_and_by_how_they_ended(project):
    started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for number, status in enumerate(("exited", "exited", "exited", "crashed")):
        session = {
            "sid": new_id(), "init": True, "started": started, "timestamp": started, "status": status,
            "did": f"user {number % 2}", "errors": int(status == "crashed"),
            "attrs": {"release": "shop@1" if number else "shop@2", "environment": "production"},
        }  # fmt: skip
        assert project.post(envelope(({"type": "session"}, session))).status == 200
    path = f"/organizations/{project.organization}/sessions/"

    def ask(**parameters):
        return project.server.api(path, project.token, project=project.id, statsPeriod="24h", **parameters)

    fields = ["sum(session)", "count_unique(user)", "crash_free_rate(session)"]
    answer = wait_for(lambda: len((found := ask(field=fields, groupBy="release")).json()["groups"]) == 2 and found)
    body = answer.json()
    assert answer.status == 200 and body["query"] == "" and DATE.match(body["start"]) and DATE.match(body["end"])
    first, second = body["groups"]
    assert (first["by"], second["by"]) == ({"release": "shop@1"}, {"release": "shop@2"})
    assert first["totals"]["sum(session)"] == 3 and first["totals"]["count_unique(user)"] == 2
    assert first["totals"]["crash_free_rate(session)"] == pytest.approx(2 / 3)
    assert sum(first["series"]["sum(session)"]) == 3
    assert all(len(series) == len(body["intervals"]) for series in first["series"].values())
    ended = ask(field="sum(session)", groupBy=["project", "session.status"]).json()["groups"]
    assert {row["by"]["session.status"]: row["totals"]["sum(session)"] for row in ended} == {
        "healthy": 3, "crashed": 1, "errored": 0, "abnormal": 0, "unhandled": 0,
    }  # fmt: skip
    assert all(row["by"]["project"] == int(project.id) for row in ended)
    refused = ask(field="p95(session.duration)")
    assert refused.status == 400 and "p95(session.duration)" in refused.json()["detail"]
    assert ask(field="sum(session)", interval="10m").status == 400
