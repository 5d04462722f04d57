"""The JSON API as scripts and tools written for Sentry use it (web-api.md §1, §2.1–2.7)."""

import re
import time

import pytest
from culprit_server import entry_of, exceptions_of, new_id, parse_links, tags_of, wait_for

CURSOR = re.compile(r"^\d+:\d+:[01]$")
DATE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$")
WRITE = ("--scope", "event:write", "--scope", "event:read", "--scope", "project:read", "--scope", "org:read")

FRAME = {
    "filename": "shop/pay.py",
    "abs_path": "/srv/shop/pay.py",
    "function": "pay",
    "module": "shop.pay",
    "lineno": 7,
    "in_app": True,
    "pre_context": ["def pay(order):"],
    "context_line": "    raise PaymentError(order)",
    "post_context": ["", "x = 1"],
    "vars": {"order": "'A-17'"},
}
EVENT = {
    "platform": "python",
    "level": "error",
    "release": "shop@1.4.2",
    "environment": "production",
    "transaction": "/pay",
    "exception": {
        "values": [
            {
                "type": "PaymentError",
                "value": "card declined",
                "module": "shop.errors",
                "mechanism": {"type": "generic", "handled": True},
                "stacktrace": {"frames": [FRAME]},
            }
        ]
    },
    "tags": {"region": "eu"},
    "user": {"id": 4711, "email": "ada@example.com"},
    "extra": {"attempt": 2},
    "modules": {"flask": "3.1.3"},
    "contexts": {"runtime": {"name": "CPython", "version": "3.11"}},
    "sdk": {"name": "sentry.python", "version": "2.75.0"},
    "request": {
        "url": "https://shop.example/pay",
        "method": "POST",
        "query_string": "a=1",
        "headers": {"Accept": "*/*"},
    },
    "breadcrumbs": {
        "values": [
            {"timestamp": time.time() - 5, "category": "ui", "message": "clicked", "level": "info", "data": {"x": 1}}
        ]
    },
}


@pytest.fixture(scope="module")
def filled(culprit):
    """A project with one issue of three events, and two more issues."""
    project = culprit.create_project()
    for number in range(3):
        project.send({**EVENT, "user": {"id": number % 2}, "timestamp": time.time() - 10 + number})
    project.send({"message": "just a message", "level": "info"})
    project.send({"message": "nearly out of disk", "level": "warning"})
    wait_for(lambda: len(project.issues()) == 3)
    return project


@pytest.fixture(scope="module")
def writer(culprit):
    return culprit.create_token(*WRITE)


def payment(project):
    return next(issue for issue in project.issues() if issue["metadata"].get("type") == "PaymentError")


def assert_json(answer, status=200):
    assert answer.status == status, answer
    assert (answer.header("Content-Type") or "").startswith("application/json"), answer.header_list
    return answer.json()


# Who may ask

PROTECTED = [
    "/organizations/",
    "/organizations/default/",
    "/projects/",
    "/projects/default/default/",
    "/projects/default/default/issues/",
    "/organizations/default/issues/",
    "/issues/1/",
    "/projects/default/default/events/",
    "/projects/default/default/keys/",
]


@pytest.mark.parametrize("path", PROTECTED)
def test_nobody_without_a_token_is_answered(culprit, path):
    answer = culprit.api(path, None)
    assert assert_json(answer, 401) == {"detail": "Authentication credentials were not provided."}


@pytest.mark.parametrize("path", PROTECTED)
@pytest.mark.parametrize("token", ["nonsense", "0" * 64, "sntryu_" + "0" * 64, "", "x" * 10_000])
def test_nobody_with_a_wrong_token_is_answered(culprit, path, token):
    answer = culprit.api(path, None, headers={"Authorization": f"Bearer {token}"})
    assert isinstance(assert_json(answer, 401)["detail"], str)


@pytest.mark.parametrize(
    "header", ["Bearer", "Basic Zm9vOmJhcg==", "Token abc", "DSN http://a@b/1", "bearer ", "Bearer a b"]
)
def test_other_schemes_are_401(culprit, header):
    assert_json(culprit.api("/organizations/", None, headers={"Authorization": header}), 401)


def test_a_token_without_the_scope_is_403(culprit, filled):
    token = culprit.create_token("--scope", "org:read")
    answer = culprit.api(f"/projects/default/{filled.slug}/issues/", token)
    assert assert_json(answer, 403) == {"detail": "You do not have permission to perform this action."}


def test_a_reading_token_cannot_change_an_issue(culprit, filled):
    answer = culprit.api(f"/issues/{payment(filled)['id']}/", filled.token, "PUT", {"status": "resolved"})
    assert_json(answer, 403)
    assert payment(filled)["status"] == "unresolved"


@pytest.mark.parametrize(
    "path",
    [
        "/organizations/nobody/",
        "/projects/default/nobody/",
        "/projects/nobody/default/",
        "/projects/default/nobody/issues/",
        "/organizations/nobody/issues/",
        "/issues/99999999/",
        "/issues/NOPE-1/",
        "/organizations/default/issues/99999999/",
        f"/projects/default/default/events/{'a' * 32}/",
        "/projects/default/default/events/xyz/",
        "/no/such/thing/",
        "/projects/default/nobody/keys/",
        "/issues/99999999999999999999999/",
        "/issues/-1/",
    ],
)
def test_what_does_not_exist_is_404_in_json(filled, path):
    assert isinstance(assert_json(filled.server.api(path, filled.token), 404)["detail"], str)


def test_another_method_is_405(filled):
    answer = filled.server.api("/organizations/", filled.token, "PATCH")
    assert assert_json(answer, 405)["detail"].startswith('Method "PATCH" not allowed')


def test_a_post_without_the_last_slash_is_not_redirected(filled):
    answer = filled.server.api(f"/projects/default/{filled.slug}/keys", filled.token, "POST", {"name": "x"})
    assert answer.status in (404, 403, 201), answer
    assert answer.header("Location") is None


# Index, organizations, projects, keys


def test_the_index_says_who_asks(filled):
    assert assert_json(filled.server.api("/", None)) == {"version": "0", "auth": None, "user": None}
    index = assert_json(filled.server.api("/", filled.token))
    assert index["version"] == "0" and "event:read" in index["auth"]["scopes"]
    assert filled.server.api("/", "nonsense").status == 401


def test_the_health_stub_lets_terraform_run(filled):
    assert assert_json(filled.server.api("/internal/health/", filled.token)) == {"healthy": True, "problems": []}


def test_organizations_have_what_clients_need(filled):
    answer = filled.server.api("/organizations/", filled.token)
    assert_links(answer)
    organization = assert_json(answer)[0]
    assert (
        organization["slug"] == "default"
        and isinstance(organization["id"], str)
        and DATE.match(organization["dateCreated"])
    )
    assert {"name", "isEarlyAdopter", "require2FA", "requireEmailVerification", "features", "status"} <= set(
        organization
    )
    detail = assert_json(filled.server.api("/organizations/default/", filled.token))
    assert detail["id"] == organization["id"]
    assert assert_json(filled.server.api(f"/organizations/{organization['id']}/", filled.token))["slug"] == "default"


def test_projects_have_what_clients_need(filled):
    for path in ("/organizations/default/projects/", "/projects/"):
        answer = filled.server.api(path, filled.token)
        assert_links(answer)
        project = next(each for each in assert_json(answer) if each["slug"] == filled.slug)
        assert (
            project["id"] == filled.id
            and DATE.match(project["dateCreated"])
            and "name" in project
            and "platform" in project
        )
    for name in (filled.slug, filled.id):
        detail = assert_json(filled.server.api(f"/projects/default/{name}/", filled.token))
        assert detail["slug"] == filled.slug and detail["organization"]["slug"] == "default"


def test_keys_carry_the_dsn(filled):
    answer = filled.api("/keys/")
    assert_links(answer)
    key = assert_json(answer)[0]
    assert key["id"] == key["public"] == filled.key and key["isActive"] is True and DATE.match(key["dateCreated"])
    assert f"//{filled.key}@" in key["dsn"]["public"] and key["dsn"]["public"].endswith(f"/{filled.id}")
    assert key["projectId"] == int(filled.id) and f"sentry_key={filled.key}" in key["dsn"]["security"]
    assert assert_json(filled.api(f"/keys/{filled.key}/"))["id"] == filled.key


# Issues


def assert_links(answer):
    links = parse_links(answer.header("Link"))
    assert list(links) == ["previous", "next"], answer.header("Link")
    for link in links.values():
        assert link["results"] in ("true", "false") and CURSOR.match(link["cursor"]), link
        assert link["url"].startswith("http") and f"cursor={link['cursor']}" in link["url"].replace("%3A", ":"), link
    return links


def check_issue(issue, project):
    assert isinstance(issue["id"], str) and issue["id"].isdigit()
    assert re.fullmatch(rf"{project.slug.upper()}-[0-9A-HJKMNP-TV-Z]+", issue["shortId"])
    assert (
        isinstance(issue["count"], str)
        and isinstance(issue["userCount"], int)
        and isinstance(issue["numComments"], int)
    )
    assert DATE.match(issue["firstSeen"]) and DATE.match(issue["lastSeen"])
    assert issue["permalink"].startswith("http") and issue["level"] in (
        "fatal",
        "error",
        "warning",
        "info",
        "debug",
        "sample",
    )
    assert issue["status"] in ("unresolved", "resolved", "ignored") and isinstance(issue["statusDetails"], dict)
    assert issue["assignedTo"] is None and issue["subscriptionDetails"] is None and issue["annotations"] == []
    assert issue["project"]["id"] == project.id and issue["project"]["slug"] == project.slug
    assert all(value is None or isinstance(value, (str, bool)) for value in issue["metadata"].values())
    assert issue["type"] in ("error", "default") and issue["issueCategory"] == "error" and issue["issueType"] == "error"
    assert isinstance(issue["isUnhandled"], bool) and "culprit" in issue and "platform" in issue and "logger" in issue


def test_the_issue_list_has_every_field_in_its_type(filled):
    answer = filled.api("/issues/")
    issues = assert_json(answer)
    assert_links(answer)
    assert answer.header("X-Hits") == "3" and answer.header("X-Max-Hits")
    assert len(issues) == 3
    for issue in issues:
        check_issue(issue, filled)
    first = payment(filled)
    assert (first["title"], first["culprit"], first["count"], first["userCount"]) == (
        "PaymentError: card declined",
        "/pay",
        "3",
        2,
    )
    assert first["metadata"]["type"] == "PaymentError" and first["metadata"]["value"] == "card declined"
    assert first["metadata"]["filename"] == "shop/pay.py" and first["metadata"]["function"] == "pay"
    assert sum(count for _, count in first["stats"]["24h"]) == 3 and len(first["stats"]["24h"]) == 24


def test_the_organization_lists_the_same_issues(filled):
    answer = filled.server.api("/organizations/default/issues/", filled.token, project=filled.id, query="is:unresolved")
    assert {issue["id"] for issue in assert_json(answer)} == {issue["id"] for issue in filled.issues()}
    assert_links(answer)


@pytest.mark.parametrize(
    "query, titles",
    [
        ("is:unresolved", 3),
        ("", 3),
        ("is:resolved", 0),
        ("is:ignored", 0),
        ("level:warning", 1),
        ("level:[info, warning]", 2),
        ("!level:error", 2),
        ("declined", 1),
        ("PaymentError", 1),
        ("nobody wrote this", 0),
        ("level:error declined", 1),
        ('"just a message"', 1),
    ],
)
def test_issues_are_searched(filled, query, titles):
    assert len(assert_json(filled.api("/issues/", query=query))) == titles


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "is:nonsense",
        "level:",
        "((",
        "\0",
        "a" * 10_000,
        "level:nonsense",
        "' OR 1=1 --",
        "%",
        "[",
        "is:unresolved is:resolved",
    ],
)
def test_odd_searches_are_answered(filled, query):
    answer = filled.api("/issues/", query=query)
    assert answer.status in (200, 400), answer
    assert_json(answer, answer.status)


@pytest.mark.parametrize(
    "sort", ["date", "new", "freq", "user", "trends", "inbox", "recommended", "priority", "nonsense"]
)
def test_every_sort_of_a_client_is_accepted(filled, sort):
    # What is to be looked at can only be asked of what is to be looked at.
    query = "is:unresolved is:for_review" if sort == "inbox" else "is:unresolved"
    assert len(assert_json(filled.api("/issues/", sort=sort, query=query))) == 3


def test_sorts_order(filled):
    assert assert_json(filled.api("/issues/", sort="freq"))[0]["metadata"].get("type") == "PaymentError"
    dates = [issue["lastSeen"] for issue in assert_json(filled.api("/issues/", sort="date"))]
    assert dates == sorted(dates, reverse=True)
    dates = [issue["firstSeen"] for issue in assert_json(filled.api("/issues/", sort="new"))]
    assert dates == sorted(dates, reverse=True)


def test_issues_are_paged_without_gap_or_repeat(culprit, project):
    for number in range(25):
        project.send({"message": f"kind {'abcdefghijklmnopqrstuvwxyz'[number]}", "fingerprint": [str(number)]})
    pages = list(project.pages("/issues/", limit=10))
    assert len(pages) == 25 and len({issue["id"] for issue in pages}) == 25
    first = project.api("/issues/", limit=10)
    links = assert_links(first)
    assert links["previous"]["results"] == "false" and links["next"]["results"] == "true"
    second = project.api("/issues/", limit=10, cursor=links["next"]["cursor"])
    back = assert_links(second)["previous"]
    assert back["results"] == "true"
    again = assert_json(project.api("/issues/", limit=10, cursor=back["cursor"]))
    assert [issue["id"] for issue in again] == [issue["id"] for issue in first.json()]
    assert [issue["id"] for issue in assert_json(project.api("/issues/", limit=10, cursor=""))] == [
        issue["id"] for issue in first.json()
    ]


def test_events_are_paged_without_gap_or_repeat(project):
    sent = [
        project.send({"message": "one of many", "timestamp": time.time() - 100 + number // 3}) for number in range(35)
    ]
    listed = [row["eventID"] for row in project.pages("/events/", per_page=10)]
    assert sorted(listed) == sorted(sent)
    issue = project.issues()[0]
    rows = project.server.api(f"/issues/{issue['id']}/events/", project.token, per_page=20).json()
    assert len(rows) == 20


@pytest.mark.parametrize(
    "parameters, status",
    [
        ({"cursor": "nonsense"}, 400),
        ({"cursor": "1:2"}, 400),
        ({"cursor": "a:b:c"}, 400),
        ({"limit": "abc"}, 400),
        ({"limit": "100000"}, 200),
        ({"limit": "0"}, None),
        ({"limit": "-5"}, None),
        ({"cursor": "99999999999999999999:0:0"}, None),
        ({"statsPeriod": "24h"}, 200),
        ({"statsPeriod": "14d"}, 200),
        ({"unknown": "x"}, 200),
        ({"environment": "production"}, 200),
        ({"environment": "nowhere"}, 200),
        ({"start": "2026-01-01T00:00:00", "end": "2030-01-01T00:00:00"}, 200),
        ({"expand": "owners", "collapse": "stats"}, 200),
    ],
)
def test_parameters_are_checked_or_clamped(filled, parameters, status):
    answer = filled.api("/issues/", **parameters)
    assert answer.status == status if status else answer.status in (200, 400), answer
    if answer.status == 400:
        assert isinstance(assert_json(answer, 400)["detail"], str)


def test_an_event_id_as_the_query_finds_its_issue(filled):
    event_id = filled.event_ids()[0]
    issues = assert_json(filled.api("/issues/", query=event_id))
    assert len(issues) == 1 and issues[0].get("matchingEventId") == event_id


def test_an_issue_is_found_by_number_and_by_short_id(filled):
    issue = payment(filled)
    for name in (issue["id"], issue["shortId"], issue["shortId"].lower()):
        for base in ("", "/organizations/default"):
            detail = assert_json(filled.server.api(f"{base}/issues/{name}/", filled.token))
            assert detail["id"] == issue["id"]
            check_issue(detail, filled)
    assert {"activity", "seenBy", "participants", "userReportCount", "firstRelease", "lastRelease"} <= set(
        detail
    )
    assert len(detail["stats"]["24h"]) == 24 and "30d" in detail["stats"]


# Status


@pytest.mark.parametrize("base", ["", "/organizations/default"])
def test_resolving_answers_with_the_issue_and_a_new_event_reopens_it(culprit, project, writer, base):
    project.send({"message": "comes back"})
    issue = project.issues()[0]
    assert issue["substatus"] == "new"
    changed = assert_json(culprit.api(f"{base}/issues/{issue['id']}/", writer, "PUT", {"status": "resolved"}))
    assert (changed["id"], changed["status"], changed["substatus"]) == (issue["id"], "resolved", None)
    assert project.issues("is:unresolved") == [] and len(project.issues("is:resolved")) == 1
    project.send({"message": "comes back"})
    again = wait_for(lambda: project.issues("is:unresolved"))[0]
    assert (again["id"], again["status"], again["substatus"], again["count"]) == (
        issue["id"],
        "unresolved",
        "regressed",
        "2",
    )
    kinds = [entry["type"] for entry in project.issue(issue["id"])["activity"]]
    assert "set_resolved" in kinds and "set_regression" in kinds


def test_archiving_and_opening_again(culprit, project, writer):
    project.send({"message": "be quiet"})
    issue = project.issues()[0]
    for status in ("ignored", "archived", "muted"):
        changed = assert_json(culprit.api(f"/issues/{issue['id']}/", writer, "PUT", {"status": status}))
        assert changed["status"] == "ignored" and changed["substatus"].startswith("archived_")
    project.send({"message": "be quiet"})
    assert project.issue(issue["id"])["status"] == "ignored", "an archived issue stays archived"
    assert (
        assert_json(culprit.api(f"/issues/{issue['id']}/", writer, "PUT", {"status": "unresolved"}))["status"]
        == "unresolved"
    )


def test_many_issues_are_changed_at_once(culprit, project, writer):
    for number in range(4):
        project.send({"message": "bulk", "fingerprint": [str(number)]})
    ids = [issue["id"] for issue in project.issues()]
    address = f"/projects/default/{project.slug}/issues/"
    answer = culprit.api(address, writer, "PUT", {"status": "resolved", "snoozeDuration": None}, id=ids[:2])
    assert assert_json(answer)["status"] == "resolved"
    assert {issue["id"] for issue in project.issues("is:resolved")} == set(ids[:2])
    assert culprit.api(address, writer, "PUT", {"status": "resolved"}, id=["99999999"]).status == 204


@pytest.mark.parametrize("body", [{"status": "nonsense"}, {"status": 5}, [], "text", None])
def test_a_status_that_is_none_is_400(culprit, filled, writer, body):
    answer = culprit.api(f"/issues/{payment(filled)['id']}/", writer, "PUT", body)
    assert answer.status in (400, 200), answer
    if isinstance(body, dict):
        assert_json(answer, 400)
    assert payment(filled)["status"] == "unresolved"


@pytest.mark.parametrize("body", [b"{", b"", b"\xff", b"[" * 100_000, b'{"status":' + b"1" * 100_000 + b"}"])
def test_a_body_that_is_no_json_is_400(culprit, filled, writer, body):
    headers = {"Authorization": f"Bearer {writer}", "Content-Type": "application/json"}
    answer = culprit.request("PUT", f"/api/0/issues/{payment(filled)['id']}/", body, headers)
    assert answer.status in (400, 200, 204, 413), answer


# Events


def test_an_event_has_every_field_in_its_type(filled):
    issue = payment(filled)
    event = assert_json(filled.server.api(f"/issues/{issue['id']}/events/latest/", filled.token))
    assert re.fullmatch(r"[0-9a-f]{32}", event["eventID"]) and event["id"] == event["eventID"]
    assert event["groupID"] == issue["id"] and event["projectID"] == filled.id
    assert DATE.match(event["dateCreated"]) and DATE.match(event["dateReceived"])
    assert (
        event["title"] == "PaymentError: card declined" and event["type"] == "error" and event["platform"] == "python"
    )
    assert event["user"]["id"] == "0" and isinstance(event["contexts"], dict) and event["context"] == {"attempt": 2}
    assert event["packages"] == {"flask": "3.1.3"} and event["sdk"] == {"name": "sentry.python", "version": "2.75.0"}
    assert (
        event["release"]["version"] == "shop@1.4.2"
        and isinstance(event["errors"], list)
        and isinstance(event["fingerprints"], list)
    )
    tags = tags_of(event)
    assert tags["region"] == "eu" and tags["level"] == "error" and tags["environment"] == "production"
    assert [entry["type"] for entry in event["entries"]] == ["exception", "request", "breadcrumbs"]

    exception = exceptions_of(event)[0]
    frame = exception["stacktrace"]["frames"][0]
    assert (exception["type"], exception["value"], exception["module"]) == (
        "PaymentError",
        "card declined",
        "shop.errors",
    )
    assert (frame["filename"], frame["absPath"], frame["function"], frame["lineNo"], frame["inApp"]) == (
        "shop/pay.py",
        "/srv/shop/pay.py",
        "pay",
        7,
        True,
    )
    assert frame["context"] == [[6, "def pay(order):"], [7, "    raise PaymentError(order)"], [8, ""], [9, "x = 1"]]
    assert frame["vars"] == {"order": "'A-17'"}
    request = entry_of(event, "request")
    assert request["url"] == "https://shop.example/pay" and request["method"] == "POST"
    assert request["query"] == [["a", "1"]] and ["Accept", "*/*"] in request["headers"]
    crumb = entry_of(event, "breadcrumbs")["values"][0]
    assert (
        DATE.match(crumb["timestamp"])
        and crumb["category"] == "ui"
        and crumb["data"] == {"x": 1}
        and crumb["type"] == "default"
    )


def test_latest_oldest_and_neighbours(filled):
    issue = payment(filled)

    def event(name):
        return assert_json(filled.server.api(f"/issues/{issue['id']}/events/{name}/", filled.token))

    rows = filled.server.api(f"/issues/{issue['id']}/events/", filled.token).json()
    newest, middle, oldest = [row["eventID"] for row in rows]
    assert (
        event("latest")["eventID"] == newest
        and event("oldest")["eventID"] == oldest
        and event("recommended")["eventID"]
    )
    assert (event(newest)["nextEventID"], event(newest)["previousEventID"]) == (None, middle)
    assert (event(middle)["nextEventID"], event(middle)["previousEventID"]) == (newest, oldest)
    assert (event(oldest)["nextEventID"], event(oldest)["previousEventID"]) == (middle, None)
    dashed = f"{oldest[:8]}-{oldest[8:12]}-{oldest[12:16]}-{oldest[16:20]}-{oldest[20:]}"
    assert event(dashed)["eventID"] == oldest
    org = filled.server.api(f"/organizations/default/issues/{issue['id']}/events/latest/", filled.token)
    assert assert_json(org)["eventID"] == newest


def test_lists_of_events_have_what_clients_need(filled):
    answer = filled.api("/events/")
    assert_links(answer)
    for row in assert_json(answer):
        assert (
            re.fullmatch(r"[0-9a-f]{32}", row["eventID"])
            and isinstance(row["groupID"], str)
            and DATE.match(row["dateCreated"])
        )
        assert all(isinstance(tag["key"], str) and isinstance(tag["value"], str) for tag in row["tags"])
        assert "message" in row and "title" in row and "entries" not in row
    assert "entries" in assert_json(filled.api("/events/", full="true"))[0]


def test_the_stored_event_is_given_back_in_snake_case(filled):
    event_id = next(row["eventID"] for row in filled.api("/events/").json() if row["title"].startswith("PaymentError"))
    raw = filled.raw_event(event_id)
    assert raw["event_id"].replace("-", "") == event_id and raw["platform"] == "python"
    frame = raw["exception"]["values"][0]["stacktrace"]["frames"][0]
    assert frame["lineno"] == 7 and frame["in_app"] is True


def test_an_event_of_another_project_is_not_shown(culprit, filled, project):
    event_id = filled.event_ids()[0]
    assert culprit.api(f"/projects/default/{project.slug}/events/{event_id}/", filled.token).status == 404


# Tokens and addresses that try to break out


@pytest.mark.parametrize(
    "path",
    [
        "/projects/default/%2e%2e/issues/",
        "/projects/default/..%2f..%2fdefault/issues/",
        "/issues/1%00/",
        "/projects/default/default'%20OR%201=1/",
        "/issues/%F0%9F%90%9B/",
        "/projects//default/issues/",
        "/issues/1;drop/",
        "/projects/default/default/events/%ff%fe/",
    ],
)
def test_odd_paths_are_answered_below_500(filled, path):
    answer = filled.server.api(path, filled.token)
    assert answer.status < 500, answer


def test_the_same_answers_under_load_of_readers(filled):
    import threading

    answers = []

    def read():
        for _ in range(10):
            answers.append(filled.api("/issues/").status)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 80


def test_health_and_metrics(culprit, project):
    assert culprit.request("GET", "/health").status == 200

    def stored():
        text = culprit.request("GET", "/metrics").text
        return sum(
            int(float(line.split()[-1])) for line in text.splitlines() if line.startswith("culprit_events_stored_total")
        )

    before = stored()
    project.send({"event_id": new_id(), "message": "measured"})
    wait_for(lambda: stored() >= before + 1, timeout=1)
