"""The newest `sentry-sdk` from PyPI, unchanged: what it reports is an issue in the API and on the page."""

import subprocess
import sys
import textwrap
import time

import pytest
from browser import Browser
from culprit_server import entry_of, exceptions_of, tags_of, wait_for

EMAIL, PASSWORD = "sdk@example.com", "violet harbour under seven moons"


def run(project, program, expect_exit=0, **init):
    """Runs a program with the SDK set up for a project, in a process of its own."""
    options = {"dsn": project.dsn.text, "release": "shop@1.4.2", "environment": "production", **init}
    source = "import sentry_sdk\nsentry_sdk.init(**{!r})\n".format(options) + textwrap.dedent(program)
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60)
    assert done.returncode == expect_exit, done.stdout + done.stderr
    return time.monotonic()


def only_issue(project):
    """The one issue of a project, which must be there within a second."""
    return wait_for(lambda: project.issues(), timeout=1, what="the issue in the API")[0]


def latest(project, issue):
    answer = project.server.api(f"/issues/{issue['id']}/events/latest/", project.token)
    assert answer.status == 200, answer
    return answer.json()


@pytest.fixture(scope="module")
def reader(culprit):
    """A browser that is logged in."""
    culprit.create_user(EMAIL, PASSWORD)
    browser = Browser(culprit)
    browser.log_in(EMAIL, PASSWORD)
    return browser


def test_a_division_by_zero_is_an_issue_within_a_second(fresh_culprit):
    """With nothing but the DSN that the first start printed, five lines of Python."""
    program = f"import sentry_sdk\nsentry_sdk.init({fresh_culprit.dsn.text!r})\n1/0\n"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert "ZeroDivisionError" in done.stderr
    token = fresh_culprit.create_token()

    def issues():
        return fresh_culprit.api("/projects/default/default/issues/", token).json()

    found = wait_for(issues, timeout=1, what="the issue in the API")
    assert [issue["title"] for issue in found] == ["ZeroDivisionError: division by zero"]
    assert found[0]["count"] == "1" and found[0]["level"] == "error" and found[0]["isUnhandled"] is True
    assert found[0]["shortId"] == "DEFAULT-1"

    fresh_culprit.create_user(EMAIL, PASSWORD)
    browser = Browser(fresh_culprit)
    browser.log_in(EMAIL, PASSWORD)
    assert "ZeroDivisionError" in browser.open("/issues/").words
    page = browser.open(f"/issues/{found[0]['id']}/")
    assert page.status == 200 and "division by zero" in page.words


def test_a_handled_exception_keeps_frames_locals_and_source(project, reader):
    run(
        project,
        """
        def inner(price, count):
            basket = ["apple", "pear"]
            return price / count
        def outer():
            return inner(12, 0)
        try:
            outer()
        except ZeroDivisionError:
            sentry_sdk.capture_exception()
    """,
    )
    issue = only_issue(project)
    event = latest(project, issue)
    exception = exceptions_of(event)[-1]
    assert (exception["type"], exception["value"]) == ("ZeroDivisionError", "division by zero")
    assert exception["mechanism"]["handled"] is True and issue["isUnhandled"] is False
    frames = exception["stacktrace"]["frames"]
    assert [frame["function"] for frame in frames] == ["<module>", "outer", "inner"]
    assert frames[-1]["vars"] == {"price": "12", "count": "0", "basket": ["'apple'", "'pear'"]}
    assert event["release"]["version"] == "shop@1.4.2"
    assert tags_of(event)["environment"] == "production"
    assert event["sdk"]["name"].startswith("sentry.python")
    page = reader.open(f"/issues/{issue['id']}/")
    assert "inner" in page.words and "basket" in page.words and "apple" in page.words


def test_source_lines_are_shown_around_the_failing_one(project, reader, tmp_path):
    script = tmp_path / "shop.py"
    script.write_text(
        "import sentry_sdk\n"
        f"sentry_sdk.init({project.dsn.text!r})\n"
        "def charge(order):\n"
        "    total = order['total']\n"
        "    raise RuntimeError('card declined')\n"
        "    return total\n"
        "charge({'total': 12})\n"
    )
    subprocess.run([sys.executable, str(script)], capture_output=True, timeout=60)
    event = latest(project, only_issue(project))
    frame = exceptions_of(event)[-1]["stacktrace"]["frames"][-1]
    assert frame["lineNo"] == 5 and frame["inApp"] is True
    assert [5, "    raise RuntimeError('card declined')"] in frame["context"]
    assert [4, "    total = order['total']"] in frame["context"]
    page = reader.open(f"/issues/{only_issue(project)['id']}/")
    assert "raise RuntimeError('card declined')" in page.words and "total = order['total']" in page.words


def test_chained_exceptions_are_all_there_the_raised_one_last(project, reader):
    run(
        project,
        """
        try:
            try:
                {}["missing"]
            except KeyError as cause:
                raise ValueError("no such order") from cause
        except ValueError:
            sentry_sdk.capture_exception()
    """,
    )
    issue = only_issue(project)
    assert issue["title"] == "ValueError: no such order"
    chain = exceptions_of(latest(project, issue))
    assert [each["type"] for each in chain] == ["KeyError", "ValueError"]
    page = reader.open(f"/issues/{issue['id']}/")
    assert "KeyError" in page.words and "ValueError" in page.words


def test_a_message_is_an_issue_of_its_level(project, reader):
    run(project, 'sentry_sdk.capture_message("disk is almost full", level="warning")')
    issue = only_issue(project)
    assert (issue["title"], issue["level"], issue["type"]) == ("disk is almost full", "warning", "default")
    event = latest(project, issue)
    assert event["message"] == "disk is almost full"
    assert entry_of(event, "message")["formatted"] == "disk is almost full"
    assert "disk is almost full" in reader.open(f"/issues/{issue['id']}/").words


def test_tags_user_breadcrumbs_and_contexts_of_the_scope_are_kept(project, reader):
    run(
        project,
        """
        sentry_sdk.set_tag("region", "eu")
        sentry_sdk.set_user({"id": "4711", "email": "ada@example.com", "plan": "pro"})
        sentry_sdk.set_context("basket", {"items": 3})
        sentry_sdk.set_extra("attempt", 2)
        sentry_sdk.add_breadcrumb(category="auth", message="logged in", level="info", data={"via": "form"})
        sentry_sdk.add_breadcrumb(category="cart", message="added a pear", level="debug")
        with sentry_sdk.new_scope() as scope:
            scope.set_tag("step", "checkout")
            sentry_sdk.capture_exception(RuntimeError("with scope"))
    """,
    )
    issue = only_issue(project)
    event = latest(project, issue)
    tags = tags_of(event)
    assert tags["region"] == "eu" and tags["step"] == "checkout" and tags["level"] == "error"
    assert event["user"]["id"] == "4711" and event["user"]["email"] == "ada@example.com"
    assert event["user"]["data"]["plan"] == "pro"
    assert event["contexts"]["basket"]["items"] == 3
    assert event["context"]["attempt"] == 2
    crumbs = entry_of(event, "breadcrumbs")["values"]
    assert [crumb["message"] for crumb in crumbs][-2:] == ["logged in", "added a pear"]
    assert crumbs[-2]["data"]["via"] == "form" and crumbs[-1]["level"] == "debug"
    assert issue["userCount"] == 1
    words = reader.open(f"/issues/{issue['id']}/").words
    for text in ("checkout", "ada@example.com", "logged in", "added a pear", "basket"):
        assert text in words, text


def test_an_exception_nobody_caught_is_unhandled(project):
    run(project, 'raise RuntimeError("nobody caught me")', expect_exit=1)
    issue = only_issue(project)
    assert issue["isUnhandled"] is True
    event = latest(project, issue)
    assert exceptions_of(event)[-1]["mechanism"] == {
        **exceptions_of(event)[-1]["mechanism"],
        "type": "excepthook",
        "handled": False,
    }
    tags = tags_of(event)
    assert tags["handled"] == "no" and tags["mechanism"] == "excepthook"


def test_the_same_failure_again_is_counted_not_listed_again(project):
    run(
        project,
        """
        def fail(number):
            raise ValueError(f"order {number} is broken")
        for number in range(5):
            try:
                fail(number)
            except ValueError as error:
                sentry_sdk.capture_exception(error)
        try:
            {}["other"]
        except KeyError as error:
            sentry_sdk.capture_exception(error)
    """,
    )
    wait_for(lambda: sum(int(issue["count"]) for issue in project.issues()) == 6, timeout=2, what="six events")
    counts = {issue["metadata"]["type"]: issue["count"] for issue in project.issues()}
    assert counts == {"ValueError": "5", "KeyError": "1"}


def test_the_logging_integration_reports_errors_with_their_parameters(project):
    run(
        project,
        """
        import logging
        logging.getLogger("shop").info("before")
        logging.getLogger("shop").error("order %s failed after %d tries", "A-17", 3)
    """,
    )
    issue = only_issue(project)
    assert issue["title"] == "order A-17 failed after 3 tries" and issue["logger"] == "shop"
    entry = entry_of(latest(project, issue), "message")
    assert entry["message"] == "order %s failed after %d tries" and entry["params"] == ["A-17", 3]


@pytest.mark.parametrize(
    "options",
    [
        {"_experiments": {"transport_compression_algo": "br"}},
        {"_experiments": {"transport_compression_algo": "gzip", "transport_compression_level": 9}},
        {"_experiments": {"transport_compression_level": 0}},
    ],
    ids=["brotli", "gzip", "plain"],
)
def test_every_compression_the_sdk_can_use_arrives(project, options):
    run(project, 'sentry_sdk.capture_message("squeezed " + "x" * 3000)', **options)
    assert only_issue(project)["title"].startswith("squeezed xxx")


def test_transactions_logs_and_sessions_do_not_disturb(project):
    run(
        project,
        """
        with sentry_sdk.start_transaction(op="task", name="nightly"):
            with sentry_sdk.start_span(op="db", name="select"):
                pass
        sentry_sdk.logger.info("a log line")
        sentry_sdk.capture_message("still here")
    """,
        traces_sample_rate=1.0,
        enable_logs=True,
    )
    assert [issue["title"] for issue in project.issues()] == ["still here"]
