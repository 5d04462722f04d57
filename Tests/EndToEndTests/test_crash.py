"""Power cuts, full disks and restarts. `crash.py --rounds 20` is the long form."""

import os
import shutil
import subprocess
import tempfile

import crash
import pytest
from culprit_server import Culprit, event_envelope, new_id, wait_for


def test_every_acknowledged_event_survives_kill_9_exactly_once():
    lines = []
    wrong = crash.run(rounds=3, seconds=1.5, senders=6, seed=7, report=lines.append)
    print("\n".join(lines))
    assert not wrong, "\n".join(wrong)


def test_doctor_finds_nothing_beside_a_live_server(culprit, project):
    for number in range(20):
        project.send({"message": "counted", "user": {"id": str(number % 3)}})
    report = culprit.doctor()
    assert report["exit"] == 0 and crash.mismatches(report) == 0
    assert report["events"] >= 20 and report["issues"] >= 1


def test_issues_keys_and_tokens_survive_a_restart(fresh_culprit):
    project = fresh_culprit.create_project("kept")
    event_id = project.send({"message": "before the restart"})
    token = project.token
    fresh_culprit.restart()
    assert project.event(event_id)["title"] == "before the restart"
    assert fresh_culprit.api("/projects/default/kept/", token).status == 200
    project.send({"message": "before the restart"})
    assert [issue["count"] for issue in project.issues()] == ["2"]


def test_a_data_folder_belongs_to_one_server(fresh_culprit):
    """A second server on it refuses to start, and the first goes on."""
    second = Culprit(data=fresh_culprit.data)
    try:
        with pytest.raises(AssertionError):
            second.start(timeout=25)
    finally:
        second.kill()
    assert fresh_culprit.request("GET", "/health").status == 200


@pytest.fixture
def small_disk():
    """A file system of 160 MiB."""
    folder = tempfile.mkdtemp(prefix="culprit-disk-")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        shutil.rmtree(folder)
        pytest.skip("no right to mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    os.rmdir(folder)


def test_a_full_disk_is_said_not_hidden(small_disk):
    """503 or 429 with Retry-After, never 200 for what is not stored; with room again all is well (§11.62)."""
    with Culprit(data=small_disk) as server:
        project = server.create_project()
        assert project.token, "made while there is room"
        before = project.send({"message": "while there is room"})
        ballast = os.path.join(small_disk, "ballast")
        with open(ballast, "wb") as file:
            try:
                while True:
                    file.write(b"\0" * 65_536)
                    file.flush()
            except OSError:
                pass

        def refused():
            event = {"event_id": new_id(), "message": "no room", "extra": {"noise": os.urandom(6_000).hex()}}
            answer = project.post(event_envelope(event))
            assert answer.status in (200, 429, 503), answer
            if answer.status == 200:
                assert project.event(event["event_id"])["title"] == "no room"
            return answer if answer.status != 200 else None

        answer = wait_for(refused, timeout=20, what="a refusal")
        assert int(answer.header("Retry-After")) > 0
        assert answer.header("Access-Control-Allow-Origin") == "*"
        assert server.request("GET", "/health").status == 503
        assert project.event(before)["title"] == "while there is room", "reading goes on"
        os.remove(ballast)
        wait_for(lambda: project.post(event_envelope({"message": "room again"})).status == 200, timeout=20, what="room")
        assert server.request("GET", "/health").status == 200
        assert server.doctor()["exit"] == 0
