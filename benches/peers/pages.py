"""What a request of a page costs: over HTTP/1.1, over TLS 1.3, over HTTP/2."""

from servers import FILES, LARGE, MIDDLE, SMALL, WHOLE
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


def http2(base, connections, streams, seconds, work):
    """The tools that ask for a page over HTTP/2. A VU of promo-load has one connection; it has many streams only while it
    loads the files of a page, so with more than one stream it asks for a page with files of the same size."""
    url, name = base + MIDDLE, f"http2-{streams}"
    page, flags = (WHOLE, ["--assets"]) if streams > 1 else (MIDDLE, [])
    length = ["--vus", connections, "--duration", f"{seconds}s"]
    # Takes any certificate.
    h2load = ["h2load", "-t1", "-c", connections, "-m", streams, "-D", seconds, url]
    return there({
        "promo-load": own(scenario(work / f"{name}.toml", base, page), *length, "--insecure", "--http2", *flags),
        "oha": oha(url, seconds, connections, "--insecure", "--http2", "-p", streams),
        "h2load": Tool(h2load, r"(\d+) succeeded"),
    })


def oha(url, seconds, connections, *flags):
    return Tool(["oha", "--no-tui", "-c", connections, "-z", f"{seconds}s", *flags, url], r"\[200\] (\d+) responses")


def report(nginx, rounds, seconds, work):
    def table(title, tools):
        compare(title, in_turn(rounds, {name: tool.measure for name, tool in tools.items()}))

    for page, size in TITLES.items():
        table(f"GET of {size}, keep-alive", http1(nginx.base(), page, seconds, work))
    if not nginx.has_tls:
        print("\nTLS and HTTP/2 are not measured: openssl is not there.")
        return
    for page, size in TITLES.items():
        table(f"GET of {size} over TLS 1.3 (AES-128-GCM), keep-alive", http1(nginx.tls_base(), page, seconds, work))
    title = f"GET of 10 KB over HTTP/2 and TLS 1.3, {CONNECTIONS} connections of one stream"
    table(title, http2(nginx.http2_base(), CONNECTIONS, 1, seconds, work))
    title = (
        f"10 KB over HTTP/2 and TLS 1.3, one connection of {FILES} streams (not quite alike: promo-load asks for a page and "
        f"then for its {FILES} files at once, the others keep {FILES} streams busy)"
    )
    table(title, http2(nginx.http2_base(), 1, FILES, seconds, work))
