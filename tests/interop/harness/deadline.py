"""Waiting for what must happen, and never longer than a deadline."""

import os
import threading
import time

# Long enough for two busy processors; a test that waits this long has failed.
DEADLINE_S = float(os.environ.get("GEARTRAIN_TEST_DEADLINE_S", "120"))

_BETWEEN_QUESTIONS_S = 0.01


class Deadline:
    """A moment after which waiting is over."""

    def __init__(self, seconds=DEADLINE_S):
        self._end = time.monotonic() + seconds

    def left(self):
        """Seconds until the deadline; never negative."""
        return max(0.0, self._end - time.monotonic())


def eventually(question, what):
    """Ask until the answer is true and return it; `what` says what was waited for."""
    deadline = Deadline()
    pause = threading.Event()
    while True:
        answer = question()
        if answer:
            return answer
        if deadline.left() == 0:
            raise AssertionError(f"did not happen in {DEADLINE_S:.0f} s: {what}")
        pause.wait(_BETWEEN_QUESTIONS_S)
