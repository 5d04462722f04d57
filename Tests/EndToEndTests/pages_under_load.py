#!/usr/bin/env python3
"""Times the pages and the JSON API over many stored events, while more keep coming.

    BENCH_DIR=../shared/bench python3 pages_under_load.py [--at 10000,1000000] [--rate 500] [--data DIR]

Makes a corpus of 5,000 different issues with the bench kit (once; `--corpus` keeps it), sends it as fast as the server
takes it until as many events are stored as each number of `--at` says, and waits until everything is counted. Then it
sends at a steady rate, and meanwhile asks for one page after the other, over and over. Prints a table and a JSON line
for each number, and how the last compares with the first. With `--data` the filled folder stays, and is filled on.

SQL is the number of statements that the page took, as its `Server-Timing` says. The budgets are those of issue lists,
issues and searches; `!` marks what is over. Exits 1 when a page fails, not when it is slow: that is for whoever knows
what else this machine was doing.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from urllib.parse import quote

from browser import Browser
from culprit_server import Culprit, parse_links

EMAIL, PASSWORD = "ada@example.com", "violet harbour under seven moons"
SPREAD_HOURS = 14 * 24
PAGE_MS, SEARCH_MS, GROWTH_MAX, STATEMENTS_MAX = 20, 50, 1.5, 6
BUDGETS = {"issues": PAGE_MS, "issue": PAGE_MS, "search": SEARCH_MS}


class Load:
    """Sends the corpus, every event with an id of its own."""

    def __init__(self, bench, server, corpus):
        self.bench, self.server, self.corpus, self.seed = bench, server, corpus, int(time.time())

    def start(self, **options):
        self.seed += 1
        command = [sys.executable, self.bench / "load.py", "load", "--dsn", self.server.dsn_text]
        command += ["--corpus", self.corpus, "--seed", str(self.seed)]
        for name, value in options.items():
            command += [f"--{name.replace('_', '-')}", str(value)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)

    @staticmethod
    def stop(sending):
        """It has a child."""
        os.killpg(sending.pid, signal.SIGTERM)
        sending.wait()

    def store(self, wanted):
        """As fast as the server takes it; what it refuses is sent again."""
        began, stored = time.monotonic(), 0
        while stored < wanted:
            sending = self.start(
                count=wanted - stored, duration=100_000, connections=8, spread_hours=SPREAD_HOURS)
            answer = json.loads(sending.communicate()[0])
            stored += answer["accepted"]
            if answer["accepted"] == 0:
                sys.exit(f"the server takes nothing: {answer}")
            if answer["status"].get("429"):
                time.sleep(1)
        if wanted > 0:
            seconds = time.monotonic() - began
            print(f"stored {wanted:,} events in {seconds:.0f} s, {wanted / seconds:,.0f}/s", flush=True)


class Asker:
    """Asks on one connection, as a browser with a log-in or a tool with a token does."""

    def __init__(self, server, headers):
        self.server = server
        self.headers = {"Accept-Encoding": "gzip", **headers}
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)

    def ask(self, path):
        """Seconds, SQL statements (None when the server does not tell), and bytes."""
        try:
            seconds, answer, body = self.timed(path)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server has closed the connection since the last question; the next one is on a new one.
            self.connection.close()
            seconds, answer, body = self.timed(path)
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status} {body[:300]!r}")
        told = re.search(r'sql;desc="(\d+)"', answer.getheader("Server-Timing") or "")
        return seconds, int(told.group(1)) if told else None, len(body)


    def timed(self, path):
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        return time.perf_counter() - began, answer, body


class Store:
    """What a token may read."""

    def __init__(self, server, token):
        self.server, self.token = server, token

    def get(self, path):
        answer = self.server.request("GET", path, headers={"Authorization": f"Bearer {self.token}"}, timeout=600)
        assert answer.status == 200, (path, answer)
        return answer

    def stored(self):
        """Events and issues."""
        events, issues, path = 0, 0, "/api/0/projects/default/default/issues/?query=&statsPeriod=&limit=100"
        while path:
            answer = self.get(path)
            events += sum(int(each["count"]) for each in answer.json())
            issues += len(answer.json())
            link = parse_links(answer.header("Link"))["next"]
            path = link["url"].replace(self.server.base, "") if link["results"] == "true" else None
        return events, issues

    def first(self, query, sort):
        rows = self.get(f"/api/0/projects/default/default/issues/?query={quote(query)}&sort={sort}&limit=1").json()
        return rows[0]["id"]

    def questions(self):
        """(kind, name, path) of everything that is timed."""
        newest, frequent = self.first("is:unresolved", "date"), self.first("is:unresolved", "freq")
        event = self.get(f"/api/0/issues/{newest}/events/oldest/").json()
        tags = {each["key"]: each["value"] for each in event["tags"]}
        exception = next(each for each in event["entries"] if each["type"] == "exception")["data"]["values"][-1]
        word = max(re.findall(r"[a-z]+", exception["value"].split(":")[0]), key=len)
        function = exception["stacktrace"]["frames"][-1]["function"].split(".")[-1]
        link = parse_links(self.get("/api/0/organizations/default/issues/?query=is:unresolved&limit=50").header("Link"))
        cursor = quote(link["next"]["cursor"])
        searches = {
            "a common tag": f"region:{tags['region']}",
            "a rare tag": f"tenant:{tags['tenant']}",
            "part of a tag": f"feature:*{tags['feature'][:4]}*",
            "no such tag": "!region:" + tags["region"],
            "a word": word,
            "two words": f"{word} {tags['feature']}",
            "a function": f"stack.function:*{function}*",
            "a release": f"release:{tags['release']}",
        }
        pages, api = "/issues/", "/api/0/organizations/default/issues/"
        yield from (
            ("issues", "issue list", pages),
            ("issues", "issue list, page 2", f"{pages}?query=is%3Aunresolved&cursor={cursor}"),
            ("issues", "issue list, one level", f"{pages}?query={quote('is:unresolved level:error')}"),
            ("issues", "issue list, one environment", f"{pages}?query=is%3Aunresolved&environment=production"),
            ("issues", "issue list, by events", f"{pages}?sort=freq"),
            ("issues", "issue list, by events of 24 h", f"{pages}?sort=freq&period=24h"),
            ("issues", "issue list, by users", f"{pages}?sort=user"),
            ("issues", "issue list, by first seen", f"{pages}?sort=new"),
            ("issue", "issue, the newest", f"/issues/{newest}/"),
            ("issue", "issue, the most frequent", f"/issues/{frequent}/"),
            ("issue", "one of its oldest events", f"/issues/{frequent}/events/oldest/"),
            ("other", "its events", f"/issues/{frequent}/events/"),
            ("other", "its tags", f"/issues/{frequent}/tags/"),
            ("other", "values of one of its tags", f"/issues/{frequent}/tags/tenant/"),
            ("other", "its activity", f"/issues/{frequent}/activity/"),
            ("other", "dashboard", "/dashboard/"),
            ("other", "dashboard, 30 days", "/dashboard/?period=30d"),
            ("other", "releases", "/releases/"),
            ("other", "one release", f"/releases/{quote(tags['release'], safe='')}/"),
            ("other", "status", "/settings/status/"),
        )
        for name, query in searches.items():
            yield "search", f"search {name}", f"{pages}?query={quote(query)}"
        yield from (
            ("issues", "API issues", f"{api}?query=is:unresolved&limit=50"),
            ("issues", "API issues, page 2", f"{api}?query=is:unresolved&limit=50&cursor={cursor}"),
            ("issues", "API issues, by events", f"{api}?query=is:unresolved&sort=freq&limit=50"),
            ("issue", "API issue", f"/api/0/issues/{frequent}/"),
            ("issue", "API latest event", f"/api/0/issues/{frequent}/events/latest/"),
            ("other", "API events of an issue", f"/api/0/issues/{frequent}/events/"),
            ("other", "API events of a project", "/api/0/projects/default/default/events/"),
            ("other", "API tags of an issue", f"/api/0/issues/{frequent}/tags/"),
            ("other", "API values of a tag", f"/api/0/issues/{frequent}/tags/tenant/values/"),
            ("other", "API releases", "/api/0/organizations/default/releases/"),
        )
        for name, query in searches.items():
            yield "search", f"API search {name}", f"{api}?query={quote(query)}&limit=50"


def percentile(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def measure(store, asker_of, samples):
    """Every question in turn, so that what the machine does meanwhile hits all of them alike."""
    questions = list(store.questions())
    for _, _, path in questions:
        asker_of(path).ask(path)
    times, facts = {name: [] for _, name, _ in questions}, {}
    for _ in range(samples):
        for _, name, path in questions:
            seconds, statements, size = asker_of(path).ask(path)
            times[name].append(seconds * 1000)
            most = max(statements or 0, facts.get(name, (0, 0))[0] or 0)
            facts[name] = (most if statements is not None else None, size)
    results = []
    for kind, name, path in questions:
        values = sorted(times[name])
        results.append({
            "kind": kind, "name": name, "path": path, "p50": round(percentile(values, 0.5), 2),
            "p99": round(percentile(values, 0.99), 2), "max": round(values[-1], 2), "statements": facts[name][0],
            "bytes": facts[name][1],
        })
    return results


def show(results, before):
    """One line for each page; `before` are the results with fewer events."""
    earlier = {each["name"]: each for each in before or []}
    print(f"{'':<36}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'SQL':>5}{'KB gzip':>9}{'growth':>8}")
    for each in results:
        budget = BUDGETS.get(each["kind"])
        statements = each["statements"]
        first = earlier.get(each["name"])
        growth = each["p99"] / first["p99"] if first else None
        over = budget and each["p99"] > budget or growth and budget and growth > GROWTH_MAX
        over = over or each["kind"] in ("issues", "issue") and (statements or 0) > STATEMENTS_MAX
        print(
            f"{each['name']:<36}{each['p50']:>9.1f}{each['p99']:>9.1f}{each['max']:>9.1f}"
            f"{'' if statements is None else statements:>5}{each['bytes'] / 1000:>9.1f}"
            f"{'' if growth is None else f'{growth:.2f}×':>8}{' !' if over else ''}", flush=True)


def make_corpus(bench, path, issues):
    """The bench kit's events with fewer breadcrumbs and without the time of sending, so that the server takes the times
    of events as they are said, and an hour is not all that there is."""
    if path.exists():
        return
    print("making the corpus takes some minutes", flush=True)
    whole = path.with_suffix(".whole")
    if not whole.exists():
        subprocess.run(
            [sys.executable, bench / "gen_events.py", "-o", whole, "--groups", str(issues), "--events", str(2 * issues),
             "--min-kb", "2", "--max-kb", "5"], check=True, stdout=subprocess.DEVNULL)
    sys.path.insert(0, str(bench))
    import gen_events as kit

    with open(whole, "rb") as events, open(path.with_suffix(".new"), "wb") as corpus:
        corpus.write(events.read(24))
        while head := events.read(20):
            group, prefix, rest, deflated, _ = struct.unpack("<IIIII", head)
            for _ in ("ids", "times"):
                events.read(4 * struct.unpack("<H", events.read(2))[0])
            events.read(4 * 32)
            corpus.write(thinned(kit, group, events.read(prefix), events.read(rest)))
            events.read(deflated)
    path.with_suffix(".new").rename(path)
    whole.unlink()


def thinned(kit, group, prefix, rest):
    """A record of the corpus (`gen_events.py` has the format)."""
    event = json.loads(b"{" + rest)
    event["breadcrumbs"]["values"] = event["breadcrumbs"]["values"][-5:]
    header = prefix.split(b"\n")[0].split(kit.TS0.encode() + b'",')[1].decode()
    body = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()[1:]
    prefix, rest = kit.envelope(header, "event", body, True)
    sent = b'"sent_at":"' + kit.TS0.encode() + b'",'
    prefix = prefix.replace(sent, b" " * len(sent), 1)
    packed = zlib.compressobj(6, zlib.DEFLATED, -15)
    deflated = packed.compress(rest) + packed.flush()
    lists = [kit.places(prefix, b"0" * 32), kit.places(prefix, kit.TS0.encode())]
    places = b"".join(struct.pack(f"<H{len(each)}I", len(each), *each) for each in lists)
    head = struct.pack("<IIIII", group, len(prefix), len(rest), len(deflated), zlib.crc32(rest))
    return head + places + struct.pack("<32I", *kit.crc_shift_matrix(len(rest))) + prefix + rest + deflated


def prepare(server, folder):
    """A log-in, a token and the address for events: made once, and kept beside the data."""
    kept = pathlib.Path(folder) / "load.json"
    if not kept.exists():
        server.create_user(EMAIL, PASSWORD, "--role", "owner")
        kept.write_text(json.dumps({"token": server.create_token(), "key": server.dsn.key, "email": EMAIL,
                                    "password": PASSWORD}))
    known = json.loads(kept.read_text())
    server.dsn_text = f"http://{known['key']}@127.0.0.1:{server.port}/1"
    return known["token"]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--at", default="10000,100000")
    options.add_argument("--issues", type=int, default=5_000)
    options.add_argument("--rate", type=int, default=500)
    options.add_argument("--samples", type=int, default=200)
    options.add_argument("--data")
    options.add_argument("--corpus")
    given = options.parse_args()
    bench = pathlib.Path(os.environ["BENCH_DIR"]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        corpus = pathlib.Path(given.corpus or f"{folder}/corpus.bin")
        make_corpus(bench, corpus, given.issues)
        data = given.data or f"{folder}/data"
        os.makedirs(data, exist_ok=True)
        with Culprit(data=data) as server:
            token = prepare(server, data)
            store, load, browser = Store(server, token), Load(bench, server, corpus), Browser(server)
            page = browser.log_in(EMAIL, PASSWORD)
            assert page.status == 200, page.words[:500]
            cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())

            tool = Asker(server, {"Authorization": f"Bearer {token}"})
            person = Asker(server, {"Cookie": cookie, "Accept-Language": "en"})

            def asker_of(path):
                return tool if path.startswith("/api/") else person

            first = None
            for wanted in [int(each) for each in given.at.split(",")]:
                load.store(max(wanted - store.stored()[0], 0))
                began = time.monotonic()
                events, issues = store.stored()
                # The page of an issue's tags is only answered when everything is counted.
                store.get(f"/api/0/issues/{store.first('', 'date')}/tags/")
                seconds = time.monotonic() - began
                print(f"{events:,} events in {issues:,} issues, counted within {seconds:.1f} s more", flush=True)
                sending = load.start(rate=given.rate, duration=100_000)
                try:
                    time.sleep(3)
                    results = measure(store, asker_of, given.samples)
                finally:
                    load.stop(sending)
                show(results, first)
                load_average = pathlib.Path("/proc/loadavg").read_text().split()[0]
                print(json.dumps({"events": events, "issues": issues, "rate": given.rate, "load": load_average,
                                  "pages": results}), flush=True)
                first = first or results


if __name__ == "__main__":
    main()
