"""The servers that are measured against, on loopback and on a core of their own: nginx and the demo shop."""

import json
import os
import pathlib
import re
import resource
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# As it is published. A quick look whether a script works can do with another build.
PROGRAM = pathlib.Path(os.environ.get("PROMO_LOAD_PROGRAM", ROOT / "target/dist/promo-load")).absolute()
SERVER_CORE, CLIENT_CORE = 0, 1
# Those that this script was given, before it took one of them.
CORES = os.sched_getaffinity(0)

# A demo shop that answers at once.
FAST = ["--workers", "64", "--page-time", "0", "--cart-time", "0", "--rule-time", "0"]

# What `Nginx` serves: names and bytes.
SMALL, MIDDLE, LARGE = "600.html", "10k.html", "100k.html"
SIZES = {SMALL: 600, MIDDLE: 10_000, LARGE: 100_000}
# A page of as many bytes as MIDDLE that names FILES scripts of as many.
WHOLE, FILES = "whole.html", 100

# nginx needs a descriptor for each connection, and one for each file that is on its way.
MOST_CONNECTIONS = 130_000
# What a worker has open besides.
SPARE = 50

NGINX = """
worker_processes {workers};
worker_rlimit_nofile {descriptors};
daemon off;
pid {work}/nginx.pid;
error_log {work}/error.log;
events {{ worker_connections {connections}; }}
http {{
  access_log off; keepalive_requests 100000000; keepalive_timeout 1h; sendfile on; tcp_nopush on;
  default_type text/html; types {{ text/html html; text/javascript js; }}
  root {work}/pages;
  {files}
  server {{ {listen} }}
  {encrypted}
}}
"""

# One cipher for all, because clients prefer different ones.
TLS = """
  ssl_certificate {work}/certificate.pem; ssl_certificate_key {work}/key.pem;
  ssl_protocols TLSv1.3; ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
  server {{ listen 127.0.0.1:{tls} ssl; }}
  server {{ listen 127.0.0.1:{http2} ssl http2; }}
"""


def pinned(core, command):
    """The command on one core, where there is more than one."""
    return ["taskset", "-c", str(core), *command] if {SERVER_CORE, CLIENT_CORE} <= CORES else command


def descriptors():
    """How many files a process may have open. Servers and tools that are started from now on may, too."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def take_server_core(make="cargo build --profile dist"):
    """Runs this script, and all that it starts without another core, beside the servers. Ends when a program is missing; `make` makes
    promo-load."""
    for needed in ("taskset", str(PROGRAM)):
        if not shutil.which(needed):
            sys.exit(f"error: {needed} is not there; `{make}` makes promo-load, util-linux has taskset")
    if {SERVER_CORE, CLIENT_CORE} <= CORES:
        os.sched_setaffinity(0, {SERVER_CORE})


def free_port():
    """A fixed one may be another program's, which would then be measured."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stop(server):
    server.terminate()
    server.wait()


class Nginx:
    """Serves the pages over HTTP/1.1 and, if there is openssl, over TLS 1.3 and HTTP/2, by one worker on one core."""

    def __init__(self, work, addresses=("127.0.0.1",), connections=0):
        """For many `connections` files stay open, which spares a descriptor for each answer on its way, and there are as many
        workers as their descriptors ask for."""
        self.port, self.tls_port, self.http2_port = free_port(), free_port(), free_port()
        write_pages(work)
        self.has_tls = certificate(work)
        most = min(descriptors(), 2 * MOST_CONNECTIONS)
        # A tenth more: the kernel deals connections out by a hash.
        workers = max(-(-connections * 11 // 10 // (most - SPARE)), 1)
        (work / "nginx.conf").write_text(NGINX.format(
            work=work,
            descriptors=most,
            workers=workers,
            connections=min(most - SPARE, MOST_CONNECTIONS),
            files="open_file_cache max=200 inactive=1h;" if connections else "",
            listen=" ".join(
                f"listen {address}:{self.port} backlog=65535{' reuseport' if workers > 1 else ''};" for address in addresses
            ),
            encrypted=TLS.format(work=work, tls=self.tls_port, http2=self.http2_port) if self.has_tls else "",
        ))
        self.server = subprocess.Popen(pinned(SERVER_CORE, ["nginx", "-c", str(work / "nginx.conf")]))
        self.wait()

    def wait(self):
        for _ in range(100):
            try:
                urllib.request.urlopen(self.base() + SMALL).read()
                return
            except OSError:
                time.sleep(0.05)
        stop(self.server)
        sys.exit("error: nginx does not answer")

    def base(self, host="127.0.0.1"):
        return f"http://{host}:{self.port}/"

    def tls_base(self):
        return f"https://127.0.0.1:{self.tls_port}/"

    def http2_base(self):
        return f"https://127.0.0.1:{self.http2_port}/"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        stop(self.server)


def write_pages(work):
    # nginx's worker is not root: it has to be able to read the pages.
    work.chmod(0o755)
    pages = work / "pages"
    pages.mkdir()
    for name, size in SIZES.items():
        (pages / name).write_bytes(bytes(97 + position % 26 for position in range(size)))
    shutil.copy(pages / MIDDLE, pages / "file.js")
    scripts = "".join(f'<script src="/file.js?{number}"></script>' for number in range(FILES))
    page = f"<!doctype html><html><head><title>whole</title>{scripts}</head><body>"
    (pages / WHOLE).write_text(page + "<!--" + "a" * (SIZES[MIDDLE] - len(page) - 7) + "-->")


def certificate(work):
    """Whether there is one now, which its own key signed."""
    if not shutil.which("openssl"):
        return False
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", work / "key.pem", "-out", work / "certificate.pem"],
        check=True, capture_output=True,
    )
    return True


def demo_shop(*flags):
    """Starts promo-load's own shop with these flags; its process and address."""
    shop = subprocess.Popen(
        pinned(SERVER_CORE, [PROGRAM, "demo-shop", "--listen", "127.0.0.1:0", *flags]),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    )
    for line in shop.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return shop, found.group(0)
    sys.exit("error: the demo shop does not start")


def seen(base):
    """How many requests the demo shop was sent."""
    with urllib.request.urlopen(f"{base}/__shop/stats", timeout=30) as answer:
        return json.loads(answer.read())["requests"]
