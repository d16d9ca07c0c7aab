"""Starts the client and worker programs of a library and reads what they print.

Each program of each language follows one contract:

    client ping HOST PORT
    client run HOST PORT FUNCTION PRIORITY UNIQUE
    client background HOST PORT FUNCTION PRIORITY UNIQUE
    client follow HOST PORT FUNCTION
    worker HOST PORT PREFIX

They speak TLS where the environment has TLS_CA, the file of the authorities that they trust, and
show a certificate where it has TLS_CERTIFICATE and TLS_KEY.

A client takes the payload from standard input and prints one line of JSON, `follow` one for each
answer of the server; bytes are in hexadecimal. A worker registers PREFIX followed by `reverse`,
`fail`, `throw`, `progress`, `data`, `warning`, `unique`, `hold` and, last, `ready`. Some have `note`
as well, which adds the payload as a line to the file named by NOTES; and the client of our own has
`load HOST PORT FUNCTION`, which submits background jobs until it is killed and prints the payload of
each one that was acknowledged.
"""

import json
import queue
import subprocess
import threading
import time
from contextlib import contextmanager

from harness import observe
from harness.deadline import eventually

_SAID_BYTES_MAX = 600


class ClientProgram:
    """A running client program."""

    def __init__(self, command, payload, seconds):
        self.seconds = seconds
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.lines = queue.Queue()
        self.complaints = []
        self.listener = spawn(self._listen)
        self.threads = [self.listener, spawn(self._read), spawn(self._feed, payload)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for thread in self.threads:
            thread.join()
        self.process.stdout.close()
        self.process.stderr.close()

    def answer(self):
        """The next line of JSON that the program prints."""
        deadline = time.monotonic() + self.seconds
        line = self._line(deadline)
        while not line.startswith(b"{"):
            self.complaints.append(line)
            line = self._line(deadline)
        return json.loads(line)

    def _line(self, deadline):
        try:
            line = self.lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise AssertionError(f"the client hangs; it said: {self._said()}") from None
        assert line is not None, f"the client ended without an answer; it said: {self._said()}"
        return line

    def _said(self):
        return b"".join(self.complaints)[-_SAID_BYTES_MAX:].decode("utf-8", "replace")

    def _feed(self, payload):
        try:
            self.process.stdin.write(payload)
            self.process.stdin.close()
        except BrokenPipeError:
            pass

    def _listen(self):
        for line in self.process.stderr:
            self.complaints.append(line)

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.listener.join()
        self.lines.put(None)


def spawn(work, *arguments):
    """Runs a function on a thread that does not keep the tests from ending."""
    thread = threading.Thread(target=work, args=arguments, daemon=True)
    thread.start()
    return thread


class WorkerProgram:
    """A running worker program that the server knows; it is killed and gone afterwards."""

    def __init__(self, command, server, prefix, log, port=None):
        self.server = server
        self.last = prefix + "ready"
        self.log = log
        with open(log, "ab") as complaints:
            self.process = subprocess.Popen(
                [*command, server.host, str(port or server.port), prefix],
                stdin=subprocess.DEVNULL,
                stdout=complaints,
                stderr=complaints,
            )

    @contextmanager
    def without_waiting(self):
        """For one that the server does not get to know."""
        try:
            yield
        finally:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        try:
            eventually(self._is_able, f"{self.last} is registered")
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        return self

    def _is_able(self):
        assert self.process.poll() is None, f"the worker ended; it said: {self._said()}"
        return self._able() == 1

    def __exit__(self, *_):
        """SIGKILL: the library has no chance to say anything to the server."""
        self.process.kill()
        self.process.wait()
        eventually(lambda: self._able() == 0, "the server has noticed the worker's death")

    def _able(self):
        return observe.function(self.server, self.last).workers

    def _said(self):
        with open(self.log, "rb") as log:
            return log.read()[-_SAID_BYTES_MAX:].decode("utf-8", "replace")
