"""What a run needs of the machine, against nginx on loopback: memory over many requests and for many virtual users, and
how late the generator is with many of them or with many arrivals. Called by `run.py --memory`."""

import json
import os
import shutil
import subprocess
import tempfile

SMALL, LARGE = "600.html", "100k.html"
# Virtual users keep their connection while they think.
HOLD = 30

SCENARIO = """
schema = 1
name = "plain"
base_url = "http://127.0.0.1:{port}/"
[[journey]]
name = "plain"
[[journey.step]]
name = "get"
path = "/{page}"
think_time = "{think}"
"""

K6 = """
import http from 'k6/http';
import {{ sleep }} from 'k6';
export const options = {{ vus: {vus}, iterations: {vus}, duration: '10m', discardResponseBodies: {discard} }};
export default function () {{ http.get('http://127.0.0.1:{port}/{page}'); sleep({think}); }}
"""


def run(command, core=1):
    """Runs a tool on one core to its end; its peak resident memory in KB."""
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen(
            ["taskset", "-c", str(core), *map(str, command)],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(child.pid, 0)
        # A crossed threshold or a busy machine is a result.
        if os.waitstatus_to_exitcode(status) not in (0, 99, 120):
            output.seek(0)
            raise SystemExit(f"error: {' '.join(map(str, command))}\n{output.read()}")
    return used.ru_maxrss


class PromoLoad:
    """Runs promo-load and reads its run.json."""

    def __init__(self, program, port, work):
        self.program, self.port, self.work, self.runs = program, port, work, 0

    def bench(self, page, flags, think="0s"):
        """One run: its peak memory in KB and its run.json."""
        self.runs += 1
        scenario, out = self.work / f"memory-{self.runs}.toml", self.work / f"memory-{self.runs}"
        scenario.write_text(SCENARIO.format(port=self.port, page=page, think=think))
        peak = run([self.program, "bench", scenario, "-q", "--out", out, *flags])
        (record,) = out.glob("*/run.json")
        return peak, json.loads(record.read_text())


def requests(record):
    return sum(step["requests"] for step in record["steps"])


def failures(record):
    return sum(step["failures"] for step in record["steps"])


def lag_p99(record):
    lag = record["generator"]["lag"]
    return "not measured" if lag is None else f"{lag['p99_us'] / 1000:.1f} ms"


def verdict(record):
    return record["verdict"]["headline"].removeprefix("inconclusive: ")


def growth(own, few, many):
    """Memory must not grow with the run."""
    print(f"\n## Peak memory after {few:,} and {many:,} requests of 600 B, 50 VUs\n")
    print("| requests | peak memory | ratio |\n| ---: | ---: | ---: |")
    first = None
    for count in (few, many):
        peak, record = own.bench(SMALL, ["--vus", 50, "--iterations", count])
        first = first or peak
        print(f"| {requests(record):,} | {peak / 1024:.1f} MB | {peak / first:.2f} × |")


def per_user(own, vus, peers):
    """What one more virtual user costs, above a run with a single one."""
    print(f"\n## Memory of {vus:,} VUs that fetched the page of 100 KB and think\n")
    print("| tool | VUs | peak memory | above one VU, for each |\n| --- | ---: | ---: | ---: |")

    def line(tool, count, base, peak):
        print(f"| {tool} | {count:,} | {peak / 1024:.1f} MB | {(peak - base) / max(count - 1, 1):.1f} KB |")

    def measure(count):
        return own.bench(LARGE, ["--vus", count, "--per-vu-iterations", 1], think=f"{HOLD}s")[0]

    line("promo-load", vus, measure(1), measure(vus))
    if shutil.which("k6"):
        for name, discard in (("k6, its defaults", "false"), ("k6, discardResponseBodies", "true")):
            base, peak = (k6(own, count, discard) for count in (1, peers))
            line(name, peers, base, peak)


def k6(own, vus, discard):
    script = own.work / f"memory-{vus}.js"
    script.write_text(K6.format(vus=vus, port=own.port, page=LARGE, think=HOLD, discard=discard))
    return run(["k6", "run", "--no-usage-report", script])


def late(own, title, flags, think="0s"):
    """Failures and lateness of a load on one core."""
    _, record = own.bench(SMALL, flags, think)
    dropped = record["iterations"]["dropped"]
    print(
        f"| {title} | {requests(record):,} | {failures(record):,} | {dropped:,} | {lag_p99(record)} "
        f"| {record['generator']['cpu_share']:.0%} | {verdict(record)} |"
    )


def report(program, port, work, scale, seconds):
    """Prints everything; `scale` (0 to 1) shrinks every number for a look whether it works."""
    own = PromoLoad(program, port, work)
    of = lambda number: max(int(number * scale), 1)
    print("# What a run needs of the machine\n")
    print("promo-load on one core, nginx on another. Made by `benches/peers/run.py --memory`.")
    growth(own, of(100_000), of(1_000_000))
    per_user(own, of(5_000), of(1_000))
    print(f"\n## Lateness on one core, {seconds} s\n")
    print("| load | requests | failed | dropped | lag p99 | CPU | verdict |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    vus, rate = of(10_000), of(2_000)
    length = ["--duration", f"{seconds}s"]
    late(own, f"{vus:,} VUs, one request a second each", ["--vus", vus, *length], think="1s")
    late(own, f"{rate:,} arrivals a second", ["--rate", f"{rate}/s", "--max-vus", max(rate // 4, 1), *length])
