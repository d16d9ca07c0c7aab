"""One library's client with another library's worker, across languages.

Each library is a worker once. Clients take turns, without those whose own races decide the result.
"""

from dataclasses import dataclass

from .libraries import LIBRARIES, OURS, Library
from .limits import CLIENT_LIMITS
from .programs import ClientProgram, WorkerProgram
from .trial import SECONDS

_STEP = 5
_TEXT = b"one end calls, the other end answers"


@dataclass(frozen=True)
class Pair:
    """Who calls whom."""

    client: Library
    worker: Library


def _across_languages():
    callers = [
        library for library in LIBRARIES if "small" not in CLIENT_LIMITS.get(library.key, {})
    ]
    for index, worker in enumerate(LIBRARIES):
        yield Pair(callers[(index + _STEP) % len(callers)], worker)


PAIRS = list(_across_languages())
assert all(pair.client.language != pair.worker.language for pair in PAIRS)

# By way of gearmand: our own with libraries that its users have.
_USUAL = ("C/libgearman", "PHP/php-gearman", "Python/gear", "Go/gearman-go")
_PARTNERS = [library for library in LIBRARIES if library.key in _USUAL]
PAIRS_WITH_GEARMAND = [Pair(OURS, partner) for partner in _PARTNERS]
PAIRS_WITH_GEARMAND += [Pair(partner, OURS) for partner in _PARTNERS]


def run_pair(pair, server, prefix, folder):
    """Has a text reversed and then, by the same worker, the result of that."""
    with WorkerProgram(pair.worker.worker, server, prefix, folder / "worker.log"):
        reversed_text = ask(pair.client, server, prefix + "reverse", _TEXT)
        assert reversed_text == _TEXT[::-1]
        assert ask(pair.client, server, prefix + "reverse", reversed_text) == _TEXT


def ask(client, server, function, payload):
    """The result of one foreground job."""
    arguments = ["run", server.host, str(server.port), function, "normal", ""]
    with ClientProgram([*client.client, *arguments], payload, SECONDS) as program:
        seen = program.answer()
    assert seen["end"] == "complete", seen
    return bytes.fromhex(seen["result"])
