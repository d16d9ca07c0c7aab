"""Runs one check, holds the outcome against what the library is known not to do, and records it."""

from dataclasses import dataclass

import pytest

from harness.server import is_gearmand

from .libraries import OURS, Library
from .limits import (
    CLIENT_LIMITS,
    GEARMAND_DEFECTS,
    TLS_CLIENT_LIMITS,
    TLS_WORKER_LIMITS,
    WORKER_LIMITS,
    Absent,
    Unreliable,
)
from .record import Finding, Result

SECONDS = 120.0
# A check that is known to fail does so at once, or hangs.
SECONDS_WHEN_LIMITED = 3.0

LIMITS = {
    "client": CLIENT_LIMITS,
    "worker": WORKER_LIMITS,
    "TLS client": TLS_CLIENT_LIMITS,
    "TLS worker": TLS_WORKER_LIMITS,
}


@dataclass(frozen=True)
class Cell:
    """One place in the matrix."""

    role: str
    library: Library
    check: str

    def limit(self):
        return LIMITS.get(self.role, {}).get(self.library.key, {}).get(self.check)

    def gearmand_defect(self):
        return GEARMAND_DEFECTS.get((self.role, self.library.key, self.check))


def try_check(record, cell, checks_of):
    """Passes, skips or fails for pytest; `checks_of(seconds)` has the cell's check as a method."""

    def run(seconds):
        getattr(checks_of(seconds), cell.check)()

    require(cell.library)
    limit = cell.limit()
    if isinstance(limit, Absent):
        record.add(cell, Finding(Result.CANNOT, limit.reason))
        pytest.skip(limit.reason)
    elif limit is not None:
        expect_trouble(record, cell, limit, run)
    else:
        expect_success(record, cell, run)


def try_pair(note, pair, run):
    """The same for two libraries, of which `note(pair, finding)` keeps what comes of them."""
    require(pair.client)
    require(pair.worker)
    note(pair, Finding(Result.FAILED))
    run(pair)
    note(pair, Finding(Result.PASSED))


def require(library):
    remedy = "cargo build --workspace" if library is OURS else "tests/interop/install"
    assert library.is_installed(), f"{library.name} is missing: run {remedy}"


def expect_success(record, cell, run):
    defect = cell.gearmand_defect() if is_gearmand() else None
    try:
        run(SECONDS_WHEN_LIMITED if defect else SECONDS)
    except Exception as error:
        if defect:
            pytest.xfail(defect)
        record.add(cell, Finding(Result.FAILED, str(error).partition("\n")[0]))
        raise
    record.add(cell, Finding(Result.PASSED))


def expect_trouble(record, cell, limit, run):
    result = Result.UNRELIABLE if isinstance(limit, Unreliable) else Result.CANNOT
    record.add(cell, Finding(result, limit.reason))
    try:
        run(SECONDS_WHEN_LIMITED)
    except Exception:
        pytest.xfail(limit.reason)
    if result is Result.CANNOT:
        record.add(cell, Finding(Result.FAILED, "works against its entry in the table of limits"))
        pytest.fail(f"works, although the table of limits says: {limit.reason}")
