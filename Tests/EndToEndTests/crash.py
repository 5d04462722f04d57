#!/usr/bin/env python3
"""Kills the server with SIGKILL under load, again and again: every event answered 200 is there exactly once.

    python3 crash.py --rounds 20 [--senders 8] [--seconds 3] [--seed 1]

Each round has a project of its own. Senders post events with ids of their own; the server is killed at a random moment
and started again; what got no answer is sent once more, as an SDK with a disk cache would. Then the API must list every
acknowledged event exactly once, issues must add up, and `culprit doctor` must find no mismatch. Exits 1 otherwise.
"""

import argparse
import collections
import http.client
import json
import random
import sys
import threading
import time

from culprit_server import Culprit, event_envelope, new_id

ISSUES = 20


class Sender(threading.Thread):
    """Posts events one after another on its own connection, and remembers what became of each."""

    def __init__(self, project, number, stop):
        super().__init__(daemon=True)
        self.project, self.number, self.stop = project, number, stop
        self.acknowledged, self.unanswered, self.refused = [], [], collections.Counter()
        self.resend = []

    def run(self):
        connection = None
        while not self.stop.is_set():
            event_id = self.resend.pop() if self.resend else new_id()
            try:
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", self.project.server.port, timeout=10)
                status = post(connection, self.project, event_id)
            except (OSError, http.client.HTTPException):
                self.unanswered.append(event_id)
                if connection is not None:
                    connection.close()
                connection = None
                time.sleep(0.01)
                continue
            if status == 200:
                self.acknowledged.append(event_id)
            else:
                self.refused[status] += 1
        if connection is not None:
            connection.close()


def post(connection, project, event_id):
    number = int(event_id[:8], 16)
    event = {
        "event_id": event_id,
        "platform": "python",
        "exception": {
            "values": [
                {
                    "type": f"CrashError{number % ISSUES}",
                    "value": f"order {number} failed",
                    "stacktrace": {
                        "frames": [
                            {"filename": "shop.py", "function": f"step{number % ISSUES}", "lineno": 7, "in_app": True}
                        ]
                    },
                }
            ]
        },
        "user": {"id": str(number % 50)},
        "tags": {"worker": str(number % 8)},
        "extra": {"filler": "x" * (number % 4000)},
    }
    connection.request("POST", f"/api/{project.id}/envelope/", event_envelope(event), {"X-Sentry-Auth": project.auth})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status == 200:
        assert json.loads(body)["id"] == event_id, body
    return answer.status


def round_of(server, seconds, senders, dice):
    """One kill. Returns what was found wrong, and the numbers of the round."""
    project, stop = server.create_project(), threading.Event()
    assert project.token, "made while the server is up"
    threads = [Sender(project, number, stop) for number in range(senders)]
    for thread in threads:
        thread.start()
    time.sleep(dice.uniform(0.05, seconds))
    server.kill()
    stop.set()
    for thread in threads:
        thread.join(timeout=30)
    started = time.monotonic()
    server.listen = f"127.0.0.1:{server.port}"
    server.start()
    restart = time.monotonic() - started

    acknowledged = {event_id for thread in threads for event_id in thread.acknowledged}
    unanswered = {event_id for thread in threads for event_id in thread.unanswered} - acknowledged
    wrong = check(server, project, acknowledged, unanswered, "after the kill")

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for event_id in sorted(unanswered | set(sorted(acknowledged)[:50])):
        status = post(connection, project, event_id)
        if status != 200:
            wrong.append(f"sent again: {event_id} answered {status}")
    connection.close()
    wrong += check(server, project, acknowledged | unanswered, set(), "after sending again")
    return wrong, {"acknowledged": len(acknowledged), "unanswered": len(unanswered), "restart": restart}


def check(server, project, expected, allowed, when):
    """Every expected event once, nothing but the expected and the allowed, and sums that add up."""
    wrong, listed = [], collections.Counter(project.event_ids())
    missing = expected - set(listed)
    if missing:
        wrong.append(f"{when}: {len(missing)} acknowledged events are lost, as {sorted(missing)[:3]}")
    doubled = [event_id for event_id, count in listed.items() if count > 1]
    if doubled:
        wrong.append(f"{when}: {len(doubled)} events are listed more than once, as {doubled[:3]}")
    foreign = set(listed) - expected - allowed
    if foreign:
        wrong.append(f"{when}: {len(foreign)} events nobody sent, as {sorted(foreign)[:3]}")
    issues = project.issues()
    counted = sum(int(issue["count"]) for issue in issues)
    if counted != len(listed):
        wrong.append(f"{when}: issues count {counted} events, {len(listed)} are listed")
    if len(issues) > ISSUES:
        wrong.append(f"{when}: {len(issues)} issues of {ISSUES} kinds")
    for issue in issues[:3]:
        hours = sum(count for _, count in project.issue(issue["id"])["stats"]["24h"])
        if hours != int(issue["count"]):
            wrong.append(f"{when}: {issue['shortId']} counts {issue['count']}, its hours {hours}")
    return wrong


def mismatches(report):
    """The number of mismatches in what doctor found."""
    found = report["mismatches"]
    return len(found) if isinstance(found, list) else int(found)


def run(rounds, seconds, senders, seed, report=print):
    """All rounds on one data folder. Returns what was found wrong."""
    dice, wrong, total = random.Random(seed), [], collections.Counter()
    with Culprit() as server:
        for number in range(1, rounds + 1):
            found, numbers = round_of(server, seconds, senders, dice)
            doctor = server.doctor(check=False)
            if doctor["exit"] != 0 or mismatches(doctor):
                found.append(f"doctor: exit {doctor['exit']}, {doctor}")
            total.update({key: numbers[key] for key in ("acknowledged", "unanswered")})
            report(
                f"round {number}: {numbers['acknowledged']} acknowledged, {numbers['unanswered']} unanswered, "
                f"up again in {numbers['restart']:.2f} s, {'; '.join(found) or 'all there, once'}"
            )
            wrong += [f"round {number}: {each}" for each in found]
        doctor = server.doctor(check=False)
        stored = total["acknowledged"] + total["unanswered"]
        if doctor["events"] != stored:
            wrong.append(f"doctor counts {doctor['events']} events, {stored} were sent")
        report(
            f"{rounds} rounds: {total['acknowledged']} acknowledged, {doctor['events']} stored, "
            f"{mismatches(doctor)} mismatches"
        )
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=3, help="longest time before a kill")
    parser.add_argument("--senders", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    wrong = run(
        arguments.rounds, arguments.seconds, arguments.senders, arguments.seed, lambda line: print(line, flush=True)
    )
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
