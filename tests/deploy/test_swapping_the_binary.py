"""Debian's gearmand is stopped and geartraind takes its place: same file name, same unit, same options.

A Perl worker and a PHP client live through it. `pytest -rP` shows the session.
"""

import pathlib

import package

SWAP = pathlib.Path(__file__).with_name("swap")
UNIT = "gearman-job-server"
PROGRAM = "/usr/sbin/gearmand"
SAID = "/tmp/said"
# Debian's unit with Debian's /etc/default/gearman-job-server.
COMMAND_LINE = (
    f"{PROGRAM} --pid-file=/run/gearman/gearmand.pid --listen=localhost --daemon "
    "--log-file=/var/log/gearman-job-server/gearmand.log"
)


class Session:
    """What an administrator types, and what is seen."""

    def __init__(self, machine):
        self.machine = machine

    def type(self, line):
        """Runs a command that has to work, and shows both."""
        said = self.machine.run("bash", "-c", line)
        print(f"# {line}\n{said}", end="")
        return said

    def start(self, name, *command):
        """Starts a program that goes on by itself; gives its process."""
        self.machine.write(f"/opt/{name}", (SWAP / name).read_text())
        service = name.replace(".", "-")
        log = f"--property=StandardOutput=append:{SAID}"
        self.type(f"systemd-run --quiet --unit={service} {log} {' '.join(command)}")
        return self.machine.unit(service, "MainPID")

    def server(self):
        """The process that the unit runs, by the file that gearmand's options name."""
        process = self.machine.read("/run/gearman/gearmand.pid").strip()
        assert process == self.machine.unit(UNIT, "MainPID")
        assert self.type(f"tr '\\0' ' ' </proc/{process}/cmdline; echo").strip() == COMMAND_LINE
        assert self.machine.run("ps", "-o", "user=", "-p", process).strip() == "gearman"
        return process

    def heard(self):
        """What the client has written so far."""
        return self.machine.read(SAID).splitlines()

    def hears_again(self):
        """Waits for two results that the client did not have before."""
        before = len(self.heard())
        self.machine.until("a result", lambda: self.heard()[before:].count("HELLO") >= 2)
        self.type(f"tail -n 1 {SAID}")

    def ask_gearadmin(self):
        """The rows of the function, from each list."""
        rows = self.machine.until("the worker", self.status_of_shout)
        assert rows[1:] in (["0", "0", "1"], ["1", "0", "1"], ["1", "1", "1"])
        self.type("gearadmin --server-version; gearadmin --status; gearadmin --workers")
        self.type("gearadmin --create-function=other && gearadmin --drop-function=other")

    def status_of_shout(self):
        status = self.machine.run("gearadmin", "--status")
        rows = [line.split("\t") for line in status.splitlines()]
        return next((row for row in rows if row[0] == "shout" and row[3] == "1"), None)


def test_clients_workers_and_gearadmin_go_on(old_machine):
    machine = old_machine
    session = Session(machine)
    worker = session.start("worker.pl", "perl", "/opt/worker.pl")
    client = session.start("client.php", "php", "/opt/client.php", "hello")
    session.hears_again()
    session.ask_gearadmin()
    session.server()
    assert "1.1.20" in session.type("gearadmin --server-version")

    session.type(f"systemctl stop {UNIT}")
    machine.until("the gap", lambda: "error" in session.heard()[-1])
    machine.share(package.programs() / "geartraind")
    session.type(f"install /mnt/shared/geartraind {PROGRAM}")
    session.type(f"systemctl start {UNIT}")

    session.hears_again()
    session.ask_gearadmin()
    session.server()
    assert "1.1.20" not in session.type("gearadmin --server-version")
    assert session.type("cat /var/log/gearman-job-server/gearmand.log | tail -n 3")
    assert machine.unit("worker-pl", "MainPID") == worker
    assert machine.unit("client-php", "MainPID") == client


def test_the_queue_outlives_a_restart_which_it_did_not_before(old_machine):
    machine = old_machine
    session = Session(machine)
    machine.share(package.programs() / "geartraind")
    session.type(f"systemctl stop {UNIT} && install /mnt/shared/geartraind {PROGRAM}")
    session.type(f"systemctl start {UNIT} && gearman -b -f later work")
    session.type(f"systemctl restart {UNIT}")
    session.server()
    assert "later\t1\t0\t0\n" in session.type("gearadmin --status")
