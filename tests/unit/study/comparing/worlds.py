"""Small brands to compare: a garage, and the same brand with a second place that costs fees."""

from __future__ import annotations

from simnet.scenario import Scenario, load_text

BRAND = """\
simnet: 1
name: {name}
start: 2026-01-05
horizon: 60 days
warmup: 0 days
timezone: America/New_York
seed: 7
customers:
  orders: 20 per day
  counts: poisson
  promise: 5 days
  regions: {{home: {{share: 100%, zip: "43215"}}}}
skus:
  widget: {{price: 20, cost: 8, weight: 1 lb, size: 6 x 4 x 2 in, sells: 100%}}
suppliers:
  factory: {{makes: [widget], lead_time: 7 days}}
carriers:
  van: {{services: {{ground: {{rates: {{base: 5, per_lb: 0.5}}, days: calendar, transit: 2 days}}}}}}
nodes:
  depot: {depot}
{more}
disruptions:
  - {{name: fire, node_outage: depot, happens: every 80 days, for: 2 to 8 days}}
"""
NODE = """{zip: "43215", hours: always, holidays: none, pickup: continuous,
    fees: {account: %s per month}, stock: {widget: {reorder_at: 220, order_up_to: 500, initial: 500}}}"""
ONE = BRAND.format(name="One place", depot=NODE % 100, more="")
TWO = BRAND.format(name="Two places", depot=NODE % 100, more=f"  spare: {NODE % 400}")


def one() -> Scenario:
    """Load the brand with one place."""
    return load_text(ONE, "one.yaml")


def two() -> Scenario:
    """Load the brand with a second one."""
    return load_text(TWO, "two.yaml")
