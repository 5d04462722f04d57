"""Looks into a data folder beside a running server, with SQLite's own eyes: read only, none of Culprit's code."""

import collections
import glob
import hashlib
import os
import sqlite3
import zlib

import zstandard
from culprit_server import ROOT


def connect(path):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    connection.execute("PRAGMA query_only = 1")
    return connection


def counts(data, place, wanted):
    """How many rows each of the wanted ids (32 hex digits) has at a place, in all files together."""
    wanted, found = set(wanted), collections.Counter()
    column = place.column
    statement = f"SELECT lower(CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE {column} END)"
    statement += f" FROM {place.table} WHERE {place.where} AND {column} IS NOT NULL"
    for path in sorted(glob.glob(os.path.join(data, place.files))):
        connection = connect(path)
        try:
            for (value,) in [] if is_new(connection) else connection.execute(statement):
                value = str(value).replace("-", "")
                if value in wanted:
                    found[value] += 1
        finally:
            connection.close()
    return found


def issue_sums(data, project_id):
    """Per issue of a project: times seen, the sum of its hours, and its stored events."""
    connection = connect(os.path.join(data, "culprit.db"))
    try:
        seen = dict(connection.execute("SELECT id, times_seen FROM issue WHERE project_id = ?", (project_id,)))
        hours = dict(connection.execute("SELECT issue_id, sum(events) FROM issue_hour GROUP BY issue_id"))
    finally:
        connection.close()
    events = collections.Counter()
    for path in glob.glob(os.path.join(data, "events/*.db")):
        connection = connect(path)
        try:
            events.update(
                dict(
                    connection.execute(
                        "SELECT issue_id, count(*) FROM event WHERE project_id = ? GROUP BY issue_id", (project_id,)
                    )
                )
            )
        finally:
            connection.close()
    return {issue: (seen.get(issue, 0), hours.get(issue, 0), events[issue]) for issue in seen.keys() | events.keys()}


def missing_blobs(data):
    """Rows whose content should be a file of its own, and is not there or not whole: (file, name of the blob)."""
    missing = []
    for kind, table in (("attachments", "attachment"), ("replays", "replay_recording")):
        for path in glob.glob(os.path.join(data, kind, "*.db")):
            day = os.path.basename(path).removesuffix(".db")
            connection = connect(path)
            try:
                if is_new(connection):
                    continue
                rows = connection.execute(f"SELECT DISTINCT hash FROM {table} WHERE bytes IS NULL").fetchall()
            finally:
                connection.close()
            for (name,) in rows:
                name = name.hex()
                blob = os.path.join(data, "blobs", kind, day, name[:2], name)
                if not os.path.exists(blob) or content_hash(blob) != name:
                    missing.append((os.path.relpath(path, data), name))
    return missing


def is_new(connection):
    """A file that was being made when the server was killed, before it got its tables."""
    try:
        return connection.execute("PRAGMA user_version").fetchone()[0] == 0
    except sqlite3.OperationalError:
        return True


def content_hash(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def files(data):
    """Every file of a data folder with its bytes, also of those the server may just be removing."""
    for folder, _, names in os.walk(data):
        for name in names:
            path = os.path.join(folder, name)
            try:
                with open(path, "rb") as file:
                    yield os.path.relpath(path, data), file.read()
            except FileNotFoundError:
                continue


def values(path):
    """Every text and blob of every table of an SQLite file, with the names of table and column."""
    connection = connect(path)
    connection.text_factory = bytes
    try:
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT NULL"
        for table in [name.decode() for (name,) in connection.execute(query)]:
            cursor = connection.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield from ((table, name, value) for name, value in zip(names, row) if isinstance(value, bytes))
    finally:
        connection.close()


class Unpacker:
    """Reads bodies as `Sources/Compression/BodyCodec.swift` writes them, without any of its code."""

    IDENTITY, ZSTD, DIFFERENCE = 0, 1, 2
    MAGIC = b"\x28\xb5\x2f\xfd"

    def __init__(self, data):
        built_in = glob.glob(os.path.join(ROOT, "Sources/Compression/Dictionaries/*"))
        learnt = glob.glob(os.path.join(data, "dictionaries", "*.zstd-dictionary"))
        self.dictionaries = {}
        for path in built_in + learnt:
            with open(path, "rb") as file:
                dictionary = zstandard.ZstdCompressionDict(file.read())
            self.dictionaries[dictionary.dict_id()] = dictionary
        # What stands alone, by the id of its event: others continue it.
        self.keyframes = {}

    def frame(self, packed, keyframe=None):
        """The content of a zstd frame."""
        if keyframe is not None:
            dictionary = zstandard.ZstdCompressionDict(keyframe, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        else:
            dictionary = self.dictionaries.get(zstandard.get_frame_parameters(packed).dict_id)
        return zstandard.ZstdDecompressor(dict_data=dictionary).decompress(packed, max_output_size=1 << 28)

    def unpack(self, value):
        """What a value says, if it is packed in any way; fails when it cannot be read."""
        if value[:1] == bytes([self.ZSTD]) and value[1:5] == self.MAGIC:
            return self.frame(value[1:])
        if value[:1] == bytes([self.DIFFERENCE]) and value[17:21] == self.MAGIC:
            return self.frame(value[17:], self.keyframes[value[1:17]])
        if value[:4] == self.MAGIC:
            return self.frame(value)
        for bits in (15, 31):
            try:
                return zlib.decompress(value, bits)
            except zlib.error:
                continue
        return None

    def learn_keyframes(self, path):
        connection = connect(path)
        try:
            query = "SELECT event_id, bytes FROM event JOIN body ON body.id = event.id"
            for event_id, value in connection.execute(query):
                if value[:1] != bytes([self.DIFFERENCE]):
                    self.keyframes[event_id] = value[1:] if value[:1] == b"\0" else self.unpack(value)
        finally:
            connection.close()


def everything(data):
    """All that is in a data folder: (where, bytes), as it lies there, as values of tables, and unpacked."""
    unpacker = Unpacker(data)
    for path in glob.glob(os.path.join(data, "events/*.db")):
        unpacker.learn_keyframes(path)
    for name, content in files(data):
        yield name, content
        if content.startswith(b"SQLite format 3"):
            for table, column, value in values(os.path.join(data, name)):
                yield f"{name}: {table}.{column}", value
                unpacked = unpacker.unpack(value)
                if unpacked is not None:
                    yield f"{name}: {table}.{column}, unpacked", unpacked
        elif name.startswith("blobs"):
            unpacked = unpacker.unpack(content)
            if unpacked is not None:
                yield f"{name}, unpacked", unpacked
