#!/usr/bin/env python3
"""What the page of `bench --live` costs the generator: CPU per request without it, with it, and with many who follow it, in
turns, so that a machine that gets slower slows all of them. Each figure is beside that of the run without a page of the same
round; what counts is the ratio, and that it differs from 1 by no more than two runs without a page differ from each other,
which is the last line.

    cargo build --profile dist && python3 benches/live.py

`--rounds 1 --seconds 2 --followers 20` is a quick look whether it works. Those who follow are read here, on the server's core.
Ends with exit code 1 when one of them was not told the end, or when a request was not counted.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from peers.followers import Followers
from peers.servers import CLIENT_CORE, FAST, PROGRAM, ROOT, demo_shop, pinned, seen, stop, take_server_core
from peers.table import beside_first, in_turn

# As many as keep a core busy with a shop that answers at once. Set-up, the reports and the interval log cost the same in every
# run.
VUS = 20


def measure(base, seconds, followers, problems):
    """Microseconds of CPU per request, and requests per second. `followers` is None for a run without a page."""
    with tempfile.TemporaryDirectory(prefix="promo-load-live-") as work:
        work = pathlib.Path(work)
        (work / "live.toml").write_text((ROOT / "scenarios/product.toml").read_text().replace("http://127.0.0.1:8080", base))
        before = seen(base)
        page = [] if followers is None else ["--live", "127.0.0.1:0"]
        bench = subprocess.Popen(
            pinned(CLIENT_CORE, [
                PROGRAM, "bench", work / "live.toml", "--vus", str(VUS), "--duration", f"{seconds}s", "--think-time", "0",
                "--quiet", "--out", work / "runs", *page,
            ]),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=work,
        )
        if followers is not None:
            address = re.search(r"http://(\S+)/", bench.stderr.readline())[1]
            reading = Followers(address, followers)
        bench.stderr.read()
        _, _, used = os.wait4(bench.pid, 0)
        # It has been waited for.
        bench.returncode = 0
        if followers and (told := reading.join()) != followers:
            problems.append(f"{followers} followed a run, {told} were told its end")
        record = json.loads(next((work / "runs").glob("*/run.json")).read_text())
        counted = sum(step["requests"] for step in record["steps"])
        if counted != seen(base) - before:
            problems.append(f"{counted} requests were counted, the shop saw {seen(base) - before}")
        return (used.ru_utime + used.ru_stime) * 1e6 / counted, counted / record["elapsed_s"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="runs of each kind (default: 7)")
    parser.add_argument("--seconds", type=int, default=20, help="length of each run (default: 20)")
    parser.add_argument("--followers", type=int, default=200, help="how many follow (default: 200, at most 256)")
    asked = parser.parse_args()
    take_server_core()
    shop, base = demo_shop(*FAST)
    problems = []
    kinds = {
        "without": None,
        "with `--live`, no one follows": 0,
        f"with `--live`, {asked.followers} follow": asked.followers,
        "without, once more": None,
    }
    try:
        gave = in_turn(asked.rounds, {
            kind: lambda followers=followers: measure(base, asked.seconds, followers, problems)
            for kind, followers in kinds.items()
        })
    finally:
        stop(shop)
    beside_first("What the page of a run costs", gave)
    for problem in problems:
        print(f"error: {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
