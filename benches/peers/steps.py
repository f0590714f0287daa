"""What the length of a scenario costs: the same page asked for by 1 to 3,000 steps, one after the other, by promo-load
and by k6 with the script that promo-load exports."""

import shutil
import subprocess
import typing

import table
import tools
from servers import PROGRAM, SMALL

STEPS = (1, 10, 100, 1_000, 3_000)
VUS, MORE_VUS, STEPS_OF_MORE = 2, 20, (1, 100)
# A tool that needs more memory, or this time beside three times that of its run, is stopped.
MOST_MB = 8_000
PATIENCE_S = 120


class Cost(typing.NamedTuple):
    requests: int
    # Microseconds of CPU per request.
    cpu: float
    # MB.
    peak: float
    # Bytes.
    log: int


class Case:
    """A number of steps and of virtual users, and how its runs ended."""

    def __init__(self, base, steps, vus, seconds, work):
        self.steps, self.vus, self.limits = steps, vus, (3 * seconds + PATIENCE_S, MOST_MB)
        paths = [f"{SMALL}?step={number}" for number in range(1, steps + 1)]
        self.file = tools.scenario(work / f"steps-{steps}-{vus}.toml", base, *paths)
        self.load = ["--vus", str(vus), "--duration", f"{seconds}s"]
        # For each tool: the exit codes of its runs, and why it was stopped.
        self.ends = {}

    def run(self, name, tool):
        """What one run costs, or None when that cannot be said."""
        spent = tools.spend(tool.command, *self.limits)
        self.ends.setdefault(name, set()).add(f"gave up ({spent.stopped})" if spent.stopped != "-" else str(spent.code))
        requests = None if spent.stopped != "-" else tool.count(spent)
        return requests and Cost(requests, spent.cpu / requests * 1e6, spent.peak, self.log(name))

    def log(self, name):
        found = tools.record(self.file) if name == "promo-load" else None
        return found[1] if found else 0

    def own(self):
        return self.run("promo-load", tools.own(self.file, *self.load))

    def k6(self):
        script = self.file.with_suffix(".js")
        if not script.exists():
            command = [PROGRAM, "export-k6", self.file, "-o", script, *self.load]
            subprocess.run(command, check=True, capture_output=True)
        return self.run("k6", tools.k6(script))

    def tools(self):
        return {"promo-load": self.own, **({"k6": self.k6} if shutil.which("k6") else {})}


def compare(vus, cases, rounds):
    """One table; what one step costs is the measure of the others."""
    table.begin(
        f"{vus} VUs, as many requests of 600 B as they can", "tool", "steps", "exit code", "requests", "peak memory",
        "above one step", "CPU per request", "of one step", "intervals.log",
    )
    first = {}
    for case in cases:
        for name, runs in table.in_turn(rounds, case.tools()).items():
            ended = ", ".join(sorted(case.ends[name]))
            runs = [run for run in runs if run]
            if not runs:
                table.row(name, f"{case.steps:,}", ended, *["not measured"] * 6)
                continue
            cost = table.medians(runs)
            one = first.setdefault(name, cost)
            table.row(
                name, f"{case.steps:,}", ended, f"{cost.requests:,.0f}",
                f"{cost.peak:.1f} MB", f"{cost.peak - one.peak:.1f} MB", f"{cost.cpu:.1f} µs", f"{cost.cpu / one.cpu:.2f} ×",
                f"{cost.log / 1e3:,.1f} KB" if cost.log else "–",
            )


def report(nginx, work, scale, seconds, rounds):
    """Prints everything; `scale` (0 to 1) shrinks the numbers of steps for a look whether it works."""
    for vus, steps in ((VUS, STEPS), (MORE_VUS, STEPS_OF_MORE)):
        shrunk = sorted({max(int(count * scale), 1) for count in steps})
        compare(vus, [Case(nginx.base(), count, vus, seconds, work) for count in shrunk], rounds)
