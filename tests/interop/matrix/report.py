"""Writes docs/compatibility.md from what the run found."""

import re
from difflib import unified_diff

from harness.server import ROOT, gearmand

from .checks import CHECKS, TLS_CHECKS
from .libraries import GONE, LIBRARIES, OURS
from .limits import GEARMAND_DEFECTS, WITHOUT_TLS
from .pairs import PAIRS, PAIRS_WITH_GEARMAND
from .record import Result

WITH_GEARMAND = "Our own client and worker with gearmand"

PAGE = ROOT / "docs" / "compatibility.md"

TLS = [library for library in LIBRARIES if library.key not in WITHOUT_TLS]

HOW_TO_WRITE = "write it anew: .venv/bin/python -m pytest tests/interop --write-compatibility"

_HEAD = """\
# Compatibility

Which Gearman libraries work with `geartraind`, as client and as worker. This page is written by the
tests themselves: `tests/interop/install`, then

    .venv/bin/python -m pytest tests/interop --write-compatibility

Without the option, the tests fail where the page says something else than they found.

Opposite to each library stands a small peer that speaks raw packets, so that a cell tells about
that library and the server only. The command line tools `gearman` and `gearadmin` have tests of
their own beside these. *geartrain (Rust)* is `geartrain-client` and `geartrain-worker` of this
repository, which pass the same checks as the others, and once more with Debian's gearmand.

*yes*: the check passes. *no*: the library itself cannot do it, whatever the server; the reason
stands below the table. *at times*: a race inside the library decides. A cell that fails by the
server's fault would read *FAILED*, and the tests would be red.

"""


def write(record):
    """Replaces the page; a run that left something out would lose it, so it is refused."""
    assert gearmand(), "the page needs gearmand: tests/wire/install-gearmand"
    missing = not_run(record)
    assert not missing, f"the page needs a whole run of the matrix; not run: {', '.join(missing)}"
    PAGE.write_text(page(record), encoding="utf-8")


def compare(record):
    """Holds the page against a whole run; the versions of Debian's packages are the machine's."""
    found, written = (
        [without_debian_version(line) for line in comparable(text).splitlines()]
        for text in (page(record), PAGE.read_text(encoding="utf-8"))
    )
    difference = "\n".join(unified_diff(written, found, "docs/compatibility.md", "this run", n=0))
    assert not difference, f"the page says something else; {HOW_TO_WRITE}\n{difference}"


def comparable(text):
    """Without what this machine cannot try."""
    if gearmand():
        return text
    return re.sub(rf"## {WITH_GEARMAND}\n.*?(?=^## )", "", text, flags=re.DOTALL | re.MULTILINE)


def without_debian_version(line):
    return re.sub(r"(\| Debian \|).*", r"\1", line)


def not_run(record):
    """What a run left out."""
    wanted = [(role, library) for role in ("client", "worker") for library in LIBRARIES]
    wanted += [(f"TLS {role}", library) for role in ("client", "worker") for library in TLS]
    pairs = [pair for pair in PAIRS if pair not in record.pairs]
    if gearmand():
        wanted += [(with_gearmand(role), OURS) for role in ("client", "worker")]
        pairs += [pair for pair in PAIRS_WITH_GEARMAND if pair not in record.pairs_with_gearmand]
    seen = {(cell.role, cell.library.key) for cell in record.cells}
    cells = [f"{role} {one.key}" for role, one in wanted if (role, one.key) not in seen]
    return cells + [f"{pair.client.key} to {pair.worker.key}" for pair in pairs]


def page(record):
    """The whole page."""
    return _HEAD + "\n".join(
        [
            checks(),
            libraries(),
            role_part(record, "client", "As a client"),
            role_part(record, "worker", "As a worker"),
            section("Across languages", pairs(record.pairs)),
            tls(record),
            ours_with_gearmand(record),
            gone(),
            defects(),
        ]
    )


def checks():
    lines = [f"- **{name}**: {meaning}" for name, meaning in CHECKS.items()]
    return section("The checks", lines)


def libraries():
    rows = [
        (library.name, library.language, library.source, library.version()) for library in LIBRARIES
    ]
    return section("The libraries", table(("library", "language", "from", "version"), rows))


def role_part(record, role, title):
    lines = [*role_table(record, role, CHECKS, LIBRARIES), "", *reasons(record, role)]
    return section(title, lines)


def role_table(record, role, checks, libraries):
    names = [
        name for name in checks if any(c.role == role and c.check == name for c in record.cells)
    ]
    rows = [
        (label(library), *(mark(record, role, library, name) for name in names))
        for library in libraries
    ]
    return table((role, *names), rows)


def tls(record):
    """Who speaks TLS, and how well; then who does not."""
    lines = [f"- **{name}**: {meaning}" for name, meaning in TLS_CHECKS.items()]
    for role in ("TLS client", "TLS worker"):
        lines += ["", *role_table(record, role, TLS_CHECKS, TLS), "", *reasons(record, role)]
    by_reason = {}
    for library in LIBRARIES:
        if library.key in WITHOUT_TLS:
            by_reason.setdefault(WITHOUT_TLS[library.key], []).append(label(library))
    lines += ["", "Not over TLS:", ""]
    lines += [f"- {', '.join(names)}: {reason}." for reason, names in by_reason.items()]
    return section("Over TLS", lines)


def mark(record, role, library, check):
    finding = find(record, role, library, check)
    return finding.result.value if finding else "-"


def find(record, role, library, check):
    found = (
        finding
        for cell, finding in record.cells.items()
        if (cell.role, cell.library, cell.check) == (role, library, check)
    )
    return next(found, None)


def reasons(record, role):
    """One line for each library and reason, with the checks that it explains."""
    by_reason = {}
    for cell, finding in record.cells.items():
        if cell.role == role and finding.result is not Result.PASSED:
            by_reason.setdefault((cell.library, finding.reason), []).append(cell.check)
    return [
        f"- {label(library)}, {', '.join(names)}: {reason}."
        for (library, reason), names in by_reason.items()
    ]


def pairs(findings):
    rows = [
        (label(pair.client), label(pair.worker), finding.result.value)
        for pair, finding in findings.items()
    ]
    return table(("client", "worker", "works"), rows)


def with_gearmand(role):
    """The role of a cell that was tried with gearmand."""
    return f"{role} with gearmand"


def ours_with_gearmand(record):
    rows = [
        (f"geartrain-{role}", *(mark(record, with_gearmand(role), OURS, name) for name in CHECKS))
        for role in ("client", "worker")
    ]
    lines = [*table(("crate", *CHECKS), rows), "", *pairs(record.pairs_with_gearmand)]
    return section(WITH_GEARMAND, lines)


def gone():
    lines = [f"- {library.name} ({library.language}): {library.reason}." for library in GONE]
    return section("Not tried", lines)


def defects():
    """What the same run shows with gearmand."""
    by_reason = {}
    for (role, key, check), reason in GEARMAND_DEFECTS.items():
        by_reason.setdefault((role, check, reason), []).append(key)
    intro = "The same checks with gearmand 1.1.20 fail in these cells, by its fault:"
    lines = [
        f"- as a {role}, {check}: {', '.join(keys)}. {reason}."
        for (role, check, reason), keys in by_reason.items()
    ]
    return section("Beside gearmand", [intro, "", *lines])


def label(library):
    return f"{library.name} ({library.language})"


def section(title, lines):
    return "\n".join([f"## {title}", "", *lines, ""])


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]
