"""The `gearadmin` command: each of its questions."""

import subprocess

import pytest

import peers
from harness import observe
from harness.deadline import DEADLINE_S, eventually
from harness.kinds import Order, Priority

GEARMAN3 = peers.CLIENTS["gearman3"]


@pytest.fixture
def ask(server):
    """Runs gearadmin and gives what it printed."""

    def ask(*options):
        command = ["gearadmin", "-h", server.host, "-p", str(server.port), *options]
        done = subprocess.run(command, capture_output=True, timeout=DEADLINE_S, check=True)
        return done.stdout.decode()

    return ask


@pytest.fixture
def submitter(connect):
    return connect(GEARMAN3)


def rows(answer):
    """The lines of a list without the dot that ends it."""
    lines = answer.split("\n")
    assert lines[-2:] == [".", ""], answer
    return [line.split("\t") for line in lines[:-2]]


def row(answer, name):
    return next((row for row in rows(answer) if row[0] == name), None)


def test_server_version_is_one_line(ask):
    version = ask("--server-version")
    assert version.endswith("\n") and version.count("\n") == 1
    assert version.strip()


def test_getpid_is_a_number(ask):
    assert int(ask("--getpid")) > 0


def test_server_verbose_is_a_word(ask):
    assert ask("--server-verbose").strip().isalpha()


def test_status_counts_jobs_and_workers(ask, submitter, work, server, function, desk):
    for number in range(3):
        submitter.submit(Order(function, str(number).encode()))
    assert row(ask("--status"), function) == [function, "3", "0", "0"]
    work(peers.WORKERS["gearman3"], function, "desk")
    visit = desk.next()
    assert row(ask("--status"), function) == [function, "3", "1", "1"]
    visit.answer(b"")
    visit = desk.next()
    eventually(lambda: observe.function(server, function).total == 2, "the first job ended")
    assert row(ask("--status"), function) == [function, "2", "1", "1"]
    visit.answer(b"")
    desk.next().answer(b"")


def test_priority_status_counts_each_priority(ask, submitter, function):
    for priority, count in ((Priority.HIGH, 1), (Priority.NORMAL, 2), (Priority.LOW, 3)):
        for number in range(count):
            payload = f"{priority.value} {number}".encode()
            submitter.submit(Order(function, payload, priority=priority))
    assert row(ask("--priority-status"), function) == [function, "1", "2", "3", "0"]


def test_workers_names_a_worker_and_its_function(ask, work, server, function):
    work(peers.WORKERS["gearman3"], function, "echo")
    eventually(lambda: observe.function(server, function).workers == 1, "the worker is there")
    line = next(line for line in ask("--workers").split("\n") if line.endswith(f": {function}"))
    descriptor, address, client_id, colon, name = line.split(" ")
    assert int(descriptor) >= 0
    assert (address, client_id, colon, name) == ("127.0.0.1", "gearman3", ":", function)


def test_show_jobs_names_a_queued_job(ask, submitter, function):
    handle = submitter.submit(Order(function, b"shown")).decode()
    retries, ignored, queued = row(ask("--show-jobs"), handle)[1:]
    assert (retries, ignored, queued) == ("0", "0", "1")


def test_show_unique_jobs_names_the_unique(ask, submitter, function, unique):
    submitter.submit(Order(function, b"shown", unique))
    assert [unique] in rows(ask("--show-unique-jobs"))


@pytest.mark.gearmand_defect("a cancelled job stays in status until a worker asks")
def test_a_cancelled_job_disappears_at_once(ask, submitter, function):
    handle = submitter.submit(Order(function, b"unwanted"))
    assert ask("--cancel-job", handle.decode()) == "OK\n"
    assert not submitter.status(handle).is_known
    assert row(ask("--show-jobs"), handle.decode()) is None
    assert (row(ask("--status"), function) or [function, "0"])[1] == "0"


def test_a_cancelled_job_does_not_run(ask, submitter, work, function, desk):
    unwanted = submitter.submit(Order(function, b"unwanted"))
    submitter.submit(Order(function, b"wanted"))
    ask("--cancel-job", unwanted.decode())
    work(peers.WORKERS["gearman3"], function, "desk")
    visit = desk.next()
    assert visit.payload == b"wanted"
    visit.answer(b"")


def test_an_unknown_job_cannot_be_cancelled(ask):
    assert ask("--cancel-job", "H:nowhere:1") == ""


def test_a_created_function_is_listed_until_it_is_dropped(ask, function):
    assert ask("--create-function", function) == "OK\n"
    assert row(ask("--status"), function) == [function, "0", "0", "0"]
    assert ask("--drop-function", function) == "OK\n"
    assert row(ask("--status"), function) is None


def test_an_unknown_function_cannot_be_dropped(ask, function):
    assert ask("--drop-function", function) == ""


@pytest.mark.gearmand_defect("drops the function and forgets its jobs")
def test_a_function_with_jobs_cannot_be_dropped(ask, submitter, function):
    submitter.submit(Order(function, b"still wanted"))
    assert ask("--drop-function", function) == ""
    assert row(ask("--status"), function) == [function, "1", "0", "0"]
