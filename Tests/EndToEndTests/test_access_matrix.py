"""The running server answers every question of the matrix of routes as the table has it."""

import json
import os
import re

import pytest
from browser import Browser
from culprit_server import Culprit, envelope, new_id, wait_for
from people import PASSWORD
from town import FAR, OWN, Matrix, Town, access

BROKEN = b"["


@pytest.fixture(scope="module")
def town():
    with Culprit(arguments=["--trust-proxies", "127.0.0.1"]) as server:
        yield Town(server)


@pytest.fixture(scope="module")
def matrix():
    return Matrix(access("--api"))


class Question:
    """A path with its parameters filled in, and a body that does no harm. What is going to be deleted is made first."""

    def __init__(self, town, method, pattern, place, headers, is_allowed):
        self.town, self.method, self.pattern, self.headers = town, method, pattern, headers
        self.makes = is_allowed and method in ("DELETE", "PUT")
        self.project = town.projects[place]
        if method == "DELETE" and is_allowed and pattern.endswith("/projects/{}/{}/"):
            self.project = town.make_project(place)
        self.query = ""
        if re.search(r"(issues|projects/\{\}/\{\}/issues)/$", pattern) and method in ("PUT", "DELETE"):
            self.query = "?id=999999999"
        filled = []
        for part in pattern.removeprefix("/api/0").strip("/").split("/"):
            filled.append(self.value(filled) if part == "{}" else part)
        self.path = "/" + "/".join(filled) + "/" if filled != [""] else "/"

    def value(self, before):
        project, last = self.project, before[-1]
        home = "far" if project.place == FAR else "default"
        if last in ("organizations", "projects"):
            return home
        if last == "teams":
            return home
        if len(before) == 2 and before[0] == "projects":
            return project.slug
        if len(before) == 2 and before[0] == "teams":
            return home
        values = {
            "issues": lambda: str(project.issue_id), "environments": lambda: "production", "tags": lambda: "level",
            "eventids": lambda: project.event_id, "shortids": lambda: project.short_id,
            "events": lambda: project.event_id if len(before) != 3 or before[0] != "organizations"
            else f"{project.slug}:{project.event_id}",
            "keys": lambda: project.key, "releases": lambda: "shop@1", "filters": lambda: "localhost",
            "notes": lambda: self.made("notes"), "comments": lambda: self.made("comments"),
            "searches": lambda: self.made("searches"), "attachments": self.attachment,
        }  # fmt: skip
        if self.makes and self.method == "DELETE":
            values |= {"keys": self.new_key, "releases": self.new_release}
            if self.pattern.endswith("/issues/{}/"):
                values["issues"] = lambda: str(self.town.make_issue(project))
        return values[last]()

    def made(self, kind):
        """Comments and searches are their author's: one of the asker's own."""
        home = "far" if self.project.place == FAR else "default"
        path = f"/organizations/{home}/searches/" if kind == "searches" else f"/issues/{self.project.issue_id}/{kind}/"
        body = {"text": new_id(), "name": new_id(), "query": "is:unresolved"}
        if not self.makes:
            return "1"
        answer = self.town.ask("POST", path, self.headers, json.dumps(body))
        assert answer.status == 201, answer
        return answer.json()["id"]

    def attachment(self):
        """The number of a file beside the project's event."""
        project = self.project
        if not hasattr(project, "attachment_id"):
            item = ({"type": "attachment", "filename": "a.txt", "length": 2}, b"hi")
            answer = project.post(envelope(item, header={"event_id": project.event_id}))
            assert answer.status == 200, answer
            path = f"/projects/{project.organization}/{project.slug}/events/{project.event_id}/attachments/"
            found = wait_for(lambda: self.town.ask("GET", path, self.town.keeper(project)).json())
            project.attachment_id = found[0]["id"]
        return project.attachment_id

    def new_key(self):
        path = f"/projects/{self.project.organization}/{self.project.slug}/keys/"
        return self.town.ask("POST", path, self.town.keeper(self.project), b"{}").json()["id"]

    def new_release(self):
        version = new_id()
        body = json.dumps({"version": version, "projects": [self.project.slug]})
        answer = self.town.ask("POST", f"/organizations/{self.project.organization}/releases/",
                               self.town.keeper(self.project), body)  # fmt: skip
        assert answer.status == 201, answer
        return version

    def ask(self):
        body = None if self.method in ("GET", "DELETE") else BROKEN
        return self.town.ask(self.method, self.path + self.query, self.headers, body)


def answer_expected(method, pattern, asker, mark):
    """As the table has it; but a comment is changed by the person who wrote it, and integrations are no persons."""
    is_comment = re.search(r"/(notes|comments)/\{\}/$", pattern) and method == "DELETE"
    return "404" if is_comment and mark == "yes" and asker.startswith("an integration's token") else mark


def test_every_cell(town, matrix, capsys):
    wrong, asked = [], 0
    for method, pattern, place, marks in matrix.rows:
        for asker, mark in zip(matrix.askers, marks, strict=True):
            question = Question(town, method, pattern, place, town.credentials(asker), mark == "yes")
            answer = question.ask()
            asked += 1
            found = "yes" if answer.status not in (401, 403, 404) else str(answer.status)
            if found != answer_expected(method, pattern, asker, mark) or answer.status >= 500:
                wrong.append(f"{method} {question.path}, {place}, by {asker}: {answer.status}, not {mark}: {answer.text[:90]}")
    with capsys.disabled():
        print(f"\n{matrix.text if os.environ.get('CULPRIT_PRINT_MATRIX') else ''}"
              f"Access: {asked} questions to {len({row[:2] for row in matrix.rows})} routes of the API, "
              f"{asked - len(wrong)} answered as the table has it")  # fmt: skip
    assert asked == matrix.cells and not wrong, "\n".join(wrong[:40])


def test_what_is_refused_tells_nothing(town):
    """What lies elsewhere, and what does not exist, are answered alike."""
    headers = town.credentials("an owner's token with every scope")
    far = town.projects[FAR]
    for there, nowhere in [
        (f"/issues/{far.issue_id}/", "/issues/999999999/"),
        (f"/projects/far/{far.slug}/", f"/projects/far/{new_id()}/"),
        (f"/projects/default/{far.slug}/", f"/projects/default/{new_id()}/"),
        ("/organizations/far/", f"/organizations/{new_id()}/"),
        (f"/organizations/default/eventids/{far.event_id}/", f"/organizations/default/eventids/{new_id()}/"),
        (f"/organizations/default/shortids/{far.short_id}/", "/organizations/default/shortids/NOTHING-1/"),
    ]:
        for method in ("GET", "PUT", "DELETE"):
            body = b"{}" if method == "PUT" else None
            answers = [town.ask(method, path, headers, body) for path in (there, nowhere)]
            assert answers[0].status == answers[1].status and answers[0].body == answers[1].body, (there, answers)


def test_lists_leave_out_what_is_elsewhere(town):
    headers = town.credentials("an owner's token with every scope")
    listed = town.ask("GET", "/projects/", headers).text
    assert town.projects[OWN].slug in listed and town.projects[FAR].slug not in listed
    assert [row["slug"] for row in town.ask("GET", "/organizations/", headers).json()] == ["default"]
    for query in (f"?project={town.projects[FAR].id}", f"?group={town.projects[FAR].issue_id}", "?project=-1"):
        answer = town.ask("GET", f"/organizations/default/issues/{query}", headers)
        assert answer.status in (403, 404) or town.projects[FAR].slug not in answer.text, answer


def test_a_change_of_many_issues_reaches_only_ones_own(town):
    member = town.credentials("a member's token with every scope")
    issues = {place: project.issue_id for place, project in town.projects.items()}
    query = "?" + "&".join(f"id={issue}" for issue in issues.values())
    answer = town.ask("PUT", f"/organizations/default/issues/{query}", member, b'{"isBookmarked": false, "status": "resolved"}')
    assert answer.status in (200, 204, 403), answer
    status = "SELECT status FROM issue WHERE id = ?"
    before = {place: town.value(status, issue) for place, issue in issues.items()}
    assert before[FAR] == before["other team"] != before[OWN], before


def test_a_user_of_the_command_line_belongs_to_one_organization(town):
    """Beside the running server, effective at once; owners of other organizations do not look after the server."""
    roles = "SELECT group_concat(slug || ':' || membership.role) FROM membership JOIN organization ON id = organization_id WHERE user_id = ?"
    for organization, is_operator in (("default", 1), ("far", 0)):
        email = f"{new_id()[:8]}@example.com"
        town.server.create_user(email, PASSWORD, "--role", "owner", "--organization", organization)
        user = town.value("SELECT id FROM user WHERE email = ?", email)
        assert town.value(roles, user) == f"{organization}:owner"
        assert town.value("SELECT is_operator FROM user WHERE id = ?", user) == is_operator
        browser = Browser(town.server)
        assert browser.log_in(email, PASSWORD).status == 200
        assert browser.open("/settings/status/").status == (200 if is_operator else 403)
        listed = browser.open("/projects/").words
        assert [town.projects[place].slug in listed for place in (OWN, FAR)] == [bool(is_operator), not is_operator]
    done = town.server.cli("user", "create", "b@example.com", "--password-stdin", "--organization", "nobody",
                           input=PASSWORD + "\n", check=False)  # fmt: skip
    assert done.returncode != 0 and "nobody" in done.stderr
