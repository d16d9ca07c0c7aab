"""The worker of gearman3 and of its fork pygearman, whichever is found: HOST PORT PREFIX."""

import sys

import contract
import gearman
import gearman_library

gearman_library.repair()


class Thrown(Exception):
    """The job ends with WORK_EXCEPTION."""


class Failed(Exception):
    """The job ends with WORK_FAIL."""


class Worker(gearman.GearmanWorker):
    """The library calls this method when a function raises."""

    def on_job_exception(self, current_job, exc_info):
        if issubclass(exc_info[0], Thrown):
            self.send_job_exception(current_job, b"it broke")
            return False
        return super().on_job_exception(current_job, exc_info)


def reverse(_worker, job):
    return job.data[::-1]


def fail(_worker, _job):
    raise Failed


def throw(_worker, _job):
    raise Thrown


def progress(worker, job):
    worker.send_job_status(job, 3, 7)
    return b"done"


def data(worker, job):
    worker.send_job_data(job, b"part\0one")
    return b"done"


def warning(worker, job):
    worker.send_job_warning(job, b"careful")
    return b"done"


def unique(_worker, job):
    return gearman_library.as_bytes(job.unique)


def hold(_worker, job):
    return contract.hold(job.data.decode())


FUNCTIONS = {
    "reverse": reverse,
    "fail": fail,
    "throw": throw,
    "progress": progress,
    "data": data,
    "warning": warning,
    "unique": unique,
    "hold": hold,
    "ready": reverse,
}


def main(host, port, prefix):
    worker = Worker([gearman_library.server(host, port)])
    for name, work in FUNCTIONS.items():
        worker.register_task(gearman_library.as_bytes(prefix + name), work)
    worker.work()


main(*sys.argv[1:])
