"""Every route that writes leaves an entry in the audit log: the list is the documentation's, which a test in Swift keeps
equal to the table of routes. A route that is added without an example here fails."""

import os
import re
import sqlite3

import pytest
from browser import Browser
from culprit_server import ROOT, Culprit, new_id, wait_for
from people import PASSWORD, Provider, one_time_code, person, shown_secret, token_of
from test_sign_on import add_provider

TABLE = os.path.join(ROOT, "Sources", "CulpritCommand", "Culprit.docc", "WhatIsWrittenDown.md")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SCOPES = ["org:admin", "project:admin", "team:admin", "member:admin", "event:admin", "alerts:write"]


def routes():
    with open(TABLE) as table:
        return dict(re.findall(r"^\| `((?:POST|PUT|DELETE) [^`]+)` \| (?:`([^`]+)`|–) \|$", table.read(), re.M))


class World:
    """A server with one of everything, an owner's browser and a token of theirs that may do all."""

    def __init__(self, server):
        self.server = server
        self.owner = person(server, "owner")
        self.token = shown_secret(
            self.press("/settings/tokens/", name="robot", scope="&scope=".join(SCOPES), days="30", action="create")
        )
        self.project = server.create_project()
        self.provider = Provider()
        self.address = f"/projects/default/{self.project.slug}"

    def entries(self):
        """Of the log, newest last."""
        with sqlite3.connect(f"file:{self.server.data}/culprit.db?mode=ro", uri=True) as database:
            return database.execute(
                "SELECT event, actor_kind, actor_name, address, target_id, before, after FROM audit_entry ORDER BY id"
            ).fetchall()

    def issue(self, project=None):
        """The number of an issue of its own."""
        project, word = project or self.project, new_id()
        project.send({"fingerprint": [word], "message": f"failure {word}"})
        return wait_for(lambda: project.issues(f"failure {word}"))[0]["id"]

    def press(self, path, browser=None, **fields):
        """A form of a page, as the page would send it."""
        browser = browser or self.owner
        token = token_of(browser.open("/settings/"))
        body = "&".join(f"{name}={value}" for name, value in {"csrf": token, **fields}.items())
        page = browser.open(path, "POST", body, FORM, follow=False)
        assert page.status < 400, (path, page.status, page.words[:300])
        return page

    def call(self, method, path, body=None, **parameters):
        answer = self.server.api(path, self.token, method, body, **parameters)
        assert answer.status < 300, (method, path, answer)
        return answer.json() if answer.body else None

    def row(self, sql):
        with sqlite3.connect(f"file:{self.server.data}/culprit.db?mode=ro", uri=True) as database:
            return database.execute(sql).fetchone()[0]

    def newest(self, table):
        return self.row(f"SELECT max(id) FROM {table}")

    def member(self):
        """Somebody, their browser and their number."""
        browser = person(self.server)
        return browser, self.newest("user")

    def team(self):
        self.press("/settings/teams/", slug="t" + new_id()[:8], name="")
        return self.newest("team")

    def search(self, shared=""):
        self.press(f"/searches/{shared}", name=new_id()[:8], query="is:unresolved")
        return self.newest("saved_search")

    def release(self):
        return self.call(
            "POST", "/organizations/default/releases/", {"version": new_id()[:10], "projects": [self.project.slug]}
        )["version"]

    def key(self):
        return self.call("POST", self.address + "/keys/", {"name": "CI"})["id"]

    def invite(self):
        self.press("/settings/team/invites/", email="", role="member")
        return self.newest("invite")

    def a_provider(self):
        if self.row("SELECT count(*) FROM identity_provider") == 0:
            assert add_provider(self.owner, self.provider).status == 200
        return self.newest("identity_provider")

    def hashes(self, issue):
        return [row["id"] for row in self.call("GET", f"/issues/{issue}/hashes/")]

    def merged(self):
        """An issue with two hashes."""
        first, second = self.issue(), self.issue()
        self.press("/issues/", action="merge", **{"issue": f"{first}&issue={second}"})
        target = wait_for(lambda: next((each for each in (first, second) if len(self.hashes(each)) == 2), None))
        return target

    def note(self, issue):
        return self.call("POST", f"/issues/{issue}/comments/", {"text": new_id()})["id"]


def regroup_job(world):
    slug = world.project.slug
    world.press(f"/projects/{slug}/settings/grouping/regroup/", action="start", days=14)
    return world.newest("regroup_job")


def revert_regroup_job(world):
    """Only what has been done can be taken back."""
    address = f"/projects/{world.project.slug}/settings/grouping/regroup/{world.newest('regroup_job')}/"
    before = len(world.entries())

    def is_reverting():
        world.press(address, action="revert")
        return len(world.entries()) > before

    wait_for(is_reverting, timeout=10, interval=0.2)


def second_factor(world):
    browser = person(world.server)
    page = browser.open("/settings/second-factor/")
    page = browser.submit(page, page.form_with(button="Turn on"), None, "Turn on")
    key = page.response.text.split("<code>")[1].split("</code>")[0]
    browser.submit(page, page.form_with(button="Confirm"), {"code": one_time_code(key)}, "Confirm")


def link_identity(world):
    """What is begun at a provider ends in an entry when it comes back."""
    number = world.a_provider()
    browser = person(world.server)
    world.provider.claims = {"sub": new_id(), "email": browser.email, "email_verified": True, "groups": []}
    page = world.press("/settings/identities/", browser, action="link", id=number)
    address = page.response.header("Refresh").split("url=", 1)[1]
    browser.open(world.provider.authorize(address))


def token_of_organization(world, path):
    return world.press(path, name="ci", kind="integration", scope="org:read", days="30", action="create")


def leave_team(world):
    team, (browser, number) = world.team(), world.member()
    world.press(f"/settings/teams/{team}/members/", action="on", id=number)
    world.press(f"/settings/teams/{team}/leave/", browser)


def change_member(action, **fields):
    return lambda w: w.press(f"/settings/team/members/{w.member()[1]}/{action}/", **fields)


def api_of_issue(bases, method, ending, body=None, **parameters):
    """The same under both bases of issues."""

    def example(base):
        def run(w):
            issue = w.merged() if ending == "/hashes/" else w.issue()
            path = ending.replace("NOTE", str(w.note(issue)) if "NOTE" in ending else "")
            more = {"id": w.hashes(issue)[0]} if ending == "/hashes/" else parameters
            w.call(method, f"{base}/{issue}{path}", body, **more)

        return run

    pattern = ending.replace("NOTE", "{}")
    return {f"{method} /api/0{bases[base]}{pattern}": example(base) for base in bases}


ISSUE_BASES = {"/issues": "/issues/{}", "/organizations/default/issues": "/organizations/{}/issues/{}"}

PAGES = {
    "POST /searches/": lambda w: w.search(),
    "POST /searches/{}/": lambda w: w.press(f"/searches/{w.search()}/", action="delete"),
    "POST /searches/shared/": lambda w: w.search("shared/"),
    "POST /searches/shared/{}/": lambda w: w.press(f"/searches/shared/{w.search('shared/')}/", action="delete"),
    "POST /issues/": lambda w: w.press("/issues/", action="resolve", issue=w.issue()),
    "POST /issues/{}/": lambda w: w.press(f"/issues/{w.issue()}/", action="bookmark"),
    "POST /issues/{}/activity/": lambda w: w.press(f"/issues/{w.issue()}/activity/", action="add", comment="Mine"),
    "POST /issues/{}/merged/": lambda w: (
        lambda issue: w.press(f"/issues/{issue}/merged/", action="unmerge", hash=w.hashes(issue)[0])
    )(w.merged()),
    "POST /issues/delete/": lambda w: w.press("/issues/delete/", issue=w.issue(), confirmed="1"),
    "POST /issues/{}/delete/": lambda w: w.press(f"/issues/{w.issue()}/delete/", confirmed="1"),
    "POST /projects/new/": lambda w: w.press("/projects/new/", name="P" + new_id()[:8], slug="", platform=""),
    "POST /projects/{}/settings/teams/": lambda w: w.press(
        f"/projects/{w.project.slug}/settings/teams/", id=w.team(), action="on"
    ),
    "POST /projects/{}/settings/": lambda w: w.press(f"/projects/{w.project.slug}/settings/", action="archive")
    and w.press(f"/projects/{w.project.slug}/settings/", action="unarchive"),
    "POST /projects/{}/settings/{}/": lambda w: w.press(
        f"/projects/{w.project.slug}/settings/retention/", action="save", **{"retention.logs": len(w.entries()) % 90 + 1}
    ),
    "POST /projects/{}/settings/keys/": lambda w: w.press(
        f"/projects/{w.project.slug}/settings/keys/", action="create-key", name="CI"
    ),
    "POST /projects/{}/settings/grouping/": lambda w: w.press(
        f"/projects/{w.project.slug}/settings/grouping/", action="save", revision=0, stack="function:a* -app"
    ),
    "POST /projects/{}/settings/grouping/regroup/": regroup_job,
    "POST /projects/{}/settings/grouping/regroup/{}/": revert_regroup_job,
    "POST /settings/": lambda w: w.press("/settings/", name="Ada"),
    "POST /settings/preferences/": lambda w: w.press("/settings/preferences/", zone="Asia/Seoul"),
    "POST /settings/password/": lambda w: w.press(
        "/settings/password/", person(w.server), password=PASSWORD.replace(" ", "+"),
        **{"new-password": "quiet+lantern+beside+nine+rivers"},
    ),
    "POST /settings/second-factor/": second_factor,
    "POST /settings/identities/": link_identity,
    "POST /settings/sessions/": lambda w: w.press("/settings/sessions/", action="others"),
    "POST /settings/tokens/": lambda w: token_of_organization(w, "/settings/tokens/"),
    "POST /settings/organization/": lambda w: w.press("/settings/organization/", name=new_id()[:8], slug="default"),
    "POST /settings/organization/tokens/": lambda w: token_of_organization(w, "/settings/organization/tokens/"),
    "POST /settings/sign-on/": lambda w: w.press("/settings/sign-on/", id=w.a_provider(), action="off")
    and w.press("/settings/sign-on/", id=w.a_provider(), action="on"),
    "POST /settings/sign-on/{}/": lambda w: w.press(
        f"/settings/sign-on/{w.a_provider()}/", name="Mill", issuer=w.provider.issuer, action="save",
        **{"client-id": "culprit", "groups-claim": "groups"},
    ),
    "POST /settings/team/invites/": lambda w: w.invite(),
    "POST /settings/team/invites/{}/": lambda w: w.press(f"/settings/team/invites/{w.invite()}/"),
    "POST /settings/team/leave/": lambda w: w.press("/settings/team/leave/", w.member()[0]),
    "POST /settings/team/members/{}/role/": change_member("role", role="admin"),
    "POST /settings/team/members/{}/remove/": change_member("remove"),
    "POST /settings/team/members/{}/sessions/": change_member("sessions"),
    "POST /settings/team/members/{}/password/": change_member("password"),
    "POST /settings/team/members/{}/second-factor/": change_member("second-factor"),
    "POST /settings/teams/": lambda w: w.team(),
    "POST /settings/teams/{}/members/": lambda w: w.press(
        f"/settings/teams/{w.team()}/members/", action="on", id=w.member()[1]
    ),
    "POST /settings/teams/{}/delete/": lambda w: w.press(f"/settings/teams/{w.team()}/delete/"),
    "POST /settings/teams/{}/leave/": leave_team,
    "POST /settings/organizations/new/": lambda w: w.press(
        "/settings/organizations/new/", person(w.server, "owner"), name="O", slug="o" + new_id()[:8]
    ),
    "POST /logout/": lambda w: w.press("/logout/", person(w.server)),
}

PROJECTS = {"/api/0/projects/{}/{}": lambda w: w.address}
RELEASES = {
    "/api/0/organizations/{}": lambda w: "/organizations/default",
    "/api/0/projects/{}/{}": lambda w: w.address,
}


def releases():
    """Under both bases of releases."""
    found = {}
    for pattern, base in RELEASES.items():

        def run(method, ending, body, base=base):
            return lambda w: w.call(method, base(w) + "/releases/" + ending.replace("V", w.release()), body)

        version = {"version": "9.9", "projects": []}
        found[f"POST {pattern}/releases/"] = lambda w, base=base: w.call(
            "POST", base(w) + "/releases/", {**version, "version": new_id()[:9], "projects": [w.project.slug]}
        )
        found[f"PUT {pattern}/releases/{{}}/"] = run("PUT", "V/", {"ref": "abc"})
        found[f"DELETE {pattern}/releases/{{}}/"] = run("DELETE", "V/", None)
    found["POST /api/0/organizations/{}/releases/{}/deploys/"] = lambda w: w.call(
        "POST", f"/organizations/default/releases/{w.release()}/deploys/", {"environment": "production"}
    )
    return found


def api_search(w):
    return w.call("POST", "/organizations/default/searches/", {"name": new_id()[:8], "query": "is:unresolved"})["id"]


API = {
    "POST /api/0/teams/{}/{}/projects/": lambda w: w.call(
        "POST", "/teams/default/default/projects/", {"name": "A" + new_id()[:8]}
    ),
    "POST /api/0/organizations/{}/projects/": lambda w: w.call(
        "POST", "/organizations/default/projects/", {"name": "B" + new_id()[:8]}
    ),
    "PUT /api/0/organizations/{}/issues/": lambda w: w.call(
        "PUT", "/organizations/default/issues/", {"status": "resolved"}, id=w.issue()
    ),
    "DELETE /api/0/organizations/{}/issues/": lambda w: w.call(
        "DELETE", "/organizations/default/issues/", id=w.issue()
    ),
    "PUT /api/0/projects/{}/{}/issues/": lambda w: w.call(
        "PUT", w.address + "/issues/", {"status": "resolved"}, id=w.issue()
    ),
    "DELETE /api/0/projects/{}/{}/issues/": lambda w: w.call("DELETE", w.address + "/issues/", id=w.issue()),
    "POST /api/0/organizations/{}/searches/": api_search,
    "PUT /api/0/organizations/{}/searches/{}/": lambda w: w.call(
        "PUT", f"/organizations/default/searches/{api_search(w)}/", {"name": new_id()[:8], "query": "is:resolved"}
    ),
    "DELETE /api/0/organizations/{}/searches/{}/": lambda w: w.call(
        "DELETE", f"/organizations/default/searches/{api_search(w)}/"
    ),
    "POST /api/0/projects/{}/{}/teams/{}/": lambda w: w.call("POST", w.address + "/teams/default/"),
    "POST /api/0/projects/{}/{}/keys/": lambda w: w.key(),
    "PUT /api/0/projects/{}/{}/keys/{}/": lambda w: w.call("PUT", f"{w.address}/keys/{w.key()}/", {"name": "x"}),
    "DELETE /api/0/projects/{}/{}/keys/{}/": lambda w: w.call("DELETE", f"{w.address}/keys/{w.key()}/"),
    "PUT /api/0/projects/{}/{}/": lambda w: w.call("PUT", w.address + "/", {"name": new_id()[:8]}),
    "PUT /api/0/projects/{}/{}/filters/{}/": lambda w: w.call(
        "PUT", w.address + "/filters/localhost/", {"active": True}
    ),
    "DELETE /api/0/projects/{}/{}/": lambda w: w.call(
        "DELETE", f"/projects/default/{w.server.create_project().slug}/"
    ),
    **releases(),
    **api_of_issue(ISSUE_BASES, "PUT", "/", {"status": "resolved"}),
    **api_of_issue(ISSUE_BASES, "DELETE", "/"),
    **api_of_issue(ISSUE_BASES, "PUT", "/hashes/"),
    **api_of_issue(ISSUE_BASES, "DELETE", "/hashes/"),
    **{
        key: run
        for name in ("notes", "comments")
        for made in (
            api_of_issue(ISSUE_BASES, "POST", f"/{name}/", {"text": "Seen"}),
            api_of_issue(ISSUE_BASES, "PUT", f"/{name}/NOTE/", {"text": "Seen again"}),
            api_of_issue(ISSUE_BASES, "DELETE", f"/{name}/NOTE/"),
        )
        for key, run in made.items()
    },
}

# What a browser remembers for itself.
UNWRITTEN = {
    "POST /help/keys/": lambda w: w.press("/help/keys/", keys="off"),
    "POST /settings/organizations/current/": lambda w: w.press("/settings/organizations/current/", id=1),
}

EXAMPLES = {**PAGES, **API}


@pytest.fixture(scope="module")
def world():
    with Culprit(environment={"CULPRIT_SIGN_ON_PLAIN_HTTP": "yes"}) as server:
        world = World(server)
        yield world
        world.provider.close()


@pytest.mark.parametrize("route", EXAMPLES)
def test_a_write_leaves_an_entry(world, route):
    before = len(world.entries())
    EXAMPLES[route](world)
    # A deletion that somebody asked for before may be done just now.
    new = [entry for entry in world.entries()[before:] if entry[1] != "system"]
    assert new, f"{route} left nothing"
    event, kind, name, address, *_ = new[-1]
    expected = routes()[route]
    assert event.split(".")[0] == (expected or event).split(".")[0] or expected == "write", (route, new)
    assert address == "127.0.0.1" and name, new[-1]
    assert kind == ("token" if "/api/0/" in route else "user"), new[-1]
    if kind == "token":
        assert "robot" in name, "through which token"


@pytest.mark.parametrize("route", UNWRITTEN)
def test_what_only_a_browser_remembers_is_not_written_down(world, route):
    token_entries = len(world.entries())
    UNWRITTEN[route](world)
    assert len(world.entries()) == token_entries


def test_every_route_that_writes_has_an_example_or_is_not_there_yet(world):
    for route in sorted(set(routes()) - set(EXAMPLES) - set(UNWRITTEN)):
        method, pattern = route.split(" ")
        path = pattern.replace("/projects/{}/{}/", f"/projects/default/{world.project.slug}/").replace(
            "/organizations/{}/", "/organizations/default/").replace("{}", "1")
        if path.startswith("/api/0/"):
            status = world.server.api(path.removeprefix("/api/0"), world.token, method, {}).status
        else:
            token = token_of(world.owner.open("/settings/"))
            path = path.replace("/projects/1/", f"/projects/{world.project.slug}/").replace("/issues/1/", f"/issues/{world.issue()}/")
            status = world.owner.open(path, method, f"csrf={token}", FORM, follow=False).status
        assert status in (404, 405), f"{route} is answered with {status}: write an example"


def test_refused_writes_leave_nothing(world):
    member = person(world.server)
    token = token_of(member.open("/settings/"))
    before = len(world.entries())
    for path in ["/settings/organization/", "/settings/teams/", f"/projects/{world.project.slug}/settings/keys/"]:
        assert member.open(path, "POST", f"csrf={token}&name=x", FORM).status in (403, 404)
    assert world.server.api(world.address + "/", "sntryu_" + "0" * 64, "PUT", {"name": "x"}).status == 401
    assert len(world.entries()) == before


def test_an_entry_says_what_changed_and_no_secret(world):
    world.call("POST", world.address + "/keys/", {"name": "for CI", "rateLimit": {"window": 60, "count": 5}})
    assert '"rateLimit.count":5' in world.entries()[-1][6].decode()
    slug = world.project.slug
    world.press(f"/projects/{slug}/settings/retention/", action="save", **{"retention.errors": "7"})
    *_, before, after = world.entries()[-1]
    assert b'"retention.errors":"default"' in before and b'"retention.errors":"7"' in after
    everything = "".join(str(entry) for entry in world.entries())
    assert PASSWORD not in everything and "s3cret" not in everything and world.token not in everything


def test_the_command_line_is_written_down_too(world):
    slug = world.server.create_project().slug
    before = len(world.entries())
    world.server.cli("project", "rename", slug, "--name", "Other")
    world.server.cli("project", "settings", slug, "--set", "filters.localhost=on")
    key = re.search(r"[0-9a-f]{32}", world.server.cli("key", "create", slug).stdout).group(0)
    world.server.cli("key", "update", slug, "--key", key, "--disable-sending")
    world.server.cli("key", "revoke", slug, "--key", key)
    world.server.cli("project", "archive", slug)
    world.server.cli("project", "delete", slug, "--yes")
    new = [entry for entry in world.entries()[before:] if entry[1] == "command-line"]
    assert [entry[0] for entry in new] == [
        "project.change", "project.change", "key.create", "key.change", "key.revoke", "project.archive",
        "project.delete",
    ]
    assert all(entry[2] for entry in new), "who ran it"
    wait_for(lambda: any(entry[0] == "project.delete.done" for entry in world.entries()), timeout=20)


def test_the_page_shows_it(world):
    page = world.owner.open("/settings/audit/?event=project.")
    assert page.status == 200 and "project.delete" in page.words and "127.0.0.1" in page.words
    assert person(world.server).open("/settings/audit/").status == 403


def test_somebody_not_logged_in_is_written_down_as_such(world):
    someone = person(world.server)
    Browser(world.server).log_in(someone.email, "a wrong password")
    event, kind, name, *_ = world.entries()[-1]
    assert (event, kind, name) == ("log-in.refused", "stranger", someone.email)
