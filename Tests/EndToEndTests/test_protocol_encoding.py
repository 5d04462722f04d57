"""Bodies on the wire: encodings, bombs, chunks, slow and broken clients (protocol.md §4 and §11, 2–8)."""

import functools
import gzip
import json
import socket
import time
import zlib

import brotli
import pytest
import zstandard
from checks import assert_accepted, assert_alive, assert_cors, assert_refused
from culprit_server import event_envelope, new_id, read_answer

MIB = 1024 * 1024
# What a body too big to be taken may cost while that is found out, in KiB.
GROWTH_KIB_MAX = 64 * 1024


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODINGS = {
    "none": (None, lambda data: data),
    "identity": ("identity", lambda data: data),
    "empty": ("", lambda data: data),
    "utf-8": ("utf-8", lambda data: data),
    "UTF-8": ("UTF-8", lambda data: data),
    "gzip": ("gzip", gzip.compress),
    "GZIP": ("GZIP", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "gzip on a plain body": ("gzip", lambda data: data),
    "deflate, zlib": ("deflate", zlib.compress),
    "deflate, raw": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", lambda data: zstandard.ZstdCompressor().compress(data)),
    "zstd without a size": ("zstd", lambda data: zstandard.ZstdCompressor(write_content_size=False).compress(data)),
    "zstd in a stream": ("zstd", lambda data: stream_zstd(data)),
}


def stream_zstd(data):
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(data) + packer.flush()


def encoded(encoding):
    return {} if encoding is None else {"Content-Encoding": encoding}


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("address", ["envelope", "store"])
@pytest.mark.parametrize("size", [10, 20_000])
def test_every_encoding_of_an_sdk_is_understood(shared_project, name, address, size):
    encoding, pack = ENCODINGS[name]
    event = {"event_id": new_id(), "message": f"sent as {name}", "extra": {"filler": ("abc%d " % size) * (size // 5)}}
    data = event_envelope(event) if address == "envelope" else json.dumps(event).encode()
    path = f"/api/{shared_project.id}/{address}/"
    assert_accepted(shared_project.post(pack(data), encoded(encoding), path), event["event_id"])
    assert shared_project.event(event["event_id"])["title"] == f"sent as {name}"


@pytest.mark.parametrize("encoding", ["rot13", "compress", "gzip, deflate", "gzip,gzip", "é", "gzip;q=1"])
def test_an_unknown_encoding_is_415_and_says_which_are_known(shared_project, encoding):
    answer = shared_project.post(
        event_envelope({"message": "x"}), {"Content-Encoding": encoding.encode().decode("latin-1")}
    )
    assert answer.status == 415, answer
    assert_cors(answer)
    known = {name.strip() for name in (answer.header("Accept-Encoding") or "").split(",")}
    assert {"gzip", "deflate", "br", "zstd"} <= known, answer.header_list


BROKEN = {
    "gzip cut short": ("gzip", lambda data: gzip.compress(data)[:-12]),
    "gzip with a wrong checksum": ("gzip", lambda data: gzip.compress(data)[:-8] + b"\0" * 8),
    "gzip of nothing": ("gzip", lambda data: b"\x1f\x8b\x08\x00garbage"),
    "gzip, header only": ("gzip", lambda data: b"\x1f\x8b"),
    "deflate cut short": ("deflate", lambda data: zlib.compress(data)[:-20]),
    "br cut short": ("br", lambda data: brotli.compress(data)[:-5]),
    "br of nonsense": ("br", lambda data: b"\xff" * 50),
    "zstd cut short": ("zstd", lambda data: zstandard.ZstdCompressor().compress(data)[:-10]),
    "zstd of nonsense": ("zstd", lambda data: b"\x28\xb5\x2f\xfd" + b"\xff" * 50),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_stream_is_400_and_stores_nothing(shared_project, name):
    encoding, pack = BROKEN[name]
    event_id = new_id()
    data = event_envelope({"event_id": event_id, "message": "never", "extra": {"a": list(range(2_000))}})
    assert_refused(shared_project.post(pack(data), encoded(encoding)), 400)
    assert shared_project.event_now(event_id) is None


# Bombs


@functools.cache
def bomb(kind, size=1024 * MIB):
    """A small body that unpacks to zeros without end, after a sound beginning."""
    head, block = b'{}\n{"type":"event"}\n{"message":"', b"0" * MIB
    if kind in ("gzip", "deflate"):
        body, crc, adler = bomb("raw deflate"), zlib.crc32(head), zlib.adler32(head)
        for _ in range(size // MIB):
            crc, adler = zlib.crc32(block, crc), zlib.adler32(block, adler)
        if kind == "deflate":
            return b"\x78\xda" + body + adler.to_bytes(4, "big")
        length = (len(head) + size) % 2**32
        return b"\x1f\x8b\x08\0\0\0\0\0\x02\xff" + body + crc.to_bytes(4, "little") + length.to_bytes(4, "little")
    packer = {
        "raw deflate": lambda: zlib.compressobj(9, wbits=-15),
        "br": brotli_packer,
        "zstd": lambda: zstandard.ZstdCompressor().compressobj(),
    }[kind]()
    parts = [packer.compress(head)] + [packer.compress(block) for _ in range(size // MIB)] + [packer.flush()]
    return b"".join(parts)


def brotli_packer():
    packer = brotli.Compressor(quality=1)

    class Packer:
        compress, flush = staticmethod(packer.process), staticmethod(packer.finish)

    return Packer


def lying_gzip():
    """Says in its trailer that it is 100 bytes long."""
    return bomb("gzip")[:-4] + (100).to_bytes(4, "little")


BOMBS = {
    "gzip": ("gzip", lambda: bomb("gzip")),
    "gzip with a lying trailer": ("gzip", lying_gzip),
    "deflate": ("deflate", lambda: bomb("deflate")),
    "raw deflate": ("deflate", lambda: bomb("raw deflate")),
    "br": ("br", lambda: bomb("br")),
    "zstd": ("zstd", lambda: bomb("zstd")),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("address", ["envelope", "store"])
def test_a_bomb_is_refused_at_the_limit_with_bounded_memory(culprit, shared_project, name, address):
    encoding, make = BOMBS[name]
    data = make()
    assert len(data) < 3 * MIB
    culprit.reset_peak_memory()
    before = culprit.memory()
    answer = shared_project.post(data, encoded(encoding), f"/api/{shared_project.id}/{address}/")
    grown = culprit.memory("VmHWM") - before
    print(f"{name} on {address}: {answer.status}, grew by {grown // 1024} MiB at its peak")
    if name == "gzip with a lying trailer" and answer.status == 400:
        pass  # the lie itself is an error, too
    else:
        assert_refused(answer, 413)
    assert grown < GROWTH_KIB_MAX, f"{grown // 1024} MiB"


def test_many_bombs_at_once_do_not_add_up(culprit, shared_project):
    """Eight at a time: most wait or are refused, none takes the server down."""
    import threading

    data, answers = bomb("gzip"), []

    def send():
        answers.append(shared_project.post(data, {"Content-Encoding": "gzip"}, timeout=60).status)

    culprit.reset_peak_memory()
    before = culprit.memory()
    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8 and set(answers) <= {413, 429, 503}, answers
    grown = culprit.memory("VmHWM") - before
    print(f"eight bombs: grew by {grown // 1024} MiB at the peak")
    assert grown < 2 * GROWTH_KIB_MAX
    assert_alive(shared_project)


def test_a_plain_event_beyond_one_mebibyte_is_413(shared_project):
    event = {"message": "big", "extra": {"a": "y" * (MIB + 10)}}
    answer = shared_project.post(event_envelope(event))
    assert_refused(answer, 413, "envelope exceeded size limits for type 'event'")


# The HTTP below


def chunked(data, size):
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("size", [1, 7, 4096, 1_000_000])
@pytest.mark.parametrize("pack, encoding", [(lambda data: data, None), (gzip.compress, "gzip")], ids=["plain", "gzip"])
def test_chunked_bodies_without_a_length_arrive(shared_project, size, pack, encoding):
    event_id = new_id()
    data = pack(event_envelope({"event_id": event_id, "message": "in chunks", "extra": {"a": "z" * 3000}}))
    headers = [("X-Sentry-Auth", shared_project.auth), ("Transfer-Encoding", "chunked")]
    headers += [("Content-Encoding", encoding)] if encoding else []
    path = f"/api/{shared_project.id}/envelope/"
    assert_accepted(shared_project.server.bare_request("POST", path, headers, chunked(data, size)), event_id)
    shared_project.event(event_id)


def test_expect_continue_is_answered(shared_project):
    event_id = new_id()
    data = event_envelope({"event_id": event_id, "message": "after 100"})
    head = (
        f"POST /api/{shared_project.id}/envelope/ HTTP/1.1\r\nHost: a\r\nX-Sentry-Auth: {shared_project.auth}\r\n"
        f"Expect: 100-continue\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    with shared_project.server.connect(10) as stream:
        stream.sendall(head.encode())
        stream.settimeout(2)
        try:
            first = stream.recv(1000)
            assert first.startswith(b"HTTP/1.1 100"), first
        except socket.timeout:
            pass  # a client goes on after a while, too
        stream.settimeout(10)
        stream.sendall(data)
        assert_accepted(read_answer(stream), event_id)


def test_http_1_0_is_answered(shared_project):
    event_id = new_id()
    data = event_envelope({"event_id": event_id, "message": "old"})
    head = (
        f"POST /api/{shared_project.id}/envelope/ HTTP/1.0\r\nX-Sentry-Auth: {shared_project.auth}\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    )
    answer = shared_project.server.raw(head.encode() + data)
    assert answer.status == 200, answer


def test_a_connection_stays_usable_after_errors(shared_project):
    """Errors are cheap: the client need not connect anew."""
    path, ok = f"/api/{shared_project.id}/envelope/", event_envelope({"message": "kept alive"})
    cases = [
        ({"X-Sentry-Auth": "nonsense"}, ok, 401),
        ({"X-Sentry-Auth": shared_project.auth}, b"[]", 400),
        ({"X-Sentry-Auth": shared_project.auth, "Content-Encoding": "rot13"}, ok, 415),
        ({"X-Sentry-Auth": shared_project.auth}, ok, 200),
    ]
    with shared_project.server.connect() as stream:
        for headers, data, status in cases:
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            stream.sendall(
                f"POST {path} HTTP/1.1\r\nHost: a\r\n{lines}Content-Length: {len(data)}\r\n\r\n".encode() + data
            )
            assert read_answer(stream).status == status


def test_requests_in_a_row_on_one_connection_are_all_answered(shared_project):
    """Sent before the first answer is read."""
    ids = [new_id() for _ in range(20)]
    requests = b""
    for event_id in ids:
        data = event_envelope({"event_id": event_id, "message": "pipelined"})
        head = (
            f"POST /api/{shared_project.id}/envelope/ HTTP/1.1\r\nHost: a\r\nX-Sentry-Auth: {shared_project.auth}\r\n"
            f"Content-Length: {len(data)}\r\n\r\n"
        )
        requests += head.encode() + data
    with shared_project.server.connect() as stream:
        stream.sendall(requests)
        reader = stream.makefile("rb")
        got = []
        for _ in ids:
            assert reader.readline().startswith(b"HTTP/1.1 200")
            length = 0
            while line := reader.readline().strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            got.append(json.loads(reader.read(length))["id"])
    assert got == ids


def test_a_client_that_leaves_in_the_middle_stores_nothing(shared_project):
    event_id = new_id()
    data = event_envelope({"event_id": event_id, "message": "half"})
    head = (
        f"POST /api/{shared_project.id}/envelope/ HTTP/1.1\r\nHost: a\r\nX-Sentry-Auth: {shared_project.auth}\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    )
    for cut in (0, 1, 40, len(data) - 1):
        stream = shared_project.server.connect()
        stream.sendall(head.encode() + data[:cut])
        stream.close()
    time.sleep(0.2)
    assert shared_project.event_now(event_id) is None
    assert_alive(shared_project)


NONSENSE = {
    "no HTTP": b"hello\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100,
    "zeros": b"\0" * 1000,
    "a length of letters": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: abc\r\n\r\n",
    "a negative length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "a header without end": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 500_000,
    "many headers": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X%d: y\r\n" % each for each in range(5000)) + b"\r\n",
    "a long path": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "bad chunks": b"POST /api/1/envelope/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
}


@pytest.mark.parametrize("name", NONSENSE)
def test_bytes_that_are_no_request_do_not_hurt(shared_project, name):
    with shared_project.server.connect(5) as stream:
        try:
            stream.sendall(NONSENSE[name])
            stream.shutdown(socket.SHUT_WR)
            first = stream.recv(12)
        except OSError:
            first = b""
    assert first == b"" or not first.startswith(b"HTTP/1.1 5"), first
    assert_alive(shared_project)


def test_a_client_that_sends_a_byte_now_and_then_is_served(shared_project):
    event_id = new_id()
    data = event_envelope({"event_id": event_id, "message": "patience"})
    head = (
        f"POST /api/{shared_project.id}/envelope/ HTTP/1.1\r\nHost: a\r\nX-Sentry-Auth: {shared_project.auth}\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    )
    with shared_project.server.connect() as stream:
        stream.sendall(head.encode())
        for at in range(0, len(data), 40):
            stream.sendall(data[at : at + 40])
            time.sleep(0.1)
        assert_accepted(read_answer(stream), event_id)
