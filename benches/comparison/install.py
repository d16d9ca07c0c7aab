"""Getting the servers: ours is built, the others come from their packages.

What cannot be had is not an error: the reason stands in the document instead of figures.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .machine import CACHE, ROOT, said

_INSTALL_TIMEOUT_S = 1800


class Missing(Exception):
    """A server cannot be had; the text says why."""


def build_ours(binaries):
    """The folder with our programs, which are built unless it is given."""
    if binaries is not None:
        folder = Path(binaries).resolve()
    else:
        _run(
            ["cargo", "build", "--release", "--locked", "-p", "geartrain-server"]
            + ["-p", "geartrain-cli", "-p", "geartrain-benches"]
        )
        folder = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    for name in ("geartraind", "geartrain", "bare-echo"):
        if not (folder / name).exists():
            sys.exit(f"compare: there is no {name} in {folder}: build it, or leave --binaries out")
    return folder


def rivals(may_install):
    """Program and version of each rival, or the reason why it is missing."""
    finders = {
        "gearmand": lambda: _debian("gearmand", "gearman-job-server", may_install),
        "beanstalkd": lambda: _debian("beanstalkd", "beanstalkd", may_install),
        "rustygeard": lambda: _rustygeard(may_install),
        "geard": lambda: _geard(may_install),
    }
    found = {}
    for name, find in finders.items():
        try:
            program, version = find()
            found[name] = {"program": str(program), "version": version}
        except Missing as reason:
            print(f"compare: {name} is left out: {reason}", file=sys.stderr)
            found[name] = {"missing": str(reason)}
    return found


def _debian(program, package, may_install):
    path = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/usr/bin")
    if path is None and may_install:
        # Root's shell, or one that may become root without being asked.
        prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
        environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", package]
        _run(prefix + environment + install, f"Debian's package {package} cannot be installed")
        path = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/usr/bin")
    if path is None:
        raise Missing(f"Debian's package {package} is not installed")
    version = said(["dpkg-query", "-W", "-f", "${Version}", package])
    return path, f"Debian's package {package} {version}"


def _rustygeard(may_install):
    root = CACHE / "rustygeard"
    program = root / "bin" / "rustygeard"
    if not program.exists() and may_install:
        build = CACHE / "build"
        command = ["nice", "-n", "19", "cargo", "install", "rustygeard", "--locked"]
        _run(
            command + ["--root", str(root), "--target-dir", str(build)],
            "`cargo install rustygeard` failed",
        )
        shutil.rmtree(build, ignore_errors=True)
    if not program.exists():
        raise Missing("`cargo install rustygeard` was not run")
    return program, f"crate {said([str(program), '--version'])}"


def _geard(may_install):
    environment = CACHE / "venv"
    program = environment / "bin" / "geard"
    if not program.exists() and may_install:
        reason = "Python's package gear cannot be installed"
        _run([sys.executable, "-m", "venv", str(environment)], reason)
        _run([str(environment / "bin" / "pip"), "install", "-q", "gear"], reason)
    if not program.exists():
        raise Missing("Python's package gear is not installed")
    shown = said([str(environment / "bin" / "pip"), "list", "--format=freeze"])
    versions = subprocess.run(
        [str(environment / "bin" / "pip"), "list", "--format=freeze"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    version = next((line for line in versions if line.startswith("gear==")), shown)
    return program, f"Python's package {version}"


def _run(command, reason=None):
    """Runs a command that shows what it does; its failure is fatal unless there is a reason."""
    print("compare: " + " ".join(command), file=sys.stderr)
    try:
        done = subprocess.run(
            command, cwd=ROOT, check=False, timeout=_INSTALL_TIMEOUT_S, stdout=sys.stderr
        )
        problem = f"exit status {done.returncode}" if done.returncode else None
    except (OSError, subprocess.TimeoutExpired) as error:
        problem = str(error)
    if problem and reason:
        raise Missing(f"{reason} ({problem})")
    if problem:
        sys.exit(f"compare: `{' '.join(command)}` failed: {problem}")
