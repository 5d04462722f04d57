#!/usr/bin/env python3
"""Breaks one promise in a copy of the sources, for `broken-builds.sh`.

    break-source.py --list
    break-source.py --check FOLDER        says whether every anchor is still there, once
    break-source.py NAME FOLDER
"""

import pathlib
import sys

# Name → what it breaks, the file, the text that must be there exactly once, and what stands there instead.
BREAKS = {
    "answer-before-commit": (
        "the sender is told 200 while its rows are still on their way to the disk",
        "Sources/Ingest/IngestPipeline.swift",
        "        writer.commit(prepared.batch, then: finish)\n",
        """\
        writer.commit(prepared.batch) { _ in }
        // Nothing refers to what may not be there: the rows themselves are what must be missed.
        var told = Receipt()
        told.duplicates = 1
        finish(.success(told))
""",
    ),
    "counters-not-gated": (
        "an event that is sent again is counted again, although its row was there",
        "Sources/SQLiteStorage/Writing/Ingestion.swift",
        """\
        guard let row = stored else {
            index.takeBack(placement)
            receipt.duplicates += 1
            return nil
        }
""",
        """\
        let row = try stored ?? file.lastRow
""",
    ),
}


def source(name, folder):
    """The file to change and its text, in which the anchor is exactly once."""
    _, path, anchor, _ = BREAKS[name]
    file = pathlib.Path(folder) / path
    if not file.exists():
        sys.exit(f"{name}: {path} is gone; adapt the table in {__file__}")
    text = file.read_text()
    if text.count(anchor) != 1:
        sys.exit(f"{name}: the anchor is in {path} {text.count(anchor)} times; adapt the table in {__file__}")
    return file, text


def main():
    if sys.argv[1:] == ["--list"]:
        return print("\n".join(BREAKS))
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    name, folder = sys.argv[1:]
    if name == "--check":
        for each in BREAKS:
            source(each, folder)
        return print(f"{len(BREAKS)} anchors are there")
    file, text = source(name, folder)
    what, _, anchor, instead = BREAKS[name]
    file.write_text(text.replace(anchor, instead))
    print(f"{name}: {what}")


if __name__ == "__main__":
    main()
