"""How many issues have come since a list was shown: what a script asks beside the page (ui.md §6, "New rows")."""

import re

import pytest
from browser import Browser
from culprit_server import wait_for
from people import person

STATEMENTS_MAX = 2


def address(page):
    """Where the page says that a script may ask; None when it says nothing."""
    return next((values["data-news"] for _, values in page.tags if "data-news" in values), None)


def count(browser, page, **headers):
    answer = browser.open(address(page), headers=headers)
    assert answer.status == 200, answer.words[:300]
    assert answer.response.header("Content-Type") == "application/json"
    assert len(answer.response.body) < 100
    return answer.response.json()


def send(project, name, **more):
    project.send({"message": name, "fingerprint": [name], "level": "error", **more})
    return wait_for(lambda: [each for each in project.issues() if each["title"] == name])[0]


@pytest.fixture
def browser(culprit):
    return person(culprit)


def test_issues_that_came_or_came_back_to_the_top_are_counted(browser, project):
    send(project, "old")
    send(project, "top")
    page = browser.open(f"/issues/?project={project.slug}")
    assert count(browser, page) == {"count": 0, "text": ""}
    project.send({"message": "old", "fingerprint": ["old"], "level": "error"})
    wait_for(lambda: count(browser, page)["count"] == 1, what="the one that moved up")
    send(project, "new")
    assert wait_for(lambda: (it := count(browser, page))["count"] == 2 and it) == {"count": 2, "text": "2 new"}
    assert "2개" in count(browser, page, **{"Accept-Language": "ko"})["text"]
    assert count(browser, browser.open(f"/issues/?project={project.slug}"))["count"] == 0, "the list anew has them"


def test_only_what_the_list_would_show_is_counted(browser, project, culprit):
    send(project, "first", environment="production")
    lists = {
        name: browser.open(f"/issues/?project={project.slug}&{query}")
        for name, query in {
            "fatal": "query=level:fatal", "words": "query=second", "tag": "query=region:eu",
            "staging": "environment=staging", "resolved": "query=is:resolved", "mine": "query=assigned:me",
            "first seen": "sort=new", "most events": "sort=freq",
        }.items()
    }
    send(project, "second", environment="staging", tags={"region": "eu"})
    project.send({"message": "first", "fingerprint": ["first"], "environment": "production", "level": "error"})
    expected = {
        "fatal": 0, "words": 1, "tag": 1, "staging": 1, "resolved": 0, "mine": 0, "first seen": 1, "most events": 2,
    }
    for name, number in expected.items():
        wait_for(lambda: count(browser, lists[name])["count"] == number, what=f"{number} of {name}")
    other = culprit.create_project()
    send(other, "elsewhere")
    assert count(browser, lists["first seen"])["count"] == 1, "another project is not meant"


def test_an_empty_list_waits_for_its_first_issue(browser, project):
    page = browser.open(f"/issues/?project={project.slug}")
    assert count(browser, page)["count"] == 0
    send(project, "the first")
    wait_for(lambda: count(browser, page)["count"] == 1)


@pytest.mark.parametrize("query", ["cursor=1785500000000000:7:0", "query=level:%22"], ids=["a later page", "unreadable"])
def test_pages_that_cannot_know_do_not_ask(browser, shared_project, query):
    assert address(browser.open(f"/issues/?project={shared_project.slug}&{query}")) is None


@pytest.mark.parametrize("query", ["", "?since=", "?since=soon", "?since=99999999999999999999", "?since=0&query=level:%22"])
def test_questions_without_sense_are_refused(browser, query):
    assert browser.open("/issues/new-count/" + query).status == 400


def test_strangers_and_other_methods_are_refused(browser, culprit):
    answer = Browser(culprit).open("/issues/new-count/?since=0", follow=False)
    assert answer.status in (302, 303) and "/login/" in answer.response.header("Location")
    assert browser.open("/issues/new-count/?since=0", "POST", b"").status in (400, 403, 405)


@pytest.mark.parametrize("query", ["", "&environment=staging&period=24h", "&query=is:new", "&sort=freq"])
def test_a_question_takes_few_statements(browser, project, query):
    send(project, "counted", environment="staging")
    page = browser.open(f"/issues/?project={project.slug}{query}")
    counts = []
    for _ in range(4):
        timing = browser.open(address(page)).response.header("Server-Timing")
        counts.append(int(re.fullmatch(r'sql;desc="(\d+)"', timing).group(1)))
    assert min(counts) <= STATEMENTS_MAX, counts
