"""Everybody and everything that the matrix of routes asks about: three organizations, their teams, projects and tokens."""

import hashlib
import itertools
import os
import re
import sqlite3
import subprocess
import time

from culprit_server import binary_path, new_id, wait_for
from people import person

OWN, OTHER, NO_TEAM, FAR = "own team", "other team", "no team", "other organization"
ALL_SCOPES = (
    "org:read org:write org:admin org:integrations org:ci project:read project:write project:admin project:releases "
    "team:read team:write team:admin member:read member:write member:admin member:invite event:read event:write "
    "event:admin alerts:read alerts:write"
)
READING = "org:read project:read team:read member:read event:read alerts:read"


def access(flag):
    """What `culprit access` prints, which needs no data."""
    return subprocess.run([binary_path(), "access", flag], capture_output=True, text=True, check=True, timeout=60).stdout


class Matrix:
    """`culprit access --api`, read back: who asks, by number, and a line of answers for each route and place."""

    def __init__(self, text):
        head, _, table = text.partition("\n\n")
        self.askers = [line.split(None, 1)[1] for line in head.splitlines()]
        self.text, self.rows = text, []
        lines = table.strip().splitlines()
        assert lines[0].startswith("route"), lines[0]
        for line in lines[1:-1]:
            route, place, marks = re.split(r" {2,}", line.strip(), maxsplit=2)
            method, path = route.split(" ")
            self.rows.append((method, path, place, marks.split()))
            assert len(self.rows[-1][3]) == len(self.askers), line
        self.cells = sum(len(row[3]) for row in self.rows)
        assert lines[-1].startswith(f"{self.cells} cells"), lines[-1]


class Town:
    """A server's organizations `default`, `far` and `third`, with somebody of every kind."""

    def __init__(self, server):
        self.server, self.addresses = server, itertools.count(1)
        self.file = os.path.join(server.data, "culprit.db")
        self.cookies, self.tokens, self.users = {}, {}, {}
        self.home = self.value("SELECT id FROM organization WHERE slug = 'default'")
        self.far, self.third = (
            self.write("INSERT INTO organization (slug, name, created_at) VALUES (?, ?, ?)", slug, slug, self.now)
            for slug in ("far", "third")
        )
        self.teams = {}
        for slug, organization in (("own", self.home), ("their", self.home), ("far", self.far)):
            statement = "INSERT INTO team (organization_id, slug, name, created_at) VALUES (?, ?, ?, ?)"
            self.teams[slug] = self.write(statement, organization, slug, slug, self.now)
        self._people()
        self._tokens()
        self.projects = {place: self.make_project(place) for place in (OWN, OTHER, NO_TEAM, FAR)}

    now = property(lambda self: int(time.time() * 1_000_000))

    # The store

    def write(self, statement, *values):
        connection = sqlite3.connect(self.file, timeout=30)
        try:
            with connection:
                return connection.execute(statement, values).lastrowid
        finally:
            connection.close()

    def value(self, statement, *values):
        connection = sqlite3.connect(self.file, timeout=30)
        try:
            row = connection.execute(statement, values).fetchone()
            return row and row[0]
        finally:
            connection.close()

    # People and what they show

    def _people(self):
        for name, role in (("member", "member"), ("admin", "admin"), ("manager", "manager"), ("owner", "owner"),
                           ("stranger", "owner"), ("operator", "owner"), ("inactive", "owner"), ("keeper", "owner")):  # fmt: skip
            browser = person(self.server, role)
            user = self.value("SELECT id FROM user WHERE email = ?", browser.email)
            self.users[name], self.cookies[name] = user, browser.cookies["culprit_session"]
            self.write("UPDATE user SET is_operator = ? WHERE id = ?", int(name == "operator"), user)
            home = {"stranger": self.third, "operator": self.third, "keeper": self.far}.get(name, self.home)
            self.write("DELETE FROM membership WHERE user_id = ?", user)
            self.write("INSERT INTO membership (user_id, organization_id, role, joined_at) VALUES (?, ?, ?, ?)",
                       user, home, role, self.now)  # fmt: skip
            team = {self.home: "own", self.far: "far"}.get(home)
            if team:
                statement = "INSERT INTO team_member (team_id, user_id, joined_at) VALUES (?, ?, ?)"
                self.write(statement, self.teams[team], user, self.now)
        self.write("UPDATE user SET is_active = 0 WHERE id = ?", self.users["inactive"])

    def _tokens(self):
        for name in ("member", "admin", "manager", "owner", "stranger", "inactive", "keeper"):
            self.tokens[name] = self.make_token("user", ALL_SCOPES, user=self.users[name])
        owner = self.users["owner"]
        self.tokens["reading"] = self.make_token("user", READING, user=owner)
        self.tokens["idle"] = self.make_token("user", "member:invite", user=owner)
        self.tokens["build"] = self.make_token("organization", "org:ci", organization=self.home)
        self.tokens["integration"] = self.make_token("integration", ALL_SCOPES, organization=self.home)
        self.tokens["idle integration"] = self.make_token("integration", "member:invite", organization=self.home)
        self.tokens["strange integration"] = self.make_token("integration", ALL_SCOPES, organization=self.third)
        self.tokens["revoked"] = self.make_token("user", ALL_SCOPES, user=owner)
        self.write("DELETE FROM api_token WHERE hash = ?", hashlib.sha256(self.tokens["revoked"].encode()).digest())
        self.tokens["expired"] = self.make_token("user", ALL_SCOPES, user=owner, expires_at=self.now - 1_000_000)

    def make_token(self, kind, scopes, user=None, organization=None, expires_at=None):
        text = {"user": "sntryu_", "integration": "sntrya_"}.get(kind, "sntrys_") + new_id() + new_id()
        self.write(
            "INSERT INTO api_token (hash, name, tail, scopes, user_id, created_at, expires_at, kind, organization_id)"
            " VALUES (?, 'test', ?, ?, ?, ?, ?, ?, ?)",
            hashlib.sha256(text.encode()).digest(), text[-4:], scopes, user, self.now, expires_at, kind, organization,
        )  # fmt: skip
        return text

    def credentials(self, asker):
        """The headers of an asker of the matrix, by its name there."""
        browsers = {
            "a member's browser": "member", "an admin's browser": "admin", "a manager's browser": "manager",
            "an owner's browser": "owner", "a browser of another organization's owner": "stranger",
            "an operator's browser, who has no role here": "operator",
        }  # fmt: skip
        tokens = {
            "a member's token with every scope": "member", "an admin's token with every scope": "admin",
            "a manager's token with every scope": "manager", "an owner's token with every scope": "owner",
            "a token of another organization's owner with every scope": "stranger",
            "an owner's token with the scopes that read": "reading",
            "an owner's token with member:invite alone": "idle", "the organization's token, org:ci": "build",
            "an integration's token with every scope": "integration",
            "an integration's token with member:invite alone": "idle integration",
            "a token of another organization's integration with every scope": "strange integration",
            "an owner's token that was revoked": "revoked", "an owner's token that has expired": "expired",
            "a token of an owner who was deactivated": "inactive",
        }  # fmt: skip
        if asker in browsers:
            return {"Cookie": f"culprit_session={self.cookies[browsers[asker]]}"}
        return {"Authorization": f"Bearer {self.tokens[tokens[asker]]}"} if asker in tokens else {}

    # Things

    def make_project(self, place):
        """A project there, with an event, an issue and what else paths name."""
        project = self.server.create_project(None, "--organization", "far" if place == FAR else "default")
        team = {OWN: "own", OTHER: "their", FAR: "far"}.get(place)
        if team:
            self.write("INSERT INTO project_team (project_id, team_id) VALUES (?, ?)", project.id, self.teams[team])
        project.place = place
        project.event_id = project.send({"message": "m", "environment": "production", "release": "shop@1"})
        project.issue_id = wait_for(lambda: self.value("SELECT id FROM issue WHERE project_id = ?", project.id))
        number = self.value("SELECT number FROM issue WHERE id = ?", project.issue_id)
        project.short_id = f"{project.slug.upper()}-{number}"
        return project

    def make_issue(self, project):
        event = project.send({"message": new_id(), "fingerprint": [new_id()]})
        answer = wait_for(lambda: self.ask("GET", f"/projects/{project.organization}/{project.slug}/events/{event}/",
                                           self.keeper(project)))  # fmt: skip
        return answer.json()["groupID"]

    def keeper(self, project):
        """The headers of somebody who may do everything to a project."""
        name = "keeper" if project.place == FAR else "owner"
        return {"Authorization": f"Bearer {self.tokens[name]}"}

    def ask(self, method, path, headers, body=None):
        """A call of the API from an address of its own: unknown tokens are throttled by address."""
        number = next(self.addresses)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return self.server.request(
            method, "/api/0" + path, body, {"X-Forwarded-For": address, "Content-Type": "application/json", **headers}
        )
