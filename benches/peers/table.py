"""Tables of Markdown, and the one that compares tools."""

import statistics
import typing


class Measured(typing.NamedTuple):
    """One run of a tool."""

    requests: int
    # Microseconds of CPU per request.
    cpu: float
    # Peak memory in MB.
    peak: float
    # Requests per second.
    rate: float


def begin(title, *columns, left=1):
    """A heading and the head of a table whose first columns are text."""
    print(f"\n## {title}\n")
    row(*columns)
    row(*("---" if position < left else "---:" for position in range(len(columns))))


def row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def in_turn(rounds, tools):
    """Runs each tool once a round, so that a machine that gets slower slows all of them: {tool: [what it gave]}."""
    gave = {tool: [] for tool in tools}
    for _ in range(rounds):
        for tool, measure in tools.items():
            gave[tool].append(measure())
    return gave


def medians(runs):
    """The median of each number of several tuples alike."""
    return type(runs[0])(*map(statistics.median, zip(*runs)))


def compare(title, figures):
    """The medians of each tool beside promo-load's."""
    begin(title, "tool", "requests", "CPU per request", "of it, promo-load needs", "peak memory", "requests/s")
    own = medians(figures["promo-load"]).cpu
    for tool, runs in figures.items():
        of = medians(runs)
        share = f"{own / of.cpu:.2f} ×"
        row(tool, f"{of.requests:,.0f}", f"{of.cpu:.1f} µs", share, f"{of.peak:.0f} MB", f"{of.rate:,.0f}")


def beside_first(title, gave):
    """What runs cost by their kind, each beside the run of the first kind in the same round: {kind: [(µs of CPU per request,
    requests per second)]}."""
    begin(title, "run", "CPU per request", "of that without", "lowest", "highest", "requests/s")
    first = [cpu for cpu, _ in next(iter(gave.values()))]
    for kind, runs in gave.items():
        ratios = [cpu / beside for (cpu, _), beside in zip(runs, first)]
        row(
            kind,
            f"{statistics.median(cpu for cpu, _ in runs):.1f} µs",
            f"{statistics.median(ratios):.3f} ×",
            f"{min(ratios):.3f} ×",
            f"{max(ratios):.3f} ×",
            f"{statistics.median(rate for _, rate in runs):,.0f}",
        )
