"""Clients that never finish: begun when the run begins, judged when it ends, so that nobody waits for them."""

import socket
import time

import pytest

SLOW_SECONDS_MAX = 75


@pytest.mark.parametrize("name", ["silent", "in the header", "in the body", "trickling a header", "trickling a body"])
def test_a_slow_client_is_let_go(slow_clients, name):
    """408 or a closed connection (protocol.md §11, 7)."""
    started, clients = slow_clients
    stream = clients[name]
    stream.settimeout(max(1, SLOW_SECONDS_MAX - (time.monotonic() - started)))
    try:
        answer = stream.recv(100)
    except ConnectionResetError:
        answer = b""
    except socket.timeout:
        pytest.fail(f"still connected after {SLOW_SECONDS_MAX} s")
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer
