"""Runs the loads in turns, keeps what they gave, and goes on where a run was cut off."""

import json
import statistics
import subprocess
import sys
import time

from .loads import LOADS
from .machine import CACHE, cores, on_core
from .servers import SERVERS, Failed, Running

_BENCH_TIMEOUT_S = 45

# When a load ends that has no limit of its own: on a quiet machine, none takes so long.
_AT_MOST = "15s"


class Bench:
    """The load generator on its own core."""

    def __init__(self, programs, mode, records):
        self._geartrain = programs["geartrain"]
        self._records = records
        self.is_full = mode == "full"

    def pick(self, quick, full):
        """The size of a load in this mode."""
        return full if self.is_full else quick

    def saturated_rate(self):
        """Jobs a second of gearmand at its best, which both servers' latency is measured by."""
        rates = [
            self._records.median("saturated", name, "round-trip", "jobs_per_second")
            for name in ("gearmand", "gearmand-tuned")
        ]
        known = [rate for rate in rates if rate]
        if not known:
            raise Failed("gearmand's saturated rate is not known: run the load `saturated`")
        return max(known)

    def run(self, server, load, *arguments, timeout=_BENCH_TIMEOUT_S):
        """Runs one load; gives its report."""
        words = [str(word) for word in (load, *arguments)]
        if "--at-most" not in words:
            words += ["--at-most", _AT_MOST]
        words += server.server.bench_options
        if server.server.protocol == "beanstalk":
            words = _for_beanstalk(words)
        command = [self._geartrain, "--server", f"127.0.0.1:{server.port}", "bench", *words]
        command += ["--json", "--pid", str(server.pid)]
        load_process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=on_core(cores()[1]),
        )
        try:
            output, errors = load_process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            raise Failed(f"`bench {load}` has no end within {timeout} s") from None
        finally:
            load_process.kill()
            load_process.wait()
        if load_process.returncode != 0:
            raise Failed(_reason(server, load, errors))
        return json.loads(output.splitlines()[-1])


def _for_beanstalk(words):
    """The same load in beanstalkd's protocol, which knows no uniques."""
    words = ["beanstalk-" + words[0], *words[1:]]
    if "--unique" in words:
        at = words.index("--unique")
        del words[at : at + 2]
    return words


def _reason(server, load, errors):
    said = errors.strip().splitlines() or ["it says nothing"]
    # What is wrong with an option stands above a hint to the help.
    wrong = [line for line in said if line.startswith("error: ")]
    text = (wrong or said)[-1].removeprefix("geartrain: ")
    ended = "" if server.is_alive else " (the server died)"
    return f"`bench {load}`: {text}{ended}"


class Records:
    """What was measured, one line of JSON for each load, server and repetition."""

    def __init__(self, path):
        self.path = path
        self.header = {}
        self.entries = {}

    @staticmethod
    def of_mode(mode):
        """The records of the last run in this mode."""
        CACHE.mkdir(parents=True, exist_ok=True)
        return Records(CACHE / f"{mode}.jsonl")

    def load(self):
        """Reads what an earlier run kept; a line that was cut off is left out."""
        try:
            lines = self.path.read_text().splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            try:
                record = json.loads(line)
            except json.JSONDecodeError:
                continue
            if "header" in record:
                self.header = record["header"]
            else:
                self.entries[_key(record)] = record

    def begin(self, header):
        """Forgets all and begins anew."""
        self.header = header
        self.entries = {}
        self.path.write_text(json.dumps({"header": header}) + "\n")

    def add(self, record):
        """Keeps one measurement at once."""
        self.entries[_key(record)] = record
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def forget(self, load):
        """Drops a load's measurements, so that it is run again."""
        self.entries = {key: value for key, value in self.entries.items() if key[0] != load}
        self.rewrite()

    def rewrite(self):
        """Writes all anew: the header has changed, or something was dropped."""
        lines = [{"header": self.header}, *self.entries.values()]
        self.path.write_text("".join(json.dumps(line) + "\n" for line in lines))

    def has(self, load, server, repeat):
        return (load, server, repeat) in self.entries

    def results(self, load, server):
        """Each repetition's steps."""
        found = [entry for key, entry in sorted(self.entries.items()) if key[:2] == (load, server)]
        return [entry["steps"] for entry in found if "steps" in entry]

    def error(self, load, server):
        """Why there is no result, if there is none."""
        for key, entry in sorted(self.entries.items()):
            if key[:2] == (load, server) and "error" in entry:
                return entry["error"]
        return None

    def values(self, load, server, step, *path):
        """A figure of each repetition."""
        found = []
        for steps in self.results(load, server):
            value = steps.get(step)
            for name in path:
                value = value.get(name) if isinstance(value, dict) else None
            if isinstance(value, (int, float)):
                found.append(value)
        return found

    def median(self, load, server, step, *path):
        """The median over all repetitions, or None."""
        values = self.values(load, server, step, *path)
        return statistics.median(values) if values else None


def _key(record):
    return (record["load"], record["server"], record["repeat"])


def run_all(programs, mode, records, limits):
    """Runs what is missing in the records; the servers take turns in each load.

    `limits` has the moment at which no more is begun, and the names of the loads that are wanted.
    """
    bench = Bench(programs, mode, records)
    # All loads once before any of them again: where the time ends, repetitions are missing first.
    for repeat in range(max(load.repeats[mode] for load in LOADS)):
        for load in LOADS:
            if limits["only"] and load.name not in limits["only"]:
                continue
            for name in _servers(load, repeat, mode):
                if records.has(load.name, name, repeat) or records.error(load.name, name):
                    continue
                if time.monotonic() > limits["deadline"]:
                    print("compare: the time is over; the rest is left out", file=sys.stderr)
                    return
                _run_one(programs, bench, records, (load, name, repeat))


def _servers(load, repeat, mode):
    """The servers that bear this load in this repetition."""
    if repeat >= load.repeats[mode]:
        return []
    once_in_full = repeat == 0 and mode == "full"
    return [name for name in load.servers if once_in_full or name not in load.slow]


def _run_one(programs, bench, records, what):
    load, name, repeat = what
    server = SERVERS[name]
    program = programs.get(server.program)
    if program is None:
        return
    record = {"load": load.name, "server": name, "repeat": repeat}
    began = time.monotonic()
    try:
        with Running(server, program) as running:
            record["steps"] = load.run(running, bench)
        outcome = "done"
    except (Failed, OSError, ValueError, KeyError) as error:
        record["error"] = str(error)
        outcome = f"FAILED: {error}"
    seconds = time.monotonic() - began
    print(f"compare: {load.name} {name} #{repeat + 1}: {outcome} ({seconds:.1f} s)", flush=True)
    records.add(record)
