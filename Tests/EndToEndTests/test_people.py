"""Who gets in, how, and for how long: invitations, second factor, sessions, tokens, throttles, forged forms."""

import time

import pytest
from browser import Browser
from culprit_server import Culprit, new_id, wait_for
from people import PASSWORD, one_time_code, person, press, shown_secret


@pytest.fixture(scope="module")
def server():
    """A server of its own: throttles remember who tried what."""
    with Culprit() as culprit:
        yield culprit


@pytest.fixture(scope="module")
def owner(server):
    return person(server, "owner")


def path_of(link):
    return "/" + link.split("/", 3)[3]


def invite(owner, role="member", email=""):
    page = press(owner, "/settings/team/", "Make the link", {"email": email, "role": role})
    assert page.status == 200, page.words[:500]
    return path_of(shown_secret(page))


def accept(server, link, email, password=PASSWORD):
    browser = Browser(server)
    page = browser.open(link)
    form = page.form_with(button="Create an account")
    return browser, browser.submit(page, form, {"name": "New", "email": email, "password": password})


# Invitations


def test_somebody_joins_by_a_link_and_nobody_else_by_the_same(server, owner):
    link = invite(owner, "admin")
    email = f"{new_id()[:8]}@example.com"
    browser, page = accept(server, link, email)
    assert page.status == 200 and "/issues/" in page.url, page.words[:500]
    people = owner.open("/settings/team/").words
    assert email in people
    again = Browser(server).open(link)
    assert again.status == 404 and "no longer works" in again.words
    assert browser.open("/settings/team/").status == 200


def test_an_invitation_for_an_address_is_for_that_address(server, owner):
    link = invite(owner, "member", "only@example.com")
    _, page = accept(server, link, "else@example.com")
    assert page.status == 422, page.words[:500]
    _, page = accept(server, link, "only@example.com")
    assert page.status == 200 and "/issues/" in page.url


def test_a_weak_password_is_refused_with_the_reason(server, owner):
    link = invite(owner)
    for password, reason in [("short", "at least 10"), ("password123", "first that anybody"), ("aaaaaaaaaaaa", "variety")]:
        _, page = accept(server, link, f"{new_id()[:8]}@example.com", password)
        assert page.status == 422 and reason in page.words, page.words[:500]


def test_a_revoked_invitation_lets_nobody_in(server, owner):
    link = invite(owner)
    page = press(owner, "/settings/team/", "Revoke")
    assert page.status == 200
    assert Browser(server).open(link).status == 404


def test_nobody_gives_out_a_role_above_their_own(server, owner):
    admin = person(server, "admin")
    page = press(admin, "/settings/team/", "Make the link", {"email": "", "role": "owner"})
    assert page.status == 422 and "above their own" in page.words
    member = person(server, "member")
    assert not [form for form in member.open("/settings/team/").forms if form.button("Make the link")]
    token = member.open("/settings/").form_with(button="Save").fields["csrf"]
    body = f"csrf={token}&email=&role=member"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert member.open("/settings/team/invites/", "POST", body, headers).status == 403


# Second factor


def test_the_second_factor_is_asked_for_and_each_code_is_good_once(server):
    browser = person(server)
    page = press(browser, "/settings/second-factor/", "Turn on")
    assert "<svg" in page.response.text and "viewBox" in page.response.text
    key = page.response.text.split("<code>")[1].split("</code>")[0]
    wrong = browser.submit(page, page.form_with(button="Confirm"), {"code": "000000"}, "Confirm")
    assert wrong.status == 401
    code = one_time_code(key)
    page = browser.submit(wrong, wrong.form_with(button="Confirm"), {"code": code}, "Confirm")
    recovery = shown_secret(page).split()
    assert len(recovery) == 10

    other = Browser(server)
    page = other.log_in(browser.email, PASSWORD)
    assert page.url.endswith("/login/second-factor/"), page.url
    assert other.open("/issues/").form_with(kind="password"), "not in yet"
    page = other.open("/login/second-factor/")
    used = other.submit(page, page.forms[0], {"code": code})
    assert used.status == 401, "the code that turned it on was used"
    page = other.submit(used, used.forms[0], {"code": recovery[0].upper()})
    assert page.status == 200 and "/login" not in page.url, page.words[:300]

    third = Browser(server)
    page = third.log_in(browser.email, PASSWORD)
    again = third.submit(page, page.forms[0], {"code": recovery[0]})
    assert again.status == 401, "a recovery code is good once"
    page = third.submit(again, again.forms[0], {"code": one_time_code(key, time.time() + 30)})
    assert page.status == 200 and "/login" not in page.url


def test_codes_cannot_be_guessed_at_speed(server):
    browser = person(server)
    page = press(browser, "/settings/second-factor/", "Turn on")
    key = page.response.text.split("<code>")[1].split("</code>")[0]
    page = browser.submit(page, page.form_with(button="Confirm"), {"code": one_time_code(key)}, "Confirm")
    assert page.status == 200
    other = Browser(server)
    page = other.log_in(browser.email, PASSWORD)
    statuses = []
    for _ in range(8):
        page = other.submit(page, page.forms[0], {"code": "123456"})
        statuses.append(page.status)
    assert statuses[0] == 401 and statuses[-1] == 429, statuses
    page = other.submit(page, page.forms[0], {"code": one_time_code(key, time.time() + 30)})
    assert page.status == 429, "not even the right one"


def test_the_half_way_cookie_opens_nothing_by_itself(server):
    stranger = Browser(server)
    for value in ["", "x", "MSA5OTk5OTk5OTk5IGFhIC8.AAAA"]:
        stranger.cookies["culprit_half"] = value
        assert stranger.open("/login/second-factor/").url.endswith("/login/")


# Sessions and passwords


def test_revoking_a_session_is_effective_at_once(server):
    browser = person(server)
    other = Browser(server)
    other.log_in(browser.email, PASSWORD)
    assert other.open("/issues/", follow=False).status == 200
    page = press(browser, "/settings/sessions/", "Log out all others")
    assert page.status == 200
    wait_for(lambda: other.open("/issues/", follow=False).status == 303, timeout=1)
    assert browser.open("/issues/", follow=False).status == 200


def test_a_new_password_ends_other_sessions_and_the_old_password(server):
    browser = person(server)
    other = Browser(server)
    other.log_in(browser.email, PASSWORD)
    new = "quiet lantern beside nine rivers"
    page = press(
        browser, "/settings/password/", "Change the password", {"password": "wrong wrong wrong", "new-password": new})
    assert page.status == 401
    page = press(browser, "/settings/password/", "Change the password", {"password": PASSWORD, "new-password": new})
    assert page.status == 200, page.words[:300]
    assert other.open("/issues/", follow=False).status == 303
    assert Browser(server).log_in(browser.email, PASSWORD).status == 401
    assert Browser(server).log_in(browser.email, new).status == 200


def test_a_link_to_a_new_password_works_once(server, owner):
    lost = person(server)
    row = owner.open("/settings/team/").response.text.split(lost.email)[1].split("</tr>")[0]
    action = next(part for part in row.split('action="') if part.endswith(">") or "/password/" in part.split('"')[0])
    action = next(part.split('"')[0] for part in row.split('action="')[1:] if "/password/" in part.split('"')[0])
    page = owner.open("/settings/team/")
    form = next(form for form in page.forms if form.action == action)
    link = path_of(shown_secret(owner.submit(page, form)))
    new = "quiet lantern beside nine rivers"
    stranger = Browser(server)
    page = stranger.open(link)
    assert page.response.header("Referrer-Policy") == "no-referrer"
    page = stranger.submit(page, page.forms[0], {"password": new})
    assert page.status == 200
    assert lost.open("/issues/", follow=False).status == 303, "old sessions are over"
    assert Browser(server).log_in(lost.email, new).status == 200
    assert Browser(server).open(link).status == 404


def test_somebody_removed_is_out_within_a_second(server, owner):
    member = person(server)
    project = server.create_project()
    assert member.open("/projects/").words.count(project.slug) > 0
    page = owner.open("/settings/team/")
    row = page.response.text.split(member.email)[1].split("</tr>")[0]
    action = next(part.split('"')[0] for part in row.split('action="')[1:] if "/remove/" in part.split('"')[0])
    assert owner.submit(page, next(form for form in page.forms if form.action == action)).status == 200

    def is_out():
        return member.open("/projects/").status == 404 or project.slug not in member.open("/projects/").words

    wait_for(is_out, timeout=1)


def test_the_last_owner_stays(server, owner):
    with Culprit() as fresh:
        boss = person(fresh, "owner")
        page = press(boss, "/settings/team/", "Leave")
        assert page.status == 422 and "at least one owner" in page.words


# Tokens


def test_a_token_is_shown_once_works_and_is_revoked_within_a_second(server):
    browser = person(server, "admin")
    page = browser.open("/settings/tokens/")
    form = page.form_with(button="Make the token")
    page = browser.submit(
        page, form, {"name": "mine", "scope": "org:read", "days": "30"}, "Make the token")
    token = shown_secret(page)
    assert token.startswith("sntryu_")
    assert page.response.header("Cache-Control") == "no-store"
    assert token not in browser.open("/settings/tokens/").response.text
    assert server.api("/organizations/", token).status == 200
    assert server.api("/organizations/default/issues/", token).status == 403, "no scope for it"
    assert press(browser, "/settings/tokens/", "Revoke").status == 200
    wait_for(lambda: server.api("/organizations/", token).status == 401, timeout=1)


def test_an_organizations_token_names_its_server_and_uploads_only(server, owner):
    page = owner.open("/settings/organization/tokens/")
    form = page.form_with(button="Make the token")
    page = owner.submit(page, form, {"name": "ci", "kind": "organization", "days": "0"}, "Make the token")
    token = shown_secret(page)
    assert token.startswith("sntrys_")
    assert server.api("/organizations/default/issues/", token).status == 403
    assert server.api("/organizations/default/repos/", token).status == 200
    member = person(server)
    assert member.open("/settings/organization/tokens/").status == 403


def test_nobody_makes_a_token_above_their_role(server):
    member = person(server)
    page = member.open("/settings/tokens/")
    form = page.form_with(button="Make the token")
    page = member.submit(page, form, {"name": "x", "scope": "org:admin", "days": "30"}, "Make the token")
    assert page.status == 422 and "does not have" in page.words


def test_unknown_tokens_are_slowed_down():
    with Culprit() as fresh:
        statuses = [fresh.api("/organizations/", "sntryu_" + "0" * 64).status for _ in range(60)]
        assert statuses[0] == 401 and statuses[-1] == 429, statuses
        assert fresh.api("/", None).status == 200, "who shows no token is not meant"
        assert fresh.api("/organizations/", fresh.create_token()).status == 200, "nor who shows one that exists"
        assert fresh.api("/organizations/", "sntryu_" + "0" * 64).status == 429


# Guessing


def test_passwords_cannot_be_guessed_at_speed_and_the_owner_still_gets_in():
    with Culprit() as fresh:
        victim = person(fresh)
        attacker = Browser(fresh)
        statuses = [attacker.log_in(victim.email, f"wrong password {n}").status for n in range(9)]
        assert statuses[0] == 401 and statuses[-1] == 429, statuses
        attempt = attacker.open("/login/")
        page = attacker.submit(attempt, attempt.form_with(kind="password"), {"email": victim.email, "password": PASSWORD})
        assert page.status == 429 and int(page.response.header("Retry-After")) > 0
        # The browser that was logged in before is counted apart.
        token = victim.open("/settings/").form_with(button="Log out").fields["csrf"]
        victim.open("/logout/", "POST", f"csrf={token}", {"Content-Type": "application/x-www-form-urlencoded"})
        assert victim.log_in(victim.email, PASSWORD).status == 200


def test_ten_thousand_attempts_cost_the_server_little():
    with Culprit() as fresh:
        victim = person(fresh)
        attacker = Browser(fresh)
        page = attacker.open("/login/")
        form = page.form_with(kind="password")
        refused = 0
        for n in range(10_000):
            answer = attacker.submit(page, form, {"email": victim.email, "password": f"guess {n}"}, follow=False)
            refused += answer.status == 429
        assert refused > 9_900, refused
        assert victim.open("/issues/").status == 200


def test_an_account_that_does_not_exist_looks_like_one_that_does(server):
    someone = person(server)
    answers = []
    for email in [someone.email, f"{new_id()[:10]}@example.com"]:
        page = Browser(server).log_in(email, "a wrong password")
        text = page.response.text.replace(email, "EMAIL")
        token = page.form_with(kind="password").fields["csrf"]
        answers.append((page.status, text.replace(token, "TOKEN")))
    assert answers[0] == answers[1]


# Forged requests


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/a\r\nX: y"])
def test_logging_in_leads_to_no_other_site(server, target):
    someone = person(server)
    browser = Browser(server)
    page = browser.open("/login/")
    values = {"email": someone.email, "password": PASSWORD, "next": target}
    after = browser.submit(page, page.form_with(kind="password"), values, follow=False)
    assert after.status == 303
    assert after.response.header("Location") == "/"
    assert after.response.header("X") is None


def test_a_session_that_somebody_planted_is_not_taken_over(server):
    someone = person(server)
    browser = Browser(server)
    browser.cookies["culprit_session"] = "planted-by-somebody-else-000000000000000000"
    assert browser.log_in(someone.email, PASSWORD).status == 200
    assert browser.cookies["culprit_session"] != "planted-by-somebody-else-000000000000000000"
    first = browser.cookies["culprit_session"]
    other = Browser(server)
    other.log_in(someone.email, PASSWORD)
    assert other.cookies["culprit_session"] != first


@pytest.mark.parametrize(
    "path",
    [
        "/settings/", "/settings/password/", "/settings/second-factor/", "/settings/sessions/", "/settings/tokens/",
        "/settings/organization/tokens/", "/settings/sign-on/", "/settings/identities/", "/settings/team/invites/",
        "/settings/team/leave/", "/issues/", "/logout/",
    ],
)
def test_every_write_refuses_a_forged_form(server, owner, path):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in ["", "csrf=", "csrf=AAAA", "name=x&action=create"]:
        assert owner.open(path, "POST", body, headers).status == 403, (path, body)
    page = owner.open("/settings/")
    token = page.form_with(button="Save").fields["csrf"]
    other_site = {**headers, "Sec-Fetch-Site": "cross-site"}
    assert owner.open(path, "POST", f"csrf={token}", other_site).status == 403
    assert owner.open(path, "POST", f"csrf={token}", {**headers, "Origin": "https://evil.example"}).status == 403


def test_one_browsers_form_token_is_not_anothers(server, owner):
    token = person(server).open("/settings/").form_with(button="Save").fields["csrf"]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert owner.open("/settings/", "POST", f"csrf={token}&name=Mallory", headers).status == 403


# Headers


@pytest.mark.parametrize("path", ["/login/", "/settings/", "/settings/team/", "/nowhere/", "/invite/nothing/"])
def test_every_page_carries_its_guards(server, owner, path):
    response = owner.open(path).response
    assert response.header("X-Content-Type-Options") == "nosniff"
    assert response.header("Referrer-Policy") in ("same-origin", "no-referrer")
    assert "frame-ancestors 'none'" in response.header("Content-Security-Policy")
    assert response.header("Strict-Transport-Security") is None, "not over plain HTTP"


def test_over_tls_cookies_are_secure_and_hsts_is_sent():
    with Culprit(arguments=["--public-url", "https://errors.example.com"]) as fresh:
        someone = person(fresh)
        assert all("Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie
                   for cookie in someone.set_cookies)
        assert "max-age=" in someone.open("/issues/").response.header("Strict-Transport-Security")


# Audit log


def test_every_write_is_in_the_log_with_who_and_from_where(server, owner):
    invite(owner, "admin", f"{new_id()[:8]}@example.com")
    text = owner.open("/settings/audit/").words
    assert "member.invite" in text and owner.email in text and "127.0.0.1" in text
    only = owner.open("/settings/audit/?event=token.").response.text
    assert "<code><bdi>member." not in only
    assert person(server, "admin").open("/settings/audit/").status == 403


def test_a_write_through_the_api_is_in_the_log(server, owner):
    project = server.create_project()
    token = server.create_token("--name", "writer", "--scope", "project:write")
    made = server.api(f"/projects/default/{project.slug}/keys/", token, "POST", {"name": "second"})
    assert made.status == 201, made
    assert "key.create" in owner.open("/settings/audit/?event=key.").response.text


# The command line beside the server


def test_people_and_tokens_made_by_the_command_line_work_at_once(server):
    email = f"{new_id()[:8]}@example.com"
    server.create_user(email, PASSWORD, "--role", "manager")
    browser = Browser(server)
    assert browser.log_in(email, PASSWORD).status == 200
    assert browser.open("/settings/audit/").status == 200
    token = server.create_token("--name", "tool", "--scope", "org:read")
    assert server.api("/organizations/", token).json()[0]["slug"] == "default"


# Teams


def test_a_project_of_a_team_is_worked_on_by_that_team_only(server, owner):
    project = server.create_project()
    project.send({"message": "of a team"})
    issue = wait_for(lambda: project.issues())[0]["id"]
    member = person(server)
    slug = f"t{new_id()[:8]}"
    page = press(owner, "/settings/teams/", "Create the team", {"slug": slug, "name": ""})
    team = page.url
    form = next(form for form in page.forms if form.action == f"/projects/{project.slug}/settings/teams/")
    assert owner.submit(page, form).status == 200

    def resolve():
        page = member.open(f"/issues/{issue}/")
        assert page.status == 200, "everybody sees it"
        return member.submit(page, page.form_with(button="Resolve"), button="Resolve").status

    assert resolve() == 403
    page = owner.open(team)
    row = page.response.text.split(member.email)[1].split("</tr>")[0]
    number = row.split('name="id" value="')[1].split('"')[0]
    form = next(form for form in page.forms if form.fields.get("id") == number and form.action.endswith("/members/"))
    assert owner.submit(page, form).status == 200
    assert resolve() == 200
    assert "team.member.add" in owner.open("/settings/audit/").words


def test_members_are_neither_offered_nor_allowed_what_runs_projects(server):
    project = server.create_project()
    project.send({"platform": "python", "exception": {"values": [{"type": "E", "value": "x"}]}})
    member, admin = person(server, "member"), person(server, "admin")
    settings = f"/projects/{project.slug}/settings/"

    def listed(browser):
        return browser.open(f"/issues/?project={project.slug}")

    wait_for(lambda: "E" in listed(admin).words, what="the issue")
    assert "Delete" in listed(admin).words and "Delete" not in listed(member).words
    assert not listed(member).link("Status") and member.open("/settings/status/").status == 403
    token = member.open("/settings/").form_with(button="Save").fields["csrf"]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for path, action in [
        ("/issues/delete/", f"all=%3Fproject%3D{project.slug}"), ("/projects/new/", "name=Mine"),
        ("/searches/shared/", "name=a&query=b"), (settings, "action=save"), (settings, "action=delete"),
        (settings, "action=archive"), (settings + "keys/", "action=create-key"), (settings + "filters/", "action=save"),
        (settings + "grouping/", "action=save"),
    ]:
        assert member.open(path, "POST", f"csrf={token}&{action}", headers).status == 403, (path, action)
    for path in [settings, settings + "keys/", settings + "filters/", "/dashboard/", "/releases/", "/help/keys/"]:
        assert member.open(path).status == 200, path
    assert member.open("/projects/new/").status == 403 and admin.open("/projects/new/").status == 200
