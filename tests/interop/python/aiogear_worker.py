"""The worker of aiogear: HOST PORT PREFIX."""

import asyncio
import sys

import contract
from aiogear import Worker
from aiogear.packet import Type


def reverse(job):
    return job.workload[::-1]


def throw(_job):
    raise RuntimeError("it broke")


def unique(job):
    return job.uuid


def hold(job):
    return asyncio.to_thread(contract.hold, job.workload)


FUNCTIONS = {
    "reverse": reverse,
    "throw": throw,
    "unique": unique,
    "hold": hold,
    "ready": reverse,
}


async def main(host, port, prefix):
    loop = asyncio.get_running_loop()
    named = [(work, prefix + name) for name, work in FUNCTIONS.items()]

    def worker():
        return Worker(*named, loop=loop, grab_type=Type.GRAB_JOB_UNIQ)

    await loop.create_connection(worker, host, int(port), ssl=contract.tls_context())
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
