"""What people change about themselves and their organizations: addresses, names, which organization is shown, and a
provider that is changed after it was made."""

import sqlite3

import pytest
from browser import Browser
from culprit_server import Culprit, new_id
from people import PASSWORD, Provider, person, press, token_of
from test_sign_on import add_provider


@pytest.fixture(scope="module")
def server():
    with Culprit(environment={"CULPRIT_SIGN_ON_PLAIN_HTTP": "yes"}) as culprit:
        yield culprit


@pytest.fixture(scope="module")
def owner(server):
    return person(server, "owner")


def new_address():
    return f"{new_id()[:10]}@example.com"


class TestAddress:
    def test_a_new_address_takes_the_password_and_logs_in(self, server):
        somebody, address = person(server), new_address()
        page = press(somebody, "/settings/", "Change the address", {"email": address, "password": "wrong password"})
        assert page.status == 401
        page = press(somebody, "/settings/", "Change the address", {"email": address.upper(), "password": PASSWORD})
        assert page.status == 200 and address in page.words
        assert Browser(server).log_in(address, PASSWORD).status == 200
        assert Browser(server).log_in(somebody.email, PASSWORD).status == 401

    def test_an_address_of_somebody_else_is_refused_without_saying_so(self, server):
        somebody, other = person(server), person(server)
        page = press(somebody, "/settings/", "Change the address", {"email": other.email, "password": PASSWORD})
        assert page.status == 422 and "cannot be used" in page.words
        assert Browser(server).log_in(other.email, PASSWORD).status == 200

    def test_what_is_no_address_is_refused(self, server):
        page = press(person(server), "/settings/", "Change the address", {"email": "nobody", "password": PASSWORD})
        assert page.status == 422 and "e-mail" in page.words


class TestOrganizations:
    def make(self, browser, slug):
        values = {"name": f"House of {slug}", "slug": slug}
        return press(browser, "/settings/organizations/new/", "Create the organization", values)

    def test_one_is_made_renamed_and_switched_to(self, server, owner):
        slug = "o" + new_id()[:8]
        page = self.make(owner, slug)
        assert page.status == 200 and slug in page.response.text
        made = server.create_project()
        assert made.slug not in owner.open("/projects/").words, "another organization's projects are not shown"
        page = press(owner, "/settings/organization/", "Save", {"name": "Renamed", "slug": slug + "-x"})
        assert page.status == 200 and slug + "-x" in page.response.text
        page = owner.open("/settings/organization/")
        page = owner.submit(page, next(form for form in page.forms if form.button("Default")))
        assert page.status == 200
        assert made.slug in owner.open("/projects/").words
        # A page of the other one can be opened by its address all the same.
        assert owner.open(f"/projects/{made.slug}/settings/").status == 200

    def test_an_issue_of_ones_other_organization_opens_by_its_address(self, server, owner):
        project = server.create_project()
        project.send({"message": "over there"})
        issue = project.issues()[0]
        self.make(owner, "i" + new_id()[:8])
        page = owner.open(f"/issues/{issue['id']}/")
        assert page.status == 200 and "over there" in page.words
        assert "over there" not in owner.open("/issues/?query=").words

    def test_two_cannot_have_one_short_name(self, server, owner):
        assert self.make(owner, "default").status == 422
        assert self.make(owner, "Not A Slug").status == 422

    def test_members_neither_rename_nor_make_one(self, server):
        member = person(server)
        page = member.open("/settings/organization/")
        assert page.status == 200 and not [form for form in page.forms if form.button("Save")]
        assert member.open("/settings/organizations/new/").status == 403
        token = token_of(page)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        assert member.open("/settings/organization/", "POST", f"csrf={token}&name=x&slug=x", headers).status == 403

    def test_nobody_goes_where_they_do_not_belong(self, server, owner):
        self.make(owner, "p" + new_id()[:8])
        member = person(server, "member")
        token = token_of(member.open("/settings/"))
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        for number in ["999", "x", "-1"]:
            body = f"csrf={token}&id={number}"
            assert member.open("/settings/organizations/current/", "POST", body, headers).status == 404
        member.cookies["culprit_organization"] = "999"
        assert member.open("/projects/").status == 200, "a cookie that somebody made up changes nothing"


class TestProvider:
    @pytest.fixture
    def provider(self):
        provider = Provider()
        yield provider
        provider.close()

    def edit(self, owner, values, **more):
        page = owner.open("/settings/sign-on/")
        page = owner.open(page.link("Edit")["href"])
        assert "s3cret" not in page.response.text, "a secret is never shown again"
        return owner.submit(page, page.form_with(button="Save"), values, "Save", **more)

    def sealed(self, server):
        with sqlite3.connect(f"file:{server.data}/culprit.db?mode=ro", uri=True) as database:
            return database.execute("SELECT name, sealed_client_secret FROM identity_provider").fetchone()

    def test_it_is_edited_its_secret_stays_is_replaced_and_removed(self, server, provider):
        owner = person(server, "owner")
        owner.cookies.pop("culprit_organization", None)
        assert add_provider(owner, provider).status == 200
        _, before = self.sealed(server)
        page = self.edit(owner, {"name": "Forge", "mappings": "devs = member"})
        assert page.status == 200 and "Forge" in page.words, page.words[:400]
        assert self.sealed(server) == ("Forge", before), "an empty secret leaves the one that there is"
        page = self.edit(owner, {"mappings": "devs: member"})
        assert page.status == 422 and "group = role" in page.words
        page = self.edit(owner, {"issuer": "http://127.0.0.1:1"})
        assert page.status == 422 and self.sealed(server) == ("Forge", before), "what cannot be asked is not saved"
        assert self.edit(owner, {"client-secret": "another"}).status == 200
        assert self.sealed(server)[1] not in (before, None)
        assert self.edit(owner, {"remove-secret": "1"}).status == 200
        assert self.sealed(server)[1] is None
        assert person(server, "admin").open("/settings/sign-on/1/").status == 403
        assert press(owner, "/settings/sign-on/", "Remove").status == 200
        assert self.sealed(server) is None
