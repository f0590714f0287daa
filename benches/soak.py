#!/usr/bin/env python3
"""A long run at a constant rate against the demo shop: whether memory stays flat, the schedule does not drift, and every
request that the shop saw was counted. `python3 benches/soak.py` takes an hour; `--duration 60 --rate 50` takes a minute,
and `--duration 5 --rate 20` is a quick look whether it works, which does not judge the memory.

The program and the shop are the release build's, each on a core of its own where there are two. Ends with exit code 1 when
something is not as it must be.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from peers.servers import CLIENT_CORE, PROGRAM, ROOT, demo_shop, pinned, stop

TOKEN = "soak-of-the-control-api"
# Between two looks at both processes; shorter in a run that is too short for some of them.
EVERY_S = 10
LOOKS = 5
# Buffers, connections and allocators have their size after this share of the run.
WARM = 0.1
# Memory says nothing before: buffers are still growing then.
MEMORY_S = 60
# Beyond what allocators and page tables move by themselves.
GROWTH_KB = 2048
# What a visitor who buys keeps: connection, cookies, buffers, values.
VISITOR_KB = 64
# The live numbers are those of the last whole second, and an iteration takes some milliseconds.
DRIFT_S = 2.5


def resident_kb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def asked(url, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return answer.read().decode()


def metric(text, name):
    values = re.findall(rf"^{name}(?:\{{[^}}]*\}})? (\S+)$", text, re.M)
    return sum(map(float, values)) if values else None


def look(bench, api, rate):
    """One line of the table; None before the first second and after the last one."""
    try:
        text = asked(f"http://{api}/metrics", TOKEN)
        elapsed = metric(text, "promo_load_elapsed_seconds")
        row = {
            "at_s": elapsed,
            "resident_kb": resident_kb(bench.pid),
            "descriptors": descriptors(bench.pid),
            "requests": metric(text, "promo_load_http_reqs_total"),
            "iterations": metric(text, "promo_load_iterations_total"),
            "lag_p99_ms": metric(text, "promo_load_schedule_lag_p99_seconds") * 1e3,
        }
    except (OSError, TypeError):
        return None
    # How far the iterations are behind what the rate asks for at this moment.
    row["behind_s"] = elapsed - row["iterations"] / rate
    return row


def watch(bench, api, rate, every):
    rows = []
    print("   time   resident   descriptors   requests     req/s   behind   lag p99", flush=True)
    while bench.poll() is None:
        row = look(bench, api, rate)
        if row and (not rows or row["at_s"] > rows[-1]["at_s"]):
            rows.append(row)
            if len(rows) == 1 or len(rows) % 30 == 0:
                tell(rows)
        time.sleep(every)
    if not rows:
        sys.exit("error: the run ended before anything was seen of it")
    tell(rows)
    return rows


def tell(rows):
    row = rows[-1]
    since = rows[-31] if len(rows) > 30 else rows[0]
    seconds = row["at_s"] - since["at_s"]
    rate = f"{(row['requests'] - since['requests']) / seconds:9.1f}" if seconds else " " * 9
    print(
        f"{row['at_s']:6.0f} s {row['resident_kb']:7} KB {row['descriptors']:13} {row['requests']:10.0f} {rate}"
        f" {row['behind_s']:6.2f} s {row['lag_p99_ms']:6.2f} ms",
        flush=True,
    )


def problems(arguments, rows, record, stats):
    warm = [row for row in rows if row["at_s"] >= arguments.duration * WARM]
    # Medians of a tenth each: the kernel counts pages of the reports' and the allocator's for a while and takes them back.
    tenth = max(1, len(warm) // 10)
    first, last = (statistics.median(row["resident_kb"] for row in part) for part in (warm[:tenth], warm[-tenth:]))
    most = max(row["resident_kb"] for row in warm)
    behind = [row["behind_s"] for row in warm]
    counted = sum(step["requests"] for step in record["steps"])
    print(f"\nmemory: {first:.0f} KB from {warm[0]['at_s']:.0f} s on, {last:.0f} KB at the end, {most} KB at most")
    print(f"schedule: behind by {min(behind):.2f} to {max(behind):.2f} s, at the end by {behind[-1]:.2f} s")
    print(f"requests: {counted} counted, {stats['requests']} at the shop; {counted / record['elapsed_s']:.1f}/s")
    print(f"generator: {json.dumps(record['generator'].get('lag'))}")
    print(f"ended: {record['ending']['reason']}; {record['verdict']['headline']['text']}")
    # A machine that was busy for a moment calls more visitors, each with a connection, and keeps them.
    more = warm[-1]["descriptors"] - warm[0]["descriptors"]
    print(f"connections: {more} more at the end than then")
    if arguments.duration < MEMORY_S:
        print(f"memory is not judged: that takes {MEMORY_S} s")
    elif last - first > GROWTH_KB + max(0, more) * VISITOR_KB:
        yield f"memory grew by {last - first:.0f} KB"
    if max(behind) - min(behind) > DRIFT_S:
        yield f"the schedule drifted by {max(behind) - min(behind):.2f} s"
    if counted != stats["requests"]:
        yield f"{counted} requests were counted, the shop saw {stats['requests']}"
    if record["ending"]["reason"] != "completed":
        yield f"the run ended as {record['ending']['reason']}"
    if any(step["failures"] for step in record["steps"] if "failures" in step):
        yield "requests failed"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--duration", type=int, default=3600, help="seconds (default: an hour)")
    parser.add_argument("--rate", type=int, default=90, help="visits per second of seven requests or so (default: 90)")
    arguments = parser.parse_args()
    for needed in ("taskset", str(PROGRAM)):
        if not shutil.which(needed):
            sys.exit(f"error: {needed} is not there; `cargo build --profile dist` makes the program, util-linux has taskset")
    work = pathlib.Path(tempfile.mkdtemp(prefix="promo-load-soak-"))
    shop, base = demo_shop()
    try:
        scenario = (ROOT / "scenarios/product.toml").read_text().replace("http://127.0.0.1:8080", base)
        (work / "soak.toml").write_text(scenario)
        bench = subprocess.Popen(
            pinned(CLIENT_CORE, [
                PROGRAM, "bench", work / "soak.toml", "--rate", f"{arguments.rate}/s", "--max-vus", "200",
                "--duration", f"{arguments.duration}s", "--think-time", "0", "--control", "127.0.0.1:0", "--quiet",
                "--out", work / "runs",
            ]),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=work,
            env={**os.environ, "PROMO_LOAD_CONTROL_TOKEN": TOKEN},
        )
        api = re.search(r"http://(\S+)/v1/status", bench.stderr.readline())[1]
        rows = watch(bench, api, arguments.rate, min(EVERY_S, arguments.duration / LOOKS))
        record = json.loads(next((work / "runs").glob("*/run.json")).read_text())
        stats = json.loads(asked(f"{base}/__shop/stats"))
        print(f"the shop itself: {resident_kb(shop.pid)} KB, {descriptors(shop.pid)} descriptors")
        found = list(problems(arguments, rows, record, stats))
    finally:
        stop(shop)
    for problem in found:
        print(f"error: {problem}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
