"""The first day of a team, in a browser without script: from an empty folder to the first event, one step after the
other, each building on the one before."""

import html
import re
import subprocess
import sys

import pytest
from browser import Browser, credentials
from culprit_server import Culprit, Dsn, event_envelope, new_id, wait_for
from people import PASSWORD, Provider, one_time_code, press, shown_secret
from test_sign_on import add_provider, begin

OWNER, SECOND, THIRD = "ada@example.com", "ben@example.com", "cho@example.com"


class Day:
    """What a step hands on to the next one."""

    def __init__(self, server):
        self.server, self.owner, self.provider = server, Browser(server), Provider()


@pytest.fixture(scope="module")
def day():
    with Culprit(environment={"CULPRIT_SIGN_ON_PLAIN_HTTP": "yes"}) as server:
        day = Day(server)
        yield day
        day.provider.close()


def post(day, dsn, key=None):
    """Sends an event as an SDK does."""
    headers = {"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_client=my.sdk/1.0, sentry_key={key or dsn.key}"}
    body = event_envelope({"event_id": new_id(), "message": "by hand"})
    return day.server.request("POST", f"/api/{dsn.project}/envelope/", body, headers)


def test_1_the_set_up_page_makes_the_first_user(day):
    page = day.owner.open("/")
    assert "/setup/" in page.url, "there is nobody yet"
    page = day.owner.open(day.server.setup_link)
    form = page.form_with(kind="password")
    page = day.owner.submit(page, form, credentials(form, OWNER, PASSWORD))
    assert page.status == 200 and "/projects/" in page.url, page.words[:300]
    assert Browser(day.server).open(day.server.setup_link).url.endswith("/login/"), "it works once"


def test_2_a_second_person_comes_by_a_link(day):
    page = press(day.owner, "/settings/team/", "Make the link", {"email": SECOND, "role": "admin"})
    link = "/" + shown_secret(page).split("/", 3)[3]
    day.second = Browser(day.server)
    page = day.second.open(link)
    form = page.form_with(button="Create an account")
    page = day.second.submit(page, form, {"name": "Ben", "email": SECOND, "password": PASSWORD})
    assert page.status == 200 and "/issues/" in page.url
    assert SECOND in day.owner.open("/settings/team/").words


def test_3_the_second_factor_is_switched_on_and_asked_for(day):
    page = press(day.owner, "/settings/second-factor/", "Turn on")
    key = page.response.text.split("<code>")[1].split("</code>")[0]
    page = day.owner.submit(page, page.form_with(button="Confirm"), {"code": one_time_code(key)}, "Confirm")
    codes = shown_secret(page).split()
    day.owner = Browser(day.server)
    page = day.owner.log_in(OWNER, PASSWORD)
    assert page.url.endswith("/login/second-factor/")
    page = day.owner.submit(page, page.forms[0], {"code": codes[0]})
    assert page.status == 200 and "/issues/" in page.url


def test_4_a_third_person_logs_in_at_a_provider(day):
    page = add_provider(day.owner, day.provider)
    assert page.status == 200 and "Mill" in page.words
    day.provider.claims = {
        "sub": "3", "email": THIRD, "email_verified": True, "name": "Cho", "groups": ["heads"],
    }
    day.third = Browser(day.server)
    page = day.third.open(begin(day.third, day.provider))
    assert page.status == 200 and "/login" not in page.url, page.words[:300]
    row = day.owner.open("/settings/team/").response.text.split(THIRD)[1].split("</tr>")[0]
    assert re.search(r'value="manager" selected', row), "the group says the role"


def test_5_a_project_is_made_and_waits(day):
    page = press(day.third, "/projects/new/", "Create project", {"name": "Web Shop", "slug": "", "platform": "python"})
    assert page.status == 200 and "/projects/web-shop/connect/" in page.url, page.url
    page = day.third.open("/projects/web-shop/connect/python/")
    assert "Waiting for the first event" in page.words
    blocks = re.findall(r'<p class="place"><bdi>main.py</bdi></p><pre class="snippet"[^>]*><code>(.*?)</code></pre>',
                        page.response.text, re.S)  # fmt: skip
    day.program = "\n".join(html.unescape(block) for block in blocks) + "\n"
    day.dsn = Dsn(re.search(r"http://[0-9a-f]{32}@[^\"'\s]+/\d+", day.program).group(0))


def test_6_the_page_says_that_a_key_is_wrong_off_or_used_up(day):
    def words():
        return day.second.open("/projects/web-shop/connect/").words

    assert post(day, day.dsn, new_id()).status == 403
    assert "Wrong key: nobody issued it" in words() and "my.sdk/1.0" in words()

    keys = "/projects/web-shop/settings/keys/"
    page = day.third.open(keys)
    form = next(form for form in page.forms if form.fields.get("key") == day.dsn.key and form.button("Save"))
    page = day.third.submit(page, form, None, "Save", leave_out=["active"])
    assert page.status == 200
    wait_for(lambda: post(day, day.dsn).status == 403, timeout=2)
    assert "The key is switched off." in words()
    page = day.third.open(keys)
    form = next(form for form in page.forms if form.fields.get("key") == day.dsn.key and form.button("Save"))
    assert day.third.submit(page, form, {"active": "on"}, "Save").status == 200

    limits = "/projects/web-shop/settings/limits/"
    assert press(day.third, limits, "Save", {"limits.quotas": "error;default 1/1h"}).status == 200
    wait_for(lambda: post(day, day.dsn).status == 429, timeout=5)
    assert wait_for(lambda: "Quota used up" in words(), timeout=5)
    assert press(day.third, limits, "Save", {"limits.quotas": ""}).status == 200


def test_7_the_sdk_of_python_sends_and_the_page_says_so(day, tmp_path):
    (tmp_path / "main.py").write_text(day.program)

    def arrived():
        subprocess.run([sys.executable, "main.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
        return "ZeroDivisionError" in day.third.open("/projects/web-shop/connect/arrival/").words

    wait_for(arrived, timeout=20, interval=1)
    page = day.third.open("/projects/web-shop/connect/")
    assert "Received “ZeroDivisionError: division by zero”" in page.words
    page = day.third.open(page.link("Open it")["href"])
    assert page.status == 200 and "ZeroDivisionError" in page.words


def test_8_all_of_it_is_in_the_audit_log(day):
    page = day.owner.open("/settings/audit/")
    seen = page.words
    while page.link("Older"):
        page = day.owner.open(page.link("Older")["href"])
        seen += page.words
    for event in ["member.invite", "member.join", "account.second-factor.on", "identity-provider.create",
                  "project.create", "key.change", "project.change"]:  # fmt: skip
        assert event in seen, event
