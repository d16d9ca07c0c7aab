"""The document: figures reached and missed, all medians, plots, and how to repeat it."""

from .figures import all_figures
from .loads import LOADS
from .machine import ROOT
from .plot import Line, Plot, to_svg
from .servers import SERVERS
from .tables import table_of

DOCUMENT = ROOT / "docs" / "benchmarks.md"
_PICTURES = ROOT / "docs" / "benchmarks"
_NOTES = ROOT / "benches" / "notes.md"

_DEPTHS = (1_000, 10_000, 100_000, 1_000_000)

# Above this load average other work shares the cores, and the figures with it.
_QUIET_LOAD = 0.7

_METHOD = """\
Each load gets a server that was just started, and the servers take turns (A B A B). The server is
pinned to one core and the load to another one; what stands here are medians over the repetitions,
with the lowest and the highest in parentheses for CPU.
`server CPU` is what the system accounts to the server's process, all its threads, for each job;
`by ours` is that figure divided by Geartrain's, so 2.0 means twice our CPU. `load CPU` is what the
load itself took: where it is above the server's, the server was not saturated, and its rate could
be higher. Every answer is checked: a server that answers wrongly has no figures but the reason.
Durable servers write to a folder on this machine's disk. beanstalkd speaks another protocol, in
which a submission is `put` and a worker's round is `reserve` and `delete`: it has neither
foreground jobs nor uniques, so it stands only where these are not needed.
"""


def write(records):
    """Writes the document and its pictures."""
    pictures = _draw(records)
    parts = [
        _head(records),
        _figures(records),
        _reasons(records),
        _pictures(pictures),
        _loads(records),
        _missing(records),
        _repeat(),
    ]
    text = "\n".join(part for part in parts if part)
    DOCUMENT.write_text(text, encoding="utf-8")


def _head(records):
    header = records.header
    rows = [("measured", f"{header['began']}, `benches/compare{header['arguments']}`")]
    rows += list(header["machine"].items())
    rows.append(("pinned", header["pinned"]))
    rows.append(("Geartrain", header["revision"]))
    for name, found in header["rivals"].items():
        rows.append((name, found.get("version") or f"left out: {found['missing']}"))
    table = "".join(f"| {name} | {text} |\n" for name, text in rows)
    return (
        "# Benchmarks\n\n"
        "`benches/compare` writes this page; changes belong there or into `benches/notes.md`.\n\n"
        f"| | |\n| --- | --- |\n{table}\n{_warning(header)}{_METHOD}"
    )


def _warning(header):
    warnings = []
    if float(header["machine"]["load average before"]) > _QUIET_LOAD:
        warnings.append("other work ran on the machine when this was measured")
    if header["mode"] == "quick":
        warnings.append("this is the quick mode: few repetitions, smaller loads")
    if not warnings:
        return ""
    return f"**Provisional**: {'; '.join(warnings)}.\n\n"


def _figures(records):
    figures = all_figures(records)
    counts = {}
    for figure in figures:
        counts[figure.verdict] = counts.get(figure.verdict, 0) + 1
    summary = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    rows = "".join(_figure_row(figure) for figure in figures)
    return (
        f"## Figures to reach\n\n{summary}.\n\n"
        f"| figure | measured (asked for) | |\n| --- | --- | --- |\n{rows}"
    )


def _figure_row(figure):
    parts = "; ".join(_part(part) for part in figure.parts)
    return f"| {figure.title} | {parts} | {_mark(figure.verdict)} |\n"


def _mark(verdict):
    return verdict if verdict == "reached" else f"**{verdict}**"


def _part(part):
    unit = f" {part.unit}" if part.unit else ""
    sign = "≥" if part.at_least else "≤"
    value = "not measured" if part.value is None else f"{_number(part.value)}{unit}"
    bound = f"{_number(part.bound)}{unit}"
    shown = f"{part.what} {value} ({sign} {bound})"
    return f"**{shown}**" if part.is_reached is False else shown


def _number(value):
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _reasons(records):
    """Why figures were missed: what people found out, and the profile."""
    missed = [figure for figure in all_figures(records) if figure.verdict == "missed"]
    if not missed:
        return ""
    notes = _notes()
    text = "\n## What was missed, and why\n"
    profiles_shown = set()
    for figure in missed:
        text += f"\n### {figure.title}\n\n"
        text += "; ".join(_part(part) for part in figure.parts) + ".\n"
        if figure.name in notes:
            text += f"\n{notes[figure.name]}\n"
        profile = records.header.get("profiles", {}).get(figure.load)
        if not profile:
            continue
        if figure.load in profiles_shown:
            text += f"\nThe profile of the load `{figure.load}` stands above.\n"
            continue
        profiles_shown.add(figure.load)
        lines = "\n".join(profile)
        text += f"\nProfile of the server under the load `{figure.load}`:\n\n"
        text += f"```text\n{lines}\n```\n"
    return text


def _notes():
    """Texts by the name of a figure, from the sections of a file that people write."""
    if not _NOTES.exists():
        return {}
    sections = _NOTES.read_text(encoding="utf-8").split("\n## ")[1:]
    pairs = (section.partition("\n") for section in sections)
    return {name.strip(): text.strip() for name, _, text in pairs}


def _pictures(pictures):
    shown = "".join(f"![{title}](benchmarks/{name}.svg)\n\n" for name, title in pictures)
    return f"\n## Plots\n\n{shown}" if shown else ""


def _draw(records):
    """Writes the pictures; gives name and title of each."""
    _PICTURES.mkdir(parents=True, exist_ok=True)
    drawn = []
    for name, plot in _plots(records):
        svg = to_svg(plot)
        path = _PICTURES / f"{name}.svg"
        if svg is None:
            path.unlink(missing_ok=True)
            continue
        path.write_text(svg, encoding="utf-8")
        drawn.append((name, plot.title))
    return drawn


def _plots(records):
    servers = ["ours", "gearmand", "gearmand-tuned", "rustygeard", "beanstalkd"]
    queue = "jobs in the queue"
    rate = "jobs_per_second"
    yield "submit", Plot(
        "Background submissions", queue, "jobs/s", _by_depth(records, servers, "submit", rate)
    )
    yield "drain", Plot("Drain", queue, "jobs/s", _by_depth(records, servers, "drain", rate))
    yield "memory", Plot(
        "Memory by depth of the queue",
        queue,
        "bytes resident",
        _by_depth(records, servers, "submit", "server_memory_bytes_after"),
    )
    yield "latency", Plot(
        "Latency of foreground jobs by load",
        "jobs/s",
        "p99 in µs",
        [
            Line(_short(name), _latencies(records, name))
            for name in ("ours", "gearmand", "gearmand-tuned")
        ],
        is_across_logarithmic=False,
    )


def _by_depth(records, servers, step, name):
    lines = []
    for server in servers:
        points = []
        for jobs in _DEPTHS:
            load, wanted = ("depth", step) if jobs == 1_000_000 else ("depths", f"{step}-{jobs}")
            value = records.median(load, server, wanted, name)
            # A run that was cut off never had so many jobs.
            done = records.median(load, server, wanted, "jobs") or 0
            if value and done >= jobs:
                points.append((jobs, value))
        lines.append(Line(_short(server), points))
    return lines


def _latencies(records, server):
    results = records.results("latency", server)
    parts = sorted({step for steps in results for step in steps}, key=float)
    points = []
    for part in parts:
        rate = records.median("latency", server, part, "jobs_per_second")
        p99 = records.median("latency", server, part, "p99_us")
        if rate and p99:
            points.append((rate, p99))
    return sorted(points)


def _short(server):
    return {"ours": "Geartrain", "gearmand-tuned": "gearmand, tuned"}.get(server, server)


def _loads(records):
    text = "\n## All loads\n"
    for load in LOADS:
        text += f"\n### {load.title}\n\n"
        text += table_of(records, load)
    return text


def _missing(records):
    """Everything that has no figures, with the reason."""
    lines = []
    for load in LOADS:
        for name in load.servers:
            rival = records.header["rivals"].get(SERVERS[name].program, {})
            reason = records.error(load.name, name)
            if reason is None and not records.results(load.name, name):
                reason = rival.get("missing") or "not run in this mode, or the time was over"
            if reason:
                lines.append(f"- {load.title}: {SERVERS[name].title}: {reason}\n")
    return f"\n## What has no figures\n\n{''.join(lines)}" if lines else ""


def _repeat():
    return (
        "\n## Repeat it\n\n"
        "```sh\nbenches/compare          # about 15 minutes, 20 at most\n"
        "benches/compare --quick  # about 3 minutes, 5 at most\n```\n\n"
        "It builds Geartrain, installs Debian's `gearmand` and `beanstalkd` (as root, or with "
        "sudo), `rustygeard` with cargo and Python's `gear` with pip, both into "
        "`target/compare`, and writes this page. `--help` tells more. Single loads are "
        "sub-commands of `geartrain bench`, such as\n\n"
        "```sh\ntaskset -c 0 geartraind -p 24730 -L 127.0.0.1 -q builtin &\n"
        "taskset -c 1 geartrain -s 127.0.0.1:24730 bench --pid $! round-trip\n```\n"
    )

