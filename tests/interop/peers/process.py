"""A worker as a process of its own, so that it can be killed."""

import os
import signal
import subprocess

from harness.deadline import DEADLINE_S


class WorkerProcess:
    """A running worker and all processes that it started."""

    def __init__(self, command, environment=None):
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )

    def kill(self):
        """End it as the kernel does with one that took too much memory."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(DEADLINE_S)
