"""Whatever is taken away is gone within a second, from connections that are open, too."""

import http.client
import re
import time

import pytest
from browser import Browser
from culprit_server import Culprit, event_envelope, new_id, wait_for
from people import PASSWORD, one_time_code, person, press
from town import ALL_SCOPES

SECOND = 1.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def server():
    with Culprit() as culprit:
        yield culprit


@pytest.fixture(scope="module")
def owner(server):
    return person(server, "owner")


def token_of(browser, scopes):
    """A token of one's own, made on its page."""
    page = browser.open("/settings/tokens/")
    csrf = page.form_with(button="Make the token").fields["csrf"]
    body = f"csrf={csrf}&action=create&name=t&days=1" + "".join(f"&scope={scope}" for scope in scopes)
    made = browser.open("/settings/tokens/", "POST", body, FORM)
    assert made.status == 200, made.words[:300]
    return re.search(r'<pre class="snippet"><code>([^<]+)</code>', made.response.text).group(1)


def on_member(owner, email, action, **fields):
    """Presses a button in somebody's row of the list of people."""
    page = owner.open("/settings/team/")
    row = page.response.text.split(email)[1].split("</tr>")[0]
    address = re.search(rf'action="([^"]*/{action}/)"', row).group(1)
    form = next(form for form in page.forms if form.action == address)
    answer = owner.submit(page, form, fields)
    assert answer.status == 200, answer.words[:300]
    return answer


class Sender:
    """An SDK that keeps its connection: what the server remembers of its key must not outlive the key."""

    def __init__(self, server, project):
        self.project = project
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        assert self.send() == 200

    def send(self):
        body = event_envelope({"event_id": new_id(), "message": "m"})
        path = f"/api/{self.project.id}/envelope/"
        self.connection.request("POST", path, body, {"X-Sentry-Auth": self.project.auth})
        answer = self.connection.getresponse()
        answer.read()
        return answer.status


def is_out(browser):
    return browser.open("/issues/", follow=False).status == 303


def test_one_session(server):
    someone, other = person(server), Browser(server)
    other.log_in(someone.email, PASSWORD)
    page = someone.open("/settings/sessions/")
    form = next(form for form in page.forms if form.button("Log out") and "id" in form.fields)
    assert someone.submit(page, form).status == 200
    wait_for(lambda: is_out(other), timeout=SECOND)
    assert not is_out(someone)


def test_all_sessions_of_a_member_by_somebody_above(server, owner):
    someone = person(server)
    on_member(owner, someone.email, "sessions")
    wait_for(lambda: is_out(someone), timeout=SECOND)


def test_a_token(server):
    someone = person(server, "admin")
    token = token_of(someone, ["org:read"])
    assert server.api("/organizations/", token).status == 200
    press(someone, "/settings/tokens/", "Revoke")
    wait_for(lambda: server.api("/organizations/", token).status == 401, timeout=SECOND)


def test_a_token_of_the_organization(server, owner):
    page = owner.open("/settings/organization/tokens/")
    form = page.form_with(button="Make the token")
    made = owner.submit(page, form, {"name": "ci", "kind": "organization", "days": "0"}, "Make the token")
    token = re.search(r"sntrys_[^<\s]+", made.response.text).group(0)
    assert server.api("/organizations/default/repos/", token).status == 200
    press(owner, "/settings/organization/tokens/", "Revoke")
    wait_for(lambda: server.api("/organizations/default/repos/", token).status == 401, timeout=SECOND)


def test_a_member_who_is_removed_with_sessions_and_tokens(server, owner):
    project = server.create_project()
    someone = person(server, "admin")
    token = token_of(someone, ["org:read", "project:read"])
    path = f"/projects/default/{project.slug}/"
    assert server.api(path, token).status == 200 and someone.open(f"/projects/{project.slug}/settings/").status == 200
    on_member(owner, someone.email, "remove")
    wait_for(lambda: server.api(path, token).status in (401, 404), timeout=SECOND)
    wait_for(lambda: someone.open(f"/projects/{project.slug}/settings/").status == 404, timeout=SECOND)
    assert project.slug not in someone.open("/projects/").response.text


def test_a_role_that_is_lowered(server, owner):
    project = server.create_project()
    someone = person(server, "manager")
    token = token_of(someone, ["project:write", "org:read"])
    path = f"/projects/default/{project.slug}/"
    assert server.api(path, token, "PUT", {"name": "Before"}).status == 200
    assert someone.open("/settings/audit/").status == 200
    on_member(owner, someone.email, "role", role="member")
    wait_for(lambda: server.api(path, token, "PUT", {"name": "After"}).status == 403, timeout=SECOND)
    wait_for(lambda: someone.open("/settings/audit/").status == 403, timeout=SECOND)
    assert "After" not in server.api(path, token).text


@pytest.mark.parametrize("way", ["command line", "page", "api"])
def test_a_key_that_is_switched_off(server, owner, way):
    project = server.create_project()
    sender = Sender(server, project)
    if way == "command line":
        server.cli("key", "update", project.slug, "--key", project.key, "--disable-sending")
    elif way == "api":
        token = server.create_token("--scope", "project:write")
        path = f"/projects/default/{project.slug}/keys/{project.key}/"
        assert server.api(path, token, "PUT", {"isActive": False}).status == 200
    else:
        page = owner.open(f"/projects/{project.slug}/settings/keys/")
        form = next(form for form in page.forms if form.fields.get("key") == project.key and "active" in form.fields)
        assert owner.submit(page, form, button="Save", leave_out=["active"]).status == 200
    wait_for(lambda: sender.send() == 403, timeout=SECOND)
    wait_for(lambda: project.post(b"{}").status == 403, timeout=SECOND)


def test_a_key_that_is_revoked(server):
    project = server.create_project()
    sender = Sender(server, project)
    token = server.create_token("--scope", "project:write")
    assert server.api(f"/projects/default/{project.slug}/keys/{project.key}/", token, "DELETE").status == 204
    wait_for(lambda: sender.send() == 403, timeout=SECOND)


@pytest.mark.parametrize("action", ["archive", "delete"])
def test_a_project_that_is_archived_or_deleted(server, owner, action):
    project = server.create_project()
    sender = Sender(server, project)
    wait_for(lambda: project.issues())
    if action == "delete":
        token = server.create_token("--scope", "project:admin")
        assert server.api(f"/projects/default/{project.slug}/", token, "DELETE").status == 204
    else:
        path = f"/projects/{project.slug}/settings/"
        csrf = owner.open("/settings/").form_with(button="Save").fields["csrf"]
        assert owner.open(path, "POST", f"csrf={csrf}&action=archive", FORM, follow=False).status == 303
    wait_for(lambda: sender.send() in (403, 404), timeout=SECOND)
    if action == "delete":
        wait_for(lambda: owner.open(f"/projects/{project.slug}/settings/").status == 404, timeout=SECOND)
        assert project.api("/").status == 404


def test_a_password_that_is_changed(server):
    someone, other, half = person(server), Browser(server), Browser(server)
    other.log_in(someone.email, PASSWORD)
    new = "quiet lantern beside nine rivers"
    page = press(someone, "/settings/password/", "Change the password", {"password": PASSWORD, "new-password": new})
    assert page.status == 200
    wait_for(lambda: is_out(other), timeout=SECOND)
    assert half.log_in(someone.email, PASSWORD).status == 401
    assert not is_out(someone)


def test_a_second_factor_that_somebody_above_resets(server, owner):
    someone = person(server)
    page = press(someone, "/settings/second-factor/", "Turn on")
    secret = page.response.text.split("<code>")[1].split("</code>")[0]
    page = someone.submit(page, page.form_with(button="Confirm"), {"code": one_time_code(secret)}, "Confirm")
    assert page.status == 200
    waiting = Browser(server)
    asked = waiting.log_in(someone.email, PASSWORD)
    assert asked.url.endswith("/login/second-factor/")
    on_member(owner, someone.email, "second-factor")
    fresh = Browser(server)
    wait_for(lambda: fresh.log_in(someone.email, PASSWORD).url.endswith("/issues/"), timeout=SECOND + 2)
    late = waiting.submit(asked, asked.forms[0], {"code": one_time_code(secret, time.time() + 30)})
    assert late.status == 401, "the old factor's codes are worth nothing"


def test_a_second_factor_that_is_turned_on_ends_other_sessions(server):
    someone, other = person(server), Browser(server)
    other.log_in(someone.email, PASSWORD)
    page = press(someone, "/settings/second-factor/", "Turn on")
    secret = page.response.text.split("<code>")[1].split("</code>")[0]
    someone.submit(page, page.form_with(button="Confirm"), {"code": one_time_code(secret)}, "Confirm")
    wait_for(lambda: is_out(other), timeout=SECOND)


def test_what_the_command_line_makes_beside_a_running_server_works_within_a_second(server):
    project = server.create_project(None)
    assert project.post(event_envelope({"message": "m"})).status == 200
    token = server.create_token(*(part for scope in ALL_SCOPES.split() for part in ("--scope", scope)))
    assert server.api(f"/projects/default/{project.slug}/", token).status == 200
    email = f"{new_id()[:8]}@example.com"
    server.create_user(email, PASSWORD, "--role", "owner")
    browser = Browser(server)
    assert browser.log_in(email, PASSWORD).url.endswith("/issues/")
    assert project.slug in browser.open("/projects/").words
    again = server.cli("user", "create", email, "--password-stdin", input=PASSWORD + "\n", check=False)
    assert again.returncode != 0 and email in again.stderr
    assert server.cli("project", "create", project.slug, check=False).returncode != 0
    assert server.cli("token", "create", "--scope", "org:everything", check=False).returncode != 0
