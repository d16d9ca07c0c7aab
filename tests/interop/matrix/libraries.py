"""The libraries under test: where their programs are and which versions run.

A library that can no longer be installed stands in `GONE` with the reason.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

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
        source="crates.io",
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


def debian(name, language, client, worker, built):
    client = tuple(str(part) for part in client)
    worker = tuple(str(part) for part in worker)
    return Library(name, language, "Debian", client, worker, asked(*client), built)


def java():
    target = HERE / "java" / "target"
    # One-shot programs: compile little, and start no collector threads.
    options = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", f"{target}/classes:{target}/lib/*")
    return Library(
        name="gearman-java",
        language="Java",
        source="Maven Central",
        client=("java", *options, "interop.ClientProgram"),
        worker=("java", *options, "interop.WorkerProgram"),
        version=matched("java/pom.xml", r"<artifactId>gearman-java</artifactId>\s*<version>([^<]+)"),
        built=target / "lib" / "gearman-java-0.6.jar",
    )


PERL = Path("/usr/share/perl5/Gearman/Worker.pm")
PHP = next(Path("/etc/php").glob("*/mods-available/gearman.ini"), Path("/etc/php/missing"))

LIBRARIES = [
    debian("libgearman", "C", [HERE / "c/build/client"], [HERE / "c/build/worker"], HERE / "c/build/worker"),
    debian("php-gearman", "PHP", ["php", HERE / "php/client.php"], ["php", HERE / "php/worker.php"], PHP),
    debian("Gearman::Client", "Perl", ["perl", HERE / "perl/client.pl"], ["perl", HERE / "perl/worker.pl"], PERL),
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
