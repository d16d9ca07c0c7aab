"""What a library cannot do by itself, whatever the server does.

`Absent`: the library has no call for it, so there is nothing to run.
`Broken`: the call is there and fails by the library's own fault; the check runs and has to fail, so
that a repaired library shows up.
`Unreliable`: it works or not, by a race inside the library; the check runs and may fail.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    reason: str


class Absent(Limit):
    """There is no call for it."""


class Broken(Limit):
    """There is a call, and it fails."""


class Unreliable(Limit):
    """There is a call, and it fails at times."""


CLIENT_LIMITS = {}
WORKER_LIMITS = {}

# Checks that fail with gearmand by a known defect of gearmand, with the libraries that meet it.
GEARMAND_DEFECTS = {}
