"""Starting the server under test, or finding one that runs already."""

import os
import re
import shutil
import socket
import subprocess
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from .deadline import DEADLINE_S, eventually

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / "target" / "debug"

_LISTENING = re.compile(r"listening on 127\.0\.0\.1:(\d+)")
_LISTENING_FOR_TLS = re.compile(r"listening for TLS on 127\.0\.0\.1:(\d+)")
_METRICS = re.compile(r"metrics on (http://\S+)")


def is_gearmand():
    """Whether the server under test is gearmand, whose known defects are then expected."""
    return bool(os.environ.get("GEARTRAIN_TEST_SERVER_IS_GEARMAND"))


@dataclass(frozen=True)
class Server:
    """Where the server under test listens; only one of our own tells where its metrics are."""

    host: str
    port: int
    metrics_url: str = ""
    tls_port: int = 0

    @property
    def address(self):
        return f"{self.host}:{self.port}"

    def exchange(self, request, is_complete):
        """Send bytes on a connection of their own and read until `is_complete(answer)`."""
        answer = b""
        with socket.create_connection((self.host, self.port), timeout=DEADLINE_S) as connection:
            connection.sendall(request)
            while not is_complete(answer):
                more = connection.recv(65_536)
                assert more, f"the server closed the connection after {answer!r}"
                answer += more
        return answer


class Running:
    """A server process of our own and its log."""

    def __init__(self, command, log_path):
        self._log_path = log_path
        self._lines = []
        self._log_has_grown = threading.Condition()
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
        )
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()

    def _read_log(self):
        with open(self._log_path, "a", encoding="utf-8") as log:
            for line in self.process.stderr:
                log.write(line)
                log.flush()
                with self._log_has_grown:
                    self._lines.append(line)
                    self._log_has_grown.notify_all()
        with self._log_has_grown:
            self._lines.append(None)
            self._log_has_grown.notify_all()

    def wait_for(self, pattern):
        """The first group of the first line in the log that matches."""

        def found_or_ended():
            return self._find(pattern) or None in self._lines

        with self._log_has_grown:
            self._log_has_grown.wait_for(found_or_ended, DEADLINE_S)
            found = self._find(pattern)
        assert found, f"no {pattern.pattern!r} in the log: {self._log_path.read_text()}"
        return found

    def _find(self, pattern):
        matches = (pattern.search(line) for line in self._lines if line)
        return next((match[1] for match in matches if match), None)

    def stop(self):
        """End the server as an operator does and return its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(DEADLINE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def kill(self):
        """End the server as a power cut does."""
        self.process.kill()
        self.process.wait(DEADLINE_S)


def start(folder):
    """Start the server that the environment asks for; gives it and where it listens."""
    return start_gearmand(folder) if is_gearmand() else _start_geartraind(folder)


def start_on(port, folder):
    """Start a server of ours on this port, with the jobs that are there from an earlier one."""
    return _start_geartraind(folder, port=port)


def _start_geartraind(folder, *more, port=0):
    binary = os.environ.get("GEARTRAIND", str(BUILT / "geartraind"))
    assert Path(binary).exists(), f"{binary} is not there: build it with cargo build"
    options = ["--listen=127.0.0.1", f"--port={port}", "--http-listen=127.0.0.1:0"]
    options.append(f"--data-dir={folder}")
    running = Running([binary, *options, *more], folder / "geartraind.log")
    port = int(running.wait_for(_LISTENING))
    return running, Server("127.0.0.1", port, running.wait_for(_METRICS))


def start_with_tls(folder, authority, verify_client):
    """Start a server of ours that speaks TLS on a second port."""
    identity = authority.identity("server")
    running, server = _start_geartraind(
        folder,
        "--ssl",
        "--ssl-port=0",
        f"--ssl-certificate={identity.certificate}",
        f"--ssl-key={identity.key}",
        f"--ssl-ca-file={authority.certificate}",
        f"--ssl-verify-client={verify_client}",
    )
    tls_port = int(running.wait_for(_LISTENING_FOR_TLS))
    return running, replace(server, tls_port=tls_port)


def gearmand():
    """The path of gearmand, where it is installed."""
    return shutil.which("gearmand", path=os.environ.get("PATH", "") + ":/usr/sbin")


def start_gearmand(folder):
    """Start Debian's server, whatever the other tests run against."""
    binary = gearmand()
    assert binary, "gearmand is not installed"
    server = Server("127.0.0.1", free_port())
    options = ["--listen=127.0.0.1", f"--port={server.port}", f"--log-file={folder}/gearmand.log"]
    running = Running([binary, *options], folder / "stderr.log")
    eventually(lambda: _is_open(server), f"gearmand listens at {server.address}")
    return running, server


def free_port():
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _is_open(server):
    try:
        with socket.create_connection((server.host, server.port), timeout=DEADLINE_S):
            return True
    except ConnectionRefusedError:
        return False
