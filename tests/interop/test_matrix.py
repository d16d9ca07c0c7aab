"""Every library against every check, as client and as worker, and in pairs across languages."""

import pytest

from matrix.checks import CHECKS
from matrix.client_checks import ClientChecks
from matrix.libraries import LIBRARIES
from matrix.pairs import PAIRS, run_pair
from matrix.record import Finding, Result
from matrix.trial import Cell, require, try_check
from matrix.worker_checks import WORKER_CHECKS, WorkerChecks

NAMES = [f"{library.language}-{library.name}" for library in LIBRARIES]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("library", LIBRARIES, ids=NAMES)
def test_client(library, check, server, function, record):
    def run(seconds):
        getattr(ClientChecks(library, server, function, seconds), check)()

    try_check(record, Cell("client", library, check), run)


@pytest.mark.parametrize("check", WORKER_CHECKS)
@pytest.mark.parametrize("library", LIBRARIES, ids=NAMES)
def test_worker(library, check, server, function, tmp_path, record):
    def run(seconds):
        checks = WorkerChecks(library, server, function + ".", tmp_path, seconds)
        getattr(checks, check)()

    try_check(record, Cell("worker", library, check), run)


@pytest.mark.parametrize(
    "pair", PAIRS, ids=[f"{pair.client.key}-to-{pair.worker.key}" for pair in PAIRS]
)
def test_pair(pair, server, function, tmp_path, record):
    require(pair.client)
    require(pair.worker)
    record.add_pair(pair, Finding(Result.FAILED))
    run_pair(pair, server, function + ".", tmp_path)
    record.add_pair(pair, Finding(Result.PASSED))
