"""Authorities and certificates, made with openssl as operators make them."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
_DAYS = ["-days", "2"]


@dataclass(frozen=True)
class Identity:
    """A certificate and its key."""

    certificate: Path
    key: Path


class Authority:
    """Somebody whom servers and peers trust."""

    def __init__(self, folder, name):
        self._folder = folder
        self._name = name
        self.certificate = folder / f"{name}.pem"
        self._key = folder / f"{name}.key"
        made = ["-keyout", self._key, "-out", self.certificate, "-subj", f"/CN={name}"]
        _openssl("req", "-x509", *_KEY, *_DAYS, *made, "-addext", "keyUsage=keyCertSign")

    def identity(self, name):
        """A certificate for a peer on this machine, who may be server and client."""
        identity = Identity(self._path(name, "pem"), self._path(name, "key"))
        request = self._path(name, "csr")
        extensions = self._path(name, "extensions")
        extensions.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        _openssl("req", *_KEY, "-keyout", identity.key, "-out", request, "-subj", f"/CN={name}")
        signed_by = ["-CA", self.certificate, "-CAkey", self._key, "-CAcreateserial"]
        made = ["-in", request, "-out", identity.certificate, "-extfile", extensions]
        _openssl("x509", "-req", *signed_by, *_DAYS, *made)
        return identity

    def _path(self, name, ending):
        return self._folder / f"{self._name}-{name}.{ending}"


def _openssl(*arguments):
    command = ["openssl", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
