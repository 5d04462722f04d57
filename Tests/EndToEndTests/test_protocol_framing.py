"""Envelopes in every shape: what frames an item, what breaks one, whose id counts (protocol.md §3, §11, 16–32)."""

import datetime
import json
import time

import pytest
from agreement import seconds
from checks import assert_accepted, assert_alive, assert_refused
from culprit_server import envelope, event_envelope, new_id, tags_of

EVENT = b'{"message":"framed"}'


def head(event_id=None, **more):
    return json.dumps({**({"event_id": event_id} if event_id else {}), **more}).encode()


# Bodies that are accepted: (body with %ID%, is an event stored)

ACCEPTED = {
    "header and nothing": (b'{"event_id":"%ID%"}', False),
    "header and LF": (b'{"event_id":"%ID%"}\n', False),
    "no length, no LF at the end": (b'{"event_id":"%ID%"}\n{"type":"event"}\n' + EVENT, True),
    "no length, LF at the end": (b'{"event_id":"%ID%"}\n{"type":"event"}\n' + EVENT + b"\n", True),
    "length, no LF": (b'{"event_id":"%ID%"}\n{"type":"event","length":20}\n' + EVENT, True),
    "length, LF": (b'{"event_id":"%ID%"}\n{"type":"event","length":20}\n' + EVENT + b"\n", True),
    "CRLF": (b'{"event_id":"%ID%"}\r\n{"type":"event"}\r\n' + EVENT + b"\r\n", True),
    "CRLF and length": (b'{"event_id":"%ID%"}\r\n{"type":"event","length":20}\r\n' + EVENT + b"\r\n", True),
    "blank lines at the end": (b'{"event_id":"%ID%"}\n{"type":"event"}\n' + EVENT + b"\n\n\n\n", True),
    "blanks at the end": (b'{"event_id":"%ID%"}\n{"type":"event","length":20}\n' + EVENT + b"\n  \n\t\n", True),
    "blank line before an item": (b'{"event_id":"%ID%"}\n\n{"type":"event"}\n' + EVENT, True),
    "blanks before the header": (b' \n {"event_id":"%ID%"}\n {"type":"event"}\n' + EVENT, True),
    "byte order mark": (b'\xef\xbb\xbf{"event_id":"%ID%"}\n{"type":"event"}\n' + EVENT, True),
    "unknown header keys": (
        b'{"event_id":"%ID%","foo":{"bar":[1]},"retention":9}\n{"type":"event","x":null}\n' + EVENT,
        True,
    ),
    "duplicate header keys": (
        b'{"event_id":"00000000000000000000000000000001","event_id":"%ID%"}\n{"type":"event"}\n' + EVENT,
        True,
    ),
    "an item of length 0 first": (
        b'{"event_id":"%ID%"}\n{"type":"attachment","length":0}\n\n{"type":"event"}\n' + EVENT,
        True,
    ),
    "an attachment with LF in it": (
        b'{"event_id":"%ID%"}\n{"type":"attachment","length":6,"filename":"a"}\nab\ncd\n\n{"type":"event","length":20}\n'
        + EVENT,
        True,
    ),
    "an unknown item first": (b'{"event_id":"%ID%"}\n{"type":"hologram"}\nwhatever\n{"type":"event"}\n' + EVENT, True),
    "an unknown item with length": (
        b'{"event_id":"%ID%"}\n{"type":"hologram","length":4}\n\0\n\n\xff\n{"type":"event"}\n' + EVENT,
        True,
    ),
    "statsd and an event": (b'{"event_id":"%ID%"}\n{"type":"statsd"}\na@second:1|c\n{"type":"event"}\n' + EVENT, True),
    "an event that is no JSON": (b'{"event_id":"%ID%"}\n{"type":"event"}\nnonsense\n', False),
    "an event that is a list": (b'{"event_id":"%ID%"}\n{"type":"event"}\n[1,2]\n', False),
    "an empty event": (b'{"event_id":"%ID%"}\n{"type":"event"}\n\n', False),
    "an item header at the very end": (b'{"event_id":"%ID%"}\n{"type":"event"}', False),
    "an event nested too deep": (
        b'{"event_id":"%ID%"}\n{"type":"event"}\n{"extra":' + b"[" * 10_000 + b"]" * 10_000 + b"}\n",
        False,
    ),
    "sent_at of nonsense": (b'{"event_id":"%ID%","sent_at":"yesterday"}\n{"type":"event"}\n' + EVENT, True),
    "sent_at of another type": (b'{"event_id":"%ID%","sent_at":{"a":1}}\n{"type":"event"}\n' + EVENT, True),
    "a trace header of nonsense": (b'{"event_id":"%ID%","trace":[1]}\n{"type":"event"}\n' + EVENT, True),
    "an sdk of nonsense": (b'{"event_id":"%ID%","sdk":"python"}\n{"type":"event"}\n' + EVENT, True),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_tolerated_form_is_accepted(shared_project, name):
    data, stored = ACCEPTED[name]
    event_id = new_id()
    assert_accepted(shared_project.post(data.replace(b"%ID%", event_id.encode())), event_id)
    if stored:
        assert shared_project.event(event_id)["title"] == "framed"
    else:
        assert shared_project.event_now(event_id) is None


@pytest.mark.parametrize("data", [b"{}", b"{}\n", b"{}\n\n", b" {} "])
def test_an_envelope_without_an_id_is_answered_with_an_empty_object(shared_project, data):
    answer = shared_project.post(data)
    assert_accepted(answer)
    assert answer.json() == {}


@pytest.mark.parametrize(
    "item, payload",
    [
        (
            "session",
            {
                "sid": "7c7b6585-f901-4351-bf8d-02711b721929",
                "init": True,
                "started": "2026-10-01T10:00:00Z",
                "status": "ok",
                "attrs": {"release": "app@1.0.0"},
            },
        ),
        ("sessions", {"aggregates": [], "attrs": {"release": "a"}}),
        ("client_report", {"discarded_events": [{"reason": "queue_overflow", "category": "error", "quantity": 3}]}),
        (
            "log",
            {
                "items": [
                    {
                        "timestamp": 1790848800.0,
                        "trace_id": "5b8efff798038103d269b633813fc60c",
                        "level": "info",
                        "body": "hello",
                        "attributes": {"a": {"type": "integer", "value": 1}},
                    }
                ]
            },
        ),
        ("hologram", {"a": 1}),
        ("profile_chunk", {}),
        ("replay_event", {}),
        ("span", {}),
        ("user_report", {}),
        ("metric_buckets", []),
        ("feedback", {}),
        ("transaction", {}),
        ("check_in", {}),
        ("", {}),
        ("🐛", {}),
    ],
)
def test_other_item_types_are_answered_with_200(shared_project, item, payload):
    assert_accepted(shared_project.post(envelope(({"type": item, "item_count": 1}, payload))))


# Bodies that are refused

INVALID = "invalid event envelope"
REFUSED = {
    "nothing": (b"", "empty request body", None),
    "only line ends": (b"\n\n\n", None, None),
    "only blanks": (b"   ", None, None),
    "no JSON": (b"hello\nworld\n", INVALID, "invalid envelope header"),
    "a list": (b'[]\n{"type":"event"}\n{}', INVALID, "invalid envelope header"),
    "a string": (b'"a"\n', INVALID, "invalid envelope header"),
    "null": (b"null", INVALID, None),
    "a header cut short": (b'{"event_id":', INVALID, "invalid envelope header"),
    "text after the header": (b'{} x\n{"type":"event"}\n{}', INVALID, "missing newline after header or payload"),
    "an item header of nonsense": (b"{}\nnope\n{}\n", INVALID, "invalid item header"),
    "an item header that is a list": (b"{}\n[]\n{}\n", INVALID, "invalid item header"),
    "an item header without type": (b'{}\n{"length":2}\n{}\n', INVALID, "invalid item header"),
    "a type that is a number": (b'{}\n{"type":5}\n{}\n', INVALID, "invalid item header"),
    "a length beyond the end": (
        b'{}\n{"type":"event","length":5000}\n{"message":"x"}',
        INVALID,
        "unexpected end of file",
    ),
    "a length too small": (
        b'{}\n{"type":"event","length":5}\n{"message":"x"}\n',
        INVALID,
        "missing newline after header or payload",
    ),
    "a length of characters": (
        b'{}\n{"type":"event","length":%d}\n' % len('{"message":"Grüße"}') + '{"message":"Grüße"}\n'.encode(),
        INVALID,
        "missing newline after header or payload",
    ),
    "a negative length": (b'{}\n{"type":"event","length":-1}\n{}\n', INVALID, "invalid item header"),
    "a length of null": (b'{}\n{"type":"event","length":null}\n{}\n', INVALID, "invalid item header"),
    "a length in quotes": (b'{}\n{"type":"event","length":"2"}\n{}\n', INVALID, "invalid item header"),
    "a length with a fraction": (b'{}\n{"type":"event","length":2.5}\n{}\n', INVALID, "invalid item header"),
    "a length of 2^64": (b'{}\n{"type":"event","length":18446744073709551616}\n{}\n', INVALID, None),
    "a length of 2^63-1": (b'{}\n{"type":"event","length":9223372036854775807}\n{}\n', INVALID, None),
    "an event id of nonsense": (b'{"event_id":"xyz"}\n{"type":"event"}\n{}\n', INVALID, None),
    "an event id of 31 digits": (b'{"event_id":"' + b"a" * 31 + b'"}\n', INVALID, None),
    "an event id that is a number": (b'{"event_id":5}\n', INVALID, None),
    "an event id that is empty": (b'{"event_id":""}\n', INVALID, None),
    "a header nested too deep": (b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}\n", INVALID, None),
    "a header of 200 kB": (b'{"a":"' + b"x" * 200_000 + b'"}\n', None, None),
    "501 items": (b"{}\n" + b'{"type":"hologram"}\n{}\n' * 501, INVALID, "too many individual items"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_envelope_is_400_with_the_cause(shared_project, name):
    data, detail, cause = REFUSED[name]
    assert_refused(shared_project.post(data), 400, detail, cause)


def test_500_items_are_taken(shared_project):
    assert_accepted(shared_project.post(b"{}\n" + b'{"type":"hologram"}\n{}\n' * 500))


def test_a_binary_item_without_length_never_breaks(shared_project):
    event_id = new_id()
    data = head(event_id) + b'\n{"type":"attachment"}\n\x00\xff\n\x01{"a"\n\n{"type":"event"}\n' + EVENT
    answer = shared_project.post(data)
    assert answer.status in (200, 400), answer


@pytest.mark.parametrize("second", ["event", "transaction"])
def test_two_of_the_event_class_are_413_or_the_first_counts(shared_project, second):
    event_id = new_id()
    data = envelope(
        ({"type": "event"}, {"message": "first"}),
        ({"type": second}, {"message": "second"}),
        header={"event_id": event_id},
    )
    answer = shared_project.post(data)
    if answer.status == 413:
        assert_refused(answer, 413, "envelope exceeded size limits")
        assert shared_project.event_now(event_id) is None
    else:
        assert_accepted(answer, event_id)
        assert shared_project.event(event_id)["title"] == "first"


def test_what_stands_beside_a_broken_event_is_not_lost(shared_project):
    """An item's content never fails the request (§2.4)."""
    event_id = new_id()
    data = envelope(
        ({"type": "hologram"}, b"\xff\xfe"),
        ({"type": "session"}, b"not json"),
        ({"type": "event"}, {"message": "ok"}),
        ({"type": "client_report"}, b"[]"),
        header={"event_id": event_id},
    )
    assert_accepted(shared_project.post(data), event_id)
    assert shared_project.event(event_id)["title"] == "ok"


# Event ids


@pytest.mark.parametrize(
    "write",
    [
        lambda hex: hex.upper(),
        lambda hex: f"{hex[:8]}-{hex[8:12]}-{hex[12:16]}-{hex[16:20]}-{hex[20:]}",
        lambda hex: f"{hex[:8]}-{hex[8:12]}-{hex[12:16]}-{hex[16:20]}-{hex[20:]}".upper(),
    ],
    ids=["upper case", "dashes", "both"],
)
@pytest.mark.parametrize("place", ["header", "payload"])
def test_event_ids_are_normalised(shared_project, write, place):
    event_id = new_id()
    event, header = {"message": "id"}, {}
    (header if place == "header" else event)["event_id"] = write(event_id)
    data = envelope(({"type": "event"}, event), header=header)
    assert_accepted(shared_project.post(data), event_id)
    assert shared_project.event(event_id)["eventID"] == event_id


def test_the_id_of_the_header_wins(shared_project):
    event_id, other = new_id(), new_id()
    data = envelope(({"type": "event"}, {"event_id": other, "message": "whose id"}), header={"event_id": event_id})
    assert_accepted(shared_project.post(data), event_id)
    shared_project.event(event_id)
    assert shared_project.event_now(other) is None


def test_the_id_of_the_payload_counts_when_the_header_has_none(shared_project):
    """Users look it up by that one (§11.30)."""
    event_id = new_id()
    data = envelope(({"type": "event"}, {"event_id": event_id, "message": "mine"}))
    assert_accepted(shared_project.post(data), event_id)
    shared_project.event(event_id)


def test_an_event_without_any_id_gets_one(shared_project):
    event_id = assert_accepted(shared_project.post(envelope(({"type": "event"}, {"message": "nameless"}))))
    assert event_id and shared_project.event(event_id)["title"] == "nameless"


@pytest.mark.parametrize("nil", ["0" * 32, "00000000-0000-0000-0000-000000000000"])
def test_the_nil_id_is_no_id(shared_project, nil):
    answer = shared_project.post(envelope(({"type": "event"}, {"message": "nil"}), header={"event_id": nil}))
    event_id = assert_accepted(answer)
    assert event_id and event_id != "0" * 32
    shared_project.event(event_id)


# The clock of the client


def test_a_clock_that_is_ten_days_slow_is_corrected(shared_project):
    """sent_at is ten days ago, the event a minute before it: the event is a minute old (§5.5.2)."""
    sent = time.time() - 10 * 86_400
    written = datetime.datetime.fromtimestamp(sent, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    event = {"event_id": new_id(), "message": "slow clock", "timestamp": sent - 60}
    stored = shared_project.stored(event, sent_at=written)
    assert abs(seconds(stored["dateCreated"]) - (time.time() - 60)) < 5


def test_a_clock_that_is_a_minute_off_is_believed(shared_project):
    sent = time.time() - 60
    written = datetime.datetime.fromtimestamp(sent, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    event = {"event_id": new_id(), "message": "fine clock", "timestamp": sent - 30}
    assert abs(seconds(shared_project.stored(event, sent_at=written)["dateCreated"]) - (sent - 30)) < 0.01


@pytest.mark.parametrize(
    "sent_at",
    [
        "1969-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-13-45T00:00:00Z",
        "99999999999999999999",
    ],
)
def test_an_impossible_clock_does_not_move_events_out_of_time(shared_project, sent_at):
    event = {"event_id": new_id(), "message": "impossible clock", "timestamp": time.time() - 5}
    stored = shared_project.stored(event, sent_at=sent_at)
    assert seconds(stored["dateCreated"]) <= time.time() + 61
    assert seconds(stored["dateCreated"]) >= time.time() - 91 * 86_400


# The DSN of the header


def test_a_dsn_of_another_key_is_400(shared_project):
    data = event_envelope({"message": "x"}, dsn=f"http://{'f' * 32}@127.0.0.1/{shared_project.id}")
    assert_refused(shared_project.post(data), 400, INVALID, "public key header mismatch between envelope and request")


def test_a_dsn_of_another_project_is_400(shared_project):
    data = event_envelope({"message": "x"}, dsn=f"http://{shared_project.key}@127.0.0.1/987654")
    assert_refused(shared_project.post(data), 400, INVALID, "project id header mismatch between envelope and request")


@pytest.mark.parametrize(
    "dsn", ["nonsense", "http://", "http://a@b", "ftp://" + "a" * 32 + "@h/1", 5, [], "http://%%%@h/1"]
)
def test_a_dsn_that_is_none_is_400(shared_project, dsn):
    assert_refused(shared_project.post(event_envelope({"message": "x"}, dsn=dsn)), 400, INVALID)


def test_every_cut_of_a_good_envelope_is_answered(shared_project):
    """Truncated at every byte: 200 or 400, never anything else."""
    data = event_envelope({"event_id": new_id(), "message": "cut", "tags": {"a": "b"}}, sent_at="2026-10-01T10:00:00Z")
    for end in range(len(data)):
        answer = shared_project.post(data[:end])
        assert answer.status in (200, 400), (end, answer)


def test_every_changed_byte_of_a_good_envelope_is_answered(shared_project):
    event = {
        "event_id": new_id(),
        "exception": {"values": [{"type": "E", "value": "v", "stacktrace": {"frames": [{}]}}]},
    }
    data = event_envelope(event)
    for at in range(0, len(data), 2):
        for byte in (0x00, 0x0A, 0x22, 0x5C, 0x7B, 0xFF):
            answer = shared_project.post(data[:at] + bytes([byte]) + data[at + 1 :])
            assert answer.status in (200, 400, 413), (at, byte, answer)
    assert_alive(shared_project)


def test_an_envelope_header_may_name_the_sdk(shared_project):
    stored = shared_project.stored({"message": "sdk"}, sdk={"name": "sentry.javascript.browser", "version": "10.0.0"})
    assert stored["sdk"]["name"] == "sentry.javascript.browser" and stored["sdk"]["version"] == "10.0.0"
    assert tags_of(stored)["level"] == "error"
