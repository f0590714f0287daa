"""The load generators: the command of each, and what a run of one costs."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import typing

from servers import CLIENT_CORE, PROGRAM, pinned
from table import Measured

# Runs a command and sees what that alone uses.
LAUNCH = pathlib.Path(__file__).with_name("launch.py")
# promo-load's exit codes for a crossed threshold and for a machine that is too busy to judge are results here.
RESULTS = (0, 99, 120)
PEERS = ("wrk", "oha", "hey", "h2load", "k6")


class Spent(typing.NamedTuple):
    """What a command used."""

    code: int
    # Seconds.
    cpu: float
    # MB.
    peak: float
    # Seconds on the clock.
    lasted: float
    # The limit that it was stopped for: time, memory or "-".
    stopped: str
    # What it printed.
    text: str


def spend(command, seconds=0, megabytes=0):
    """Runs a command on the client's core, within limits if they are not 0."""
    command = [str(part) for part in command]
    with tempfile.TemporaryFile("w+") as output, tempfile.NamedTemporaryFile("r") as used:
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-I", "-S", LAUNCH, used.name, str(seconds), str(megabytes), *pinned(CLIENT_CORE, command)],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=True,
        )
        lasted = time.monotonic() - began
        code, cpu, peak, stopped = used.read().split()
        output.seek(0)
        return Spent(int(code), float(cpu), int(peak) / 1024, lasted, stopped, output.read())


def fail(command, spent):
    sys.exit(f"error: this ended with exit code {spent.code}:\n{' '.join(map(str, command))}\n{spent.text}")


class Tool(typing.NamedTuple):
    """A command, and the pattern of the number of requests in what it prints."""

    command: list
    pattern: str

    def count(self, spent):
        """How many requests it says it sent, or None."""
        found = re.search(self.pattern, spent.text)
        return int(found.group(1).replace(",", "")) if found else None

    def measure(self):
        spent = spend(self.command)
        requests = self.count(spent)
        if not requests or spent.code not in RESULTS:
            fail(self.command, spent)
        return Measured(requests, spent.cpu / requests * 1e6, spent.peak, requests / spent.lasted)


def scenario(file, base, *paths, think="0s"):
    """Writes a scenario of one journey that asks for these, one after the other."""
    head = f'schema = 1\nname = "plain"\nbase_url = "{base}"\n[[journey]]\nname = "plain"\n'
    names = ["get"] if len(paths) == 1 else [f"get {number}" for number in range(1, len(paths) + 1)]
    steps = (
        f'[[journey.step]]\nname = "{name}"\npath = "/{path}"\nthink_time = "{think}"\n'
        for name, path in zip(names, paths, strict=True)
    )
    file.write_text(head + "".join(steps))
    return file


def own(file, *flags):
    """promo-load with a scenario; its runs go into the folder of that."""
    command = [PROGRAM, "bench", file, "-q", "--out", file.with_suffix(".runs"), *flags]
    return Tool(command, r"([\d,]+)\s+requests?\s+sent")


def record(file):
    """run.json and the size of the interval log of the last run with this scenario, or None if it left none."""
    for folder in sorted(file.with_suffix(".runs").glob("*"), key=lambda folder: folder.stat().st_mtime)[-1:]:
        if (folder / "run.json").exists():
            return json.loads((folder / "run.json").read_text()), (folder / "intervals.log").stat().st_size
    return None


def requests(record):
    return sum(step["requests"] for step in record["steps"])


def failures(record):
    return sum(step["failures"] for step in record["steps"])


def k6(script):
    return Tool(["k6", "run", "--no-usage-report", script], r"http_reqs\.*:\s*(\d+)")


def k6_script(file, url, options, think=0):
    """Writes a script that asks for one page with these options."""
    sleep = f"sleep({think}); " if think else ""
    file.write_text(
        "import http from 'k6/http';\nimport { sleep } from 'k6';\n"
        f"export const options = {json.dumps({**options, 'insecureSkipTLSVerify': True})};\n"
        f"export default function () {{ http.get('{url}'); {sleep}}}\n"
    )
    return file


def there(tools):
    """Those that are on PATH."""
    return {name: tool for name, tool in tools.items() if shutil.which(str(tool.command[0]))}


def missing(names):
    return [tool for tool in names if not shutil.which(tool)]


def versions(*names):
    """The first line of what each one that is there says of its version."""
    flags = {"hey": None, "wrk": "-v", "k6": "version"}
    for tool in names:
        command = str(PROGRAM) if tool == "promo-load" else tool
        if not shutil.which(command):
            continue
        flag = flags.get(tool, "--version")
        text = "" if flag is None else subprocess.run([command, flag], capture_output=True, text=True).stdout
        yield text.splitlines()[0].strip() if text.strip() else tool
