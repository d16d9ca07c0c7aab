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
    """All findings of a run."""

    def __init__(self):
        self.cells = {}
        self.pairs = {}
        self.pairs_with_gearmand = {}

    def add(self, cell, finding):
        self.cells[cell] = finding

    def add_pair(self, pair, finding):
        self.pairs[pair] = finding

    def add_pair_with_gearmand(self, pair, finding):
        self.pairs_with_gearmand[pair] = finding
