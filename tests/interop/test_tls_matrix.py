"""The libraries that speak TLS, as client and as worker, with and without certificates."""

import subprocess
from contextlib import ExitStack

import pytest

from harness import observe
from harness import server as servers
from harness.certificates import Authority
from harness.deadline import DEADLINE_S, eventually
from matrix.checks import TLS_CHECKS
from matrix.report import TLS as ABLE
from matrix.tls_checks import HANDSHAKES_FAILED, Site, TlsClientChecks, TlsWorkerChecks
from matrix.trial import Cell, try_check

NAMES = [f"{library.language}-{library.name}" for library in ABLE]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Servers of our own, whatever the other tests run against."""
    if servers.is_gearmand():
        pytest.skip("gearmand is not built with TLS")
    ours = Authority(tmp_path_factory.mktemp("authority"), "ours")
    foreign = Authority(tmp_path_factory.mktemp("foreign"), "foreign")
    with ExitStack() as stack:
        yield Site(
            asks_nobody=start(stack, tmp_path_factory, ours, "off"),
            asks_everybody=start(stack, tmp_path_factory, ours, "required"),
            ours=ours,
            foreign=foreign,
            known=ours.identity("peer"),
            stranger=foreign.identity("peer"),
        )


def start(stack, tmp_path_factory, authority, verify_client):
    folder = tmp_path_factory.mktemp(verify_client)
    running, server = servers.start_with_tls(folder, authority, verify_client)
    stack.callback(running.stop)
    return server


@pytest.mark.parametrize("check", TLS_CHECKS)
@pytest.mark.parametrize("library", ABLE, ids=NAMES)
def test_client(library, check, site, function, tmp_path, record):
    def checks(seconds):
        return TlsClientChecks(library, site, function, tmp_path, seconds)

    try_check(record, Cell("TLS client", library, check), checks)


@pytest.mark.parametrize("check", TLS_CHECKS)
@pytest.mark.parametrize("library", ABLE, ids=NAMES)
def test_worker(library, check, site, function, tmp_path, record):
    def checks(seconds):
        return TlsWorkerChecks(library, site, function + ".", tmp_path, seconds)

    try_check(record, Cell("TLS worker", library, check), checks)


@pytest.mark.parametrize("command", ["gearadmin --ssl --status", "gearman -S -f reverse work"])
def test_debians_tools_send_plain_text_and_are_refused(command, site):
    server = site.asks_nobody
    before = observe.metric(server, HANDSHAKES_FAILED)
    command = [*command.split(), "-h", server.host, "-p", str(server.tls_port)]
    done = subprocess.run(command, capture_output=True, timeout=DEADLINE_S)
    assert (done.stdout, observe.function(server, "reverse").total) == (b"", 0)
    assert done.stderr
    eventually(lambda: observe.metric(server, HANDSHAKES_FAILED) > before, "the handshake fails")
