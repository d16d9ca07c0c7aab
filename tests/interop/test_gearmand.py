"""Our own client and worker with Debian's server: the checks that they pass with ours."""

import pytest

from harness import server as servers
from matrix.checks import CHECKS
from matrix.client_checks import ClientChecks
from matrix.libraries import OURS
from matrix.pairs import PAIRS_WITH_GEARMAND, run_pair
from matrix.record import Finding, Result
from matrix.report import with_gearmand
from matrix.trial import Cell, require, try_check
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
    def run(seconds):
        getattr(ClientChecks(OURS, server, function, seconds), check)()

    try_check(record, Cell(with_gearmand("client"), OURS, check), run)


@pytest.mark.parametrize("check", WORKER_CHECKS)
def test_worker(check, server, function, tmp_path, record):
    def run(seconds):
        checks = WorkerChecks(OURS, server, function + ".", tmp_path, seconds)
        getattr(checks, check)()

    try_check(record, Cell(with_gearmand("worker"), OURS, check), run)


@pytest.mark.parametrize(
    "pair",
    PAIRS_WITH_GEARMAND,
    ids=[f"{pair.client.key}-to-{pair.worker.key}" for pair in PAIRS_WITH_GEARMAND],
)
def test_pair(pair, server, function, tmp_path, record):
    require(pair.client)
    require(pair.worker)
    record.add_pair_with_gearmand(pair, Finding(Result.FAILED))
    run_pair(pair, server, function + ".", tmp_path)
    record.add_pair_with_gearmand(pair, Finding(Result.PASSED))
