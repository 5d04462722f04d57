"""How many SQL statements a page takes, as the server tells (ui.md §7: 6 at most)."""

import re

import pytest

import kinds
from culprit_server import envelope, new_id
from people import person

STATEMENTS_MAX = 6
# The event that an attachment and a user's words came with.
ACCOMPANIED = new_id()


def statements(browser, path):
    """Of the best of some visits: what is remembered for everybody is looked up by the first, and anew after a change,
    which other tests make meanwhile on the same server."""
    counts = []
    for _ in range(4):
        page = browser.open(path)
        assert page.status == 200, page.words[:300]
        counts.append(int(re.fullmatch(r'sql;desc="(\d+)"', page.response.header("Server-Timing")).group(1)))
    return min(counts)


@pytest.fixture(scope="module")
def filled(culprit):
    """A project with 120 issues of 3 events each; something came with the last event."""
    project = culprit.create_project()
    for number in range(360):
        event = {
            "event_id": ACCOMPANIED if number == 359 else new_id(),
            "level": "error", "platform": "python", "release": f"shop@1.{number % 5}.0",
            "environment": "production" if number % 2 else "staging", "user": {"id": str(number)},
            "tags": {"region": ["eu", "us"][number % 2]},
            "exception": {"values": [{"type": f"Error{number % 120}", "value": "something broke"}]},
        }
        if event["event_id"] != ACCOMPANIED:
            project.send(event)
    report = {"type": "user_report"}, kinds.user_report(ACCOMPANIED)
    answer = project.post(envelope(
        ({"type": "event"}, event), kinds.attachment(ACCOMPANIED), report, header={"event_id": ACCOMPANIED}))
    assert answer.status == 200, answer
    return project


def project_events(project, issue):
    answer = project.server.api(f"/issues/{issue['id']}/events/", project.token)
    return [each["eventID"] for each in answer.json()]


@pytest.mark.parametrize("query", ["", "&sort=freq&period=24h", "&query=region%3Aeu", "&query=broke", "&environment=staging"])
def test_the_issue_list_takes_few_statements(culprit, filled, query):
    browser = person(culprit)
    assert statements(browser, f"/issues/?project={filled.slug}{query}") <= STATEMENTS_MAX


def test_a_later_page_of_the_list_takes_few_statements(culprit, filled):
    browser = person(culprit)
    first = browser.open(f"/issues/?project={filled.slug}")
    later = re.search(r'rel="next" href="([^"]+)"', first.response.text).group(1).replace("&amp;", "&")
    assert statements(browser, later) <= STATEMENTS_MAX


def test_a_later_page_by_events_takes_few_statements(culprit, filled):
    browser = person(culprit)
    first = browser.open(f"/issues/?project={filled.slug}&sort=freq")
    later = re.search(r'rel="next" href="([^"]+)"', first.response.text).group(1).replace("&amp;", "&")
    assert statements(browser, later) <= STATEMENTS_MAX


@pytest.mark.parametrize("path", ["/dashboard/", "/dashboard/?period=30d", "/releases/", "/releases/shop%401.1.0/"])
def test_figures_and_releases_take_few_statements(culprit, filled, path):
    assert statements(person(culprit), path) <= STATEMENTS_MAX


@pytest.mark.parametrize("part", ["events/", "tags/", "tags/region/", "activity/"])
def test_what_belongs_to_an_issue_takes_few_statements(culprit, filled, part):
    browser = person(culprit)
    issue = filled.issues()[-1]
    assert statements(browser, f"/issues/{issue['id']}/{part}") <= STATEMENTS_MAX


def test_an_issue_takes_few_statements(culprit, filled):
    browser = person(culprit)
    for issue in filled.issues()[:3]:
        assert statements(browser, f"/issues/{issue['id']}/") <= STATEMENTS_MAX
        assert statements(browser, f"/issues/{issue['id']}/events/oldest/") <= STATEMENTS_MAX
        # One in the middle is looked up, unpacked, and its neighbours are looked for on either side.
        middle = project_events(filled, issue)[1]
        assert statements(browser, f"/issues/{issue['id']}/events/{middle}/") <= STATEMENTS_MAX + 3


def test_what_came_with_an_event_takes_one_statement(culprit, filled):
    browser = person(culprit)
    issue = filled.event(ACCOMPANIED)["groupID"]
    text = browser.open(f"/issues/{issue}/").response.text
    assert "notes.txt" in text and "It broke." in text
    assert statements(browser, f"/issues/{issue}/") <= STATEMENTS_MAX
    assert statements(browser, f"/issues/{issue}/events/{ACCOMPANIED}/") <= STATEMENTS_MAX + 3


def test_what_is_refused_does_not_say_what_it_took(culprit, filled):
    browser = person(culprit)
    assert browser.open("/issues/999999/").response.header("Server-Timing") is None
