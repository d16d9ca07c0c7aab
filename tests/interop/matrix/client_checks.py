"""What a library has to achieve as a client, opposite to the reference worker."""

from .checks import BINARY, LARGE, SMALL, is_three_sevenths
from .programs import ClientProgram
from .reference import (
    WORK_DATA,
    WORK_EXCEPTION,
    WORK_FAIL,
    WORK_STATUS,
    WORK_WARNING,
    ReferenceWorker,
)


class ClientChecks:
    """One method for each check; it raises when library or server do not deliver."""

    def __init__(self, library, server, function, seconds):
        self.library = library
        self.server = server
        self.function = function
        self.seconds = seconds

    def ping(self):
        with self._client("ping", payload=SMALL) as client:
            assert client.answer()["result"] == SMALL.hex()

    def small(self):
        self._reverse(SMALL)

    def binary(self):
        self._reverse(BINARY)

    def large(self):
        self._reverse(LARGE)

    def status(self):
        with self._worker() as worker, self._client("follow", self.function) as client:
            job = worker.take()
            assert client.answer()["handle"] == job.handle.decode()
            job.report(WORK_STATUS, b"3", b"7")
            seen = until(client, lambda seen: seen["running"] and seen["numerator"])
            assert (seen["numerator"], seen["denominator"]) == (3, 7)
            job.complete()
            assert not until(client, lambda seen: not seen["known"])["running"]

    def priority(self):
        for priority in ("low", "normal", "high"):
            self._submit_background(priority, "", priority.encode())
        with self._worker() as worker:
            assert [next_payload(worker) for _ in range(3)] == [b"high", b"normal", b"low"]

    def unique(self):
        first = self._submit_background("normal", "order-17", b"first")
        second = self._submit_background("normal", "order-17", b"second")
        assert first == second, "two submissions of one unique id made two jobs"
        with self._worker() as worker:
            job = worker.take()
            job.complete()
        assert (job.unique, job.payload) == (b"order-17", b"first")

    def progress(self):
        (progress,) = self._run_reporting(WORK_STATUS, b"3", b"7")["statuses"]
        assert is_three_sevenths(progress)

    def data(self):
        assert self._run_reporting(WORK_DATA, b"part\0one")["data"] == [b"part\0one".hex()]

    def warning(self):
        assert self._run_reporting(WORK_WARNING, b"careful")["warnings"] == [b"careful".hex()]

    def _run_reporting(self, kind, *arguments):
        with self._worker() as worker, self._run() as client:
            job = worker.take()
            job.report(kind, *arguments)
            job.complete(b"done")
            seen = client.answer()
        assert (seen["end"], seen["result"]) == ("complete", b"done".hex())
        return seen

    def failure(self):
        with self._worker() as worker, self._run() as client:
            worker.take().report(WORK_FAIL)
            assert client.answer()["end"] == "fail"

    def exception(self):
        with self._worker() as worker, self._run() as client:
            worker.take().report(WORK_EXCEPTION, b"it broke")
            seen = client.answer()
        assert seen["end"] == "exception", f"the client saw {seen['end']}"
        assert seen["exception"] == b"it broke".hex()

    def downgrade(self):
        with self._worker() as worker, self._run() as client:
            worker.take().report(WORK_EXCEPTION, b"it broke")
            assert client.answer()["end"] in ("fail", "exception")

    def killed(self):
        with self._run(b"again") as client:
            with self._worker() as first:
                assert first.take().payload == b"again"
            with self._worker() as second:
                second.take().complete(b"finished")
                seen = client.answer()
        assert (seen["end"], seen["result"]) == ("complete", b"finished".hex())

    def _reverse(self, payload):
        with self._worker() as worker, self._run(payload) as client:
            job = worker.take()
            assert job.payload == payload
            job.complete(payload[::-1])
            seen = client.answer()
        assert (seen["end"], bytes.fromhex(seen["result"])) == ("complete", payload[::-1])

    def _submit_background(self, priority, unique, payload):
        with self._client("background", self.function, priority, unique, payload=payload) as client:
            return client.answer()["handle"]

    def _run(self, payload=b"work"):
        return self._client("run", self.function, "normal", "", payload=payload)

    def _client(self, action, *arguments, payload=b"work"):
        address = [self.server.host, str(self.server.port)]
        command = [*self.library.client, action, *address, *arguments]
        return ClientProgram(command, payload, self.seconds)

    def _worker(self):
        return ReferenceWorker(self.server, self.function.encode(), seconds=self.seconds)


def next_payload(worker):
    """Takes one job, ends it and tells what was in it."""
    job = worker.take()
    job.complete()
    return job.payload


def until(client, wanted):
    """Reads answers until one is as wanted."""
    seen = client.answer()
    while not wanted(seen):
        seen = client.answer()
    return seen
