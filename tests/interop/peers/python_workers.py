"""Workers that use a Python library."""

import sys
from pathlib import Path

from .process import WorkerProcess

WORKERS = Path(__file__).resolve().parents[1] / "workers"


class Gearman3Worker(WorkerProcess):
    """gearman3, which sleeps with PRE_SLEEP before it ever asks for a job."""

    CANNOT = {}

    def __init__(self, server, function, behaviour, environment):
        command = [sys.executable, str(WORKERS / "gearman3_worker.py")]
        super().__init__([*command, server.address, function, behaviour], environment)


class GearWorker(WorkerProcess):
    """gear, which asks for a job first and sleeps when there is none."""

    CANNOT = {}

    def __init__(self, server, function, behaviour, environment):
        command = [sys.executable, str(WORKERS / "gear_worker.py")]
        super().__init__([*command, server.address, function, behaviour], environment)
