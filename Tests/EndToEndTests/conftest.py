"""Fixtures: one server for the whole run, a project of its own for every test that asks."""

import os
import threading
import time

import pytest
from culprit_server import Culprit, binary_path


@pytest.fixture(scope="session")
def culprit():
    """A running server on a free port with an empty data folder."""
    if not os.path.exists(binary_path()):
        pytest.fail(f"no binary at {binary_path()}: build first, or set CULPRIT_BINARY", pytrace=False)
    with Culprit() as server:
        yield server


@pytest.fixture(scope="module")
def shared_project(culprit):
    """A project that the tests of one file share."""
    return culprit.create_project()


@pytest.fixture
def project(culprit):
    """A project that nobody else sends to."""
    return culprit.create_project()


@pytest.fixture
def fresh_culprit():
    """A server that a test may stop, kill and start as it likes."""
    with Culprit() as server:
        yield server


class Trickle(threading.Thread):
    """Sends one part a second to each of some connections, for as long as they are open."""

    def __init__(self, streams):
        super().__init__(daemon=True)
        self.streams, self.is_over = streams, threading.Event()

    def run(self):
        while not self.is_over.wait(1):
            for stream, part in self.streams:
                try:
                    stream.send(part)
                except OSError:
                    continue


@pytest.fixture(scope="session", autouse=True)
def slow_clients(culprit):
    """Connections that never finish: silent, in the middle of a header or a body, and sending a little all the time."""
    project = culprit.create_project()
    head = f"POST /api/{project.id}/envelope/ HTTP/1.1\r\nHost: a\r\n"
    whole = head + f"X-Sentry-Auth: {project.auth}\r\nContent-Length: 500\r\n\r\n" + '{"event_id":'
    beginnings = {
        "silent": (b"", None),
        "in the header": (head.encode(), None),
        "in the body": (whole.encode(), None),
        "trickling a header": (head.encode(), b"X-More: a\r\n"),
        "trickling a body": (whole.encode(), b" "),
    }
    clients, trickled = {}, []
    for name, (beginning, part) in beginnings.items():
        clients[name] = culprit.connect(1)
        clients[name].sendall(beginning)
        if part:
            trickled.append((clients[name], part))
    trickle = Trickle(trickled)
    trickle.start()
    yield time.monotonic(), clients
    trickle.is_over.set()
    for stream in clients.values():
        stream.close()
