"""The words that tests and peers share."""

from dataclasses import dataclass, field
from enum import Enum


class Ending(Enum):
    """How a job ended for the client that waited."""

    COMPLETE = "complete"
    FAIL = "fail"
    EXCEPTION = "exception"


class Priority(Enum):
    """The three priorities of the protocol."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass
class Outcome:
    """What a waiting client got to see of a job."""

    ending: Ending
    result: bytes = b""
    exception: bytes = b""
    data: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    progress: list = field(default_factory=list)


@dataclass
class JobStatus:
    """What a client says of a background job."""

    is_known: bool
    is_running: bool
    progress: tuple


@dataclass
class Order:
    """A job to submit."""

    function: str
    payload: bytes
    unique: str = ""
    priority: Priority = Priority.NORMAL
