"""What people do to issues, on the pages without script and through the API: assigning, commenting, archiving until,
resolving in a release, deleting, saving searches, changing all that match and taking it back."""

import json

import pytest
from browser import Browser
from culprit_server import new_id, wait_for

PASSWORD = "violet harbour under seven moons"


@pytest.fixture(scope="module")
def people(culprit):
    """Two browsers that are logged in, with the addresses of who uses them."""
    browsers = []
    for role in ("admin", "member"):
        email = f"{role}-{new_id()[:8]}@example.com"
        culprit.create_user(email, PASSWORD, "--role", role)
        browser = Browser(culprit)
        assert browser.log_in(email, PASSWORD).status == 200
        browsers.append((browser, email))
    return browsers


@pytest.fixture(scope="module")
def writer(culprit):
    """A token that may change and delete issues."""
    scopes = ("event:admin", "event:read", "project:read", "org:read", "member:read")
    return culprit.create_token("--name", "writer", *[part for scope in scopes for part in ("--scope", scope)])


@pytest.fixture
def ada(people):
    return people[0][0]


@pytest.fixture
def member(people):
    return people[1][0]


def send(project, text, release=None):
    event = {"message": text, "fingerprint": ["of " + text]}
    if release:
        event["release"] = release
    return project.send(event)


def only_issue(project, text="boom", release=None):
    send(project, text, release)
    return wait_for(lambda: [each for each in project.issues() if each["title"] == text])[0]


def press(browser, path, button, values=None):
    page = browser.open(path)
    form = page.form_with(button=button)
    after = browser.submit(page, form, values, button)
    assert after.status == 200, after.words[:500]
    return after


def test_an_issue_is_assigned_by_its_menu_and_found_by_who_has_it(culprit, ada, people, project):
    issue = only_issue(project)
    address = f"/issues/{issue['id']}/"
    me = next(
        each for each in culprit.api("/organizations/default/members/", project.token).json()
        if each["email"] == people[0][1]
    )
    after = press(ada, address, "assign", {"assignee": f"user:{me['id']}"})
    assert "1 issue assigned." in after.words
    assigned = project.issue(issue["id"])["assignedTo"]
    assert assigned["type"] == "user" and assigned["email"] == people[0][1]
    found = ada.open(f"/issues/?project={project.slug}&query=assigned:me")
    assert issue["shortId"] in found.words
    assert issue["shortId"] not in ada.open(f"/issues/?project={project.slug}&query=assigned:none").words
    after = ada.submit(after, after.form_with(button="undo"), button="undo")
    assert "1 issue put back." in after.words
    assert project.issue(issue["id"])["assignedTo"] is None
    after = press(ada, address, "assign", {"assignee": "user:999999"})
    assert "Nothing was changed" in after.words


def test_comments_are_written_changed_and_deleted_on_the_page(ada, member, project):
    issue = only_issue(project)
    page = press(ada, f"/issues/{issue['id']}/", "add comment", {"comment": "It is the <b>cache</b>."})
    assert "It is the <b>cache</b>." in page.words
    assert project.issue(issue["id"])["numComments"] == 1
    page = press(ada, f"/issues/{issue['id']}/activity/", "add comment", {"comment": "It is the <b>cache</b>."})
    assert "You have said that already." in page.words
    assert not any(form.button("delete comment") for form in member.open(page.url).forms)
    page = press(ada, f"/issues/{issue['id']}/activity/", "save", {"comment": "It was the cache."})
    notes = project.server.api(f"/issues/{issue['id']}/notes/", project.token).json()
    assert [note["data"]["text"] for note in notes] == ["It was the cache."]
    press(ada, f"/issues/{issue['id']}/activity/", "delete comment")
    assert project.issue(issue["id"])["numComments"] == 0


def test_resolved_in_the_next_release_an_old_one_does_not_reopen_it(ada, project):
    issue = only_issue(project, release="web@1.9.0")
    send(project, "boom", "web@1.10.0")
    wait_for(lambda: project.issue(issue["id"])["count"] == "2")
    page = press(ada, f"/issues/{issue['id']}/", "in the next release")
    assert "in the next release" in page.words
    for release in ("web@1.9.9", "web@1.10.0", None):
        send(project, "boom", release)
    wait_for(lambda: project.issue(issue["id"])["count"] == "5")
    found = project.issue(issue["id"])
    assert found["status"] == "resolved" and found["statusDetails"]["inNextRelease"] is True
    send(project, "boom", "web@1.11.0")
    wait_for(lambda: project.issue(issue["id"])["substatus"] == "regressed")
    history = [entry["type"] for entry in project.issue(issue["id"])["activity"]]
    assert history[:2] == ["set_regression", "set_resolved_in_release"]


def test_the_form_of_a_release_names_the_newest(ada, project):
    issue = only_issue(project, release="2.4.1")
    page = ada.open(f"/issues/{issue['id']}/")
    form = page.form_with(button="in this release")
    assert form.fields["version"] == "2.4.1"
    ada.submit(page, form, {"version": "3.0.0"}, "in this release")
    assert project.issue(issue["id"])["statusDetails"]["inRelease"] == "3.0.0"
    send(project, "boom", "2.9.0")
    wait_for(lambda: project.issue(issue["id"])["count"] == "2")
    assert project.issue(issue["id"])["status"] == "resolved"
    send(project, "boom", "3.0.0")
    wait_for(lambda: project.issue(issue["id"])["status"] == "unresolved")


def test_archived_until_so_many_events(culprit, writer, project):
    issue = only_issue(project)
    body = {"status": "ignored", "statusDetails": {"ignoreCount": 2}}
    changed = culprit.api(f"/issues/{issue['id']}/", writer, "PUT", body).json()
    assert changed["substatus"] == "archived_until_condition_met"
    assert changed["statusDetails"]["ignoreCount"] == 2
    send(project, "boom")
    wait_for(lambda: project.issue(issue["id"])["count"] == "2")
    assert project.issue(issue["id"])["status"] == "ignored"
    send(project, "boom")
    wait_for(lambda: project.issue(issue["id"])["status"] == "unresolved")


def test_archived_until_a_moment_it_comes_back_by_itself(culprit, writer, project):
    issue = only_issue(project)
    soon = "2000-01-01T00:00:00Z"
    body = {"status": "ignored", "ignoreUntil": soon}
    assert culprit.api(f"/issues/{issue['id']}/", writer, "PUT", body).json()["status"] == "ignored"
    wait_for(lambda: project.issue(issue["id"])["status"] == "unresolved", timeout=10)


def test_all_that_match_are_changed_and_put_back(ada, project):
    for number in range(60):
        send(project, f"many {number}")
    wait_for(lambda: len(project.issues()) == 60)
    kept = only_issue(project, "another")
    address = f"/issues/?project={project.slug}&query=many"
    page = ada.open(address)
    page = ada.open(page.link("select all 50")["href"])
    assert "All 50 on this page are selected." in page.words
    page = ada.open(page.link("60 matching")["href"])
    assert "All 60 matching issues are selected." in page.words
    page = ada.submit(page, page.form_with(button="archive"), button="archive")
    assert "60 issues archived." in page.words
    assert len(project.issues("is:archived")) == 60
    page = ada.submit(page, page.form_with(button="undo"), button="undo")
    assert "60 issues put back." in page.words
    assert len(project.issues("is:new")) == 61
    assert project.issue(kept["id"])["status"] == "unresolved"


def test_deleting_asks_first_and_then_takes_the_events_along(culprit, ada, member, project):
    kept = only_issue(project, "kept")
    issue = only_issue(project, "gone")
    event = send(project, "gone")
    address = f"/issues/{issue['id']}/"
    page = member.open(address)
    assert not [form for form in page.forms if form.button("delete")]
    token = page.form_with(button="resolve").fields["csrf"]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert member.open(address + "delete/", "POST", f"csrf={token}&confirmed=1", headers).status == 403
    page = ada.open(address)
    page = ada.submit(page, page.form_with(button="delete"), button="delete")
    assert "cannot be undone" in page.words and project.issue(issue["id"])["id"] == issue["id"]
    page = ada.submit(page, page.form_with(button="delete for good"), button="delete for good")
    assert page.status == 200 and "1 issue deleted." in page.words
    assert ada.open(address).status == 404
    assert [each["id"] for each in project.issues()] == [kept["id"]]
    wait_for(lambda: project.event_now(event) is None, timeout=15)
    culprit.doctor()
    again = only_issue(project, "gone")
    assert again["id"] != issue["id"] and again["count"] == "1"


def test_deletes_through_the_api(culprit, writer, project):
    ids = [only_issue(project, f"d{number}")["id"] for number in range(3)]
    assert culprit.api(f"/issues/{ids[0]}/", writer, "DELETE").status == 202
    assert culprit.api(f"/issues/{ids[0]}/", writer, "DELETE").status == 404
    address = f"/projects/{project.organization}/{project.slug}/issues/"
    assert culprit.api(address, writer, "DELETE", id=ids[1]).status == 204
    assert [each["id"] for each in project.issues()] == [ids[2]]
    weak = culprit.create_token("--name", "weak", "--scope", "event:write", "--scope", "event:read")
    assert culprit.api(f"/issues/{ids[2]}/", weak, "DELETE").status == 403


def test_searches_are_saved_for_oneself_and_for_everybody(ada, member, project):
    only_issue(project)
    name = f"mine {new_id()[:6]}"
    address = f"/issues/?project={project.slug}&query=boom"
    page = press(ada, address, "only for me", {"name": name})
    assert "Search saved." in page.words and name in page.words
    assert name not in member.open("/issues/").words
    shared = f"ours {new_id()[:6]}"
    page = ada.open(f"/issues/?project={project.slug}&query=boom+{shared[5:]}")
    ada.submit(page, page.form_with(button="for everybody"), {"name": shared}, "for everybody")
    page = member.open("/issues/")
    assert shared in page.words
    theirs = member.open(page.link(shared)["href"])
    assert member.submit(theirs, theirs.form_with(button="delete this search"), button="delete this search").status == 403
    mine = ada.open(page.link(shared)["href"])
    assert "Search deleted." in ada.submit(mine, mine.form_with(button="delete this search"), button="delete this").words


def test_forms_of_the_workflow_need_their_token(ada, project):
    issue = only_issue(project)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for path, body in (
        (f"/issues/{issue['id']}/delete/", "confirmed=1"),
        ("/issues/delete/", f"confirmed=1&issue={issue['id']}"),
        (f"/issues/{issue['id']}/activity/", "action=add&comment=x"),
        ("/searches/", "name=x&query=y"),
        ("/searches/shared/", "name=x&query=y"),
    ):
        assert ada.open(path, "POST", body, headers, follow=False).status == 403, path
    assert project.issue(issue["id"])["numComments"] == 0


def test_odd_forms_of_the_workflow_are_answered(ada, project):
    issue = only_issue(project)
    page = ada.open(f"/issues/{issue['id']}/")
    token = page.form_with(button="resolve").fields["csrf"]
    for path, values in (
        (f"/issues/{issue['id']}/", {"action": "resolve-in", "version": "x" * 5000}),
        (f"/issues/{issue['id']}/", {"action": "assign", "assignee": "team:" + "9" * 50}),
        (f"/issues/{issue['id']}/", {"action": "undo", "change": "-1"}),
        (f"/issues/{issue['id']}/", {"action": "undo", "change": "x"}),
        ("/issues/", {"action": "resolve", "all": "?query=is:"}),
        ("/issues/", {"action": "resolve", "all": "?query=nothing+at+all+matches&project=none"}),
        (f"/issues/{issue['id']}/activity/", {"action": "add", "comment": "  "}),
        (f"/issues/{issue['id']}/activity/", {"action": "change", "note": "7", "comment": "x"}),
        (f"/issues/{issue['id']}/activity/", {"action": "odd"}),
        ("/searches/", {"name": "", "query": "x"}),
        ("/searches/", {"name": "x", "query": "is:"}),
        ("/searches/77/", {"action": "delete"}),
    ):
        from urllib.parse import urlencode

        body = urlencode({"csrf": token, **values})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": ada.server.base}
        answer = ada.open(path, "POST", body, headers)
        assert answer.status in (200, 400, 404), (path, values, answer.status)
    assert project.issue(issue["id"])["status"] == "unresolved"
    assert json.dumps(project.issue(issue["id"])["activity"]).count('"note"') == 0
