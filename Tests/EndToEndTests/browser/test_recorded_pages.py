"""Every recorded event on its page: what the API says of it is there to be read (ui.md §4)."""

import html
import re

import pytest


def words(text):
    """As they stand on a page: controls shown as pictures, blanks folded."""
    shown = "".join(chr(0x2400 + ord(each)) if ord(each) < 0x20 and each not in "\t\n\r" else each for each in text)
    return re.sub(r"\s+", " ", shown).strip()


def said(event):
    """Texts of an event that its page must have, as (where, text)."""
    for entry in event["entries"]:
        data = entry["data"]
        if entry["type"] == "exception":
            for exception in data["values"]:
                yield "exception type", exception.get("type")
                yield "exception value", (exception.get("value") or "")[:150]
                for frame in ((exception.get("stacktrace") or {}).get("frames") or [])[-40:]:
                    yield "function", frame.get("function")
                    yield "file", frame.get("filename")
                    for _, line in frame.get("context") or []:
                        yield "source line", (line or "")[:120]
        elif entry["type"] == "message":
            yield "message", (data.get("formatted") or "")[:150]
        elif entry["type"] == "breadcrumbs":
            for crumb in data["values"]:
                yield "breadcrumb", (crumb.get("message") or "")[:150]
                yield "category", crumb.get("category")
        elif entry["type"] == "request":
            yield "method", data.get("method")
            yield "address", data.get("url")
            for name, value in data.get("headers") or []:
                yield "header", name
                yield "header's value", value[:150]
    for tag in event["tags"]:
        if tag["key"] not in ("level", "mechanism", "handled", "user"):
            yield "tag " + tag["key"], tag["value"][:150]
    for name, fields in (event.get("contexts") or {}).items():
        if set(fields) - {"type"}:
            yield "context", name
    for name in event.get("context") or {}:
        yield "additional data", name
    for name in event.get("packages") or {}:
        yield "package", name
    user = event.get("user") or {}
    for key in ("id", "email", "username", "ip_address"):
        yield "user's " + key, user.get(key)


def test_enough_was_recorded_to_look_at(site):
    assert len(site.events) > 100


def test_every_recorded_event_says_on_its_page_what_the_api_says(site):
    missing = []
    for issue, event_id in site.events:
        event = site.server.api(f"/issues/{issue}/events/{event_id}/", site.token).json()
        page = site.session.open(f"/issues/{issue}/events/{event_id}/?view=full")
        assert page.status == 200, (issue, event_id)
        shown = words(html.unescape(re.sub(r"<[^>]*>", "", page.response.text)))
        attributes = words(html.unescape(page.response.text))
        for where, text in said(event):
            if text and words(text) not in shown and words(text) not in attributes:
                missing.append((issue, event["platform"], where, text[:100]))
    assert missing == [], missing[:40]


@pytest.mark.parametrize("ending", ["txt", "md", "json"])
def test_every_recorded_event_may_be_taken_along(site, ending):
    for issue, event_id in site.events:
        answer = site.session.open(f"/issues/{issue}/events/{event_id}.{ending}")
        assert answer.status == 200 and answer.response.body.strip(), (issue, event_id)
        assert "\x1b" not in answer.response.text
        if ending == "md":
            assert answer.response.text.startswith("# ") and len(answer.response.body) < 30_000
