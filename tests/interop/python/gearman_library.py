"""Which of the libraries that are imported as `gearman` this process has."""

import sys
from pathlib import Path

import gearman

IS_FORK = "pygearman" in Path(gearman.__file__).parts
NAME = "pygearman" if IS_FORK else "gearman3"


def repair():
    """Gives gearman3 back what newer Pythons took from it; the fork runs as it is."""
    if IS_FORK:
        return
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    from peers import gearman3_repair

    gearman3_repair.apply()


def as_bytes(value):
    return value.encode() if isinstance(value, str) else value
