"""Searching by tags, parts of events and words, and the API's tags (web-api.md §2.6.5, §3), through a kill -9."""

import pytest
from culprit_server import wait_for
from test_api import EVENT

SEARCHES = {
    "region:eu": 1,
    "!region:eu": 1,
    "has:region": 1,
    "release:shop@1.*": 1,
    "release:latest environment:production": 1,
    "runtime.name:CPython": 1,
    "user.email:ada@example.com": 1,
    "http.method:POST": 1,
    "url:https://shop.example/pay": 1,
    "stack.function:pay": 1,
    "stack.filename:*pay.py": 1,
    "error.type:PaymentError": 1,
    "card declined": 1,
    "shop/pay": 1,
    "region:us": 0,
    "release.version:>=1 release.package:shop": 1,
    "release.version:<1": 0,
    "stack.lineno:>0": 1,
    "stack.in_app:true": 1,
    "!has:trace is:for_review": 2,
    "is:linked": 0,
    "message:declined": 1,
    "has:region message:*disk*": 0,
}


@pytest.fixture(scope="module")
def filled(culprit):
    project = culprit.create_project()
    for _ in range(3):
        project.send(EVENT)
    project.send({"message": "nearly out of disk", "level": "warning"})
    return project


@pytest.mark.parametrize("query, count", SEARCHES.items())
def test_searches_find_what_was_just_sent(filled, query, count):
    assert len(filled.issues(query)) == count, query


def test_an_issue_says_its_tags(filled):
    issue = filled.issues("region:eu")[0]
    detail = filled.issue(issue["id"])
    assert {"key": "region", "name": "Region", "totalValues": 3} in detail["tags"]
    values = filled.server.api(f"/issues/{issue['id']}/tags/region/values/", filled.token).json()
    assert [(value["value"], value["count"]) for value in values] == [("eu", 3)]
    assert filled.issues(values[0]["query"])[0]["id"] == issue["id"]
    assert any(tag["key"] == "region" for tag in filled.api("/tags/").json())


def test_tags_are_counted_once_through_kills(fresh_culprit):
    project = fresh_culprit.create_project()
    for _ in range(3):
        for _ in range(5):
            project.send(EVENT)
        fresh_culprit.kill()
        fresh_culprit.start()
    issue = wait_for(lambda: project.issues("region:eu"))[0]
    tag = fresh_culprit.api(f"/issues/{issue['id']}/tags/region/", project.token).json()
    assert (tag["totalValues"], tag["topValues"][0]["count"]) == (15, 15)
