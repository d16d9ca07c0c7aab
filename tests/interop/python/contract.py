"""What the Python clients and workers share: lines of JSON with bytes in hexadecimal."""

import dataclasses
import json
import os
import ssl
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

STATUS_PAUSE_S = 0.01
GATE_PAUSE_S = 0.005
DEADLINE_S = 30.0


# Files for TLS; without authorities it is not spoken.
TLS_CA = os.environ.get("TLS_CA")
TLS_CERTIFICATE = os.environ.get("TLS_CERTIFICATE")
TLS_KEY = os.environ.get("TLS_KEY")


def tls_context():
    """For libraries that leave TLS to Python; `None` where it is not to be spoken."""
    if not TLS_CA:
        return None
    context = ssl.create_default_context(cafile=TLS_CA)
    if TLS_CERTIFICATE:
        context.load_cert_chain(TLS_CERTIFICATE, TLS_KEY)
    return context


def say_line(**fields):
    print(json.dumps(fields), flush=True)


@dataclass
class Seen:
    """What a client was told about its job."""

    end: str = "none"
    result: str = ""
    exception: str = ""
    data: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    statuses: list = field(default_factory=list)

    def say(self):
        say_line(**dataclasses.asdict(self))


def payload():
    return sys.stdin.buffer.read()


def hold(gate):
    """Waits until the file exists."""
    while not Path(gate).exists():
        time.sleep(GATE_PAUSE_S)
    return b"held"
