"""A worker that uses gearman3: HOST:PORT FUNCTION BEHAVIOUR."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import gearman
from behaviours import BEHAVIOURS, Failure, Trouble
from peers import gearman3_repair

gearman3_repair.apply()


class Job:
    """A job in the words of the behaviours."""

    def __init__(self, worker, job):
        self._worker = worker
        self._job = job
        self.payload = job.data

    def progress(self, numerator, denominator):
        self._worker.send_job_status(self._job, numerator, denominator)

    def data(self, data):
        self._worker.send_job_data(self._job, data)

    def warning(self, warning):
        self._worker.send_job_warning(self._job, warning)


class Worker(gearman.GearmanWorker):
    """A worker that reports exceptions as such; the library's own reports them as failures."""

    def on_job_exception(self, current_job, exc_info):
        kind, error, _ = exc_info
        if issubclass(kind, Trouble):
            self.send_job_exception(current_job, str(error).encode())
            return False
        assert issubclass(kind, Failure), error
        return super().on_job_exception(current_job, exc_info)


def main(address, function, behaviour):
    worker = Worker([address])
    worker.set_client_id("gearman3")
    behave = BEHAVIOURS[behaviour]
    worker.register_task(function.encode(), lambda worker, job: behave(Job(worker, job)))
    worker.work()


main(*sys.argv[1:])
