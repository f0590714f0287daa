#!/usr/bin/env python3
"""What the team's desk costs: its memory, how long its pages take with a long history, and what those who listen to a run take
from its generator.

    cargo build --profile dist --features serve && python3 benches/desk.py

Runs with and without listeners take turns, so that a machine that gets slower slows all of them; what counts is the ratio, and
that it differs from 1 by no more than two runs without listeners differ from each other, which is the last line. The desk has the
shop's core. `--rounds 1 --seconds 3 --listeners 20 --runs 500` is a quick look whether it works. Ends with exit code 1 when a
listener was not told the end, or when a request was not counted.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from peers.followers import Followers
from peers.servers import (
    CLIENT_CORE, CORES, FAST, PROGRAM, SERVER_CORE, demo_shop, seen, stop, take_server_core,
)
from peers.table import begin, beside_first, in_turn, row

PAGE = "/en/home-accessories/6-mug-the-best-is-yet-to-come.html"
VUS = 20
# Each page is asked for so often.
TIMES = 25
SHOPS = 40
TICKS = os.sysconf("SC_CLK_TCK")


class Desk:
    """A desk of its own, with one finished run."""

    def __init__(self, work):
        self.data = work / "data"
        # It is asked more often than by people.
        (work / "promo-load.toml").write_text("schema = 1\n[desk.limits]\nrequests_per_second = 100000\n")
        self.work = work
        self.start()

    def start(self, *flags):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--data", self.data, *flags],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=self.work,
        )
        for line in self.process.stdout:
            if found := re.search(r"pldesk_\S+", line):
                self.token = found[0]
            if found := re.search(r"http://([0-9.:]+)", line):
                self.address = found[1]
                break
        self.connection = http.client.HTTPConnection(self.address, timeout=120)

    def bearer(self):
        return {"Authorization": f"Bearer {self.token}"}

    def ask(self, path, method="GET", body=None):
        headers = self.bearer() | ({"Content-Type": "application/json"} if body is not None else {})
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            sys.exit(f"error: {method} {path}: {answer.status} {text.decode()}")
        return text

    def run(self, base, **options):
        """A run of the demo shop that has started; its number."""
        asked = {"url": base + PAGE, "options": {"vus": VUS, "think-time": "0", **options}}
        number = json.loads(self.ask("/api/v1/runs", "POST", asked))["id"]
        while self.state(number) in ("queued", "starting"):
            time.sleep(0.02)
        return number

    def state(self, number):
        return json.loads(self.ask(f"/api/v1/runs/{number}"))["state"]

    def ended(self, number):
        while (state := self.state(number)) == "running":
            time.sleep(0.2)
        if state != "done":
            sys.exit(f"error: run {number} {state}: {self.ask(f'/api/v1/runs/{number}').decode()}")
        return json.loads(self.ask(f"/api/v1/runs/{number}/files/run.json"))

    def children(self):
        """The processes of its runs."""
        path = pathlib.Path(f"/proc/{self.process.pid}/task")
        return {int(child) for task in path.iterdir() for child in (task / "children").read_text().split()}

    def children_seconds(self):
        """CPU of the runs that are over."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[13]) + int(fields[14])) / TICKS

    def memory(self):
        """What it holds of memory in MB, and the most that it held."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return tuple(int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) / 1000 for name in ("VmRSS", "VmHWM"))

    def stop(self):
        self.connection.close()
        stop(self.process)


def lengthen(desk, number, runs):
    """Writes so many runs like this one of SHOPS hosts into the database of a desk that is closed."""
    with sqlite3.connect(desk.data / "desk.sqlite") as database:
        columns = [name for _, name, *_ in database.execute("PRAGMA table_info(job)")]
        like = dict(zip(columns, database.execute("SELECT * FROM job WHERE id = ?", [number]).fetchone()))
        for at in range(runs):
            moved = {name: like[name] - (runs - at) * 60_000 for name in ("asked", "started", "ended")}
            one = like | moved | {
                "id": number + 1 + at, "host": f"shop-{at % SHOPS}.example", "folder": f"copy-{at}",
                "p95_ms": like["p95_ms"] * (1 + at % 7 / 20),
            }
            database.execute(
                f"INSERT INTO job ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", list(one.values())
            )
    database.close()


def pages(desk, number, runs):
    begin(f"Pages of the desk with {runs:,} runs", "page", "median", "slowest", "bytes")
    for path in ("/", "/runs", "/runs?host=shop-7.example", "/runs?letter=A", "/shops", "/shops/shop-7.example", f"/runs/{number}",
                 "/compare", "/new", "/schedules", "/targets", "/audit", "/api/v1/runs?limit=200", "/metrics"):
        took = []
        for _ in range(TIMES):
            began = time.perf_counter()
            text = desk.ask(path)
            took.append((time.perf_counter() - began) * 1e3)
        row(f"`{path}`", f"{statistics.median(took):.1f} ms", f"{max(took):.1f} ms", f"{len(text):,}")


def measure(desk, base, seconds, listeners, problems):
    """Microseconds of CPU per request of the generator, and requests per second."""
    before, used = seen(base), desk.children_seconds()
    number = desk.run(base, duration=f"{seconds}s")
    if {SERVER_CORE, CLIENT_CORE} <= CORES:
        for child in desk.children():
            for thread in os.listdir(f"/proc/{child}/task"):
                os.sched_setaffinity(int(thread), {CLIENT_CORE})
    headers = "".join(f"{name}: {value}\r\n" for name, value in desk.bearer().items())
    listening = Followers(desk.address, listeners, f"/api/v1/runs/{number}/events", headers)
    record = desk.ended(number)
    if (told := listening.join()) != listeners:
        problems.append(f"{listeners} listened to a run, {told} were told its end")
    counted = sum(step["requests"] for step in record["steps"])
    # The look at the page before the load is not a part of it.
    if not counted <= seen(base) - before <= counted + 10:
        problems.append(f"{counted} requests were counted, the shop saw {seen(base) - before}")
    return (desk.children_seconds() - used) * 1e6 / counted, counted / record["elapsed_s"]


def listeners(desk, base, asked, problems):
    kinds = {"without listeners": 0, f"{asked.listeners} listen": asked.listeners, "without, once more": 0}
    gave = in_turn(asked.rounds, {
        kind: lambda count=count: measure(desk, base, asked.seconds, count, problems) for kind, count in kinds.items()
    })
    beside_first("What listeners take from a run", gave)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="runs of each kind (default: 7)")
    parser.add_argument("--seconds", type=int, default=20, help="length of each run (default: 20)")
    parser.add_argument("--listeners", type=int, default=200, help="how many listen (default: 200)")
    parser.add_argument("--runs", type=int, default=10_000, help="length of the history (default: 10,000)")
    asked = parser.parse_args()
    take_server_core("cargo build --profile dist --features serve")
    shop, base = demo_shop(*FAST)
    problems = []
    with tempfile.TemporaryDirectory(prefix="promo-load-desk-") as work:
        desk = Desk(pathlib.Path(work))
        try:
            desk.ask("/healthz")
            memory = {"open, asked nothing": desk.memory()}
            desk.ask("/api/v1/targets/127.0.0.1", "PUT", {"environment": "local", "private": True})
            number = desk.run(base, duration=f"{asked.seconds}s")
            desk.ended(number)
            desk.stop()
            lengthen(desk, number, asked.runs)
            desk.start()
            desk.ask("/healthz")
            memory[f"opened with {asked.runs:,} runs"] = desk.memory()
            pages(desk, number, asked.runs)
            memory["after its pages"] = desk.memory()
            listeners(desk, base, asked, problems)
            memory[f"after {asked.listeners} listeners"] = desk.memory()
        finally:
            desk.stop()
            stop(shop)
    begin("Memory of the desk", "when", "memory", "most so far")
    for when, (now, most) in memory.items():
        row(when, f"{now:.1f} MB", f"{most:.1f} MB")
    for problem in problems:
        print(f"error: {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
