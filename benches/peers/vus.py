"""What a virtual user costs that has loaded the page of 100 KB and thinks, its connection open: 1,000 to 100,000 of them,
beside those of k6.

One client address has about 28,000 local ports to one server address. More virtual users than that ask for a name that has
several addresses on loopback; only the tool sees it, in a file of hosts of its own (`unshare`)."""

import pathlib
import shlex
import shutil
import subprocess

import table
import tools
from servers import LARGE, descriptors

VUS = (1_000, 10_000, 100_000)
VUS_OF_K6 = (1_000, 10_000)
ADDRESSES = tuple(f"127.0.0.{last}" for last in range(1, 7))
NAME = "shop.test"
# What a tool has open beside its connections.
SPARE = 200
# k6 is stopped when it needs more.
MOST_MB = 8_000


def ports():
    low, high = map(int, pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    return high - low + 1


class Hosts:
    """A name for several addresses, for commands that are started by it."""

    def __init__(self, work):
        self.file = work / "hosts"
        self.file.write_text("127.0.0.1 localhost\n" + "".join(f"{address} {NAME}\n" for address in ADDRESSES))

    def command(self, command):
        bind = f"mount --bind {shlex.quote(str(self.file))} /etc/hosts && exec \"$@\""
        return ["unshare", "--mount", "--map-root-user", "sh", "-c", bind, "sh", *command]

    def work(self):
        """Whether this system lets us."""
        if not shutil.which("unshare"):
            return False
        asked = subprocess.run(self.command(["getent", "ahosts", NAME]), capture_output=True, text=True)
        return all(address in asked.stdout for address in ADDRESSES)


class Users:
    """Runs a tool with so many virtual users, each of which loads the page once and thinks."""

    def __init__(self, nginx, work, think):
        self.nginx, self.folder, self.think, self.hosts = nginx, work, think, Hosts(work)

    def obstacle(self, count, asked):
        """Why `count` cannot be measured here; `asked` is the number before it was scaled."""
        if count + SPARE > descriptors():
            return f"open files are limited to {descriptors():,}"
        if asked > ports() and not self.hosts.work():
            return f"one address has {ports():,} local ports, and unshare gives no name several addresses here"
        return None

    def own(self, count, asked):
        """Peak memory in MB, CPU seconds and failed requests."""
        several = asked > ports()
        base = self.nginx.base(NAME if several else "127.0.0.1")
        file = tools.scenario(self.folder / f"vus-{count}.toml", base, LARGE, think=f"{self.think}s")
        command = tools.own(file, "--vus", count, "--per-vu-iterations", 1).command
        spent = tools.spend(self.hosts.command(command) if several else command)
        found = tools.record(file)
        if spent.code not in tools.RESULTS or not found:
            tools.fail(command, spent)
        return spent.peak, spent.cpu, f"{tools.failures(found[0]):,}"

    def k6(self, count, discard):
        """The same, but None when it was stopped. What failed is not asked."""
        options = {"scenarios": {"all": {
            "executor": "per-vu-iterations", "vus": count, "iterations": 1, "maxDuration": f"{self.think + 600}s",
        }}, "discardResponseBodies": discard}
        script = tools.k6_script(self.folder / f"vus-{count}.js", self.nginx.base() + LARGE, options, self.think)
        command = tools.k6(script).command
        spent = tools.spend(command, megabytes=MOST_MB)
        if spent.stopped != "-":
            return None
        if spent.code != 0:
            tools.fail(command, spent)
        return spent.peak, spent.cpu, "–"


def line(tool, count, base, figures):
    peak, cpu, failed = figures
    each = f"{(peak - base) * 1024 / (count - 1):.1f} KB" if count > 1 else "–"
    table.row(tool, f"{count:,}", f"{peak:.1f} MB", each, f"{cpu:.1f} s", f"{cpu / count * 1e6:,.0f} µs", failed)


def block(tool, scaled, obstacle, measure):
    """The lines of one tool: one virtual user, and then more of them."""
    one = measure(1, 1)
    line(tool, 1, one[0], one)
    for asked, count in scaled:
        reason = obstacle(count, asked)
        figures = None if reason else measure(count, asked)
        if figures:
            line(tool, count, one[0], figures)
        else:
            reason = reason or f"needs more than {MOST_MB:,} MB"
            table.row(tool, f"{count:,}", f"not measured: {reason}", *["–"] * 4)


def report(nginx, work, scale, think):
    """Prints everything; `scale` (0 to 1) shrinks the numbers of virtual users for a look whether it works."""
    users = Users(nginx, work, think)
    scaled = lambda numbers: [(number, max(int(number * scale), 2)) for number in numbers]
    table.begin(
        f"VUs that load the page of 100 KB once and think for {think} s", "tool", "VUs", "peak memory",
        "above one VU, for each", "CPU", "for each", "failed",
    )
    block("promo-load", scaled(VUS), users.obstacle, users.own)
    if shutil.which("k6"):
        for name, discard in (("k6, its defaults", False), ("k6, discardResponseBodies", True)):
            block(name, scaled(VUS_OF_K6), users.obstacle, lambda count, _, discard=discard: users.k6(count, discard))
