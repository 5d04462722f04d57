"""What the script does in place: actions without another page, what has come behind a button (ui.md §6)."""

import pytest
from culprit_server import wait_for

STAYS = "window.stays = 'yes'"
ROWS = "[...document.querySelectorAll('.list tbody tr')]"


def send(project, *names):
    for name in names:
        project.send({"message": name, "fingerprint": [name]})
    wait_for(lambda: {each["title"] for each in project.issues()} >= set(names))


@pytest.fixture
def project(site):
    return site.server.create_project()


@pytest.fixture
def issue(project):
    """The number of an issue of its own."""
    send(project, "in place")
    return project.issues()[0]["id"]


def stays(window):
    return window.run("window.stays") == "yes"


def status(site, issue):
    return site.server.api(f"/issues/{issue}/", site.token).json()["status"]


def test_an_issue_is_resolved_and_put_back_without_another_page(site, window, issue):
    window.open(f"/issues/{issue}/")
    window.run(STAYS)
    before = window.run("history.length")
    window.follow("button[value=resolve]")
    assert stays(window) and "1 issue resolved" in window.words
    assert window.path.startswith(f"/issues/{issue}/?notice=did:resolved") and window.run("history.length") == before
    assert status(site, issue) == "resolved"
    said = "[...document.querySelectorAll('[role=status]')].map((each) => each.textContent).join()"
    assert "1 issue resolved" in window.run(said), "it is read out"
    window.follow(".notice button")
    assert stays(window) and "1 issue put back" in window.words and status(site, issue) == "unresolved"
    assert window.complaints == []


def test_the_page_of_an_action_does_all_that_the_first_one_did(site, window):
    window.open(site.pages["issue"])
    window.run(STAYS)
    window.run("document.querySelector('.frames details').open = true")
    window.run("document.querySelector('.comment textarea').value = 'half a thou'")
    opened = "[...document.querySelectorAll('.frames details')].map((each) => each.open).join()"
    before = window.run(opened)
    window.follow("button[value=bookmark]")
    assert stays(window)
    assert window.run(opened) == before, "what was unfolded is"
    assert window.run("document.querySelector('.comment textarea').value") == "half a thou"
    assert window.run("document.querySelectorAll('.along button').length") == 2
    window.press("f")
    assert window.run("[...document.querySelectorAll('.frames details')].every((each) => each.open)")
    window.follow("button[value=unbookmark]")
    assert stays(window) and window.complaints == []


def test_after_an_action_of_a_list_the_next_row_is_looked_at(window, project):
    send(project, *(f"row {letter}" for letter in "abcdefghijkl"))
    window.look(height=400).open(f"/issues/?project={project.slug}")
    window.run(STAYS)
    window.press("j").press("j").press("j")
    window.run("scrollBy(0, 40)")
    place, following = window.run("scrollY"), window.run(ROWS + "[3].querySelector('.what > a').pathname")
    window.mark().press("e").settle()
    assert stays(window) and "1 issue archived" in window.words
    assert window.run(ROWS + ".length") == 11
    assert window.run("document.activeElement.pathname") == following
    assert window.run(ROWS + "[2].classList.contains('here')")
    assert abs(window.run("scrollY") - place) <= 1
    box = window.run("document.querySelector('.notice').getBoundingClientRect().toJSON()")
    assert 0 <= box["top"] and box["bottom"] <= 400, "the way back is in sight"
    window.follow(".notice button")
    assert stays(window) and window.run(ROWS + ".length") == 12


def test_the_focus_stays_on_a_button_that_is_still_there(window, project):
    send(project, "one", "two")
    window.open(f"/issues/?project={project.slug}")
    window.run("document.querySelector('.list input[type=checkbox]').checked = true")
    window.run("document.querySelector('.bulk [value=archive]').focus()")
    window.follow(".bulk [value=archive]")
    assert window.run("document.activeElement.value") == "archive"
    window.run("document.querySelector('.notice button').focus()")
    window.follow(".notice button")
    assert window.run("document.activeElement.tagName") == "MAIN"


def test_an_action_that_leads_elsewhere_goes_there(window, issue):
    window.open(f"/issues/{issue}/events/oldest/")
    window.run(STAYS)
    window.follow("button[value=resolve]")
    wait_for(lambda: window.path.startswith(f"/issues/{issue}/?notice="))
    assert not stays(window) and "1 issue resolved" in window.words


def test_where_nothing_can_be_fetched_the_form_is_sent_as_ever(site, window, issue):
    window.open(f"/issues/{issue}/")
    window.run(STAYS)
    window.run("window.fetch = () => Promise.reject(new TypeError('down')); 0")
    window.follow("button[value=resolve]")
    assert not stays(window) and "1 issue resolved" in window.words
    assert status(site, issue) == "resolved"


def test_a_refusal_is_shown_as_the_page_that_it_is(window, issue):
    window.open(f"/issues/{issue}/")
    window.run("document.querySelector('.actions [name=csrf]').value = 'forged'")
    window.follow(".actions button")
    assert window.run("document.querySelector('.status').textContent") == "403"


def test_what_has_come_waits_behind_a_button(window, project):
    send(project, "old")
    window.open(f"/issues/?project={project.slug}")
    path = window.path
    look = "document.dispatchEvent(new Event('visibilitychange'))"
    assert window.run("document.querySelector('.news').childElementCount") == 0
    place = window.run(ROWS + "[0].getBoundingClientRect().top")
    send(project, "new one", "new two")
    window.run(look)
    assert window.wait("document.querySelector('.news button')?.textContent") == "2 new"
    assert window.run("document.querySelector('.news').getAttribute('role')") == "status"
    assert window.run(ROWS + ".length") == 1, "nothing comes by itself"
    assert window.run(ROWS + "[0].getBoundingClientRect().top") == place, "and nothing moves"
    send(project, "new three")
    window.run(look)
    window.wait("document.querySelector('.news').textContent === '3 new'")
    assert window.run("document.querySelector('.news').getAttribute('aria-live')") == "off", "it is read out once"
    window.mark().press(".", "Period").settle()
    assert window.path == path and window.run(ROWS + ".length") == 4
    assert window.run("document.querySelector('.news').childElementCount") == 0
    window.run(look)
    assert window.complaints == []


def test_without_script_no_button_waits(window, project):
    send(project, "old")
    window.look(script=False).open(f"/issues/?project={project.slug}")
    assert window.run("document.querySelector('.news').textContent") == ""
    assert window.run("document.querySelector('.news').getBoundingClientRect().height") == 0


def test_the_mark_of_a_row_follows_the_focus(window, project):
    send(project, "one", "two", "three")
    window.open(f"/issues/?project={project.slug}")
    window.press("j")
    window.run(ROWS + "[2].querySelector('.what > a').focus()")
    assert window.run(ROWS + ".map((each) => each.classList.contains('here')).join()") == "false,false,true"
    window.press("x")
    assert window.run(ROWS + "[2].querySelector(':checked') !== null")


def test_a_dsn_is_copied_by_a_key(site, window):
    window.tools.call(
        "Browser.grantPermissions", origin=site.base, permissions=["clipboardReadWrite", "clipboardSanitizedWrite"]
    )
    window.open("/projects/")
    window.run("navigator.clipboard.writeText('')")
    window.press("y")
    assert window.wait("document.querySelector('.toast').textContent") == "Copied"
    assert window.run("navigator.clipboard.readText()") == window.run("document.querySelector('input.dsn').value")
