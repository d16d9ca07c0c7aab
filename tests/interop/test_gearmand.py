"""Our own client and worker with Debian's server: the checks that they pass with ours."""

import pytest

from harness import server as servers
from matrix.checks import CHECKS
from matrix.client_checks import ClientChecks
from matrix.libraries import OURS
from matrix.pairs import PAIRS_WITH_GEARMAND, run_pair
from matrix.report import with_gearmand
from matrix.trial import Cell, try_check, try_pair
from matrix.worker_checks import WORKER_CHECKS, WorkerChecks


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Debian's, where it is installed."""
    if not servers.gearmand():
        pytest.skip("gearmand is not installed")
    running, server = servers.start_gearmand(tmp_path_factory.mktemp("gearmand"))
    yield server
    assert running.stop() == 0


@pytest.mark.parametrize("check", CHECKS)
def test_client(check, server, function, record):
    def checks(seconds):
        return ClientChecks(OURS, server, function, seconds)

    try_check(record, Cell(with_gearmand("client"), OURS, check), checks)


@pytest.mark.parametrize("check", WORKER_CHECKS)
def test_worker(check, server, function, tmp_path, record):
    def checks(seconds):
        return WorkerChecks(OURS, server, function + ".", tmp_path, seconds)

    try_check(record, Cell(with_gearmand("worker"), OURS, check), checks)


@pytest.mark.parametrize(
    "pair",
    PAIRS_WITH_GEARMAND,
    ids=[f"{pair.client.key}-to-{pair.worker.key}" for pair in PAIRS_WITH_GEARMAND],
)
def test_pair(pair, server, function, tmp_path, record):
    def run(pair):
        run_pair(pair, server, function + ".", tmp_path)

    try_pair(record.add_pair_with_gearmand, pair, run)
