"""The client of gear: ACTION HOST PORT [FUNCTION [PRIORITY UNIQUE]], payload on stdin."""

import importlib.metadata
import sys
import threading
import time

import contract
import gear
from gear import constants

PRIORITIES = {
    "high": gear.PRECEDENCE_HIGH,
    "normal": gear.PRECEDENCE_NORMAL,
    "low": gear.PRECEDENCE_LOW,
}


class Client(gear.Client):
    """Its methods are called on the library's reading thread."""

    def __init__(self, host, port):
        super().__init__("matrix")
        self.seen = contract.Seen()
        self.ended = threading.Event()
        self.answered = threading.Event()
        self.addServer(
            host, int(port), contract.TLS_KEY, contract.TLS_CERTIFICATE, contract.TLS_CA
        )
        self.waitForServer(contract.DEADLINE_S)

    def handleWorkData(self, packet):
        self.seen.data.append(super().handleWorkData(packet).data[-1].hex())

    def handleWorkWarning(self, packet):
        self.seen.warnings.append(super().handleWorkWarning(packet).data[-1].hex())

    def handleWorkStatus(self, packet):
        job = super().handleWorkStatus(packet)
        self.seen.statuses.append([int(job.numerator), int(job.denominator)])

    def handleWorkComplete(self, packet):
        self.seen.result = b"".join(super().handleWorkComplete(packet).data[-1:]).hex()
        self._end("complete")

    def handleWorkFail(self, packet):
        super().handleWorkFail(packet)
        self._end("fail")

    def handleWorkException(self, packet):
        self.seen.exception = super().handleWorkException(packet).exception.hex()
        self._end("exception")

    def handleStatusRes(self, packet):
        super().handleStatusRes(packet)
        self.answered.set()

    def _end(self, how):
        self.seen.end = how
        self.ended.set()


def submit(client, function, priority, unique, background):
    job = gear.Job(function, contract.payload(), unique.encode() or None)
    client.submitJob(job, background, PRIORITIES[priority], contract.DEADLINE_S)
    return job


def ping(client):
    payload = contract.payload()
    connection = client.getConnection()
    answer = connection.echo(payload, contract.DEADLINE_S)
    contract.say_line(result=answer.hex())


def run(client, function, priority, unique):
    client.setOption("exceptions", contract.DEADLINE_S)
    submit(client, function, priority, unique, background=False)
    client.ended.wait()
    client.seen.say()


def background(client, function, priority, unique):
    job = submit(client, function, priority, unique, background=True)
    contract.say_line(handle=job.handle.decode())
    return job


def follow(client, function):
    job = background(client, function, "normal", "")
    job.known = True
    while job.known:
        ask(client, job)
        contract.say_line(
            known=job.known,
            running=job.running,
            numerator=int(job.numerator),
            denominator=int(job.denominator),
        )
        time.sleep(contract.STATUS_PAUSE_S)


def ask(client, job):
    client.answered.clear()
    packet = gear.Packet(constants.REQ, constants.GET_STATUS, job.handle)
    client.sendPacket(packet, job.connection)
    assert client.answered.wait(contract.DEADLINE_S), "no status"


ACTIONS = {"ping": ping, "run": run, "background": background, "follow": follow}


def main(action, host="", port="", *arguments):
    if action == "version":
        contract.say_line(version=importlib.metadata.version("gear"))
        return
    client = Client(host, port)
    ACTIONS[action](client, *arguments)
    client.shutdown()


main(*sys.argv[1:])
