"""Servers that end and start again while jobs are submitted and run, with nobody who helps them.

The jobs come from our own client. Each worker has a function of its own, so that the jobs of one
that does not find back stay undone.
"""

import json
from contextlib import ExitStack

import pytest

from harness import server as servers
from harness.deadline import DEADLINE_S, eventually
from matrix.libraries import LIBRARIES, OURS
from matrix.programs import ClientProgram, WorkerProgram
from matrix.trial import require

# Comes back at once; others that come back by themselves take 2 to 10 seconds each time.
THIRD_PARTY = "PHP/php-gearman"
WORKERS = [OURS, *(library for library in LIBRARIES if library.key == THIRD_PARTY)]
# For each worker, before each restart and after the last one.
ACKNOWLEDGED_BETWEEN = 50


class Restartable:
    """A server that comes back at its address, with its jobs."""

    def __init__(self, folder):
        self._folder = folder
        self._running, self.server = servers.start_on(servers.free_port(), folder)

    def stop_and_start(self):
        self.stop()
        self._start_again()

    def kill_and_start(self):
        self._running.kill()
        self._start_again()

    def _start_again(self):
        self._running, self.server = servers.start_on(self.server.port, self._folder)

    def stop(self):
        assert self._running.stop() == 0


class Post:
    """A worker, the client that loads it, what was promised to the one and what the other did."""

    def __init__(self, library, server, prefix, folder):
        self.library = library
        self.acknowledged, self.ran = set(), set()
        self._unfinished = b""
        path = folder / "notes"
        path.touch()
        self._notes = path.open("rb")
        command = ["env", f"NOTES={path}", *library.worker]
        self.worker = WorkerProgram(command, server, prefix, folder / "worker.log")
        self._load = [*OURS.client, "load", server.host, str(server.port), prefix + "note"]

    def start_load(self):
        """The client, which submits until it is killed."""
        self.client = ClientProgram(self._load, b"", DEADLINE_S)
        return self.client

    def more_acknowledged(self):
        """Whether so many jobs more will be acknowledged, as a question for `eventually`."""
        self.missing()
        goal = len(self.acknowledged) + ACKNOWLEDGED_BETWEEN
        return lambda: self.missing() is not None and len(self.acknowledged) >= goal

    def missing(self):
        """What was promised and not done so far."""
        self._read_acknowledged()
        *lines, self._unfinished = (self._unfinished + self._notes.read()).split(b"\n")
        self.ran.update(line.decode() for line in lines)
        return self.acknowledged - self.ran

    def _read_acknowledged(self):
        while not self.client.lines.empty():
            line = self.client.lines.get_nowait()
            # Nothing stands for the end, by which it was killed.
            if line is not None:
                self.acknowledged.add(json.loads(line)["acknowledged"])

    def close(self):
        self._notes.close()


@pytest.fixture
def restartable(tmp_path):
    if servers.is_gearmand():
        pytest.skip("gearmand keeps nothing unless it is told to")
    server = Restartable(tmp_path)
    yield server
    server.stop()


def test_restarts_under_load_lose_no_acknowledged_job_and_no_worker_needs_a_hand(
    restartable, function, tmp_path
):
    for library in WORKERS:
        require(library)
    with ExitStack() as stack:
        posts = [post(library, stack, restartable, function, tmp_path) for library in WORKERS]
        with ExitStack() as loads:
            for each in posts:
                loads.enter_context(each.start_load())
            for restart in (
                restartable.stop_and_start,
                restartable.kill_and_start,
                restartable.stop_and_start,
                restartable.kill_and_start,
            ):
                wait_for_more(posts)
                restart()
            wait_for_more(posts)
        for each in posts:
            wait_until_all_ran(each)


def post(library, stack, restartable, function, tmp_path):
    folder = tmp_path / library.key.replace("/", "-")
    folder.mkdir()
    started = Post(library, restartable.server, f"{function}.{library.key}.", folder)
    stack.callback(started.close)
    stack.enter_context(started.worker)
    return started


def wait_for_more(posts):
    goals = [each.more_acknowledged() for each in posts]
    eventually(lambda: all(goal() for goal in goals), "jobs are acknowledged")


def wait_until_all_ran(each):
    eventually(
        lambda: not each.missing(),
        f"{each.library.key} runs all {len(each.acknowledged)} acknowledged jobs",
    )
    assert len(each.acknowledged) >= 5 * ACKNOWLEDGED_BETWEEN
