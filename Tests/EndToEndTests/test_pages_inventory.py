"""Every address that a page links to or posts to stands in the inventory of routes, and is served."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from culprit_server import Culprit, wait_for
from people import person
from town import access

PAGES_MAX = 250


def patterns():
    lines = access("--routes").strip().splitlines()
    found = [re.fullmatch(r"([A-Z]+) (\S+)  .+", line).groups() for line in lines]
    return [(method, re.compile(re.sub(r"\\\{\\\}", "[^/]+", re.escape(path.rstrip("/"))) + "/?")) for method, path in found]


def unlisted(asked, listed):
    """Those of (method, path) that have no line."""
    return {each for each in asked if not any(each[0] == method and path.fullmatch(each[1]) for method, path in listed)}


@pytest.fixture(scope="module")
def server():
    with Culprit() as culprit:
        yield culprit


def shape(path):
    """Paths that differ in what they name only are one page."""
    return re.sub(r"/(\d+|[0-9a-f]{32}|[0-9a-f]{64}|p[0-9a-f]{10})(?=/|\.)", "/{}", path)


def crawl(browser, start="/"):
    """Follows every link once for each shape; returns what was linked and posted to, and what did not answer."""
    waiting, seen, asked, broken = [start], set(), set(), []
    while waiting and len(seen) < PAGES_MAX:
        path = waiting.pop(0)
        if shape(path) in seen:
            continue
        seen.add(shape(path))
        page = browser.open(path)
        if page.status != 200:
            broken.append((path, page.status))
        for link in page.links:
            parts = urlsplit(urljoin(page.url, link["href"]))
            if parts.netloc == urlsplit(page.url).netloc and parts.path:
                asked.add(("GET", parts.path))
                waiting.append(parts.path)
        for form in page.forms:
            actions = [form.action, *(button["action"] for button in form.buttons if button["action"])]
            for action in actions:
                asked.add((form.method.upper(), urlsplit(urljoin(page.url, action)).path))
    return asked, broken, len(seen)


def test_every_linked_address_has_a_line_and_answers(server, capsys):
    project = server.create_project()
    project.send({"message": "m", "release": "a@1", "environment": "production", "tags": {"a": "b"}})
    wait_for(lambda: project.issues())
    owner = person(server, "owner")
    person(server, "member")
    asked, broken, pages = crawl(owner)
    with capsys.disabled():
        print(f"\nInventory: {pages} kinds of pages opened, {len(asked)} addresses linked or posted to")
    assert unlisted(asked, patterns()) == set() and broken == []
    assert pages > 30 and len(asked) > 50


def test_a_link_or_form_without_a_line_is_named():
    listed = patterns()
    added = {("GET", "/secrets/12/"), ("POST", "/issues/12/events/"), ("GET", "/issues/12/"), ("POST", "/settings/tokens/")}
    assert unlisted(added, listed) == {("GET", "/secrets/12/"), ("POST", "/issues/12/events/")}
