"""What Prometheus gets to read, after jobs of every kind of end have run."""

import os
import subprocess
import urllib.request

import pytest

import peers
from harness import server as servers
from harness.deadline import DEADLINE_S
from harness.kinds import Ending, Order


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of its own: only the first thousand functions have metrics of their own."""
    if servers.is_gearmand() or os.environ.get("GEARTRAIN_TEST_SERVER"):
        pytest.skip("the server under test is not one that was started here")
    running, server = servers.start(tmp_path_factory.mktemp("metrics"))
    yield server
    assert running.stop() == 0


@pytest.fixture
def metrics(server):
    """Reads the metrics."""

    def read():
        with urllib.request.urlopen(server.metrics_url, timeout=DEADLINE_S) as answer:
            return answer.read().decode()

    return read


@pytest.fixture
def library(connect):
    return connect(peers.CLIENTS["gearman3"])


def test_promtool_finds_nothing_to_complain_about(metrics, library, work, function):
    run_jobs_of_every_end(library, work, function)
    text = metrics()
    assert function in text
    checked = subprocess.run(
        ["promtool", "check", "metrics"], input=text.encode(), capture_output=True, timeout=DEADLINE_S
    )
    assert (checked.returncode, checked.stderr + checked.stdout) == (0, b"")


def test_jobs_are_counted_by_how_they_ended(metrics, library, work, function):
    run_jobs_of_every_end(library, work, function)
    text = metrics()
    for name, count in (("submitted", 3), ("started", 2), ("completed", 1), ("failed", 1)):
        row = f'geartrain_jobs_{name}_total{{function="{function}",priority="normal"}} {count}\n'
        assert row in text, f"{row} in {text}"


def test_the_rows_of_the_gearman_exporter_are_there(metrics, library, function):
    library.submit(Order(function, b"waiting"))
    text = metrics()
    assert "\ngearman_up 1\n" in text
    assert "\ngearman_version_info{version=" in text
    for name, value in (("jobs", 1), ("jobs_running", 0), ("jobs_waiting", 1), ("workers", 0)):
        assert f'\ngearman_{name}{{function="{function}"}} {value}\n' in text


def run_jobs_of_every_end(library, work, function):
    echo = work(peers.WORKERS["gearman3"], function, "echo")
    assert library.run(Order(function, b"good")).ending == Ending.COMPLETE
    echo.kill()
    fail = work(peers.WORKERS["gearman3"], function, "fail")
    assert library.run(Order(function, b"bad")).ending == Ending.FAIL
    fail.kill()
    library.submit(Order(function, b"waiting"))
