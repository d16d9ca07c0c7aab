"""A worker that uses gear: HOST:PORT FUNCTION BEHAVIOUR."""

import sys

import gear
from behaviours import BEHAVIOURS, Failure, Trouble


class Job:
    """A job in the words of the behaviours."""

    def __init__(self, job):
        self._job = job
        self.payload = job.arguments

    def progress(self, numerator, denominator):
        self._job.sendWorkStatus(numerator, denominator)

    def data(self, data):
        self._job.sendWorkData(data)

    def warning(self, warning):
        self._job.sendWorkWarning(warning)


def run(job, behave):
    try:
        job.sendWorkComplete(behave(Job(job)))
    except Failure:
        job.sendWorkFail()
    except Trouble as trouble:
        job.sendWorkException(str(trouble).encode())


def main(address, function, behaviour):
    host, port = address.rsplit(":", 1)
    worker = gear.Worker("gear")
    worker.addServer(host, int(port))
    worker.waitForServer(30)
    worker.registerFunction(function)
    while True:
        run(worker.getJob(), BEHAVIOURS[behaviour])


main(*sys.argv[1:])
