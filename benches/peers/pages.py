"""What a request of a page costs."""

from servers import LARGE, SMALL
from table import compare, in_turn
from tools import Tool, k6, k6_script, own, scenario, there

CONNECTIONS = 50
TITLES = {SMALL: "600 B", LARGE: "100 KB"}


def http1(base, page, seconds, work):
    """The tools that ask for a page over HTTP/1.1, with or without TLS."""
    url, name = base + page, base.partition(":")[0] + "-" + page
    flags = ["--insecure"] if url.startswith("https") else []
    options = {"vus": CONNECTIONS, "duration": f"{seconds}s", "discardResponseBodies": True, "summaryTrendStats": ["p(95)"]}
    script = k6_script(work / f"{name}.js", url, options)
    length = ["--vus", CONNECTIONS, "--duration", f"{seconds}s"]
    return there({
        "promo-load": own(scenario(work / f"{name}.toml", base, page), *length, *flags),
        "wrk": Tool(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", url], r"(\d+) requests in"),
        "oha": oha(url, seconds, CONNECTIONS, *flags),
        # Takes any certificate.
        "hey": Tool(["hey", "-c", CONNECTIONS, "-z", f"{seconds}s", url], r"\[200\]\s+(\d+) responses"),
        "k6": k6(script),
    })


def oha(url, seconds, connections, *flags):
    return Tool(["oha", "--no-tui", "-c", connections, "-z", f"{seconds}s", *flags, url], r"\[200\] (\d+) responses")


def report(nginx, rounds, seconds, work):
    def table(title, tools):
        compare(title, in_turn(rounds, {name: tool.measure for name, tool in tools.items()}))

    for page, size in TITLES.items():
        table(f"GET of {size}, keep-alive", http1(nginx.base(), page, seconds, work))
