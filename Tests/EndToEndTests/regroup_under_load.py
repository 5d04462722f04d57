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
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlencode, urljoin

from browser import Browser
from culprit_server import Culprit

RULE = "type:* -> {{ default }}, {{ tags.region }}, {{ environment }}"


def load(bench, server, corpus, seed, **options):
    """Starts the load generator; its last line tells what became of the requests."""
    command = [sys.executable, bench / "load.py", "load", "--dsn", server.dsn, "--corpus", corpus, "--seed", str(seed)]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


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


def boxes(page):
    """Name and value of every check box of a page."""
    inputs = [values for tag, values in page.tags if tag == "input" and values.get("type") == "checkbox"]
    return [(each["name"], each.get("value", "on")) for each in inputs if each.get("name")]


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
        chosen = boxes(page)[:2]
        page = self.timed("merge two of the most frequent issues", lambda: post(self.browser, page, form, "merge", chosen))
        assert page.status == 200 and page.form_with(button="undo"), page.words[:400]
        return page

    def undo(self, page):
        form = page.form_with(button="undo")
        page = self.timed("undo it", lambda: post(self.browser, page, form, "undo"))
        assert page.status == 200, page.words[:400]

    def take_apart(self, page):
        target = next(each["href"] for each in page.links if "/issues/" in each["href"] and each["href"][-2].isdigit())
        page = self.browser.open(target.split("?")[0].rstrip("/") + "/merged/")
        form = page.form_with(button="take")
        before = len(boxes(page))
        assert before >= 2, "one hash after a merge"
        page = self.timed("take one hash out", lambda: post(self.browser, page, form, form.buttons[-1]["text"], boxes(page)[-1:]))
        assert page.status == 200, page.words[:400]

    def save_rule(self, slug):
        path = f"/projects/{slug}/settings/grouping/"
        page = self.browser.open(path)
        form = page.form_with(button="preview")
        fields = [name for name in form.fields if "fingerprint" in name]
        rules = [(fields[0], RULE)]
        form.fields.pop(fields[0])
        page = self.timed("preview a rule", lambda: post(self.browser, page, form, "preview", rules))
        assert page.status == 200, page.words[:400]
        print("    " + next(line for line in page.words.split(". ") if "event" in line)[:300])
        form = page.form_with(button="save")
        form.fields[fields[0]] = RULE
        page = self.timed("save it", lambda: post(self.browser, page, form, "save"))
        assert page.status == 200 and RULE in page.response.text.replace("&gt;", ">"), page.words[:400]

    def regroup(self, slug):
        path = f"/projects/{slug}/settings/grouping/regroup/"
        page = self.browser.open(path)
        form = page.form_with(button="dry")
        page = self.timed("dry run", lambda: self.browser.submit(page, form, button="dry"))
        assert page.status == 200, page.words[:400]
        form = next(each for each in page.forms if each.method == "post" and each.button("apply"))
        job = post(self.browser, page, form, "apply")
        self.timed("apply it to what is stored", lambda: self.wait(job.url, "cancel"))
        page = self.browser.open(job.url)
        print("    " + page.words[page.words.find("Events") :][:300])
        form = page.form_with(button="back")
        post(self.browser, page, form, "back")
        self.timed("take it back", lambda: self.wait(job.url, None))

    def wait(self, url, button):
        """Until the job's page says that it is over."""
        while True:
            page = self.browser.open(url)
            assert page.status == 200, page.words[:400]
            if page.response.header("Refresh") is None:
                return
            time.sleep(0.5)


def counts(server, token):
    """Events by short id, from the API."""
    found, path = {}, "/api/0/projects/default/default/issues/?query=&statsPeriod=&limit=100"
    while path:
        answer = server.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        found.update({each["shortId"]: int(each["count"]) for each in answer.json})
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
        server.create_user("ada@example.com", "a long enough password")
        token, browser = server.create_token(), Browser(server)
        browser.log_in("ada@example.com", "a long enough password")
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
            sending.terminate()
            sending.wait()
        after = counts(server, token)
        lost = {issue: (count, after.get(issue)) for issue, count in before.items() if after.get(issue, 0) < count}
        problems = server.cli("doctor", "--json", check=False, timeout=600)
        report = json.loads(problems.stdout)
        print(f"{sum(after.values()):,} events in {len(after)} issues; doctor: {len(report['mismatches'])} mismatches")
        if lost or report["mismatches"]:
            print("fewer events than before:", lost, report["mismatches"][:20])
            sys.exit(1)


if __name__ == "__main__":
    main()
