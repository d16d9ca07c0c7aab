"""One server for each file of tests; every test has functions, uniques and folders of its own.

The server is `target/debug/geartraind`, the one that GEARTRAIND names, or gearmand where
GEARTRAIN_TEST_SERVER_IS_GEARMAND is set; GEARTRAIN_TEST_SERVER=HOST:PORT takes one that runs.
"""

import itertools
import os

import pytest

import peers
from harness import server as servers
from harness.desk import Desk

pytest_plugins = ["matrix.plugin"]

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Where the server under test listens."""
    given = os.environ.get("GEARTRAIN_TEST_SERVER")
    if given:
        host, port = given.rsplit(":", 1)
        yield servers.Server(host, int(port))
        return
    running, server = servers.start(tmp_path_factory.mktemp("server"))
    yield server
    assert running.stop() == 0


@pytest.fixture
def function():
    """A function that no other test uses."""
    return f"interop-{os.getpid()}-{next(_numbers)}"


@pytest.fixture
def unique(function):
    """A unique that no other test uses."""
    return f"unique-of-{function}"


@pytest.fixture
def desk(tmp_path):
    """Where workers with the behaviour `desk` bring their jobs."""
    desk = Desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def work(server, tmp_path):
    """Starts workers, and ends them with the test."""
    started = []

    def start(kind, function, behaviour, name="worker"):
        refuse_what_it_cannot_do(kind, behaviour)
        environment = {"DESK": str(tmp_path / "desk"), "WORKER_NAME": name}
        started.append(kind(server, function, behaviour, environment))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()


@pytest.fixture
def connect(server):
    """Opens clients, and closes them with the test."""
    opened = []

    def start(kind, *needed):
        for what in needed:
            refuse_what_it_cannot_do(kind, what)
        opened.append(kind(server))
        return opened[-1]

    yield start
    for client in opened:
        client.close()


def refuse_what_it_cannot_do(kind, what):
    if what in kind.CANNOT:
        pytest.skip(kind.CANNOT[what])


def pytest_generate_tests(metafunc):
    if "client" in metafunc.fixturenames:
        metafunc.parametrize("client", peers.CLIENTS.values(), ids=peers.CLIENTS.keys())
    if "worker" in metafunc.fixturenames:
        metafunc.parametrize("worker", peers.WORKERS.values(), ids=peers.WORKERS.keys())


def pytest_configure(config):
    config.addinivalue_line("markers", "gearmand_defect(reason): fails with gearmand, by its fault")


def pytest_collection_modifyitems(items):
    if not servers.is_gearmand():
        return
    for item in items:
        defect = item.get_closest_marker("gearmand_defect")
        if defect:
            item.add_marker(pytest.mark.xfail(reason=defect.args[0], strict=False))
