"""The client of gear, which reads on a thread of its own."""

import threading

import gear
from gear import constants

from harness.deadline import DEADLINE_S
from harness.kinds import Ending, JobStatus, Outcome, Priority

_PRIORITY = {
    Priority.HIGH: gear.PRECEDENCE_HIGH,
    Priority.NORMAL: gear.PRECEDENCE_NORMAL,
    Priority.LOW: gear.PRECEDENCE_LOW,
}


class _Job(gear.Job):
    """A job that remembers what came before its end, and tells when that has come."""

    def __init__(self, order):
        super().__init__(order.function, order.payload, order.unique.encode() or None)
        self.ended = threading.Event()
        self.status_known = threading.Event()
        self.warnings_seen = []
        self.progress_seen = []


class _Client(gear.Client):
    """gear calls these methods on its reading thread."""

    def handleWorkComplete(self, packet):
        self._end(super().handleWorkComplete(packet))

    def handleWorkFail(self, packet):
        self._end(super().handleWorkFail(packet))

    def handleWorkException(self, packet):
        self._end(super().handleWorkException(packet))

    def handleWorkWarning(self, packet):
        job = super().handleWorkWarning(packet)
        job.warnings_seen.append(job.data.pop())

    def handleWorkStatus(self, packet):
        job = super().handleWorkStatus(packet)
        job.progress_seen.append((int(job.numerator), int(job.denominator)))

    def handleStatusRes(self, packet):
        super().handleStatusRes(packet).status_known.set()

    @staticmethod
    def _end(job):
        job.ended.set()


class Client:
    """One connection for all jobs."""

    CANNOT = {}

    def __init__(self, server):
        self._client = _Client("gear-client")
        self._client.addServer(server.host, server.port)
        self._client.waitForServer(DEADLINE_S)
        assert self._client.setOption("exceptions", DEADLINE_S)
        self._jobs = {}

    def run(self, order):
        return self.start(order).wait()

    def start(self, order):
        return Pending(self._send(order, background=False))

    def submit(self, order):
        job = self._send(order, background=True)
        self._jobs[job.handle] = job
        return job.handle

    def _send(self, order, background):
        job = _Job(order)
        self._client.submitJob(job, background, _PRIORITY[order.priority], DEADLINE_S)
        return job

    def status(self, handle):
        job = self._jobs[handle]
        job.status_known.clear()
        packet = gear.Packet(constants.REQ, constants.GET_STATUS, handle)
        self._client.sendPacket(packet, job.connection)
        assert job.status_known.wait(DEADLINE_S), f"no status of {handle}"
        progress = (int(job.numerator), int(job.denominator))
        return JobStatus(job.known, job.running, progress)

    def close(self):
        self._client.shutdown()


class Pending:
    """A foreground job that was accepted."""

    def __init__(self, job):
        self._job = job

    def wait(self):
        assert self._job.ended.wait(DEADLINE_S), "the job did not end"
        if self._job.exception is not None:
            return self._outcome(Ending.EXCEPTION, self._job.data, b"")
        if self._job.failure:
            return self._outcome(Ending.FAIL, self._job.data, b"")
        *data, result = self._job.data or [b""]
        return self._outcome(Ending.COMPLETE, data, result)

    def _outcome(self, ending, data, result):
        return Outcome(
            ending,
            result=result,
            exception=self._job.exception or b"",
            data=list(data),
            warnings=self._job.warnings_seen,
            progress=self._job.progress_seen,
        )
