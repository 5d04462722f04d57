"""Guessing passwords, and finding out who has an account. `CULPRIT_ATTEMPTS=10000` runs the long form."""

import http.client
import os
import statistics
import threading
import time
from urllib.parse import urlencode

import pytest
from browser import Browser
from culprit_server import Culprit, new_id
from people import PASSWORD, person

ATTEMPTS = int(os.environ.get("CULPRIT_ATTEMPTS", "500"))
EACH = ATTEMPTS // 3
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PROXY = ["--trust-proxies", "127.0.0.1"]


class Attacker:
    """Sends the log-in form over one connection, each time from the address that it is told."""

    def __init__(self, server):
        page = Browser(server)
        self.token = page.open("/login/").form_with(kind="password").fields["csrf"]
        self.cookie = f"culprit_form={page.cookies['culprit_form']}"
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def guess(self, email, password, address="10.0.0.1"):
        body = urlencode({"csrf": self.token, "email": email, "password": password})
        headers = {**FORM, "Cookie": self.cookie, "X-Forwarded-For": address}
        self.connection.request("POST", "/login/", body, headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Retry-After")


def test_a_storm_of_guesses(capsys):
    """One account from one address, one account from everywhere, every account from one address, each from each."""
    with Culprit(arguments=PROXY) as server:
        victim, project = person(server), server.create_project()
        attackers = [Attacker(server) for _ in range(4)]
        before, started, waits, statuses = server.memory(), time.monotonic(), [], []

        def storm(attacker, kind):
            for n in range(EACH):
                address = f"10.{kind}.{n >> 8 & 255}.{n & 255}" if kind in (1, 3) else f"10.{kind}.0.1"
                email = victim.email if kind in (0, 1) else f"{kind}.{n}@example.com"
                statuses.append((kind, attacker.guess(email, f"guess {n}", address)[0]))

        threads = [threading.Thread(target=storm, args=(attacker, kind)) for kind, attacker in enumerate(attackers[:3])]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            asked = time.monotonic()
            assert victim.open("/issues/").status == 200 and project.post(b"{}\n").status == 200
            waits.append(time.monotonic() - asked)
            time.sleep(0.05)
        for thread in threads:
            thread.join()
        # Each guess for another account from another address is looked at: one at a time, so fewer of them.
        scattered = [attackers[3].guess(f"{n}@example.com", "guess", f"10.9.{n >> 8}.{n & 255}")[0] for n in range(min(100, ATTEMPTS // 25))]
        seconds = time.monotonic() - started
        refused = {kind: sum(status == 429 for each, status in statuses if each == kind) for kind in (0, 1, 2)}
        grown = server.memory() - before
        with capsys.disabled():
            print(f"\nGuesses: {len(statuses) + len(scattered)} in {seconds:.0f} s; refused unseen, for one account from one "
                  f"address {refused[0]}, from everywhere {refused[1]}, for everybody from one address {refused[2]} of "
                  f"{EACH} each; the page and an event together took {statistics.median(waits) * 1000:.0f} ms, at "
                  f"most {max(waits) * 1000:.0f} ms; memory grew {grown / 1024:.1f} MiB")  # fmt: skip
        assert all(count > EACH - 60 for count in refused.values()), refused
        assert set(scattered) <= {401, 429} and {status for _, status in statuses} <= {401, 429}
        assert max(waits) < 10 and grown < 96 * 1024, (max(waits), grown)
        # The right user's own browser is counted apart, and a stranger's wait has an end.
        page = victim.open("/settings/")
        victim.submit(page, page.form_with(button="Log out"))
        assert victim.log_in(victim.email, PASSWORD).status == 200
        status, wait = Attacker(server).guess(victim.email, PASSWORD, "192.0.2.1")
        assert status == 303 or int(wait) <= 300, "nobody is kept out for more than five minutes"


def test_accounts_cannot_be_told_apart_by_words_or_time():
    with Culprit(arguments=PROXY) as server:
        known, attacker = [person(server) for _ in range(4)], Attacker(server)
        times, statuses = {True: [], False: []}, set()
        for n in range(16):
            for is_known in (True, False):
                email = known[n % 4].email if is_known else f"{new_id()[:10]}@example.com"
                started = time.monotonic()
                statuses.add(attacker.guess(email, "a wrong password", f"10.{int(is_known)}.{n}.1")[0])
                times[is_known].append(time.monotonic() - started)
        assert statuses == {401}
        fastest = {is_known: min(values) for is_known, values in times.items()}
        assert 0.5 < fastest[True] / fastest[False] < 2, times


@pytest.mark.parametrize("kind", ["invite", "password-reset"])
def test_links_cannot_be_guessed_or_told_apart(kind):
    with Culprit(arguments=PROXY) as server:
        person(server)
        stranger = Browser(server)
        answers = [stranger.open(f"/{kind}/{secret}/", headers={"X-Forwarded-For": f"10.0.0.{n}"})
                   for n, secret in enumerate(("a" * 43, "b" * 43, "short", "%00", "a" * 4_000))]  # fmt: skip
        assert {answer.status for answer in answers} == {404} and len({answer.words for answer in answers}) == 1
        statuses = [stranger.open(f"/{kind}/{new_id()}/", headers={"X-Forwarded-For": "10.0.1.1"}).status for _ in range(60)]
        assert statuses[0] == 404 and statuses[-1] == 429, statuses
        assert stranger.open(f"/{kind}/{new_id()}/", headers={"X-Forwarded-For": "10.0.1.2"}).status == 404


def test_an_address_is_believed_from_proxies_only():
    """Without trusted proxies, a header does not make a new address of every guess."""
    with Culprit() as server:
        server.create_user("a@example.org", PASSWORD)
        attacker = Attacker(server)
        statuses = [attacker.guess(f"{n}@example.com", "guess", f"10.0.0.{n}")[0] for n in range(40)]
        assert statuses[0] == 401 and statuses[-1] == 429, statuses
