"""`geartrain` called as `gearman` and `gearadmin` prints what Debian's programs of that name print."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.deadline import DEADLINE_S, eventually
from harness.server import ROOT

BINARY = Path(os.environ.get("GEARTRAIND", ROOT / "target/debug/geartraind")).with_name("geartrain")
INPUT = b"one\ntwo\n"
WORKERS = {
    "upper": ["tr", "a-z", "A-Z"],
    "fails": ["false"],
}


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """A folder in which our program has both names."""
    if not BINARY.exists():
        pytest.skip(f"{BINARY} is not built")
    folder = tmp_path_factory.mktemp("tools")
    for name in ("gearman", "gearadmin"):
        (folder / name).symlink_to(BINARY)
    return folder


@pytest.fixture(scope="module", params=["Debian's worker", "our worker"])
def workers(request, server, ours):
    """Both programs as workers, under functions of their own."""
    name = "gearman" if request.param == "Debian's worker" else ours / "gearman"
    prefix = request.param.split()[0].replace("'", "") + "-"
    started = [
        subprocess.Popen([*at(name, server), "-w", "-f", prefix + function, "--", *command])
        for function, command in WORKERS.items()
    ]
    eventually(lambda: listed(server, prefix) == len(WORKERS), "the workers are there")
    yield prefix
    for process in started:
        process.terminate()
        process.wait(DEADLINE_S)


def at(program, server):
    return [str(program), "-h", server.host, "-p", str(server.port)]


def listed(server, prefix):
    answer = server.exchange(b"workers\n", lambda answer: answer.endswith(b".\n"))
    return sum(b": " + prefix.encode() in line for line in answer.split(b"\n"))


def is_idle(server, prefix):
    """No function with that prefix has jobs."""
    answer = server.exchange(b"status\n", lambda answer: answer.endswith(b".\n"))
    rows = (line.split(b"\t") for line in answer.splitlines())
    return all(row[1] == b"0" for row in rows if row[0].startswith(prefix.encode()))


def run(command, given=INPUT):
    ended = subprocess.run(command, input=given, capture_output=True, timeout=DEADLINE_S, check=False)
    return ended.returncode, ended.stdout


@pytest.mark.parametrize(
    "options",
    [
        ["-f", "upper"],
        ["-f", "upper", "some", "data"],
        ["-f", "upper", "-s"],
        ["-n", "-f", "upper"],
        ["-N", "-f", "upper"],
        ["-P", "-f", "upper", "x"],
        ["-Pn", "-f", "upper", "-f", "upper"],
        ["-PN", "-fupper"],
        ["-f", "fails", "x"],
        ["-I", "-u", "unique", "-f", "upper", "x"],
        ["-L", "-f", "upper", "--", "-x"],
        ["-b", "-f", "upper", "x"],
        ["x", "-f", "upper", "-P", "y"],
    ],
    ids=" ".join,
)
def test_gearman_prints_the_same(options, server, ours, workers):
    named = [workers + word if word in WORKERS else word for word in options]
    named = [word.replace("-fupper", f"-f{workers}upper") for word in named]
    theirs = run([*at("gearman", server), *named])
    assert run([*at(ours / "gearman", server), *named]) == theirs
    # What runs on in the background would show in the lists that are compared later.
    eventually(lambda: is_idle(server, workers), "all jobs have ended")


@pytest.mark.parametrize(
    "options",
    [
        ["--status"],
        ["--priority-status"],
        ["--statu"],
        ["--server-version"],
        ["--server-verbose"],
        ["--getpid"],
        ["--show-jobs"],
        ["--show-unique-jobs"],
        ["--cancel-job", "H:none:1"],
        ["--create-function", "created"],
        ["--drop-function", "never-seen"],
        ["--status", "--getpid", "--server-version"],
    ],
    ids=" ".join,
)
def test_gearadmin_prints_the_same(options, server, ours):
    theirs = run([*at("gearadmin", server), *options])
    assert run([*at(ours / "gearadmin", server), *options]) == theirs


@pytest.mark.parametrize("program", ["gearman", "gearadmin"])
@pytest.mark.parametrize("options", [[], ["-Z"]], ids=["nothing", "unknown"])
def test_a_wrong_command_line_ends_with_the_same_code(program, options):
    command = [program, *options]
    theirs = subprocess.run(command, capture_output=True, check=False)
    mine = subprocess.run(command, executable=BINARY, capture_output=True, check=False)
    assert mine.returncode == theirs.returncode
    assert mine.stderr and b"panicked" not in mine.stderr


def test_a_worker_without_command_prints_the_jobs(server, ours, function, tmp_path):
    printed = []
    for program in (shutil.which("gearman"), ours / "gearman"):
        with open(tmp_path / "printed", "wb") as out:
            worker = subprocess.Popen(
                [*at(program, server), "-w", "-c", "1", "-f", function], stdout=out
            )
            run([*at("gearman", server), "-f", function, "a job"])
            worker.wait(DEADLINE_S)
        printed.append((worker.returncode, (tmp_path / "printed").read_bytes()))
    assert printed[0] == printed[1] == (0, b"a job")
