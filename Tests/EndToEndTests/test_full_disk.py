"""A disk that runs full: senders are told, readers notice nothing, and with room again all goes on by itself."""

import os
import shutil
import subprocess
import tempfile

import crash
import pytest
import stored
from browser import Browser
from culprit_server import Culprit, event_envelope, new_id, wait_for
from kinds import KINDS

EMAIL, PASSWORD = "disk@example.com", "violet harbour under seven moons"
# Refusals begin while this much is left; see `SQLiteConfiguration.diskFreeBytesMin`.
FLOOR_MEGABYTES = 64


class SmallDisk:
    """A file system in memory, and its size."""

    def __init__(self, folder):
        self.folder = folder

    def resize(self, megabytes):
        subprocess.run(["mount", "-o", f"remount,size={megabytes}m", self.folder], check=True)

    def fill(self):
        """Leaves not one block; returns the file that takes it all."""
        ballast = os.path.join(self.folder, "ballast")
        with open(ballast, "wb", buffering=0) as file:
            for size in (1 << 20, 4096):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    pass
        return ballast


@pytest.fixture
def small_disk():
    folder = tempfile.mkdtemp(prefix="culprit-disk-")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        shutil.rmtree(folder)
        pytest.skip(f"no right to mount a small file system: {mounted.stderr.decode().strip()}")
    yield SmallDisk(folder)
    subprocess.run(["umount", "-l", folder], check=True)
    os.rmdir(folder)


def large_event():
    noise = {f"noise{number}": os.urandom(6_000).hex() for number in range(8)}
    return {"event_id": new_id(), "message": "no room", "extra": noise}


def send_until_refused(project, seconds=60):
    """Ids that were acknowledged, and the answer that was not."""
    acknowledged = set()

    def refused():
        event = large_event()
        answer = project.post(event_envelope(event))
        assert answer.status in (200, 429, 503), answer
        if answer.status != 200:
            return answer
        acknowledged.add(event["event_id"])
        return None

    return wait_for(refused, timeout=seconds, interval=0, what="a refusal"), acknowledged


def assert_said(server, answer):
    """A sender is told to come back and why, and so is whoever watches."""
    assert answer.status in (429, 503), answer
    assert int(answer.header("Retry-After")) > 0
    assert answer.header("Access-Control-Allow-Origin") == "*"
    health = server.request("GET", "/health")
    assert health.status == 503
    assert "disk" in health.text, health


def assert_readable(server, project, browser, event_id):
    assert project.event(event_id) is not None
    assert project.issues()
    assert browser.open("/issues/").status == 200
    assert server.request("GET", "/metrics").status == 200


def assert_whole(server, project, acknowledged):
    """Everything acknowledged is there once, and doctor agrees."""
    place = KINDS["error"].places[0]
    found = stored.counts(server.data, place, acknowledged)
    assert acknowledged == {each for each, count in found.items() if count == 1}
    assert acknowledged <= set(project.event_ids())
    report = server.doctor(check=False)
    assert report["exit"] == 0 and crash.mismatches(report) == 0, report


def logged_in(server):
    server.create_user(EMAIL, PASSWORD)
    browser = Browser(server)
    browser.log_in(EMAIL, PASSWORD)
    return browser


def test_a_disk_filled_by_events_is_said_read_and_recovered_from(small_disk):
    """Refused above the floor, in good time; taken again without a restart when the disk grows."""
    small_disk.resize(FLOOR_MEGABYTES + 40)
    with Culprit(data=small_disk.folder) as server:
        browser, project = logged_in(server), server.create_project()
        assert project.token, "made while there is room"
        first = project.send({"message": "while there is room"})
        answer, acknowledged = send_until_refused(project)
        assert_said(server, answer)
        assert_readable(server, project, browser, first)
        assert os.statvfs(small_disk.folder).f_bavail > 0, "it stopped before the disk was full"

        small_disk.resize(4 * FLOOR_MEGABYTES)
        wait_for(lambda: project.post(event_envelope(large_event())).status == 200, timeout=20, what="room")
        assert server.request("GET", "/health").status == 200
        assert_whole(server, project, acknowledged | {first})


def test_a_disk_filled_by_others_to_the_last_block_is_said_read_and_recovered_from(small_disk):
    """503 or 429 with Retry-After, never 200 for what is not stored (protocol.md §11.62)."""
    with Culprit(data=small_disk.folder) as server:
        browser, project = logged_in(server), server.create_project()
        assert project.token, "made while there is room"
        first = project.send({"message": "while there is room"})
        ballast = small_disk.fill()
        answer, acknowledged = send_until_refused(project, seconds=20)
        assert_said(server, answer)
        assert_readable(server, project, browser, first)

        os.remove(ballast)
        wait_for(lambda: project.post(event_envelope({"message": "room again"})).status == 200, timeout=20, what="room")
        assert server.request("GET", "/health").status == 200
        assert_whole(server, project, acknowledged | {first})


def test_every_kind_is_refused_alike_when_the_disk_is_full(small_disk):
    """An acknowledged log or check-in is as much of a promise as an event."""
    with Culprit(data=small_disk.folder) as server:
        project = server.create_project()
        project.send({"message": "while there is room"})
        ballast = small_disk.fill()
        send_until_refused(project, seconds=20)
        answers = {kind.name: project.post(kind.envelope(new_id())).status for kind in KINDS.values()}
        assert set(answers.values()) <= {429, 503}, answers
        os.remove(ballast)


def test_a_server_that_starts_on_a_full_disk_is_read_from_and_recovers(small_disk):
    with Culprit(data=small_disk.folder) as server:
        browser, project = logged_in(server), server.create_project()
        assert project.token, "made while there is room"
        first = project.send({"message": "while there is room"})
        ballast = small_disk.fill()
        server.restart()
        assert server.request("GET", "/health").status == 503
        assert_readable(server, project, browser, first)
        os.remove(ballast)
        wait_for(lambda: project.post(event_envelope({"message": "room again"})).status == 200, timeout=20, what="room")
        assert_whole(server, project, {first})
