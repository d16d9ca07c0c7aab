"""Runs one check, holds the outcome against what the library is known not to do, and records it."""

import pytest

from .limits import Absent, Unreliable
from .record import Finding, Result

# A check that is known to fail does so at once, or hangs.
_SECONDS = 15.0
_SECONDS_WHEN_LIMITED = 2.0


def try_check(record, cell, limit, run):
    """Passes, skips or fails for pytest; `run(seconds)` raises where the check fails."""
    role, library, check = cell
    assert library.is_installed(), f"{library.name} is missing: run tests/interop/install"
    if limit is None:
        expect_success(record, cell, run)
    elif isinstance(limit, Absent):
        record.add(role, library, check, Finding(Result.CANNOT, limit.reason))
        pytest.skip(limit.reason)
    else:
        expect_trouble(record, cell, limit, run)


def expect_success(record, cell, run):
    try:
        run(_SECONDS)
    except BaseException as error:
        record.add(*cell, Finding(Result.FAILED, str(error)))
        raise
    record.add(*cell, Finding(Result.PASSED))


def expect_trouble(record, cell, limit, run):
    result = Result.UNRELIABLE if isinstance(limit, Unreliable) else Result.CANNOT
    record.add(*cell, Finding(result, limit.reason))
    try:
        run(_SECONDS_WHEN_LIMITED)
    except (AssertionError, KeyError, ValueError, OSError):
        pytest.xfail(limit.reason)
    if result is Result.CANNOT:
        record.add(*cell, Finding(Result.FAILED, "works against its entry in the table of limits"))
        pytest.fail(f"works, although the table says: {limit.reason}")
