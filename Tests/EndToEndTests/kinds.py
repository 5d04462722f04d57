"""Everything that SDKs send, one small valid example of each: what `crash.py` sends and where it then has to be.

A kind makes its items from one id of 32 hex digits and the moment of the first attempt: sent again they are the same
bytes, and the id says where they are stored.
"""

import json
import time
import zlib
from dataclasses import dataclass
from typing import Callable

from culprit_server import envelope

ISSUES = 20


@dataclass(frozen=True)
class Place:
    """Where rows of a kind are: a column of one table in each of some SQLite files."""

    files: str
    table: str
    column: str
    # Narrows the table down, when it holds other kinds too.
    where: str = "1"


@dataclass(frozen=True)
class Kind:
    """One sort of request."""

    name: str
    items: Callable
    # Where each of the items must be found by the id.
    places: tuple
    # What the header of the envelope says; None leaves the event id out.
    has_event_id: bool = True
    # Whether the second of two equal ones changes nothing.
    is_idempotent: bool = True
    # How many of a hundred requests.
    weight: int = 8
    # At most so many from one sender: what a server limits by itself.
    sender_max: int = 1 << 30

    def envelope(self, item_id, at=None, sender=0):
        """The body of a request; the same bytes for the same arguments."""
        header = {"event_id": item_id} if self.has_event_id else {}
        return envelope(*self.items(item_id, time.time() if at is None else at, sender), header=header)


def iso(moment):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1000):03d}Z"


def number_of(item_id):
    return int(item_id[:8], 16)


def event(item_id):
    """An event of one of `ISSUES` issues."""
    number = number_of(item_id)
    frame = {"filename": "shop.py", "function": f"step{number % ISSUES}", "lineno": 7, "in_app": True}
    exception = {
        "type": f"CrashError{number % ISSUES}",
        "value": f"order {number} failed",
        "stacktrace": {"frames": [frame]},
    }
    return {
        "event_id": item_id,
        "platform": "python",
        "exception": {"values": [exception]},
        "user": {"id": str(number % 50)},
        "tags": {"worker": str(number % 8)},
        "extra": {"filler": "x" * (number % 4000)},
    }


def transaction(item_id, at):
    trace = {"trace_id": item_id, "span_id": item_id[:16], "op": "http.server", "status": "ok"}
    child = {
        "trace_id": item_id,
        "span_id": item_id[16:],
        "parent_span_id": item_id[:16],
        "op": "db",
        "description": "SELECT 1",
        "start_timestamp": at - 0.1,
        "timestamp": at,
    }
    return {
        "type": "transaction",
        "event_id": item_id,
        "platform": "python",
        "transaction": f"/orders/{number_of(item_id) % 10}",
        "start_timestamp": at - 0.2,
        "timestamp": at,
        "contexts": {"trace": trace},
        "spans": [child],
        "measurements": {"lcp": {"value": 12.5, "unit": "millisecond"}},
    }


def container(kind, media_type, *items):
    """An item that holds many."""
    header = {"type": kind, "item_count": len(items), "content_type": f"application/vnd.sentry.items.{media_type}+json"}
    return header, {"items": list(items)}


def text(value):
    return {"type": "string", "value": value}


def log(item_id, at):
    return {
        "timestamp": at,
        "trace_id": item_id,
        "level": "info",
        "body": f"order {number_of(item_id)} shipped",
        "attributes": {"worker": {"type": "integer", "value": number_of(item_id) % 8}},
    }


def metric(item_id, at):
    return {"timestamp": at, "trace_id": item_id, "name": "orders", "type": "counter", "value": 1, "attributes": {}}


def span(item_id, at):
    return {
        "trace_id": item_id,
        "span_id": item_id[:16],
        "name": "GET /orders",
        "status": "ok",
        "is_segment": True,
        "start_timestamp": at - 0.1,
        "end_timestamp": at,
        "attributes": {"sentry.op": text("http.client")},
    }


def session(item_id, at):
    return {
        "sid": item_id,
        "init": True,
        "started": iso(at),
        "timestamp": iso(at),
        "status": "exited",
        "errors": 0,
        "attrs": {"release": "shop@1.0", "environment": "production"},
    }


def check_in(item_id, sender):
    # A server takes six a minute of a monitor and environment; so there are many.
    return {
        "check_in_id": item_id,
        "monitor_slug": f"nightly-{sender}-{number_of(item_id) % 64}",
        "status": "ok",
        "duration": 1.5,
        "monitor_config": {"schedule": {"type": "interval", "value": 1, "unit": "hour"}},
    }


def user_report(item_id):
    return {"event_id": item_id, "name": "Jane", "email": "jane@example.com", "comments": "It broke."}


def feedback(item_id):
    context = {"message": f"It broke, order {number_of(item_id)}", "contact_email": "jane@example.com"}
    context |= {"name": "Jane", "associated_event_id": item_id}
    return {"event_id": item_id, "platform": "javascript", "level": "info", "contexts": {"feedback": context}}


def attachment(item_id, name="notes.txt"):
    # Some are kept as files of their own.
    payload = f"notes of {item_id}\n".encode() * (1000 if number_of(item_id) % 4 == 0 else 20)
    header = {"type": "attachment", "length": len(payload), "filename": name, "content_type": "text/plain"}
    return header, payload


def profile(item_id, at):
    return {
        "version": "1",
        "event_id": item_id,
        "platform": "python",
        "timestamp": iso(at),
        "release": "shop@1.0",
        "environment": "production",
        "device": {"architecture": "x86_64"},
        "os": {"name": "Linux", "version": "6"},
        "runtime": {"name": "CPython", "version": "3.11"},
        "transaction": {"id": item_id, "name": "/orders", "trace_id": item_id, "active_thread_id": "1"},
        "profile": {
            "samples": [
                {"stack_id": 0, "thread_id": "1", "elapsed_since_start_ns": "1000000"},
                {"stack_id": 0, "thread_id": "1", "elapsed_since_start_ns": "11000000"},
            ],
            "stacks": [[0]],
            "frames": [{"function": "step", "filename": "shop.py", "lineno": 7}],
            "thread_metadata": {"1": {"name": "main"}},
        },
    }


def replay(item_id, at):
    about = {
        "type": "replay_event",
        "event_id": item_id,
        "replay_id": item_id,
        "segment_id": 0,
        "replay_type": "session",
        "timestamp": at,
        "replay_start_timestamp": at - 1,
        "platform": "javascript",
        "urls": ["https://shop.example.com/"],
        "error_ids": [],
        "trace_ids": [],
    }
    recording = b'{"segment_id":0}\n' + zlib.compress(
        json.dumps([{"type": 4, "timestamp": int(at * 1000), "data": {"href": "https://shop.example.com/"}}]).encode()
    )
    return ({"type": "replay_event"}, about), ({"type": "replay_recording", "length": len(recording)}, recording)


def session_counts(item_id, at):
    """A session that the SDK has counted itself: the id is its release."""
    counted = {"started": iso(at)[:17] + "00Z", "exited": 1}
    return {"attrs": {"release": item_id, "environment": "production"}, "aggregates": [counted]}


EVENT = Place("events/*.db", "event", "event_id")
TRANSACTION = Place("performance/*.db", "performance_transaction", "event_id")
SPAN = Place("performance/*.db", "span", "trace_id")
PROFILE = Place("performance/*.db", "profile", "profile_id")
LOG = Place("logs/*.db", "log", "trace_id")
METRIC = Place("metrics/*.db", "metric", "trace_id")
SESSION = Place("sessions/*.db", "session_update", "session_id")
RELEASE = Place("sessions/*.db", "deployment", "release")
CHECK_IN = Place("check_ins/*.db", "check_in", "check_in_id")
USER_REPORT = Place("attachments/*.db", "user_report", "event_id")
ATTACHMENT = Place("attachments/*.db", "attachment", "event_id")
REPLAY = Place("replays/*.db", "replay_segment", "replay_id")
RECORDING = Place("replays/*.db", "replay_recording", "replay_id")


def company(each, at, sender):
    """An error with everything that may come in its envelope: rows for four files."""
    return [
        attachment(each),
        ({"type": "event"}, event(each)),
        ({"type": "user_report"}, user_report(each)),
        ({"type": "session"}, session(each, at)),
    ]


def profiled(each, at, sender):
    return [({"type": "transaction"}, transaction(each, at)), ({"type": "profile"}, profile(each, at))]


def simple(kind, payload):
    """One item, whose payload is made from the id and the moment."""
    return lambda each, at, sender: [({"type": kind}, payload(each, at))]


def contained(kind, media_type, payload):
    """A container of one."""
    return lambda each, at, sender: [container(kind, media_type, payload(each, at))]


# The one table of what is sent and where it must be; a new kind is a line.
KINDS = {
    kind.name: kind
    for kind in (
        Kind("error", simple("event", lambda each, _: event(each)), (EVENT,), weight=50),
        Kind("error with company", company, (EVENT, ATTACHMENT, USER_REPORT, SESSION), weight=10),
        Kind("transaction", simple("transaction", transaction), (TRANSACTION,)),
        Kind("log", contained("log", "log", log), (LOG,), has_event_id=False),
        Kind("metric", contained("trace_metric", "trace-metric", metric), (METRIC,), has_event_id=False, weight=4),
        Kind("span", contained("span", "span.v2", span), (SPAN,), has_event_id=False, weight=4),
        Kind("session", simple("session", session), (SESSION,), has_event_id=False),
        Kind(
            "session counts", simple("sessions", session_counts), (RELEASE,), has_event_id=False, weight=1,
            sender_max=50,
        ),
        Kind(
            "check-in", lambda each, at, sender: [({"type": "check_in"}, check_in(each, sender))], (CHECK_IN,),
            has_event_id=False, weight=2, sender_max=20,
        ),
        Kind("user report", simple("user_report", lambda each, _: user_report(each)), (USER_REPORT,), weight=2),
        Kind("feedback", simple("feedback", lambda each, _: feedback(each)), (EVENT, USER_REPORT), weight=2),
        Kind("attachment", lambda each, at, sender: [attachment(each)], (ATTACHMENT,), weight=2),
        Kind("profile", profiled, (TRANSACTION, PROFILE), weight=2),
        Kind("replay", lambda each, at, sender: list(replay(each, at)), (REPLAY, RECORDING), weight=2),
    )
}

# Kinds whose rows are events of issues: what the lists of the API show.
ISSUE_KINDS = {"error", "error with company", "feedback"}
