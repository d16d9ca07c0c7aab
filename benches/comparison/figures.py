"""The figures that the project set itself, and whether a run reached them."""

from dataclasses import dataclass

_CPU = "server_cpu_us_per_job"
_GEARMAND = ("gearmand", "gearmand-tuned")


@dataclass(frozen=True)
class Part:
    """One condition of a figure: what was measured, and what is asked for."""

    what: str
    value: float | None
    bound: float
    at_least: bool = False
    unit: str = ""

    @property
    def is_reached(self):
        if self.value is None:
            return None
        return self.value >= self.bound if self.at_least else self.value <= self.bound


@dataclass(frozen=True)
class Figure:
    """A figure with its conditions; `load` is what it was measured with."""

    name: str
    title: str
    load: str
    parts: list

    @property
    def verdict(self):
        states = [part.is_reached for part in self.parts]
        if any(state is False for state in states):
            return "missed"
        if any(state is None for state in states):
            return "not measured"
        return "reached"


def ratio(first, second):
    """`first` by `second`, if both are known."""
    if first is None or not second:
        return None
    return first / second


class Reader:
    """Medians by short names."""

    def __init__(self, records):
        self._records = records

    def get(self, load, server, step, *path):
        return self._records.median(load, server, step, *path)

    def cpu(self, load, server, step):
        return self.get(load, server, step, _CPU)

    def best(self, load, step, *path):
        """The best of gearmand's variants, where less is better."""
        values = [self.get(load, name, step, *path) for name in _GEARMAND]
        known = [value for value in values if value is not None]
        return min(known) if known else None

    def against_best(self, load, step, *path):
        return ratio(self.get(load, "ours", step, *path), self.best(load, step, *path))

    def flatness(self, load, server, step):
        """CPU for each job in the last tenth, by that in the first."""
        last = self.get(load, server, step, "last_tenth", _CPU)
        return ratio(last, self.get(load, server, step, "first_tenth", _CPU))

    def grows(self, small, much):
        return ratio(self.cpu("growth", "ours", much), self.cpu("growth", "ours", small))


def all_figures(records):
    """Every figure, computed from what was measured."""
    read = Reader(records)
    return [*_foreground(read), *_queue(read), *_crowds(read), *_growth(read), *_durable(read)]


def _foreground(read):
    us = "µs"
    half = "0.5"
    ours_p99 = read.get("latency", "ours", half, "p99_us")
    gearmand_p99 = read.best("latency", half, "p99_us")
    return [
        Figure(
            "one-in-flight",
            "Foreground, one in flight, 8 clients, 8 workers: server CPU for each job",
            "one-in-flight",
            [
                Part("CPU", read.cpu("one-in-flight", "ours", "round-trip"), 31, unit=us),
                Part(
                    "of gearmand's best",
                    read.against_best("one-in-flight", "round-trip", _CPU),
                    0.85,
                ),
            ],
        ),
        Figure(
            "saturated",
            "Foreground, saturated, 64 workers: server CPU for each job",
            "saturated",
            [
                Part("CPU", read.cpu("saturated", "ours", "round-trip"), 8.5, unit=us),
                Part("of gearmand's best", read.against_best("saturated", "round-trip", _CPU), 0.8),
            ],
        ),
        Figure(
            "latency",
            "p99 at half of gearmand's saturated rate, by gearmand's better one",
            "latency",
            [Part("of gearmand's p99", ratio(ours_p99, gearmand_p99), 1.0)],
        ),
        Figure(
            "payload-time",
            "Payload of 1 MiB there and back: server CPU for each MiB",
            "payloads",
            [
                Part(
                    "CPU",
                    read.get("payloads", "ours", "1MiB", "figures", "server_cpu_ms_per_mib"),
                    1.5,
                    unit="ms",
                )
            ],
        ),
        Figure(
            "payload-memory",
            "One job of 64 MiB: the server's peak memory",
            "largest",
            [Part("peak", _mib(read, "server_memory_bytes_peak"), 140, unit="MiB")],
        ),
    ]


def _mib(read, name):
    value = read.get("largest", "ours", "64MiB", name)
    return None if value is None else value / 2**20


def _queue(read):
    us = "µs"
    after = read.get("depth", "ours", "submit", "server_memory_bytes_after")
    before = read.get("depth", "ours", "submit", "server_memory_bytes_before")
    peak = read.get("depth", "ours", "drain", "server_memory_bytes_peak")
    left = read.get("depth", "ours", "drain", "server_memory_bytes_after")
    each = None if after is None else (after - before) / 1e6
    few = read.cpu("status", "ours", "few")
    many = read.cpu("status", "ours", "many")
    million = read.cpu("depth", "ours", "status")
    return [
        Figure(
            "submit",
            "A million background submissions, a unique each: server CPU for each",
            "depth",
            [
                Part("CPU", read.cpu("depth", "ours", "submit"), 1.5, unit=us),
                Part("last tenth by first", read.flatness("depth", "ours", "submit"), 1.2),
            ],
        ),
        Figure(
            "drain",
            "Drain of those: server CPU for each",
            "depth",
            [
                Part("CPU", read.cpu("depth", "ours", "drain"), 9, unit=us),
                Part("last tenth by first", read.flatness("depth", "ours", "drain"), 1.2),
            ],
        ),
        Figure(
            "job-memory",
            "Memory for each queued job of 64 bytes with a unique of 36",
            "depth",
            [Part("memory", each, 300, unit="bytes")],
        ),
        Figure(
            "drained-memory",
            "Memory after the drain, of the peak",
            "depth",
            [Part("of the peak", ratio(left, peak), 0.25)],
        ),
        Figure(
            "status",
            "GET_STATUS with 100,000 queued: server CPU for each",
            "status",
            [
                Part("CPU", many, 10, unit=us),
                Part("by that with two queued", ratio(many, few), 1.2),
                Part("a million by two queued", ratio(million, few), 1.2),
            ],
        ),
    ]


def _crowds(read):
    us = "µs"
    extra = ("figures",)
    waits = [
        read.get("storm", "ours", "storm", "max_us"),
        read.get("storm", "ours", "storm", *extra, "others_most_us"),
    ]
    longest = None if None in waits else max(waits) / 1_000
    return [
        Figure(
            "sleepers",
            "One job with 10,000 workers asleep: server CPU",
            "sleepers",
            [
                Part("CPU", read.cpu("sleepers", "ours", "sleepers"), 150, unit=us),
                Part(
                    "woken for each job",
                    read.get("sleepers", "ours", "sleepers", *extra, "woken_per_job"),
                    1.0,
                ),
            ],
        ),
        Figure(
            "idle-memory",
            "Memory for each idle worker's connection",
            "sleepers",
            [
                Part(
                    "memory",
                    read.get("sleepers", "ours", "sleepers", *extra, "bytes_per_sleeper"),
                    3_000,
                    unit="bytes",
                )
            ],
        ),
        Figure(
            "functions",
            "10,000 functions, 100 for each worker: server CPU for each job",
            "functions",
            [Part("CPU", read.cpu("functions", "ours", "functions"), 15, unit=us)],
        ),
        Figure(
            "storm",
            "1,000 clients connect at once: the longest wait of anybody",
            "storm",
            [Part("wait", longest, 500, unit="ms")],
        ),
    ]


def _growth(read):
    return [
        Figure(
            "growth",
            "Growth: CPU with much, by CPU with little",
            "growth",
            [
                Part(
                    "submission, 10,000 functions by 1",
                    read.grows("submit-1-function", "submit-10000-functions"),
                    1.2,
                ),
                Part(
                    "job, 10,000 sleeping workers by 10",
                    read.grows("sleepers-10", "sleepers-10000"),
                    1.2,
                ),
                Part("echo, 5,000 connections by 1", read.grows("echo-1", "echo-5000"), 1.2),
                Part(
                    "job, 100 functions of 10,000 for each worker by 1 of 10",
                    read.grows("functions-10", "functions-10000"),
                    1.2,
                ),
            ],
        )
    ]


def _durable(read):
    us, ours, gearmand = "µs", "ours-durable", "gearmand-durable"
    many, waiting = "durable-many", "durable-waiting"
    rate = "jobs_per_second"
    steps = ("submit", "drain")
    cpu = {name: [read.cpu(many, name, step) for step in steps] for name in (ours, "ours")}
    kept, in_memory = (
        None if None in pair else sum(pair) for pair in (cpu[ours], cpu["ours"])
    )
    alone = [read.get(waiting, name, "one", rate) for name in (ours, gearmand)]
    together = [read.get(many, name, "submit", rate) for name in (ours, gearmand)]
    p99 = read.get(waiting, ours, "many", "p99_us")
    sync = read.get(waiting, ours, "sync", "sync_p50_us")
    apart = [read.cpu("flow", ours, step) for step in steps]
    gain = ratio(read.cpu("flow", ours, "flow"), None if None in apart else sum(apart))
    return [
        Figure(
            "durable-cpu",
            "Durable, 64 clients pipelining: server CPU for each job",
            many,
            [
                Part("submit", cpu[ours][0], 12, unit=us),
                Part("drain", cpu[ours][1], 15, unit=us),
            ],
        ),
        Figure(
            "durable-pipelined",
            "Durable, 64 clients pipelining, against gearmand `-q libsqlite3`",
            many,
            [
                Part("times its jobs/s", ratio(*together), 100, at_least=True),
                Part(
                    "of its CPU",
                    ratio(cpu[ours][0], read.cpu(many, gearmand, "submit")),
                    1 / 30,
                ),
            ],
        ),
        Figure(
            "durable-waiting",
            "Durable, one client that waits, against gearmand `-q libsqlite3`",
            waiting,
            [Part("times its jobs/s", ratio(*alone), 3, at_least=True)],
        ),
        Figure(
            "durable-share",
            "Durable submit and completion, by memory only: server CPU",
            many,
            [Part("of memory only", ratio(kept, in_memory), 2.5)],
        ),
        Figure(
            "spared",
            "Workers that keep up: share of jobs that never touch the disk, and the gain",
            "flow",
            [
                Part(
                    "share",
                    read.get("flow", ours, "flow", "spared_share"),
                    0.5,
                    at_least=True,
                ),
                Part("CPU, by that of submit and drain apart", gain, 1.0),
            ],
        ),
        Figure(
            "durable-latency",
            "Durable, 64 clients that wait: p99, by one sync of the disk beside it",
            waiting,
            [Part("syncs", ratio(p99, sync), 3)],
        ),
        Figure(
            "restart",
            "Restart with a million jobs of 64 bytes (fewer in the quick mode)",
            "restart",
            [
                Part("until ready", read.get("restart", ours, "restart", "seconds"), 10, unit="s"),
                Part(
                    "memory beyond the payload",
                    read.get("restart", ours, "restart", "bytes_beyond_payload"),
                    250,
                    unit="bytes",
                ),
            ],
        ),
    ]
