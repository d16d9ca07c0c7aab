"""Background jobs, and what the queue does with them."""

import pytest

import peers
from harness import observe
from harness.deadline import eventually
from harness.kinds import Order, Priority


def test_a_background_job_runs(client, worker, connect, work, function, desk):
    connect(client).submit(Order(function, b"later"))
    work(worker, function, "desk")
    visit = desk.next()
    assert visit.payload == b"later"
    visit.answer(b"done")


def test_a_background_job_outlives_its_client(client, worker, connect, work, function, desk):
    leaving = connect(client)
    leaving.submit(Order(function, b"on its own"))
    leaving.close()
    work(worker, function, "desk")
    visit = desk.next()
    assert visit.payload == b"on its own"
    visit.answer(b"")


def test_status_follows_a_job_from_the_queue_to_its_end(
    client, worker, connect, work, server, function, desk
):
    opened = connect(client, "status")
    handle = opened.submit(Order(function, b"watched"))
    queued = opened.status(handle)
    assert (queued.is_known, queued.is_running) == (True, False)

    work(worker, function, "desk")
    visit = desk.next()
    running = eventually(lambda: _running(opened.status(handle)), "the job runs")
    assert running.progress in [(5, 10), (0, 0)]

    visit.answer(b"")
    eventually(lambda: not opened.status(handle).is_known, "the job is unknown once it ended")
    assert observe.job_status(server, handle) == [0, 0, 0, 0]


def _running(status):
    return status if status.is_running else None


@pytest.mark.parametrize("progress_of", ["gearman3", "gear"])
def test_progress_of_a_background_job_is_in_its_status(
    progress_of, connect, work, function, desk
):
    opened = connect(peers.CLIENTS[progress_of])
    handle = opened.submit(Order(function, b"watched"))
    work(peers.WORKERS[progress_of], function, "desk")
    visit = desk.next()
    assert eventually(lambda: opened.status(handle).progress == (5, 10), "progress is seen")
    visit.answer(b"")


def test_urgent_jobs_run_first_and_equal_ones_in_order(
    client, worker, connect, work, function, desk
):
    opened = connect(client)
    for number in (1, 2):
        for priority in (Priority.LOW, Priority.NORMAL, Priority.HIGH):
            payload = f"{priority.value} {number}".encode()
            opened.submit(Order(function, payload, priority=priority))
    work(worker, function, "desk")
    assert list(_take(desk, 6)) == [
        b"high 1",
        b"high 2",
        b"normal 1",
        b"normal 2",
        b"low 1",
        b"low 2",
    ]


def _take(desk, count):
    for _ in range(count):
        visit = desk.next()
        yield visit.payload
        visit.answer(b"")


def test_two_background_jobs_of_one_unique_are_one(
    client, worker, connect, work, server, function, unique, desk
):
    opened = connect(client)
    handles = {opened.submit(Order(function, b"first", unique)) for _ in range(2)}
    assert len(handles) == 1
    assert observe.function(server, function).total == 1
    work(worker, function, "desk")
    visit = desk.next()
    visit.answer(b"")
    eventually(lambda: observe.function(server, function).total == 0, "the one job ended")


def test_every_client_that_waits_for_a_unique_gets_the_result(
    client, worker, connect, work, server, function, unique, desk
):
    pending = [connect(client).start(Order(function, b"shared", unique)) for _ in range(2)]
    eventually(
        lambda: observe.waiting_clients(server, unique.encode()) == 2, "both clients wait"
    )
    work(worker, function, "desk")
    visit = desk.next()
    visit.answer(b"one result")
    assert [job.wait().result for job in pending] == [b"one result"] * 2
