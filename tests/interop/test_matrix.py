"""Every library against every check, as client and as worker, and in pairs across languages."""

import pytest

from matrix.checks import CHECKS
from matrix.client_checks import ClientChecks
from matrix.libraries import LIBRARIES
from matrix.limits import CLIENT_LIMITS, WORKER_LIMITS
from matrix.trial import try_check
from matrix.worker_checks import WorkerChecks

WORKER_CHECKS = [check for check in CHECKS if hasattr(WorkerChecks, check)]


def each_library():
    def name(library):
        return f"{library.language}-{library.name}"

    return pytest.mark.parametrize("library", LIBRARIES, ids=map(name, LIBRARIES))


@pytest.mark.parametrize("check", CHECKS)
@each_library()
def test_client(library, check, server, function, record):
    limit = CLIENT_LIMITS.get(library.key, {}).get(check)

    def run(seconds):
        getattr(ClientChecks(library, server, function, seconds), check)()

    try_check(record, ("client", library, check), limit, run)


@pytest.mark.parametrize("check", WORKER_CHECKS)
@each_library()
def test_worker(library, check, server, function, tmp_path, record):
    limit = WORKER_LIMITS.get(library.key, {}).get(check)

    def run(seconds):
        checks = WorkerChecks(library, server, function + ".", tmp_path, seconds)
        getattr(checks, check)()

    try_check(record, ("worker", library, check), limit, run)
