"""Packages and machines for the tests of what is deployed.

The machines need root (or sudo), Linux with overlayfs, and systemd; where they cannot be had, their
tests are skipped, and the summary says why.
"""

import shutil

import pytest

import package
from machine import CannotBoot, Machine

OLD_VERSION = "0.0.1~test"
NEW_VERSION = "99.0.0~test"


@pytest.fixture(scope="session")
def old_package(tmp_path_factory):
    """The package as an earlier version."""
    return package.build(tmp_path_factory.mktemp("old"), OLD_VERSION)


@pytest.fixture(scope="session")
def new_package(tmp_path_factory):
    """The package as a later version."""
    return package.build(tmp_path_factory.mktemp("new"), NEW_VERSION)


@pytest.fixture(scope="session")
def gearmand_packages(tmp_path_factory):
    """Debian's gearmand."""
    packages = package.download_gearmand(tmp_path_factory.mktemp("gearmand"))
    if packages is None:
        pytest.skip("Debian's gearman-job-server cannot be downloaded")
    return packages


def boot(folder):
    """A machine as this system is."""
    if shutil.which("dpkg") is None or shutil.which("systemctl") is None:
        pytest.skip("neither dpkg nor systemd is there")
    try:
        return Machine(folder)
    except CannotBoot as reason:
        pytest.skip(f"no machine to install on: {reason}")


@pytest.fixture
def machine(tmp_path):
    """A machine on which no job server was ever installed."""
    with boot(tmp_path) as machine:
        machine.purge("gearman-job-server")
        yield machine


@pytest.fixture(scope="module")
def installed(tmp_path_factory, new_package):
    """A machine with the package, for tests that leave it as it is."""
    with boot(tmp_path_factory.mktemp("machine")) as machine:
        machine.purge("gearman-job-server")
        machine.install(new_package)
        yield machine


@pytest.fixture
def old_machine(tmp_path, gearmand_packages):
    """A machine on which Debian's gearmand runs."""
    with boot(tmp_path) as machine:
        if not machine.has("/usr/sbin/gearmand"):
            machine.install(*gearmand_packages)
        machine.run("systemctl", "start", "gearman-job-server")
        yield machine
