"""What a request of a whole journey costs: cookies, a token taken from a page, checks on text and JSON, numbers per step.

promo-load compiles the journey from the demo shop's promotion page; the k6 script below walks the same one."""

import json
import re
import shutil
import statistics
import subprocess
import urllib.request

VUS = 20
PAGE = "/en/home-accessories/6-mug-the-best-is-yet-to-come.html"

K6 = """
import http from 'k6/http';
import { check } from 'k6';
const base = 'BASE';
export const options = { vus: VUS, duration: 'SECONDSs', summaryTrendStats: ['p(50)', 'p(95)', 'p(99)'], thresholds: {
  'http_req_duration{name:product_page}': ['p(95)>=0'], 'http_req_duration{name:add_to_cart}': ['p(95)>=0'],
  'http_req_duration{name:cart_page}': ['p(95)>=0'], 'http_req_duration{name:order_page}': ['p(95)>=0'],
} };
export default function () {
  const page = http.get(base + 'PAGE', { tags: { name: 'product_page' } });
  check(page, {
    'is a product page': (r) => r.body.includes('<body id="product"'),
    'reduced price': (r) => r.body.includes(`current-price-value' content="11.42"`),
  });
  const before = '"static_token":"';
  const from = page.body.indexOf(before) + before.length;
  const token = page.body.substring(from, page.body.indexOf('"', from));
  const added = http.post(base + '/en/cart',
    { token, id_product: '6', id_customization: '0', qty: '1', add: '1', action: 'update' },
    { headers: { Accept: 'application/json, text/javascript, */*; q=0.01', 'X-Requested-With': 'XMLHttpRequest' },
      tags: { name: 'add_to_cart' } });
  check(added, {
    'product is in the cart': (r) => r.json('cart.products_count') >= 1,
    'no error message': (r) => !r.body.includes('"hasError":true'),
    'rule 1 is applied': (r) => r.json('cart.vouchers.added.1') !== undefined,
  });
  const cart = http.get(base + '/en/cart?action=show', { tags: { name: 'cart_page' } });
  check(cart, { 'is the cart page': (r) => r.body.includes('"page_name":"cart"') });
  const order = http.get(base + '/en/order', { tags: { name: 'order_page' } });
  check(order, { 'is the order page': (r) => r.body.includes('"page_name":"checkout"') });
}
"""


def demo_shop(program):
    """Starts the shop on a free port of the server's core; its process and address."""
    shop = subprocess.Popen(
        ["taskset", "-c", "0", str(program), "demo-shop", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True
    )
    for line in shop.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return shop, found.group(0)
    raise SystemExit("error: the demo shop does not start")


def commands(program, base, seconds, work):
    scenario = work / "journey.toml"
    subprocess.run(
        [program, "compile", base + PAGE, "--mode", "full", "--think-time", "0", "-o", scenario],
        check=True, capture_output=True,
    )
    own = [program, "bench", scenario, "--vus", VUS, "--duration", f"{seconds}s", "-q", "--out", work / "journeys"]
    tools = {"promo-load": own}
    if shutil.which("k6"):
        script = work / "journey.js"
        values = {"BASE": base, "VUS": VUS, "SECONDS": seconds, "PAGE": PAGE}
        script.write_text(re.sub("BASE|VUS|SECONDS|PAGE", lambda word: str(values[word.group()]), K6))
        tools["k6"] = ["k6", "run", "--no-usage-report", script]
    return {tool: [str(part) for part in command] for tool, command in tools.items()}


def sent(base):
    """How many requests of the load the shop has counted."""
    with urllib.request.urlopen(base + "/__shop/stats") as answer:
        return json.load(answer)["requests"]


def report(program, rounds, seconds, work, spend):
    """Prints the table; `spend` runs a command; it gives what that printed, its CPU seconds and its peak memory in MB."""
    shop, base = demo_shop(program)
    try:
        tools = commands(program, base, seconds, work)
        figures = {tool: [] for tool in tools}
        for _ in range(rounds):
            for tool, command in tools.items():
                before = sent(base)
                _, cpu, memory = spend(command)
                requests = sent(base) - before
                figures[tool].append((requests, cpu / requests * 1e6, memory))
    finally:
        shop.terminate()
        shop.wait()
    print(f"\n## The compiled product journey on the demo shop, {VUS} VUs, checks and cookies\n")
    print("| tool | requests | CPU per request | of it, promo-load needs | peak memory |")
    print("| --- | ---: | ---: | ---: | ---: |")
    own = statistics.median(run[1] for run in figures["promo-load"])
    for tool, runs in figures.items():
        requests, cpu, memory = (statistics.median(run[position] for run in runs) for position in range(3))
        print(f"| {tool} | {requests:,.0f} | {cpu:.1f} µs | {own / cpu:.2f} × | {memory:.0f} MB |")
