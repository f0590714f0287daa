"""What a run needs of the machine: memory over many requests, and how late the generator is with many virtual users or
with many arrivals. `vus.py` has the memory of each virtual user."""

import table
import tools
from servers import SMALL


class Bench:
    """Runs promo-load with a page of 600 B."""

    def __init__(self, nginx, work):
        self.base, self.work, self.runs = nginx.base(), work, 0

    def run(self, *flags, think="0s"):
        """One run: its peak memory in MB and its run.json."""
        self.runs += 1
        file = tools.scenario(self.work / f"memory-{self.runs}.toml", self.base, SMALL, think=think)
        tool = tools.own(file, *flags)
        spent = tools.spend(tool.command)
        found = tools.record(file)
        if spent.code not in tools.RESULTS or not found:
            tools.fail(tool.command, spent)
        return spent.peak, found[0]


def lag_p99(record):
    lag = record["generator"]["lag"]
    return "not measured" if lag is None else f"{lag['p99_us'] / 1000:.1f} ms"


def growth(bench, few, many):
    """Memory must not grow with the run."""
    table.begin(f"Peak memory after {few:,} and {many:,} requests of 600 B, 50 VUs", "requests", "peak memory", "ratio", left=0)
    first = None
    for count in (few, many):
        peak, record = bench.run("--vus", 50, "--iterations", count)
        first = first or peak
        table.row(f"{tools.requests(record):,}", f"{peak:.1f} MB", f"{peak / first:.2f} ×")


def late(bench, title, *flags, think="0s"):
    """Failures and lateness of a load on one core."""
    _, record = bench.run(*flags, think=think)
    table.row(
        title, f"{tools.requests(record):,}", f"{tools.failures(record):,}", f"{record['iterations']['dropped']:,}",
        lag_p99(record), f"{record['generator']['cpu_share']:.0%}", record["verdict"]["headline"]["text"],
    )


def report(nginx, work, scale, seconds):
    """Prints everything; `scale` (0 to 1) shrinks every number for a look whether it works."""
    bench = Bench(nginx, work)
    of = lambda number: max(int(number * scale), 1)
    growth(bench, of(100_000), of(1_000_000))
    table.begin(
        f"Lateness on one core, {seconds} s", "load", "requests", "failed", "dropped", "lag p99", "CPU", "verdict",
    )
    vus, rate = of(10_000), of(2_000)
    length = ["--duration", f"{seconds}s"]
    late(bench, f"{vus:,} VUs, one request a second each", "--vus", vus, *length, think="1s")
    late(bench, f"{rate:,} arrivals a second", "--rate", f"{rate}/s", "--max-vus", max(rate // 4, 1), *length)
