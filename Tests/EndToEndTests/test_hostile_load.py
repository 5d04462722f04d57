"""Requests made to hurt: overflow, expansion, starvation, and connections that must stay in step."""

import base64
import concurrent.futures
import gzip
import json
import signal
import time
import zlib

import pytest
from browser import Browser
from culprit_server import envelope, new_id, wait_for


def assert_alive(culprit, project):
    event = project.stored({"message": "still here"})
    assert event["title"] == "still here"


@pytest.mark.parametrize("number", ["-09223372036854775808", "9223372036854775807", "-9223372036854775808", "1e308", "00e9"])
def test_no_number_stops_the_server(culprit, project, number):
    body = b'{"message":"n","extra":{"a":%s},"timestamp":%s,"exception":[{"type":"E","stacktrace":{"frames":[{"lineno":%s}]}}]}'
    assert project.store(body % ((number.encode(),) * 3)).status == 200
    assert_alive(culprit, project)


def test_no_sum_of_client_reports_stops_the_server(culprit, project):
    entry = {"reason": "sample_rate", "category": "error", "quantity": 1099511627775}
    report = json.dumps({"discarded_events": [entry] * 200}).encode()
    body = gzip.compress(envelope(*[({"type": "client_report"}, report)] * 4))
    for _ in range(20):
        assert project.post(body, {"Content-Encoding": "gzip"}).status == 200
    assert_alive(culprit, project)


@pytest.mark.parametrize(
    "template, params",
    [("{0}" * 2700, ["x" * 100_000]), ("%(k)s" * 1600, {**{f"n{i}": 1 for i in range(30_000)}, "k": "x" * 10_000})],
)
def test_a_template_does_not_grow_without_bounds(culprit, project, template, params):
    culprit.reset_peak_memory()
    before = culprit.memory("VmHWM")
    started = time.monotonic()
    event = project.stored({"logentry": {"message": template, "params": params}})
    assert time.monotonic() - started < 2
    assert culprit.memory("VmHWM") - before < 60_000_000
    assert len(json.dumps(event)) < 200_000


def test_a_packed_store_body_that_is_too_large_is_413(project):
    event = json.dumps({"message": "x" * 5_000_000}).encode()
    assert project.store(base64.b64encode(zlib.compress(event))).status == 413


def test_strangers_cannot_make_it_unpack_much(culprit, project):
    """Without credentials outside of it, a body may be 1 MiB packed and 4 MiB unpacked."""
    bomb = gzip.compress(b"{}\n" + b" " * (60 << 20))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = [
            pool.submit(culprit.request, "POST", "/tunnel", bomb, {"Content-Encoding": "gzip"}) for _ in range(16)
        ]
        started = time.monotonic()
        assert_alive(culprit, project)
        assert time.monotonic() - started < 4
        assert {answer.result().status for answer in answers} <= {413, 429}


def test_declared_bytes_that_never_come_take_nothing_from_others(culprit, project):
    streams = []
    for _ in range(3):
        stream = culprit.connect(5)
        stream.sendall(b"POST /tunnel HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n")
        streams.append(stream)
    time.sleep(0.2)
    assert_alive(culprit, project)
    for stream in streams:
        stream.close()


def test_a_large_plain_envelope_fits(culprit, project):
    """150 MiB of attachment beside an event, on a budget of 256 MiB."""
    payload = b"a" * (150 << 20)
    event_id = new_id()
    body = envelope(
        ({"type": "event"}, json.dumps({"message": "large"}).encode()),
        ({"type": "attachment", "length": len(payload), "filename": "a"}, payload),
        header={"event_id": event_id},
    )
    assert project.post(body, timeout=60).status == 200
    assert project.event(event_id, timeout=2)["title"] == "large"


def read_head(stream):
    data = b""
    while b"\r\n\r\n" not in data:
        part = stream.recv(1)
        assert part, f"closed after {data!r}"
        data += part
    return data


@pytest.mark.parametrize(
    "path",
    ["/health", "/metrics", "/login/", "/public/culprit.css", "/api/1/envelope/", "/api/0/organizations/", "/nowhere/",
     "/api/relay/healthcheck/live/"],
)
def test_head_has_no_body_and_the_connection_stays_in_step(culprit, path):
    with culprit.connect(5) as stream:
        request = f"HEAD {path} HTTP/1.1\r\nHost: a\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n"
        stream.sendall(request.encode())
        first = read_head(stream)
        second = read_head(stream)
        assert first.startswith(b"HTTP/1.1 ")
        assert second.startswith(b"HTTP/1.1 200"), (first, second)
        assert stream.recv(3) == b"ok\n"


@pytest.mark.parametrize("path", ["/health", "/metrics", "/public/culprit.css", "/api/relay/healthcheck/ready/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_can_only_be_read_refuses_writes(culprit, path, method):
    answer = culprit.request(method, path)
    assert answer.status == 405
    assert "GET" in answer.header("allow")


@pytest.mark.parametrize("path, allowed", [("envelope", "POST"), ("store", "GET, POST"), ("cron/nightly", "GET, POST")])
def test_405_names_what_is_allowed(culprit, project, path, allowed):
    answer = culprit.request("DELETE", f"/api/{project.id}/{path}/", headers={"X-Sentry-Auth": project.auth})
    assert answer.status == 405
    assert answer.header("allow") == allowed + ", OPTIONS"


def test_a_refused_sender_that_closes_is_not_left_waiting(culprit, project):
    """Java and Ruby close after each request; they write everything before they read."""
    body = b"x" * (8 << 20)
    head = (
        f"POST /api/{project.id}/envelope/?sentry_key={'0' * 32} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    started = time.monotonic()
    with culprit.connect(20) as stream:
        stream.sendall(head.encode() + body)
        assert read_head(stream).startswith(b"HTTP/1.1 403")
    assert time.monotonic() - started < 10


def test_an_upload_under_way_does_not_keep_the_server_from_stopping(fresh_culprit):
    project = fresh_culprit.create_project()
    project.stored({"message": "before"})
    stream = fresh_culprit.connect(20)
    head = f"POST /api/{project.id}/envelope/ HTTP/1.1\r\nHost: a\r\nX-Sentry-Auth: {project.auth}\r\n"
    stream.sendall((head + "Content-Length: 100\r\n\r\n{").encode())
    time.sleep(0.3)
    started = time.monotonic()
    fresh_culprit.process.send_signal(signal.SIGTERM)
    assert fresh_culprit.process.wait(10) == 0
    assert time.monotonic() - started < 10
    stream.close()
    fresh_culprit.start()
    assert fresh_culprit.doctor()["events"] == 1


def test_crash_reporters_are_answered_an_id(culprit, project):
    answer = culprit.request(
        "POST", f"/api/{project.id}/minidump/?sentry_key={project.key}", b"MDMP", {"Content-Type": "application/x-dmp"}
    )
    assert answer.status == 200
    assert answer.header("content-type").startswith("text/plain")
    assert len(answer.text) == 36 and answer.text.count("-") == 4


@pytest.mark.parametrize(
    "payload",
    [
        b'{"message":"k","' + b"\\u0061" * 100_000 + b'":1}',
        b"{" + b",".join(b'"\\u0061%d":1' % i for i in range(40_000)) + b',"message":"k"}',
        b'{"m\\u0065ssage":"k"}',
    ],
)
def test_keys_with_escapes_cost_little(culprit, project, payload):
    started = time.monotonic()
    event_id = new_id()
    body = b'{"event_id":"%s"}\n{"type":"event"}\n' % event_id.encode() + payload
    assert project.post(body).status == 200
    # A debug build takes three seconds for 40,000 escaped keys, a release build a tenth of one.
    assert time.monotonic() - started < 10
    assert project.event(event_id, timeout=2)["title"] == "k"


def test_many_wrong_log_ins_at_once_are_told_to_come_back(culprit):
    culprit.create_user(f"{new_id()}@example.com", "violet harbour under seven moons")
    browser = Browser(culprit)
    token = browser.open("/login/").form_with(kind="password").fields["csrf"]
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    body = f"csrf={token}&email=nobody%40example.com&password=wrong-password".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: culprit.request("POST", "/login/", body, headers).status, range(30)))
    assert set(answers) == {401, 429}
    assert wait_for(lambda: culprit.request("POST", "/login/", body, headers).status == 401, 5)
