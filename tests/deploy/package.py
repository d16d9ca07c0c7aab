"""The Debian package: built from programs that are there already, and Debian's gearmand beside it."""

import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def programs():
    """The folder with `geartraind` and `geartrain`."""
    server = os.environ.get("GEARTRAIND", ROOT / "target" / "debug" / "geartraind")
    return pathlib.Path(server).parent


def build(folder, version):
    """Packs the programs as this version; cargo-deb takes them for a release build."""
    release = folder / "release"
    release.mkdir(exist_ok=True)
    for name in ["geartraind", "geartrain"]:
        if not (release / name).exists():
            shutil.copy2(programs() / name, release)
    package = folder / f"geartrain_{version}.deb"
    command = ["cargo", "deb", "--package=geartrain-server", "--no-build", "--fast", "--locked"]
    command += ["--quiet", "--strip", f"--deb-version={version}", f"--output={package}"]
    environment = {**os.environ, "CARGO_TARGET_DIR": str(folder)}
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    return package


def field(package, name):
    """What the package says about itself."""
    command = ["dpkg-deb", "--field", package, name]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def unpack(package, folder):
    """Puts the package's files below `folder`, and its scripts below `folder/DEBIAN`."""
    subprocess.run(["dpkg-deb", "--raw-extract", package, folder], check=True)
    return folder


def download_gearmand(folder):
    """Fetches Debian's gearmand, and what this system lacks of what it needs; `None` if it cannot."""
    cache = folder / "debian"
    (cache / "partial").mkdir(parents=True)
    command = ["apt-get", "install", "--yes", "--reinstall", "--download-only", "--quiet"]
    command += ["--no-install-recommends", f"--option=Dir::Cache::archives={cache}"]
    command += ["--option=APT::Sandbox::User=root", "gearman-job-server"]
    done = subprocess.run(as_root(command), capture_output=True, text=True)
    packages = sorted(cache.glob("*.deb"))
    return packages if done.returncode == 0 and packages else None


def as_root(command):
    """The command as root, who may be us."""
    return command if os.geteuid() == 0 else ["sudo", "-n", *command]
