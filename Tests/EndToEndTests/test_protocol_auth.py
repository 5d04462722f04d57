"""Who may send: the places of credentials, refusals, addresses and CORS (protocol.md §1, §2, §11, 1 and 8–15)."""

import base64
import json

import pytest
from checks import assert_accepted, assert_alive, assert_cors, assert_refused
from culprit_server import Culprit, envelope, event_envelope, new_id

MESSAGE = {"message": "who sent me"}


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


def body():
    event_id = new_id()
    return event_id, event_envelope({**MESSAGE, "event_id": event_id})


# Where credentials may sit

HEADERS = {
    "X-Sentry-Auth": lambda key: {"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_client=a/1.0, sentry_key={key}"},
    "no blanks after commas": lambda key: {
        "X-Sentry-Auth": f"Sentry sentry_version=7,sentry_client=a/1,sentry_key={key}"
    },
    "any order, unknown pairs": lambda key: {"X-Sentry-Auth": f"Sentry sentry_key={key}, foo=bar, sentry_version=7"},
    "lower-case word": lambda key: {"X-Sentry-Auth": f"sentry sentry_version=7, sentry_key={key}"},
    "with secret and time": lambda key: {
        "X-Sentry-Auth": f"Sentry sentry_timestamp=1795400542, sentry_client=go, sentry_version=7, "
        f"sentry_key={key}, sentry_secret={'0' * 32}"
    },
    "version missing": lambda key: {"X-Sentry-Auth": f"Sentry sentry_key={key}"},
    "version 2.0": lambda key: {"X-Sentry-Auth": f"Sentry sentry_version=2.0, sentry_key={key}"},
    "version 5": lambda key: {"X-Sentry-Auth": f"Sentry sentry_version=5, sentry_key={key}"},
    "no Sentry word": lambda key: {"X-Sentry-Auth": f"sentry_version=7, sentry_key={key}"},
    "trailing comma": lambda key: {"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={key},"},
    "header name in capitals": lambda key: {"X-SENTRY-AUTH": f"Sentry sentry_key={key}"},
    "Authorization: Sentry": lambda key: {"Authorization": f"Sentry sentry_version=7, sentry_key={key}"},
    "Authorization: Basic": lambda key: {"Authorization": basic(f"{key}:")},
    "Authorization: Basic with password": lambda key: {"Authorization": basic(f"{key}:whatever")},
    "key with a suffix": lambda key: {"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={key}.no-cache"},
}


@pytest.mark.parametrize("address", ["envelope", "store"])
@pytest.mark.parametrize("place", HEADERS)
def test_a_key_in_a_header_is_accepted(shared_project, address, place):
    event_id, data = body()
    if address == "store":
        data = json.dumps({**MESSAGE, "event_id": event_id}).encode()
    path = f"/api/{shared_project.id}/{address}/"
    answer = shared_project.post(data, HEADERS[place](shared_project.key), path, auth=False)
    assert_accepted(answer, event_id)
    shared_project.event(event_id)


@pytest.mark.parametrize("address", ["envelope", "store"])
@pytest.mark.parametrize(
    "query",
    [
        "sentry_key={key}&sentry_version=7&sentry_client=sentry.javascript.browser%2F10.0.0",
        "sentry_version=7&sentry_key={key}",
        "sentry_key={key}",
        "foo=1&sentry_key={key}&bar=%F0%9F%90%9B",
    ],
)
def test_a_key_in_the_query_is_accepted(shared_project, address, query):
    event_id, data = body()
    if address == "store":
        data = json.dumps({**MESSAGE, "event_id": event_id}).encode()
    path = f"/api/{shared_project.id}/{address}/?{query.format(key=shared_project.key)}"
    assert_accepted(shared_project.post(data, path=path, auth=False), event_id)
    shared_project.event(event_id)


@pytest.mark.parametrize(
    "dsn",
    [
        "http://{key}@127.0.0.1:{port}/{id}",
        "https://{key}@errors.example.com/{id}",
        "http://{key}:secret@127.0.0.1/{id}",
    ],
)
def test_the_dsn_in_the_envelope_header_is_accepted_alone(shared_project, dsn):
    """Tunnels forward bodies without any other credentials (§2.1)."""
    event_id = new_id()
    text = dsn.format(key=shared_project.key, id=shared_project.id, port=shared_project.server.port)
    data = event_envelope({**MESSAGE, "event_id": event_id}, dsn=text)
    assert_accepted(shared_project.post(data, {"Content-Type": "text/plain"}, auth=False), event_id)
    shared_project.event(event_id)


def test_two_places_that_agree_are_accepted(shared_project):
    event_id, data = body()
    path = f"/api/{shared_project.id}/envelope/?sentry_key={shared_project.key}&sentry_version=7"
    assert_accepted(shared_project.post(data, path=path), event_id)


def test_a_header_that_agrees_with_the_dsn_is_accepted(shared_project):
    event_id = new_id()
    data = event_envelope({**MESSAGE, "event_id": event_id}, dsn=shared_project.dsn.text)
    assert_accepted(shared_project.post(data), event_id)


# Refusals

OTHER_KEY = "f" * 32


def auth(value):
    return {"X-Sentry-Auth": value}


REFUSALS = {
    "no key in the header": (auth("Sentry sentry_version=7"), 401, "bad x-sentry-auth header", None),
    "header of nonsense": (auth("nonsense"), 401, "bad x-sentry-auth header", None),
    "empty header": (auth(""), 401, None, None),
    "key of 31 characters": (
        auth(f"Sentry sentry_key={'a' * 31}"),
        400,
        "bad sentry DSN public key",
        "invalid project key",
    ),
    "key of 33 characters": (
        auth(f"Sentry sentry_key={'a' * 33}"),
        400,
        "bad sentry DSN public key",
        "invalid project key",
    ),
    "an unknown key": (
        auth(f"Sentry sentry_key={OTHER_KEY}"),
        403,
        "event submission rejected with_reason: ProjectId",
        None,
    ),
    "version 8": (auth("Sentry sentry_version=8, sentry_key={key}"), 400, "unsupported protocol version (8)", None),
}


@pytest.mark.parametrize("address", ["envelope", "store"])
@pytest.mark.parametrize("case", REFUSALS)
def test_bad_credentials_are_refused_in_the_protocols_words(shared_project, address, case):
    headers, status, detail, cause = REFUSALS[case]
    headers = {name: value.replace("{key}", shared_project.key) for name, value in headers.items()}
    data = body()[1] if address == "envelope" else json.dumps(MESSAGE).encode()
    answer = shared_project.post(data, headers, f"/api/{shared_project.id}/{address}/", auth=False)
    assert_refused(answer, status, detail, cause)


def test_store_without_credentials_is_401(shared_project):
    assert_refused(shared_project.store(MESSAGE, auth=False), 401, "missing authorization information")


@pytest.mark.parametrize(
    "data",
    [
        b"x",
        b"{}\n",
        b'{"event_id":"' + b"a" * 32 + b'"}\n{"type":"event"}\n{}',
        b"\xff\xfe",
        b'{"dsn":5}\n',
        b'{"dsn":"nonsense"}\n',
    ],
)
def test_an_envelope_without_any_credentials_is_401(shared_project, data):
    assert_refused(shared_project.post(data, auth=False), 401, "bad envelope authentication header")


def test_an_empty_envelope_without_credentials_is_4xx(shared_project):
    answer = shared_project.post(b"", auth=False)
    assert answer.status in (400, 401)
    assert_cors(answer)


def test_two_places_that_disagree_are_401(shared_project):
    path = f"/api/{shared_project.id}/envelope/?sentry_key={OTHER_KEY}&sentry_version=7"
    assert_refused(shared_project.post(body()[1], path=path), 401, "multiple authorization payloads detected")


def test_a_key_of_another_project_is_403(culprit, shared_project):
    other = culprit.create_project()
    answer = other.post(body()[1], {"X-Sentry-Auth": shared_project.auth}, auth=False)
    assert_refused(answer, 403, "event submission rejected with_reason: ProjectId")


def test_an_unknown_project_is_403_like_a_deleted_one(shared_project):
    answer = shared_project.post(body()[1], path="/api/987654321/envelope/")
    assert_refused(answer, 403, "event submission rejected with_reason: ProjectId")


@pytest.mark.parametrize("version", ["abc", "", "-1", "99999999999999999999999", "7.7.7"])
def test_odd_protocol_versions_never_break(shared_project, version):
    header = f"Sentry sentry_version={version}, sentry_key={shared_project.key}"
    answer = shared_project.post(body()[1], auth(header), auth=False)
    assert answer.status in (200, 400, 401), answer
    assert_cors(answer)


@pytest.mark.parametrize(
    "make",
    [
        lambda key: f"Sentry sentry_key={key.upper()}",
        lambda key: "Sentry sentry_key=" + "".join(f"%{ord(letter):02x}" for letter in key),
        lambda key: f'Sentry sentry_key="{key}"',
        lambda key: f"Sentry sentry_key={key}, sentry_key={key}",
        lambda key: f"Sentry sentry_key={key}, sentry_key={OTHER_KEY}",
        lambda key: f"Sentry sentry_key={'é' * 16}",
        lambda key: f"Sentry sentry_key={key}.a.b.c",
        lambda key: "Sentry ,,,=,sentry_key",
        lambda key: "Sentry " + "a=b," * 4000,
    ],
    ids=[
        "upper case",
        "percent escapes",
        "quotes",
        "twice",
        "twice, different",
        "not ASCII",
        "suffixes",
        "commas",
        "long",
    ],
)
def test_odd_keys_match_or_are_refused(shared_project, make):
    header = make(shared_project.key).encode().decode("latin-1")
    answer = shared_project.post(body()[1], auth(header), auth=False)
    assert answer.status in (200, 400, 401, 403, 431), answer


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 30, "1.5", "%31x", "+1"])
@pytest.mark.parametrize("address", ["envelope", "store"])
def test_project_ids_that_are_no_numbers_are_400(shared_project, number, address):
    answer = shared_project.post(body()[1], path=f"/api/{number}/{address}/")
    assert_refused(answer, 400, "bad project path parameter")


def test_a_deleted_key_is_403_within_a_second(culprit, project):
    from culprit_server import wait_for

    project.send(MESSAGE)
    token = culprit.create_token("--scope", "project:admin", "--scope", "project:write", "--scope", "project:read")
    address = f"/projects/{project.organization}/{project.slug}/keys/{project.key}/"
    answer = culprit.api(address, token, "DELETE")
    assert answer.status == 204, answer
    wait_for(lambda: project.post(body()[1]).status == 403, timeout=1, what="403 for a deleted key")
    assert_refused(project.post(body()[1]), 403, "event submission rejected with_reason: ProjectId")


# Addresses


@pytest.mark.parametrize(
    "path",
    [
        "/api/{id}/envelope/",
        "/api/{id}/envelope",
        "//api//{id}//envelope//",
        "//api//{id}/envelope",
        "/api/{id}/envelope/?a=b",
        "/api/0{id}/envelope/",
    ],
)
def test_every_form_of_the_envelope_address_is_served_not_redirected(shared_project, path):
    event_id, data = body()
    if "0{id}" in path:
        answer = shared_project.post(data, path=path.format(id=shared_project.id))
        assert answer.status in (200, 400), answer
        return
    assert_accepted(shared_project.post(data, path=path.format(id=shared_project.id)), event_id)
    shared_project.event(event_id)


@pytest.mark.parametrize(
    "path", ["/api/{id}/store/", "/api/{id}/store", "//api/{id}//store/", "/api/store/", "/api/store"]
)
def test_every_form_of_the_store_address_is_served(shared_project, path):
    event_id = new_id()
    answer = shared_project.store({**MESSAGE, "event_id": event_id}, path=path.format(id=shared_project.id))
    assert_accepted(answer, event_id)
    shared_project.event(event_id)


def test_a_server_under_a_prefix_serves_what_its_dsn_says():
    """Routes are relative to the public base URL (§1.1)."""
    with Culprit(arguments=["--public-url", "http://errors.example.com/errors"]) as server:
        dsn = server.dsn
        assert dsn.text.startswith("http://") and "@errors.example.com/errors/" in dsn.text
        for path in (f"/errors/api/{dsn.project}/envelope/", f"/api/{dsn.project}/envelope/"):
            event_id, data = body()
            assert_accepted(server.request("POST", path, data, {"X-Sentry-Auth": dsn.auth()}), event_id)


# CORS and methods


@pytest.mark.parametrize(
    "path", ["/api/{id}/envelope/", "/api/{id}/store/", "/api/{id}/envelope", "/api/999999/envelope/"]
)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://shop.example"},
        {
            "Origin": "https://shop.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,x-sentry-auth,sentry-trace,baggage",
        },
        {"Origin": "null"},
    ],
    ids=["bare", "origin", "preflight", "null origin"],
)
def test_options_is_answered_for_every_browser_without_credentials(shared_project, path, headers):
    answer = shared_project.server.request("OPTIONS", path.format(id=shared_project.id), headers=headers)
    assert answer.status == 200 and answer.body == b"", answer
    assert answer.header("Access-Control-Allow-Origin") == "*"
    assert "POST" in answer.header("Access-Control-Allow-Methods")
    allowed = {name.strip().lower() for name in answer.header("Access-Control-Allow-Headers").split(",")}
    assert {"x-sentry-auth", "content-type", "authorization", "content-encoding", "x-requested-with"} <= allowed
    assert int(answer.header("Access-Control-Max-Age")) > 0
    assert answer.header("Access-Control-Allow-Credentials") is None


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_other_methods_on_the_envelope_address_are_405(shared_project, method):
    answer = shared_project.server.request(method, f"/api/{shared_project.id}/envelope/")
    assert answer.status == 405, answer
    assert_cors(answer)


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "file://",
        "capacitor://localhost",
        "chrome-extension://abc",
        "https://a.example",
        "nonsense",
        "http://[::1]:3000",
    ],
)
@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_any_origin_may_send(shared_project, origin, header):
    event_id, data = body()
    assert_accepted(shared_project.post(data, {header: origin}), event_id)


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain;charset=UTF-8",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/x-sentry-envelope",
        "nonsense",
        "",
    ],
)
@pytest.mark.parametrize("address", ["envelope", "store"])
def test_the_content_type_is_ignored(shared_project, content_type, address):
    event_id, data = body()
    if address == "store" and content_type != "application/x-sentry-envelope":
        data = json.dumps({**MESSAGE, "event_id": event_id}).encode()
    headers = [("X-Sentry-Auth", shared_project.auth)]
    if content_type is not None:
        headers.append(("Content-Type", content_type))
    path = f"/api/{shared_project.id}/{address}/"
    assert_accepted(shared_project.server.bare_request("POST", path, headers, data), event_id)


# The legacy store address


def test_store_takes_base64_of_zlib_and_of_json(shared_project):
    import zlib

    for pack in (lambda data: base64.b64encode(zlib.compress(data)), base64.b64encode, lambda data: b" \n" + data):
        event_id = new_id()
        data = pack(json.dumps({**MESSAGE, "event_id": event_id}).encode())
        assert_accepted(shared_project.store(data), event_id)
        shared_project.event(event_id)


def test_store_makes_an_id_when_there_is_none(shared_project):
    event_id = assert_accepted(shared_project.store(MESSAGE))
    assert event_id
    shared_project.event(event_id)


@pytest.mark.parametrize(
    "data, detail",
    [
        (b"", "empty request body"),
        (b"{", "invalid JSON data"),
        (b'{"message": }', "invalid JSON data"),
        (b"%%%%", None),
        (b"[1]", None),
        (b'{"event_id": "xyz", "message": "a"}', None),
    ],
)
def test_a_store_body_that_cannot_be_read_is_400(shared_project, data, detail):
    assert_refused(shared_project.store(data), 400, detail)


def test_store_by_get_answers_with_a_pixel(shared_project):
    from urllib.parse import quote

    event_id = new_id()
    data = quote(base64.b64encode(json.dumps({**MESSAGE, "event_id": event_id}).encode()))
    path = f"/api/{shared_project.id}/store/?sentry_version=7&sentry_key={shared_project.key}&sentry_data={data}"
    answer = shared_project.server.request("GET", path)
    assert answer.status == 200 and answer.header("Content-Type") == "image/gif", answer
    assert answer.body.startswith(b"GIF89a")
    shared_project.event(event_id)


def test_store_takes_an_envelope_when_it_says_so(shared_project):
    event_id, data = body()
    answer = shared_project.store(data, {"Content-Type": "application/x-sentry-envelope"})
    assert_accepted(answer, event_id)


def test_a_store_body_beyond_one_mebibyte_is_413(shared_project):
    answer = shared_project.store({"message": "x", "extra": {"a": "y" * (1024 * 1024 + 10)}})
    assert_refused(answer, 413)


def test_nothing_of_all_this_hurt_the_server(shared_project):
    assert_alive(shared_project)
    assert shared_project.post(envelope()).status == 200
