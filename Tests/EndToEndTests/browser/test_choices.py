"""What people choose for themselves, and the ways to what they look for (ui.md §6), with script and without."""

import json

import pytest
from conftest import EMAIL
from culprit_server import new_id, wait_for

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture
def as_usual(site):
    """Puts the account's choices back."""
    yield
    page = site.session.open("/settings/")
    form = next(each for each in page.forms if each.action.endswith("/settings/preferences/"))
    usual = {"zone": "", "language": "", "theme": "auto", "frame-order": "newest"}
    assert site.session.submit(page, form, usual).status == 200


def choose(window, **choices):
    """Fills the form of preferences and saves it."""
    window.open("/settings/")
    for name, value in choices.items():
        found = window.run(
            f"(() => {{ const field = document.getElementById({json.dumps(name.replace('_', '-'))});"
            f" field.value = {json.dumps(value)}; return field.value }})()"
        )
        assert found == value, f"{name} offers no {value}"
    window.follow("form[action$='/settings/preferences/'] button")


@SCRIPT
def test_times_are_told_in_the_zone_of_the_account(site, window, as_usual, script):
    window.look(script=script)
    choose(window, zone="Asia/Seoul")
    assert "Saved." in window.words
    window.open(site.pages["issue"])
    title = window.run("document.querySelector('.event-line time').title")
    assert "KST (UTC+9) · " in title and title.endswith(" UTC")
    said = window.run("document.querySelector('.event-line time').textContent")
    assert said in ("just now",) or said.endswith("ago")
    choose(window, zone="")
    window.open(site.pages["issue"])
    title = window.run("document.querySelector('.event-line time').title")
    assert title.endswith(" UTC") and "·" not in title


@SCRIPT
def test_language_and_colours_are_the_account_s(site, window, as_usual, script):
    window.look(script=script, scheme="light", language="en")
    choose(window, language="ko", theme="dark")
    window.open("/issues/?query=")
    assert window.run("document.documentElement.lang") == "ko"
    assert window.run("getComputedStyle(document.documentElement).colorScheme") == "dark"


@SCRIPT
def test_the_order_of_calls_is_remembered(site, window, as_usual, script):
    window.look(script=script).open(site.pages["issue"] + "?view=full")
    first = "document.querySelectorAll('.exception')[0].querySelector('.function').textContent"
    assert window.run(first) == "pay"
    window.follow("button[name=frame-order][value=oldest]")
    assert window.path == site.pages["issue"] + "?view=full"
    assert window.run(first) == "library_0"
    window.open(site.pages["event-raw"]).follow(".options a[href*='view=full']")
    assert window.run(first) == "library_0", "another page remembers it"
    window.open(site.pages["issue"] + "?view=full&order=newest")
    assert window.run(first) == "pay", "an address may say another"
    window.open(site.pages["issue"] + "?view=full").follow("button[name=frame-order][value=newest]")
    assert window.run(first) == "pay"


def test_choices_that_there_are_not_change_nothing(site):
    page = site.session.open("/settings/")
    form = next(each for each in page.forms if each.action.endswith("/settings/preferences/"))
    for name, value in [
        ("zone", "../../etc/passwd"), ("zone", "Mars/Olympus"), ("language", "fr"), ("theme", "pink"),
        ("frame-order", "sideways"),
    ]:
        assert site.session.submit(page, form, {name: value}).status == 400
    assert site.session.open("/settings/preferences/").status in (404, 405)


@SCRIPT
def test_an_event_says_which_of_all_it_is(site, window, script):
    window.look(script=script).open(site.pages["issue"])
    assert "Event 3 of 3" in window.words
    window.follow("a[rel=prev]")
    assert "Event 2 of 3" in window.words
    window.follow("a[rel=first]")
    assert "Event 1 of 3" in window.words


def test_neighbours_are_fetched_while_somebody_aims(site, window):
    window.open(site.pages["issue"])
    link = "document.querySelector('a[rel=prev]')"
    address = window.run(link + ".href")
    before = window.requests.count(address)
    place = window.run(f"(({link}).getBoundingClientRect().toJSON())")
    window.tools.call(
        "Input.dispatchMouseEvent", type="mouseMoved", x=place["x"] + 5, y=place["y"] + 5, buttons=0
    )
    wait_for(lambda: window.requests.count(address) > before, 5, what="a request ahead")
    assert window.complaints == []
    window.follow("a[rel=prev]")
    assert "Event 2 of 3" in window.words


@SCRIPT
def test_an_id_leads_to_its_page(site, window, script):
    window.look(script=script)
    short = site.server.api(f"/issues/{site.rich}/", site.token).json()["shortId"]
    places = {
        short: f"/issues/{site.rich}/",
        short.lower(): f"/issues/{site.rich}/",
        site.older_event: f"/issues/{site.rich}/events/{site.older_event}/",
        "shop@1.4.2": "/releases/shop%401.4.2/",
    }
    for text, path in places.items():
        window.open("/go/")
        window.run(f"document.getElementById('go-text').value = {json.dumps(text)}")
        window.follow("#go button")
        assert window.path == path, text
    window.open(f"/go/?q={new_id()}")
    assert "Nothing has this name or id" in window.words
    window.follow("[role=alert] a")
    assert window.path.startswith("/issues/?query=")


def test_a_palette_offers_what_was_open_last(site, window):
    window.open("/help/").run("sessionStorage.clear()")
    window.open(site.pages["issue"]).open("/releases/shop@1.4.2/").open("/help/")
    window.press("g").press("g")
    assert window.wait("document.querySelector('dialog.go[open]')")
    assert window.run("document.activeElement.name") == "q"
    links = "[...document.querySelectorAll('dialog.go li')].filter((each) => !each.hidden)"
    assert window.run(links + ".length") == 2
    for letter in "payment":
        window.press(letter)
    assert window.run(links + ".length") == 1
    window.mark()
    window.run(links + "[0].querySelector('a').click()")
    window.settle()
    assert window.path == site.pages["issue"]
    window.log_out()
    window.open("/login/")
    assert window.run("sessionStorage.getItem('recent')") == "[]", "nobody else finds it"


@SCRIPT
def test_ticked_issues_are_archived_and_put_back(site, window, script):
    project = site.server.create_project()
    for name in ("one", "two"):
        project.send({"message": f"ticked {name}", "fingerprint": [name]})
    wait_for(lambda: len(project.issues()) == 2)
    window.look(script=script).open(f"/issues/?project={project.slug}")
    window.run("document.querySelectorAll('.list input[type=checkbox]').forEach((each) => { each.checked = true })")
    window.follow(".bulk button[value=archive]")
    assert "2 issues archived" in window.words and "ticked one" not in window.run(
        "document.querySelector('main').innerText.split('\\n').slice(3).join()"
    )
    window.follow(".notice button")
    assert "ticked one" in window.words and "ticked two" in window.words


@SCRIPT
def test_an_issue_is_assigned_and_spoken_about(site, window, script):
    project = site.server.create_project()
    project.send({"message": "assigned"})
    issue = wait_for(lambda: project.issues())[0]["id"]
    window.look(script=script).open(f"/issues/{issue}/")
    if script:
        window.press("a")
        assert window.run("document.activeElement.name") == "assignee"
    window.run(
        "(() => { const field = document.querySelector('select[name=assignee]');"
        f" field.value = [...field.options].find((each) => each.text.includes({json.dumps(EMAIL.split('@')[0])})).value }})()"
    )
    window.follow("button[value=assign]")
    assert "ada" in window.run("document.querySelector('.facts').innerText")
    window.run("document.querySelector('.comment textarea').value = 'It is the <b>cache</b>.'")
    window.follow(".comment button")
    assert "It is the <b>cache</b>." in window.words


@SCRIPT
def test_a_search_is_saved_and_given_up(site, window, script):
    name = "mine " + new_id()[:6]
    window.look(script=script).open("/issues/?query=level:error")
    if script:
        window.press("s")
        assert window.run("document.activeElement.id") == "search-name"
    window.run(f"document.getElementById('search-name').value = {json.dumps(name)}")
    window.follow(".saving form button")
    assert name in window.run("document.querySelector('.tabs').innerText")
    window.follow(".saving button")
    assert name not in window.run("document.querySelector('.tabs').innerText")


def test_the_keyboard_alone_finds_resolves_and_undoes(site, window):
    """Tab and Enter, no single keys: the first stop of a page leads past its bar, a row is opened, a button pressed."""
    project = site.server.create_project()
    project.send({"message": "by keyboard"})
    wait_for(lambda: project.issues())
    window.open(f"/issues/?project={project.slug}")

    def strike(key, code, **more):
        for kind in ("keyDown", "keyUp"):
            extra = more if kind == "keyDown" else {}
            window.tools.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **extra
            )

    def tab_to(condition, stops=80):
        for _ in range(stops):
            strike("Tab", 9)
            assert window.run("document.activeElement !== document.body"), "the focus is lost"
            if window.run(f"((it) => {condition})(document.activeElement)"):
                return
        raise AssertionError(f"no stop with {condition}")

    def enter():
        window.mark()
        strike("Enter", 13, text="\r")
        window.settle()

    strike("Tab", 9)
    assert window.run("document.activeElement.className") == "skip"
    tab_to("it.matches('.what > a')")
    assert window.run("getComputedStyle(document.activeElement, '::after').outlineStyle") == "solid", "visible"
    enter()
    assert "by keyboard" in window.words
    tab_to("it.value === 'resolve'")
    enter()
    assert "1 issue resolved" in window.words
    tab_to("Boolean(it.closest('.notice'))")
    enter()
    assert "1 issue put back" in window.words or "reopened" in window.words


@pytest.mark.parametrize("name", ["list", "issue", "dashboard", "release", "account", "audit", "project-keys"])
def test_headings_are_in_order(site, window, name):
    """What a screen reader lists: one h1, and no level left out on the way down."""
    window.open(site.pages[name])
    levels = window.run(
        "[...document.querySelectorAll('h1, h2, h3, h4')].filter((each) => each.checkVisibility())"
        ".map((each) => Number(each.tagName[1]))"
    )
    assert levels.count(1) == 1 and levels[0] == 1, levels
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels
    nameless = window.run(
        "[...document.querySelectorAll('a')].filter((each) => !each.textContent.trim()"
        " && !each.getAttribute('aria-label')).length"
    )
    assert nameless == 0
