#!/usr/bin/env python3
"""Changes what belongs together among many stored events, on the pages, while more keep coming.

    BENCH_DIR=../shared/bench python3 regroup_under_load.py [--events 100000] [--rate 500]

Fills a server with the bench kit's corpus, then sends at a steady rate. Meanwhile, through the forms of the pages: two
issues are merged, the merge is undone, they are merged again and taken apart on the page of merged issues; a rule is
previewed and saved, a dry run counted, the rule applied to what is stored, and taken back. Prints how long each took.
Afterwards every issue must have the events that it had before, plus what came since, and `culprit doctor` must find
nothing. Exits 1 otherwise.
"""

import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlencode, urljoin

from browser import Browser
from culprit_server import Culprit, wait_for

PASSWORD = "violet harbour under seven moons"
RULE = "type:* -> {{ default }}, {{ tags.region }}, {{ environment }}"


def load(bench, server, corpus, seed, **options):
    """Starts the load generator; its last line tells what became of the requests."""
    command = [sys.executable, bench / "load.py", "load", "--dsn", server.dsn.text, "--corpus", corpus, "--seed", str(seed)]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    # It has a program of its own under it; both are stopped together.
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def post(browser, page, form, button, extra=()):
    """Presses a button of a form, with more than one value for some fields."""
    pressed = form.button(button)
    assert pressed, f"no button {button!r}: {[each['text'] for each in form.buttons]}"
    fields = [*form.fields.items(), *extra]
    if pressed["name"]:
        fields.append((pressed["name"], pressed["value"]))
    action = urljoin(page.url, pressed["action"] or form.action or page.url)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": browser.server.base}
    return browser.open(action, "POST", urlencode(fields), headers)


def boxes(page, name):
    """Name and value of every check box of a name."""
    inputs = [values for tag, values in page.tags if tag == "input" and values.get("type") == "checkbox"]
    return [(name, each["value"]) for each in inputs if each.get("name") == name]


class Steps:
    """Does one thing after another, and prints how long each took."""

    def __init__(self, server, browser):
        self.server, self.browser = server, browser

    def timed(self, what, action):
        began = time.monotonic()
        result = action()
        print(f"{what:<44}{time.monotonic() - began:8.2f} s", flush=True)
        return result

    def merge(self):
        page = self.browser.open("/issues/?sort=freq")
        form = page.form_with(button="merge")
        chosen = boxes(page, "issue")[:2]
        page = self.timed("merge two of the most frequent issues", lambda: post(self.browser, page, form, "merge", chosen))
        assert page.status == 200 and page.form_with(button="undo"), page.words[:400]
        return page

    def undo(self, page):
        form = page.form_with(button="undo")
        target = form.fields["target"]
        page = self.timed("undo it", lambda: post(self.browser, page, form, "undo"))
        assert page.status == 200 and "Taken out" in page.words, page.words[:400]
        self.timed("until its events have moved", lambda: self.settled(target))

    def take_apart(self, page):
        target = page.form_with(button="undo").fields["target"]
        page = self.timed("page of merged hashes", lambda: self.browser.open(f"/issues/{target}/merged/"))
        form = page.form_with(button="take")
        rows = [row for row in page.response.text.split("<tr>") if "came from" in row]
        came = [box for box in boxes(page, "hash") if any(box[1] in row for row in rows)]
        assert came, "no hash that came by the merge"
        page = self.timed(f"take {len(came)} hashes out", lambda: post(self.browser, page, form, "take", came))
        assert page.status == 200 and "Taken out" in page.words, page.words[:400]
        self.timed("until their events have moved", lambda: self.settled(target))

    def settled(self, issue):
        """Until no events are on their way out of an issue."""
        wait_for(
            lambda: "still being moved" not in self.browser.open(f"/issues/{issue}/merged/").words,
            timeout=600, interval=0.2, what="the events to have moved")

    def save_rule(self, slug):
        path = f"/projects/{slug}/settings/grouping/"
        page = self.browser.open(path)
        form = page.form_with(button="preview")
        form.fields["fingerprint"] = RULE
        page = self.timed("preview a rule", lambda: post(self.browser, page, form, "preview"))
        assert page.status == 200, page.words[:400]
        print("    " + page.words[page.words.index("Looked at") :][:200])
        form = page.form_with(button="save")
        form.fields["fingerprint"] = RULE
        page = self.timed("save it", lambda: post(self.browser, page, form, "save"))
        assert page.status == 200 and "is saved and in force" in page.words, page.words[:400]

    def regroup(self, slug):
        path = f"/projects/{slug}/settings/grouping/regroup/"
        page = self.browser.open(path)
        form = page.form_with(button="dry")
        form.fields["days"] = "7"
        page = self.timed("dry run", lambda: post(self.browser, page, form, "dry run"))
        assert page.status == 200 and "Looked at" in page.words, page.words[:400]
        form = page.form_with(button="regroup the last 7 days")
        job = post(self.browser, page, form, "regroup the last 7 days")
        page = self.timed("apply it to what is stored", lambda: self.finished(job.url))
        assert "All events of the period are grouped" in page.words, page.words[:600]
        print("    " + page.words[page.words.find("Events read") :][:200])
        going = post(self.browser, page, page.form_with(button="revert"), "revert")
        page = self.timed("take it back", lambda: self.finished(going.url))
        assert "Everything is where it was before" in page.words, page.words[:600]

    def finished(self, url):
        """The job's page when it is over."""
        while True:
            page = self.browser.open(url.split("?")[0])
            assert page.status == 200, page.words[:400]
            if page.response.header("Refresh") is None:
                return page
            time.sleep(0.5)


def counts(server, token):
    """Events by short id, from the API."""
    found, path = {}, "/api/0/projects/default/default/issues/?query=&statsPeriod=&limit=100"
    while path:
        answer = server.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status == 200, answer.text[:400]
        found.update({each["shortId"]: int(each["count"]) for each in answer.json()})
        link = [part for part in (answer.header("Link") or "").split(",") if 'rel="next"' in part]
        path = None
        if link and 'results="true"' in link[0]:
            path = link[0].split("<")[1].split(">")[0].replace(server.base, "")
    return found


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--events", type=int, default=100_000)
    options.add_argument("--rate", type=int, default=500)
    given = options.parse_args()
    bench = pathlib.Path(os.environ["BENCH_DIR"]).resolve()
    with tempfile.TemporaryDirectory() as folder, Culprit() as server:
        corpus = pathlib.Path(os.environ.get("CORPUS", f"{folder}/corpus.bin"))
        if not corpus.exists():
            subprocess.run([sys.executable, bench / "gen_events.py", "-o", corpus], check=True)
        server.create_user("ada@example.com", PASSWORD, "--role", "admin")
        token, browser = server.create_token(), Browser(server)
        assert browser.log_in("ada@example.com", PASSWORD).status == 200
        steps = Steps(server, browser)
        filling = load(bench, server, corpus, 1, count=given.events, duration=100_000)
        steps.timed(f"store {given.events:,} events", filling.wait)
        before = counts(server, token)
        sending = load(bench, server, corpus, 2, rate=given.rate, duration=100_000)
        try:
            steps.undo(steps.merge())
            steps.take_apart(steps.merge())
            slug = "default"
            steps.save_rule(slug)
            steps.regroup(slug)
        finally:
            os.killpg(sending.pid, signal.SIGTERM)
            sending.wait()
        after = counts(server, token)
        lost = {issue: (count, after.get(issue)) for issue, count in before.items() if after.get(issue, 0) < count}
        report = server.doctor(check=False)
        print(f"{sum(after.values()):,} events in {len(after)} issues; doctor: {report['mismatches']} mismatches")
        if lost or report["mismatches"]:
            print("fewer events than before:", lost, report["differences"][:20])
            sys.exit(1)


if __name__ == "__main__":
    main()
