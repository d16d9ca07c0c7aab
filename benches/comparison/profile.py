"""Where the server's time goes under a load, as `perf` sees it."""

import re
import shutil
import signal
import subprocess
import threading

from .loads import LOADS
from .machine import CACHE, on_core
from .runner import Bench
from .servers import SERVERS, Failed, Running

_LINE = re.compile(r"^\s*(\d+\.\d+)%\s+(\S+)\s+\[(.)\]\s+(.+?)\s*$")
_SYMBOLS = 12
_SYMBOL_COLUMNS = 90
_STOP_TIMEOUT_S = 30


def profile(programs, mode, records, load_name):
    """Runs our server once more under the load; gives lines of `share place symbol`.

    None where there is no `perf`, or where it may not look.
    """
    perf = shutil.which("perf")
    load = next(load for load in LOADS if load.name == load_name)
    name = next(name for name in load.servers if name.startswith("ours"))
    server = SERVERS[name]
    if perf is None:
        return None
    data = CACHE / "perf.data"
    with Running(server, programs[server.program]) as running:
        recorder = subprocess.Popen(
            [perf, "record", "-q", "-F", "1999", "-o", str(data), "-p", str(running.pid)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=on_core(None),
        )
        try:
            load.run(running, Bench(programs, mode, records))
        except (Failed, OSError, ValueError, KeyError):
            return None
        finally:
            _end(recorder)
    lines = _report(perf, data)
    data.unlink(missing_ok=True)
    return lines


def _end(recorder):
    recorder.send_signal(signal.SIGINT)
    stopper = threading.Timer(_STOP_TIMEOUT_S, recorder.kill)
    stopper.start()
    recorder.wait()
    stopper.cancel()


def _report(perf, data):
    command = [perf, "report", "--stdio", "--no-children", "-g", "none", "-i", str(data)]
    done = subprocess.run(
        [*command, "--sort", "dso,symbol"],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )
    found = [match.groups() for match in map(_LINE.match, done.stdout.splitlines()) if match]
    if not found:
        return None
    kernel = sum(float(share) for share, _, kind, _ in found if kind == "k")
    lines = [f"{kernel:5.1f}% in the kernel, {100 - kernel:.1f}% in the program; of all:"]
    for share, place, kind, symbol in found[:_SYMBOLS]:
        where = "kernel" if kind == "k" else place
        # perf pads the name, and adds columns that are empty here.
        name = symbol.split("  ")[0].strip()
        lines.append(f"{float(share):5.1f}% {where} {name[:_SYMBOL_COLUMNS]}")
    return lines
