#!/usr/bin/env python3
"""Kills the server with SIGKILL under load, again and again: everything answered 200 is there, exactly once.

    python3 crash.py --rounds 100 [--senders 8] [--seconds 3] [--seed 1] [--kinds error,log] [--data DIR]

Each round has a project of its own. Senders post envelopes of all kinds (`kinds.py`) with ids of their own; the server
is killed at a random moment and started again; what got no answer is sent once more, as an SDK with a disk cache would,
and so is some of what was answered. Then every acknowledged id must be in the data folder, once; the API must list
every acknowledged event once; of each issue the stored events, times seen and sum of hours must agree; and
`culprit doctor` must find no mismatch. Exits 1 otherwise.
"""

import argparse
import collections
import http.client
import random
import sqlite3
import sys
import threading
import time
from dataclasses import dataclass

import stored
from culprit_server import Culprit, new_id
from kinds import ISSUE_KINDS, ISSUES, KINDS

# Of what was acknowledged, so many are sent again.
REPEATED = 50


@dataclass(frozen=True)
class Sent:
    """A request that has been sent, perhaps more than once."""

    id: str
    kind: str
    sender: int
    at: float


class Connection:
    """Posts envelopes one after another; opens itself again when the server goes."""

    def __init__(self, project, timeout=10):
        self.project, self.timeout, self.connection = project, timeout, None

    def post(self, sent):
        """The status and whether the answer spoke of a limit; an error when there was no answer."""
        body = KINDS[sent.kind].envelope(sent.id, sent.at, sent.sender)
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.project.server.port, timeout=self.timeout
                )
            headers = {"X-Sentry-Auth": self.project.auth}
            self.connection.request("POST", f"/api/{self.project.id}/envelope/", body, headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if answer.status == 200 and KINDS[sent.kind].has_event_id:
            assert sent.id.encode() in text, text
        return answer.status, answer.getheader("X-Sentry-Rate-Limits") is not None

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Sender(threading.Thread):
    """Posts envelopes of random kinds on its own connection, and remembers what became of each."""

    def __init__(self, project, number, stop, kinds, seed):
        super().__init__(daemon=True)
        self.connection, self.number, self.stop = Connection(project), number, stop
        self.kinds, self.dice = [KINDS[name] for name in kinds], random.Random(seed)
        self.acknowledged, self.unanswered, self.limited = [], [], []
        self.refused, self.made = collections.Counter(), collections.Counter()

    def run(self):
        while not self.stop.is_set():
            sent = self.next()
            try:
                status, is_limited = self.connection.post(sent)
            except (OSError, http.client.HTTPException):
                self.unanswered.append(sent)
                time.sleep(0.01)
                continue
            if status == 200:
                # Some of it may have been dropped, and was said to be.
                (self.limited if is_limited else self.acknowledged).append(sent)
            else:
                self.refused[status] += 1
                # Nobody promised anything; but it may not be there in parts.
                self.limited.append(sent)
        self.connection.close()

    def next(self):
        while True:
            kind = self.dice.choices(self.kinds, [each.weight for each in self.kinds])[0]
            if self.made[kind.name] < kind.sender_max:
                self.made[kind.name] += 1
                return Sent(new_id(), kind.name, self.number, time.time())


def round_of(server, seconds, senders, dice, kinds):
    """One kill. Returns what was found wrong, and the numbers of the round."""
    project, stop = server.create_project(), threading.Event()
    assert project.token, "made while the server is up"
    threads = [Sender(project, number, stop, kinds, dice.random()) for number in range(senders)]
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

    acknowledged = {sent for thread in threads for sent in thread.acknowledged}
    unanswered = {sent for thread in threads for sent in thread.unanswered}
    limited = {sent for thread in threads for sent in thread.limited}
    times = collections.Counter(acknowledged | unanswered | limited)
    wrong = check(server, project, acknowledged, unanswered | limited, times, "after the kill")

    connection = Connection(project, timeout=30)
    repeated = sorted(acknowledged, key=lambda sent: sent.id)[:REPEATED]
    for sent in [*sorted(unanswered, key=lambda sent: sent.id), *repeated]:
        times[sent] += 1
        status, _ = connection.post(sent)
        if status != 200:
            wrong.append(f"sent again: {sent} answered {status}")
    connection.close()
    wrong += check(server, project, acknowledged | unanswered, limited, times, "after sending again")
    refused = sum((thread.refused for thread in threads), collections.Counter())
    if len(limited) > len(acknowledged):
        wrong.append(f"{len(limited)} of {len(acknowledged) + len(limited)} were limited: this proves little")
    events = sum(1 for sent in acknowledged | unanswered if sent.kind in ISSUE_KINDS)
    return wrong, {
        "acknowledged": len(acknowledged),
        "unanswered": len(unanswered),
        "limited": len(limited),
        "refused": dict(refused),
        "events": events,
        "restart": restart,
    }


def check(server, project, expected, allowed, times, when):
    """Everything expected is stored as often as it may be, and all sums add up."""
    return [
        f"{when}: {each}"
        for each in [
            *check_rows(server, expected, allowed, times),
            *check_listed(project, expected, allowed),
            *check_sums(server, project),
        ]
    ]


def check_rows(server, expected, allowed, times):
    """The files: every kind's items by their ids."""
    wrong, places = [], collections.defaultdict(set)
    for sent in expected | allowed:
        for place in KINDS[sent.kind].places:
            places[place].add(sent)
    for place, every in places.items():
        try:
            found = stored.counts(server.data, place, {sent.id for sent in every})
        except sqlite3.Error as error:
            wrong.append(f"{place.files}, {place.table}: {error}")
            continue
        lost = [sent for sent in every & expected if not found[sent.id]]
        doubled = [
            sent for sent in every if found[sent.id] > (1 if KINDS[sent.kind].is_idempotent else times[sent])
        ]
        for name, some in (("lost", lost), ("doubled", doubled)):
            for kind, count in sorted(collections.Counter(sent.kind for sent in some).items()):
                example = next(sent.id for sent in some if sent.kind == kind)
                of = sum(1 for sent in every & expected if sent.kind == kind)
                wrong.append(f"{kind}: {count} of {of} {name} in {place.table} of {place.files}, as {example}")
    return wrong


def check_listed(project, expected, allowed):
    """The API: every expected event once, nothing but the expected and the allowed."""
    wrong, listed = [], collections.Counter(project.event_ids())
    must = {sent.id for sent in expected if sent.kind in ISSUE_KINDS}
    may = {sent.id for sent in expected | allowed}
    for name, ids in (
        ("acknowledged events are lost", must - set(listed)),
        ("events are listed more than once", {each for each, count in listed.items() if count > 1}),
        ("events nobody sent", set(listed) - may),
    ):
        if ids:
            wrong.append(f"{len(ids)} {name}, as {sorted(ids)[:3]}")
    issues = project.issues()
    counted = sum(int(issue["count"]) for issue in issues)
    if counted != len(listed):
        wrong.append(f"issues count {counted} events, {len(listed)} are listed")
    crashes = [issue for issue in issues if issue["title"].startswith("CrashError")]
    if len(crashes) > ISSUES:
        wrong.append(f"{len(crashes)} issues of {ISSUES} kinds")
    for issue in issues:
        hours = sum(count for _, count in project.issue(issue["id"])["stats"]["24h"])
        if hours != int(issue["count"]):
            wrong.append(f"{issue['shortId']} counts {issue['count']}, its hours {hours}")
    return wrong


def check_sums(server, project):
    """The files: of each issue, events = times seen = sum of hours; and every blob that a row names is there."""
    wrong = [f"{file} names the blob {name}, which is not there" for file, name in stored.missing_blobs(server.data)]
    return wrong + [
        f"issue {issue}: seen {seen} times, {hours} in its hours, {events} stored"
        for issue, (seen, hours, events) in stored.issue_sums(server.data, int(project.id)).items()
        if not seen == hours == events
    ]


def mismatches(report):
    """The number of mismatches in what doctor found."""
    found = report["mismatches"]
    return len(found) if isinstance(found, list) else int(found)


def run(rounds, seconds, senders, seed, report=print, kinds=tuple(KINDS), data=None, stops_early=False):
    """All rounds on one data folder. Returns what was found wrong."""
    dice, wrong, total = random.Random(seed), [], collections.Counter()
    with Culprit(data=data) as server:
        before = server.doctor(check=False)["events"]
        for number in range(1, rounds + 1):
            found, numbers = round_of(server, seconds, senders, dice, kinds)
            doctor = server.doctor(check=False)
            if doctor["exit"] != 0 or mismatches(doctor):
                found.append(f"doctor: exit {doctor['exit']}, {doctor}")
            total.update({key: numbers[key] for key in ("acknowledged", "unanswered", "limited", "events")})
            report(
                f"round {number}: {numbers['acknowledged']} acknowledged, {numbers['unanswered']} unanswered, "
                f"{numbers['limited']} refused or limited {numbers['refused'] or ''}, "
                f"up again in {numbers['restart']:.2f} s, {'; '.join(found) or 'all there, once'}"
            )
            wrong += [f"round {number}: {each}" for each in found]
            if wrong and stops_early:
                return wrong
        doctor = server.doctor(check=False)
        if not total["limited"] and doctor["events"] - before != total["events"]:
            wrong.append(f"doctor counts {doctor['events'] - before} events, {total['events']} were sent")
        report(
            f"{rounds} rounds: {total['acknowledged']} acknowledged, {total['unanswered']} sent again, "
            f"{doctor['events']} events stored, {mismatches(doctor)} mismatches"
        )
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=3, help="longest time before a kill")
    parser.add_argument("--senders", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(KINDS), help=f"of {', '.join(KINDS)}")
    parser.add_argument("--data", help="a folder to work in, which then stays")
    parser.add_argument("--stop", action="store_true", help="at the first thing found wrong")
    arguments = parser.parse_args()
    kinds = [name.strip() for name in arguments.kinds.split(",")]
    wrong = run(
        arguments.rounds, arguments.seconds, arguments.senders, arguments.seed,
        lambda line: print(line, flush=True), kinds, arguments.data, arguments.stop,
    )
    print("\n".join(wrong) or "nothing lost, nothing doubled")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
