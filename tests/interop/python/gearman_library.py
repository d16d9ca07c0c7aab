"""Which of the libraries that are imported as `gearman` this process has."""

import sys
from pathlib import Path

import contract
import gearman

IS_FORK = "pygearman" in Path(gearman.__file__).parts
NAME = "pygearman" if IS_FORK else "gearman3"


def repair():
    """Gives gearman3 back what newer Pythons took from it; the fork runs as it is."""
    if IS_FORK:
        return
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    from peers import gearman3_repair

    gearman3_repair.apply()


def server(host, port):
    """Where to connect, with TLS where the environment names its files."""
    if not contract.TLS_CA:
        return f"{host}:{port}"
    return {
        "host": host,
        "port": int(port),
        "keyfile": contract.TLS_KEY,
        "certfile": contract.TLS_CERTIFICATE,
        "ca_certs": contract.TLS_CA,
    }


def as_bytes(value):
    return value.encode() if isinstance(value, str) else value
