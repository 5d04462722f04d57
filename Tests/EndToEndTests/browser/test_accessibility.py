"""Every page before axe-core, as people see it: wide and narrow, light and dark, in both languages, script on and off.

axe-core is the one that comes in axe-playwright-python. Its verdicts `serious` and `critical` fail.
"""

import importlib.util
import itertools
import json
import os

import pytest
from culprit_server import Culprit
from devtools import Window

# Every two of the four choices meet in one of these.
PAIRS = [(0, 0, 0, 0), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0), (0, 0, 0, 1)]
EVERY = list(itertools.product((0, 1), repeat=4))
OFTEN = ("list", "issue")
# Both colours, both widths, both languages, script on and off: the two ends.
ENDS = [(0, 0, 0, 0), (1, 1, 1, 1)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def axe():
    found = importlib.util.find_spec("axe_playwright_python")
    if not found:
        pytest.fail("no axe-core: pip install --no-deps -r Tests/EndToEndTests/browser/requirements.txt", pytrace=False)
    with open(os.path.join(os.path.dirname(found.origin), "axe.min.js"), encoding="utf-8") as file:
        return file.read()


def findings(window, axe):
    """What axe-core finds serious: rule, what it means, where."""
    window.run(axe + ";0")
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    answer = window.run(f"axe.run(document, {json.dumps(options)}).then((found) => JSON.stringify(found.violations))")
    return [
        (
            each["id"],
            each["help"],
            [node["target"][0] for node in each["nodes"][:3]],
            each["nodes"][0].get("failureSummary"),
        )
        for each in json.loads(answer)
        if each["impact"] in ("serious", "critical")
    ]


def looks(name):
    for narrow, dark, korean, silent in EVERY if name in OFTEN else PAIRS if name in BUSY else ENDS:
        yield {
            "width": (1280, 390)[narrow],
            "height": (900, 844)[narrow],
            "scheme": ("light", "dark")[dark],
            "language": ("en", "ko")[korean],
        }, not silent


BUSY = [
    "list",
    "list-empty",
    "list-problem",
    "issue",
    "event-full",
    "event-raw",
    "events",
    "grouping",
    "merged",
    "hostile",
    "projects",
    "connect",
    "rules",
    "status",
    "help",
    "keys",
    "not-found",
    "no-issue",
]

PAGES = BUSY + [
    "list-selected",
    "event",
    "events-none",
    "tags",
    "tag",
    "activity",
    "grouping-compared",
    "dashboard",
    "dashboard-empty",
    "releases",
    "release",
    "go",
    "go-nothing",
    "new-project",
    "connect-platform",
    "connect-waiting",
    "project",
    "project-keys",
    "project-privacy",
    "project-filters",
    "project-limits",
    "project-retention",
    "regroup",
    "account",
    "password",
    "second-factor",
    "sessions",
    "tokens",
    "identities",
    "team",
    "teams",
    "organization-tokens",
    "sign-on",
    "audit",
]


def test_every_page_of_the_site_is_looked_at(site):
    assert sorted(site.pages) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_finding(site, window, axe, name):
    for look, script in looks(name):
        window.look(**look)
        # axe-core is a script itself, so the page's own is kept away instead of all of them.
        window.tools.call("Network.setBlockedURLs", urls=[] if script else ["*/culprit.*.js"])
        try:
            window.open(site.pages[name])
            assert findings(window, axe) == [], (name, look, script)
        finally:
            window.tools.call("Network.setBlockedURLs", urls=[])


def test_pages_of_people_who_are_not_in_have_no_serious_finding(site, window, axe):
    for name, (path, browser) in site.guest_pages().items():
        window.log_out()
        window.log_in(browser)
        for look, _ in looks(name):
            window.look(**look).open(path)
            assert findings(window, axe) == [], (name, look)


def test_answers_to_forms_have_no_serious_finding(site, window, axe):
    """Pages that only a form leads to: a refused form, the question before deleting, the dry run of a regrouping."""
    for look, _ in looks("answers"):
        window.look(**look)
        window.open(site.pages["issue"])
        window.run("document.querySelector('.actions [name=csrf]').value = 'forged'")
        window.follow(".actions button")
        assert window.run("document.querySelector('.status').textContent") == "403"
        assert findings(window, axe) == [], look
        window.open(site.pages["issue"]).follow("form[action$='/delete/'] button")
        assert window.path.endswith("/delete/")
        assert findings(window, axe) == [], look
        window.open(site.pages["regroup"]).follow("main form button")
        assert findings(window, axe) == [], look


def test_the_set_up_page_has_no_serious_finding(tools, axe):
    with Culprit() as server:
        window = Window(tools, server.base)
        window.log_out()
        for look, _ in looks("set-up"):
            window.look(**look).open("/setup/?code=x")
            assert "/setup/" in window.path
            assert findings(window, axe) == [], look


def test_what_opens_has_no_serious_finding(site, window, axe):
    """Menus, frames, long values and the dialog of keys are looked at, too."""
    window.open(site.pages["issue"])
    window.run("document.querySelectorAll('main details').forEach((each) => { each.open = true })")
    assert findings(window, axe) == []
    window.press("?", "Slash", shift=True)
    assert window.wait("document.querySelector('dialog[open]')")
    assert findings(window, axe) == []
