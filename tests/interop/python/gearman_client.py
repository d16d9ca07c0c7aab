"""The client of gearman3 and of its fork pygearman, whichever is found: see gear_client.py."""

import importlib.metadata
import sys
import time

import contract
import gearman
import gearman_library
from gearman.constants import (
    JOB_COMPLETE,
    JOB_FAILED,
    PRIORITY_HIGH,
    PRIORITY_LOW,
    PRIORITY_NONE,
)
from gearman.protocol import GEARMAN_COMMAND_ECHO_REQ

PRIORITIES = {"high": PRIORITY_HIGH, "normal": PRIORITY_NONE, "low": PRIORITY_LOW}
ENDS = {JOB_COMPLETE: "complete", JOB_FAILED: "fail"}

gearman_library.repair()


def submit(server, function, priority, unique, **options):
    client = gearman.GearmanClient([server])
    return client, client.submit_job(
        function,
        contract.payload(),
        unique=unique or None,
        priority=PRIORITIES[priority],
        poll_timeout=contract.DEADLINE_S,
        **options,
    )


def ping(server):
    admin = gearman.GearmanAdminClient([server], poll_timeout=contract.DEADLINE_S)
    admin.establish_admin_connection()
    admin.current_handler.send_echo_request(contract.payload())
    echo = admin.wait_until_server_responds(GEARMAN_COMMAND_ECHO_REQ)
    contract.say_line(result=gearman_library.as_bytes(echo).hex())


def run(server, function, priority, unique):
    _, request = submit(server, function, priority, unique)
    seen = contract.Seen(ENDS[request.state])
    seen.result = (request.result or b"").hex()
    seen.data = [data.hex() for data in request.data_updates]
    seen.warnings = [warning.hex() for warning in request.warning_updates]
    if request.status:
        seen.statuses = [[request.status["numerator"], request.status["denominator"]]]
    seen.say()


def background(server, function, priority, unique):
    client, request = submit(server, function, priority, unique, background=True)
    contract.say_line(handle=gearman_library.as_bytes(request.job.handle).decode())
    return client, request


def follow(server, function):
    client, request = background(server, function, "normal", "")
    known = True
    while known:
        status = client.get_job_status(request, poll_timeout=contract.DEADLINE_S).status
        known = status["known"]
        names = ("known", "running", "numerator", "denominator")
        contract.say_line(**{name: status[name] for name in names})
        time.sleep(contract.STATUS_PAUSE_S)


def version(_server):
    contract.say_line(version=importlib.metadata.version(gearman_library.NAME))


ACTIONS = {
    "ping": ping,
    "run": run,
    "background": background,
    "follow": follow,
    "version": version,
}


def main(action, host="", port="", *arguments):
    ACTIONS[action](gearman_library.server(host, port), *arguments)


main(*sys.argv[1:])
