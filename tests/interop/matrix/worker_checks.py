"""What a library has to achieve as a worker, opposite to the reference client.

`hold` is the function that waits until the file named by its payload exists.
"""

from harness.deadline import eventually

from .checks import BINARY, CHECKS, LARGE, SMALL, is_three_sevenths
from .programs import WorkerProgram
from .reference import ReferenceClient


class WorkerChecks:
    """One method for each check; it raises when library or server do not deliver."""

    def __init__(self, library, server, prefix, folder, seconds):
        self.library = library
        self.server = server
        self.prefix = prefix
        self.folder = folder
        self.seconds = seconds

    def small(self):
        self._reverse(SMALL)

    def binary(self):
        self._reverse(BINARY)

    def large(self):
        self._reverse(LARGE)

    def status(self):
        gate = self.folder / "gate"
        with self._worker(), self._client() as client:
            handle = client.submit_background(self._named("hold"), bytes(gate))
            eventually(lambda: client.status(handle)[1], "the job runs")
            gate.touch()
            eventually(lambda: not client.status(handle)[0], "the job is unknown")

    def priority(self):
        with self._client() as client:
            handles = {self._submit(client, name): name for name in ("low", "normal", "high")}
            with self._worker():
                ended = [client.receive()[1].partition(b"\0")[0] for _ in handles]
        assert [handles[handle] for handle in ended] == ["high", "normal", "low"]

    def _submit(self, client, priority):
        return client.submit(self._named("reverse"), b"work", priority=priority)

    def unique(self):
        with self._worker(), self._client() as client:
            assert client.run(self._named("unique"), unique=b"order-17").result == b"order-17"

    def progress(self):
        (progress,) = self._complete("progress").statuses
        assert is_three_sevenths(progress)

    def data(self):
        assert self._complete("data").data == [b"part\0one"]

    def warning(self):
        assert self._complete("warning").warnings == [b"careful"]

    def _complete(self, function):
        with self._worker(), self._client() as client:
            seen = client.run(self._named(function), b"work")
        assert (seen.end, seen.result) == ("complete", b"done")
        return seen

    def failure(self):
        with self._worker(), self._client() as client:
            assert client.run(self._named("fail"), b"work").end == "fail"
            self._assert_still_works(client)

    def exception(self):
        with self._worker(), self._client() as client:
            client.want_exceptions()
            seen = client.run(self._named("throw"), b"work")
            assert seen.end == "exception", f"the client saw {seen.end}"
            assert b"it broke" in seen.exception
            self._assert_still_works(client)

    def _assert_still_works(self, client):
        assert client.run(self._named("reverse"), b"next").result == b"txen"

    def killed(self):
        gate = self.folder / "gate"
        with self._client() as client:
            handle = client.submit(self._named("hold"), bytes(gate))
            with self._worker():
                eventually(lambda: client.status(handle)[1], "the job runs")
            gate.touch()
            with self._worker():
                seen = client.outcome(handle)
        assert (seen.end, seen.result) == ("complete", b"held")

    def _reverse(self, payload):
        with self._worker(), self._client() as client:
            seen = client.run(self._named("reverse"), payload)
        assert (seen.end, seen.result) == ("complete", payload[::-1])

    def _named(self, function):
        return (self.prefix + function).encode()

    def _client(self):
        return ReferenceClient(self.server, self.seconds)

    def _worker(self):
        log = self.folder / "worker.log"
        return WorkerProgram(self.library.worker, self.server, self.prefix, log)


WORKER_CHECKS = [check for check in CHECKS if hasattr(WorkerChecks, check)]
