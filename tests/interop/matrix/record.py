"""What the run found out, for the report."""

from dataclasses import dataclass
from enum import Enum


class Result(Enum):
    """How one check of one library ended."""

    PASSED = "yes"
    CANNOT = "no"
    UNRELIABLE = "at times"
    FAILED = "FAILED"


@dataclass(frozen=True)
class Finding:
    result: Result
    reason: str = ""


class Record:
    """All findings by role, library and check."""

    def __init__(self):
        self.findings = {}

    def add(self, role, library, check, finding):
        self.findings[role, library, check] = finding

    def get(self, role, library, check):
        return self.findings.get((role, library, check))
