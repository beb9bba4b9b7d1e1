"""All problems of a file come at once: one error never hides another."""

from __future__ import annotations

from pathlib import Path

import pytest

from simnet.cli.check import read_scenario
from simnet.errors import ScenarioError
from simnet.scenario import load_text

DAMAGED = """\
simnet: 1
customers: {orders: 150, promise: 5 business days}
skus:
  candle: {price: 28, cost: 7.40, weight: 1.3 lb, sells: 70%}
  book: {price: 34, cost: 6.10, weight: 2.1 lb, sells: 20%}
suppliers:
  ohio: {makes: [candle, bok], lead_time: 8 to, min_order: 500}
  maker: {makes: [candel]}
carriers:
  swift: {services: {ground: {rates: usps-grond-advantage-2026-01}}}
nodes:
  3pl: {zip: 43215, capacity: 250 oders per day, pickup: {swfit: 17:00}, stock: {candel: 6 weeks}}
  garage: {zip: 00001, capacity: 60 orders per day, stock: 2 weeks, refill_from: [3lp]}
lanes:
  - 5
  - {from: ohoi, to: 3pl}
disruptions:
  - {node_outage: 3lp, for: 3 dasy, happens: every 2 years}
  - {node_outage: 3pl, for: 3 days, in_progress: lsoe, after: storm}
thresholds:
  - {when: "damage > 2%", of: [zzz], over: 28 dys, then: {order_from: ohoi}}
drills:
  - {title: Dark, events: [{node_outage: 3lp, for: 3 days}], goals: {detect: 1 hr s}}
"""
FOUND = [
    (2, "customers.orders", "write 150 per day"),
    (3, "skus", "must sum to 100%, these sum to 90%"),
    (7, "suppliers.ohio.makes", "did you mean book?"),
    (7, "suppliers.ohio.lead_time", "the unit to is not known"),
    (8, "suppliers.maker", "needs a lead_time"),
    (8, "suppliers.maker.makes", "did you mean candle?"),
    (10, "carriers.swift.services.ground.rates", "did you mean usps-ground-advantage-2026-01?"),
    (12, "nodes.3pl.capacity", "write 250 per day"),
    (12, "nodes.3pl.pickup.swfit", "did you mean swift?"),
    (12, "nodes.3pl.stock.candel", "did you mean candle?"),
    (13, "nodes.garage.zip", "is not a ZIP that is known in US"),
    (13, "nodes.garage.refill_from", "did you mean 3pl?"),
    (15, "lanes.0", "must be a mapping of luck, tags"),
    (16, "lanes.1.from", "did you mean ohio?"),
    (18, "disruptions.0.node_outage", "did you mean 3pl?"),
    (18, "disruptions.0.for", "the unit dasy is not known"),
    (19, "disruptions.1.in_progress", "did you mean lose?"),
    (19, "disruptions.1.after", "is not the name of a disruption"),
    (21, "thresholds.0.of", "is not the name of a SKU, node or region"),
    (21, "thresholds.0.over", "the unit dys is not known"),
    (21, "thresholds.0.then.order_from", "did you mean ohio?"),
    (23, "drills.0.events.0.node_outage", "did you mean 3pl?"),
    (23, "drills.0.goals.detect", "must be a duration"),
]


def found_in(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "s.yaml")
    return [
        (int(problem.place.split(":")[1]), problem.path, str(problem)) for problem in caught.value.problems
    ]


def test_no_error_of_a_part_hides_what_it_says_of_others(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(DAMAGED)
    with pytest.raises(ScenarioError) as caught:
        read_scenario(file)
    problems = caught.value.problems
    assert [(int(x.place.rsplit(":", 2)[1]), x.path) for x in problems] == [row[:2] for row in FOUND]
    assert [
        part for (_, _, part), problem in zip(FOUND, problems, strict=True) if part not in str(problem)
    ] == []


def test_a_part_that_could_not_be_read_is_not_said_to_be_missing() -> None:
    text = """\
simnet: 1
custmers: {orders: 150 per day}
skus:
  candle: {price: 28, cost: 7.40, weight: 1.3 lb, sells: 100%}
supliers:
  ohio: {makes: [candle], lead_time: 8 to 18 days}
nodes:
  3pl: {zip: 43215, capacity: 250 orders per day, stock: {candle: {cover: 3 weeks, refill_from: [ohio]}}}
  garage: {zip: 89501, capacity: 60 orders per day, stock: 2 weeks, refill_from: [ohio, ohoi]}
disruptions:
  - {node_otage: 3pl, for: 3 days, happens: every 2 years, name: storm}
  - {node_otage: 3pl, for: 3 days, happens: every 2 years}
  - {node_outage: 3lp, for: 3 days, after: storm}
  - {node_outage: 3pl, for: 3 days, after: node_otage 3pl}
"""
    assert [(line, path) for line, path, _ in found_in(text)] == [
        (1, "customers"),
        (2, "custmers"),
        (5, "supliers"),
        (9, "nodes.garage.refill_from"),
        (11, "disruptions.0"),
        (12, "disruptions.1"),
        (13, "disruptions.2.node_outage"),
    ]


@pytest.mark.parametrize(
    "gone", ["simnet: 1\n", "skus:\n  candle: {price: 2, cost: 1, weight: 1 lb, sells: 100%}\n"]
)
def test_without_a_section_that_must_be_there_the_others_are_read_if_they_can_be(gone: str) -> None:
    text = """\
simnet: 1
customers: {orders: 150 per day}
skus:
  candle: {price: 2, cost: 1, weight: 1 lb, sells: 100%}
suppliers: {ohio: {makes: candle, lead_time: 8 to 18 days}}
nodes: {3pl: {zip: 43215, capacity: 250 per day, stock: 6 weeks, refill_from: [ohoi]}}
"""
    assert gone in text
    paths = [path for _, path, _ in found_in(text.replace(gone, ""))]
    assert paths[0] == gone.split(":")[0]
    assert ("nodes.3pl.refill_from" in paths) == gone.startswith("simnet")
