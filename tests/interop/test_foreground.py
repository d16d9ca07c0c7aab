"""Foreground jobs: every client with every worker."""

import pytest

from harness.kinds import Ending, Order

# Every byte value, so that a NUL or a high bit that gets lost is seen.
ALL_BYTES = bytes(range(256))


def test_a_kilobyte_of_any_bytes_comes_back(client, worker, connect, work, function):
    work(worker, function, "echo")
    outcome = connect(client).run(Order(function, ALL_BYTES * 4))
    assert (outcome.ending, outcome.result) == (Ending.COMPLETE, ALL_BYTES * 4)


def test_two_mebibytes_with_nuls_come_back(client, worker, connect, work, function):
    payload = ALL_BYTES * (2 * 1024 * 1024 // len(ALL_BYTES))
    work(worker, function, "echo")
    outcome = connect(client).run(Order(function, payload))
    assert outcome.ending == Ending.COMPLETE
    assert outcome.result == payload


def test_several_jobs_of_one_client_each_get_their_own_result(
    client, worker, connect, work, function
):
    opened = connect(client)
    work(worker, function, "echo")
    payloads = [f"payload {number}".encode() for number in range(10)]
    pending = [opened.start(Order(function, payload)) for payload in payloads]
    assert [job.wait().result for job in pending] == payloads


def test_progress_arrives_in_order(client, worker, connect, work, function):
    opened = connect(client, "progress")
    work(worker, function, "progress")
    outcome = opened.run(Order(function, b"step by step"))
    assert outcome.progress == [(1, 4), (2, 4), (3, 4)]
    assert outcome.result == b"step by step"


def test_data_arrives_before_the_result(client, worker, connect, work, function):
    opened = connect(client, "data")
    work(worker, function, "data")
    outcome = opened.run(Order(function, b"count"))
    assert outcome.data == [b"one", b"two \0 with a NUL"]
    assert outcome.result == b"three"


def test_a_warning_arrives_and_the_job_goes_on(client, worker, connect, work, function):
    opened = connect(client, "warning")
    work(worker, function, "warning")
    outcome = opened.run(Order(function, b"watch out"))
    assert outcome.warnings == [b"careful"]
    assert (outcome.ending, outcome.result) == (Ending.COMPLETE, b"watch out")


def test_a_failure_is_told(client, worker, connect, work, function):
    work(worker, function, "fail")
    assert connect(client).run(Order(function, b"try")).ending == Ending.FAIL


def test_an_exception_reaches_a_client_that_asked_for_exceptions(
    client, worker, connect, work, function
):
    opened = connect(client, "exception")
    work(worker, function, "trouble")
    outcome = opened.run(Order(function, b"try"))
    assert (outcome.ending, outcome.exception) == (Ending.EXCEPTION, b"no such luck")


@pytest.mark.gearmand_defect("its WORK_FAIL for an exception names the handle with a NUL behind it")
def test_an_exception_is_a_failure_for_a_client_that_did_not_ask(
    client, worker, connect, work, function
):
    if "exception" not in client.CANNOT:
        pytest.skip("this client always asks for exceptions")
    work(worker, function, "trouble")
    assert connect(client).run(Order(function, b"try")).ending == Ending.FAIL


def test_a_worker_goes_on_after_an_exception(client, worker, connect, work, function):
    opened = connect(client, "exception")
    work(worker, function, "trouble")
    endings = [opened.run(Order(function, b"try")).ending for _ in range(3)]
    assert endings == [Ending.EXCEPTION] * 3
