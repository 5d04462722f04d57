"""Layout and inertness of every page: 320 px to 4K, hostile text, what the console says, what a visit weighs."""

import gzip
import http.client

import pytest
from culprit_server import wait_for
from hostile import HOSTILE

WIDTHS = {320: 640, 390: 844, 1280: 900, 3840: 2160}
KILOBYTE = 1024


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways_and_no_console_complains(site, window, width):
    window.look(width=width, height=WIDTHS[width])
    for name, address in site.pages.items():
        window.open(address)
        assert window.run("document.documentElement.scrollWidth") <= width, name
        assert window.run("document.title").endswith("· Culprit"), name
        complaints = [each for each in window.complaints if "404 (Not Found)" not in each]
        assert complaints == [], name


@pytest.mark.parametrize("width", [390, 640, 1280])
def test_text_may_be_spaced(site, window, width):
    """WCAG 1.4.12: the spacing that people set for themselves; 640 px are what 200 % leave of 1280 (1.4.4)."""
    window.look(width=width)
    for name in ("list", "issue", "events", "help", "keys"):
        window.open(site.pages[name])
        window.run(
            "const sheet = new CSSStyleSheet(); sheet.replaceSync('* { line-height: 1.5 !important;"
            " letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');"
            "document.adoptedStyleSheets = [sheet]"
        )
        assert window.run("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", [390, 1280])
def test_hostile_text_stays_text_and_in_its_place(site, window, width, script):
    address = f"/issues/{site.hostile}/"
    title = f"query=%22document.title%22&project={site.hostile_project.slug}"
    window.look(width=width, script=script)
    for path in (
        address,
        address + "?view=full",
        address + "?view=raw",
        address + "events/",
        address + "grouping/",
        address + "merged/",
        f"/issues/?project={site.hostile_project.slug}&query=",
        f"/issues/?{title}",
        address + "events/?query=%3Cscript%3Edocument.title='owned'%3C/script%3E",
    ):
        window.open(path)
        assert "owned" not in window.run("document.title").split("·")[-1]
        assert window.run("document.title") != "owned"
        assert window.run("document.documentElement.scrollWidth") <= width, path
        assert window.run("document.querySelectorAll('script').length") == 1, path
        assert window.run("document.querySelectorAll('img, iframe, object, embed, base, style').length") == 0, path
        assert window.run("document.querySelectorAll('[onerror], [onload], [onclick], [style]').length") == 0, path
        links = window.run("[...document.querySelectorAll('a')].map((each) => each.protocol)")
        assert set(links) <= {"http:", "https:"}, path
        assert window.complaints == [], path


def test_hostile_text_cannot_push_other_text_around(site, window):
    """Marks of writing direction end where the text of the sender ends."""
    window.open(f"/issues/?project={site.hostile_project.slug}&query=")
    row = "document.querySelector('.list tbody tr')"
    assert window.run(f"getComputedStyle({row}).direction") == "ltr"
    assert window.run(f"{row}.getBoundingClientRect().height") < 120
    assert window.run(f"{row}.querySelector('.id').getBoundingClientRect().left") < 400


def test_a_page_of_500_frames_is_there_soon(site, window):
    window.open(f"/issues/{site.hostile}/?view=full")
    assert window.run("document.querySelectorAll('.frame').length") >= 250
    assert len(HOSTILE["exception"]["values"][0]["stacktrace"]["frames"]) == 500


def test_pages_print_what_is_folded(site, window):
    window.open(site.pages["issue"])
    window.tools.call("Emulation.setEmulatedMedia", media="print")
    assert not window.run("document.querySelector('.top').checkVisibility()")
    assert window.run("document.querySelector('.exception').checkVisibility()")
    window.look()


def test_the_account_s_choice_of_colours_is_the_scheme(site, window):
    ground = "getComputedStyle(document.body).backgroundColor"
    seen = {}
    for scheme in ("light", "dark"):
        window.look(scheme=scheme).open("/help/")
        seen[scheme] = window.run(ground)
        for theme in ("light", "dark"):
            window.run(f"document.documentElement.dataset.theme = '{theme}'")
            assert (window.run("getComputedStyle(document.documentElement).colorScheme")) == theme
    assert seen["light"] != seen["dark"]


# What a visit weighs (ui.md §7)


def packed(site, path):
    """Bytes on the wire, for a browser that takes gzip."""
    connection = http.client.HTTPConnection("127.0.0.1", site.server.port, timeout=30)
    cookies = "; ".join(f"{name}={value}" for name, value in site.session.cookies.items())
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Cookie": cookies})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, path
    assert answer.getheader("Content-Encoding") == "gzip" or len(body) < 1_500, (path, len(body))
    assert answer.getheader("Content-Encoding") != "gzip" or gzip.decompress(body)
    return len(body)


@pytest.fixture(scope="module")
def heavy(site):
    """An issue with 60 frames and 100 breadcrumbs, the way frameworks fill them."""
    frames = [
        {
            "function": f"handle_{number}",
            "filename": f"shop/module_{number % 9}.py",
            "lineno": number * 7 + 1,
            "in_app": number % 3 == 0,
            "abs_path": f"/srv/app/shop/module_{number % 9}.py",
            "pre_context": [f"    value_{line} = prepare(order, {line * number})" for line in range(5)],
            "context_line": f"    return self.handlers[{number}](request, *arguments)",
            "post_context": [f"    log.debug('after %s', {line})" for line in range(5)],
            "vars": {"request": f"<Request {number}>", "order": {"id": f"A-{number}"}, "retries": str(number)},
        }
        for number in range(60)
    ]
    crumbs = [
        {
            "timestamp": 1_785_596_000 + number,
            "category": "query",
            "message": f"SELECT * FROM orders WHERE id = {number * 37}",
        }
        for number in range(100)
    ]
    project = site.server.create_project()
    project.send(
        {
            "exception": {"values": [{"type": "Heavy", "value": "so much", "stacktrace": {"frames": frames}}]},
            "breadcrumbs": crumbs,
            "platform": "python",
        }
    )
    return wait_for(lambda: project.issues())[0]["id"]


def test_an_issue_of_60_frames_and_100_breadcrumbs_is_light(site, heavy):
    assert packed(site, f"/issues/{heavy}/") <= 25 * KILOBYTE


def test_a_list_of_50_issues_is_light(site):
    assert packed(site, "/issues/?query=") <= 12 * KILOBYTE


def test_a_first_visit_is_30_kb_in_4_requests(site, window):
    window.tools.call("Network.clearBrowserCache")
    window.open("/issues/?query=")
    asked = [each.removeprefix(site.base) for each in window.requests]
    assert len(asked) <= 4, asked
    weights = {path: packed(site, path.split("#")[0]) for path in asked}
    assert sum(weights.values()) <= 30 * KILOBYTE, weights
    by_kind = {path.rsplit(".", 1)[-1].split("#")[0]: weight for path, weight in weights.items() if "/public/" in path}
    assert set(by_kind) == {"css", "js", "svg"}, weights
    assert by_kind["css"] <= 10 * KILOBYTE, weights
    assert by_kind["js"] <= 8 * KILOBYTE, weights
    assert by_kind["svg"] <= 2 * KILOBYTE, weights
