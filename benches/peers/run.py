#!/usr/bin/env python3
"""What a request costs the generator: promo-load beside wrk, oha, hey, h2load and k6, in one run on one machine.

Installs nothing: takes the tools that are on PATH (promo-load from target/dist, or what PROMO_LOAD_PROGRAM names), starts
nginx on loopback, pins the server to one core and the client to another, and runs the tools in turn, round by round, so
that a machine that gets slower slows all of them. Prints Markdown tables of medians. Absolute figures drift from machine to
machine; the ratios are what counts.

    cargo build --profile dist && python3 benches/peers/run.py > benches/peers/RESULTS.md

It measures something else instead with

    --memory   memory over a million requests, and how late the generator is
    --steps    what the length of a scenario costs
    --vus      what each virtual user costs, up to 100,000

`--scale 0.02 --seconds 2 --rounds 1` is a quick look whether they work.
"""

import argparse
import datetime
import os
import pathlib
import shutil
import sys
import tempfile

import journey
import memory
import pages
import steps
import tools
import vus
from servers import PROGRAM, Nginx


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, help="runs of each tool: 5, with --steps 1; --memory and --vus run once")
    parser.add_argument(
        "--seconds", type=int, help="length of each run: 5, with --memory 30, with --steps 20; with --vus, 60 s of thinking"
    )
    parser.add_argument("--scale", type=float, default=1.0, help="with --memory, --steps or --vus: a part of the full load")
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--memory", action="store_true", help="what a run needs of the machine")
    other.add_argument("--steps", action="store_true", help="scenarios of 1 to 3,000 steps")
    other.add_argument("--vus", action="store_true", help="1,000 to 100,000 virtual users")
    return parser.parse_args()


def introduce(title, text):
    print(f"# {title}\n\n{datetime.date.today()}, {os.cpu_count()} cores, {text}", flush=True)


def cost(asked, work):
    rounds, seconds = asked.rounds or 5, asked.seconds or 5
    introduce(
        "What a request costs the generator",
        f"medians, rounds: {rounds}, {seconds} s each, {pages.CONNECTIONS} connections unless a heading says otherwise,\n"
        "server (nginx) on one core, client on another. Made by `benches/peers/run.py`. A peak below 9 MB is not seen.",
    )
    with Nginx(work) as nginx:
        pages.report(nginx, rounds, seconds, work)
    journey.report(rounds, seconds, work)
    return tools.PEERS


def needs_of_the_machine(asked, work):
    introduce(
        "What a run needs of the machine", "promo-load on one core, nginx on another. Made by `benches/peers/run.py --memory`."
    )
    with Nginx(work) as nginx:
        memory.report(nginx, work, asked.scale, asked.seconds or 30)
    return ()


def length(asked, work):
    rounds, seconds = asked.rounds or 1, asked.seconds or 20
    introduce(
        "What the length of a scenario costs",
        f"medians, rounds: {rounds}, {seconds} s each, nginx on one core, client on another. Made by\n"
        "`benches/peers/run.py --steps`. k6 runs the script that `promo-load export-k6` writes.",
    )
    with Nginx(work) as nginx:
        steps.report(nginx, work, asked.scale, seconds, rounds)
    return ("k6",)


def users(asked, work):
    introduce("What a virtual user costs", "client on one core, nginx on another. Made by `benches/peers/run.py --vus`.")
    with Nginx(work, vus.ADDRESSES, connections=max(vus.VUS)) as nginx:
        vus.report(nginx, work, asked.scale, asked.seconds or 60)
    return ("k6",)


def main():
    asked = arguments()
    for needed in ("nginx", "taskset", str(PROGRAM)):
        if not shutil.which(needed):
            sys.exit(f"error: {needed} is not there; see the top of this file")
    report = needs_of_the_machine if asked.memory else length if asked.steps else users if asked.vus else cost
    with tempfile.TemporaryDirectory() as folder:
        peers = report(asked, pathlib.Path(folder))
    print("\nVersions: " + "; ".join(tools.versions("promo-load", *peers)) + ".")
    if absent := tools.missing(peers):
        print(f"\nNot measured because not on PATH: {', '.join(absent)}.")


main()
