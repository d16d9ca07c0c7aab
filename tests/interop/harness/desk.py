"""A desk that workers bring their jobs to.

A worker whose behaviour is `desk` opens a connection to a Unix socket, says who it is and what its
job is, and waits for the result. The test so sees which worker has which job at this moment, and
decides when each job goes on; nobody has to sleep.
"""

import json
import socket
from dataclasses import dataclass

from .deadline import DEADLINE_S


@dataclass
class Visit:
    """A job that a worker holds until it is answered, or until nobody keeps the visit any more."""

    worker: str
    payload: bytes
    _connection: socket.socket

    def answer(self, result):
        """Let the job end with this result."""
        self._connection.sendall(result)
        self.leave()

    def leave(self):
        """Close the visit; a worker that still waits ends its job with an empty result."""
        self._connection.close()


class Desk:
    """The listening end."""

    def __init__(self, folder):
        self.path = str(folder / "desk")
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(self.path)
        self._listener.listen(128)
        self._listener.settimeout(DEADLINE_S)

    def next(self):
        """The next job that a worker brings."""
        connection, _ = self._listener.accept()
        connection.settimeout(DEADLINE_S)
        said = json.loads(connection.makefile("rb").readline())
        return Visit(said["worker"], bytes.fromhex(said["payload"]), connection)

    def close(self):
        """Take no more jobs."""
        self._listener.close()
