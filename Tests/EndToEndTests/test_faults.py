"""What may go wrong around the server, and what it does then: each test's name states it."""

import concurrent.futures
import glob
import http.client
import os
import random
import re
import resource
import shutil
import socket
import sqlite3
import struct
import subprocess
import tempfile
import time

import crash
import pytest
import stored
from browser import Browser
from culprit_server import ROOT, Culprit, event_envelope, new_id, read_answer, wait_for
from kinds import KINDS

EVENT = KINDS["error"].places[0]
NOBODY = 65534


def metric(server, name):
    """The value of one metric without labels."""
    return int(re.search(rf"^{name} (\d+)$", server.request("GET", "/metrics").text, re.MULTILINE).group(1))


def today():
    return time.strftime("%Y-%m-%d", time.gmtime())


def yesterday():
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400))


def day_file(server, day=None):
    return os.path.join(server.data, "events", f"{day or today()}.db")


def assert_stored_once(server, event_ids):
    event_ids = set(event_ids)
    found = stored.counts(server.data, EVENT, event_ids)
    assert found == {each: 1 for each in event_ids}, f"{len(event_ids - set(found))} lost of {len(event_ids)}"


def assert_sums_agree(server):
    report = server.doctor(check=False)
    assert report["exit"] == 0 and crash.mismatches(report) == 0, report


def send_event(project, timeout=30):
    """Sends an event; its id and the answer."""
    event = {"event_id": new_id(), "message": "sent in trouble"}
    return event["event_id"], project.post(event_envelope(event), timeout=timeout)


# Databases that another process has locked


class Lock:
    """Another process that holds a database, as a backup tool or a curious administrator would."""

    def __init__(self, path, mode):
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        self.connection.execute(f"BEGIN {mode}")

    def release(self):
        self.connection.execute("ROLLBACK")
        self.connection.close()


@pytest.mark.parametrize("mode", ["IMMEDIATE", "EXCLUSIVE"])
@pytest.mark.parametrize("file", ["culprit.db", "events"])
def test_events_wait_for_a_lock_of_two_seconds_and_none_is_lost(fresh_culprit, file, mode):
    project = fresh_culprit.create_project()
    first = project.send({"message": "before the lock"})
    lock = Lock(day_file(fresh_culprit) if file == "events" else os.path.join(fresh_culprit.data, file), mode)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(send_event, project) for _ in range(8)]
        time.sleep(2)
        assert fresh_culprit.request("GET", "/metrics").status == 200, "reading goes on"
        lock.release()
        answers = [answer.result() for answer in answers]
    for _, answer in answers:
        assert answer.status in (200, 429, 503), answer
        assert answer.status == 200 or int(answer.header("Retry-After")) > 0
    wait_for(lambda: send_event(project)[1].status == 200, timeout=5, what="events are taken again")
    assert_stored_once(fresh_culprit, {first} | {each for each, answer in answers if answer.status == 200})
    assert fresh_culprit.request("GET", "/health").status == 200
    assert_sums_agree(fresh_culprit)


@pytest.mark.parametrize("file", ["culprit.db", "events"])
def test_a_lock_without_end_is_said_to_senders_and_forgotten_when_it_is_gone(fresh_culprit, file):
    """Longer than the server waits for anybody: 503 or 429 with Retry-After, unless it can be stored all the same."""
    project = fresh_culprit.create_project()
    assert project.token, "made while nothing is locked"
    first = project.send({"message": "before the lock"})
    lock = Lock(day_file(fresh_culprit) if file == "events" else os.path.join(fresh_culprit.data, file), "IMMEDIATE")
    event_id, answer = send_event(project, timeout=40)
    # Counters may follow later; events lie in the day's file or nowhere.
    assert answer.status in (429, 503) or (answer.status == 200 and file == "culprit.db"), answer
    assert answer.status == 200 or int(answer.header("Retry-After")) > 0
    assert project.event(first) is not None, "reading goes on"
    lock.release()
    wait_for(lambda: send_event(project, timeout=40)[1].status == 200, timeout=40, what="events are taken again")
    assert fresh_culprit.request("GET", "/health").status == 200
    # Refused, it may yet be there: sent again it must count once.
    again = project.post(event_envelope({"event_id": event_id, "message": "sent in trouble"}))
    assert again.status == 200
    assert_stored_once(fresh_culprit, {first, event_id})
    assert project.issues(), "counted"
    assert_sums_agree(fresh_culprit)


# Folders that cannot be written


@pytest.fixture
def unprivileged():
    """A server that runs as nobody, to whom file modes mean something."""
    folder = tempfile.mkdtemp(prefix="culprit-nobody-")
    prefix = []
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        prefix = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    server = Culprit(data=folder, prefix=prefix)
    if prefix and subprocess.run([*prefix, server.binary, "config"], capture_output=True).returncode != 0:
        shutil.rmtree(folder)
        pytest.skip("nobody may not run the binary where it is")
    yield server
    for each in [folder, os.path.join(folder, "events")]:
        if os.path.exists(each):
            os.chmod(each, 0o700)
    server.dispose()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_folder_that_cannot_be_written_stops_the_start_with_its_name(unprivileged):
    os.chmod(unprivileged.data, 0o500)
    started = time.monotonic()
    with pytest.raises(AssertionError) as failure:
        unprivileged.start(timeout=25)
    assert time.monotonic() - started < 20
    assert unprivileged.data in str(failure.value) and re.search("denied|read-only|readonly", str(failure.value), re.I)


def test_a_folder_that_becomes_read_only_is_said_by_health_while_reading_goes_on(unprivileged):
    server = unprivileged.start()
    project = server.create_project()
    first = project.send({"message": "before"})
    os.chmod(os.path.join(server.data, "events"), 0o500)
    health = server.request("GET", "/health")
    assert health.status == 503 and "events" in health.text, health
    assert project.event(first) is not None
    event_id, answer = send_event(project)
    assert answer.status in (200, 429, 503), answer
    os.chmod(os.path.join(server.data, "events"), 0o700)
    wait_for(lambda: server.request("GET", "/health").status == 200, timeout=5, what="health")
    assert send_event(project)[1].status == 200
    if answer.status == 200:
        assert_stored_once(server, {first, event_id})
    assert_sums_agree(server)


# Clocks


@pytest.fixture(scope="session")
def shifting_library(tmp_path_factory):
    """What makes a process see another time of day."""
    compiler = shutil.which("clang") or shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    library = str(tmp_path_factory.mktemp("clock") / "shifted-clock.so")
    source = os.path.join(ROOT, "Tests", "Tools", "shifted-clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
    return library


class Clock:
    """The time as the server sees it; moved by writing a file that it has mapped."""

    def __init__(self, library):
        self.file = tempfile.NamedTemporaryFile("w+b", prefix="culprit-clock-", buffering=0)
        self.environment = {"LD_PRELOAD": library, "CULPRIT_CLOCK_FILE": self.file.name}
        self.set(0)

    def set(self, days):
        self.file.seek(0)
        self.file.write(struct.pack("=q", days * 86_400))


@pytest.fixture
def clocked(shifting_library):
    """A server whose clock a test may set, and that clock; commands run in the same time."""
    clock = Clock(shifting_library)
    server = Culprit(environment=clock.environment)
    yield server, clock
    server.dispose()
    clock.file.close()


def test_a_clock_that_jumps_back_a_day_and_forth_loses_and_doubles_nothing(clocked):
    server, clock = clocked
    server.start()
    project = server.create_project()
    assert project.token
    events = [{"event_id": new_id(), "message": f"on day {number}"} for number in range(3)]

    def send(event):
        answer = project.post(event_envelope(event))
        assert answer.status == 200, answer

    send(events[0])
    clock.set(-1)
    send(events[1])
    send(events[0])
    assert project.event(events[1]["event_id"]) is not None
    days = sorted(os.path.basename(path) for path in glob.glob(os.path.join(server.data, "events", "*.db")))
    assert days == [f"{yesterday()}.db", f"{today()}.db"]
    clock.set(0)
    send(events[2])
    for event in events:
        send(event)
    ids = {event["event_id"] for event in events}
    assert_stored_once(server, ids)
    assert sorted(project.event_ids()) == sorted(ids)
    assert sum(int(issue["count"]) for issue in project.issues()) == 3
    assert_sums_agree(server)
    server.restart()
    assert sorted(project.event_ids()) == sorted(ids)
    assert_sums_agree(server)


def test_a_clock_that_jumps_ahead_a_week_and_back_loses_nothing(clocked):
    server, clock = clocked
    server.start()
    project = server.create_project()
    sent = []
    for days in (0, 7, 0, 1):
        clock.set(days)
        sent.append(project.send({"message": f"{days} days ahead"}))
    clock.set(0)
    assert_stored_once(server, sent)
    assert sorted(project.event_ids()) == sorted(sent)
    assert_sums_agree(server)


# Files that are damaged


def overwrite(path, start, end, dice):
    with open(path, "r+b") as file:
        size = os.path.getsize(path)
        file.seek(int(size * start))
        file.write(dice.randbytes(max(512, int(size * (end - start)))))


def damage_header(path):
    overwrite(path, 0, 0.01, random.Random(1))


def damage_pages(path):
    size = os.path.getsize(path)
    overwrite(path, min(0.5, 4096 / size), 0.95, random.Random(2))


def cut(path):
    os.truncate(path, os.path.getsize(path) // 2)


DAMAGES = {"header": damage_header, "pages": damage_pages, "cut": cut}


@pytest.fixture(params=DAMAGES)
def two_days(request, clocked):
    """A running server with events of yesterday and today, and a way to damage a file."""
    server, clock = clocked
    clock.set(-1)
    server.start()
    project = server.create_project()
    assert project.token
    old = [project.send({"message": f"of yesterday {number % 3}", "extra": {"x": "y" * 900}}) for number in range(60)]
    server.stop()
    clock.set(0)
    server.listen = f"127.0.0.1:{server.port}"
    server.start()
    new = [project.send({"message": f"of today {number % 3}"}) for number in range(20)]
    return server, project, old, new, DAMAGES[request.param]


def assert_tells_of(server, day):
    """Somebody who looks learns of the damage: in /health, in the log, or in a metric."""

    def told():
        texts = [server.request("GET", path).text for path in ("/health", "/metrics")] + ["".join(server.output)]
        return any(day in text for text in texts)

    wait_for(told, timeout=10, what=f"a word about {day}")


def test_a_damaged_day_does_not_keep_the_server_from_starting_nor_other_days_from_being_read(two_days):
    server, project, old, new, damage = two_days
    server.stop()
    damage(day_file(server, yesterday()))
    server.start()
    for event_id in new:
        assert project.event(event_id) is not None
    event_id, answer = send_event(project)
    assert answer.status == 200, answer
    assert project.event(event_id) is not None
    assert project.issues()
    assert_tells_of(server, yesterday())


def test_a_day_that_is_damaged_under_a_running_server_does_not_stop_it(two_days):
    server, project, old, new, damage = two_days
    damage(day_file(server, yesterday()))
    for event_id in old[:5]:
        assert project.api(f"/events/{event_id}/").status in (200, 404, 500, 503)
    for event_id in new:
        assert project.event(event_id) is not None
    event_id, answer = send_event(project)
    assert answer.status == 200, answer
    assert project.event(event_id) is not None
    assert server.process.poll() is None


def test_a_day_that_is_damaged_while_it_is_written_is_never_answered_falsely(two_days):
    """Today's file: either it goes on somewhere else, or senders are told to come back; nothing is pretended."""
    server, project, old, new, damage = two_days
    damage(day_file(server))
    for _ in range(20):
        event_id, answer = send_event(project)
        assert answer.status in (200, 429, 503), answer
        assert answer.status == 200 or int(answer.header("Retry-After")) > 0
    assert project.event(old[0]) is not None, "another day is read"
    assert server.process.poll() is None
    server.kill()
    server.start()
    wait_for(lambda: send_event(project)[1].status == 200, timeout=20, what="events are taken after the start")
    assert project.event(old[0]) is not None


@pytest.mark.parametrize("content", [b"", b"no dictionary at all", b"\x37\xa4\x30\xec" + b"\xff" * 600], ids=["empty", "text", "damaged"])
def test_a_dictionary_that_cannot_be_read_does_not_stop_the_start_and_is_said(content):
    with Culprit() as server:
        server.create_user("owner@example.com", "violet harbour under seven moons", "--role", "owner")
        project = server.create_project()
        first = project.send({"message": "before"})
        server.stop()
        folder = os.path.join(server.data, "dictionaries")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "0001.zstd-dictionary"), "wb") as file:
            file.write(content)
        server.start()
        assert project.event(first) is not None
        assert project.event(project.send({"message": "after"})) is not None
        assert "0001.zstd-dictionary" in "".join(server.output), "said in the log"
        browser = Browser(server)
        browser.log_in("owner@example.com", "violet harbour under seven moons")
        assert "0001.zstd-dictionary" in browser.open("/settings/status/").text, "said on the status page"
        assert_sums_agree(server)


# Connections


@pytest.fixture
def many_files():
    """The right to open ten thousand sockets, for this process and the servers that it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 10_600
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"only {hard} files may be open")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def open_connection(server, timeout=20):
    """A connection that has had one answer and stays open."""
    stream = server.connect(timeout)
    stream.sendall(b"GET /api/relay/healthcheck/live/ HTTP/1.1\r\nHost: a\r\n\r\n")
    answer = read_answer(stream, "GET")
    assert answer.status == 200, answer
    return stream


def test_ten_thousand_idle_connections_keep_nobody_from_being_served(many_files, fresh_culprit, record_property):
    project = fresh_culprit.create_project()
    before, streams = fresh_culprit.memory(), []
    try:
        for _ in range(10_000):
            streams.append(open_connection(fresh_culprit))
        slowest = 0.0
        for _ in range(100):
            started = time.monotonic()
            assert send_event(project)[1].status == 200
            slowest = max(slowest, time.monotonic() - started)
        kilobytes = (fresh_culprit.memory() - before) / len(streams)
        record_property("kilobytes_a_connection", round(kilobytes, 1))
        print(f"{kilobytes:.1f} KB a connection, slowest answer {slowest * 1000:.0f} ms")
        assert slowest < 2
        assert kilobytes < 40, "400 MB for ten thousand"
    finally:
        for stream in streams:
            stream.close()
    assert send_event(project)[1].status == 200


def test_beyond_the_limit_of_open_files_connections_wait_or_are_closed_and_the_server_recovers():
    with Culprit(prefix=["prlimit", "--nofile=256"]) as server:
        project = server.create_project()
        assert project.token
        first = project.send({"message": "before"})
        streams = []
        try:
            for _ in range(400):
                try:
                    stream = server.connect(2)
                    stream.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
                    streams.append(stream)
                except OSError:
                    continue
            time.sleep(1)
            assert server.process.poll() is None
        finally:
            for stream in streams:
                stream.close()

        def is_served():
            try:
                return send_event(project, timeout=5)[1].status == 200
            except (OSError, http.client.HTTPException):
                return False

        wait_for(is_served, timeout=20, what="a served sender")
        assert project.event(first) is not None
        assert server.request("GET", "/health").status == 200


def test_slow_senders_take_nothing_from_others(fresh_culprit):
    """Three hundred that send a byte now and then; `test_slow_clients` has them let go."""
    project = fresh_culprit.create_project()
    head = f"POST /api/{project.id}/envelope/ HTTP/1.1\r\nHost: a\r\n"
    body = head + f"X-Sentry-Auth: {project.auth}\r\nContent-Length: 100000\r\n\r\n"
    streams = []
    for number in range(300):
        stream = fresh_culprit.connect(5)
        stream.sendall((head if number % 2 else body).encode())
        streams.append(stream)
    slowest = 0.0
    for turn in range(20):
        for stream in streams:
            try:
                stream.sendall(b"X-A: b\r\n" if turn % 2 else b" ")
            except OSError:
                continue
        started = time.monotonic()
        assert send_event(project)[1].status == 200
        slowest = max(slowest, time.monotonic() - started)
    for stream in streams:
        stream.close()
    assert slowest < 1
    wait_for(lambda: metric(fresh_culprit, "culprit_request_bytes") == 0, timeout=10, what="no bytes held")


def test_a_client_that_goes_away_in_the_middle_of_a_body_leaves_nothing_behind(fresh_culprit):
    """No row and no byte of the budget, wherever it was cut and however the connection ended."""
    project, dice, cut_off = fresh_culprit.create_project(), random.Random(5), []
    for number in range(200):
        event = {"event_id": new_id(), "message": "cut", "extra": {"noise": "z" * dice.choice([10, 5_000, 400_000])}}
        body = event_envelope(event)
        head = f"POST /api/{project.id}/envelope/ HTTP/1.1\r\nHost: a\r\nX-Sentry-Auth: {project.auth}\r\n"
        data = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        stream = fresh_culprit.connect(10)
        try:
            stream.sendall(data[: dice.randrange(len(head), len(data) - 1)])
        except OSError:
            pass
        if number % 2:
            # A reset in place of a polite end.
            stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.close()
        cut_off.append(event["event_id"])
    wait_for(lambda: metric(fresh_culprit, "culprit_request_bytes") == 0, timeout=10, what="no bytes held")
    whole = project.send({"message": "whole"})
    assert stored.counts(fresh_culprit.data, EVENT, {*cut_off, whole}) == {whole: 1}
    assert project.event_ids() == [whole]


def test_a_packed_body_that_is_cut_leaves_nothing_behind(fresh_culprit):
    """The same in chunks, which have no length that would tell."""
    project, dice = fresh_culprit.create_project(), random.Random(6)
    head = f"POST /api/{project.id}/envelope/ HTTP/1.1\r\nHost: a\r\nX-Sentry-Auth: {project.auth}\r\n"
    for _ in range(50):
        body = event_envelope({"event_id": new_id(), "message": "cut", "extra": {"noise": "z" * 20_000}})
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:9000], body[9000:])) + b"0\r\n\r\n"
        with fresh_culprit.connect(10) as stream:
            stream.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
            stream.sendall(chunks[: dice.randrange(1, len(chunks) - 6)])
    wait_for(lambda: metric(fresh_culprit, "culprit_request_bytes") == 0, timeout=10, what="no bytes held")
    assert project.event_ids() == []


# Expect: 100-continue


def head_with_expect(project, length, auth=None):
    return (
        f"POST /api/{project.id}/envelope/ HTTP/1.1\r\nHost: a\r\nX-Sentry-Auth: {auth or project.auth}\r\n"
        f"Expect: 100-continue\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def test_a_sender_that_expects_100_is_told_to_go_on_before_it_sends(culprit, project):
    event = {"event_id": new_id(), "message": "after 100", "extra": {"noise": "n" * 50_000}}
    body = event_envelope(event)
    with culprit.connect(5) as stream:
        stream.sendall(head_with_expect(project, len(body)))
        assert stream.recv(25).startswith(b"HTTP/1.1 100")
        stream.sendall(body)
        assert read_answer(stream).status == 200
    assert project.event(event["event_id"])["title"] == "after 100"


@pytest.mark.parametrize("length, key, status", [(100, "0" * 32, 403), (400 << 20, None, 413)], ids=["key", "size"])
def test_a_sender_that_expects_100_and_is_refused_need_not_send_its_body(culprit, project, length, key, status):
    auth = f"Sentry sentry_version=7, sentry_key={key}" if key else None
    with culprit.connect(5) as stream:
        stream.sendall(head_with_expect(project, length, auth))
        said = b""
        # Whether 100 comes first is the server's own business.
        while b"HTTP/1.1 %d " % status not in said:
            part = stream.recv(4096)
            assert part, said
            said += part


def test_a_sender_that_expects_100_and_goes_away_leaves_nothing_behind(fresh_culprit):
    project = fresh_culprit.create_project()
    for _ in range(20):
        with fresh_culprit.connect(5) as stream:
            stream.sendall(head_with_expect(project, 100_000))
            stream.recv(25)
    wait_for(lambda: metric(fresh_culprit, "culprit_request_bytes") == 0, timeout=10, what="no bytes held")
    assert project.event_ids() == []
