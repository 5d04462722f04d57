"""Log-in at an OpenID provider, over real HTTP, against a small provider of our own."""

import html
import re

import pytest
from browser import Browser
from culprit_server import Culprit, new_id
from people import PASSWORD, Provider, person


@pytest.fixture(scope="module")
def server():
    with Culprit(environment={"CULPRIT_SIGN_ON_PLAIN_HTTP": "yes"}) as culprit:
        yield culprit


@pytest.fixture(scope="module")
def owner(server):
    return person(server, "owner")


def add_provider(owner, provider, **values):
    page = owner.open("/settings/sign-on/")
    form = page.form_with(button="Add")
    fields = {
        "name": "Mill", "issuer": provider.issuer, "client-id": "culprit", "client-secret": "s3cret",
        "scope": "email groups", "groups-claim": "groups", "mappings": "devs = admin\nheads = manager", "role": "",
        **values,
    }
    return owner.submit(page, form, fields, "Add")


@pytest.fixture(scope="module")
def provider(server, owner):
    provider = Provider()
    page = add_provider(owner, provider)
    assert page.status == 200 and "Mill" in page.words, page.words[:500]
    yield provider
    provider.close()


@pytest.fixture(autouse=True)
def straight(provider):
    """Every test begins with a provider that tells the truth."""
    provider.bend = {}


def begin(browser, provider):
    """Presses the provider's button; returns the callback that the provider would send the browser to."""
    page = browser.open("/login/")
    form = next(form for form in page.forms if form.button("Log in with Mill"))
    page = browser.submit(page, form)
    assert page.status == 200, page.words[:300]
    refresh = page.response.header("Refresh")
    assert refresh and refresh.startswith("0; url=" + provider.issuer + "/authorize?"), refresh
    return provider.authorize(refresh.split("url=", 1)[1])


def claims(email=None, *groups, **more):
    email = email or f"{new_id()[:8]}@example.com"
    return {"sub": email, "email": email, "email_verified": True, "name": "Gil", "groups": list(groups), **more}


def log_in(server, provider, said):
    provider.claims = said
    browser = Browser(server)
    return browser, browser.open(begin(browser, provider))


def test_somebody_new_gets_the_role_of_their_group(server, owner, provider):
    said = claims(None, "devs", "others")
    browser, page = log_in(server, provider, said)
    assert page.status == 200 and "/login" not in page.url, page.words[:300]
    text = owner.open("/settings/team/").response.text
    row = text.split(said["email"])[1].split("</tr>")[0]
    assert re.search(r'value="admin" selected', row), row
    said["groups"] = ["heads"]
    _, page = log_in(server, provider, said)
    assert page.status == 200
    row = owner.open("/settings/team/").response.text.split(said["email"])[1].split("</tr>")[0]
    assert re.search(r'value="manager" selected', row), "the group's role follows at the next log-in"


def test_somebody_in_no_group_stays_out(server, provider):
    _, page = log_in(server, provider, claims(None, "others"))
    assert "/login/" in page.url and "None of your groups" in page.words


def test_an_address_that_has_an_account_is_not_taken_over(server, provider):
    someone = person(server)
    _, page = log_in(server, provider, claims(someone.email, "devs", sub="stranger"))
    assert "Log in as before" in page.words
    page = someone.open("/settings/identities/")
    form = page.form_with(button="Link Mill")
    page = someone.submit(page, form)
    provider.claims = claims(someone.email, "devs", sub="mine-" + someone.email)
    page = someone.open(provider.authorize(html.unescape(page.response.header("Refresh")).split("url=", 1)[1]))
    assert page.status == 200 and "Unlink" in page.words, page.words[:300]
    browser, page = log_in(server, provider, provider.claims)
    assert page.status == 200 and "/login" not in page.url


def test_an_unverified_address_makes_no_account(server, provider):
    _, page = log_in(server, provider, claims(None, "devs", email_verified=False))
    assert "/login/" in page.url


def test_an_answer_is_good_once_and_in_the_browser_that_asked(server, provider):
    provider.claims = claims(None, "devs")
    browser = Browser(server)
    callback = begin(browser, provider)
    thief = Browser(server)
    thief.open("/login/")
    assert "did not work" in thief.open(callback).words
    assert "did not work" in browser.open(callback).words, "it was taken out when the thief tried"
    callback = begin(browser, provider)
    assert "/login" not in browser.open(callback).url
    assert "did not work" in Browser(server).open(callback).words


@pytest.mark.parametrize(
    "bend",
    [
        {"signature": True},
        {"claims": {"nonce": "another"}},
        {"claims": {"aud": "somebody-else"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": 1}},
        {"bytes": {"/token": b"not json"}},
        {"bytes": {"/token": b" " * 400_000}},
        {"redirect": {"/token": "http://127.0.0.1:1/"}},
    ],
    ids=["signature", "nonce", "audience", "issuer", "expired", "no json", "too large", "redirect"],
)
def test_a_token_that_is_not_right_lets_nobody_in(server, provider, bend):
    provider.claims = claims(None, "devs")
    browser = Browser(server)
    callback = begin(browser, provider)
    provider.bend = bend
    page = browser.open(callback)
    assert "did not work" in page.words, page.words[:300]
    assert "culprit_session" not in browser.cookies


@pytest.mark.parametrize("query", ["", "?code=a", "?state=" + "a" * 43, "?error=access_denied&state=" + "a" * 43])
def test_a_made_up_answer_lets_nobody_in(server, provider, query):
    number = 1
    page = Browser(server).open(f"/login/{number}/callback/{query}")
    assert "did not work" in page.words


def test_a_provider_that_cannot_be_asked_is_not_added(server, owner, provider):
    for issuer, words in [
        ("http://192.0.2.1/", "https address"), ("ftp://a", "https address"), ("http://127.0.0.1:1", "did not answer")
    ]:
        page = add_provider(owner, provider, issuer=issuer)
        assert page.status == 422 and words in page.words, (issuer, page.words[:300])
    page = add_provider(owner, provider, mappings="devs: admin")
    assert page.status == 422 and "group = role" in page.words
    member = person(server)
    assert member.open("/settings/sign-on/").status == 403


def test_where_it_is_required_members_have_no_password_and_owners_do(server):
    with Culprit(environment={"CULPRIT_SIGN_ON_PLAIN_HTTP": "yes"}) as fresh:
        boss = person(fresh, "owner")
        member = person(fresh)
        provider = Provider()
        try:
            assert add_provider(boss, provider, required="1").status == 200
            page = Browser(fresh).log_in(member.email, PASSWORD)
            assert page.status == 401 and "identity provider" in page.words
            assert "/login" not in Browser(fresh).log_in(boss.email, PASSWORD).url
        finally:
            provider.close()
