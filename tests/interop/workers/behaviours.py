"""What the workers of the interoperability tests do with a job, whatever library brings it.

A behaviour takes a job with `payload`, `progress(numerator, denominator)`, `data(bytes)` and
`warning(bytes)` and returns the result.
"""

import json
import os
import socket


class Failure(Exception):
    """The job is to end with WORK_FAIL."""


class Trouble(Exception):
    """The job is to end with WORK_EXCEPTION and this text."""


def echo(job):
    return job.payload


def reverse(job):
    return job.payload[::-1]


def fail(job):
    raise Failure


def trouble(job):
    raise Trouble("no such luck")


def progress(job):
    for done in (1, 2, 3):
        job.progress(done, 4)
    return job.payload


def data(job):
    job.data(b"one")
    job.data(b"two \0 with a NUL")
    return b"three"


def warning(job):
    job.warning(b"careful")
    return job.payload


def desk(job):
    """Bring the job to the test's desk; half done is what its status says meanwhile."""
    job.progress(5, 10)
    return visit(os.environ["DESK"], os.environ["WORKER_NAME"], job.payload)


def visit(path, worker, payload):
    """Say who has which job and return what the desk answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        said = json.dumps({"worker": worker, "payload": payload.hex()})
        connection.sendall(said.encode() + b"\n")
        return connection.makefile("rb").read()


BEHAVIOURS = {
    behaviour.__name__: behaviour
    for behaviour in (echo, reverse, fail, trouble, progress, data, warning, desk)
}
