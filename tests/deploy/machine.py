"""A machine of its own, on which packages are installed and services run: see `sandbox`."""

import pathlib
import shutil
import subprocess
import time

from package import as_root

SANDBOX = pathlib.Path(__file__).with_name("sandbox")
SHARED = pathlib.Path("/mnt/shared")
# An installation waits for the disk again and again.
PATIENCE_SECONDS = 300


class CannotBoot(Exception):
    """This system does not allow it; the text says why."""


class Machine:
    """Boots when made, and is gone without a trace when it is left."""

    def __init__(self, folder):
        self.folder = folder
        command = as_root([str(SANDBOX), "boot", str(folder)])
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        said = self._process.stdout.readline().split()
        if said[:1] != ["booted"]:
            self._process.wait()
            raise CannotBoot(self._console())
        self._first = said[1]

    def _console(self):
        console = self.folder / "console"
        return console.read_text().strip() if console.exists() else "it did not begin"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(as_root(["kill", "-KILL", self._first]), check=True)
        self._process.wait()

    def attempt(self, *command, text=None):
        """Runs a command; whether it worked is up to the caller."""
        inside = as_root([str(SANDBOX), "run", self._first, *map(str, command)])
        return subprocess.run(inside, input=text, capture_output=True, text=True, timeout=PATIENCE_SECONDS)

    def run(self, *command, text=None):
        """Runs a command that has to work, and returns what it printed."""
        done = self.attempt(*command, text=text)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}{self.log()}"
        return done.stdout

    def share(self, path):
        """Makes a file of the outer system visible, and returns its name inside."""
        inner = self.folder / path.name
        if not inner.exists():
            shutil.copy2(path, inner)
        return SHARED / path.name

    def install(self, *packages):
        """Installs package files as an administrator does, and returns what was said."""
        names = [self.share(package) for package in packages]
        # The files are those of a test, which the user `_apt` may not read.
        options = ["--yes", "--no-install-recommends", "--option=APT::Sandbox::User=root"]
        done = self.attempt("apt-get", "install", *options, *names)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def remove(self, package):
        """Removes a package, but not what belongs to the administrator."""
        self.run("dpkg", "--remove", package)

    def purge(self, package):
        """Removes a package with all that belongs to it."""
        self.run("dpkg", "--purge", package)

    def write(self, path, text):
        """Writes a file as root."""
        self.run("sh", "-c", 'mkdir -p "$(dirname "$1")" && cat >"$1"', "sh", path, text=text)

    def read(self, path):
        """Reads a file as root."""
        return self.run("cat", path)

    def has(self, path):
        """Whether there is such a file or link."""
        return self.attempt("test", "-e", path, "-o", "-L", path).returncode == 0

    def unit(self, name, key):
        """A property of a unit as systemd shows it."""
        return self.run("systemctl", "show", "--value", f"--property={key}", name).strip()

    def is_active(self, name):
        """Whether the unit runs."""
        return self.unit(name, "ActiveState") == "active"

    def log(self, unit="geartraind"):
        """What a unit has logged."""
        return self.attempt("journalctl", "--no-pager", f"--unit={unit}").stdout

    def until(self, what, look):
        """Waits until `look` finds something."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"still waiting for {what}: {self.log()}")
