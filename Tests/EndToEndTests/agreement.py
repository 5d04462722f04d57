#!/usr/bin/env python3
"""Does what Culprit stores of recorded events agree with what a correct server makes of them?

    python3 agreement.py [--samples DIR] [--url http://KEY@HOST/PROJECT --token TOKEN --slug default] [--derived]

Replays every sample, reads each event back through the JSON API (the event and its stored JSON) and compares field by
field with `expect.json`. Prints one line per field with the number of agreements, agreements by a rule below, and
disagreements; then every rule used and every disagreement. Without a URL it starts its own server. Exits 1 on a
disagreement that is not listed in KNOWN.
"""

import argparse
import collections
import datetime
import re
import sys

from culprit_server import Culprit, Dsn, Project, entry_of, exceptions_of, tags_of
from recorded import FIXTURES, expected_status, is_refused, samples

# Disagreements that are understood and stay: (sample, field) → reason. Tiny, or empty.
KNOWN = {}

# Where more than one answer is right, and why. `expect.json` was made with Sentry's own normalisation (relay 0.10.1).
RULES = {
    "alternative title": "a synthetic exception may show its type and value instead of the function (samples' README)",
    "replaced characters": "lone surrogates and NUL become U+FFFD (protocol §11.34)",
    "kept platform": "an unknown platform may be kept (protocol §11.44)",
    "null logentry": "a null `logentry` does not hide `message` (protocol §5.2: null equals absent)",
    "clock drift": "with `sent_at` 55 minutes or more away, times move with the client's clock (protocol §5.5.2)",
    "time out of range": "older than 90 days, in the future or unreadable: the time of receipt (protocol §5.5)",
    "path of a URL": "a file name that is a URL is stored as its path, the URL as absolute path (protocol §5.3.3)",
    "in-app by our rules": "no frame says in_app, so the grouping rules decide (grouping §12)",
    "library by our rules": "the built-in rules know vendor folders and site-packages, whatever the SDK says",
    "asked address": "`{{auto}}` is the sender's address (protocol §5.5.4)",
    "cut": "longer than the field's limit: cut and marked with dots (protocol §5.2)",
    "number out of range": "a line number beyond 63 bits is no line number (protocol §11.37)",
    "dropped nulls": "an exception with neither type nor value is left out (protocol §5.3.2)",
    "no function": "a function named `?` is unknown, which is no name (protocol §5.3.3)",
    "log is info": "the level `log` is another word for info (protocol §5.2)",
    "invalid tag": "a tag key with other characters than A-Z a-z 0-9 _ . : - is left out (protocol §5.3.8)",
}

RETENTION = 90 * 86_400
DRIFT = 55 * 60


class Comparison:
    """Counts per field, and what disagreed."""

    def __init__(self):
        self.agree, self.by_rule, self.disagree = (collections.Counter() for _ in range(3))
        self.rules = collections.Counter()
        self.fields, self.disagreements = [], []

    def note(self, sample, field, verdict, expected=None, found=None):
        """A verdict is True, False or the name of a rule."""
        if field not in self.fields:
            self.fields.append(field)
        if verdict is True:
            self.agree[field] += 1
        elif verdict:
            assert verdict in RULES, verdict
            self.by_rule[field] += 1
            self.rules[verdict] += 1
        else:
            self.disagree[field] += 1
            self.disagreements.append((sample.name, field, expected, found))

    def unlisted(self):
        return [each for each in self.disagreements if (each[0], each[1]) not in KNOWN]

    def table(self):
        lines = [f"{'field':<24}{'agree':>8}{'by rule':>9}{'disagree':>10}"]
        for field in self.fields:
            counts = self.agree[field], self.by_rule[field], self.disagree[field]
            lines.append(f"{field:<24}{counts[0]:>8}{counts[1]:>9}{counts[2]:>10}")
        total = [sum(counter.values()) for counter in (self.agree, self.by_rule, self.disagree)]
        lines.append(f"{'all':<24}{total[0]:>8}{total[1]:>9}{total[2]:>10}")
        if self.rules:
            lines += ["", "rules"] + [f"{count:>6}  {name}: {RULES[name]}" for name, count in self.rules.most_common()]
        if self.disagreements:
            lines += ["", "disagreements"]
        for name, field, expected, found in self.disagreements:
            why = KNOWN.get((name, field))
            known = f"  [known: {why}]" if why else ""
            lines.append(f"  {name}  {field}: expected {short(expected)}, found {short(found)}{known}")
        return "\n".join(lines)


def short(value):
    text = repr(value)
    return text if len(text) <= 160 else text[:157] + "..."


def compare(comparison, sample, api, raw, with_derived=False):
    """Compares one stored event with what is expected of it."""
    expected = sample.event
    as_sent = expected.get("as_sent") or {}
    tags = tags_of(api)

    def check(field, wanted, found, judge=None):
        comparison.note(sample, field, (judge or same_text)(wanted, found), wanted, found)

    check("event id", sample.event_id, api["eventID"])
    titles = [expected["title"], expected.get("title_alternative"), as_sent.get("title")]
    check("title", titles, api["title"], lambda wanted, found: title_verdict(expected, as_sent, found))
    check("culprit", expected.get("culprit") or "", api.get("culprit") or "")
    check("level", expected.get("level", "error"), tags.get("level"))
    check(
        "platform",
        expected["platform"],
        api.get("platform"),
        lambda wanted, found: wanted == found or (found == as_sent.get("platform") and "kept platform"),
    )
    if "timestamp" in expected:
        check("time", expected["timestamp"], api["dateCreated"], lambda *_: time_verdict(sample, api))
    compare_message(check, expected, as_sent, api)
    compare_exceptions(check, sample, api)
    compare_tags(check, expected, as_sent, tags)
    if expected.get("user"):
        found = api.get("user") or {}
        for key, value in expected["user"].items():
            inner = found.get(key, (found.get("data") or {}).get(key))
            check(
                "user",
                {key: value},
                {key: inner},
                lambda *_, a=value, b=inner: (
                    same_user_value(a, b) or (a == "{{auto}}" and b is not None and "asked address")
                ),
            )
    check("release", expected.get("release"), release_of(api) or tags.get("release"))
    if expected.get("dist"):
        check("dist", expected["dist"], api.get("dist"))
    check("environment", expected.get("environment"), tags.get("environment"))
    compare_request(check, expected, api)
    if expected.get("contexts_keys"):
        check("contexts", sorted(expected["contexts_keys"]), sorted(api.get("contexts") or {}), includes)
    if expected.get("extra_keys"):
        check("extra", sorted(expected["extra_keys"]), sorted(api.get("context") or {}), includes)
    if expected.get("fingerprint"):
        check("fingerprint", expected["fingerprint"], raw.get("fingerprint"), equal)
    if expected.get("breadcrumbs"):
        crumbs = (entry_of(api, "breadcrumbs") or {}).get("values") or []
        check("breadcrumbs", expected["breadcrumbs"], len(crumbs), equal)
        last = expected.get("last_breadcrumb") or {}
        for key, value in last.items():
            found = (crumbs[-1] if crumbs else {}).get(key)
            check(
                "last breadcrumb",
                {key: value},
                {key: found},
                lambda *_, key=key, a=value, b=found: (
                    same_values(a, b) or ((key, a, b) == ("level", "log", "info") and "log is info")
                ),
            )
    if expected.get("sdk"):
        found = api.get("sdk") or {}
        check("sdk", expected["sdk"], {key: found.get(key) for key in expected["sdk"]}, same_values)
    if expected.get("threads"):
        threads = (entry_of(api, "threads") or {}).get("values") or []
        check("threads", expected["threads"], len(threads), equal)
    if expected.get("modules"):
        check("modules", expected["modules"], len(api.get("packages") or {}), equal)
    if with_derived:
        for key, value in (expected.get("derived_tags") or {}).items():
            check(f"derived {key}", value, tags.get(key))


def compare_message(check, expected, as_sent, api):
    wanted = expected.get("message")
    entry = entry_of(api, "message") or {}
    found = entry.get("formatted") or entry.get("message") or api.get("message") or None
    if wanted is None and as_sent.get("message") is None:
        return

    def verdict(*_):
        if wanted is None:
            return found == as_sent["message"] and "null logentry"
        return same_text(wanted, found) or replaced(as_sent.get("message") or wanted, found)

    check("message", wanted or as_sent.get("message"), found, verdict)


def compare_exceptions(check, sample, api):
    expected = sample.event.get("exceptions") or []
    wanted = [each for each in expected if each.get("type") or each.get("value") or each.get("frames")]
    found = exceptions_of(api)
    if not expected and not found:
        return
    dropped = "dropped nulls" if len(wanted) != len(expected) else True
    kept = [each for each in found if each.get("type") or each.get("value") or frames_of(each)]
    check("exceptions", len(wanted), len(kept), lambda a, b: a == b and dropped)
    for want, have in zip(wanted, kept):
        check("exception type", want.get("type"), have.get("type"))
        value = want.get("value")
        check("exception value", None if value is None else text_of(value), have.get("value"))
        frames = frames_of(have)
        check("frames", want.get("frames", 0), len(frames), equal)
        in_app = sum(1 for frame in frames if frame.get("inApp"))
        libraries = sum(1 for frame in frames if not frame.get("inApp") and is_library(frame))
        unset = not any("in_app" in (want.get(key) or {}) for key in ("last_frame", "last_in_app_frame"))
        check(
            "in-app frames",
            want.get("in_app_frames", 0),
            in_app,
            lambda a, b, rest=libraries, unset=unset: (
                a == b or (unset and a == 0 and "in-app by our rules") or (b < a <= b + rest and "library by our rules")
            ),
        )
        if want.get("mechanism"):
            compare_mechanism(check, want["mechanism"], have.get("mechanism") or {})
        if want.get("last_frame") and frames:
            compare_frame(check, want["last_frame"], frames[-1])


def is_library(frame):
    path = f"/{frame.get('absPath') or frame.get('filename') or ''}"
    return any(folder in path for folder in ("/vendor/", "/site-packages/", "/node_modules/"))


def frames_of(exception):
    return (exception.get("stacktrace") or {}).get("frames") or []


def compare_mechanism(check, wanted, found):
    for key in ("type", "handled", "synthetic", "exception_id", "parent_id", "is_exception_group", "source"):
        if key in wanted:
            check("mechanism", {key: wanted[key]}, {key: found.get(key)}, same_values)
    signal = wanted.get("signal")
    if signal:
        meta = (found.get("meta") or {}).get("signal") or {}
        check("mechanism", signal, {key: meta.get(key) for key in signal}, same_values)


API_FRAME = {
    "function": "function",
    "module": "module",
    "lineno": "lineNo",
    "colno": "colNo",
    "in_app": "inApp",
    "package": "package",
    "instruction_addr": "instructionAddr",
}


def compare_frame(check, wanted, found):
    for key, name in API_FRAME.items():
        if key not in wanted:
            continue
        value, other = wanted[key], found.get(name)
        check(
            "last frame",
            {key: value},
            {key: other},
            lambda *_, a=value, b=other: (
                same_values(a, b)
                or (isinstance(a, int) and abs(a) >= 2**63 and not b and "number out of range")
                or (a == "?" and b is None and "no function")
            ),
        )
    if wanted.get("filename"):
        name, path = found.get("filename"), found.get("absPath")
        check(
            "last frame",
            {"filename": wanted["filename"]},
            {"filename": name, "absPath": path},
            lambda a, b: same_text(a["filename"], name) or (a["filename"] == path and "path of a URL"),
        )
    if wanted.get("abs_path"):
        check("last frame", {"abs_path": wanted["abs_path"]}, {"abs_path": found.get("absPath")}, same_values)
    if wanted.get("context_line"):
        lines = dict((number, text) for number, text in found.get("context") or [])
        line = lines.get(found.get("lineNo"))
        check(
            "last frame",
            {"context_line": wanted["context_line"]},
            {"context_line": line},
            lambda a, b: same_text(a["context_line"], line),
        )


def compare_tags(check, expected, as_sent, tags):
    sent = as_sent.get("tags") or expected.get("tags") or {}
    for key, value in (expected.get("tags") or {}).items():
        cut_key = key if len(key) <= 200 else key[:197] + "..."
        found = tags.get(key, tags.get(cut_key))
        # An invalid key has the name None in expect.json.
        is_invalid = key == "None" and key not in sent and found is None
        check(
            "tags",
            {key: value},
            {key: found},
            lambda *_, a=value, b=found, invalid=is_invalid: same_text(a, b) or (invalid and "invalid tag"),
        )


def compare_request(check, expected, api):
    wanted = expected.get("request")
    if not wanted:
        return
    found = entry_of(api, "request") or {}
    if "url" in wanted:
        check("request url", wanted["url"], found.get("url"))
    if "method" in wanted:
        check("request method", wanted["method"], found.get("method"))
    if wanted.get("query_string"):
        pairs = [[str(name), str(value)] for name, value in found.get("query") or []]
        check("request query", wanted["query_string"], pairs, lambda a, b: [list(map(str, pair)) for pair in a] == b)
    if wanted.get("header_names"):
        names = sorted(name.title() for name, _ in found.get("headers") or [])
        check("request headers", sorted(name.title() for name in wanted["header_names"]), names, equal)
    if wanted.get("has_data"):
        check("request data", True, found.get("data") not in (None, ""), equal)


# Verdicts: True, False or the name of a rule.


def equal(wanted, found):
    return wanted == found


def includes(wanted, found):
    return set(wanted) <= set(found)


def same_text(wanted, found):
    wanted = None if wanted is None else text_of(wanted)
    if wanted == found:
        return True
    if wanted is None or found is None:
        return False
    long = re.fullmatch(r"(.*)<cut here, (\d+) characters in all>", wanted, re.DOTALL)
    if long:  # how expect.json writes down a very long text
        if not found.startswith(long.group(1)):
            return False
        return len(found) == int(long.group(2)) or (found.endswith("...") and "cut")
    if found.endswith("...") and len(wanted) > len(found) and wanted.startswith(found[:-3]):
        return "cut"
    return replaced(wanted, found)


def text_of(value):
    if isinstance(value, bool):
        return "True" if value else "False"
    return str(value)


def replaced(wanted, found):
    """True as a rule when only characters differ that cannot be stored."""
    if found is None:
        return False
    storable = re.sub(r"[\ud800-\udfff\x00]", "\ufffd", wanted)
    return storable != wanted and storable == found and "replaced characters"


def same_values(wanted, found):
    if isinstance(wanted, dict) and isinstance(found, dict):
        verdicts = [same_values(value, found.get(key)) for key, value in wanted.items()]
        return next((each for each in verdicts if each is not True), True)
    if isinstance(wanted, str):
        return same_text(wanted, found)
    return wanted == found


def same_user_value(wanted, found):
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(same_user_value(value, found.get(key)) for key, value in wanted.items())
    if wanted == found:
        return True
    return found is not None and same_text(wanted, str(found))


def title_verdict(expected, as_sent, found):
    if same_text(expected["title"], found) is True:
        return True
    if found == expected.get("title_alternative"):
        return "alternative title"
    sent = as_sent.get("title")
    if sent is not None:
        by_rule = replaced(sent, found)
        if by_rule:
            return by_rule
        if sent == found and "message_template" in expected:
            return "null logentry"
    return same_text(expected["title"], found)


def seconds(value):
    """Epoch seconds of a protocol time, or None."""
    if isinstance(value, (int, float)):
        return float(value)
    try:
        text = re.sub(r"(\.\d{6})\d+", r"\1", value.strip().replace("Z", "+00:00"))
        time = datetime.datetime.fromisoformat(text)
    except (AttributeError, ValueError):
        return None
    return time.replace(tzinfo=time.tzinfo or datetime.timezone.utc).timestamp()


def time_verdict(sample, api):
    received, found = seconds(api["dateReceived"]), seconds(api["dateCreated"])
    wanted, sent = seconds(sample.event["timestamp"]), seconds(sample.sent_at)
    rule = True
    if wanted is not None and sent is not None and abs(received - sent) >= DRIFT:
        wanted, rule = wanted + received - sent, "clock drift"
    if wanted is None or wanted < received - RETENTION or wanted > received + 60:
        wanted, rule = received, "time out of range"
    return abs(wanted - found) < 0.002 + (0.5 if rule == "clock drift" else 0) and rule


def declared_issue(sample):
    """The letter that says which events of one feature are one issue, or None."""
    for each in sample.expect.get("declared", []):
        if each.get("issue") and each.get("event_id", sample.event_id) == sample.event_id:
            return sample.expect["client"], sample.expect["feature"], each["issue"]
    return None


def compare_issues(comparison, grouped):
    """Events of one letter are one issue, those of two letters are two. `grouped`: (sample, its letter, its issue)."""
    for sample, letter, issue in grouped:
        others = [other for other in grouped if other[1][:2] == letter[:2] and other[0] is not sample]
        is_right = all((other_issue == issue) == (other_letter == letter) for _, other_letter, other_issue in others)
        comparison.note(sample, "one issue", is_right, letter[2], issue)


def release_of(api):
    release = api.get("release")
    return release.get("version") if isinstance(release, dict) else release


def replay(comparison, every, dsn, project, with_derived=False, report=lambda line: None):
    """Sends all samples and compares; returns what was answered wrongly."""
    wrong, grouped = [], []
    for sample in every:
        answer = sample.send(dsn)
        wanted = expected_status(sample)
        if answer.status >= 500 or (wanted is not None and answer.status != wanted):
            wrong.append(f"{sample.name}: answered {answer.status}, expected {wanted}: {answer.text[:200]}")
        json_id = sample.expect.get("response", {}).get("json_id")
        if answer.status == 200 and wanted == 200 and json_id and answer.json().get("id") != json_id:
            wrong.append(f"{sample.name}: id {answer.json().get('id')}, expected {json_id}")
        if sample.event and not is_refused(sample):
            event_id = sample.event_id or (answer.json().get("id") if answer.status == 200 else None)
            stored = project.event_now(event_id)
            if stored is None:
                wrong.append(f"{sample.name}: event {event_id} is not stored")
                continue
            compare(comparison, sample, stored, project.raw_event(event_id), with_derived)
            if declared_issue(sample):
                grouped.append((sample, declared_issue(sample), stored["groupID"]))
        report(f"{answer.status} {sample.name}")
    compare_issues(comparison, grouped)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", default=FIXTURES)
    parser.add_argument("--url", help="DSN of a running server; needs --token")
    parser.add_argument("--token")
    parser.add_argument("--slug", default="default", help="slug of the DSN's project")
    parser.add_argument("--match", default="", help="only samples with this in their name")
    parser.add_argument("--derived", action="store_true", help="compare the tags a server derives, too")
    arguments = parser.parse_args()

    every = [sample for sample in samples(arguments.samples) if arguments.match in sample.name]
    comparison = Comparison()
    if arguments.url:
        dsn = Dsn(arguments.url)
        server = Culprit(data="")
        server.port, server.shared_token = dsn.port, arguments.token
        made = {"slug": arguments.slug, "public_key": dsn.key, "id": dsn.project, "dsn": arguments.url}
        wrong = replay(comparison, every, dsn, Project(server, made), arguments.derived)
    else:
        with Culprit() as server:
            project = server.create_project("recorded")
            wrong = replay(comparison, every, project.dsn, project, arguments.derived)
    events = sum(1 for sample in every if sample.event and not is_refused(sample))
    print(f"{len(every)} requests sent, {events} error events compared\n")
    print(comparison.table())
    if wrong:
        print("\nwrong answers")
        print("\n".join("  " + line for line in wrong))
    sys.exit(1 if wrong or comparison.unlisted() else 0)


if __name__ == "__main__":
    main()
