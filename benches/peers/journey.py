"""What a request of a whole journey costs: cookies, a token taken from a page, checks on text and JSON, numbers per step.

promo-load compiles the journey from the demo shop's promotion page; the k6 script below walks the same one."""

import json
import re
import subprocess
import urllib.request

from servers import PROGRAM, demo_shop, stop
from table import Measured, compare, in_turn
from tools import fail, k6, own, spend, there

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


def commands(base, seconds, work):
    scenario = work / "journey.toml"
    subprocess.run(
        [PROGRAM, "compile", base + PAGE, "--mode", "full", "--think-time", "0", "-o", scenario],
        check=True, capture_output=True,
    )
    script = work / "journey.js"
    values = {"BASE": base, "VUS": VUS, "SECONDS": seconds, "PAGE": PAGE}
    script.write_text(re.sub("BASE|VUS|SECONDS|PAGE", lambda word: str(values[word.group()]), K6))
    return there({"promo-load": own(scenario, "--vus", VUS, "--duration", f"{seconds}s"), "k6": k6(script)})


def sent(base):
    """How many requests of the load the shop has counted."""
    with urllib.request.urlopen(base + "/__shop/stats") as answer:
        return json.load(answer)["requests"]


def measure(tool, base):
    """One run; the requests are those that the shop saw."""
    before = sent(base)
    spent = spend(tool.command)
    requests = sent(base) - before
    if not requests:
        fail(tool.command, spent)
    return Measured(requests, spent.cpu / requests * 1e6, spent.peak, requests / spent.lasted)


def report(rounds, seconds, work):
    shop, base = demo_shop()
    try:
        tools = commands(base, seconds, work)
        figures = in_turn(rounds, {name: lambda tool=tool: measure(tool, base) for name, tool in tools.items()})
    finally:
        stop(shop)
    compare(f"The compiled product journey on the demo shop, {VUS} VUs, checks and cookies", figures)
