"""The servers that are compared: how each is started, watched and stopped."""

import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .machine import CACHE, cores, on_core

_START_TIMEOUT_S = 60
_STOP_TIMEOUT_S = 4

# Buckets of gearmand's job table for a million jobs; it takes the number as it is.
_BUCKETS = 1_000_003

_QUIET_LOG = """[loggers]
keys=root
[handlers]
keys=null
[formatters]
keys=
[logger_root]
level=CRITICAL
handlers=null
[handler_null]
class=NullHandler
args=()
"""


@dataclass(frozen=True)
class Server:
    """One way to run one program.

    `options` gets port and folder; `bench_options` is what the load needs to be understood.
    """

    name: str
    title: str
    program: str
    options: object
    protocol: str = "gearman"
    bench_options: tuple = ()


def _gearmand(*more):
    def options(port, folder):
        files = ["-l", f"{folder}/log", "-P", f"{folder}/pid"]
        filled = [word.replace("FOLDER", str(folder)) for word in more]
        return ["-p", str(port), "--listen=127.0.0.1", *files, *filled]

    return options


def _ours(*more):
    def options(port, folder):
        filled = [word.replace("FOLDER", str(folder)) for word in more]
        metrics = f"127.0.0.1:{port + 1}"
        listen = ["-p", str(port), "-L", "127.0.0.1", "--http-listen", metrics]
        return [*listen, "-l", f"{folder}/log", *filled]

    return options


def _beanstalkd(*more):
    def options(port, folder):
        filled = [word.replace("FOLDER", str(folder)) for word in more]
        return ["-l", "127.0.0.1", "-p", str(port), *filled]

    return options


def _geard(port, folder):
    quiet = Path(folder) / "logging.conf"
    quiet.write_text(_QUIET_LOG)
    listen = ["-p", str(port), "--listen-address", "127.0.0.1"]
    return ["-d", *listen, "--log-config", str(quiet), "--pidfile", f"{folder}/pid"]


SERVERS = {
    server.name: server
    for server in [
        Server("ours", "Geartrain `-q builtin`", "geartraind", _ours("-q", "builtin")),
        Server("ours-durable", "Geartrain", "geartraind", _ours("--data-dir", "FOLDER/data")),
        Server("gearmand", "gearmand", "gearmand", _gearmand()),
        Server(
            "gearmand-tuned",
            f"gearmand `-t 1 -w 1 --hashtable-buckets={_BUCKETS}`",
            "gearmand",
            _gearmand("-t", "1", "-w", "1", f"--hashtable-buckets={_BUCKETS}"),
        ),
        Server(
            "gearmand-durable",
            "gearmand `-q libsqlite3`",
            "gearmand",
            _gearmand("-q", "libsqlite3", "--libsqlite3-db", "FOLDER/queue.db"),
        ),
        Server(
            "rustygeard",
            "rustygeard",
            "rustygeard",
            lambda port, _: ["-L", f"127.0.0.1:{port}"],
        ),
        Server("geard", "geard (Python)", "geard", _geard, bench_options=("--grab-uniq",)),
        Server("beanstalkd", "beanstalkd", "beanstalkd", _beanstalkd(), "beanstalk"),
        Server(
            "beanstalkd-50ms",
            "beanstalkd `-b DIR` (a sync each 50 ms)",
            "beanstalkd",
            _beanstalkd("-b", "FOLDER"),
            "beanstalk",
        ),
        Server(
            "beanstalkd-each",
            "beanstalkd `-b DIR -f 0` (a sync each write)",
            "beanstalkd",
            _beanstalkd("-b", "FOLDER", "-f", "0"),
            "beanstalk",
        ),
        Server("bare-echo", "bare tokio echo", "bare-echo", lambda port, _: [str(port)], "echo"),
    ]
}


class Failed(Exception):
    """A server or a load did not do what was asked; the text says what."""


class Running:
    """A server process with a folder of its own, which may be started several times."""

    def __init__(self, server, program):
        self.server = server
        self._program = program
        (CACHE / "data").mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(dir=CACHE / "data"))
        self.port = 0
        self._process = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        self._remove()

    def _remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pid(self):
        return self._process.pid

    @property
    def is_alive(self):
        return self._process is not None and self._process.poll() is None

    def start(self):
        """Starts the server, on the same port as before; gives the seconds until it connects."""
        self.port = self.port or _free_port()
        command = [self._program, *self.server.options(self.port, self.folder)]
        began = time.monotonic()
        with open(self.folder / "output", "ab") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "RUST_LOG": "off"},
                preexec_fn=on_core(cores()[0]),
            )
        while not _accepts(self.port):
            if not self.is_alive:
                text = (self.folder / "output").read_text(errors="replace").strip()
                raise Failed(f"does not start: {text[-300:] or 'it says nothing'}")
            if time.monotonic() - began > _START_TIMEOUT_S:
                self.kill()
                raise Failed(f"takes no connection within {_START_TIMEOUT_S} s")
            time.sleep(0.01)
        return time.monotonic() - began

    def stop(self):
        """Ends the server, by force if it does not end by itself."""
        if not self.is_alive:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self):
        """Ends the server as a crash would."""
        self._process.kill()
        self._process.wait()

    def resident_bytes(self):
        """Memory that the server holds."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Rss:"):
                return int(line.split()[1]) * 1024
        raise Failed("shows no memory")

    def metrics(self):
        """Our metrics without labels, by name."""
        url = f"http://127.0.0.1:{self.port + 1}/metrics"
        with urllib.request.urlopen(url, timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        pairs = (line.split() for line in lines if line and line[0] != "#" and "{" not in line)
        return {name: float(value) for name, value in pairs}


def _free_port():
    """A port that is free together with the next one, which is for metrics."""
    for _ in range(100):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            if port >= 65_000:
                continue
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise Failed("finds no free port")


def _accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False
