"""Power cuts and restarts. `crash.py --rounds 100` is the long form."""

import os
import subprocess
import sys

import crash
import pytest
from culprit_server import ROOT, Culprit


def test_everything_acknowledged_survives_kill_9_exactly_once():
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


def test_what_broken_builds_break_is_still_there():
    """`broken-builds.sh` shows that the crash test notices; it takes long, so that at least its anchors are looked at."""
    tool = os.path.join(ROOT, "Tests", "Tools", "break-source.py")
    checked = subprocess.run([sys.executable, tool, "--check", ROOT], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
