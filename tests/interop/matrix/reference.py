"""A small Gearman peer that speaks raw packets.

It stands opposite to the library under test, so that a failing check names that library and the
server and nobody else. It knows only what the checks need.
"""

import socket
import struct
import time
from dataclasses import dataclass, field

CAN_DO, PRE_SLEEP, NOOP, JOB_CREATED, NO_JOB = 1, 4, 6, 8, 10
WORK_STATUS, WORK_COMPLETE, WORK_FAIL, GET_STATUS = 12, 13, 14, 15
ERROR, STATUS_RES, WORK_EXCEPTION, OPTION_REQ, OPTION_RES = 19, 20, 25, 26, 27
WORK_DATA, WORK_WARNING, GRAB_JOB_UNIQ, JOB_ASSIGN_UNIQ = 28, 29, 30, 31

FOREGROUND = {"normal": 7, "high": 21, "low": 33}
BACKGROUND = {"normal": 18, "high": 32, "low": 34}

REQUEST, RESPONSE = b"\0REQ", b"\0RES"
HEADER = struct.Struct(">4sII")


class Unanswered(AssertionError):
    """The server did not send what was due before the deadline."""


class Peer:
    """One connection that sends requests and takes responses in order."""

    def __init__(self, server, seconds=10.0):
        self.socket = socket.create_connection((server.host, server.port), timeout=seconds)
        self.seconds = seconds
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, kind, *arguments):
        body = b"\0".join(arguments)
        self.socket.sendall(HEADER.pack(REQUEST, kind, len(body)) + body)

    def receive(self):
        """The next packet, as its type and its undivided body."""
        deadline = time.monotonic() + self.seconds
        magic, kind, size = HEADER.unpack(self._take(HEADER.size, deadline))
        assert magic == RESPONSE, f"the server sent the magic {magic!r}"
        return kind, self._take(size, deadline)

    def expect(self, *kinds):
        """The next packet, which has to be one of these types."""
        kind, body = self.receive()
        assert kind in kinds, f"packet {kind} {body[:80]!r} came instead of {kinds}"
        return kind, body

    def _take(self, count, deadline):
        while len(self.buffer) < count:
            self.buffer += self._more(deadline)
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _more(self, deadline):
        left = deadline - time.monotonic()
        if left <= 0:
            raise Unanswered("the server did not answer in time")
        self.socket.settimeout(left)
        try:
            chunk = self.socket.recv(1 << 20)
        except TimeoutError:
            raise Unanswered("the server did not answer in time") from None
        assert chunk, "the server closed the connection"
        return chunk


@dataclass
class Outcome:
    """All that a client was told about one job."""

    end: str = ""
    result: bytes = b""
    exception: bytes = b""
    data: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    statuses: list = field(default_factory=list)


class ReferenceClient(Peer):
    """Submits jobs and collects what comes back."""

    def want_exceptions(self):
        self.send(OPTION_REQ, b"exceptions")
        self.expect(OPTION_RES)

    def submit(self, function, payload=b"", unique=b"", priority="normal"):
        return self._submit(FOREGROUND[priority], function, unique, payload)

    def submit_background(self, function, payload=b"", unique=b"", priority="normal"):
        return self._submit(BACKGROUND[priority], function, unique, payload)

    def _submit(self, kind, function, unique, payload):
        self.send(kind, function, unique, payload)
        return self.expect(JOB_CREATED)[1]

    def run(self, function, payload=b"", unique=b"", priority="normal"):
        return self.outcome(self.submit(function, payload, unique, priority))

    def outcome(self, handle):
        """Follows the job until it ends."""
        seen = Outcome()
        while not seen.end:
            kind, body = self.receive()
            named, _, rest = body.partition(b"\0")
            assert named == handle, f"packet {kind} is about {named!r}, not about {handle!r}"
            note(seen, kind, rest)
        return seen

    def status(self, handle):
        """Whether the job is known and running, and how far it is."""
        self.send(GET_STATUS, handle)
        fields = self.expect(STATUS_RES)[1].split(b"\0")
        assert fields[0] == handle
        return tuple(int(word) for word in fields[1:])


def note(seen, kind, rest):
    """Adds one packet about a job to what is known of it."""
    if kind == WORK_DATA:
        seen.data.append(rest)
    elif kind == WORK_WARNING:
        seen.warnings.append(rest)
    elif kind == WORK_STATUS:
        seen.statuses.append([float(word) for word in rest.split(b"\0")])
    elif kind == WORK_COMPLETE:
        seen.end, seen.result = "complete", rest
    elif kind == WORK_EXCEPTION:
        seen.end, seen.exception = "exception", rest
    elif kind == WORK_FAIL:
        seen.end = "fail"
    else:
        raise AssertionError(f"packet {kind} {rest[:80]!r} is none about a job")


@dataclass
class Job:
    """A job as the server handed it out."""

    worker: "ReferenceWorker"
    handle: bytes
    function: bytes
    unique: bytes
    payload: bytes

    def report(self, kind, *arguments):
        self.worker.send(kind, self.handle, *arguments)

    def complete(self, result=b""):
        self.report(WORK_COMPLETE, result)


class ReferenceWorker(Peer):
    """Takes one job at a time, when the check says so."""

    def __init__(self, server, *functions, seconds=10.0):
        super().__init__(server, seconds)
        for function in functions:
            self.send(CAN_DO, function)

    def take(self):
        """Waits for a job and takes it."""
        while True:
            self.send(GRAB_JOB_UNIQ)
            kind, body = self._skip_noops()
            if kind == JOB_ASSIGN_UNIQ:
                return Job(self, *body.split(b"\0", 3))
            assert kind == NO_JOB, f"packet {kind} {body[:80]!r} answers GRAB_JOB_UNIQ"
            self.send(PRE_SLEEP)
            self.expect(NOOP)

    def _skip_noops(self):
        kind, body = self.receive()
        while kind == NOOP:
            kind, body = self.receive()
        return kind, body
