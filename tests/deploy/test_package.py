"""The package on a machine: installed, used, upgraded, removed."""

import json
import subprocess

import package
from conftest import NEW_VERSION, OLD_VERSION

DEFAULTS = "/etc/default/geartrain"


def version(machine):
    return machine.run("dpkg-query", "--show", "--showformat=${Version}", "geartrain")


def queued(machine):
    """Jobs by function."""
    rows = json.loads(machine.run("geartrain", "status", "--json"))
    return {row["function"]: row["total"] for row in rows}


def submit(machine, payload):
    machine.run("geartrain", "submit", "--background", "shout", payload)


def work(machine, jobs):
    """What a worker makes of the next jobs."""
    command = ["geartrain", "work", "--function=shout", f"--max-jobs={jobs}", "--"]
    machine.run(*command, "sh", "-c", "cat >>/tmp/shouted; echo >>/tmp/shouted")
    return machine.read("/tmp/shouted").split()


def test_it_takes_the_place_of_debians_package(new_package):
    for name in ["Conflicts", "Replaces", "Provides"]:
        assert package.field(new_package, name) == "gearman-job-server"


def test_it_unpacks_into_any_folder(new_package, tmp_path):
    """Needs no machine: what there is to see where none can be had."""
    root = package.unpack(new_package, tmp_path / "root")
    for name in ["usr/bin/geartraind", "usr/bin/geartrain", "usr/sbin/gearmand"]:
        done = subprocess.run([root / name, "--version"], capture_output=True, text=True)
        assert (done.returncode, done.stdout.split()[0][:9]) == (0, "geartrain")
    for script in ["postinst", "prerm", "postrm"]:
        subprocess.run(["sh", "-n", root / "DEBIAN" / script], check=True)
        assert "#DEBHELPER#" not in (root / "DEBIAN" / script).read_text()
    for name in ["geartraind.8", "geartrain.1"]:
        (page,) = root.glob(f"usr/share/man/*/{name}*")
        assert page.stat().st_size > 0
    unit = (root / "usr/lib/systemd/system/geartraind.service").read_text()
    assert "Alias=gearman-job-server.service" in unit


def test_a_fresh_installation_serves_as_a_user_of_its_own(installed):
    assert installed.is_active("geartraind")
    assert installed.unit("geartraind", "Type") == "notify"
    assert installed.unit("geartraind", "StatusText") == "serving"
    assert installed.unit("geartraind", "UnitFileState") == "enabled"
    process = installed.unit("geartraind", "MainPID")
    assert installed.run("ps", "-o", "user=", "-p", process).strip() == "geartrain"
    folder = installed.run("stat", "--format=%U %a", "/var/lib/geartrain")
    assert folder == "geartrain 700\n"
    installed.run("geartrain", "ping")
    installed.run("gearadmin", "--server-version")


def test_a_fresh_installation_serves_this_machine_only(installed):
    sockets = installed.run("ss", "--listening", "--tcp", "--numeric", "--no-header").splitlines()
    addresses = {line.split()[3] for line in sockets}
    assert "127.0.0.1:4730" in addresses
    assert addresses <= {"127.0.0.1:4730", "[::1]:4730", "127.0.0.1:9418"}


def test_a_reload_is_over_when_the_server_says_so(installed):
    process = installed.unit("geartraind", "MainPID")
    installed.run("systemctl", "reload", "geartraind")
    assert installed.is_active("geartraind")
    assert installed.unit("geartraind", "MainPID") == process


def test_a_crash_is_followed_by_a_start_with_the_same_queue(machine, new_package):
    machine.install(new_package)
    submit(machine, "hello")
    machine.run("systemctl", "kill", "--kill-who=main", "--signal=KILL", "geartraind")
    machine.until("the next start", lambda: machine.unit("geartraind", "NRestarts") == "1")
    machine.until("the service", lambda: machine.is_active("geartraind"))
    assert work(machine, 1) == ["hello"]


def test_a_server_that_hangs_is_started_anew(machine, new_package):
    machine.write("/etc/systemd/system/geartraind.service.d/quick.conf", "[Service]\nWatchdogSec=5\n")
    machine.install(new_package)
    halted = machine.unit("geartraind", "MainPID")
    machine.run("systemctl", "kill", "--kill-who=main", "--signal=STOP", "geartraind")
    machine.until("the next start", lambda: machine.unit("geartraind", "MainPID") not in (halted, "0"))
    machine.until("the service", lambda: machine.is_active("geartraind"))
    machine.run("geartrain", "ping")


def test_an_upgrade_keeps_queue_and_options(machine, old_package, new_package):
    machine.install(old_package)
    machine.write(DEFAULTS, 'PARAMS="--listen=127.0.0.1 --verbose=NOTICE"\n')
    submit(machine, "one")
    submit(machine, "two")
    before = machine.unit("geartraind", "MainPID")
    assert version(machine) == OLD_VERSION
    machine.install(new_package)
    assert version(machine) == NEW_VERSION
    assert machine.is_active("geartraind")
    assert machine.unit("geartraind", "MainPID") != before
    assert machine.read(DEFAULTS) == 'PARAMS="--listen=127.0.0.1 --verbose=NOTICE"\n'
    process = machine.unit("geartraind", "MainPID")
    assert "--verbose=NOTICE" in machine.read(f"/proc/{process}/cmdline")
    assert queued(machine) == {"shout": 2}
    assert work(machine, 2) == ["one", "two"]


def test_a_removal_leaves_queue_and_options_for_the_next_installation(machine, new_package):
    machine.install(new_package)
    submit(machine, "hello")
    machine.write(DEFAULTS, 'PARAMS="--listen=127.0.0.1"\n')
    machine.remove("geartrain")
    assert not machine.has("/usr/bin/geartraind")
    assert machine.attempt("pgrep", "geartraind").returncode != 0
    machine.install(new_package)
    assert machine.is_active("geartraind")
    assert machine.read(DEFAULTS) == 'PARAMS="--listen=127.0.0.1"\n'
    assert work(machine, 1) == ["hello"]


def test_a_purge_leaves_nothing_but_the_user(machine, new_package):
    before = listing(machine)
    machine.install(new_package)
    submit(machine, "hello")
    machine.purge("geartrain")
    assert listing(machine) - before == set()


def listing(machine):
    """Files that a package might leave behind."""
    folders = ["/etc/default", "/etc/systemd", "/usr/bin", "/usr/sbin", "/usr/lib/systemd"]
    folders += ["/usr/lib/sysusers.d", "/usr/share/doc/geartrain", "/var/lib/systemd"]
    found = machine.attempt("find", *folders, "/var/lib/geartrain").stdout
    return {line for line in found.splitlines() if "geartrain" in line or "gearman" in line}
