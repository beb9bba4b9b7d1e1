"""Scenarios for tests, written by hand, each as the text of a YAML file."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from typing import Any

TINY = """\
simnet: 1
name: Tiny
start: 2026-01-05
horizon: 60 days
warmup: 0 days
timezone: America/New_York
customers:
  orders: 20 per day
  counts: poisson
  promise: 5 days
  regions: {home: {share: 100%, zip: "43215"}}
skus:
  widget: {price: 20, cost: 8, weight: 1 lb, size: 6 x 4 x 2 in, sells: 100%}
suppliers:
  factory: {makes: [widget], lead_time: 7 days}
carriers:
  van: {services: {ground: {rates: {base: 5, per_lb: 0.5}, days: calendar, transit: 2 days}}}
nodes:
  depot:
    zip: "43215"
    hours: always
    holidays: none
    pickup: continuous
    stock: {widget: {reorder_at: 220, order_up_to: 500, initial: 500}}
"""

TWO_NODES = """\
simnet: 1
name: Two nodes
start: 2026-03-02
horizon: 180 days
warmup: 4 weeks
timezone: America/New_York
customers:
  orders: 80 per day
  promise: 5 business days
  lines: {1: 70%, 2: 20%, 3: 10%}
  quantity: {1: 90%, 2: 10%}
  weekdays: {mon: 1.2, tue: 1.1, wed: 1.0, thu: 1.0, fri: 1.0, sat: 0.8, sun: 0.9}
  growth: 10% per year
  promotions:
    - {name: Spring, starts: 2026-04-06, for: 5 days, factor: 2, skus: [candle]}
    - {name: Lull, starts: 2026-05-11, for: 7 days, factor: 0.6, regions: [east]}
  patience: 4 to 20 days
  regions:
    west: {share: 30%, zip: "90012"}
    south: {share: 30%, zip: "75201"}
    midwest: {share: 20%, zip: "60601"}
    east: {share: 20%, zip: "10001"}
skus:
  candle: {price: 28, cost: 7.40, weight: 1.3 lb, size: 4 x 4 x 5 in, sells: 45%, fragile: true,
           critical: true}
  book: {price: 34, cost: 6.10, weight: 2.1 lb, size: 11 x 8.5 x 1.2 in, sells: 30%}
  poster: {price: 22, cost: 9, weight: 0.6 lb, size: 24 x 3 x 3 in, sells: 15%, oversize: true}
  gift: {price: 59, kit: {candle: 2, book: 1}, sells: 10%}
suppliers:
  chandler: {makes: [candle], lead_time: 8 to 18 days, min_order: 120, pack: 24, capacity: 200 per day,
             confirms_in: 4 to 24 h, defects: 0.5%, zip: "43215"}
  importer: {makes: [candle], lead_time: 10 to 26 days, min_order: 300, unit_cost: +8%, backup: true,
             country: MX}
  printer: {makes: [book, poster], lead_time: {gamma: {mean: 10 days, sd: 3 days}}, sequential: true,
            zip: "37203"}
carriers:
  swift:
    services:
      ground: {rates: usps-ground-advantage-2026-01, days: business}
      express: {rates: usps-priority-2025-10, days: business}
    damage: 0.6%
    congestion: {sd: 0.25, memory: 5 weeks}
  brown:
    services: {ground: {rates: {base: 8.10, per_lb: 0.55}, days: business, transit: 2 to 5 business days}}
    capacity: 120 parcels per day
nodes:
  columbus:
    kind: 3pl
    zip: "43215"
    timezone: America/New_York
    hours: {mon-fri: "08:00-18:00"}
    order_cutoff: "14:00"
    stations: 2
    pick: {per_order: 4 min, per_line: 1 min}
    pickup: {swift: {time: "17:00", ready_before: 15 min, capacity: 600}, brown: "17:30"}
    accuracy: 99.4%
    damage: 0.1%
    receiving: 4 h
    stock:
      candle: {cover: 3 weeks, service: 97%, recovery: 10 days}
      book: {reorder_at: 1200, order_quantity: 1500}
      poster: {reorder_at: 450, order_up_to: 1000, review: 1 week}
  reno:
    kind: micro
    zip: "89501"
    timezone: America/Los_Angeles
    hours: {mon-sat: "08:00-17:00"}
    order_cutoff: "12:00"
    capacity: 60 orders per day
    pickup: {swift: "16:30"}
    ramp: {start: 60%, over: 5 days}
    stock:
      candle: {cover: 2 weeks, refill_from: [columbus, chandler]}
      book: {base_stock: 200, refill_from: [columbus]}
lanes:
  - {from: chandler, to: columbus, transit: 1 day, cost: 140 per shipment}
  - {from: importer, to: columbus, transit: 4 to 14 days, cost: 900 per shipment, duty: 12%,
     customs: {hold: 8%, for: 2 to 14 days}}
  - {from: columbus, to: reno, transit: 4 days, cost: 320 per shipment}
routing:
  rules: [minimize_splits, closest]
  splits: allowed
  out_of_stock: backorder
  sync: {every: 15 min, error: 0.2% per day}
  exceptions: [oversize, partial]
team: {hours: {mon-fri: "09:00-17:00", sat: "10:00-12:00"}, people: 1, wage: 30 per h, touch: 2 min}
costs: {refund_damaged: 100%, return_rate: 3%}
"""

EXAMPLE = """\
simnet: 1
name: Two-node hybrid
start: 2026-03-02
horizon: 1 year
warmup: 8 weeks
timezone: America/New_York
currency: USD

customers:
  orders: 200 per day
  promise: 5 business days
  lines: {1: 78%, 2: 16%, 3+: 6%}
  weekdays: {mon: 1.12, tue: 1.08, wed: 1.04, thu: 1.10, fri: 0.98, sat: 0.75, sun: 0.86}
  growth: 12% per year
  promotions: [{name: Launch, starts: 2026-05-04, for: 5 days, factor: 2.5, skus: [candle-fig]}]
  patience: 4 to 20 days
  regions:
    west:    {share: 34%, zip: 90012}
    south:   {share: 27%, zip: 75201}
    midwest: {share: 19%, zip: 60601}
    east:    {share: 20%, zip: 10001}
  advanced:
    dispersion: 5.6              # variance / mean of daily counts after trend and weekday; real shops: 5 to 8
    loyalty: {late: -6%, cancelled: -15%, memory: 60 days}

skus:
  candle-fig: {price: 28, cost: 7.40, weight: 1.3 lb, size: 4 x 4 x 5 in, sells: 40%, fragile: true,
               critical: true}
  candle-oak: {price: 28, cost: 7.40, weight: 1.3 lb, size: 4 x 4 x 5 in, sells: 25%, fragile: true}
  book:       {price: 34, cost: 6.10, weight: 2.1 lb, size: 11 x 8.5 x 1.2 in, sells: 20%}
  gift-kit:   {price: 79, kit: {candle-fig: 1, candle-oak: 1, book: 1}, sells: 10%}
  poster:     {price: 22, cost: 9.00, weight: 0.6 lb, size: 24 x 3 x 3 in, sells: 5%}

suppliers:
  ohio-candles: {makes: [candle-fig, candle-oak], lead_time: {lognormal: {mean: 12 days, sd: 4 days}},
                 min_order: 120, capacity: 400 per day, confirms_in: 4 to 24 h, defects: 0.5%, zip: 43215}
  guadalajara:  {makes: [candle-fig, candle-oak], lead_time: 10 to 26 days, min_order: 300, unit_cost: +8%,
                 backup: true, country: MX}
  printer:      {makes: [book], lead_time: {gamma: {mean: 21 days, sd: 5 days}}, min_order: 500, zip: 37203}
  poster-lab:   {makes: [poster], drop_ships: {handling: 1 to 4 days, fee: 3.50,
                 pickup: {swiftpost: "15:00"}}, zip: 98101}

carriers:
  swiftpost:
    services:
      ground:  {rates: usps-ground-advantage-2026-01, days: business}
      express: {rates: usps-priority-2025-10, days: business}
    damage: 0.6%
    advanced: {congestion: {sd: 0.25, memory: 5 weeks}}      # one persistent factor for all its parcels
  brownline:
    services: {ground: {rates: {base: 8.10, per_lb: 0.55}, days: business}}

nodes:
  columbus:
    kind: 3pl
    zip: 43215
    timezone: America/New_York
    hours: {mon-fri: "08:00-18:00"}
    order_cutoff: "14:00"
    stations: 3
    pick: {per_order: 4 min, per_line: 1 min}
    pickup: {swiftpost: {time: "17:00", ready_before: 15 min, capacity: 600}, brownline: "18:00"}
    accuracy: 99.4%
    fees: {pick: 2.60, extra_line: 0.35, storage: 0.65 per ft3 per month, receiving: 35 per h}
    stock:
      candle-fig: {service: 97%, recovery: 10 days, cover: 3 weeks}
      candle-oak: {reorder_at: 1200, order_up_to: 2400}
      book:       {reorder_at: 2100, order_quantity: 1500}
  reno:
    kind: micro
    zip: 89501
    timezone: America/Los_Angeles
    hours: {mon-sat: "08:00-17:00"}
    order_cutoff: "12:00"
    capacity: 110 orders per day
    pickup: {swiftpost: "16:30"}
    ramp: {start: 60%, over: 5 days}
    stock:
      candle-fig: {cover: 2 weeks, refill_from: [columbus, ohio-candles]}
      candle-oak: {cover: 2 weeks, refill_from: [columbus, ohio-candles]}
      book:       {base_stock: 420, refill_from: [columbus]}

lanes:
  - {from: ohio-candles, to: columbus, transit: 1 day, cost: 140 per shipment}
  - {from: ohio-candles, to: reno, transit: 3 to 8 days, cost: 480 per shipment}
  - {from: guadalajara, to: columbus, transit: 4 to 14 days, cost: 900 per shipment, duty: 12%,
     customs: {hold: 8%, for: 2 to 14 days}}
  - {from: printer, to: columbus, transit: 2 days, cost: 260 per shipment}
  - {from: columbus, to: reno, transit: 4 days, cost: 320 per shipment}
  # outbound lanes, if not given: every node to every region, zone by distance, days by zone and service

routing:
  rules: [minimize_splits, closest]
  splits: allowed
  out_of_stock: backorder
  sync: {every: 15 min, error: 0.2% per day}
  exceptions: [oversize, partial]

team: {hours: {mon-fri: "09:00-17:00", sat: "10:00-12:00"}, people: 1, wage: 30 per h, touch: 2 min}

costs: {carrying: 22% per year, ticket: 6.50, refund_damaged: 100%, return_rate: 3%, return_label: 7.20}

thresholds:
  - {when: "on_time < 95%", each: node, over: 7 days, then: alert}
  - {when: "damage > 2%", over: 28 days, then: alert}
  - {when: "stockouts >= 2", of: critical skus, over: 1 month, then: {order_from: guadalajara}}

disruptions:
  - {name: winter storms, node_outage: columbus, happens: every 15 months, for: 1 to 4 days}
  - {name: container late, supplier_delay: ohio-candles, happens: every 8 months, factor: 1.8, for: 20 days}

drills:
  - title: Columbus dark for three days
    schedule: {every: quarter, first: 2026-03-23 09:00}
    events: [{node_outage: columbus, for: 3 days}]
    response: {detect: 30 min, decide: 15 min to 3 h}
    goals: {first_parcel: 14 h, service_back: 6 days, cancelled: 10, my_time: 4 h}
    pass_when: 9 of 10 years
    window: {after: 45 days}
"""


def tiny(**sections: Any) -> str:
    """Write one node that never closes nor queues, one SKU, Poisson 20 orders a day, 60 days, no outages."""
    return merged(TINY, sections)


def two_nodes(**sections: Any) -> str:
    """Write two nodes with hours, cutoffs, pickups and transfers, three SKUs and a kit, four regions."""
    return merged(TWO_NODES, sections)


def example(**sections: Any) -> str:
    """Write the two-node hybrid of a candle and book brand, which uses most of the vocabulary."""
    return merged(EXAMPLE, sections)


def w1(out_of_stock: str = "lost") -> str:
    """Write W1: one warehouse, one SKU, Poisson 50 a day, (s,S) = (450, 950), a supplier outage.

    The reference program takes no orders while the supplier is down; here an order waits at the supplier.
    """
    return f"""\
simnet: 1
name: W1
start: 2026-01-01
horizon: 365 days
warmup: 0 days
timezone: UTC
customers:
  orders: 50 per day
  counts: poisson
  promise: 5 days
  regions: {{home: {{share: 100%, at: [40.0, -83.0]}}}}
skus: {{widget: {{price: 20, cost: 8, weight: 1 lb, size: 6 x 4 x 2 in, sells: 100%}}}}
suppliers: {{factory: {{makes: [widget], lead_time: 7 days}}}}
carriers:
  van: {{services: {{ground: {{rates: {{base: 5, per_lb: 0.5}}, days: calendar, transit: 2 days}}}}}}
nodes:
  depot:
    at: [40.0, -83.0]
    timezone: UTC
    hours: always
    holidays: none
    pickup: continuous
    stock: {{widget: {{reorder_at: 450, order_up_to: 950, initial: 950}}}}
routing: {{out_of_stock: {out_of_stock}}}
disruptions:
  - {{name: no orders, supplier_outage: factory, starts: 2026-06-30, for: 20 days, in_production: finish}}
"""


def w2() -> str:
    """Write W2: two nodes, five regions, 20 SKUs, nearest node first, lost sales, one node down."""
    return "".join([_W2_HEAD, _w2_skus(), _W2_MIDDLE, _w2_nodes(), _w2_lanes(), _W2_TAIL])


def merged(text: str, sections: Mapping[str, Any]) -> str:
    """Merge sections into a scenario's text: mappings merge, other values replace, None removes."""
    if not sections:
        return text
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe")
    document = _merge(yaml.load(text), sections)
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _merge(base: Any, change: Any) -> Any:
    if not isinstance(base, Mapping) or not isinstance(change, Mapping):
        return change
    found = {**base, **{key: _merge(base.get(key), value) for key, value in change.items()}}
    return {key: value for key, value in found.items() if value is not None}


_SKUS, _RATE, _SHARES = 20, 200.0, (0.6, 0.4)
_WEIGHTS = [1 / (k + 1) for k in range(_SKUS)]
_POPULARITY = [weight / sum(_WEIGHTS) for weight in _WEIGHTS]
_MEDIAN_DAYS = ((1.0, 1.5, 2.0, 3.0, 3.5), (3.5, 3.0, 2.5, 1.0, 1.5))
_COST = ((4.0, 4.5, 5.0, 7.0, 8.0), (8.0, 7.5, 6.5, 4.0, 4.5))

_W2_HEAD = """\
simnet: 1
name: W2
start: 2026-01-01
horizon: 365 days
warmup: 0 days
timezone: UTC
customers:
  orders: 200 per day
  counts: poisson
  promise: 5 days
  lines: {1: 33.34%, 2: 33.33%, 3: 33.33%}
  regions:
    r0: {share: 20%, at: [40.0, -83.0], rank: [f0, f1]}
    r1: {share: 20%, at: [40.0, -85.0], rank: [f0, f1]}
    r2: {share: 20%, at: [40.0, -90.0], rank: [f0, f1]}
    r3: {share: 20%, at: [39.5, -119.8], rank: [f1, f0]}
    r4: {share: 20%, at: [39.5, -117.0], rank: [f1, f0]}
"""

_W2_MIDDLE = """\
carriers:
  van: {services: {ground: {rates: {base: 4, per_lb: 0}, days: calendar, transit: 2 days}}}
"""

_W2_TAIL = """\
routing: {rules: [ranked], splits: never, out_of_stock: lost}
response: {detect: 0 min, automatic: true, acts: [mark_down]}
disruptions:
  - {name: f0 down, node_outage: f0, starts: 2026-06-30, for: 14 days}
"""


def _w2_skus() -> str:
    names = [f"s{k:02d}" for k in range(_SKUS)]
    rows = [
        f"  {name}: {{price: 20, cost: 8, weight: 1 lb, size: 6 x 4 x 2 in, sells: {share * 100:.6f}%}}\n"
        for name, share in zip(names, _POPULARITY, strict=True)
    ]
    lead = "{lognorm: {s: 0.2, scale: 7 days}}"
    factory = f"  factory: {{makes: [{', '.join(names)}], lead_time: {lead}}}\n"
    return "".join(["skus:\n", *rows, "suppliers:\n", factory])


def _w2_nodes() -> str:
    text = "nodes:\n"
    for node, place in enumerate(("[40.0, -83.0]", "[39.5, -119.8]")):
        text += f"  f{node}:\n    at: {place}\n    timezone: UTC\n    hours: always\n    holidays: none\n"
        text += "    pickup: continuous\n    stock:\n"
        for k, share in enumerate(_POPULARITY):
            d = _RATE * 2 * share * _SHARES[node]
            lead = 7.2 * d
            s = int(lead + 2 * math.sqrt(lead) + d * 1.5)
            high = int(s + 14 * d) + 1
            text += f"      s{k:02d}: {{reorder_at: {s}, order_up_to: {high}, initial: {high}}}\n"
    return text


def _w2_lanes() -> str:
    rows = [
        f"  - {{from: f{node}, to: r{region}, service: van/ground, "
        f"transit: {{lognorm: {{s: 0.3, scale: {_MEDIAN_DAYS[node][region]} days}}}}, "
        f"cost: {_COST[node][region]} per shipment}}\n"
        for node in range(2)
        for region in range(5)
    ]
    return "lanes:\n" + "".join(rows)
