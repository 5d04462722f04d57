"""Rules of the way in that users notice when they fail: who may send how much, resends, late words (§1.12, §2, §5)."""

import glob
import gzip
import json
import os
import re
import struct
import time
import zlib

import pytest
from checks import assert_alive, assert_cors, assert_refused
from culprit_server import Culprit, envelope, new_id
from stored import connect

CHROME = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36",
    "Sec-CH-UA": '"Not_A Brand";v="99", "Google Chrome";v="131", "Chromium";v="131"',
    "Sec-CH-UA-Platform": '"Windows"',
    "Sec-CH-UA-Platform-Version": '"15.0.0"',
}


@pytest.fixture(scope="module")
def server():
    """A server of this file's own, so that its figures are this file's own."""
    with Culprit() as server:
        yield server


@pytest.fixture
def project(server):
    return server.create_project()


def items(server, **labels):
    """The sum of the figures of `culprit_items_total` with these labels."""
    total = 0
    for line in server.request("GET", "/metrics").text.splitlines():
        if line.startswith("culprit_items_total{"):
            found = dict(re.findall(r'(\w+)="([^"]*)"', line))
            if labels.items() <= found.items():
                total += int(line.rsplit(" ", 1)[1])
    return total


# Senders that only the body names


def tunnelled(project, size, dsn=None):
    """An envelope with an attachment of so many bytes, whose header names its key."""
    event_id = new_id()
    header = {"event_id": event_id, "dsn": dsn or project.dsn.text}
    attachment = {"type": "attachment", "length": size, "filename": "a.bin"}
    return event_id, envelope(({"type": "event"}, {"message": "through"}), (attachment, bytes(size)), header=header)


def test_a_tunnel_carries_large_envelopes_once_their_key_is_known(server, project):
    event_id, body = tunnelled(project, 24 << 20)
    answer = server.request("POST", "/tunnel", body, timeout=60)
    assert answer.status == 200 and answer.json() == {"id": event_id}, answer
    assert project.event(event_id, timeout=2)["title"] == "through"


def test_a_strangers_body_is_refused_at_its_first_line(server, project):
    """The answer comes while most of the body has not been sent."""
    lines = [json.dumps({"dsn": f"http://{'0' * 32}@localhost/{project.id}"}).encode(), b"x" * 70_000]
    for start, status in [(lines[0] + b"\n", 403), (lines[1], 401)]:
        with server.connect(10) as stream:
            stream.sendall(b"POST /tunnel HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n" + start)
            assert b" %d " % status in stream.recv(4096).split(b"\r\n")[0]
    assert_alive(project)


def test_a_packed_body_that_names_its_key_itself_has_to_be_small(server, project):
    event_id, body = tunnelled(project, 3 << 20)
    headers = {"Content-Encoding": "gzip"}
    assert server.request("POST", "/tunnel", gzip.compress(body), headers).json() == {"id": event_id}
    _, large = tunnelled(project, 5 << 20)
    assert_refused(server.request("POST", "/tunnel", gzip.compress(large), headers), 413)
    # Named outside of the body, the same key may send it.
    assert project.post(gzip.compress(large), headers).status == 200


# Check-ins


def test_a_seventh_check_in_of_a_minute_is_limited(server, project):
    if time.time() % 60 > 50:
        time.sleep(60 - time.time() % 60)
    before = items(server, outcome="rate_limited", reason="check_in_rate", category="monitor")
    config = {"schedule": {"type": "crontab", "value": "* * * * *"}}
    for number in range(8):
        payload = {"check_in_id": new_id(), "monitor_slug": "often", "status": "ok", "monitor_config": config}
        assert project.post(envelope(({"type": "check_in"}, payload))).status == 200
    assert items(server, outcome="rate_limited", reason="check_in_rate", category="monitor") == before + 2


# Routes that nothing is done on


@pytest.mark.parametrize("method, path", [("POST", "/upload/"), ("PATCH", "/upload/abc/")])
def test_uploads_in_pieces_are_told_that_there_are_none(server, project, method, path):
    before = items(server, outcome="unsupported", reason="attachment_reference")
    answer = server.request(method, f"/api/{project.id}{path}", b"", {"X-Sentry-Auth": project.auth})
    assert_refused(answer, 404, "uploads in pieces are not supported")
    assert items(server, outcome="unsupported", reason="attachment_reference") == before + 1
    assert_refused(server.request(method, f"/api/{project.id}{path}", b""), 401)


def test_a_playstation_dump_is_told_that_there_is_no_such_route(server, project):
    answer = server.request("POST", f"/api/{project.id}/playstation/", b"x", {"X-Sentry-Auth": project.auth})
    assert_refused(answer, 404)


# Crash reports


def dump():
    return b"MDMP" + struct.pack("<IIIIII", 0xA793, 0, 32, 0, int(time.time()), 0) + new_id().encode()


def test_a_dump_that_is_sent_again_is_the_same_crash(server, project):
    path = f"/api/{project.id}/minidump/?sentry_key={project.key}"
    content = dump()
    ids = {
        server.request("POST", path, body, {"Content-Type": "application/octet-stream"}).text
        for body in (content, content, gzip.compress(content))
    }
    assert len(ids) == 1
    assert server.request("POST", path, dump(), {"Content-Type": "application/octet-stream"}).text not in ids
    assert len(project.event_ids()) == 2


@pytest.mark.parametrize("magic", [b"\xfd7zXZ\x00", b"BZh91AY&SY", b"plain text"])
def test_a_dump_that_cannot_be_read_is_counted(server, project, magic):
    before = items(server, outcome="invalid", reason="corrupt", category="error")
    path = f"/api/{project.id}/minidump/?sentry_key={project.key}"
    answer = server.request("POST", path, magic + bytes(64), {"Content-Type": "application/x-dmp"})
    assert_refused(answer, 400, "invalid ")
    assert items(server, outcome="invalid", reason="corrupt", category="error") == before + 1


# Feedback


def test_browsers_may_ask_before_they_send_feedback_with_a_dsn(server, project):
    path = f"/api/0/projects/{project.organization}/{project.slug}/user-feedback/"
    headers = {"Origin": "https://shop.example", "Access-Control-Request-Headers": "authorization,content-type"}
    answer = server.request("OPTIONS", path, headers=headers)
    assert answer.status == 200 and answer.body == b""
    assert answer.header("Access-Control-Allow-Origin") == "*"
    allowed = answer.header("Access-Control-Allow-Headers").split(",")
    assert {"authorization", "content-type"} <= {name.strip() for name in allowed}


def test_feedback_may_be_corrected_at_once(server, project):
    event_id = project.send({"message": "it broke"})
    path = f"/api/0/projects/{project.organization}/{project.slug}/user-feedback/"
    headers = {"Authorization": f"DSN {project.dsn.text}", "Content-Type": "application/json"}
    for comments in ("It broke.", "It broke twice."):
        written = {"event_id": event_id, "name": "Jane", "email": "jane@example.com", "comments": comments}
        answer = server.request("POST", path, json.dumps(written), headers)
        assert answer.status == 200 and answer.body == b"", answer
        assert_cors(answer)


# Browsers


def test_hints_of_the_browser_describe_it(project):
    event_id = new_id()
    event = {"event_id": event_id, "platform": "javascript", "message": "hints"}
    assert project.store(event, CHROME).status == 200
    contexts = project.event(event_id)["contexts"]
    assert (contexts["browser"]["name"], contexts["browser"]["version"]) == ("Google Chrome", "131")
    assert (contexts["os"]["name"], contexts["os"]["version"]) == ("Windows", "11")


# Refused requests


def test_what_a_stranger_says_of_itself_is_kept_without_secrets(server):
    secret = "hunter2" + new_id()
    agent = f"shipper/1.0 (password={secret}) <b>bold</b>"
    answer = server.request(
        "POST", "/api/1/envelope/?sentry_version=7&sentry_key=" + "0" * 32, b"{}", {"User-Agent": agent}
    )
    assert answer.status == 403
    time.sleep(1.5)
    server.stop()
    try:
        for path in glob.glob(os.path.join(server.data, "**"), recursive=True):
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    content = file.read()
                assert secret.encode() not in content and b"<b>bold" not in content, path
    finally:
        server.start()


# Sending again


@pytest.mark.parametrize("is_dated", [False, True])
def test_counted_sessions_sent_again_count_once(server, project, is_dated):
    started = time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime())
    payload = {"attrs": {"release": "app@1"}, "aggregates": [{"started": started, "exited": 3}]}
    header = {"sent_at": time.strftime("%Y-%m-%dT%H:%M:%S.123Z", time.gmtime())} if is_dated else {}
    body = envelope(({"type": "sessions"}, payload), header=header)
    for encoding in (None, None, "deflate"):
        packed = zlib.compress(body) if encoding else body
        assert project.post(packed, {"Content-Encoding": encoding} if encoding else {}).status == 200
    totals = 0
    for path in glob.glob(os.path.join(server.data, "sessions", "*.db")):
        connection = connect(path)
        try:
            row = connection.execute(
                "SELECT sum(total) FROM session_hour JOIN deployment ON deployment.id = deployment_id "
                "WHERE project_id = ?",
                (project.id,),
            ).fetchone()
            totals += row[0] or 0
        finally:
            connection.close()
    assert totals == 3


def test_a_check_in_of_an_unknown_monitor_is_no_accepted_one(server, project):
    """Without a configuration nobody would know when to expect the next one."""
    unknown = {"outcome": "invalid", "reason": "unknown_monitor", "category": "monitor"}
    before, accepted = items(server, **unknown), items(server, outcome="accepted", category="monitor")
    answer = server.request("GET", f"/api/{project.id}/cron/nobody-made-it/{project.key}/?status=ok")
    assert answer.status == 202
    assert items(server, **unknown) == before + 1
    config = {"schedule": {"type": "crontab", "value": "0 0 * * *"}}
    payload = {"monitor_slug": "nobody-made-it", "status": "in_progress", "monitor_config": config}
    assert project.post(envelope(({"type": "check_in"}, payload))).status == 200
    assert server.request("GET", f"/api/{project.id}/cron/nobody-made-it/{project.key}/?status=error").status == 202
    assert items(server, **unknown) == before + 1
    assert items(server, outcome="accepted", category="monitor") == accepted + 2


def test_hints_of_the_browser_describe_it_on_the_envelope_route(project):
    event_id = new_id()
    event = {"event_id": event_id, "platform": "javascript", "message": "hints"}
    assert project.post(envelope(({"type": "event"}, event), header={"event_id": event_id}), CHROME).status == 200
    assert project.event(event_id)["contexts"]["browser"]["name"] == "Google Chrome"
