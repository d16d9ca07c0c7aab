"""What is done to the servers. Each load gets a server that was just started."""

import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from .machine import sync_figures
from .servers import Failed

_OURS_AND_GEARMAND = ["ours", "gearmand", "gearmand-tuned"]
_DURABLE = ["ours-durable", "gearmand-durable", "beanstalkd-50ms", "beanstalkd-each"]

# Parts of gearmand's best saturated rate at which latency is measured.
PARTS_OF_RATE = (0.1, 0.25, 0.5, 0.75, 0.9)

_READY_TIMEOUT_S = 120


@dataclass(frozen=True)
class Load:
    """A load, the servers that bear it, and how often it is repeated."""

    name: str
    title: str
    servers: list
    run: object
    repeats: dict
    # Servers that take so long that one time must do, and only in full.
    slow: list = field(default_factory=list)


def one_in_flight(server, bench):
    """Eight clients wait for each job."""
    jobs = bench.pick(20_000, 50_000)
    load = ["--jobs", jobs, "--at-most", "4s"]
    return {"round-trip": bench.run(server, "round-trip", *load, timeout=12)}


def saturated(server, bench):
    """More jobs than workers, all the time."""
    jobs = bench.pick(80_000, 150_000)
    load = ["--workers", 64, "--in-flight", 64, "--jobs", jobs]
    return {"round-trip": bench.run(server, "round-trip", *load, "--at-most", "4s", timeout=12)}


def depth(server, bench):
    """A million jobs with a unique each into the queue, and out again."""
    jobs = 1_000_000
    limit = ["--at-most", "20s" if server.server.name == "gearmand" else "60s"]
    submit = bench.run(server, "submit", "--jobs", jobs, *limit, timeout=120)
    status = {}
    if server.server.protocol == "gearman":
        # Of another function, so that the drain can expect exactly what was submitted.
        polls = ["--polls", 20_000, "--function", "asked"]
        status["status"] = bench.run(server, "status", *polls)
    exact = ["--jobs", jobs] if submit["jobs"] == jobs else []
    drain = bench.run(server, "drain", *exact, *limit, timeout=120)
    return {"submit": submit, **status, "drain": drain}


def depths(server, bench):
    """Memory, submission and drain by depth of the queue."""
    steps = {}
    for jobs in (1_000, 10_000, 100_000):
        submit = bench.run(server, "submit", "--jobs", jobs, timeout=60)
        drain = bench.run(server, "drain", "--jobs", jobs, timeout=60)
        steps[f"submit-{jobs}"] = submit
        steps[f"drain-{jobs}"] = drain
    return steps


def polling(server, bench):
    """The status of a job, with 100,000 in the queue and with ten."""
    polls = bench.pick(20_000, 50_000)
    bench.run(server, "submit", "--jobs", 2, "--clients", 2)
    few = bench.run(server, "status", "--polls", polls)
    bench.run(server, "submit", "--jobs", 100_000)
    return {"few": few, "many": bench.run(server, "status", "--polls", polls)}


def sleepers(server, bench):
    """One job at a time beside ten thousand workers that sleep."""
    is_slow = server.server.name == "gearmand"
    jobs = bench.pick(2, 6) if is_slow else bench.pick(300, 500)
    load = ["--workers", 10_000, "--jobs", jobs, "--at-most", "10s"]
    return {"sleepers": bench.run(server, "sleepers", *load, timeout=90)}


def functions(server, bench):
    """Ten thousand functions, a hundred for each worker."""
    load = ["--jobs", bench.pick(30_000, 80_000), "--at-most", "6s"]
    return {"functions": bench.run(server, "functions", *load, timeout=60)}


def payloads(server, bench):
    """Payloads of several sizes."""
    volume = bench.pick("64MiB", "128MiB")
    sizes = ["0", "1KiB", "64KiB", "1MiB", "16MiB"]
    steps = {}
    for size in sizes:
        load = ["--sizes", size, "--volume", volume, "--jobs", 5_000]
        steps[size] = bench.run(server, "payloads", *load, timeout=60)
    return steps


def largest(server, bench):
    """One job of 64 MiB on a server that has seen none."""
    load = ["--sizes", "64MiB", "--volume", "64MiB"]
    return {"64MiB": bench.run(server, "payloads", *load, timeout=60)}


def storm(server, bench):
    """A thousand clients connect at once, three times."""
    return {"storm": bench.run(server, "storm", "--rounds", 3, timeout=40)}


def coalesce(server, bench):
    """Submissions that join a hundred jobs."""
    return {"coalesce": bench.run(server, "coalesce", "--at-most", "5s")}


def echo(server, bench):
    """One packet in, one packet out: waiting for each, and 64 at a time."""
    waiting = bench.run(server, "echo", "--requests", bench.pick(60_000, 150_000))
    requests = bench.pick(1_000_000, 3_000_000)
    pipelined = bench.run(server, "echo", "--requests", requests, "--in-flight", 64)
    return {"waiting": waiting, "pipelined": pipelined}


def latency(server, bench):
    """Foreground jobs that begin at a fixed rate: parts of gearmand's best saturated rate."""
    rate = bench.saturated_rate()
    steps = {}
    for part in PARTS_OF_RATE if bench.is_full else (0.25, 0.5, 0.75):
        jobs = int(rate * part * bench.pick(1.5, 2.5))
        load = ["--workers", 64, "--rate", int(rate * part), "--jobs", jobs]
        steps[f"{part}"] = bench.run(server, "round-trip", *load, "--at-most", "6s")
    return steps


def durable_many(server, bench):
    """Sixty-four clients submit 64 at a time; then the queue is drained."""
    jobs = bench.pick(100_000, 300_000)
    # gearmand syncs for each job, so a longer batch would only make the run longer.
    batch = 4 if server.server.name == "gearmand-durable" else 64
    load = ["--clients", 64, "--in-flight", batch, "--jobs", jobs]
    submit = bench.run(server, "submit", *load, "--at-most", bench.pick("3s", "6s"))
    drain = bench.run(server, "drain", "--workers", 64, "--at-most", bench.pick("3s", "6s"))
    return {"submit": submit, "drain": drain}


def durable_waiting(server, bench):
    """One client waits for each submission; then 64 do."""
    limit = ["--jobs", 1_000_000, "--at-most", bench.pick("1500ms", "2500ms")]
    one = bench.run(server, "submit", "--clients", 1, "--in-flight", 1, *limit)
    sync = sync_figures(server.folder)
    many = bench.run(server, "submit", "--clients", 64, "--in-flight", 1, *limit)
    return {"one": one, "many": many, "sync": sync}


def flow(server, bench):
    """Background jobs that workers complete at once, and the same load one after the other."""
    jobs = bench.pick(60_000, 200_000)
    # Never more jobs than workers, or the pool would not keep up.
    clients = ["--clients", 16, "--in-flight", 4, "--jobs", jobs, "--at-most", "4s"]
    report = bench.run(server, "flow", *clients, "--workers", 64, timeout=60)
    if server.server.name == "ours-durable":
        report["spared_share"] = _spared_share(server.metrics())
    submit = bench.run(server, "submit", *clients)
    drain = bench.run(server, "drain", "--workers", 64)
    return {"flow": report, "submit": submit, "drain": drain}


def _spared_share(metrics):
    """The share of jobs that ended before they were written."""
    spared = metrics.get("geartrain_store_jobs_spared_total", 0)
    written = metrics.get("geartrain_store_jobs_written_total", 0)
    if spared + written == 0:
        raise Failed("its metrics tell of no job that was written or spared")
    return spared / (spared + written)


def restart(server, bench):
    """A queue of a million jobs, a kill, and the time until the jobs are served again."""
    jobs = bench.pick(300_000, 1_000_000)
    empty = server.resident_bytes()
    load = ["--clients", 64, "--jobs", jobs, "--unique", 0, "--at-most", "150s"]
    bench.run(server, "submit", *load, timeout=180)
    server.kill()
    began = time.monotonic()
    server.start()
    _wait_until_ready(server)
    seconds = time.monotonic() - began
    # Each client's share is rounded down.
    kept = jobs // 64 * 64
    beyond = (server.resident_bytes() - empty) / kept - 64
    drain = bench.run(server, "drain", "--jobs", kept, "--at-most", "60s", timeout=90)
    figures = {"jobs": kept, "seconds": seconds, "bytes_beyond_payload": beyond}
    return {"restart": figures, "drain": drain}


def growth(server, bench):
    """The same with little and with much of something: the cost must stay."""
    small = ["--jobs", bench.pick(40_000, 80_000), "--workers", 100]
    one_of_ten = ["--functions", 10, "--per-worker", 1, *small]
    hundred_of_many = ["--functions", 10_000, "--per-worker", 100, *small]
    spread = ["--jobs", 200_000, "--unique", 0]
    return {
        "functions-10": bench.run(server, "functions", *one_of_ten),
        "functions-10000": bench.run(server, "functions", *hundred_of_many),
        "submit-1-function": bench.run(server, "submit", *spread, "--function", "single"),
        "submit-10000-functions": bench.run(server, "submit", *spread, "--functions", 10_000),
        "sleepers-10": bench.run(server, "sleepers", "--workers", 10, "--jobs", 500),
        "sleepers-10000": bench.run(
            server, "sleepers", "--workers", 10_000, "--jobs", 500, timeout=60
        ),
        "echo-1": bench.run(server, "echo", "--clients", 1, "--requests", 30_000),
        "echo-5000": bench.run(server, "echo", "--clients", 5_000, "--requests", 200_000),
    }


def soak(server, bench):
    """All kinds of work, with workers that fail and leave."""
    duration = bench.pick("5s", "20s")
    limits = ["--duration", duration, "--at-most", duration]
    return {"soak": bench.run(server, "soak", *limits, timeout=200)}


def _wait_until_ready(server):
    url = f"http://127.0.0.1:{server.port + 1}/readyz"
    deadline = time.monotonic() + _READY_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.02)
    raise Failed(f"is not ready {_READY_TIMEOUT_S} s after a restart")


def _often(quick, full):
    return {"quick": quick, "full": full}


LOADS = [
    Load(
        "one-in-flight",
        "Foreground, one job in flight, 8 clients, 8 workers",
        _OURS_AND_GEARMAND + ["rustygeard", "geard"],
        one_in_flight,
        _often(2, 5),
    ),
    Load(
        "saturated",
        "Foreground, 64 jobs in flight for each of 8 clients, 64 workers",
        _OURS_AND_GEARMAND + ["rustygeard", "geard"],
        saturated,
        _often(2, 5),
    ),
    Load(
        "latency",
        "Foreground at fixed rates",
        _OURS_AND_GEARMAND,
        latency,
        _often(1, 3),
    ),
    Load(
        "depth",
        "Background: a million jobs in, and out again",
        ["ours", "gearmand-tuned", "gearmand", "beanstalkd"],
        depth,
        _often(1, 3),
        slow=["gearmand", "beanstalkd"],
    ),
    Load("status", "Polling the status of a job", _OURS_AND_GEARMAND, polling, _often(1, 3)),
    Load(
        "sleepers",
        "One job beside 10,000 workers that sleep",
        ["ours", "gearmand-tuned", "gearmand"],
        sleepers,
        _often(1, 3),
        slow=["gearmand", "gearmand-tuned"],
    ),
    Load(
        "functions",
        "10,000 functions, 100 for each worker",
        _OURS_AND_GEARMAND,
        functions,
        _often(1, 3),
    ),
    Load("largest", "One job of 64 MiB", _OURS_AND_GEARMAND, largest, _often(1, 3)),
    Load(
        "durable-many",
        "Durable: 64 clients submit 64 at a time, 64 workers drain",
        _DURABLE + ["ours"],
        durable_many,
        _often(1, 3),
    ),
    Load(
        "durable-waiting",
        "Durable: clients wait for each submission",
        _DURABLE,
        durable_waiting,
        _often(1, 3),
    ),
    Load(
        "flow",
        "Background jobs that workers complete at once",
        ["ours-durable", "ours"],
        flow,
        _often(1, 3),
    ),
    Load("restart", "Restart with a full queue", ["ours-durable"], restart, _often(1, 1)),
    Load("growth", "Little and much", ["ours"], growth, _often(1, 3)),
    Load("payloads", "Payloads", _OURS_AND_GEARMAND, payloads, _often(1, 3)),
    Load("storm", "1,000 clients at once", _OURS_AND_GEARMAND, storm, _often(1, 3)),
    Load("echo", "Echo", ["ours", "bare-echo", "gearmand"], echo, _often(1, 3)),
    Load(
        "depths",
        "Background: 1,000 to 100,000 jobs",
        ["ours", "gearmand", "gearmand-tuned", "rustygeard", "beanstalkd"],
        depths,
        _often(1, 2),
    ),
    Load("coalesce", "Joining 100 jobs", _OURS_AND_GEARMAND, coalesce, _often(1, 3)),
    Load("soak", "Mixed work", ["ours", "ours-durable"], soak, _often(1, 1)),
]
