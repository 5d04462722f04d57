"""The tools of grouping in a browser without script: merging, taking apart, rules, previews, regrouping and going back;
what guards them; and what the SDK of Python makes of a loop and of a refactoring (grouping.md §12)."""

import subprocess
import sys
import textwrap
import time
import uuid
from urllib.parse import urlencode, urlsplit

import pytest
from browser import Browser
from culprit_server import wait_for

PASSWORD = "violet harbour under seven moons"


def browser_of(culprit, role):
    email = f"{uuid.uuid4().hex[:10]}@example.com"
    culprit.create_user(email, PASSWORD, "--role", role)
    browser = Browser(culprit)
    page = browser.log_in(email, PASSWORD)
    assert page.status == 200, page.words[:500]
    return browser


@pytest.fixture(scope="module")
def admin(culprit):
    return browser_of(culprit, "admin")


@pytest.fixture(scope="module")
def member(culprit):
    return browser_of(culprit, "member")


def failure(place, kind="TimeoutError", value="after 30 s"):
    """An event that failed in a function, or in one that others called: `checkout/pay`."""
    frames = [
        {"module": "shop.orders", "function": function, "filename": "shop/orders.py", "lineno": 7, "in_app": True}
        for function in place.split("/")
    ]
    return {
        "platform": "python",
        "exception": {"values": [{"type": kind, "value": value, "stacktrace": {"frames": frames}}]},
    }


def send(project, *places, **more):
    """Sends one event for each place, and returns their ids once all are stored."""
    ids = [project.send(failure(place, **more)) for place in places]
    for event_id in ids:
        project.event(event_id, timeout=2)
    return ids


def issue_ids(project):
    return sorted(int(issue["id"]) for issue in project.issues())


def token_of(page):
    return next(form.fields["csrf"] for form in page.forms if "csrf" in form.fields)


def post(browser, path, *pairs, token=None, follow=True, origin=None):
    """Sends a form, fields repeated as they come; the token is that of a page unless one is given."""
    if token is None:
        token = token_of(browser.open("/issues/"))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin or browser.server.base}
    return browser.open(path, "POST", urlencode([("csrf", token), *pairs]), headers, follow)


def rules_path(project):
    return f"/projects/{project.slug}/settings/grouping/"


def save_rules(browser, project, fingerprint="", stack="", revision=0, action="save", **more):
    return post(
        browser,
        rules_path(project),
        ("action", action),
        ("revision", revision),
        ("stack", stack),
        ("fingerprint", fingerprint),
        ("note", more.get("note", "")),
        *[(name, value) for name, value in more.items() if name != "note"],
    )


def assert_sound(project, events):
    """Every event is in one issue, counters say so, and doctor agrees."""
    assert sum(int(issue["count"]) for issue in project.issues()) == events
    assert project.server.doctor()["exit"] == 0


# Merging


def test_two_issues_are_merged_and_the_merge_is_undone(admin, project):
    first, second = send(project, "pay", "ship")
    issues = issue_ids(project)
    assert len(issues) == 2
    merged = post(admin, "/issues/", ("action", "merge"), *[("issue", each) for each in issues], ("next", "/issues/"))
    assert merged.status == 200 and "2 issues are one now" in merged.words
    (target,) = issue_ids(project)
    (gone,) = set(issues) - {target}
    assert project.issue(target)["count"] == "2"

    # What comes later lands there, too, and the old address leads there.
    send(project, "pay", "ship")
    assert project.issue(target)["count"] == "4" and issue_ids(project) == [target]
    assert urlsplit(admin.open(f"/issues/{gone}/").url).path == f"/issues/{target}/"

    # The number of a merge undoes nothing on behalf of an issue that it is not of.
    form = merged.form_with(button="Undo")
    send(project, "refund")
    (other,) = set(issue_ids(project)) - {target}
    refused = post(
        admin, "/issues/", ("action", "undo-merge"), ("issue", other), ("target", other), ("merge", form.fields["merge"])
    )
    assert "Taken out" not in refused.words and len(issue_ids(project)) == 2
    post(admin, f"/issues/{other}/delete/", ("confirmed", 1))
    wait_for(lambda: issue_ids(project) == [target], timeout=10, what="the other issue to go")

    undone = admin.submit(merged, form, button="Undo")
    assert undone.status == 200 and "Taken out" in undone.words
    wait_for(lambda: issue_ids(project) == issues, timeout=5, what="both issues")
    assert [project.issue(each)["count"] for each in issues] == ["2", "2"]
    assert_sound(project, 4)


def test_hashes_are_taken_out_on_the_page_of_an_issue(admin, project):
    send(project, "pay", "ship")
    issues = issue_ids(project)
    post(admin, "/issues/", ("action", "merge"), *[("issue", each) for each in issues])
    (target,) = issue_ids(project)
    (gone,) = set(issues) - {target}
    page = admin.open(f"/issues/{target}/merged/")
    hashes = [values["value"] for tag, values in page.tags if tag == "input" and values.get("name") == "hash"]
    assert page.status == 200 and len(hashes) >= 2
    name = f"came from {project.slug}-".upper()
    assert name in page.words.upper() and f"#{gone}" not in page.words, "merged issues are named as they were"

    assert "No hash was selected" in post(admin, f"/issues/{target}/merged/", ("action", "unmerge")).words
    everything = [("hash", each) for each in hashes]
    assert "must keep a hash" in post(admin, f"/issues/{target}/merged/", ("action", "unmerge"), *everything).words
    foreign = post(admin, f"/issues/{target}/merged/", ("action", "unmerge"), ("hash", "0" * 32))
    assert "no longer leads to this issue" in foreign.words

    info = project.server.api(f"/issues/{target}/hashes/", project.token).json()
    ship = next(entry["id"] for entry in info if entry["id"] in hashes)
    taken = post(admin, f"/issues/{target}/merged/", ("action", "unmerge"), ("hash", ship))
    assert "Taken out" in taken.words
    wait_for(lambda: len(issue_ids(project)) == 2, timeout=5, what="two issues")
    assert_sound(project, 2)


def test_issues_of_two_projects_stay_apart(admin, culprit, project):
    other = culprit.create_project()
    send(project, "pay")
    send(other, "pay")
    issues = issue_ids(project) + issue_ids(other)
    page = post(admin, "/issues/", ("action", "merge"), *[("issue", each) for each in issues])
    assert "Only issues of one project" in page.words
    assert issue_ids(project) + issue_ids(other) == issues
    alone = post(admin, "/issues/", ("action", "merge"), ("issue", issues[0]), ("issue", 987654321))
    assert "at least two" in alone.words


def test_similar_issues_are_offered_and_merged(admin, project):
    send(project, "checkout/pay", "renew/pay", "ship")
    issues = {issue["culprit"] + issue["id"]: issue["id"] for issue in project.issues()}
    assert len(issues) == 3
    alike = sorted(int(each) for name, each in issues.items() if "pay" in name)
    page = admin.open(f"/issues/{alike[0]}/?similar=1")
    assert page.status == 200 and "same type in the same function" in page.words
    answer = project.server.api(f"/issues/{alike[0]}/similar/", project.token)
    assert [row[0]["id"] for row in answer.json()] == [str(alike[1])], answer
    assert page.form_with(button="Merge")
    post(admin, "/issues/", ("action", "merge"), ("target", alike[0]), *[("issue", each) for each in alike])
    assert len(issue_ids(project)) == 2 and project.issue(alike[0])["count"] == "2"


def test_a_rule_is_proposed_after_a_merge_and_takes_what_is_like_it(admin, project):
    send(project, "checkout/pay", "renew/pay")
    issues = issue_ids(project)
    merged = post(admin, "/issues/", ("action", "merge"), *[("issue", each) for each in issues])
    (target,) = issue_ids(project)
    page = admin.open(merged.link("Propose a rule")["href"])
    assert page.status == 200 and page.url.split("?")[0].endswith(rules_path(project))
    name = f"merged-{project.slug}-".lower()
    rule = f'error.type:"TimeoutError" stack.function:"pay" -> {name}'
    assert rule in page.words, page.words[:3000]
    assert "These rules have never been changed" in page.words, "a proposal saves nothing"
    rule += page.words.split(rule)[1].split()[0]

    draft = page.form_with(button="Save")
    assert draft.fields["issue"] == str(target)
    preview = admin.submit(page, draft, {"fingerprint": rule}, button="Preview")
    assert "Looked at 2 events" in preview.words and "is a proposal" in preview.words
    saved = admin.submit(preview, preview.form_with(button="Save"), {"fingerprint": rule}, button="Save")
    assert "Revision 1 is saved" in saved.words
    # Whatever comes in after a second follows the rule, and goes where the others are.
    time.sleep(1.5)
    send(project, "cancel/pay", "ship")
    assert project.issue(target)["count"] == "3" and len(issue_ids(project)) == 2
    assert_sound(project, 4)


def test_no_rule_is_proposed_for_what_has_nothing_in_common(admin, member, project):
    send(project, "pay", kind="KeyError", value="id")
    send(project, "ship", kind="OSError", value="disk")
    issues = issue_ids(project)
    merged = post(admin, "/issues/", ("action", "merge"), *[("issue", each) for each in issues])
    link = merged.link("Propose a rule")["href"]
    page = admin.open(link)
    assert page.status == 200 and "nothing in common" in page.words
    looking = member.open(link)
    assert looking.status == 200 and not any(form.action == rules_path(project) for form in looking.forms)
    assert admin.open(rules_path(project) + "?issue=987654321").status == 404
    assert admin.open("/issues/987654321/rule/").status == 404


# Rules


def test_rules_are_previewed_and_saved_and_group_what_comes_next(admin, project):
    send(project, "pay", "ship")
    before = issue_ids(project)
    rule = "type:TimeoutError -> slow-database"
    page = save_rules(admin, project, rule, action="preview", days=30)
    assert page.status == 200
    assert "Looked at 2 events of the last 30 days" in page.words
    # One of the two issues takes the new hash, the other one joins it.
    assert "1 would be in another issue; 2 issues would become 1" in page.words
    assert "What comes together" in page.words and rule in page.words
    assert issue_ids(project) == before, "a preview changes nothing"

    saved = save_rules(admin, project, rule, note="one database")
    assert saved.status == 200 and "Revision 1 is saved" in saved.words and "one database" in saved.words
    # Whatever comes in after a second follows the rule.
    time.sleep(1.5)
    send(project, "deliver", "refund")
    assert len(issue_ids(project)) == 3 and project.issue(max(issue_ids(project)))["count"] == "2"
    explained = admin.open(f"/issues/{before[0]}/grouping/")
    assert explained.status == 200 and "rules have changed since" in explained.words
    assert "when the project had no rules" in explained.words
    newest = admin.open(f"/issues/{max(issue_ids(project))}/grouping/")
    assert "by revision 1 of the rules" in newest.words and "changed since" not in newest.words


def test_a_wrong_rule_is_told_by_line_and_nothing_is_saved(admin, project):
    page = save_rules(admin, project, "type:A -> a\nnonsense")
    assert page.status == 422 and "Line 2" in page.words and "nonsense" in page.words
    assert "These rules have never been changed" in admin.open(rules_path(project)).words
    long = save_rules(admin, project, "# " + "x" * 20_000)
    assert long.status == 422 and "too long" in long.words
    assert post(admin, rules_path(project), ("action", "save"), ("revision", "x")).status == 400
    assert post(admin, rules_path(project), ("action", "explode"), ("revision", 0)).status == 400


def test_whoever_saves_second_is_told(admin, project):
    save_rules(admin, project, "type:A -> a")
    page = save_rules(admin, project, "type:B -> b")
    assert page.status == 409 and "Somebody saved revision 1" in page.words and "type:B -> b" in page.words
    assert "type:B" not in admin.open(rules_path(project)).words
    form = page.form_with(button="Save")
    assert form.fields["revision"] == "1"
    again = save_rules(admin, project, "type:B -> b", revision=1)
    assert "Revision 2 is saved" in again.words
    old = admin.open(rules_path(project) + "?revision=1")
    assert old.status == 200 and "Restore revision 1" in old.text
    restored = admin.submit(old, old.form_with(button="Restore"), button="Restore")
    assert "Revision 3 is saved" in restored.words and "type:A -> a" in restored.words
    assert admin.open(rules_path(project) + "?revision=77").status == 404


# Regrouping


def finished(browser, path, state):
    def page():
        found = browser.open(path)
        assert found.status == 200, found.words[:500]
        return found if state in found.words else None

    return wait_for(page, timeout=20, interval=0.2, what=f"a run to be {state}")


def test_history_is_regrouped_and_taken_back(admin, project):
    send(project, "pay", "ship", "pay")
    before = {each: project.issue(each)["count"] for each in issue_ids(project)}
    save_rules(admin, project, "type:TimeoutError -> slow-database")
    path = rules_path(project) + "regroup/"
    assert "would be" not in admin.open(path + "?days=7").words, "looking at an address costs no dry run"

    dry = post(admin, path, ("action", "dry-run"), ("days", 7))
    assert dry.status == 200 and "Looked at 3 events of the last 7 days" in dry.words
    assert {each: project.issue(each)["count"] for each in issue_ids(project)} == before, "a dry run changes nothing"

    started = admin.submit(dry, dry.form_with(button="Regroup the last 7 days"), button="Regroup the last 7 days")
    assert started.status == 200 and "/regroup/" in started.url
    job = urlsplit(started.url).path
    finished(admin, job, "All events of the period are grouped by these rules")
    assert len(issue_ids(project)) == 1
    assert_sound(project, 3)

    done = admin.open(job)
    going = admin.submit(done, done.form_with(button="Revert"), button="Revert")
    assert going.status == 200
    finished(admin, job, "Everything is where it was before")
    assert {each: project.issue(each)["count"] for each in issue_ids(project)} == before
    assert_sound(project, 3)
    again = post(admin, job, ("action", "revert"))
    assert again.status == 200 and "Nothing was changed" in again.words


def test_runs_of_another_project_are_not_found(admin, culprit, project):
    send(project, "pay")
    path = rules_path(project) + "regroup/"
    job = urlsplit(post(admin, path, ("action", "start"), ("days", 7)).url).path
    other = culprit.create_project()
    stolen = job.replace(f"/{project.slug}/", f"/{other.slug}/")
    assert admin.open(stolen).status == 404
    assert post(admin, stolen, ("action", "revert")).status == 404
    for odd in ("0", "-1", "x", "99999999999999999999"):
        assert admin.open(path + odd + "/").status == 404
    assert admin.open("/projects/no-such-project/settings/grouping/").status == 404
    for field in (("days", 8), ("days", ""), ("days", "x")):
        assert post(admin, path, ("action", "start"), field).status == 400
    assert post(admin, path, ("action", "cancel"), ("days", 7)).status == 400


# Who may


def test_members_look_but_do_not_change(admin, member, project):
    send(project, "pay")
    regroup = rules_path(project) + "regroup/"
    for path in (rules_path(project), regroup):
        page = member.open(path)
        assert page.status == 200 and "takes the role of an admin" in page.words
        assert not any(form.action.startswith(rules_path(project)) for form in page.forms)
    refused = [
        save_rules(member, project, "type:A -> a"),
        save_rules(member, project, "type:A -> a", action="preview"),
        post(member, regroup, ("action", "dry-run"), ("days", 7)),
        post(member, regroup, ("action", "start"), ("days", 7)),
    ]
    assert [page.status for page in refused] == [403] * 4
    job = urlsplit(post(admin, regroup, ("action", "start"), ("days", 7)).url).path
    assert post(member, job, ("action", "cancel")).status == 403
    assert post(member, job, ("action", "revert")).status == 403
    assert "These rules have never been changed" in admin.open(rules_path(project)).words


def test_the_configuration_is_moved_by_people_who_may(admin, member, culprit, project):
    assert post(member, rules_path(project), ("action", "upgrade")).status == 403
    assert "culprit-1" in post(admin, rules_path(project), ("action", "upgrade")).words
    assert "culprit-1" in culprit.cli("project", "grouping", project.slug).stdout
    assert culprit.cli("project", "grouping", project.slug, "--use", "culprit-1").returncode == 0
    unknown = culprit.cli("project", "grouping", project.slug, "--use", "culprit-99", check=False)
    assert unknown.returncode != 0 and "culprit-99" in unknown.stderr


def test_forms_need_the_token_of_their_page_and_its_origin(admin, culprit, project):
    send(project, "pay", "ship")
    issues = issue_ids(project)
    regroup = rules_path(project) + "regroup/"
    forms = [
        ("/issues/", [("action", "merge"), *[("issue", each) for each in issues]]),
        (f"/issues/{issues[0]}/merged/", [("action", "unmerge"), ("hash", "0" * 32)]),
        (rules_path(project), [("action", "save"), ("revision", 0), ("fingerprint", "type:A -> a")]),
        (regroup, [("action", "start"), ("days", 7)]),
        (regroup, [("action", "dry-run"), ("days", 7)]),
    ]
    for path, pairs in forms:
        for token in ("", "0" * 64):
            page = post(admin, path, *pairs, token=token, follow=False)
            assert page.status in (303, 403), (path, page)
            assert page.status == 403 or "expired" in page.response.header("Location")
        elsewhere = post(admin, path, *pairs, origin="https://evil.example", follow=False)
        assert elsewhere.status in (303, 403), (path, elsewhere)
        stranger = Browser(culprit).open(path, "POST", urlencode(pairs), {"Origin": culprit.base}, False)
        assert stranger.status in (303, 403), (path, stranger)
    assert issue_ids(project) == issues
    assert "These rules have never been changed" in admin.open(rules_path(project)).words
    assert "Nothing has been regrouped yet" in admin.open(regroup).words


# What SDKs send


def run(project, folder, program):
    """Runs a module of its own, so that frames have the source lines of a real program."""
    source = folder / "shop.py"
    source.write_text(textwrap.dedent(program))
    start = f"import sentry_sdk; sentry_sdk.init({project.dsn.text!r}); import shop; shop.main()"
    done = subprocess.run(
        [sys.executable, "-c", start], capture_output=True, text=True, timeout=60, cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


LOOP = """
    import sentry_sdk

    class OrderError(Exception):
        pass
    {blank}
    def pay(order):
        raise OrderError(f"order {{order}} of user {{order * 7919}} was declined")
    {blank}
    def {other}(order):
        raise OrderError(f"order {{order}} is lost")

    def main():
        for order in range({first}, {first} + 10):
            try:
                {call}(order)
            except OrderError as error:
                sentry_sdk.capture_exception(error)
"""


def program(blank="", other="ship", first=100, call="pay"):
    return textwrap.dedent(LOOP).format(blank=blank, other=other, first=first, call=call)


def test_a_loop_with_other_ids_and_moved_lines_is_one_issue(project, tmp_path):
    run(project, tmp_path, program())
    wait_for(lambda: project.issues() and project.issues()[0]["count"] == "10", timeout=5, what="ten events")
    run(project, tmp_path, program(blank="\n# a comment\n\n", first=90_000, other="deliver"))
    wait_for(lambda: project.issues()[0]["count"] == "20", timeout=5, what="twenty events")
    assert len(project.issues()) == 1


def test_two_functions_that_raise_the_same_type_are_two_issues(project, tmp_path):
    run(project, tmp_path, program())
    run(project, tmp_path, program(call="ship"))
    wait_for(lambda: len(project.issues()) == 2, timeout=5, what="two issues")
    assert sorted(issue["count"] for issue in project.issues()) == ["10", "10"]


def bundle(name, columns):
    """What a browser reports of the same functions in a chunk of another build."""
    frames = [
        {"function": function, "filename": url, "abs_path": url, "lineno": 1, "colno": column, "in_app": True}
        for (function, file), column in zip(
            [("dispatchEvent", "vendor"), ("onSubmit", "app"), ("payOrder", "checkout")], columns)
        for url in [f"https://shop.example/assets/{name.format(file)}"]
    ]
    error = {"type": "TypeError", "value": "t.items is undefined", "stacktrace": {"frames": frames}}
    return {"platform": "javascript", "exception": {"values": [error]}}


@pytest.mark.parametrize(
    "before, after",
    [
        ("{}.3f9c2b1a7d.js", "{}.b07712ce4e.js"),
        ("{}-BxY3kZ9a.js", "{}-Qm4_r7Lw.js"),
        ("{}.8c1d2e3f.chunk.js", "{}.77aa10bc.chunk.js"),
        ("static/1d2c3b4a/{}.min.js?v=81", "static/99f0e1d2/{}.min.js?v=82"),
    ],
    ids=["webpack", "vite", "create-react-app", "folder and query"],
)
def test_a_minified_bundle_with_new_hashes_is_one_issue(project, before, after):
    first = project.send(bundle(before, [1201, 88_012, 40_417]))
    second = project.send(bundle(after, [1377, 90_551, 12_003]))
    for event_id in (first, second):
        project.event(event_id, timeout=2)
    (issue,) = project.issues()
    assert issue["count"] == "2"
    # Another function of the same bundle is another issue.
    other = bundle(after, [1377, 90_551, 12_003])
    other["exception"]["values"][0]["stacktrace"]["frames"][-1]["function"] = "cancelOrder"
    project.event(project.send(other), timeout=2)
    assert sorted(issue["count"] for issue in project.issues()) == ["1", "2"]
