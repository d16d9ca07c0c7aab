"""What a library cannot do by itself, whatever the server does.

`Absent`: the library has no call for it, so there is nothing to run.
`Broken`: the call is there and fails by the library's own fault; the check runs and has to fail, so
that a repaired library shows up.
`Unreliable`: it works or not, by a race inside the library; the check runs and may fail.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    reason: str


class Absent(Limit):
    """There is no call for it."""


class Broken(Limit):
    """There is a call, and it fails."""


class Unreliable(Limit):
    """There is a call, and it fails at times."""


FOREGROUND_CHECKS = (
    "small",
    "binary",
    "large",
    "progress",
    "data",
    "warning",
    "failure",
    "downgrade",
    "killed",
)

NO_PING = Absent("has no call for an echo")
NO_EXCEPTIONS = Absent("never asks the server for exceptions")
NO_UNIQUE = Absent("asks for jobs without their unique ids")
NO_BACKGROUND = Absent("submits no background jobs")

AIOGEAR_TEXT = Broken("takes payloads and results for UTF-8 without NULs")
HANDLE_RACE = Unreliable("loses what comes before it has noted the job's handle")
RUSTYGEAR_NUL = Broken("cuts payloads and results at the first NUL")
RUSTYGEAR_MAGIC = Broken("sends the packet as if it were a response")
NODE_GEARMAN_BACKGROUND = Broken("adds a NUL to the payload of a background job")

CLIENT_LIMITS = {
    "Perl/Gearman::Client": {"ping": NO_PING},
    "Python/gearman3": {"exception": NO_EXCEPTIONS},
    "Python/pygearman": {"exception": NO_EXCEPTIONS},
    "Python/gear": {"ping": Broken("notifies the caller without holding the lock for it")},
    "Python/aiogear": {"ping": NO_PING, "binary": AIOGEAR_TEXT, "data": AIOGEAR_TEXT},
    "Node/gearman": {"status": Broken("reads the denominator as one byte")},
    "Node/abraxas": {
        "status": Broken("takes the answer for an error"),
        "data": Absent("joins partial results and the result"),
    },
    "Node/node-gearman": {
        "ping": NO_PING,
        "status": Absent("does not ask for the status of a job"),
        "priority": NODE_GEARMAN_BACKGROUND,
        "unique": NODE_GEARMAN_BACKGROUND,
        "progress": Absent("ignores the progress of a job"),
        "warning": Absent("ignores warnings"),
        "exception": NO_EXCEPTIONS,
    },
    "Node/gearman-coffee": {
        "ping": NO_PING,
        "status": NO_BACKGROUND,
        "priority": Absent("has no priorities"),
        "unique": Absent("sends no unique ids"),
        "exception": NO_EXCEPTIONS,
    },
    "Go/gearman-go": {"exception": NO_EXCEPTIONS},
    "Go/g2": {
        **dict.fromkeys(FOREGROUND_CHECKS, HANDLE_RACE),
        "unique": Absent("chooses the unique id itself"),
        "exception": NO_EXCEPTIONS,
    },
    "Rust/rustygear": {
        **dict.fromkeys(FOREGROUND_CHECKS, HANDLE_RACE),
        "binary": RUSTYGEAR_NUL,
        "data": RUSTYGEAR_NUL,
        "priority": Absent("has no priorities"),
        "exception": NO_EXCEPTIONS,
    },
}

WORKER_LIMITS = {
    "Perl/Gearman::Client": {"unique": NO_UNIQUE},
    "Python/aiogear": {
        "binary": AIOGEAR_TEXT,
        "progress": Absent("sends no progress"),
        "data": Absent("sends no partial results"),
        "warning": Absent("sends no warnings"),
        "failure": Absent("reports every failure as an exception"),
    },
    "Node/gearmanode": {"binary": Broken("makes text of every result")},
    "Node/abraxas": {
        "data": Absent("keeps partial results until the end"),
        "failure": Absent("reports every failure as an exception"),
    },
    "Node/node-gearman": {
        "unique": NO_UNIQUE,
        "progress": Absent("sends no progress"),
        "warning": Absent("sends no warnings"),
        "exception": Absent("sends no exceptions"),
    },
    "Node/gearman-coffee": {"unique": NO_UNIQUE, "exception": Absent("sends no exceptions")},
    "Rust/rustygear": {
        "binary": RUSTYGEAR_NUL,
        "progress": RUSTYGEAR_MAGIC,
        "data": Absent("sends no partial results"),
        "warning": Absent("sends no warnings"),
        "failure": RUSTYGEAR_MAGIC,
        "exception": Absent("sends no exceptions"),
    },
}

NO_TLS = "does not speak TLS"

# Who is not in the tables about TLS, and why.
WITHOUT_TLS = {
    "C/libgearman": "Debian builds it without TLS",
    "PHP/php-gearman": "uses libgearman, and has no call for TLS",
    "Python/gearman3": "speaks TLS 1.0 only",
    "Node/gearman": NO_TLS,
    "Node/gearmanode": NO_TLS,
    "Node/abraxas": NO_TLS,
    "Node/node-gearman": NO_TLS,
    "Node/gearman-coffee": NO_TLS,
    "Go/gearman-go": NO_TLS,
    "Go/g2": NO_TLS,
    "Java/gearman-java": NO_TLS,
}

ALWAYS_SHOWN = Absent("speaks TLS only with a certificate of its own")

ALWAYS_SHOW = ("Python/pygearman", "Python/gear")

TLS_CLIENT_LIMITS = {
    **{key: {"anonymous": ALWAYS_SHOWN} for key in ALWAYS_SHOW},
    "Rust/rustygear": {"anonymous": HANDLE_RACE, "certificate": HANDLE_RACE},
}

TLS_WORKER_LIMITS = {key: {"anonymous": ALWAYS_SHOWN} for key in ALWAYS_SHOW}

STRAY_NUL = "It puts a NUL behind the handle in the WORK_FAIL that it makes of an exception"
LATE_ERROR = "It answers an error to what follows a WORK_EXCEPTION, and the worker dies of it"

# Where gearmand fails by a known defect of its own.
GEARMAND_DEFECTS = {
    ("client", "Python/gearman3", "downgrade"): STRAY_NUL,
    ("client", "Python/pygearman", "downgrade"): STRAY_NUL,
    ("client", "Node/node-gearman", "downgrade"): STRAY_NUL,
    ("client", "Node/gearman-coffee", "downgrade"): STRAY_NUL,
    ("worker", "Perl/Gearman::Client", "exception"): LATE_ERROR,
    ("worker", "Python/pygearman", "exception"): LATE_ERROR,
    ("worker", "Node/abraxas", "exception"): LATE_ERROR,
    ("worker", "Java/gearman-java", "exception"): LATE_ERROR,
}
