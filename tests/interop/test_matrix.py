"""Every library against every check, as client and as worker, and in pairs across languages."""

import pytest

from matrix.checks import CHECKS
from matrix.client_checks import ClientChecks
from matrix.libraries import LIBRARIES
from matrix.pairs import PAIRS, run_pair
from matrix.trial import Cell, try_check, try_pair
from matrix.worker_checks import WORKER_CHECKS, WorkerChecks

NAMES = [f"{library.language}-{library.name}" for library in LIBRARIES]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("library", LIBRARIES, ids=NAMES)
def test_client(library, check, server, function, record):
    def checks(seconds):
        return ClientChecks(library, server, function, seconds)

    try_check(record, Cell("client", library, check), checks)


@pytest.mark.parametrize("check", WORKER_CHECKS)
@pytest.mark.parametrize("library", LIBRARIES, ids=NAMES)
def test_worker(library, check, server, function, tmp_path, record):
    def checks(seconds):
        return WorkerChecks(library, server, function + ".", tmp_path, seconds)

    try_check(record, Cell("worker", library, check), checks)


@pytest.mark.parametrize(
    "pair", PAIRS, ids=[f"{pair.client.key}-to-{pair.worker.key}" for pair in PAIRS]
)
def test_pair(pair, server, function, tmp_path, record):
    def run(pair):
        run_pair(pair, server, function + ".", tmp_path)

    try_pair(record.add_pair, pair, run)
