"""What a virtual user costs that has loaded the page of 100 KB and thinks, its connection open: 1,000 to 100,000 of them,
beside those of k6.

One client address has about 28,000 local ports to one server address. More virtual users than that ask for a name that has
several addresses on loopback; only the tool sees it, in a file of hosts of its own (`unshare`). More than a process may have
files open are shared among several processes at a time; what these use is added up."""

import concurrent.futures
import pathlib
import shlex
import shutil
import subprocess

import table
import tools
from servers import LARGE, descriptors

VUS = (1_000, 10_000, 100_000)
VUS_OF_K6 = (1_000, 10_000)
# They come at this rate: pages for all of them at once would fill the kernel's memory for sockets.
ARRIVALS_PER_SECOND = 3_000
# Linux tries the odd ones of an address's local ports first, one after the other: of these half should stay free.
ADDRESSES = tuple(f"127.0.0.{last}" for last in range(1, 17))
NAME = "shop.test"
# What a tool has open beside its connections.
SPARE = 200
# k6 is stopped when it needs more.
MOST_MB = 8_000


def ports():
    low, high = map(int, pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    return high - low + 1


def processes_for(vus):
    """How many processes it takes until each may have the files open that its share needs."""
    return -(-vus // (descriptors() - SPARE))


def seconds_to_come(vus):
    return -(-vus // ARRIVALS_PER_SECOND)


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
    """Runs a tool with so many virtual users, each of which loads the page once and thinks, for `think` seconds once all are there."""

    def __init__(self, nginx, work, think):
        self.nginx, self.folder, self.think, self.hosts = nginx, work, think, Hosts(work)

    def obstacle(self, count, asked):
        """Why `count` cannot be measured here; `asked` is the number before it was scaled."""
        if asked > ports() and not self.hosts.work():
            return f"one address has {ports():,} local ports, and unshare gives no name several addresses here"
        return None

    def own(self, count, asked):
        """Peak memory in MB, CPU seconds, failed requests and how many processes it took."""
        processes = processes_for(asked)
        shares = [count // processes + (number < count % processes) for number in range(processes)]
        with concurrent.futures.ThreadPoolExecutor(processes) as pool:
            parts = list(pool.map(lambda part: self.process(*part, asked), enumerate(shares)))
        return *map(sum, zip(*parts)), processes

    def process(self, number, count, asked):
        """Peak memory, CPU seconds and failed requests of one of them."""
        several = asked > ports()
        base = self.nginx.base(NAME if several else "127.0.0.1")
        ramp = seconds_to_come(asked)
        file = self.folder / f"vus-{asked}-{number}.toml"
        tools.scenario(file, base, LARGE, think=f"{2 * (ramp + self.think)}s")
        # None of them is waited for at the end.
        stages = ", ".join(f'{{ duration = "{length}s", target = {count} }}' for length in (ramp, self.think))
        load = f'[load]\nexecutor = "ramping-vus"\nstages = [{stages}]\ngraceful_stop = "0s"\n'
        file.write_text(file.read_text().replace("[[journey]]", load + "[[journey]]", 1))
        command = tools.own(file).command
        spent = tools.spend(self.hosts.command(command) if several else command)
        found = tools.record(file)
        if spent.code not in tools.RESULTS or not found:
            tools.fail(command, spent)
        return spent.peak, spent.cpu, tools.failures(found[0])

    def k6(self, count, discard):
        """The same, but None when it was stopped. What failed is not asked."""
        ramp = seconds_to_come(count)
        stages = [{"duration": f"{seconds}s", "target": count} for seconds in (ramp, self.think)]
        options = {"scenarios": {"all": {
            "executor": "ramping-vus", "startVUs": 0, "stages": stages, "gracefulStop": "0s",
        }}, "discardResponseBodies": discard}
        think = 2 * (ramp + self.think)
        script = tools.k6_script(self.folder / f"vus-{count}.js", self.nginx.base() + LARGE, options, think)
        command = tools.k6(script).command
        spent = tools.spend(command, megabytes=MOST_MB)
        if spent.stopped != "-":
            return None
        if spent.code != 0:
            tools.fail(command, spent)
        return spent.peak, spent.cpu, None, 1


def line(tool, count, base, figures):
    peak, cpu, failed, processes = figures
    tool = tool if processes == 1 else f"{tool}, {processes} processes"
    base, failed = base * processes, "–" if failed is None else f"{failed:,}"
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
        f"VUs that load the page of 100 KB once and think, all of them for {think} s", "tool", "VUs", "peak memory",
        "above one VU, for each", "CPU", "for each", "failed",
    )
    block("promo-load", scaled(VUS), users.obstacle, users.own)
    if shutil.which("k6"):
        for name, discard in (("k6, its defaults", False), ("k6, discardResponseBodies", True)):
            block(name, scaled(VUS_OF_K6), users.obstacle, lambda count, _, discard=discard: users.k6(count, discard))
