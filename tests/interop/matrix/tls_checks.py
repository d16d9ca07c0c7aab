"""What a library has to achieve over TLS, as client and as worker."""

from dataclasses import dataclass

from harness import observe
from harness.certificates import Authority, Identity
from harness.deadline import eventually
from harness.server import Server

from .checks import LARGE
from .limits import ALWAYS_SHOW
from .programs import ClientProgram, WorkerProgram
from .reference import ReferenceClient, ReferenceWorker

HANDSHAKES_FAILED = "geartrain_tls_handshakes_failed_total"


@dataclass(frozen=True)
class Site:
    """Two servers of one authority, and those whom a peer may be."""

    asks_nobody: Server
    asks_everybody: Server
    ours: Authority
    foreign: Authority
    known: Identity
    stranger: Identity


class TlsChecks:
    """One method for each check; `run_against` and `try_in_vain` are those of a role."""

    def __init__(self, library, site, name, folder, seconds):
        self.library = library
        self.site = site
        self.name = name
        self.folder = folder
        self.seconds = seconds

    def anonymous(self):
        self.run_against(self.site.asks_nobody, self.trusting(self.site.ours))

    def certificate(self):
        known = self.trusting(self.site.ours, self.site.known)
        self.run_against(self.site.asks_everybody, known)

    def refused(self):
        for identity in (None, self.site.stranger):
            peer = self.trusting(self.site.ours, identity)
            if identity or self.library.key not in ALWAYS_SHOW:
                self.expect_no_handshake(self.site.asks_everybody, peer)

    def suspicious(self):
        peer = self.trusting(self.site.foreign, self.site.known)
        self.expect_no_handshake(self.site.asks_nobody, peer)

    def trusting(self, authority, identity=None):
        """What goes in front of a program's command."""
        names = {"TLS_CA": authority.certificate}
        if identity:
            names |= {"TLS_CERTIFICATE": identity.certificate, "TLS_KEY": identity.key}
        return ["env", *(f"{name}={path}" for name, path in names.items())]

    def expect_no_handshake(self, server, peer):
        before = observe.metric(server, HANDSHAKES_FAILED)
        with self.try_in_vain(server, peer):
            eventually(lambda: observe.metric(server, HANDSHAKES_FAILED) > before, "the handshake fails")
            row = observe.function(server, self.function())
        assert (row.total, row.workers) == (0, 0), f"it is served: {row}"


class TlsClientChecks(TlsChecks):
    """As a client, opposite to a reference worker without TLS."""

    def function(self):
        return self.name

    def run_against(self, server, peer):
        with (
            ReferenceWorker(server, self.name.encode(), seconds=self.seconds) as worker,
            self.try_in_vain(server, peer) as client,
        ):
            job = worker.take()
            assert job.payload == LARGE
            job.complete(LARGE[::-1])
            seen = client.answer()
        assert (seen["end"], bytes.fromhex(seen["result"])) == ("complete", LARGE[::-1])

    def try_in_vain(self, server, peer):
        address = [server.host, str(server.tls_port)]
        command = [*peer, *self.library.client, "run", *address, self.name, "normal", ""]
        return ClientProgram(command, LARGE, self.seconds)


class TlsWorkerChecks(TlsChecks):
    """As a worker, opposite to a reference client without TLS."""

    def function(self):
        return self.name + "ready"

    def run_against(self, server, peer):
        with (
            self.worker(server, peer),
            ReferenceClient(server, self.seconds) as client,
        ):
            seen = client.run((self.name + "reverse").encode(), LARGE)
        assert (seen.end, seen.result) == ("complete", LARGE[::-1])

    def worker(self, server, peer):
        log = self.folder / "worker.log"
        command = [*peer, *self.library.worker]
        return WorkerProgram(command, server, self.name, log, port=server.tls_port)

    def try_in_vain(self, server, peer):
        return self.worker(server, peer).without_waiting()
