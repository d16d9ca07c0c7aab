"""The client of aiogear: ACTION HOST PORT [FUNCTION [PRIORITY UNIQUE]], payload on stdin."""

import asyncio
import importlib.metadata
import sys

import contract
from aiogear import Client, PacketType
from aiogear.response import WorkComplete, WorkException


async def connected(host, port):
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(
        lambda: Client(loop), host, int(port), ssl=contract.tls_context()
    )
    return client


def submit(client, function, priority, unique, suffix=""):
    submitters = {
        "high": "submit_job_high",
        "normal": "submit_job",
        "low": "submit_job_low",
    }
    call = getattr(client, submitters[priority] + suffix)
    return call(function, contract.payload(), uuid=unique.encode() or None)


async def run(client, function, priority, unique):
    await client.option_req("exceptions")
    data = client.wait_for(PacketType.WORK_DATA)
    warning = client.wait_for(PacketType.WORK_WARNING)
    progress = client.wait_for(PacketType.WORK_STATUS)
    job = await submit(client, function, priority, unique)
    ended = await client.wait_job(job.handle)
    seen = contract.Seen("fail")
    if data.done():
        seen.data = [data.result().data.encode().hex()]
    # The library hands these two out as they came, with the handle in front.
    if warning.done():
        seen.warnings = [warning.result().split(b"\0")[1].hex()]
    if progress.done():
        seen.statuses = [[int(word) for word in progress.result().split(b"\0")[1:]]]
    if isinstance(ended, WorkComplete):
        seen.end, seen.result = "complete", ended.result.encode().hex()
    elif isinstance(ended, WorkException):
        seen.end, seen.exception = "exception", ended.exception.encode().hex()
    seen.say()


async def background(client, function, priority, unique):
    job = await submit(client, function, priority, unique, "_bg")
    contract.say_line(handle=job.handle)
    return job


async def follow(client, function):
    job = await background(client, function, "normal", "")
    known = True
    while known:
        status = await client.get_status(job.handle)
        known = status.known
        names = ("known", "running", "numerator", "denominator")
        contract.say_line(**{name: getattr(status, name) for name in names})
        await asyncio.sleep(contract.STATUS_PAUSE_S)


ACTIONS = {"run": run, "background": background, "follow": follow}


async def main(action, host="", port="", *arguments):
    if action == "version":
        contract.say_line(version=importlib.metadata.version("aiogear"))
        return
    await ACTIONS[action](await connected(host, port), *arguments)


asyncio.run(main(*sys.argv[1:]))
