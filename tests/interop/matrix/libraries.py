"""The libraries under test: where their programs are and which versions run.

A library that can no longer be installed stands in `GONE` with the reason.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from harness.server import BUILT

HERE = Path(__file__).resolve().parents[1]
NODE = ("node", "--no-deprecation")


@dataclass(frozen=True)
class Library:
    """One library, as its users know it, and the commands that start its programs."""

    name: str
    language: str
    source: str
    client: tuple
    worker: tuple
    version: object
    built: Path

    @property
    def key(self):
        """Which library this is, where two languages have one of the same name."""
        return f"{self.language}/{self.name}"

    def is_installed(self):
        return self.built.exists()


def asked(*command):
    """A version that a program prints."""

    def version():
        done = subprocess.run([*command, "version"], capture_output=True, check=True)
        return json.loads(done.stdout)["version"]

    return version


def matched(path, pattern):
    """A version that a lock file or a manifest names."""

    def version():
        return re.search(pattern, (HERE / path).read_text(), re.DOTALL)[1]

    return version


def npm(name):
    folder = HERE / "node" / name
    return Library(
        name=name,
        language="Node",
        source="npm",
        client=(*NODE, str(folder / "client.js")),
        worker=(*NODE, str(folder / "worker.js")),
        version=matched("node/package.json", rf'"{name}": "([^"]+)"'),
        built=HERE / "node" / "node_modules" / name,
    )


def go(name, module, folder):
    build = HERE / "go" / "build"
    return Library(
        name=name,
        language="Go",
        source="Go modules",
        client=(str(build / f"{folder}-client"),),
        worker=(str(build / f"{folder}-worker"),),
        version=matched("go/go.mod", rf"{module} (\S+)"),
        built=build / f"{folder}-worker",
    )


def rust(name):
    build = HERE / "rust" / "target" / "debug"
    return Library(
        name=name,
        language="Rust",
        source="Cargo",
        client=(str(build / f"{name}-client"),),
        worker=(str(build / f"{name}-worker"),),
        version=matched("rust/Cargo.lock", rf'name = "{name}"\nversion = "([^"]+)"'),
        built=build / f"{name}-worker",
    )


def python(name, program, path=None):
    folder = HERE / "python"
    command = (sys.executable,) if path is None else ("env", f"PYTHONPATH={path}", sys.executable)
    client = (*command, str(folder / f"{program}_client.py"))
    return Library(
        name=name,
        language="Python",
        source="PyPI",
        client=client,
        worker=(*command, str(folder / f"{program}_worker.py")),
        version=asked(*client),
        built=path or Path(sys.executable),
    )


def debian(name, language, programs, installed):
    """A library of a Debian package; `programs` are the commands of its client and its worker."""
    client, worker = (tuple(str(word) for word in command) for command in programs)
    return Library(name, language, "Debian", client, worker, asked(*client), installed)


def c():
    build = HERE / "c" / "build"
    return debian("libgearman", "C", ([build / "client"], [build / "worker"]), build / "worker")


def php():
    folder = HERE / "php"
    programs = (["php", folder / "client.php"], ["php", folder / "worker.php"])
    found = Path("/etc/php").glob("*/mods-available/gearman.ini")
    return debian("php-gearman", "PHP", programs, next(found, Path("/etc/php/missing")))


def perl():
    folder = HERE / "perl"
    programs = (["perl", folder / "client.pl"], ["perl", folder / "worker.pl"])
    installed = Path("/usr/share/perl5/Gearman/Worker.pm")
    return debian("Gearman::Client", "Perl", programs, installed)


def java():
    target = HERE / "java" / "target"
    # One-shot programs: compile little, and start no collector threads.
    classes = f"{target}/classes:{target}/lib/*"
    options = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classes)
    return Library(
        name="gearman-java",
        language="Java",
        source="Maven Central",
        client=("java", *options, "interop.ClientProgram"),
        worker=("java", *options, "interop.WorkerProgram"),
        version=matched(
            "java/pom.xml", r"<artifactId>gearman-java</artifactId>\s*<version>([^<]+)"
        ),
        built=target / "lib" / "gearman-java-0.6.jar",
    )


def our_own():
    """`geartrain-client` and `geartrain-worker`, as they were built along with the server."""
    server = Path(os.environ.get("GEARTRAIND", BUILT / "geartraind"))
    beside = server.with_name("geartrain-interop")
    program = beside if beside.exists() else BUILT / beside.name
    return Library(
        name="geartrain",
        language="Rust",
        source="this repository",
        client=(str(program), "client"),
        worker=(str(program), "worker"),
        version=lambda: "-",
        built=program,
    )


OURS = our_own()

LIBRARIES = [
    c(),
    php(),
    perl(),
    python("gearman3", "gearman"),
    python("pygearman", "gearman", HERE / "python/build/pygearman"),
    python("gear", "gear"),
    python("aiogear", "aiogear"),
    npm("gearman"),
    npm("gearmanode"),
    npm("abraxas"),
    npm("node-gearman"),
    npm("gearman-coffee"),
    go("gearman-go", "github.com/mikespook/gearman-go", "mikespook"),
    go("g2", "github.com/appscode/g2", "g2"),
    java(),
    rust("gearman"),
    rust("rustygear"),
    OURS,
]


@dataclass(frozen=True)
class Gone:
    """A library that is not tried, and why."""

    name: str
    language: str
    reason: str


GONE = [
    Gone("nook24/gearman-go, sergle/gearman-go", "Go", "not to be had from the Go module proxy"),
    Gone("org.wikimedia.gearman:gearman-java", "Java", "not to be had from Maven Central"),
    Gone("gearman2", "Node", "no package of this name on npm"),
]
