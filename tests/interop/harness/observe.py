"""What the server says of itself, read without any library."""

import struct
import urllib.request
from dataclasses import dataclass

from .deadline import DEADLINE_S

_GET_STATUS = 15
_ECHO_REQ = 16
_GET_STATUS_UNIQUE = 41
_HEADER_BYTES = 12


@dataclass(frozen=True)
class FunctionRow:
    """One line of `status`."""

    total: int
    running: int
    workers: int


def lines(server, command):
    """The lines of an admin answer that ends with a dot."""

    def is_complete(answer):
        return answer == b".\n" or answer.endswith(b"\n.\n")

    answer = server.exchange(command.encode() + b"\n", is_complete)
    return answer.decode("utf-8", "replace").split("\n")[:-2]


def function(server, name):
    """The row of a function in `status`, zeros where it has none."""
    for line in lines(server, "status"):
        fields = line.split("\t")
        if fields[0] == name:
            return FunctionRow(*map(int, fields[1:]))
    return FunctionRow(0, 0, 0)


def job_status(server, handle):
    """The fields of STATUS_RES without the handle: known, running, numerator, denominator."""
    return [int(field) for field in _ask(server, _GET_STATUS, handle)[1:]]


def waiting_clients(server, unique):
    """How many clients wait for the job with this unique."""
    return int(_ask(server, _GET_STATUS_UNIQUE, unique)[5])


def metric(server, name):
    """The value of a metric without labels."""
    with urllib.request.urlopen(server.metrics_url, timeout=DEADLINE_S) as answer:
        text = answer.read().decode()
    (value,) = [line.split()[1] for line in text.splitlines() if line.startswith(name + " ")]
    return float(value)


def echo(server, payload):
    """What comes back for a payload."""
    return _body(server, _ECHO_REQ, payload)


def _ask(server, packet_type, name):
    return _body(server, packet_type, name).split(b"\0")


def _body(server, packet_type, body):
    request = b"\0REQ" + struct.pack(">II", packet_type, len(body)) + body

    def is_complete(answer):
        if len(answer) < _HEADER_BYTES:
            return False
        return len(answer) >= _HEADER_BYTES + struct.unpack(">I", answer[8:12])[0]

    return server.exchange(request, is_complete)[_HEADER_BYTES:]
