#!/usr/bin/env python3
"""What a request costs the generator: promo-load beside wrk, oha, hey and k6, in one run on one machine.

Installs nothing: takes the tools that are on PATH (promo-load from target/release), starts nginx on loopback, pins the
server to one core and the client to another, and runs the tools in turn, round by round, so that a machine that gets
slower slows all of them. Prints a Markdown table of medians. Absolute figures drift from machine to machine; the ratios
are what counts.

    cargo build --release && python3 benches/peers/run.py > benches/peers/RESULTS.md

With --memory it measures instead what a run needs of the machine: memory over a million requests and for thousands of
virtual users, and how late the generator is. `--scale 0.02 --seconds 2` is a quick look whether that works.
"""

import argparse
import datetime
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import journey
import memory

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def free_port():
    """A fixed one may be another program's, which would then be measured."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PORT = free_port()
PAGES = {"600 B": ("600.html", 600), "100 KB": ("100k.html", 100_000)}
CONNECTIONS = 50

NGINX = """
worker_processes 1;
worker_rlimit_nofile 16384;
daemon off;
pid {dir}/nginx.pid;
error_log {dir}/error.log;
events {{ worker_connections 12000; }}
http {{
  access_log off; keepalive_requests 100000000; sendfile on; tcp_nopush on; default_type text/html;
  server {{ listen 127.0.0.1:{port}; root {dir}; }}
}}
"""

K6 = """
import http from 'k6/http';
export const options = {{ vus: {vus}, duration: '{seconds}s', discardResponseBodies: true, summaryTrendStats: ['p(95)'] }};
export default function () {{ http.get('http://127.0.0.1:{port}/{page}'); }}
"""


def commands(page, seconds, work):
    """For each tool on PATH: its command, and the pattern of the number of requests in what it prints."""
    url = f"http://127.0.0.1:{PORT}/{page}"
    scenario = work / f"{page}.toml"
    scenario.write_text(memory.SCENARIO.format(port=PORT, page=page, think="0s"))
    script = work / f"{page}.js"
    script.write_text(K6.format(vus=CONNECTIONS, seconds=seconds, port=PORT, page=page))
    own = ROOT / "target/release/promo-load"
    every = {
        "promo-load": (
            [own, "bench", scenario, "--vus", CONNECTIONS, "--duration", f"{seconds}s", "-q", "--out", work / "runs"],
            r"get\s+([\d,]+)",
        ),
        "wrk": (["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", url], r"(\d+) requests in"),
        "oha": (
            ["oha", "--no-tui", "-c", CONNECTIONS, "-z", f"{seconds}s", url],
            r"\[200\] (\d+) responses",
        ),
        "hey": (["hey", "-c", CONNECTIONS, "-z", f"{seconds}s", url], r"\[200\]\s+(\d+) responses"),
        "k6": (["k6", "run", "--no-usage-report", script], r"http_reqs\.*:\s*(\d+)"),
    }
    return {
        tool: ([str(part) for part in command], pattern)
        for tool, (command, pattern) in every.items()
        if shutil.which(str(command[0]))
    }


def spend(command, core=1):
    """One run on one core: what it printed, its CPU seconds, its peak memory in MB."""
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen(
            ["taskset", "-c", str(core), *command], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        _, _, used = os.wait4(child.pid, 0)
        output.seek(0)
        return output.read(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure(command, pattern):
    """One run: requests, CPU microseconds per request, peak memory in MB, requests per second."""
    began = time.monotonic()
    text, cpu, memory = spend(command)
    found = re.search(pattern, text)
    if not found:
        sys.exit(f"error: no number of requests in what this printed:\n{' '.join(command)}\n{text}")
    requests = int(found.group(1).replace(",", ""))
    return requests, cpu / requests * 1e6, memory, requests / (time.monotonic() - began)


def serve(work):
    for name, size in PAGES.values():
        (work / name).write_bytes(bytes(97 + position % 26 for position in range(size)))
    (work / "nginx.conf").write_text(NGINX.format(dir=work, port=PORT))
    server = subprocess.Popen(["taskset", "-c", "0", "nginx", "-c", str(work / "nginx.conf")])
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/600.html").read()
            return server
        except OSError:
            time.sleep(0.05)
    sys.exit("error: nginx does not answer")


def versions(tools):
    flags = {"hey": None, "wrk": "-v", "k6": "version"}
    for tool in tools:
        flag = flags.get(tool, "--version")
        command = str(ROOT / "target/release/promo-load") if tool == "promo-load" else tool
        text = "" if flag is None else subprocess.run([command, flag], capture_output=True, text=True).stdout
        yield text.splitlines()[0].strip() if text.strip() else tool


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=int, help="length of each run; 5, with --memory 30")
    arguments.add_argument("--memory", action="store_true", help="what a run needs of the machine")
    arguments.add_argument("--scale", type=float, default=1.0, help="with --memory: a part of the full load")
    asked = arguments.parse_args()
    for needed in ("nginx", "taskset", str(ROOT / "target/release/promo-load")):
        if not shutil.which(needed):
            sys.exit(f"error: {needed} is not there; see the top of this file")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        # nginx's worker is not root: it has to be able to read the pages.
        work.chmod(0o755)
        server = serve(work)
        try:
            if asked.memory:
                memory.report(ROOT / "target/release/promo-load", PORT, work, asked.scale, asked.seconds or 30)
            else:
                asked.seconds = asked.seconds or 5
                report(asked, work)
        finally:
            server.terminate()
            server.wait()


def report(asked, work):
    print("# What a request costs the generator\n")
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, medians of {asked.rounds} rounds of {asked.seconds} s, "
          f"{CONNECTIONS} connections,\nserver (nginx) on one core, client on another. Made by `benches/peers/run.py`.")
    tools = {}
    for title, (page, _) in PAGES.items():
        tools = commands(page, asked.seconds, work)
        figures = {tool: [] for tool in tools}
        for _ in range(asked.rounds):
            for tool, (command, pattern) in tools.items():
                figures[tool].append(measure(command, pattern))
        print(f"\n## GET of {title}, keep-alive\n")
        print("| tool | requests | CPU per request | of it, promo-load needs | peak memory | requests/s |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        own = statistics.median(run[1] for run in figures["promo-load"])
        for tool, runs in figures.items():
            requests, cpu, memory, rate = (statistics.median(run[position] for run in runs) for position in range(4))
            print(f"| {tool} | {requests:,.0f} | {cpu:.1f} µs | {own / cpu:.2f} × | {memory:.0f} MB | {rate:,.0f} |")
    journey.report(ROOT / "target/release/promo-load", asked.rounds, asked.seconds, work, spend)
    print("\nVersions: " + "; ".join(versions(tools)) + ".")


main()
