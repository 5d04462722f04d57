"""Claims that many tests make about an answer."""

import re


def assert_cors(response):
    """Browsers read an answer, and the limits in it, only with these headers (protocol §1.3)."""
    assert response.header("Access-Control-Allow-Origin") == "*", response.header_list
    exposed = {name.strip().lower() for name in (response.header("Access-Control-Expose-Headers") or "").split(",")}
    assert {"x-sentry-error", "x-sentry-rate-limits", "retry-after"} <= exposed, response.header_list


def assert_accepted(response, event_id=None):
    """Exactly 200 with a JSON object; with the id, when the envelope had one (protocol §7)."""
    assert response.status == 200, response
    assert (response.header("Content-Type") or "").startswith("application/json"), response.header_list
    assert response.header("Content-Encoding") is None, "answers to SDKs are never compressed"
    assert_cors(response)
    answer = response.json()
    assert isinstance(answer, dict)
    if "id" in answer:
        assert re.fullmatch(r"[0-9a-f]{32}", answer["id"]), answer
    if event_id is not None:
        assert answer == {"id": event_id}
    return answer.get("id")


def assert_refused(response, status, detail=None, cause=None):
    """An error in the protocol's shape: JSON with `detail`, perhaps `causes`, and CORS headers (protocol §2.3)."""
    assert response.status == status, response
    assert_cors(response)
    assert (response.header("Content-Type") or "").startswith("application/json"), response.header_list
    body = response.json()
    assert isinstance(body.get("detail"), str) and body["detail"], body
    assert set(body) <= {"detail", "causes"}, body
    if "causes" in body:
        assert body["causes"] and all(isinstance(each, str) for each in body["causes"]), body
    if detail is not None:
        assert body["detail"].startswith(detail), body
    if cause is not None:
        assert any(cause in each for each in body.get("causes", [])), body


def assert_alive(project):
    """The server still takes an event."""
    project.event(project.send({"message": "still here"}))
