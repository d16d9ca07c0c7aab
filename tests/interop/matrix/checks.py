"""The checks and the words for them, in the order in which the matrix shows them."""

CHECKS = {
    "ping": "an echo comes back",
    "small": "1 KiB in the foreground",
    "binary": "all 256 byte values, NUL included",
    "large": "2 MiB in the foreground",
    "status": "a background job, its status until it is unknown",
    "priority": "high before normal before low",
    "unique": "the unique id of a job",
    "progress": "numerator and denominator while the job runs",
    "data": "partial results",
    "warning": "warnings",
    "failure": "the job fails",
    "exception": "the job fails with a message",
    "downgrade": "a client that asked for no exceptions sees a failure instead",
    "killed": "the worker dies in mid-job, another one finishes",
}

TLS_CHECKS = {
    "anonymous": "2 MiB each way, with a server that asks for no certificate",
    "certificate": "the same, with a server that asks for a certificate",
    "refused": "without a certificate, or with one from elsewhere, that server does not let it in",
    "suspicious": "it turns away from a server with a certificate from elsewhere",
}

SMALL = b"0123456789abcdef" * 64
BINARY = bytes(range(256)) + b"\0\0tail\0"
# Text, so that a library that cannot carry bytes still shows whether it can carry many.
LARGE = b"0123456789abcdefghijklmnopqrstuvwxyz" * (2 * 1024 * 1024 // 36 + 1)
LARGE = LARGE[: 2 * 1024 * 1024]


def is_three_sevenths(progress):
    """Whether the progress is right; some libraries send or show a fraction."""
    numerator, denominator = progress
    return abs(numerator / denominator - 3 / 7) < 1e-9
