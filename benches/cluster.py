#!/usr/bin/env python3
"""What other processes cost the one that leads a run: CPU of the leader beside its own load, and bytes on the wire, for each
follower and second, at 100 steps. What a leader without followers takes for the same is subtracted. The bytes go through a relay
here, which counts them: TLS and all.

    cargo build --profile dist && python3 benches/cluster.py

`--seconds 2 --steps 5` is a quick look whether it works. Ends with exit code 1 when a request was not counted, or a process did not
end as it should.
"""

import argparse
import json
import os
import pathlib
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time

from peers.servers import CLIENT_CORE, FAST, PROGRAM, demo_shop, pinned, seen, stop, take_server_core
from peers.table import begin, row

# Of each process; so many that every step has values in every second.
VUS = 4
# Codes of runs whose numbers count: this machine may be too busy to judge a shop.
FINE = (0, 120)
TICKS = os.sysconf("SC_CLK_TCK")


class Relay:
    """Passes on what followers and their leader say to each other, and counts it."""

    def __init__(self, leader):
        self.leader = leader
        self.from_followers = self.to_followers = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ, None)
        self.closed = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.closed:
            for key, _ in self.selector.select(0.2):
                if key.data is None:
                    self.accept()
                else:
                    self.pass_on(key.fileobj, *key.data)

    def accept(self):
        follower, _ = self.listener.accept()
        try:
            leader = socket.create_connection(self.leader)
        except ConnectionError:
            # It does not listen yet; the follower comes again.
            follower.close()
            return
        self.selector.register(follower, selectors.EVENT_READ, (leader, True))
        self.selector.register(leader, selectors.EVENT_READ, (follower, False))

    def pass_on(self, one, other, is_follower):
        try:
            came = one.recv(1 << 20)
            other.sendall(came)
        except OSError:
            came = b""
        if is_follower:
            self.from_followers += len(came)
        else:
            self.to_followers += len(came)
        if not came:
            for end in (one, other):
                if end.fileno() >= 0:
                    self.selector.unregister(end)
                    end.close()

    def close(self):
        self.closed = True
        self.thread.join()
        self.listener.close()


def beside_the_load(pid):
    """CPU seconds of the threads that send no load; `None` of a process that is gone."""
    spent = 0.0
    try:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            fields = (task / "stat").read_text()
            if fields[fields.index("(") + 1 :].startswith("vus"):
                continue
            user, system = fields.rsplit(")", 1)[1].split()[11:13]
            spent += (int(user) + int(system)) / TICKS
    except (FileNotFoundError, ProcessLookupError):
        return None
    return spent


def scenario(base, steps, vus, seconds):
    step = "[[journey.step]]\nname = 's{0}'\npath = '/en/?s={0}'\nthink_time = '20ms'\n"
    return (
        f"schema = 1\nname = 'cluster'\nbase_url = '{base}'\n[load]\nexecutor = 'constant-vus'\nvus = {vus}\nduration = '{seconds}s'\n"
        "[[journey]]\nname = 'walk'\n" + "".join(step.format(at) for at in range(steps)) + "[thresholds]\nhttp_reqs = ['count>=0']\n"
    )


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def measure(base, steps, seconds, shards, problems):
    """The leader's CPU seconds per second beside its load, and bytes per second from and to all followers."""
    with tempfile.TemporaryDirectory(prefix="promo-load-cluster-") as work:
        work = pathlib.Path(work)
        (work / "s.toml").write_text(scenario(base, steps, VUS * shards, seconds))
        before = seen(base)
        port = free_port()
        relay = Relay(("127.0.0.1", port))
        environment = {**os.environ, "PROMO_LOAD_CLUSTER_TOKEN": "only-for-this-measurement"}

        def start(shard):
            leader = f"127.0.0.1:{port}" if shard == 0 else relay.address
            own = ["--shard", str(shard), "--shards", str(shards), "--cluster", leader]
            return subprocess.Popen(
                pinned(CLIENT_CORE, [str(PROGRAM), "bench", "s.toml", "--quiet", "--output", "runs", *own]),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=work, env=environment,
            )

        leader, followers = start(0), [start(shard) for shard in range(1, shards)]
        spent = 0.0
        while leader.poll() is None:
            spent = beside_the_load(leader.pid) or spent
            time.sleep(0.02)
        codes = [leader.returncode, *(follower.wait() for follower in followers)]
        relay.close()
        if codes[0] not in FINE or any(codes[1:]):
            problems.append(f"{shards} processes ended with {codes}")
            return None
        record = json.loads(next((work / "runs").glob("*/run.json")).read_text())
        counted = sum(step["requests"] for step in record["steps"])
        if counted != seen(base) - before:
            problems.append(f"{counted} requests were counted, the shop saw {seen(base) - before}")
        took = record["elapsed_s"]
        return spent / took, relay.from_followers / took, relay.to_followers / took


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20, help="length of each run (default: 20)")
    parser.add_argument("--steps", type=int, default=100, help="steps of the journey (default: 100)")
    parser.add_argument("--shards", type=int, nargs="+", default=[2, 8], help="numbers of processes (default: 2 8)")
    asked = parser.parse_args()
    take_server_core()
    shop, base = demo_shop(*FAST)
    problems = []
    try:
        gave = {shards: measure(base, asked.steps, asked.seconds, shards, problems) for shards in (1, *asked.shards)}
    finally:
        stop(shop)
    title = f"What each follower costs its leader in a second, at {asked.steps} steps"
    begin(title, "processes", "leader's CPU beside its load", "more for each follower", "bytes from each", "bytes to each")
    alone = gave[1][0] if gave[1] else 0.0
    for shards, found in gave.items():
        if not found:
            continue
        cpu, came, went = found
        followers = shards - 1
        each = f"{(cpu - alone) / followers * 1e3:.1f} ms" if followers else ""
        sizes = [f"{total / followers:,.0f}" if followers else "" for total in (came, went)]
        row(str(shards), f"{cpu * 1e3:.1f} ms/s", each, *sizes)
    for problem in problems:
        print(f"error: {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
