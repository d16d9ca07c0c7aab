"""The `gearman` command of libgearman as client and as worker."""

import re
import subprocess
import sys

from harness.deadline import DEADLINE_S
from harness.kinds import Ending, Outcome, Priority

from .process import WorkerProcess
from .python_workers import WORKERS

_PRIORITY = {Priority.HIGH: ["-I"], Priority.NORMAL: [], Priority.LOW: ["-L"]}

# The tool prints progress on standard output, through a buffer of its own: behind the result.
_PROGRESS = re.compile(rb"\d+% Complete\n")

_COMMANDS = {
    "echo": [sys.executable, str(WORKERS / "echo_command.py")],
    "fail": ["false"],
    "desk": [sys.executable, str(WORKERS / "desk_command.py")],
}


class Client:
    """One process for each job."""

    CANNOT = {
        "status": "the gearman tool does not ask for a job's status",
        "progress": "the gearman tool does not show progress",
        "data": "the gearman tool prints data and result in one",
        "warning": "the gearman tool prints warnings among its own messages",
        "exception": "the gearman tool does not ask for exceptions",
    }

    def __init__(self, server):
        self._command = ["gearman", "-h", server.host, "-p", str(server.port)]

    def run(self, order):
        return self.start(order).wait()

    def start(self, order):
        return Pending(self._command_for(order), order.payload)

    def submit(self, order):
        command = [*self._command_for(order), "-b", "-v"]
        done = subprocess.run(
            command, input=order.payload, capture_output=True, timeout=DEADLINE_S, check=True
        )
        created = b"Task created: "
        assert done.stderr.startswith(created) or done.stdout.startswith(created), done
        return (done.stdout + done.stderr).removeprefix(created).strip()

    def _command_for(self, order):
        unique = ["-u", order.unique] if order.unique else []
        return [*self._command, "-f", order.function, *unique, *_PRIORITY[order.priority]]

    def close(self):
        pass


class Pending:
    """A foreground job that a process waits for."""

    def __init__(self, command, payload):
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._process.stdin.write(payload)
        self._process.stdin.close()
        self._process.stdin = None

    def wait(self):
        try:
            result, said = self._process.communicate(timeout=DEADLINE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        if self._process.returncode == 0:
            return Outcome(Ending.COMPLETE, result=_PROGRESS.sub(b"", result))
        assert b"Job failed" in said, said
        return Outcome(Ending.FAIL)


class Worker(WorkerProcess):
    """One process; its command runs once for each job."""

    CANNOT = {
        "progress": "the gearman tool's worker sends no progress",
        "data": "the gearman tool's worker repeats lines when it sends data",
        "warning": "the gearman tool's worker sends no warnings",
        "trouble": "the gearman tool's worker sends no exceptions",
    }

    def __init__(self, server, function, behaviour, environment):
        command = ["gearman", "-h", server.host, "-p", str(server.port), "-w", "-f", function]
        super().__init__([*command, "--", *_COMMANDS[behaviour]], environment)
