"""Tables of medians, one for each load."""

from .figures import ratio
from .servers import SERVERS

_CPU = "server_cpu_us_per_job"

_COLUMNS = [
    ("jobs/s", ("jobs_per_second",), 1),
    ("server CPU µs", (_CPU,), 1),
    ("load CPU µs", ("generator_cpu_us_per_job",), 1),
    ("p50 µs", ("p50_us",), 1),
    ("p99 µs", ("p99_us",), 1),
    ("p99.9 µs", ("p999_us",), 1),
    ("peak MiB", ("server_memory_bytes_peak",), 2**20),
    ("after MiB", ("server_memory_bytes_after",), 2**20),
]

# What is shown of steps that are no reports of `geartrain bench`.
_UNITS = {
    "sync_p50_us": "µs",
    "sync_p99_us": "µs",
    "seconds": "s",
    "bytes_beyond_payload": "bytes",
    "jobs": "jobs",
}


def table_of(records, load):
    """A table with a row for each step and server."""
    rows, more = "", ""
    for step in _steps(records, load):
        for server in load.servers:
            if records.median(load.name, server, step, "jobs_per_second") is not None:
                rows += _row(records, load, step, server)
            more += _more(records, load, step, server)
    if not rows and not more:
        return "Not measured.\n"
    names = ["", "server", *(name for name, _, _ in _COLUMNS)]
    names.insert(4, "by ours")
    head = "| " + " | ".join(names) + " |\n" + "| --- | --- |" + " ---: |" * (len(names) - 2) + "\n"
    table = head + rows if rows else ""
    return table + (f"\n{more}" if more and table else more)


def _steps(records, load):
    """The names of the load's steps in the order in which they ran."""
    names = []
    for server in load.servers:
        for steps in records.results(load.name, server):
            names += [name for name in steps if name not in names]
    return names


def _row(records, load, step, server):
    cells = []
    for _, path, unit in _COLUMNS:
        value = records.median(load.name, server, step, *path)
        cells.append("" if value is None else _shown(value / unit))
    ours = records.median(load.name, _own(load), step, _CPU)
    by_ours = ratio(records.median(load.name, server, step, _CPU), ours)
    cells.insert(2, "" if by_ours is None else f"{by_ours:.2f}")
    cells[1] += _spread(records.values(load.name, server, step, _CPU))
    return f"| {step} | {SERVERS[server].title} | " + " | ".join(cells) + " |\n"


def _spread(values):
    """The lowest and the highest of several repetitions."""
    if len(values) < 2:
        return ""
    return f" ({_shown(min(values))} to {_shown(max(values))})"


def _own(load):
    return next(name for name in load.servers if name.startswith("ours"))


def _more(records, load, step, server):
    """Figures that only this load has, and the growth within the run."""
    said = []
    for steps in records.results(load.name, server)[:1]:
        report = steps.get(step, {})
        if "jobs_per_second" in report:
            said += _own_figures(records, load, step, server, report)
        else:
            said += [
                f"{name.replace('_', ' ')} {_shown(records.median(load.name, server, step, name))}"
                for name in report
                if name in _UNITS
            ]
    if not said:
        return ""
    return f"- {step}, {SERVERS[server].title}: {', '.join(said)}\n"


def _own_figures(records, load, step, server, report):
    said = []
    for name in report.get("figures", {}):
        value = records.median(load.name, server, step, "figures", name)
        said.append(f"{name.replace('_', ' ')} {_shown(value)}")
    if "spared_share" in report:
        share = records.median(load.name, server, step, "spared_share")
        said.append(f"{share:.0%} of the jobs were never written")
    if load.name == "depth":
        tenths = [
            records.median(load.name, server, step, tenth, _CPU)
            for tenth in ("first_tenth", "last_tenth")
        ]
        if None not in tenths:
            first, last = tenths
            said.append(f"server CPU {first:.2f} µs in the first tenth, {last:.2f} in the last")
        said.append(f"{records.median(load.name, server, step, 'jobs'):,.0f} jobs")
    return said


def _shown(value):
    if value >= 1_000:
        return f"{value:,.0f}"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"
