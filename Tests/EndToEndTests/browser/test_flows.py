"""What people do on the pages (ui.md §6, §10), with script and without."""

import json

import pytest
from culprit_server import wait_for

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture
def fresh(site):
    """An issue of its own, with two events."""
    project = site.server.create_project()
    for number in (1, 2):
        project.send({"message": "fresh", "extra": {"number": number}, "fingerprint": ["fresh"]})
    return wait_for(lambda: project.issues())[0]["id"]


@SCRIPT
def test_an_issue_is_found_resolved_undone_and_read(site, window, fresh, script):
    window.look(script=script)
    window.open("/issues/?query=fresh")
    window.follow(f".list a[href='/issues/{fresh}/']")
    assert window.path == f"/issues/{fresh}/"
    window.follow("button[value=resolve]")
    assert "1 issue resolved" in window.words
    window.follow(".notice button")
    assert "1 issue put back" in window.words
    window.follow("a[rel=prev]")
    assert "/events/" in window.path and "fresh" in window.words
    window.follow(".along a[href$='.txt']")
    assert "fresh" in window.words
    assert window.complaints == []


@SCRIPT
def test_the_way_through_views_of_a_stack_is_by_links(site, window, script):
    window.look(script=script).open(site.pages["issue"])
    assert "library_3" not in window.words
    window.follow(".options a[href*='view=full']")
    assert "library_3" in window.words
    window.follow(".options a[href*='view=raw']")
    assert "Traceback (most recent call last)" in window.words
    window.open(site.pages["issue"] + "?thread=2")
    assert "library_1" in window.words and "PaymentError" in window.words


@SCRIPT
def test_breadcrumbs_are_chosen_by_kind_without_asking_the_server(site, window, script):
    window.look(script=script).open(site.pages["issue"])
    assert "step 63" in window.words and "step 64" in window.words
    window.click(".kinds .only-problems")
    assert "step 63" in window.words and "step 64" not in window.words
    window.click(".kinds .only-problems").click(".kinds .kind-click")
    assert "step 63" not in window.words and "step 64" in window.words


def test_events_are_filtered_and_opened(site, window):
    window.open(f"/issues/{site.rich}/events/?query=shop@1.4&environment=production")
    assert window.run("document.querySelectorAll('.events tbody tr').length") == 3
    window.open(f"/issues/{site.rich}/events/?query=nothing+like+it")
    assert "No event matches" in window.words
    window.open(f"/issues/{site.rich}/events/")
    window.follow(f".events a[href*='{site.rich_event}']")
    assert "PaymentError" in window.words


def test_keys_move_select_open_and_go_back(site, window):
    window.open("/issues/?query=")
    window.press("j").press("j").press("k").press("x")
    assert window.run("document.querySelector('.list tbody tr:first-child :checked') !== null")
    assert window.run("document.activeElement.closest('tr') === document.querySelector('.list tbody tr')")
    window.mark()
    window.press("o").settle()
    assert window.path.startswith("/issues/") and not window.path.startswith("/issues/?")
    window.mark()
    window.press("u").settle()
    assert window.path.startswith("/issues/?")


def test_keys_act_on_an_issue(site, window, fresh):
    window.open(f"/issues/{fresh}/")
    window.mark()
    window.press("r").settle()
    assert "1 issue resolved" in window.words
    window.mark()
    window.press("r").settle()
    assert "1 issue reopened" in window.words
    window.mark()
    window.press("h").settle()
    assert "/events/" in window.path
    window.mark()
    window.press("L", shift=True).settle()
    assert window.path == f"/issues/{fresh}/events/latest/"


def test_keys_go_to_pages_and_to_the_search(site, window):
    window.open("/help/")
    window.mark()
    window.press("g").press("p").settle()
    assert window.path == "/projects/"
    window.press("/", "Slash")
    assert window.run("document.activeElement.type") == "search"
    window.press("g").press("i")
    assert window.path == "/projects/", "keys that are typed are text"


def test_keys_work_on_a_korean_keyboard(site, window):
    window.open("/issues/?query=")
    window.press("ㅓ", "KeyJ")
    assert window.run("document.querySelector('.list tbody tr:first-child').classList.contains('here')")


def test_frames_open_all_at_once(site, window):
    window.open(site.pages["issue"])
    window.press("f")
    assert window.run("[...document.querySelectorAll('.frames details')].every((each) => each.open)")
    window.press("f")
    assert not window.run("[...document.querySelectorAll('.frames details')].some((each) => each.open)")


def test_the_keys_are_shown_as_a_dialog_and_turned_off_on_their_page(site, window):
    window.open("/issues/?query=")
    window.press("?", "Slash", shift=True)
    assert window.wait("document.querySelector('dialog[open]')")
    assert "Resolve or reopen" in window.run("document.querySelector('dialog').innerText")
    window.press("j")
    assert not window.run("document.querySelector('.here')"), "keys rest behind a dialog"
    window.open("/help/keys/").follow("main form button")
    assert "Single keys are off" in window.words
    window.open("/issues/?query=").press("j")
    assert not window.run("document.querySelector('.here')")
    window.open("/help/keys/").follow("main form button")
    assert "Single keys are on" in window.words


def test_a_stack_is_copied_by_a_button_and_by_a_key(site, window):
    window.tools.call(
        "Browser.grantPermissions", origin=site.base, permissions=["clipboardReadWrite", "clipboardSanitizedWrite"]
    )
    window.open(site.pages["issue"])
    window.run("navigator.clipboard.writeText('')")
    window.press("y")
    assert window.wait("document.querySelector('.toast').textContent") == "Copied"
    assert "PaymentError: card declined" in window.run("navigator.clipboard.readText()")
    buttons = "[...document.querySelectorAll('.along button')]"
    assert window.run(buttons + ".map((each) => each.textContent)") == ["Copy stack trace", "Copy for a coding agent"]
    window.run("navigator.clipboard.writeText('')")
    window.run(buttons + "[1].click()")
    assert wait_for(lambda: window.run("navigator.clipboard.readText()")).startswith("# PaymentError: card declined")


def test_shift_and_click_selects_what_is_between(site, window):
    window.open("/issues/?query=")
    boxes = "[...document.querySelectorAll('.list input[type=checkbox]')]"
    window.run(boxes + "[1].click()")
    window.run(boxes + "[4].dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }))")
    assert window.run(boxes + ".filter((each) => each.checked).length") == 4


@pytest.mark.parametrize("name", ["page.html", "screen shot.png"])
def test_attachments_are_downloads_that_no_browser_runs(site, name):
    page = site.session.open(f"/issues/{site.rich}/")
    answer = site.session.open(page.link(name)["href"])
    assert answer.status == 200
    headers = answer.response
    plain = name.replace(" ", "%20")
    assert headers.header("Content-Disposition") == f"attachment; filename=\"{name}\"; filename*=UTF-8''{plain}"
    assert headers.header("Content-Type") == "application/octet-stream"
    assert headers.header("X-Content-Type-Options") == "nosniff"
    assert "sandbox" in headers.header("Content-Security-Policy")
    assert "default-src 'none'" in headers.header("Content-Security-Policy")


def test_only_pictures_are_previewed(site, window):
    page = site.session.open(f"/issues/{site.rich}/")
    html = site.session.open(page.link("page.html")["href"] + "?preview=1")
    assert html.status == 404
    window.open(site.pages["issue"])
    window.run("document.querySelector('.files details').open = true")
    window.run("document.querySelector('img.picture').scrollIntoView()")
    assert window.wait("document.querySelector('img.picture').naturalWidth") == 40
    assert window.complaints == []


@pytest.mark.parametrize(
    "path", ["attachments/" + "a" * 64, "attachments/../x", "attachments/", "more/x", "attachments/x/y"]
)
def test_attachments_that_are_not_there_are_404(site, path):
    assert site.session.open(f"/issues/{site.rich}/events/{site.rich_event}/{path}/").status == 404


def test_an_event_comes_as_json_text_and_markdown(site):
    address = f"/issues/{site.rich}/events/{site.rich_event}"
    kinds = {"json": "application/json", "txt": "text/plain; charset=utf-8", "md": "text/plain; charset=utf-8"}
    for ending, kind in kinds.items():
        for name in (site.rich_event, "latest"):
            answer = site.session.open(f"/issues/{site.rich}/events/{name}.{ending}")
            assert answer.status == 200 and answer.response.header("Content-Type") == kind
            assert "card declined" in answer.response.text
    assert json.loads(site.session.open(address + ".json").response.body)["event_id"] == site.rich_event
    assert site.session.open(f"/issues/{site.rich}/events/{'a' * 32}.md").status == 404
    assert site.session.open(address + ".html").status == 404


def test_error_pages_help(site, window):
    missing = site.session.open("/nowhere/")
    assert missing.status == 404 and missing.link("search all issues")
    refused = site.session.open("/help/", "POST", b"")
    assert refused.status == 405 and refused.link("open this address") and refused.response.header("Allow")
    forged = site.session.open("/issues/", "POST", b"csrf=x", {"Content-Type": "application/x-www-form-urlencoded"})
    assert forged.status == 403 and "Nothing was changed" in forged.words
