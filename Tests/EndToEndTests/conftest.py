"""Fixtures: one server for the whole run, a project of its own for every test that asks."""

import os
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


@pytest.fixture(scope="session", autouse=True)
def slow_clients(culprit):
    """Three connections that never finish: silent, in the middle of a header, in the middle of a body."""
    project = culprit.create_project()
    head = f"POST /api/{project.id}/envelope/ HTTP/1.1\r\nHost: a\r\n"
    whole = head + f"X-Sentry-Auth: {project.auth}\r\nContent-Length: 500\r\n\r\n" + '{"event_id":'
    clients = {}
    for name, text in (("silent", ""), ("in the header", head), ("in the body", whole)):
        clients[name] = culprit.connect(1)
        clients[name].sendall(text.encode())
    yield time.monotonic(), clients
    for stream in clients.values():
        stream.close()
