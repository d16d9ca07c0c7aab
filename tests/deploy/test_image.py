"""The container image. There need not be a container engine: the steps of its last stage are taken on
a machine of the tests, with the programs that are there already."""

import json
import re
import shlex
import subprocess

import pytest

import package
from conftest import boot

DOCKERFILE = package.ROOT / "deploy" / "docker" / "Dockerfile"
USER = "geartrain"
# What `debian:bookworm-slim` has.
SLIM_LIBRARIES = {"libc.so.6", "libgcc_s.so.1", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}


def stages():
    """Each stage as a list of instruction and words."""
    stages = []
    for line in DOCKERFILE.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        instruction, words = line.split(" ", 1)
        if instruction == "FROM":
            stages.append([])
        stages[-1].append((instruction, words))
    return stages


def only(stage, instruction):
    """The words of an instruction that stands there once."""
    [words] = [words for name, words in stage if name == instruction]
    return words


@pytest.fixture(scope="module")
def container(tmp_path_factory):
    """A machine on which the last stage was built."""
    with boot(tmp_path_factory.mktemp("container")) as machine:
        machine.purge("gearman-job-server")
        for instruction, words in stages()[-1]:
            if instruction == "RUN":
                machine.run("sh", "-c", words)
            elif instruction == "COPY":
                copy(machine, shlex.split(words))
        yield machine


def copy(machine, words):
    assert words[0] == "--from=build"
    for source in words[1:-1]:
        name = source.removeprefix("/src/target/release/")
        inside = machine.share(package.programs() / name)
        machine.run("install", "--mode=755", inside, words[-1])


def as_user(*command):
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *command]


def test_the_build_stage_builds_what_the_last_stage_takes():
    build, last = stages()
    built = re.findall(r"--package (\S+)", only(build, "RUN"))
    copied = only(last, "COPY").split()[1:-1]
    command = ["cargo", "metadata", "--no-deps", "--offline", "--format-version=1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=package.ROOT)
    targets = {
        target["name"]
        for crate in json.loads(done.stdout)["packages"]
        if crate["name"] in built
        for target in crate["targets"]
        if target["kind"] == ["bin"]
    }
    assert {path.removeprefix("/src/target/release/") for path in copied} == targets


def test_the_build_stage_has_the_rust_that_the_workspace_asks_for():
    wanted = re.search(r'^rust-version = "(.*)"$', (package.ROOT / "Cargo.toml").read_text(), re.MULTILINE)
    assert only(stages()[0], "FROM").startswith(f"rust:{wanted.group(1)}-")


def test_everything_that_the_workspace_consists_of_is_sent_to_the_build():
    ignored = DOCKERFILE.with_name("Dockerfile.dockerignore").read_text().split()
    sent = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    members = re.search(r"^members = (.*)$", (package.ROOT / "Cargo.toml").read_text(), re.MULTILINE)
    folders = {member.split("/")[0] for member in json.loads(members.group(1))}
    assert folders | {"Cargo.toml", "Cargo.lock"} <= sent


def test_the_programs_need_only_what_the_slim_image_has():
    for name in ["geartraind", "geartrain"]:
        command = ["objdump", "--private-headers", package.programs() / name]
        headers = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        needed = set(re.findall(r"NEEDED +(\S+)", headers))
        assert needed and needed <= SLIM_LIBRARIES


def test_it_serves_as_a_user_without_rights(container):
    last = stages()[-1]
    assert only(last, "USER") == USER
    command = as_user(*json.loads(only(last, "ENTRYPOINT")))
    container.run("systemd-run", "--unit=container", *command)
    check = json.loads(only(last, "HEALTHCHECK").split("CMD ", 1)[1])
    container.until("health", lambda: container.attempt(*check).returncode == 0)
    process = container.unit("container", "MainPID")
    assert container.run("ps", "-o", "user=", "-p", process).strip() == USER
    exposed = only(last, "EXPOSE").split()
    sockets = container.run("ss", "--listening", "--tcp", "--numeric", "--no-header")
    open_to_all = {line.split()[3].rsplit(":", 1)[1] for line in sockets.splitlines() if "127." not in line}
    assert open_to_all == set(exposed)
    container.run("geartrain", "submit", "--background", "shout", "hello")
    assert container.run("find", only(last, "VOLUME"), "-name", "*.sqlite3").strip()
    container.run("systemctl", "kill", f"--signal={only(last, 'STOPSIGNAL')}", "container")
    container.until("the end", lambda: not container.is_active("container"))
    assert container.unit("container", "Result") == "success"
