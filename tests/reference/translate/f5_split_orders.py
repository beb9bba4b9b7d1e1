"""Orders of several lines: how often all, some or none of them find stock."""

from __future__ import annotations

from functools import partial

import numpy as np

from simnet.records import Records
from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import days, network, node, regions, sku
from tests.reference.readings import Pair, share
from tests.reference.trial import Quantity, Tables, Trial

CONTRAST = "what a common shortcut gives, named by the case for contrast only"
WARMUP = "100 days"


def order_types(case: Case) -> Trial:
    """Orders for one SKU, for another, or for both; each line reserves on its own."""
    inputs = case.inputs
    first, second, both = (inputs["order_rates"][kind] for kind in ("sku1 only", "sku2 only", "both"))
    total = first + second + both
    levels = dict(zip(("one", "two"), inputs["S"], strict=True))
    pair = {"price": 40, "kit": {"one": 1, "two": 1}, "sells": f"{both / total:.17%}"}
    text = network(
        regions({"market": total}),
        {"depot": node({name: {"base_stock": level} for name, level in levels.items()})},
        warmup=WARMUP,
        skus={
            "one": sku(sells=f"{first / total:.17%}"),
            "two": sku(sells=f"{second / total:.17%}"),
            "pair": pair,
        },
        suppliers={"maker": {"makes": ["one", "two"], "lead_time": days(inputs["lead_time"])}},
        routing={"rules": ["closest"], "splits": "units"},
    )
    return Trial(
        text,
        {
            "line_fill_rate_sku1": share(partial(_lines_filled, sku="one")),
            "line_fill_rate_sku2": share(partial(_lines_filled, sku="two")),
            "complete_order_fill_rate_two_line": share(partial(_pairs_missing, lines=0)),
            "overall_complete_order_fill_rate": share(readings.filled),
            "split_probability_two_line": share(partial(_pairs_missing, lines=1)),
        },
        1000,
        missing={"product_of_line_fill_rates": CONTRAST},
        notes="An order for both is a kit of the two; with splits by unit each of its lines goes on its own.",
    )


def _lines_filled(records: Records, sku: str) -> Pair:
    lines, out = records["lines"], records["stockouts"]
    which, inside = readings.number(records, "sku", sku), readings.placed_in(records)
    asked = (inside[lines["order"]] & (lines["sku"] == which)).sum()
    missed = (inside[out["order"]] & (out["sku"] == which)).sum()
    return float(asked - missed), float(asked)


def _pairs_missing(records: Records, lines: int) -> Pair:
    """Count orders of two lines of which so many found no stock, and all orders of two lines."""
    size = len(records["orders"])
    pairs = readings.placed_in(records) & (np.bincount(records["lines"]["order"], minlength=size) == 2)
    missed = np.bincount(records["stockouts"]["order"], minlength=size)
    return float((pairs & (missed == lines)).sum()), float(pairs.sum())


def independent_lines(case: Case) -> Trial:
    """SKUs that are there with given shares of time, each with customers of its own, and nothing else.

    A unit of each, ordered again when it is sold, with a rate of lost sales that makes it as rare as given
    (Erlang's loss formula with one place: f = 1 / (1 + a)). An order that is never placed would find what is
    there at a time taken at random.
    """
    rates = {f"item{place}": (1 - f) / f for place, f in enumerate(case.inputs["line_fill_rates"])}
    total = sum(rates.values())
    text = network(
        regions({"market": total}),
        {"depot": node({name: {"base_stock": 1} for name in rates})},
        warmup=WARMUP,
        skus={name: sku(sells=f"{rate / total:.17%}") for name, rate in rates.items()},
        suppliers={"maker": {"makes": list(rates), "lead_time": "1 day"}},
        routing={"rules": ["closest"], "out_of_stock": "lost"},
    )
    names = list(rates)

    def times(tables: Tables) -> list[float]:
        return _times_there(tables.records, names)

    def mean(tables: Tables) -> float:
        return sum(count * part for count, part in enumerate(times(tables)))

    return Trial(
        text,
        {
            "prob_complete": Quantity(lambda tables: times(tables)[-1], share=True),
            "prob_split": Quantity(lambda tables: sum(times(tables)[1:-1]), share=True),
            "prob_nothing": Quantity(lambda tables: times(tables)[0], share=True),
            "mean_lines_available": Quantity(mean),
            "pmf_lines_available": Quantity(times, share=True),
        },
        2000,
        notes="Read at all times, as an order that is never placed would find the stock.",
    )


def _times_there(records: Records, names: list[str]) -> list[float]:
    """Give the shares of time in which 0, 1, 2, … of the SKUs are on hand, a unit of each being kept."""
    bought, lines = records["purchase_orders"], records["lines"]
    came = bought["received_us"][bought["received_us"] >= 0]
    sold = records["orders"]["placed_us"][lines["order"][lines["shipment"] >= 0]]
    values, lasted = readings.Path(len(names), (came, np.array(1)), (sold, np.array(-1))).over(records)
    there = np.bincount(values.astype(np.int64), lasted, minlength=len(names) + 1)
    shares: list[float] = (there / lasted.sum()).tolist()
    return shares
