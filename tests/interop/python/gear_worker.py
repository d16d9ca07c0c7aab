"""The worker of gear: HOST PORT PREFIX."""

import sys

import contract
import gear


def reverse(job):
    job.sendWorkComplete(job.arguments[::-1])


def fail(job):
    job.sendWorkFail()


def throw(job):
    job.sendWorkException(b"it broke")


def progress(job):
    job.sendWorkStatus(3, 7)
    job.sendWorkComplete(b"done")


def data(job):
    job.sendWorkData(b"part\0one")
    job.sendWorkComplete(b"done")


def warning(job):
    job.sendWorkWarning(b"careful")
    job.sendWorkComplete(b"done")


def unique(job):
    job.sendWorkComplete(job.unique)


def hold(job):
    job.sendWorkComplete(contract.hold(job.arguments.decode()))


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
    worker = gear.Worker("matrix")
    worker.addServer(host, int(port), contract.TLS_KEY, contract.TLS_CERTIFICATE, contract.TLS_CA)
    worker.waitForServer(contract.DEADLINE_S)
    for name in FUNCTIONS:
        worker.registerFunction(prefix + name)
    while True:
        job = worker.getJob()
        name = job.name.decode() if isinstance(job.name, bytes) else job.name
        FUNCTIONS[name.removeprefix(prefix)](job)


main(*sys.argv[1:])
