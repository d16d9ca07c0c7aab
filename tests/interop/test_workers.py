"""Workers that die, and many workers at a time."""

import peers
from harness import observe
from harness.deadline import eventually
from harness.kinds import Order

MANY = 20


def test_the_job_of_a_killed_worker_is_finished_by_another(
    client, worker, connect, work, function, desk
):
    pending = connect(client).start(Order(function, b"precious"))
    first = work(worker, function, "desk", "first")
    held = desk.next()
    assert held.worker == "first"
    first.kill()

    work(worker, function, "desk", "second")
    visit = desk.next()
    assert (visit.worker, visit.payload) == ("second", b"precious")
    visit.answer(b"saved")
    assert pending.wait().result == b"saved"


def test_the_job_of_a_killed_worker_goes_to_one_that_sleeps(
    client, worker, connect, work, server, function, desk
):
    workers = {name: work(worker, function, "desk", name) for name in ("one", "two")}
    eventually(lambda: observe.function(server, function).workers == 2, "both workers are there")
    pending = connect(client).start(Order(function, b"precious"))
    held = desk.next()
    workers.pop(held.worker).kill()

    visit = desk.next()
    assert visit.worker in workers
    visit.answer(b"saved")
    assert pending.wait().result == b"saved"


def test_twenty_workers_of_one_function_work_at_the_same_time(
    worker, connect, work, function, desk
):
    for number in range(MANY):
        work(worker, function, "desk", f"worker {number}")
    opened = connect(peers.CLIENTS["gearman3"])
    for number in range(MANY):
        opened.submit(Order(function, f"job {number}".encode()))

    # Nobody is answered before all are there: each worker holds exactly one job.
    visits = [desk.next() for _ in range(MANY)]
    assert {visit.worker for visit in visits} == {f"worker {n}" for n in range(MANY)}
    assert {visit.payload for visit in visits} == {f"job {n}".encode() for n in range(MANY)}
    for visit in visits:
        visit.answer(b"")
