"""Runs a command and writes to a file what it alone used: exit code, CPU seconds, peak memory in KB, and why it was
stopped ("-" when it was not).

    python3 -I -S launch.py FILE SECONDS MEGABYTES COMMAND...

SECONDS and MEGABYTES are limits; 0 is none. A process of its own, because Linux takes the memory of the process
that starts a program for that program's first peak: a bare interpreter has 8 MB, the script that measures 25.
"""

import posix
import sys
import time

# Often enough to stop a program before it takes the machine's last memory.
LOOK_S = 0.1


def too_much(pid, until, pages):
    """The limit that is crossed, or None."""
    if until and time.monotonic() > until:
        return "time"
    try:
        with open(f"/proc/{pid}/statm") as memory:
            resident = int(memory.read().split()[1])
    except (OSError, IndexError):
        return None
    return "memory" if pages and resident > pages else None


def wait(pid, until, pages):
    """The status and the usage of the command, and the limit that it was stopped for."""
    stopped = "-"
    while until or pages:
        ended, status, used = posix.wait4(pid, posix.WNOHANG)
        if ended:
            return status, used, stopped
        if stopped == "-" and (crossed := too_much(pid, until, pages)):
            stopped = crossed
            posix.kill(pid, 9)
        time.sleep(LOOK_S)
    _, status, used = posix.wait4(pid, 0)
    return status, used, stopped


def main():
    _, file, seconds, megabytes, *command = sys.argv
    seconds, pages = float(seconds), float(megabytes) * 2**20 / posix.sysconf("SC_PAGESIZE")
    pid = posix.posix_spawnp(command[0], command, posix.environ)
    status, used, stopped = wait(pid, time.monotonic() + seconds if seconds else None, pages)
    with open(file, "w") as report:
        code = posix.waitstatus_to_exitcode(status)
        report.write(f"{code} {used.ru_utime + used.ru_stime} {used.ru_maxrss} {stopped}")


main()
