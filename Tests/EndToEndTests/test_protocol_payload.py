"""Event payloads in every tolerated shape: a wrong type nulls that field and is noted, the event stays (protocol.md
§5, §11, 33–50 and 60–65)."""

import json
import time

import pytest
from agreement import seconds
from checks import assert_accepted, assert_alive
from culprit_server import entry_of, event_envelope, exceptions_of, new_id, tags_of, wait_for

TITLE = "what the event says"


def send_text(project, text, event_id=None):
    """Sends a payload as it is written, which `json.dumps` could not."""
    event_id = event_id or new_id()
    data = json.dumps({"event_id": event_id}).encode() + b'\n{"type":"event"}\n'
    payload = text if isinstance(text, bytes) else text.encode()
    assert_accepted(project.post(data + payload), event_id)
    return event_id


# Text that strict JSON forbids


def test_nan_and_infinity_are_null(shared_project):
    event = shared_project.event(
        send_text(shared_project, '{"message":"numbers","extra":{"a":NaN,"b":Infinity,"c":-Infinity,"d":1}}')
    )
    assert event["title"] == "numbers"
    assert {key: value for key, value in event["context"].items() if value is not None} == {"d": 1}


@pytest.mark.parametrize(
    "text, title",
    [
        (b'{"message":"bad \xff\xfe bytes"}', "bad \ufffd"),
        (b'{"message":"half \\ud83d pair"}', "half \ufffd pair"),
        (b'{"message":"half \\udc1b pair"}', "half \ufffd pair"),
        (b'{"message":"\\ud83d\\udc1b whole pair"}', "\U0001f41b whole pair"),
        (b'{"message":"nul \\u0000 inside"}', "nul"),
        (b'{"message":"cut \xf0\x9f\x90 off"}', "cut \ufffd"),
        (b'{"message":"raw \x01 control"}', "raw"),
    ],
    ids=["bytes", "high half", "low half", "pair", "NUL", "cut", "control"],
)
def test_text_that_is_no_unicode_is_replaced(shared_project, text, title):
    event = shared_project.event(send_text(shared_project, text))
    assert event["title"].startswith(title)
    assert "\0" not in event["title"]


def test_the_last_of_duplicate_keys_wins(shared_project):
    event = shared_project.event(send_text(shared_project, '{"message":"first","message":"second"}'))
    assert event["title"] == "second"


@pytest.mark.parametrize("number", ["1e400", "-1e400", str(2**70), "1" * 400, "0." + "0" * 400 + "1", "-0", "1E+2"])
def test_numbers_of_any_size_are_kept_or_dropped(shared_project, number):
    text = '{"message":"big","extra":{"n":%s},"user":{"id":%s},"tags":{"n":%s}}' % (number, number, number)
    assert shared_project.event(send_text(shared_project, text))["title"] == "big"


@pytest.mark.parametrize("depth", [20, 100, 127])
def test_deep_nesting_within_the_limit_is_kept(shared_project, depth):
    text = '{"message":"deep","extra":{"a":%s1%s}}' % ("[" * (depth - 3), "]" * (depth - 3))
    assert shared_project.event(send_text(shared_project, text))["title"] == "deep"


@pytest.mark.parametrize("opening, closing", [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("depth", [200, 10_000, 100_000])
def test_deep_nesting_beyond_it_costs_only_the_item(shared_project, opening, closing, depth):
    event_id = new_id()
    text = '{"message":"too deep","extra":%s1%s}' % (opening * depth, closing * depth)
    data = json.dumps({"event_id": event_id}).encode() + b'\n{"type":"event"}\n' + text.encode()
    answer = shared_project.post(data)
    assert answer.status in (200, 413), answer
    assert shared_project.event_now(event_id) is None
    assert_alive(shared_project)


# Wrong types

OBJECT, LIST, TEXT, NUMBER, FLAG = {"a": 1}, [1, "b", None], "text", 17, True
FIELDS = {
    "user": [TEXT, NUMBER, LIST, FLAG, []],
    "request": [TEXT, NUMBER, LIST, []],
    "contexts": [TEXT, NUMBER, LIST, []],
    "tags": [TEXT, NUMBER, FLAG, [TEXT], [[TEXT]]],
    "extra": [TEXT, NUMBER, LIST],
    "exception": [TEXT, NUMBER, FLAG, [TEXT]],
    "stacktrace": [TEXT, NUMBER, LIST, {"frames": TEXT}],
    "threads": [TEXT, NUMBER, [TEXT], {"values": OBJECT}],
    "breadcrumbs": [TEXT, NUMBER, [TEXT, NUMBER], {"values": TEXT}],
    "sdk": [TEXT, NUMBER, LIST],
    "release": [OBJECT, LIST],
    "environment": [OBJECT, LIST],
    "dist": [OBJECT, LIST],
    "level": [OBJECT, LIST, TEXT],
    "platform": [OBJECT, LIST, NUMBER],
    "logger": [OBJECT, LIST],
    "server_name": [OBJECT, LIST],
    "timestamp": [OBJECT, LIST, TEXT],
    "fingerprint": [TEXT, NUMBER, OBJECT],
    "modules": [TEXT, LIST, NUMBER],
    "debug_meta": [TEXT, LIST, {"images": TEXT}],
    "transaction": [OBJECT, LIST],
    "culprit": [OBJECT, LIST],
    "errors": [TEXT, NUMBER],
    "_meta": [TEXT, LIST],
    "type": [OBJECT, NUMBER],
    "template": [TEXT, NUMBER],
    "checksum": [OBJECT, NUMBER],
    "spans": [TEXT, OBJECT],
    "received": [TEXT, OBJECT],
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_a_wrong_type_is_dropped_and_the_event_kept(shared_project, field):
    for value in FIELDS[field]:
        event = shared_project.stored({"message": TITLE, "tags": {"kept": "yes"}, field: value})
        assert TITLE in json.dumps(event) or field == "exception", (field, value, event["title"])
        if field != "tags":
            assert tags_of(event).get("kept") == "yes", (field, value)


@pytest.mark.parametrize("field", ["user", "request", "contexts", "breadcrumbs", "sdk", "exception", "fingerprint"])
def test_what_was_dropped_is_noted_on_the_event(shared_project, field):
    event = shared_project.stored({"message": TITLE, field: NUMBER})
    assert event["errors"], f"{field}: nothing in errors"
    assert all(isinstance(error["type"], str) for error in event["errors"])


@pytest.mark.parametrize("field", sorted(FIELDS))
@pytest.mark.parametrize("value", [None, {}, []], ids=["null", "object", "list"])
def test_null_and_empty_are_the_same_as_absent(shared_project, field, value):
    """PHP writes an empty object as `[]`."""
    assert shared_project.stored({"message": TITLE, field: value})["title"] == TITLE


def test_message_and_logentry_of_any_shape(shared_project):
    shapes = [
        ({"message": "plain"}, "plain"),
        ({"message": {"message": "order %s", "params": ["A-17"], "formatted": "order A-17"}}, "order A-17"),
        ({"logentry": {"message": "order %s", "params": ["A-17"]}}, "order A-17"),
        ({"logentry": {"message": "order %(id)s", "params": {"id": 7}}}, "order 7"),
        ({"logentry": {"message": "order {}", "params": ["A-17"]}}, "order A-17"),
        ({"logentry": {"message": "order %d of %s", "params": [3]}}, "order %d of %s"),
        ({"logentry": {"formatted": "only formatted"}}, "only formatted"),
        ({"message": "loses", "logentry": {"formatted": "wins"}}, "wins"),
        ({"sentry.interfaces.Message": {"message": "old name"}}, "old name"),
        ({"message": "  padded  \nsecond line"}, "padded"),
        ({"message": False}, "<unlabeled event>"),
        ({"message": 17}, "17"),
        ({"logentry": {"message": None, "params": [1]}}, "<unlabeled event>"),
        ({}, "<unlabeled event>"),
    ]
    for event, title in shapes:
        assert shared_project.stored(event)["title"] == title, event


# Exceptions

FRAME = {"filename": "a.py", "function": "f", "lineno": 3, "in_app": True}
ONE = {"type": "ShopError", "value": "no more pears", "stacktrace": {"frames": [FRAME]}}


@pytest.mark.parametrize(
    "shape",
    [
        {"values": [ONE]},
        [ONE],
        ONE,
        {"values": [None, ONE]},
        {"values": ONE},
        [None, ONE, None],
        {"values": [ONE], "unknown": 1},
    ],
    ids=["values", "list", "object", "null inside", "values is an object", "list with nulls", "unknown keys"],
)
@pytest.mark.parametrize("name", ["exception", "sentry.interfaces.Exception"])
def test_exceptions_come_in_many_shapes(shared_project, shape, name):
    event = shared_project.stored({name: shape, "platform": "python"})
    assert event["title"] == "ShopError: no more pears" and event["type"] == "error"
    assert [frame["function"] for frame in exceptions_of(event)[-1]["stacktrace"]["frames"]] == ["f"]


@pytest.mark.parametrize(
    "shape",
    [
        {"values": None},
        {"values": [None]},
        {"values": []},
        {"values": [{}]},
        {"values": [{"type": None, "value": None}]},
        [None],
        [[]],
        [[ONE]],
        {"values": [{"stacktrace": {}}]},
        {"values": [{"mechanism": {}}]},
    ],
)
def test_exceptions_of_nothing_leave_the_event(shared_project, shape):
    assert shared_project.stored({"message": TITLE, "exception": shape})["eventID"]


@pytest.mark.parametrize(
    "part, value",
    [
        ("type", 5),
        ("type", ["a"]),
        ("value", 5),
        ("value", {"a": 1}),
        ("value", ["x"]),
        ("value", True),
        ("module", 5),
        ("stacktrace", None),
        ("stacktrace", {}),
        ("stacktrace", []),
        ("stacktrace", {"frames": None}),
        ("stacktrace", {"frames": []}),
        ("stacktrace", {"frames": [None]}),
        ("stacktrace", {"frames": ["text", 5, None, FRAME]}),
        ("stacktrace", "text"),
        ("mechanism", {}),
        ("mechanism", []),
        ("mechanism", "generic"),
        ("mechanism", {"type": 5, "handled": "no", "data": []}),
        ("thread_id", "main"),
        ("thread_id", {}),
        ("raw_stacktrace", 5),
    ],
)
def test_parts_of_an_exception_may_be_wrong(shared_project, part, value):
    event = shared_project.stored({"exception": {"values": [{**ONE, part: value}]}, "tags": {"kept": "yes"}})
    assert len(exceptions_of(event)) == 1 and tags_of(event)["kept"] == "yes"
    if part != "value":
        assert exceptions_of(event)[0]["value"] == "no more pears"


@pytest.mark.parametrize(
    "part, value",
    [
        ("lineno", "12"),
        ("lineno", -1),
        ("lineno", 0),
        ("lineno", None),
        ("lineno", 1e30),
        ("lineno", 10**30),
        ("lineno", []),
        ("colno", "x"),
        ("filename", 5),
        ("filename", None),
        ("abs_path", []),
        ("function", {}),
        ("function", None),
        ("module", 5),
        ("in_app", "yes"),
        ("in_app", 1),
        ("in_app", None),
        ("vars", []),
        ("vars", [1, 2]),
        ("vars", "text"),
        ("vars", {"a": {"b": {"c": [[[[[[1]]]]]]}}}),
        ("pre_context", "text"),
        ("pre_context", [None, 5, {}]),
        ("context_line", 5),
        ("post_context", {}),
        ("instruction_addr", 5),
        ("instruction_addr", "0x"),
        ("instruction_addr", "zz"),
        ("data", []),
        ("platform", 5),
    ],
)
def test_parts_of_a_frame_may_be_wrong(shared_project, part, value):
    frames = [{**FRAME, part: value}, {**FRAME, "function": "last"}]
    event = shared_project.stored({"exception": [{**ONE, "stacktrace": {"frames": frames}}], "platform": "python"})
    kept = exceptions_of(event)[0]["stacktrace"]["frames"]
    assert kept[-1]["function"] == "last" and kept[-1]["lineNo"] == 3
    assert isinstance(kept[0]["inApp"], bool)


@pytest.mark.parametrize(
    "chain",
    [
        [{"exception_id": 1, "parent_id": 1}],
        [{"exception_id": 0, "parent_id": 1}, {"exception_id": 1, "parent_id": 0}],
        [{"exception_id": 0, "parent_id": 99}],
        [{"exception_id": -5, "parent_id": -5}],
        [{"exception_id": 0}, {"exception_id": 0}],
        [{"exception_id": "0", "parent_id": "1"}],
        [{"exception_id": 2**80}],
    ],
    ids=["itself", "circle", "nobody", "negative", "twice", "text", "huge"],
)
def test_parents_in_a_circle_are_no_trap(shared_project, chain):
    values = [
        {"type": "E", "value": str(at), "mechanism": {"type": "chained", **link}} for at, link in enumerate(chain)
    ]
    event = shared_project.stored({"exception": {"values": values}})
    assert len(exceptions_of(event)) == len(chain)


def test_a_thousand_causes_are_bounded(shared_project):
    values = [{"type": f"Cause{number}", "value": "because"} for number in range(999)] + [
        {"type": "Top", "value": "it broke"}
    ]
    event = shared_project.stored({"exception": {"values": values}})
    assert event["title"] == "Top: it broke"


def test_an_exception_of_empty_strings_is_kept(shared_project):
    assert shared_project.stored({"exception": [{"type": "", "value": ""}], "tags": {"kept": "yes"}})["eventID"]


def test_a_stack_trace_without_an_exception(shared_project):
    event = shared_project.stored({"message": TITLE, "stacktrace": {"frames": [FRAME]}, "platform": "python"})
    assert event["title"] == TITLE


# Too much of everything


def test_long_lists_and_texts_are_trimmed_never_refused(shared_project):
    events = {
        "breadcrumbs": {"breadcrumbs": [{"message": f"crumb {number}"} for number in range(5_000)]},
        "tags": {"tags": {f"tag{number}": str(number) for number in range(1_000)}},
        "message": {"message": "m" * 100_000},
        "frames": {
            "exception": [
                {**ONE, "stacktrace": {"frames": [{**FRAME, "lineno": number + 1} for number in range(5_000)]}}
            ]
        },
        "extra": {"extra": {f"key{number}": "v" * 500 for number in range(1_000)}},
        "contexts": {"contexts": {f"context{number}": {"a": "v" * 400} for number in range(1_000)}},
        "modules": {"modules": {f"module{number}": "1.0.0" for number in range(5_000)}},
        "fingerprint": {"fingerprint": [f"part{number}" for number in range(1_000)]},
        "user": {"user": {"id": "i" * 100_000, **{f"k{number}": "v" * 100 for number in range(1_000)}}},
        "vars": {
            "exception": [
                {
                    **ONE,
                    "stacktrace": {"frames": [{**FRAME, "vars": {f"v{number}": "x" * 500 for number in range(1_000)}}]},
                }
            ]
        },
        "headers": {"request": {"url": "http://a/", "headers": {f"H-{number}": "v" * 200 for number in range(2_000)}}},
        "threads": {"threads": [{"id": number, "name": f"thread {number}"} for number in range(5_000)]},
        "images": {
            "debug_meta": {
                "images": [
                    {"type": "elf", "image_addr": hex(number * 4096), "debug_id": new_id()} for number in range(5_000)
                ]
            }
        },
    }
    for name, event in events.items():
        size = len(json.dumps(event))
        assert size < 1024 * 1024, (name, size)
        stored = shared_project.stored({"message": TITLE, **event})
        assert len(json.dumps(stored)) < 1024 * 1024 + 200_000, name
        if name == "breadcrumbs":
            crumbs = entry_of(stored, "breadcrumbs")["values"]
            assert len(crumbs) <= 200 and crumbs[-1]["message"] == "crumb 4999", "the newest are kept"
        if name == "frames":
            frames = exceptions_of(stored)[0]["stacktrace"]["frames"]
            assert len(frames) <= 250 and (frames[0]["lineNo"], frames[-1]["lineNo"]) == (1, 5_000)
        if name == "message":
            assert len(stored["message"]) <= 8_192 + 200 and len(stored["title"]) <= 256
    assert_alive(shared_project)


# Tags


def test_tags_as_pairs_and_objects_of_any_value(shared_project):
    pairs = [
        ["a", "1"],
        ["b", True],
        ["c", 5],
        ["d", None],
        None,
        ["e"],
        "x",
        [None, "f"],
        ["g", {"h": 1}],
        ["k", "2"],
        ["k", "3"],
    ]
    tags = tags_of(shared_project.stored({"message": TITLE, "tags": pairs}))
    assert {key: tags.get(key) for key in "abcdegk"} == {
        "a": "1",
        "b": "True",
        "c": "5",
        "d": None,
        "e": None,
        "g": None,
        "k": "2",
    }
    objects = {
        "a": "1",
        "b": False,
        "c": 5,
        "d": None,
        "e": "",
        "f": [1],
        "g g": "blank",
        "": "no key",
        "long": "v" * 500,
    }
    tags = tags_of(shared_project.stored({"message": TITLE, "tags": objects}))
    assert (tags["a"], tags["b"], tags["c"], tags["g-g"]) == ("1", "False", "5", "blank")
    assert not {"d", "e", "f", ""} & set(tags) and len(tags["long"]) <= 200


@pytest.mark.parametrize("key", ["release", "dist", "user", "filename", "function"])
def test_reserved_tags_are_not_taken_from_clients(shared_project, key):
    event = shared_project.stored({"message": TITLE, "release": "real@1", "tags": {key: "forged", "kept": "yes"}})
    assert tags_of(event).get(key) != "forged" and tags_of(event)["kept"] == "yes"


def test_an_environment_tag_fills_a_missing_environment(shared_project):
    tags = tags_of(shared_project.stored({"message": TITLE, "tags": {"environment": "staging"}}))
    assert tags["environment"] == "staging"


@pytest.mark.parametrize("key", ["🐛", "a\nb", "a b", "k" * 500, "ключ", "a=b", "sentry:release"])
def test_odd_tag_keys_never_break(shared_project, key):
    event = shared_project.stored({"message": TITLE, "tags": {key: "v", "kept": "yes"}})
    assert tags_of(event)["kept"] == "yes"
    assert all(len(name) <= 200 for name in tags_of(event))


def test_derived_tags_are_there(shared_project):
    event = shared_project.stored(
        {
            "level": "warning",
            "logger": "shop",
            "environment": "production",
            "release": "shop@1",
            "server_name": "web-1",
            "transaction": "/pay",
            "user": {"id": "7"},
            "request": {"url": "http://shop.example/pay", "query_string": "a=1"},
            "contexts": {
                "runtime": {"name": "CPython", "version": "3.11.2"},
                "os": {"name": "Linux", "version": "6.1"},
            },
            "exception": [{**ONE, "mechanism": {"type": "flask", "handled": False}}],
        }
    )
    tags = tags_of(event)
    wanted = {
        "level": "warning",
        "logger": "shop",
        "environment": "production",
        "release": "shop@1",
        "server_name": "web-1",
        "transaction": "/pay",
        "user": "id:7",
        "handled": "no",
        "mechanism": "flask",
        "runtime": "CPython 3.11.2",
        "runtime.name": "CPython",
        "os": "Linux 6.1",
        "os.name": "Linux",
    }
    assert {key: tags.get(key) for key in wanted} == wanted
    assert tags["url"].startswith("http://shop.example/pay")
    assert event["tags"] == sorted(event["tags"], key=lambda tag: tag["key"])


# Time

NOW = int(time.time()) - 1000
WRITTEN = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(NOW))


@pytest.mark.parametrize(
    "value, expected",
    [
        (NOW, NOW),
        (NOW + 0.25, NOW + 0.25),
        (str(NOW), NOW),
        (f"{NOW}.5", NOW + 0.5),
        (WRITTEN, NOW),
        (WRITTEN + "Z", NOW),
        (WRITTEN.replace("T", " "), NOW),
        (WRITTEN + ".123456Z", NOW + 0.123456),
        (WRITTEN + ".123456789Z", NOW + 0.123456),
        (WRITTEN + "+00:00", NOW),
        (WRITTEN + "+02:00", NOW - 7200),
        (WRITTEN + ".5+00:30", NOW + 0.5 - 1800),
        (NOW * 1000, NOW),
        (WRITTEN + "z", NOW),
    ],
)
def test_times_are_read_in_every_form(shared_project, value, expected):
    event = shared_project.stored({"message": TITLE, "timestamp": value})
    assert abs(seconds(event["dateCreated"]) - expected) < 0.001, event["dateCreated"]
    assert event["dateCreated"].endswith("Z")


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "yesterday",
        -5,
        0,
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        4102444800,
        1e300,
        "9999-12-31T23:59:59Z",
        "2026-02-30T00:00:00Z",
        [],
        {},
        True,
        "NaN",
        NOW - 200 * 86_400,
        NOW + 7 * 86_400,
        1e18,
        -1e18,
    ],
)
def test_unusable_times_become_the_time_of_receipt(shared_project, value):
    before = time.time()
    event = shared_project.stored({"message": TITLE, "timestamp": value})
    assert before - 2 <= seconds(event["dateCreated"]) <= time.time() + 2, event["dateCreated"]


def test_an_event_of_last_week_keeps_its_time(shared_project):
    """Phones send what they kept while they were off."""
    event = shared_project.stored({"message": TITLE, "timestamp": NOW - 7 * 86_400})
    assert seconds(event["dateCreated"]) == NOW - 7 * 86_400


# Level, platform, release, environment


@pytest.mark.parametrize(
    "value, level",
    [
        ("fatal", "fatal"),
        ("error", "error"),
        ("warning", "warning"),
        ("info", "info"),
        ("debug", "debug"),
        ("warn", "warning"),
        ("ERROR", "error"),
        ("Warning", "warning"),
        ("critical", "fatal"),
        ("log", "info"),
        ("trace", "debug"),
        (50, "fatal"),
        (40, "error"),
        (30, "warning"),
        (20, "info"),
        (10, "debug"),
        (None, "error"),
        ("catastrophe", "error"),
        (7, "error"),
        ({}, "error"),
        ("", "error"),
    ],
)
def test_levels_become_sensible(shared_project, value, level):
    assert tags_of(shared_project.stored({"message": TITLE, "level": value}))["level"] == level


@pytest.mark.parametrize(
    "value, allowed",
    [
        ("python", {"python"}),
        ("commodore64", {"other", "commodore64"}),
        ("", {"other"}),
        (None, {"other"}),
        (5, {"other", "5"}),
        ("x" * 10_000, None),
    ],
)
def test_platforms_are_known_or_other(shared_project, value, allowed):
    platform = shared_project.stored({"message": TITLE, "platform": value})["platform"]
    assert platform in allowed if allowed else len(platform) <= 64


@pytest.mark.parametrize(
    "value, kept",
    [
        ("shop@1.2.3", "shop@1.2.3"),
        (" shop@1 ", "shop@1"),
        ("r" * 200, "r" * 200),
        ("r" * 500, None),
        ("latest", None),
        ("Latest", None),
        ("a/b", None),
        ("a\\b", None),
        ("a\nb", None),
        (".", None),
        ("..", None),
        ("", None),
        (17, "17"),
        ({}, None),
        ("v1 β", "v1 β"),
    ],
)
def test_releases_are_valid_or_dropped(shared_project, value, kept):
    event = shared_project.stored({"message": TITLE, "release": value})
    assert tags_of(event).get("release") == kept
    assert (event["release"] or {}).get("version") == kept


@pytest.mark.parametrize(
    "value, kept",
    [
        ("production", "production"),
        ("Production", "Production"),
        ("", None),
        ("None", None),
        ("none", None),
        ("a/b", None),
        ("e" * 65, None),
        ("..", None),
        (" staging ", "staging"),
        (None, None),
        ([], None),
        ("a\tb", None),
    ],
)
def test_environments_are_valid_or_dropped(shared_project, value, kept):
    assert tags_of(shared_project.stored({"message": TITLE, "environment": value})).get("environment") == kept


# User and request


@pytest.mark.parametrize(
    "user, expected",
    [
        ({"id": 0}, {"id": "0"}),
        ({"id": 4711}, {"id": "4711"}),
        ({"id": True}, {"id": "True"}),
        ({"id": None, "username": "ada"}, {"username": "ada"}),
        ({"id": "7", "email": "a@b.example", "plan": "pro"}, {"id": "7", "email": "a@b.example"}),
        ({"ip_address": "203.0.113.7"}, {"ip_address": "203.0.113.7"}),
        ({"id": "1", "ip_address": "unknown"}, {"id": "1", "ip_address": None}),
        ({"ip_address": "2001:db8::1"}, {"ip_address": "2001:db8::1"}),
        ({"id": "1", "ip_address": 5}, {"id": "1", "ip_address": None}),
        ({"id": "1", "data": []}, {"id": "1"}),
        ({"id": {}, "name": "Ada"}, {"name": "Ada"}),
    ],
)
def test_users_of_many_kinds(shared_project, user, expected):
    found = shared_project.stored({"message": TITLE, "user": user})["user"]
    assert {key: found.get(key) for key in expected} == expected


def test_an_address_with_a_zone_never_breaks(shared_project):
    assert (
        shared_project.stored({"message": TITLE, "user": {"id": "1", "ip_address": "fe80::1%eth0"}})["user"]["id"]
        == "1"
    )


@pytest.mark.parametrize(
    "header, value, first",
    [
        ("X-Forwarded-For", "203.0.113.9, 10.0.0.1, 127.0.0.1", "203.0.113.9"),
        ("X-Forwarded-For", "2001:db8::9", "2001:db8::9"),
        ("X-Forwarded-For", "garbage", None),
        ("X-Forwarded-For", "[2001:db8::9]:443", "2001:db8::9"),
        ("X-Forwarded-For", ",,,", None),
        ("X-Forwarded-For", "203.0.113.9:1234", "203.0.113.9"),
        ("X-Forwarded-For", "a" * 5000, None),
    ],
)
def test_the_address_of_the_client_is_the_first_valid_one_or_the_peers(shared_project, header, value, first):
    event = {"event_id": new_id(), "message": TITLE, "user": {"ip_address": "{{auto}}"}}
    assert_accepted(shared_project.post(event_envelope(event), {header: value}), event["event_id"])
    found = shared_project.event(event["event_id"])["user"]["ip_address"]
    assert found in {first or "127.0.0.1", "127.0.0.1"}, found


REQUESTS = {
    "plain": (
        {"url": "http://shop.example/pay?a=1#top", "method": "post"},
        {"url": "http://shop.example/pay", "method": "POST"},
    ),
    "query with ?": ({"url": "http://a.example/", "query_string": "?a=1&b=%20x"}, {"query": [["a", "1"], ["b", " x"]]}),
    "query as an object": ({"url": "http://a.example/", "query_string": {"a": "1"}}, {"query": [["a", "1"]]}),
    "query as pairs": (
        {"url": "http://a.example/", "query_string": [["a", "1"], ["a", "2"]]},
        {"query": [["a", "1"], ["a", "2"]]},
    ),
    "headers as pairs": (
        {"url": "http://a.example/", "headers": [["host", "a"], ["x-one", "1"]]},
        {"headers": [["Host", "a"], ["X-One", "1"]]},
    ),
    "headers with lists": (
        {"url": "http://a.example/", "headers": {"accept": ["a", "b"]}},
        {"headers": [["Accept", "a,b"]]},
    ),
    "cookies as text": ({"url": "http://a.example/", "cookies": "a=b; c=d"}, {"cookies": [["a", "b"], ["c", "d"]]}),
    "body as an object": ({"url": "http://a.example/", "data": {"a": 1}}, {"data": {"a": 1}}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_requests_in_many_shapes(shared_project, name):
    request, expected = REQUESTS[name]
    entry = entry_of(shared_project.stored({"message": TITLE, "request": request}), "request")
    for key, value in expected.items():
        assert entry[key] == value, (key, entry)


@pytest.mark.parametrize(
    "request_",
    [
        {"url": "http://user:secret@shop.example/", "method": "GET"},
        {"method": "get it"},
        {"method": 5},
        {"url": 5},
        {"url": "/only/a/path"},
        {"headers": "text"},
        {"headers": [None, ["a"], 5, ["b", None]]},
        {"headers": {"a": None, "b": {}}},
        {"cookies": ";;;=;a;=b"},
        {"cookies": 5},
        {"query_string": 5},
        {"query_string": "%%%&=&&a"},
        {"data": "\u0000\u0001\uffff"},
        {"data": [[[[[[[[[[1]]]]]]]]]]},
        {"env": {"REMOTE_ADDR": "nonsense"}},
        {"env": []},
        {"fragment": {}},
        {"url": "http://[::1"},
        {"url": "x" * 100_000},
        {"url": "javascript:alert(1)"},
    ],
)
def test_odd_requests_never_break(shared_project, request_):
    event = shared_project.stored({"message": TITLE, "request": request_})
    assert event["title"] == TITLE
    entry = entry_of(event, "request")
    if entry and entry["url"]:
        assert entry["url"].startswith(("http://", "https://")), "absolute or null (web-api §2.7)"


# Contexts, fingerprint, debug meta


def test_contexts_keep_what_is_an_object(shared_project):
    contexts = {
        "game": {"level": 3},
        "none": None,
        "text": "a",
        "list": [1],
        "my os": {"type": "os", "name": "Linux", "version": "6.1"},
        "a.b": {"c": 1},
        "os": {"name": "BeOS"},
        "empty": {},
    }
    found = shared_project.stored({"message": TITLE, "contexts": contexts})["contexts"]
    assert found["game"]["level"] == 3 and found["os"]["name"] == "BeOS" and found["a.b"]["c"] == 1
    assert not {"none", "text", "list"} & set(found)
    assert all(isinstance(value, dict) for value in found.values())


@pytest.mark.parametrize(
    "value",
    [
        ["{{ default }}", 1, None, {}],
        ["{{default}}"],
        "string",
        [],
        None,
        [None],
        [[]],
        ["a"] * 500,
        ["x" * 100_000],
        [True, 2.5],
        {"a": 1},
    ],
)
def test_fingerprints_of_any_kind_group(shared_project, value):
    assert shared_project.stored({"message": TITLE, "fingerprint": value})["groupID"]


def test_fingerprints_decide_which_events_belong_together(project):
    def issue(**event):
        return project.stored({"platform": "python", **event})["groupID"]

    assert issue(message="one", fingerprint=["pay"]) == issue(message="two", fingerprint=["pay"])
    assert issue(message="one", fingerprint=["pay"]) != issue(message="one", fingerprint=["ship"])
    assert issue(message="one", fingerprint=["{{ default }}"]) == issue(message="one")
    assert issue(message="one", fingerprint=["{{ default }}", "x"]) != issue(message="one")
    assert issue(message="order 1 failed") == issue(message="order 2 failed")
    assert issue(exception=[ONE]) == issue(exception=[{**ONE, "value": "other words"}])
    assert issue(exception=[ONE]) != issue(exception=[{**ONE, "type": "OtherError"}])


@pytest.mark.parametrize(
    "image",
    [
        {"type": "unheard of", "code_id": "1"},
        {"type": "elf", "image_addr": 5},
        {"type": "elf", "image_addr": "0x"},
        {"type": "elf", "image_addr": "ff"},
        {"type": 5},
        None,
        "text",
        {"type": "macho", "debug_id": "nonsense"},
        {"type": "proguard", "uuid": 5},
        {},
    ],
)
def test_debug_images_of_any_kind(shared_project, image):
    event = shared_project.stored({"message": TITLE, "debug_meta": {"images": [image], "sdk_info": 5}})
    assert event["title"] == TITLE


@pytest.mark.parametrize(
    "crumb",
    [
        {},
        None,
        "text",
        5,
        {"timestamp": "never"},
        {"timestamp": -1},
        {"message": {"a": 1}},
        {"level": 99},
        {"data": "text"},
        {"data": []},
        {"category": 5},
        {"type": []},
    ],
)
def test_odd_breadcrumbs_do_not_hide_good_ones(shared_project, crumb):
    crumbs = [crumb, {"message": "good", "category": "ui", "timestamp": NOW}]
    for shape in (crumbs, {"values": crumbs}):
        values = entry_of(shared_project.stored({"message": TITLE, "breadcrumbs": shape}), "breadcrumbs")["values"]
        assert values[-1]["message"] == "good"
        assert all(each["timestamp"] is None or isinstance(each["timestamp"], str) for each in values)


@pytest.mark.parametrize(
    "thread", [{}, None, "text", {"id": {}}, {"stacktrace": 5}, {"stacktrace": {"frames": [None]}}, {"name": 5}]
)
def test_odd_threads_never_break(shared_project, thread):
    threads = [thread, {"id": 1, "current": True, "crashed": True, "stacktrace": {"frames": [FRAME]}}]
    assert shared_project.stored({"message": TITLE, "threads": threads})["title"] == TITLE


# Again, and again


def test_the_same_event_again_is_stored_once_and_answered_200(project):
    """A retry after a lost answer (§11.60)."""
    event = {"event_id": new_id(), "message": "once"}
    for _ in range(3):
        assert_accepted(project.post(event_envelope(event)), event["event_id"])
    assert_accepted(project.store({**event, "message": "other text"}), event["event_id"])
    assert project.event_ids() == [event["event_id"]]
    issues = project.issues()
    assert [(issue["title"], issue["count"]) for issue in issues] == [("once", "1")]


def test_the_same_event_from_many_at_once_is_stored_once(project):
    import threading

    event, answers = {"event_id": new_id(), "message": "raced"}, []
    threads = [
        threading.Thread(target=lambda: answers.append(project.post(event_envelope(event)).status)) for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 16
    assert [issue["count"] for issue in project.issues()] == ["1"]


def test_the_same_id_in_two_projects_is_two_events(culprit, project):
    other, event = culprit.create_project(), {"event_id": new_id(), "message": "mine and yours"}
    project.send(event)
    other.send(event)
    assert project.event(event["event_id"])["projectID"] == project.id
    assert other.event(event["event_id"])["projectID"] == other.id


def test_a_burst_from_many_clients_is_counted_exactly(project):
    import threading

    def send(worker):
        for number in range(25):
            project.send({"message": "burst", "fingerprint": [f"issue {number % 5}"], "user": {"id": f"{worker}"}})

    threads = [threading.Thread(target=send, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    issues = wait_for(
        lambda: [each for each in [project.issues()] if sum(int(i["count"]) for i in each) == 200], what="200 events"
    )[0]
    assert sorted((issue["count"], issue["userCount"]) for issue in issues) == [("40", 8)] * 5
