"""The client of gearman3."""

import gearman
from gearman.constants import JOB_COMPLETE, JOB_FAILED, PRIORITY_HIGH, PRIORITY_LOW, PRIORITY_NONE

from harness.deadline import DEADLINE_S
from harness.kinds import Ending, JobStatus, Outcome, Priority

from . import gearman3_repair

gearman3_repair.apply()

_PRIORITY = {
    Priority.HIGH: PRIORITY_HIGH,
    Priority.NORMAL: PRIORITY_NONE,
    Priority.LOW: PRIORITY_LOW,
}


class _RecordingHandler(gearman3_repair.ClientHandler):
    """Keeps every progress report; the library keeps the last one only."""

    def recv_work_status(self, job_handle, numerator, denominator):
        request = self.handle_to_request_map[job_handle]
        seen = getattr(request, "progress_seen", [])
        request.progress_seen = [*seen, (int(numerator), int(denominator))]
        return super().recv_work_status(job_handle, numerator, denominator)


class _Client(gearman.GearmanClient):
    command_handler_class = _RecordingHandler


class Client:
    """One connection for all jobs."""

    CANNOT = {"exception": "gearman3 does not ask for exceptions"}

    def __init__(self, server):
        self._client = _Client([server.address])
        self._requests = {}

    def run(self, order):
        return self.start(order).wait()

    def start(self, order):
        return Pending(self._client, self._send(order, background=False))

    def submit(self, order):
        request = self._send(order, background=True)
        self._requests[request.job.handle] = request
        return request.job.handle

    def _send(self, order, background):
        request = self._client.submit_job(
            order.function,
            order.payload,
            unique=order.unique or None,
            priority=_PRIORITY[order.priority],
            background=background,
            wait_until_complete=False,
            poll_timeout=DEADLINE_S,
        )
        assert not request.timed_out, f"{order.function} was not accepted"
        return request

    def status(self, handle):
        request = self._client.get_job_status(self._requests[handle], poll_timeout=DEADLINE_S)
        assert not request.timed_out, f"no status of {handle}"
        status = request.status
        progress = (status["numerator"], status["denominator"])
        return JobStatus(status["known"], status["running"], progress)

    def close(self):
        self._client.shutdown()


class Pending:
    """A foreground job that was accepted."""

    def __init__(self, client, request):
        self._client = client
        self._request = request

    def wait(self):
        self._client.wait_until_jobs_completed([self._request], poll_timeout=DEADLINE_S)
        assert not self._request.timed_out, "the job did not end"
        endings = {JOB_COMPLETE: Ending.COMPLETE, JOB_FAILED: Ending.FAIL}
        return Outcome(
            endings[self._request.state],
            result=self._request.result or b"",
            data=list(self._request.data_updates),
            warnings=list(self._request.warning_updates),
            progress=getattr(self._request, "progress_seen", []),
        )
