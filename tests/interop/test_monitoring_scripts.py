"""Scripts of the kind that watch gearmand: they read the text protocol with nothing but sockets."""

import subprocess
from pathlib import Path

import pytest

import peers
from harness.deadline import DEADLINE_S
from harness.kinds import Order, Priority

SCRIPTS = Path(__file__).with_name("monitoring")
GEARMAN3 = peers.CLIENTS["gearman3"]


@pytest.fixture
def script(server, function):
    """Runs a script; gives its exit code and what it printed."""

    def run(interpreter, name):
        command = [interpreter, SCRIPTS / name, server.host, str(server.port), function]
        done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE_S)
        return done.returncode, done.stdout

    return run


@pytest.fixture
def queue(connect, work, desk, function):
    """One job runs; one of high priority and two of low priority wait."""
    client = connect(GEARMAN3)
    work(peers.WORKERS["gearman3"], function, "desk")
    client.submit(Order(function, b"running"))
    visit = desk.next()
    for priority in (Priority.HIGH, Priority.LOW, Priority.LOW):
        client.submit(Order(function, b"waiting", priority=priority))
    yield
    visit.leave()


def test_an_alert_is_quiet_while_there_are_workers(script, queue, function):
    said = f"OK: {function}: 3 waiting, 1 running, 1 workers\n"
    assert script("bash", "check.sh") == (0, said)


def test_an_alert_is_raised_where_jobs_wait_without_a_worker(script, connect, function):
    connect(GEARMAN3).submit(Order(function, b"waiting"))
    said = f"CRITICAL: {function}: 1 waiting, no worker\n"
    assert script("bash", "check.sh") == (2, said)


def test_an_alert_knows_no_function_that_nobody_used(script, function):
    assert script("bash", "check.sh") == (3, f"UNKNOWN: no function {function}\n")


def test_a_graph_gets_its_values(script, queue):
    values = "queued.value 3\nrunning.value 1\nworkers.value 1\nconnected.value 1\n"
    assert script("perl", "graph.pl") == (0, values)


def test_a_panel_shows_jobs_and_priorities(script, queue):
    said = "4 jobs, 1 running, 1 workers\n1 high, 0 normal, 2 low\n"
    assert script("php", "panel.php") == (0, said)
