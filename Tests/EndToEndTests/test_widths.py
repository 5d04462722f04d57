"""What people decide about a project, and every other way in: limits, filters, scrubbing and routes (§1.2, §6, §9)."""

import base64
import glob
import gzip
import json
import os
import re
import struct
import time
import zlib
from urllib.parse import quote, urlencode

import pytest
from browser import Browser
from checks import assert_accepted, assert_alive, assert_cors, assert_refused
from culprit_server import ROOT, Culprit, envelope, event_envelope, new_id, wait_for
from kinds import KINDS
from stored import connect, is_new

PASSWORD = "violet harbour under seven moons"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# How soon a running server follows a change, and a little.
FOLLOWS = 1.2


@pytest.fixture(scope="module")
def server():
    """A server of this file's own, so that its figures are this file's own."""
    with Culprit() as server:
        yield server


@pytest.fixture
def project(server):
    return server.create_project()


@pytest.fixture(scope="module")
def user(server):
    """A browser that is logged in."""
    server.create_user("ada@example.com", PASSWORD, "--role", "owner")
    browser = Browser(server)
    assert browser.log_in("ada@example.com", PASSWORD).status == 200
    return browser


def settings(project, *arguments, check=True):
    return project.server.cli("project", "settings", project.slug, *arguments, check=check)


def change(project, *assignments):
    """Changes settings beside the running server and waits until it must have followed."""
    settings(project, *(word for each in assignments for word in ("--set", each)))
    time.sleep(FOLLOWS)


def shown(project):
    """The settings of a project by name, as the command line tells scripts."""
    told = json.loads(settings(project, "--json").stdout)
    assert told["project"] == project.slug and told["organization"] == "default"
    return {row["name"]: row for row in told["settings"]}


def items(server, **labels):
    """The sum of the figures of `culprit_items_total` with these labels."""
    total = 0
    for line in server.request("GET", "/metrics").text.splitlines():
        if line.startswith("culprit_items_total{"):
            found = dict(re.findall(r'(\w+)="([^"]*)"', line))
            if labels.items() <= found.items():
                total += int(line.rsplit(" ", 1)[1])
    return total


def rows(project, files, table, **where):
    """Rows of a project in one table of each of some day files, as dictionaries."""
    found = []
    condition = " AND ".join(["project_id = ?", *(f"{name} = ?" for name in where)])
    for path in sorted(glob.glob(os.path.join(project.server.data, files, "*.db"))):
        connection = connect(path)
        try:
            if is_new(connection):
                continue
            cursor = connection.execute(f"SELECT * FROM {table} WHERE {condition}", (project.id, *where.values()))
            names = [column[0] for column in cursor.description]
            found += [dict(zip(names, row)) for row in cursor]
        finally:
            connection.close()
    return found


def form(*parts):
    """A multipart body of (name, file name, content), and its headers."""
    boundary, body = "boundary-" + new_id(), b""
    for name, filename, content in parts:
        where = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename else "")
        body += f"--{boundary}\r\nContent-Disposition: {where}\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def assert_empty(answer, status):
    assert answer.status == status, answer
    assert answer.body == b"", answer
    assert_cors(answer)


# The command that shows and changes them


def test_every_setting_is_printed_with_its_value_and_meaning(project):
    lines = settings(project).stdout.splitlines()
    values = dict(line.split(" = ", 1) for line in lines if not line.startswith(" "))
    assert values["allowed_domains"] == "*" and values["scrubbing.is_on"] == "on"
    assert values["filters.health_checks"] == "on" and values["limits.quotas"] == "(none)"
    assert values["retention.errors"] == "default"
    assert len([line for line in lines if line.startswith("    ")]) == len(values), "each says what it means"
    assert not [line for line in lines if "[changed" in line]
    told = shown(project)
    assert set(told) == set(values) and all(row["meaning"] and row["is_default"] for row in told.values())


def test_settings_are_changed_marked_and_given_back(project):
    settings(
        project, "--set", "filters.localhost=on", "--set", "retention.logs=7", "--set",
        "limits.quotas=error 1000/60s, log_item 5000/1h", "--set", "filters.releases=shop@1.{0,1}, a=b",
    )
    told = shown(project)
    changed = {name: row["value"] for name, row in told.items() if not row["is_default"]}
    assert changed == {
        "filters.localhost": "on",
        "retention.logs": "7",
        "limits.quotas": "error 1000/60s, log_item 5000/1h",
        "filters.releases": "shop@1.{0,1}, a=b",
    }
    text = settings(project, "--reset", "filters.localhost", "--set", "filters.releases=").stdout
    assert "filters.localhost = off\n" in text and "filters.releases = (none)\n" in text
    assert "retention.logs = 7  [changed; default: default]\n" in text
    assert shown(project)["filters.localhost"]["is_default"]


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--set", "filters.nonsense=on"], "filters.nonsense"),
        (["--set", "filters.localhost"], "filters.localhost: is not like name=value"),
        (["--set", "=on"], "=on: is not like name=value"),
        (["--reset", "nonsense"], "nonsense"),
        (["--set", "scrubbing.is_on=perhaps"], "on or off"),
        (["--set", "retention.errors=0"], "retention.errors"),
        (["--set", "retention.errors=99999999999999999999"], "number of days"),
        (["--set", "limits.quotas=error lots/60s"], "limits.quotas"),
        (["--set", "limits.quotas=errors 3/60s"], '"errors" is no category'),
        (["--set", "filters.legacy_browsers=netscape"], "netscape"),
        (["--set", "filters.ip_addresses=10.0.0.0/99"], "10.0.0.0/99"),
        (["--set", "scrubbing.advanced_rules=not JSON"], "JSON object"),
        (["--set", 'scrubbing.advanced_rules={"applications":{"$string":["@nonsense"]}}'], "@nonsense"),
        (["--set", 'scrubbing.advanced_rules={"applications":{"$string &&":["@email"]}}'], "$string &&"),
        (
            ["--set", "scrubbing.is_on=off", "--set", 'scrubbing.advanced_rules={"rules":{"a":{"type":"b"}},'
             '"applications":{"**":["a"]}}'],
            '"b" is no type',
        ),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_line_and_changes_nothing(project, arguments, words):
    done = settings(project, "--set", "filters.localhost=on", *arguments, check=False)
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == "" and len(done.stderr.strip().splitlines()) == 1 and words in done.stderr, done.stderr
    assert all(row["is_default"] for row in shown(project).values())


@pytest.mark.parametrize("arguments", [["nobody"], ["default", "--organization", "nobody"]])
def test_an_unknown_project_is_said_in_one_line(server, arguments):
    done = server.cli("project", "settings", *arguments, check=False)
    assert done.returncode == 1 and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1 and "nobody" in done.stderr, done.stderr


def test_rules_of_ones_own_are_followed_within_a_second(project):
    change(project, 'scrubbing.advanced_rules={"applications":{"extra.visitor":["@anything:remove"]}}')
    event = project.raw_event(project.send({"message": "who", "extra": {"visitor": "Ada", "room": "7"}}))
    assert event["extra"]["room"] == "7" and event["extra"].get("visitor") is None


# Quotas

GROUP = re.compile(r"(\d+):([a-z_]+(?:;[a-z_]+)*):(organization|project|key):([a-z_]+)")


def limits_of(answer):
    """The limits that an answer tells, in the strictest SDK's grammar: seconds, categories, scope, reason."""
    header = answer.header("X-Sentry-Rate-Limits")
    assert header, answer.header_list
    groups = [GROUP.fullmatch(group) for group in header.split(",")]
    assert all(groups), header
    return [(int(group[1]), group[2].split(";"), group[3], group[4]) for group in groups]


def test_a_quota_refuses_what_it_counts_and_nothing_else(server, project, user):
    change(project, "limits.quotas=error 3/60s")
    before = items(server, outcome="rate_limited", category="error")
    ids = [new_id() for _ in range(4)]
    answers = [project.post(event_envelope({"event_id": each, "message": "many"})) for each in ids]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert_refused(answers[3], 429, "Sentry dropped data due to a quota")
    assert re.fullmatch(r"\d+", answers[3].header("Retry-After")) and 1 <= int(answers[3].header("Retry-After")) <= 60
    ((seconds, categories, scope, reason),) = limits_of(answers[3])
    assert seconds == int(answers[3].header("Retry-After")) and (scope, reason) == ("project", "quota_exceeded")
    assert sorted(categories) == ["default", "error", "security"]
    assert sorted(project.event_ids()) == sorted(ids[:3])
    assert items(server, outcome="rate_limited", reason="quota_exceeded", category="error") == before + 1

    session_id = new_id()
    assert_accepted(project.post(KINDS["session"].envelope(session_id)))
    assert rows(project, "sessions", "session_update", session_id=bytes.fromhex(session_id))

    report = {"csp-report": {"document-uri": "https://shop.example.com/", "effective-directive": "img-src"}}
    path = f"/api/{project.id}/security/?sentry_key={project.key}"
    answer = project.post(json.dumps(report).encode(), {"Content-Type": "application/csp-report"}, path, auth=False)
    assert answer.status == 429 and limits_of(answer)

    words = user.open("/settings/status/").words
    assert re.search(rf"{project.slug}.{{0,300}}?Quota used up until .{{0,100}}?429", words), words[-3000:]


def test_what_comes_with_a_refused_event_is_kept_if_it_is_not_the_events_own(server, project):
    change(project, "limits.quotas=error 0/1h")
    event_id, session_id = new_id(), new_id()
    body = envelope(
        ({"type": "event"}, {"event_id": event_id, "message": "over"}),
        ({"type": "attachment", "filename": "a.txt", "length": 2}, b"hi"),
        KINDS["session"].items(session_id, time.time(), 0)[0],
        header={"event_id": event_id},
    )
    answer = project.post(body)
    assert answer.status == 200, "something was stored"
    assert limits_of(answer)
    assert rows(project, "sessions", "session_update", session_id=bytes.fromhex(session_id))
    assert project.event_now(event_id) is None
    assert not rows(project, "attachments", "attachment", event_id=bytes.fromhex(event_id)), "goes with its event"


def test_a_raised_quota_lets_in_again_within_a_second(project):
    change(project, "limits.quotas=error 0/1h")
    assert project.post(event_envelope({"message": "no"})).status == 429
    settings(project, "--reset", "limits.quotas")
    wait_for(lambda: project.post(event_envelope({"message": "yes"})).status == 200, timeout=FOLLOWS)


def test_a_quota_may_be_for_one_key_or_for_everything(project):
    change(project, f"limits.quotas=log_item 1/1h, * 2/1h key={project.key}")
    assert_accepted(project.post(event_envelope({"message": "one"})))
    assert_accepted(project.post(KINDS["transaction"].envelope(new_id())))
    answer = project.post(event_envelope({"message": "three"}))
    assert answer.status == 429
    ((_, categories, scope, _),) = limits_of(answer)
    assert scope == "key" and {"error", "transaction", "log_item", "attachment"} <= set(categories)
    assert_accepted(project.post(envelope(({"type": "client_report"}, {"discarded_events": []}))))


def test_senders_that_would_try_for_ever_are_not_told(server, project):
    """Crash reporters, monitors and browsers' network reports never see 429 (§1.6, §1.7, §1.10)."""
    change(project, "limits.quotas=* 0/1h, monitor 0/1h")
    before = items(server, outcome="rate_limited")
    dump = project.post(MINIDUMP, {"Content-Type": "application/octet-stream"}, query(project, "minidump/"), auth=False)
    told_id(dump)
    told_id(project.post(b"CR1", path=f"/api/{project.id}/unreal/{project.key}/", auth=False))
    assert_empty(project.server.request("GET", query(project, "cron/nightly/", status="ok")), 202)
    report = {"type": "network-error", "age": 0, "url": "https://a.example/", "body": {"type": "abandoned"}}
    media_type = {"Content-Type": "application/reports+json"}
    assert_empty(project.post(json.dumps(report).encode(), media_type, query(project, "nel/"), auth=False), 200)
    assert project.event_ids() == [] and not rows(project, "request_logs", "log")
    assert items(server, outcome="rate_limited") >= before + 4


def test_a_used_up_quota_stays_used_up_through_a_restart():
    with Culprit() as server:
        project = server.create_project()
        change(project, "limits.quotas=error 2/1h")
        body = event_envelope({"message": "again"})
        assert [project.post(body).status for _ in range(3)] == [200, 200, 429]
        server.restart()
        assert project.post(body).status == 429


# Filters and origins


def test_a_filtered_error_is_answered_with_200_and_not_stored(server, project):
    change(project, "filters.error_messages=*boring*")
    before = items(server, outcome="filtered", reason="error-message", category="error")
    event_id = new_id()
    exception = {"values": [{"type": "Error", "value": "something BORING happened"}]}
    assert_accepted(project.post(event_envelope({"event_id": event_id, "exception": exception})), event_id)
    assert project.event_now(event_id) is None and project.issues() == []
    assert items(server, outcome="filtered", reason="error-message", category="error") == before + 1
    assert_alive(project)


@pytest.fixture(scope="module")
def picky(server):
    """A project with every filter on."""
    project = server.create_project()
    switches = ("browser_extensions", "localhost", "web_crawlers", "hydration_errors", "chunk_load_errors")
    change(
        project, *(f"filters.{switch}=on" for switch in switches), "filters.legacy_browsers=default, chrome",
        "filters.releases=bad@*", "filters.disallowed_sources=evil.example.net",
    )
    return project


MODERN = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
OLD = "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)"


def error(kind="Error", value="it broke", **more):
    # The tests' own address would make every error one of a page of the developer's own.
    exception = {"values": [{"type": kind, "value": value}]}
    return {"platform": "javascript", "exception": exception, "user": {"ip_address": "203.0.113.9"}, **more}


def browsing(user_agent=MODERN, url="https://a.example/"):
    return {"url": url, "headers": [["User-Agent", user_agent]]}


FILTERED = {
    "an extension's error": ("browser-extensions", error(value="Extension context invalidated.")),
    "an old browser": ("legacy-browsers", error(request=browsing(OLD))),
    "a page of the developer's own": ("localhost", error(request=browsing(url="http://localhost:3000/"))),
    "the developer": ("localhost", error(user={"ip_address": "::1"})),
    "a crawler": ("web-crawlers", error(request=browsing("Mozilla/5.0 (compatible; Googlebot/2.1)"))),
    "a chunk that did not load": ("chunk-load-error", error("ChunkLoadError", "Loading chunk 7 failed.")),
    "a hydration error": ("react-hydration-errors", error(value="See https://react.dev/errors/418")),
    "a release": ("release-version", error(release="bad@1.0")),
}


@pytest.mark.parametrize("case", FILTERED)
def test_every_filter_drops_what_it_is_for(server, picky, case):
    reason, event = FILTERED[case]
    before = items(server, outcome="filtered", reason=reason)
    event_id = new_id()
    assert_accepted(picky.post(event_envelope({"event_id": event_id, **event})), event_id)
    assert picky.event_now(event_id) is None
    assert items(server, outcome="filtered", reason=reason, category="error") == before + 1


def test_filters_let_everything_else_in(picky):
    picky.event(picky.send(error(release="good@1.0", request=browsing())))


def test_reports_about_disallowed_sources_are_dropped(server, picky):
    before = items(server, outcome="filtered", reason="invalid-csp")
    path = query(picky, "security/")
    answer = picky.post(json.dumps(CSP_REPORT).encode(), {"Content-Type": "application/csp-report"}, path, auth=False)
    assert_empty(answer, 200)
    assert not [issue for issue in picky.issues() if "Blocked" in issue["title"]]
    assert items(server, outcome="filtered", reason="invalid-csp", category="security") == before + 1


def test_health_checks_are_dropped_unless_somebody_wants_them(server, project):
    before = items(server, outcome="filtered", reason="filtered-transaction")
    for wanted in (False, True):
        event_id = new_id()
        (header, payload), = KINDS["transaction"].items(event_id, time.time(), 0)
        body = envelope((header, {**payload, "transaction": "GET /healthz"}), header={"event_id": event_id})
        assert_accepted(project.post(body), event_id)
        found = rows(project, "performance", "performance_transaction", event_id=bytes.fromhex(event_id))
        assert len(found) == wanted
        change(project, "filters.health_checks=off")
    assert items(server, outcome="filtered", reason="filtered-transaction", category="transaction") == before + 1


def test_addresses_may_be_shut_out(server, project):
    change(project, "filters.ip_addresses=127.0.0.0/8")
    before = items(server, outcome="filtered", reason="ip-address")
    event_id = new_id()
    assert_accepted(project.post(event_envelope({"event_id": event_id, "message": "from here"})), event_id)
    assert project.event_now(event_id) is None
    assert items(server, outcome="filtered", reason="ip-address", category="error") == before + 1


@pytest.mark.parametrize("path", ["security/", "nel/", "store/"])
def test_the_domains_hold_on_other_routes_too(project, path):
    change(project, "allowed_domains=*.example.com")
    headers = {"Content-Type": "application/json", "Origin": "https://evil.example"}
    body = json.dumps({"message": "x"}).encode()
    assert_refused(project.post(body, headers, query(project, path), auth=False), 403)
    headers["Origin"] = "https://shop.example.com:8443"
    assert project.post(body, headers, query(project, path), auth=False).status == 200


def test_pages_of_other_domains_may_not_send(project, user):
    change(project, "allowed_domains=shop.example.com")
    body = event_envelope({"message": "from a page"})
    refused = project.post(body, {"Origin": "https://evil.example"})
    assert_refused(refused, 403, "event submission rejected with_reason: Cors")
    assert_refused(project.post(body, {"Referer": "https://evil.example/a"}), 403)
    assert_accepted(project.post(body, {"Origin": "https://shop.example.com"}))
    assert_accepted(project.post(body, {"Origin": "null"}))
    assert_accepted(project.post(body))
    words = user.open("/settings/status/").words
    assert re.search(rf"{project.slug}.{{0,300}}?Origin not allowed.{{0,200}}?403", words), words[-3000:]


# Scrubbing


def test_scrubbing_masks_until_it_is_turned_off(project):
    event = {
        "message": "with a secret",
        "extra": {"password": "hunter2-hunter2", "card": "4111 1111 1111 1111"},
        "request": {"url": "https://shop.example.com/", "headers": {"Authorization": "Bearer abcdef012345"}},
    }
    masked = json.dumps(project.raw_event(project.send(event)))
    assert not [each for each in ("hunter2", "4111 1111", "abcdef012345") if each in masked], masked
    change(project, "scrubbing.is_on=off")
    kept = project.raw_event(project.send(event))
    assert kept["extra"] == event["extra"]
    assert "abcdef012345" in json.dumps(kept["request"])
    settings(project, "--reset", "scrubbing.is_on")
    time.sleep(FOLLOWS)
    assert "hunter2" not in json.dumps(project.raw_event(project.send(event)))


def test_addresses_of_users_are_not_kept_where_nobody_wants_them(project):
    event = {"message": "call 10.1.2.3", "user": {"id": "7", "ip_address": "203.0.113.9"}}
    assert project.raw_event(project.send(event))["user"]["ip_address"] == "203.0.113.9"
    change(project, "scrubbing.removes_ip_addresses=on")
    text = json.dumps(project.raw_event(project.send({**event, "platform": "javascript"})))
    assert "203.0.113.9" not in text and "10.1.2.3" not in text and "127.0.0.1" not in text, text


# What is refused is shown


def test_the_status_page_says_why_requests_were_refused(project, user):
    stranger = "f" * 31 + "e"
    project.post(event_envelope({"message": "x"}), {"X-Sentry-Auth": f"Sentry sentry_key={stranger}"}, auth=False)
    project.post(b"not an envelope")
    words = user.open("/settings/status/").words
    assert stranger in words
    assert re.search(rf"{project.slug}.{{0,300}}?could not be read.{{0,200}}?400", words), words[-3000:]


# Every route (protocol §1.2)


def query(project, path, **more):
    """A path of the project with its key in the query."""
    return f"/api/{project.id}/{path}?" + urlencode({"sentry_key": project.key, **more})


@pytest.mark.parametrize("path", ["/api/{id}/store/", "/api/store/", "/api/{id}/store", "//api/{id}//store/"])
def test_store_takes_an_event(project, path):
    event_id = new_id()
    answer = project.store({"event_id": event_id, "message": "old"}, path=path.format(id=project.id))
    assert_accepted(answer, event_id)
    project.event(event_id)


@pytest.mark.parametrize("pack", [lambda data: data, zlib.compress], ids=["plain", "zlib"])
def test_the_pixel_of_old_browsers_is_a_gif(project, pack):
    event_id = new_id()
    data = base64.b64encode(pack(json.dumps({"event_id": event_id, "message": "pixel"}).encode())).decode()
    answer = project.server.request("GET", query(project, "store/", sentry_version="7", sentry_data=data))
    assert answer.status == 200 and answer.header("Content-Type") == "image/gif", answer
    assert answer.body[:6] == b"GIF89a"
    project.event(event_id)


CSP_REPORT = {
    "csp-report": {
        "document-uri": "https://shop.example.com/checkout",
        "violated-directive": "script-src-elem",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example.net/x.js",
        "disposition": "enforce",
    }
}
REPORTING_API = {
    "type": "csp-violation",
    "age": 10,
    "url": "https://shop.example.com/",
    "user_agent": "Mozilla/5.0",
    "body": {
        "documentURL": "https://shop.example.com/",
        "effectiveDirective": "img-src",
        "blockedURL": "https://cdn.example.org/a.png",
        "disposition": "report",
    },
}


@pytest.mark.parametrize("address", ["security/", "csp-report/", "security"])
@pytest.mark.parametrize(
    "media_type, body, titles",
    [
        ("application/csp-report", CSP_REPORT, ["Blocked 'script' from 'evil.example.net'"]),
        ("application/json", CSP_REPORT, ["Blocked 'script' from 'evil.example.net'"]),
        (
            "application/reports+json; charset=utf-8",
            [REPORTING_API, {**REPORTING_API, "body": {**REPORTING_API["body"], "effectiveDirective": "style-src"}}],
            ["Blocked 'image' from 'cdn.example.org'", "Blocked 'style' from 'cdn.example.org'"],
        ),
    ],
    ids=["report-uri", "as JSON", "report-to"],
)
def test_security_reports_become_events(project, address, media_type, body, titles):
    path = query(project, address, sentry_release="shop@1.4.2", sentry_environment="production")
    answer = project.post(json.dumps(body).encode(), {"Content-Type": media_type}, path, auth=False)
    assert_empty(answer, 200)
    assert sorted(issue["title"] for issue in project.issues()) == titles
    for event_id in project.event_ids():
        event = project.raw_event(event_id)
        assert event["type"] == "csp" and event["release"] == "shop@1.4.2" and event["environment"] == "production"


def test_a_security_report_of_another_media_type_is_refused(project):
    path = query(project, "security/")
    assert project.post(json.dumps(CSP_REPORT).encode(), {"Content-Type": "text/html"}, path, auth=False).status == 415


def test_network_errors_become_logs(project):
    body = {"elapsed_time": 143, "method": "GET", "phase": "dns", "type": "dns.unreachable", "sampling_fraction": 1}
    report = {"type": "network-error", "age": 1000, "url": "https://shop.example.com/", "body": body}
    answer = project.post(
        json.dumps([report, report]).encode(), {"Content-Type": "application/reports+json"}, query(project, "nel/"),
        auth=False,
    )
    assert_empty(answer, 200)
    logs = rows(project, "request_logs", "log")
    assert len(logs) == 2 and logs[0]["trace_id"] != logs[1]["trace_id"]
    assert project.event_ids() == []


MINIDUMP = struct.pack("<4sIIIIIQ", b"MDMP", 0xA793, 0, 32, 0, int(time.time()), 0)


@pytest.mark.parametrize("address", ["minidump/", "minidump"])
@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress], ids=["plain", "gzip"])
def test_a_minidump_in_a_form_becomes_an_event_with_its_dump(project, address, pack):
    body, headers = form(
        ("sentry", None, json.dumps({"release": "game@2.0", "tags": {"gpu": "none"}}).encode()),
        ("guid", None, b"0001"),
        ("upload_file_minidump", "crash.dmp", pack(MINIDUMP)),
        ("log", "game.log", b"last words\n"),
    )
    answer = project.post(body, headers, query(project, address), auth=False)
    event_id = told_id(answer)
    event = project.raw_event(event_id)
    assert event["release"] == "game@2.0" and event["platform"] == "native" and event["level"] == "fatal"
    assert event["extra"]["guid"] == "0001" and dict(event["tags"])["gpu"] == "none"
    files = {row["type"]: row for row in rows(project, "attachments", "attachment", event_id=bytes.fromhex(event_id))}
    assert set(files) == {"event.minidump", "event.attachment"}
    assert files["event.minidump"]["size"] == len(MINIDUMP) and files["event.attachment"]["name"] == "game.log"


def test_a_bare_minidump_becomes_an_event(project):
    path = query(project, "minidump/")
    answer = project.post(MINIDUMP, {"Content-Type": "application/octet-stream"}, path, auth=False)
    assert project.raw_event(told_id(answer))["exception"]["values"][0]["type"] == "Minidump"
    assert_refused(project.post(b"no dump", {"Content-Type": "application/x-dmp"}, path, auth=False), 400)


def told_id(answer):
    """The id in the words of crash reporters: a UUID with dashes."""
    assert answer.status == 200 and answer.header("Content-Type").startswith("text/plain"), answer
    assert UUID.fullmatch(answer.text), answer
    assert_cors(answer)
    return answer.text.replace("-", "")


def test_attachments_may_follow_their_event(project):
    event_id = project.send({"message": "with files"})
    body, headers = form(("a", "one.txt", b"first"), ("ignored", None, b"no file"), ("b", "two.bin", b"\x00\x01"))
    answer = project.post(body, headers, f"/api/{project.id}/events/{event_id}/attachments/")
    assert_empty(answer, 201)
    found = rows(project, "attachments", "attachment", event_id=bytes.fromhex(event_id))
    assert {(row["name"], row["size"]) for row in found} == {("one.txt", 5), ("two.bin", 2)}
    assert_refused(project.post(body, headers, f"/api/{project.id}/events/nonsense/attachments/"), 400)


def test_an_unreal_crash_is_kept_whole(project):
    crash = zlib.compress(b"CR1" + b"\x00" * 500)
    path = f"/api/{project.id}/unreal/{project.key}/?UserID={quote('ada|epic-7|pc-1')}"
    event_id = told_id(project.post(crash, path=path, auth=False))
    event = project.raw_event(event_id)
    assert event["level"] == "fatal" and event["exception"]["values"][0]["type"] == "UnrealCrash"
    (row,) = rows(project, "attachments", "attachment", event_id=bytes.fromhex(event_id))
    assert row["size"] == len(crash) and row["bytes"] is not None


def test_check_ins_by_curl(project):
    slug, first = "nightly", new_id()
    told = {
        "check_in_id": first,
        "status": "in_progress",
        "monitor_slug": "ignored",
        "monitor_config": {"schedule": {"type": "crontab", "value": "0 * * * *"}, "checkin_margin": 5},
    }
    answer = project.post(
        json.dumps(told).encode(), {"Content-Type": "application/json"}, f"/api/{project.id}/cron/{slug}/"
    )
    assert_empty(answer, 202)
    path = f"/api/{project.id}/cron/{slug}/{project.key}/"
    answer = project.server.request("GET", f"{path}?status=ok&duration=2.5&check_in_id={first}")
    assert_empty(answer, 202)
    (row,) = rows(project, "check_ins", "check_in")
    assert (row["monitor"], row["status"], row["duration"]) == (slug, "ok", 2.5)
    assert row["check_in_id"].hex() == first and row["environment"] == "production"
    assert_empty(project.server.request("GET", path.rstrip("/") + "?status=error&environment=staging"), 202)
    assert_empty(project.server.request("POST", path + "?status=ok&environment=staging"), 202)
    found = rows(project, "check_ins", "check_in", environment="staging")
    assert sorted(row["status"] for row in found) == ["error", "ok"]
    assert_refused(project.server.request("GET", path), 400)
    answer = project.post(b'{"status":', {"Content-Type": "application/json"}, path, auth=False)
    assert_refused(answer, 400)
    answer = project.post(b'{"status":7}', {"Content-Type": "application/json"}, path, auth=False)
    assert_refused(answer, 422)


OTLP = os.path.join(ROOT, "Tests", "Fixtures", "otlp")
MEDIA_TYPES = {"json": "application/json", "bin": "application/x-protobuf"}


def recorded_export(signal, form):
    """A recorded export, as if it had been made now, in a trace of its own: (body, trace id)."""
    with open(os.path.join(OTLP, f"{signal}.json")) as file:
        text = file.read()
    with open(os.path.join(OTLP, f"{signal}.{form}"), "rb") as file:
        body = file.read()
    traces, new = set(re.findall(r'"traceId": "([0-9a-f]{32})"', text)), new_id()
    assert len(traces) == 1
    old = traces.pop()
    body = body.replace(old.encode(), new.encode()).replace(bytes.fromhex(old), bytes.fromhex(new))
    moments = {int(each) for each in re.findall(r'UnixNano": "(\d+)"', text)}
    later = time.time_ns() - max(moments)
    for moment in moments:
        body = body.replace(str(moment).encode(), str(moment + later).encode())
        body = body.replace(struct.pack("<Q", moment), struct.pack("<Q", moment + later))
    return body, new


@pytest.mark.parametrize("address", ["integration/otlp/v1/", "otlp/v1/"])
@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_spans_of_opentelemetry(project, form, slash, address):
    body, trace_id = recorded_export("traces", form)
    auth = {"x-sentry-auth": f"sentry sentry_key={project.key}", "Content-Type": MEDIA_TYPES[form]}
    answer = project.post(body, auth, f"/api/{project.id}/{address}traces{slash}", auth=False)
    assert_exported(answer, form)
    found = {row["name"]: row for row in rows(project, "performance", "span", trace_id=bytes.fromhex(trace_id))}
    assert set(found) == {"SELECT orders", "GET /checkout"}
    assert found["GET /checkout"]["is_segment"] == 1 and found["SELECT orders"]["is_segment"] == 0
    assert found["SELECT orders"]["parent_span_id"] == found["GET /checkout"]["span_id"]
    assert found["GET /checkout"]["environment"] == "production"
    assert project.event_ids() == []


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_logs_of_opentelemetry(project, form):
    body, trace_id = recorded_export("logs", form)
    answer = project.post(
        body, {"Content-Type": MEDIA_TYPES[form]}, query(project, "integration/otlp/v1/logs"), auth=False
    )
    assert_exported(answer, form)
    found = rows(project, "logs", "log")
    assert len(found) == 3 and len({row["level"] for row in found}) == 3
    (traced,) = [row for row in found if row["trace_id"] == bytes.fromhex(trace_id)]
    assert traced["environment"] == "production" and traced["span_id"] is not None


def assert_exported(answer, form):
    assert answer.status == 200, answer
    assert answer.header("Content-Type").startswith(MEDIA_TYPES[form])
    assert answer.body == (b"{}" if form == "json" else b"")


@pytest.mark.parametrize("signal", ["traces", "logs"])
def test_refused_exports_are_told_in_their_own_format(project, signal):
    path = query(project, f"integration/otlp/v1/{signal}")
    assert project.post(b"{}", {"Content-Type": "text/plain"}, path, auth=False).status == 415
    answer = project.post(b"{", {"Content-Type": "application/json"}, path, auth=False)
    assert answer.status == 400 and answer.json()["message"] and isinstance(answer.json()["code"], int), answer
    answer = project.post(b"\xff\xff", {"Content-Type": "application/x-protobuf"}, path, auth=False)
    assert answer.status == 400 and answer.header("Content-Type").startswith("application/x-protobuf"), answer


@pytest.mark.parametrize("as_lines", [False, True], ids=["array", "lines"])
def test_logs_of_vercel(project, as_lines):
    trace_id, now = new_id(), int(time.time() * 1000)
    entries = [
        {
            "id": f"{now}{number}",
            "deploymentId": "dpl_1",
            "source": "lambda",
            "host": "shop.vercel.app",
            "timestamp": now,
            "level": level,
            "message": f"message {number}",
            "environment": "production",
            "traceId": trace_id,
        }
        for number, level in enumerate(["info", "warning"])
    ]
    lines = [json.dumps(entry) for entry in entries]
    body = "\n".join(lines) if as_lines else "[" + ",".join(lines) + "]"
    media_type = "application/x-ndjson" if as_lines else "application/json"
    path = query(project, "integration/vercel/logs" + ("/" if as_lines else ""))
    assert_empty(project.post(body.encode(), {"Content-Type": media_type}, path, auth=False), 202)
    found = rows(project, "logs", "log", trace_id=bytes.fromhex(trace_id))
    assert len(found) == 2 and {row["environment"] for row in found} == {"production"}


def test_the_crash_dialog_is_a_script_and_takes_what_was_written(project):
    event_id = project.send({"message": "it broke"})
    origin = {"Origin": "https://shop.example.com"}
    path = "/api/embed/error-page/?" + urlencode({"dsn": project.dsn.text, "eventId": event_id, "title": "<script>"})
    answer = project.server.request("GET", path, headers=origin)
    assert answer.status == 200 and answer.header("Content-Type").startswith("text/javascript"), answer
    assert answer.header("Access-Control-Allow-Origin") in ("*", origin["Origin"])
    assert "__sentry_reportdialog_closed__" in answer.text and "<script>" not in answer.text
    written = {"name": "Jane", "email": "jane@example.com", "comments": "I pressed the button."}
    headers = {**origin, "Content-Type": "application/x-www-form-urlencoded"}
    answer = project.server.request("POST", path, urlencode(written), headers)
    assert answer.status == 200 and answer.json() == {}, answer
    (row,) = rows(project, "attachments", "user_report", event_id=bytes.fromhex(event_id))
    assert (row["name"], row["comments"]) == (written["name"], written["comments"])
    answer = project.server.request("POST", path, urlencode({**written, "email": "nobody"}), headers)
    assert answer.status == 400 and answer.json()["errors"]["email"], answer


def test_the_crash_dialog_says_what_is_missing(project):
    path = "/api/embed/error-page/?"
    answer = project.server.request("GET", path + urlencode({"dsn": project.dsn.text}))
    assert answer.status == 400 and answer.json() == {"eventId": "Missing or invalid parameter."}
    answer = project.server.request("GET", path + urlencode({"eventId": new_id()}))
    assert answer.status == 404 and answer.json() == {"dsn": "Missing or invalid parameter."}
    answer = project.server.request("OPTIONS", path)
    assert answer.status == 200 and "GET" in answer.header("Access-Control-Allow-Methods")


@pytest.mark.parametrize("address", ["user-feedback", "user-reports"])
def test_feedback_with_a_dsn(project, address):
    event_id = project.send({"message": "it broke"})
    path = f"/api/0/projects/{project.organization}/{project.slug}/{address}/"
    written = {"event_id": event_id, "name": "Jane", "email": "jane@example.com", "comments": "It broke."}
    headers = {"Authorization": f"DSN {project.dsn.text}", "Content-Type": "application/json"}
    answer = project.server.request("POST", path, json.dumps(written), headers)
    assert answer.status == 200 and answer.body == b"", answer
    (row,) = rows(project, "attachments", "user_report", event_id=bytes.fromhex(event_id))
    assert (row["name"], row["comments"]) == ("Jane", "It broke.")
    answer = project.server.request("POST", path, json.dumps({**written, "email": "nobody"}), headers)
    assert answer.status == 400 and answer.json()["email"], answer
    assert project.server.request("GET", path, headers=headers).status == 401
    other = project.server.create_project()
    headers["Authorization"] = f"DSN {other.dsn.text}"
    assert project.server.request("POST", path, json.dumps(written), headers).status == 401


@pytest.mark.parametrize("ending", [".js", ".min.js"])
def test_the_loader_is_a_script_whatever_the_key(project, ending):
    answer = project.server.request("GET", f"/js-sdk-loader/{project.key}{ending}")
    assert answer.status == 200 and answer.header("Content-Type").startswith("text/javascript"), answer
    assert answer.header("Access-Control-Allow-Origin") == "*"
    assert answer.header("Cross-Origin-Resource-Policy") == "cross-origin"
    assert "max-age=3600" in answer.header("Cache-Control")
    assert project.dsn.text in answer.text.replace("\\/", "/")
    nobody = project.server.request("GET", f"/js-sdk-loader/{'e' * 32}{ending}")
    assert nobody.status == 200 and "e" * 32 not in nobody.text and project.key not in nobody.text


@pytest.mark.parametrize(
    "path", ["/api/relay/healthcheck/live/", "/api/relay/healthcheck/ready/", "/api/0/relays/live/"]
)
def test_probes_are_answered(server, path):
    answer = server.request("GET", path)
    assert answer.status == 200 and answer.json() == {"is_healthy": True}, answer


INGEST_PATHS = [
    "envelope/", "store/", "security/", "csp-report/", "nel/", "minidump/", f"events/{'a' * 32}/attachments/",
    "cron/nightly/", "integration/otlp/v1/traces", "integration/otlp/v1/logs", "integration/vercel/logs",
]  # fmt: skip


@pytest.mark.parametrize("path", INGEST_PATHS)
def test_every_route_is_open_to_browsers_and_strict_about_methods(project, path):
    address = f"/api/{project.id}/{path}"
    asked = project.server.request(
        "OPTIONS", address, headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    )
    assert asked.status == 200 and asked.body == b"", asked
    assert asked.header("Access-Control-Allow-Origin") == "*"
    assert "x-sentry-auth" in asked.header("Access-Control-Allow-Headers")
    refused = project.server.request("PUT", address, b"x", {"X-Sentry-Auth": project.auth})
    assert refused.status == 405, refused
    assert refused.header("Access-Control-Allow-Origin") == "*"
    nobody = project.server.request("POST", address, b"{}", {"Content-Type": "application/json"})
    assert nobody.status == 401 and nobody.header("Access-Control-Allow-Origin") == "*", nobody


@pytest.mark.parametrize("path", ["upload/", "playstation/", "nonsense/"])
def test_what_is_not_there_is_404(project, path):
    answer = project.post(b"x", path=f"/api/{project.id}/{path}")
    assert answer.status == 404, answer
