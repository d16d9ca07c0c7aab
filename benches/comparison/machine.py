"""The machine: what it is, where processes run on it, and what its disk does."""

import ctypes
import os
import platform
import signal
import statistics
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Kept between runs, and ignored by git.
CACHE = ROOT / "target" / "compare"

_PR_SET_PDEATHSIG = 1
_SYNC_BYTES = 4096


def cores():
    """The core for the server and the core for the load; None where there is only one."""
    allowed = sorted(os.sched_getaffinity(0))
    return (allowed[0], allowed[1]) if len(allowed) > 1 else (None, None)


def on_core(core):
    """What a child does first: it stays on `core`, and ends when this process does."""
    libc = ctypes.CDLL(None, use_errno=True)

    def prepare():
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if core is not None:
            os.sched_setaffinity(0, {core})

    return prepare


def describe():
    """Lines about the machine, for the document."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"{_distribution()}, Linux {platform.release()}",
        "load average before": f"{os.getloadavg()[0]:.2f}",
    }


def said(command):
    """The first line that a command prints, or an empty text."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[0] if lines else ""


def revision():
    """The commit that is measured, and whether the files differ from it."""
    commit = said(["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"])
    changed = said(["git", "-C", str(ROOT), "status", "--porcelain", "--", "crates", "Cargo.toml"])
    return (commit or "unknown") + (" with changes" if changed else "")


def sync_times_us(folder, count=200):
    """How long one small appended write takes to be on this folder's disk, sorted."""
    path = Path(folder) / "sync-probe"
    times = []
    with open(path, "wb", buffering=0) as file:
        for _ in range(count):
            began = time.perf_counter()
            file.write(b"x" * _SYNC_BYTES)
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - began) * 1e6)
    path.unlink()
    return sorted(times)


def sync_figures(folder):
    """One sync of the folder's disk: median and 99th percentile in microseconds."""
    times = sync_times_us(folder)
    return {
        "sync_p50_us": statistics.median(times),
        "sync_p99_us": times[int(len(times) * 0.99)],
    }


def _processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _distribution():
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return "Linux"
