"""The systemd unit, by itself and in service."""

import re
import shutil
import subprocess

import pytest

import package

# systemd's scale from 0 to 10; what is left are sockets, threads and readable system files.
EXPOSURE_MAX = 1.5


def test_systemd_understands_it(new_package, tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not there")
    root = package.unpack(new_package, tmp_path / "root")
    unit = root / "usr/lib/systemd/system/geartraind.service"
    # The program is not installed on this system, nor is its manual.
    unit.write_text(unit.read_text().replace("=/usr/bin/", f"={root}/usr/bin/"))
    command = ["systemd-analyze", "verify", "--man=no", unit]
    done = subprocess.run(command, capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if "geartraind" in line]
    assert complaints == []


def test_systemd_understands_it_where_it_is_installed(installed):
    assert installed.run("systemd-analyze", "verify", "geartraind.service") == ""


def test_it_is_shut_off_from_the_rest_of_the_machine(installed):
    table = installed.run("systemd-analyze", "security", "--no-pager", "geartraind.service")
    exposure = re.search(r"exposure level for geartraind.service: ([\d.]+)", table)
    assert float(exposure.group(1)) <= EXPOSURE_MAX, table


def test_metrics_about_the_process_are_there_all_the_same(installed):
    metrics = installed.run("curl", "--silent", "--fail", "http://127.0.0.1:9418/metrics")
    for name in ["cpu_seconds_total", "resident_memory_bytes", "start_time_seconds", "open_fds"]:
        assert f"\nprocess_{name} " in metrics, name
