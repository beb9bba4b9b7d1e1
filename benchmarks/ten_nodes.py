"""Scenarios of any size: `python -m benchmarks.ten_nodes` writes the largest to scenarios/ten_nodes.yaml."""

from __future__ import annotations

from pathlib import Path

PLACES = ("43215", "89501", "75201", "30303", "60601", "90012", "98101", "10001", "33101", "80202")
"""ZIP codes: Columbus, Reno, Dallas, Atlanta, Chicago, Los Angeles, Seattle, New York, Miami, Denver."""
REGIONS = {"west": "90012", "south": "75201", "midwest": "60601", "east": "10001"}
FILE = Path(__file__).parent / "scenarios" / "ten_nodes.yaml"

HEAD = """\
# Written by benchmarks/ten_nodes.py: {nodes} nodes, {skus} SKUs, {orders} orders a day.
simnet: 1
name: {nodes} nodes, {skus} SKUs, {orders} orders a day
start: 2026-03-02
horizon: {days} days
warmup: 4 weeks
timezone: America/New_York
customers:
  orders: {orders} per day
  promise: 6 business days
  lines: {{1: 70%, 2: 20%, 3: 10%}}
  weekdays: {{mon: 1.12, tue: 1.08, wed: 1.04, thu: 1.10, fri: 0.98, sat: 0.75, sun: 0.86}}
  patience: 6 to 25 days
  regions:
"""

TAIL = """\
carriers:
  swift:
    services: {ground: {rates: {base: 7.20, per_lb: 0.45}, days: business, transit: 2 to 5 business days}}
    damage: 0.6%
routing: {rules: [minimize_splits, closest], splits: allowed, out_of_stock: backorder}
costs: {refund_damaged: 100%, return_rate: 3%}
disruptions:
  - {name: storm, node_outage: node0, happens: every 6 months, for: 1 to 5 days}
  - {name: strike, supplier_delay: maker0, happens: every 8 months, factor: 1.8, for: 20 days}
  - {name: backlog, carrier_delay: swift, happens: every 8 months, factor: 1.6, for: 5 to 12 days}
response: {detect: 30 min, decide: 15 min to 3 h, acts: [mark_down, reroute, relabel]}
"""


def scenario_text(nodes: int = 10, skus: int = 200, orders: int = 2000, days: int = 365) -> str:
    """A network of up to ten nodes, where everything grows with its number and little else changes."""
    head = HEAD.format(nodes=nodes, skus=skus, orders=orders, days=days)
    return "".join([head, _regions(), _skus(skus), _suppliers(skus), _nodes(nodes, orders), TAIL])


def _regions() -> str:
    return "".join(f'    {name}: {{share: 25%, zip: "{place}"}}\n' for name, place in REGIONS.items())


def _skus(count: int) -> str:
    """SKU k sells 1 / (k + 5) of what is sold; shares in thousandths of a percent that add up to 100%."""
    weights = [1 / (k + 5) for k in range(count)]
    shares = [int(100_000 * weight / sum(weights)) for weight in weights]
    shares[0] += 100_000 - sum(shares)
    row = "  sku{k}: {{price: 28, cost: 7, weight: 1 lb, size: 6 x 4 x 4 in, sells: {share:.3f}%}}\n"
    return "skus:\n" + "".join(row.format(k=k, share=share / 1000) for k, share in enumerate(shares))


def _suppliers(skus: int) -> str:
    """Ten suppliers, or as many as there are SKUs; SKU k is made by supplier k modulo their number."""
    count = min(10, skus)
    text = "suppliers:\n"
    for maker in range(count):
        made = ", ".join(f"sku{k}" for k in range(maker, skus, count))
        text += f"  maker{maker}: {{makes: [{made}], lead_time: 8 to 18 days}}\n"
    return text


def _nodes(count: int, orders: int) -> str:
    """Every node can pack three times its part of the orders of a day."""
    times = 'order_cutoff: "14:00", pickup: "17:00"'
    row = '  node{n}: {{zip: "{zip}", capacity: {rate} orders per day, {times}, stock: 5 weeks}}\n'
    rate = max(1, 3 * orders // count)
    return "nodes:\n" + "".join(row.format(n=n, zip=PLACES[n], rate=rate, times=times) for n in range(count))


if __name__ == "__main__":
    FILE.write_text(scenario_text(), encoding="utf-8")
