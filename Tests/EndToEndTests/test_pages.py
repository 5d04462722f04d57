"""The pages as a browser without script sees them: set-up, log-in, list, issue, forms and what guards them (ui.md)."""

import json
import re

import pytest
from browser import Browser, credentials
from culprit_server import new_id, wait_for

EMAIL, PASSWORD = "ada@example.com", "violet harbour under seven moons"
CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.fixture(scope="module")
def user(culprit):
    """A browser that is logged in; made by the command line, beside the running server."""
    email = f"{new_id()[:8]}@example.com"
    culprit.create_user(email, PASSWORD, "--role", "admin")
    browser = Browser(culprit)
    page = browser.log_in(email, PASSWORD)
    assert page.status == 200, page.words[:500]
    return browser


@pytest.fixture
def issue(project):
    """An issue of its own."""
    project.send(
        {
            "platform": "python",
            "release": "shop@1.4.2",
            "environment": "production",
            "transaction": "/pay",
            "exception": {
                "values": [
                    {
                        "type": "PaymentError",
                        "value": "card declined",
                        "mechanism": {"type": "flask", "handled": False},
                        "stacktrace": {
                            "frames": [
                                {"filename": "flask/app.py", "function": "dispatch", "lineno": 1, "in_app": False},
                                {
                                    "filename": "shop/pay.py",
                                    "function": "pay",
                                    "lineno": 7,
                                    "in_app": True,
                                    "context_line": "    raise PaymentError(order)",
                                    "vars": {"order": "'A-17'"},
                                },
                            ]
                        },
                    }
                ]
            },
            "tags": {"region": "eu"},
            "user": {"id": "4711", "email": "customer@example.com"},
            "extra": {"attempt": 2},
            "request": {"url": "https://shop.example/pay", "method": "POST", "headers": {"User-Agent": "curl/8"}},
            "breadcrumbs": [{"category": "ui.click", "message": "button.pay"}],
            "contexts": {"runtime": {"name": "CPython", "version": "3.11"}},
        }
    )
    return wait_for(lambda: project.issues())[0]


def assert_guarded(page):
    """Headers that every page carries, and markup that needs no exception from them."""
    policy = page.response.header("Content-Security-Policy")
    assert policy, f"no CSP on {page.url}"
    found = {
        name: value for name, _, value in (part.strip().partition(" ") for part in policy.split(";") if part.strip())
    }
    assert {name: found.get(name) for name in CSP} == CSP, policy
    assert page.response.header("X-Content-Type-Options") == "nosniff"
    assert not page.handlers, f"event handlers on {page.url}: {page.handlers}"
    assert not page.styled, f"inline style on {page.url}: {page.styled}"
    assert all(source and source.startswith("/") for source in page.scripts), f"inline script on {page.url}"


# First user


def test_the_first_user_is_made_by_the_link_that_was_printed(fresh_culprit):
    browser, link = Browser(fresh_culprit), fresh_culprit.setup_link
    page = browser.open(link)
    assert page.status == 200
    assert_guarded(page)
    form = page.form_with(kind="password")
    after = browser.submit(page, form, credentials(form, EMAIL, PASSWORD))
    assert after.status == 200, after.words[:500]
    if any(each.named("password") for each in after.forms):
        after = browser.log_in(EMAIL, PASSWORD)
    assert_guarded(after)
    assert browser.open("/issues/").status == 200

    again = Browser(fresh_culprit).open(link)
    assert (
        not again.form_with(kind="password").named("text") if again.status == 200 else again.status in (403, 404, 410)
    )
    stranger = Browser(fresh_culprit)
    assert stranger.log_in(EMAIL, PASSWORD).status == 200
    assert stranger.open("/issues/", follow=False).status == 200


@pytest.mark.parametrize("code", ["", "nonsense", "0" * 64, "%00", "%F0%9F%90%9B"])
def test_nobody_sets_up_without_the_code(fresh_culprit, code):
    browser = Browser(fresh_culprit)
    page = browser.open(f"/setup/?code={code}")
    assert page.status in (200, 400, 403, 404), page.status
    forms = [form for form in page.forms if form.named("password")]
    for form in forms:
        browser.submit(page, form, credentials(form, EMAIL, PASSWORD))
    assert Browser(fresh_culprit).log_in(EMAIL, PASSWORD).status != 200 or not browser.cookies
    assert browser.open("/issues/", follow=False).status in (302, 303, 401, 403)


@pytest.mark.parametrize("email, password", [("nonsense", PASSWORD), (EMAIL, "short"), (EMAIL, ""), ("", PASSWORD)])
def test_set_up_refuses_what_is_no_account_and_says_so(fresh_culprit, email, password):
    browser, link = Browser(fresh_culprit), fresh_culprit.setup_link
    page = browser.open(link)
    form = page.form_with(kind="password")
    after = browser.submit(page, form, credentials(form, email, password))
    assert after.status in (200, 400, 422)
    assert any(each.named("password") for each in after.forms), "the form is shown again"
    assert browser.open("/issues/", follow=False).status in (302, 303, 401, 403)
    page = browser.open(link)
    form = page.form_with(kind="password")
    assert browser.submit(page, form, credentials(form, EMAIL, PASSWORD)).status == 200


# Log-in

PRIVATE = [
    "/",
    "/issues/",
    "/issues/1/",
    "/issues/1/events/latest/",
    "/projects/",
    "/projects/default/connect/",
    "/issues/?query=is:unresolved",
    f"/issues/1/events/{'a' * 32}.json",
]


@pytest.mark.parametrize("path", PRIVATE)
def test_no_page_without_log_in(culprit, path):
    browser = Browser(culprit)
    first = browser.open(path, follow=False)
    assert first.status in (302, 303, 401, 403), first.status
    for cookie in ("", "x" * 64, "0" * 43, "%00", "é"):
        browser.cookies = {
            name: cookie.encode().decode("latin-1") for name in ("session", "culprit", "culprit_session")
        }
        assert browser.open(path, follow=False).status in (302, 303, 401, 403, 400)
    page = Browser(culprit).open(path)
    assert page.form_with(kind="password"), "one is sent to the log-in page"
    assert_guarded(page)


def test_log_in_leads_back_to_the_page_that_was_asked_for(culprit, user, issue):
    browser = Browser(culprit)
    email = f"{new_id()[:8]}@example.com"
    culprit.create_user(email, PASSWORD)
    page = browser.open(f"/issues/{issue['id']}/")
    form = page.form_with(kind="password")
    after = browser.submit(page, form, credentials(form, email, PASSWORD))
    assert after.status == 200 and after.url.endswith(f"/issues/{issue['id']}/"), after.url


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/issues/\r\nX: y"]
)
def test_log_in_leads_nowhere_else(culprit, target):
    from urllib.parse import quote

    email = f"{new_id()[:8]}@example.com"
    culprit.create_user(email, PASSWORD)
    browser = Browser(culprit)
    page = browser.open(f"/login/?next={quote(target)}")
    form = page.form_with(kind="password")
    values = credentials(form, email, PASSWORD)
    values["next"] = target
    after = browser.submit(page, form, values, follow=False)
    location = after.response.header("Location") or "/"
    assert location.startswith("/") and not location.startswith(("//", "/\\")) or location.startswith(culprit.base), (
        location
    )
    assert after.response.header("X") is None


def test_a_wrong_password_does_not_say_which_part_was_wrong(culprit, user):
    email = f"{new_id()[:8]}@example.com"
    culprit.create_user(email, PASSWORD)
    answers = []
    for name, password in ((email, "wrong password here"), (f"nobody-{email}", PASSWORD)):
        browser = Browser(culprit)
        page = browser.log_in(name, password)
        assert page.status in (200, 400, 401, 403, 422) and page.form_with(kind="password")
        assert browser.open("/issues/", follow=False).status in (302, 303, 401, 403)
        answers.append((page.status, re.sub(r"\S+@\S+", "", page.words)))
    assert answers[0] == answers[1]


def test_the_session_cookie_is_safe(culprit):
    email = f"{new_id()[:8]}@example.com"
    culprit.create_user(email, PASSWORD)
    browser = Browser(culprit)
    browser.log_in(email, PASSWORD)
    assert browser.cookies, "logged in by a cookie"
    for cookie in browser.set_cookies:
        flags = [part.strip().lower() for part in cookie.split(";")[1:]]
        assert "httponly" in flags and ("samesite=lax" in flags or "samesite=strict" in flags), cookie
        assert "path=/" in flags and not any(flag.startswith("domain=") for flag in flags), cookie
        assert PASSWORD not in cookie and email not in cookie


def test_cookies_are_secure_behind_https():
    from culprit_server import Culprit

    with Culprit(arguments=["--public-url", "https://errors.example.com"]) as server:
        server.create_user(EMAIL, PASSWORD)
        browser = Browser(server)
        page = browser.open("/login/")
        form = page.form_with(kind="password")
        answer = browser.open(
            "/login/",
            "POST",
            encode({**form.fields, **credentials(form, EMAIL, PASSWORD)}),
            {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://errors.example.com"},
            follow=False,
        )
        assert answer.status in (302, 303), answer.words[:300]
        assert any("secure" in [part.strip().lower() for part in cookie.split(";")] for cookie in browser.set_cookies)


def encode(values):
    from urllib.parse import urlencode

    return urlencode(values)


def test_a_log_out_ends_the_session_on_the_server(culprit):
    email = f"{new_id()[:8]}@example.com"
    culprit.create_user(email, PASSWORD)
    browser = Browser(culprit)
    browser.log_in(email, PASSWORD)
    stolen = dict(browser.cookies)
    page = browser.open("/issues/")
    browser.submit(page, page.form_with(button="log out"), button="log out")
    assert browser.open("/issues/", follow=False).status in (302, 303, 401)
    browser.cookies = stolen
    assert browser.open("/issues/", follow=False).status in (302, 303, 401), "the old cookie is worth nothing"


def test_log_out_is_no_link(culprit, user):
    answer = user.open("/logout/", follow=False)
    assert answer.status in (302, 303, 404, 405), answer.status
    assert user.open("/issues/", follow=False).status == 200, "a GET does not log out"


def test_two_log_ins_have_two_sessions(culprit):
    email = f"{new_id()[:8]}@example.com"
    culprit.create_user(email, PASSWORD)
    one, two = Browser(culprit), Browser(culprit)
    one.cookies = {name: "fixed" for name in ("session", "culprit", "culprit_session")}
    one.log_in(email, PASSWORD)
    two.log_in(email, PASSWORD)
    assert set(one.cookies.values()) != set(two.cookies.values())
    given = {cookie.partition("=")[0] for cookie in one.set_cookies}
    assert given and "fixed" not in {one.cookies[name] for name in given if name in one.cookies}


# The list


def test_the_list_shows_what_happened(user, project, issue):
    page = user.open(f"/issues/?project={project.slug}")
    assert page.status == 200
    assert_guarded(page)
    for text in ("PaymentError", "card declined", "/pay", issue["shortId"]):
        assert text in page.words, text
    link = next(each for each in page.links if f"/issues/{issue['id']}/" in each["href"])
    assert "PaymentError" in link["text"]
    assert (
        page.response.header("Cache-Control")
        and "private" in page.response.header("Cache-Control")
        or "no-" in page.response.header("Cache-Control")
    )


@pytest.mark.parametrize(
    "query, shown",
    [
        ("is:unresolved", True),
        ("", True),
        ("declined", True),
        ("level:error", True),
        ("is:resolved", False),
        ("nobody wrote this", False),
        ("level:warning", False),
        ("!level:error", False),
    ],
)
def test_the_list_is_searched_by_address(user, project, issue, query, shown):
    from urllib.parse import quote

    page = user.open(f"/issues/?project={project.slug}&query={quote(query)}")
    assert page.status == 200
    assert (issue["shortId"] in page.words) == shown


@pytest.mark.parametrize(
    "address",
    [
        "/issues/?query=%22",
        "/issues/?query=is:nonsense",
        "/issues/?cursor=nonsense",
        "/issues/?sort=nonsense",
        "/issues/?period=nonsense",
        "/issues/?project=nobody",
        "/issues/?environment=nobody",
        "/issues/?query=%00",
        "/issues/?query=" + "a" * 5000,
        "/issues/?query=%ff",
        "/issues/?sort=freq&period=24h",
        "/issues/?page=-1",
    ],
)
def test_odd_addresses_of_the_list_are_answered(user, address):
    page = user.open(address)
    assert page.status in (200, 400, 404), page.status
    assert_guarded(page)


def test_a_list_of_many_is_paged_by_links(user, project):
    for number in range(60):
        project.send({"message": f"kind {chr(97 + number % 26)}{chr(97 + number // 26)}", "fingerprint": [str(number)]})
    wait_for(lambda: len(project.issues()) == 60)
    seen, address = set(), f"/issues/?project={project.slug}"
    for _ in range(10):
        page = user.open(address)
        ids = {match for link in page.links for match in re.findall(r"/issues/(\d+)/", link["href"])}
        assert not ids & seen, "no issue on two pages"
        seen |= ids
        older = page.link("older") or page.link("next")
        if not older:
            break
        address = older["href"]
    assert len(seen) == 60


# The issue


def test_the_issue_page_shows_the_whole_event(user, project, issue):
    page = user.open(f"/issues/{issue['id']}/")
    assert page.status == 200
    assert_guarded(page)
    wanted = (
        "PaymentError",
        "card declined",
        issue["shortId"],
        "shop/pay.py",
        "raise PaymentError(order)",
        "A-17",
        "region",
        "eu",
        "customer@example.com",
        "https://shop.example/pay",
        "button.pay",
        "CPython",
        "shop@1.4.2",
        "production",
        "attempt",
    )
    for text in wanted:
        assert text in page.words, text
    assert len([1 for tag, _ in page.tags if tag == "h1"]) == 1
    assert any(tag == "main" for tag, _ in page.tags)


def test_first_previous_next_and_latest_event_are_links(user, project):
    ids = [
        project.send({"message": "several", "timestamp": None, "tags": {"number": str(number)}}) for number in range(3)
    ]
    issue = wait_for(lambda: [each for each in project.issues() if each["count"] == "3"])[0]
    latest = user.open(f"/issues/{issue['id']}/events/latest/")
    oldest = user.open(f"/issues/{issue['id']}/events/oldest/")
    middle = user.open(f"/issues/{issue['id']}/events/{ids[1]}/")
    assert latest.status == oldest.status == middle.status == 200
    hrefs = [link["href"] for link in middle.links]
    assert any(ids[0] in href or "oldest" in href for href in hrefs) and any(
        ids[2] in href or "latest" in href for href in hrefs
    )
    assert user.open(f"/issues/{issue['id']}/events/{'a' * 32}/").status == 404


@pytest.mark.parametrize("name", ["99999999", "0", "-1", "abc", "1%00", "9" * 40, "%F0%9F%90%9B"])
def test_an_issue_that_is_not_there_is_404(user, name):
    page = user.open(f"/issues/{name}/")
    assert page.status in (404, 400)
    assert_guarded(page)


def test_resolve_archive_and_reopen_are_forms(user, project, issue):
    address = f"/issues/{issue['id']}/"
    for button, status in (
        ("resolve", "resolved"),
        ("reopen", "unresolved"),
        ("archive", "ignored"),
        ("reopen", "unresolved"),
    ):
        page = user.open(address)
        form = page.form_with(button=button)
        assert form.method == "post"
        after = user.submit(page, form, button=button)
        assert after.status == 200
        assert_guarded(after)
        assert project.issue(issue["id"])["status"] == status


def test_a_resolved_issue_comes_back_with_a_new_event(user, project):
    project.send({"message": "comes back"})
    issue = wait_for(lambda: project.issues())[0]
    page = user.open(f"/issues/{issue['id']}/")
    user.submit(page, page.form_with(button="resolve"), button="resolve")
    assert issue["shortId"] not in user.open(f"/issues/?project={project.slug}&query=is:unresolved").words
    project.send({"message": "comes back"})
    wait_for(lambda: project.issue(issue["id"])["substatus"] == "regressed")
    assert issue["shortId"] in user.open(f"/issues/?project={project.slug}&query=is:unresolved").words


def post_resolve(user, issue, values, headers=None):
    every = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
    return user.open(f"/issues/{issue['id']}/", "POST", encode(values), every, follow=False)


def test_a_form_without_its_token_is_refused(user, culprit, project, issue):
    page = user.open(f"/issues/{issue['id']}/")
    form = page.form_with(button="resolve")
    button = form.button("resolve")
    token = next(name for name in form.fields if "csrf" in name.lower() or "token" in name.lower())
    good = {**form.fields, button["name"]: button["value"]}
    other = Browser(culprit)
    email = f"{new_id()[:8]}@example.com"
    culprit.create_user(email, PASSWORD)
    other.log_in(email, PASSWORD)
    foreign = other.open(f"/issues/{issue['id']}/").form_with(button="resolve").fields[token]
    for value in (None, "", "nonsense", good[token][:-1], foreign):
        values = {name: text for name, text in good.items() if name != token}
        if value is not None:
            values[token] = value
        answer = user.open(
            form.action or page.url,
            "POST",
            encode(values),
            {"Content-Type": "application/x-www-form-urlencoded"},
            follow=False,
        )
        assert answer.status == 403, (value, answer.status)
        assert_guarded(answer)
    assert project.issue(issue["id"])["status"] == "unresolved"


def test_a_form_of_another_site_is_refused(user, project, issue):
    page = user.open(f"/issues/{issue['id']}/")
    form = page.form_with(button="resolve")
    values = {form.button("resolve")["name"]: form.button("resolve")["value"]}
    answer = user.open(
        form.action or page.url,
        "POST",
        encode(values),
        {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://evil.example"},
        follow=False,
    )
    assert answer.status == 403
    assert project.issue(issue["id"])["status"] == "unresolved"


def test_log_in_needs_its_token_too(culprit):
    browser = Browser(culprit)
    answer = browser.open(
        "/login/",
        "POST",
        encode({"email": EMAIL, "password": PASSWORD}),
        {"Content-Type": "application/x-www-form-urlencoded"},
        follow=False,
    )
    assert answer.status in (400, 403), answer.status


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"a" * 100_000, b"=&=&=", b"%zz=%", b"issue=" * 5000])
def test_odd_forms_are_answered(user, issue, body):
    answer = user.open(
        f"/issues/{issue['id']}/", "POST", body, {"Content-Type": "application/x-www-form-urlencoded"}, follow=False
    )
    assert 300 <= answer.status < 500, answer.status


# Hostile text

SCRIPT = "<script>alert('x')</script>"
BREAKOUT = "\"'><img src=x onerror=alert(1)>"
BIDI = "\u202ereversed\u202c\u0007"
HOSTILE = {
    "platform": "python",
    "release": "r<b>1",
    "environment": "<i>env",
    "transaction": f"/a{BREAKOUT}",
    "logger": SCRIPT[:60],
    "exception": {
        "values": [
            {
                "type": f"Bad{SCRIPT}",
                "value": BREAKOUT + BIDI,
                "module": SCRIPT,
                "mechanism": {
                    "type": SCRIPT,
                    "handled": False,
                    "help_link": "javascript:alert(1)",
                    "data": {SCRIPT: BREAKOUT},
                },
                "stacktrace": {
                    "frames": [
                        {
                            "filename": BREAKOUT,
                            "abs_path": "javascript:alert(1)",
                            "function": SCRIPT,
                            "module": BREAKOUT,
                            "lineno": 5,
                            "in_app": True,
                            "pre_context": [SCRIPT],
                            "context_line": BREAKOUT,
                            "post_context": ["</pre>" + SCRIPT],
                            "vars": {SCRIPT: BREAKOUT, "nested": {"a": [SCRIPT]}},
                        }
                    ]
                },
            }
        ]
    },
    "tags": {"plain": BREAKOUT[:190], "scripted": SCRIPT},
    "user": {"id": SCRIPT, "username": BREAKOUT, "email": "a@b.example", "data": {"x": SCRIPT}},
    "extra": {SCRIPT: BREAKOUT, "link": "javascript:alert(1)"},
    "contexts": {"odd": {SCRIPT: BREAKOUT}},
    "request": {
        "url": f"https://shop.example/{SCRIPT}",
        "method": "GET",
        "headers": {"Referer": "javascript:alert(1)", SCRIPT: BREAKOUT},
        "query_string": f"q={SCRIPT}",
        "data": SCRIPT,
        "cookies": {SCRIPT: BREAKOUT},
    },
    "breadcrumbs": [
        {"category": SCRIPT, "message": BREAKOUT, "level": SCRIPT, "type": BREAKOUT, "data": {SCRIPT: BREAKOUT}}
    ],
    "modules": {SCRIPT: BREAKOUT},
    "sdk": {"name": SCRIPT, "version": BREAKOUT},
    "server_name": SCRIPT,
}


def test_what_an_sdk_sent_stays_text(user, project):
    project.send(HOSTILE)
    issue = wait_for(lambda: project.issues())[0]
    clean = user.open("/issues/?project=" + project.slug + "&query=is:resolved")
    pages = [
        user.open(f"/issues/?project={project.slug}"),
        user.open(f"/issues/{issue['id']}/"),
        user.open(f"/issues/{issue['id']}/events/latest/"),
        user.open(f"/issues/?project={project.slug}&query=%22%3E{SCRIPT}"),
    ]
    for page in pages:
        assert page.status in (200, 400)
        assert_guarded(page)
        assert "<script>alert" not in page.response.text and "<img src=x" not in page.response.text
        assert not [
            link
            for link in page.links
            if link["href"].strip().lower().startswith(("javascript:", "data:", "vbscript:"))
        ]
        for link in page.links:
            if link["href"].startswith(("http:", "https:")) and not link["href"].startswith(user.server.base):
                assert {"noopener", "noreferrer"} <= set(link["rel"].split()), link
        assert not [values for tag, values in page.tags if tag in ("iframe", "object", "embed", "base")]
    assert "alert('x')" in pages[1].words, "shown as text"
    assert [tag for tag, _ in clean.tags if tag == "script"] == [tag for tag, _ in pages[1].tags if tag == "script"]


def test_the_event_as_json_is_never_a_page(user, project):
    event_id = project.send(HOSTILE)
    issue = wait_for(lambda: project.issues())[0]
    page = user.open(f"/issues/{issue['id']}/")
    link = page.link("json")
    assert link, "a link to the event as JSON"
    answer = user.open(link["href"])
    assert answer.status == 200
    kind = answer.response.header("Content-Type")
    assert kind.startswith(("application/json", "text/plain")), kind
    assert answer.response.header("X-Content-Type-Options") == "nosniff"
    assert event_id in answer.response.text and json.loads(answer.response.body)


def test_a_huge_event_makes_a_page_all_the_same(user, project):
    frames = [
        {
            "filename": f"file{number}.py",
            "function": f"f{number}",
            "lineno": number + 1,
            "in_app": number % 2 == 0,
            "context_line": "x" * 200,
            "vars": {"v": "y" * 200},
        }
        for number in range(250)
    ]
    project.send(
        {
            "exception": {"values": [{"type": "Deep", "value": "z" * 5_000, "stacktrace": {"frames": frames}}]},
            "breadcrumbs": [{"message": "m" * 500} for _ in range(100)],
            "extra": {f"k{number}": "v" * 500 for number in range(300)},
        }
    )
    issue = wait_for(lambda: project.issues())[0]
    page = user.open(f"/issues/{issue['id']}/")
    assert page.status == 200 and "Deep" in page.words
    assert len(page.response.body) < 2_000_000


# Assets and the rest


def test_assets_are_served_with_their_types(user):
    page = user.open("/issues/")
    wanted = [values["href"] for tag, values in page.tags if tag == "link" and values.get("href")]
    wanted += [source for source in page.scripts if source]
    assert any(".css" in each for each in wanted) and any(".js" in each for each in wanted)
    # The favicon is part of the page.
    wanted = [each for each in wanted if not each.startswith("data:image/svg+xml")]
    for address in wanted:
        answer = user.open(address)
        assert answer.status == 200, address
        kind = answer.response.header("Content-Type")
        assert ("css" in kind) == (".css" in address) and ("javascript" in kind) == (".js" in address), (address, kind)
        assert "immutable" in (answer.response.header("Cache-Control") or ""), address


@pytest.mark.parametrize(
    "path",
    [
        "/public/../Package.swift",
        "/public/%2e%2e/Package.swift",
        "/public/..%2fculprit.db",
        "/public//etc/passwd",
        "/public/%00",
        "/.git/config",
        "/culprit.db",
        "/public/",
    ],
)
def test_no_file_but_assets_is_served(culprit, path):
    answer = culprit.bare_request("GET", path)
    assert answer.status in (400, 403, 404, 302, 303), answer.status
    assert (
        b"swift-tools-version" not in answer.body
        and b"SQLite format" not in answer.body
        and b"root:" not in answer.body
    )


def test_an_unknown_page_is_404_with_a_way_back(user):
    page = user.open("/no/such/page/")
    assert page.status == 404
    assert_guarded(page)
    assert any(link["href"].startswith("/issues") or link["href"] == "/" for link in page.links)


def test_the_pages_speak_korean_to_those_who_ask(culprit):
    page = Browser(culprit).open("/login/", headers={"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"})
    assert re.search("[가-힣]", page.words) and '<html lang="ko"' in page.response.text
