"""Projects and keys by pages, API and command line, and what becomes of them (ui.md, web-api.md §2.3, §2.5)."""

import http.client
import json
import os
import sqlite3
import time
from urllib.parse import urlsplit

import pytest
from browser import Browser
from culprit_server import Culprit, event_envelope, new_id, wait_for

PASSWORD = "violet harbour under seven moons"


def log_in(server, role="admin"):
    email = f"{new_id()[:8]}@example.com"
    server.create_user(email, PASSWORD, "--role", role)
    browser = Browser(server)
    assert browser.log_in(email, PASSWORD).status == 200
    return browser


@pytest.fixture(scope="module")
def admin(culprit):
    return log_in(culprit)


@pytest.fixture(scope="module")
def writer(culprit):
    return culprit.create_token("--name", "writer", "--scope", "project:admin", "--scope", "org:read")


def is_refused(project):
    return project.post(b"{}").status == 403


class TestOnPages:
    def test_a_project_is_made_and_leads_to_its_connect_page(self, culprit, admin):
        name = f"Shop {new_id()[:6]}"
        page = admin.open("/projects/new/")
        page = admin.submit(page, page.form_with(button="create project"), {"name": name, "platform": "python-django"})
        slug = name.lower().replace(" ", "-")
        assert urlsplit(page.url).path == f"/projects/{slug}/connect/" and page.status == 200
        assert "Django" in page.words and "settings.py" in page.words and "@127.0.0.1" in page.words

    @pytest.mark.parametrize(
        "values, words",
        [({"name": " "}, "A name is needed"), ({"name": "X", "slug": "123"}, "not only digits"),
         ({"name": "Default"}, "Another project is called default"), ({"name": "가게"}, "not only digits")],
    )  # fmt: skip
    def test_what_cannot_be_is_told_beside_the_field(self, culprit, admin, values, words):
        page = admin.open("/projects/new/")
        page = admin.submit(page, page.form_with(button="create project"), values)
        assert page.status == 422 and words in page.words

    def test_a_renamed_project_keeps_its_addresses_and_its_short_ids(self, culprit, admin, project):
        event = project.send({"message": "before"})
        issue = wait_for(project.issues)[0]
        page = admin.open(f"/projects/{project.slug}/settings/")
        slug = f"r{new_id()[:8]}"
        page = admin.submit(
            page, page.form_with(button="save"), {"name": "Renamed", "slug": slug, "platform": ""}, button="save"
        )
        assert urlsplit(page.url).path == f"/projects/{slug}/settings/" and "Saved" in page.words
        # Pages
        for path in (f"/projects/{project.slug}/settings/keys/", f"/projects/{project.slug}/connect/"):
            moved = admin.open(path, follow=False)
            assert moved.status == 302 and moved.response.header("Location") == path.replace(project.slug, slug)
        page = admin.open(f"/issues/?project={project.slug}&query=is:unresolved")
        assert f"project={slug}" in page.url and "before" in page.words
        # API
        moved = project.api("/keys/")
        assert moved.status == 302 and moved.json()["detail"]["code"] == "resource-moved"
        assert moved.header("Location").endswith(f"/api/0/projects/default/{slug}/keys/")
        short = issue["shortId"]
        assert culprit.api(f"/organizations/default/issues/{short}/", project.token).json()["id"] == issue["id"]
        # SDKs go on as before.
        assert project.post(b'{}\n{"type":"event"}\n{"message":"after"}\n').status == 200
        assert event

    def test_an_archived_project_takes_nothing_until_it_is_taken_back(self, culprit, admin, project):
        page = admin.open(f"/projects/{project.slug}/settings/")
        page = admin.submit(page, page.form_with(button="archive"))
        assert "takes no events" in page.words
        wait_for(lambda: is_refused(project), timeout=2)
        assert "Take the project out of the archive" in admin.open(f"/projects/{project.slug}/connect/").words
        page = admin.submit(page, page.form_with(button="take events again"))
        wait_for(lambda: not is_refused(project), timeout=2)

    def test_keys_are_made_limited_switched_off_and_revoked(self, culprit, admin, project):
        address = f"/projects/{project.slug}/settings/keys/"
        page = admin.open(address)
        page = admin.submit(page, page.form_with(button="new key"), {"name": "Second"}, button="new key")
        forms = [form for form in page.forms if form.button("save")]
        assert len(forms) == 2 and "Second" in page.words
        first = next(form for form in forms if form.fields["key"] == project.key)
        refused = admin.submit(page, first, {"rate-count": "many"}, button="save")
        assert refused.status == 422 and "Nothing was changed" in refused.words
        admin.submit(page, first, {"rate-count": "2", "rate-window": "3600"}, button="save")

        def is_limited():
            answer = project.post(b'{}\n{"type":"event"}\n{"message":"m"}\n')
            return answer.status == 429 and answer

        answer = wait_for(is_limited, timeout=5)
        assert "key_quota" in (answer.header("X-Sentry-Rate-Limits") or "")
        page = wait_for(lambda: _with(admin, f"/projects/{project.slug}/connect/", "limit"), timeout=5)
        assert "Raise the key" in page.words or "Raise the quota" in page.words
        # Off, on the way.
        admin.submit(page := admin.open(address), next(f for f in page.forms if f.fields.get("key") == project.key and f.button("save")),
                     {"rate-count": ""}, button="save", leave_out=("active",))  # fmt: skip
        wait_for(lambda: is_refused(project), timeout=2)
        page = admin.open(f"/projects/{project.slug}/connect/")
        assert "The key is switched off" in page.words and page.link("Switch the key on")
        page = admin.open(address)
        revoke = next(f for f in page.forms if f.fields.get("key") == project.key and f.button("revoke"))
        assert "revoked" in admin.submit(page, revoke, button="revoke").words

    def test_settings_are_saved_previewed_and_refused_by_line(self, culprit, admin, project):
        for number in range(3):
            project.send({"message": f"noise {number}", "extra": {"birthday": "1990-01-01"}})
        project.send({"message": "signal"})
        address = f"/projects/{project.slug}/settings/filters/"
        page = admin.open(address)
        form = page.form_with(button="preview")
        broken = admin.submit(page, form, {"filters.ip_addresses": "10.0.0.0/8\n\nnonsense"}, button="save")
        assert broken.status == 422 and "Line 3" in broken.words and "nonsense" in broken.response.text
        shown = admin.submit(page, form, {"filters.error_messages": "noise *"}, button="preview")
        assert "3 of the newest 4 stored events would not have been kept" in shown.words
        assert project.post(b'{}\n{"type":"event"}\n{"message":"noise 9"}\n').status == 200
        saved = admin.submit(page, form, {"filters.error_messages": "noise *"}, button="save")
        assert "Saved" in saved.words
        settings = json.loads(culprit.cli("project", "settings", project.slug, "--json").stdout)["settings"]
        assert next(s for s in settings if s["name"] == "filters.error_messages")["value"] == "noise *"

        privacy = admin.open(f"/projects/{project.slug}/settings/privacy/")
        shown = admin.submit(
            privacy, privacy.form_with(button="preview"), {"scrubbing.sensitive_fields": "birthday"}, button="preview"
        )
        assert "extra.birthday" in shown.words and "1990-01-01" in shown.words
        assert "newest 5 stored events" in shown.words

    def test_members_may_look_but_not_change(self, culprit, project):
        member = log_in(culprit, "member")
        page = member.open(f"/projects/{project.slug}/settings/filters/")
        assert page.status == 200 and "takes the role" in page.words
        assert not [form for form in page.forms if form.button("save")]
        form = next(form for form in page.forms if "csrf" in form.fields)  # that of logging out
        answer = member.open(
            f"/projects/{project.slug}/settings/", "POST",
            f"csrf={form.fields['csrf']}&action=delete&confirmation={project.slug}",
            {"Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        assert answer.status == 403
        assert member.open("/projects/new/").status == 403

    def test_a_project_is_deleted_only_by_whoever_types_its_slug(self, culprit, admin, project):
        page = admin.open(f"/projects/{project.slug}/settings/")
        form = page.form_with(button="delete this project")
        wrong = admin.submit(page, form, {"confirmation": "something"}, button="delete")
        assert wrong.status == 422 and "Nothing was deleted" in wrong.words
        gone = admin.submit(page, form, {"confirmation": project.slug}, button="delete")
        assert "is gone" in gone.words
        assert admin.open(f"/projects/{project.slug}/settings/").status == 404
        wait_for(lambda: is_refused(project), timeout=2)


def _with(browser, path, word):
    page = browser.open(path)
    return page if word in page.words else None


class TestByAPIAndCommandLine:
    def test_the_three_faces_show_the_same_project(self, culprit, admin, writer, project):
        answer = culprit.api(
            f"/projects/default/{project.slug}/", writer, "PUT",
            {"name": "API name", "allowedDomains": ["a.example"], "options": {"filters:releases": "v1*\nv2*"}},
        )  # fmt: skip
        assert answer.status == 200, answer
        page = admin.open(f"/projects/{project.slug}/settings/filters/")
        assert "v1*\nv2*" in page.response.text and "a.example" in page.response.text
        culprit.cli("project", "rename", project.slug, "--name", "Command name")
        assert "Command name" in admin.open(f"/projects/{project.slug}/settings/").response.text

    def test_keys_by_command_line(self, culprit, project):
        made = json.loads(
            culprit.cli("key", "create", project.slug, "--name", "CI", "--rate-limit", "5/1h", "--json").stdout
        )["keys"][0]
        assert made["rate_limit"] == {"count": 5, "seconds": 3600}
        keys = culprit.api(f"/projects/default/{project.slug}/keys/", project.token).json()
        assert {"count": 5, "window": 3600} in [key["rateLimit"] for key in keys]
        culprit.cli("key", "update", project.slug, "--key", made["public_key"], "--disable-sending", "--rate-limit", "none")
        listed = json.loads(culprit.cli("key", "list", project.slug, "--json").stdout)["keys"]
        assert [key["is_active"] for key in listed if key["name"] == "CI"] == [False]
        culprit.cli("key", "revoke", project.slug, "--key", made["public_key"])
        assert len(json.loads(culprit.cli("key", "list", project.slug, "--json").stdout)["keys"]) == 1
        assert culprit.cli("key", "revoke", project.slug, "--key", made["public_key"], check=False).returncode != 0

    def test_a_command_that_deletes_wants_to_be_meant(self, culprit, project):
        assert culprit.cli("project", "delete", project.slug, check=False).returncode != 0
        culprit.cli("project", "archive", project.slug)
        wait_for(lambda: is_refused(project), timeout=2)
        culprit.cli("project", "archive", project.slug, "--undo")
        wait_for(lambda: not is_refused(project), timeout=2)

    def test_deleting_by_the_api_takes_the_right_scope(self, culprit, writer, project):
        reader = project.token
        assert culprit.api(f"/projects/default/{project.slug}/", reader, "DELETE").status == 403
        assert culprit.api(f"/projects/default/{project.slug}/", writer, "DELETE").status == 204
        assert culprit.api(f"/projects/default/{project.slug}/", writer).status == 404


def rows_of(data, project_id):
    """Tables of every database file that still name a project."""
    found = []
    for folder, _, names in os.walk(data):
        for name in names:
            if not name.endswith(".db"):
                continue
            path = os.path.join(folder, name)
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
                tables = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
                for table in tables:
                    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
                    if "project_id" in columns:
                        count = database.execute(
                            f"SELECT count(*) FROM {table} WHERE project_id = ?", (project_id,)
                        ).fetchone()[0]
                        if count:
                            found.append(f"{name}: {count} in {table}")
            database.close()
    return found


def send_many(project, count):
    """So many events of 600 issues, on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", project.server.port, timeout=30)
    for number in range(count):
        event = {"message": f"m{number}", "fingerprint": [str(number % 600)], "user": {"id": str(number)}}
        connection.request(
            "POST", f"/api/{project.id}/envelope/", event_envelope(event), {"X-Sentry-Auth": project.auth}
        )
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()
    connection.close()


class TestDeletion:
    def test_goes_on_after_every_kill_and_leaves_nothing(self):
        """SIGKILL in the middle, again and again; the other project keeps everything, and doctor is content."""
        with Culprit() as server:
            doomed, other = server.create_project(), server.create_project()
            for project in (doomed, other):
                send_many(project, 1500)
                assert project.post(
                    b'{}\n{"type":"log","item_count":1,"content_type":"application/vnd.sentry.items.log+json"}\n'
                    + json.dumps({"items": [{"timestamp": time.time(), "level": "info", "body": "hello"}]}).encode() + b"\n"
                ).status == 200  # fmt: skip
            assert server.doctor()["events"] == 3000
            server.cli("project", "delete", doomed.slug, "--yes")
            kills = 0
            # The first at once, which is before the end on any machine; then where rounds begin and go on.
            for pause in (0.0, 0.3, 0.9, 1.0, 1.01, 1.03, 1.06, 1.1, 1.2):
                time.sleep(pause)
                if not json.loads(server.cli("project", "list", "--json").stdout)["deletions"]:
                    break
                server.restart(kill=True)
                kills += 1
            assert kills > 0, "the deletion was over before it could be interrupted"
            wait_for(
                lambda: not json.loads(server.cli("project", "list", "--json").stdout)["deletions"], timeout=60,
                interval=0.3, what="the deletion to end",
            )  # fmt: skip
            report = server.doctor()
            assert (report["events"], report["mismatches"]) == (1500, 0), report
            assert len(other.issues()) == 600
            assert is_refused(doomed)
            assert server.stop() == 0
            assert rows_of(server.data, int(doomed.id)) == []
            assert rows_of(server.data, int(other.id)) != []
            server.start()
            assert server.doctor()["mismatches"] == 0
