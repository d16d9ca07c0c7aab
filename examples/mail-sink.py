"""An SMTP server that prints what it gets and sends nothing on: [HOST:PORT] (127.0.0.1:2525).

With port 0 it takes a free one. The first line says where it listens.
"""

import email.policy
import signal
import sys

from aiosmtpd.controller import Controller


class Printer:
    async def handle_DATA(self, _server, _session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(f"mail for {', '.join(envelope.rcpt_tos)}: {mail['Subject']}")
        print(mail.get_content().strip(), flush=True)
        return "250 OK"


class Sink(Controller):
    """The library's own test of a new server does not know port 0."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


host, port = (sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:2525").rsplit(":", 1)
sink = Sink(Printer(), hostname=host, port=int(port))
sink.start()
print(f"listening on {host}:{sink.port}", flush=True)
signal.sigwait({signal.SIGINT, signal.SIGTERM})
sink.stop()
