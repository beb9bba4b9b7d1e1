"""Routing and pooling: overflow, fallback, fixed splits, orders of several lines, a node that cannot ship."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from simnet.records import Records
from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import days, exponential, network, node, regions
from tests.reference.readings import Pair, ratio, share, summed, value
from tests.reference.translate.f5_pooled_periods import pooled_periods
from tests.reference.translate.f5_split_orders import independent_lines, order_types
from tests.reference.trial import Quantity, Trial, Unexpressed

WARMUP = "100 days"


def translate(case: Case) -> Trial | list[Trial] | Unexpressed:
    """Translate by what the inputs tell: a fallback, an overflow, shares, order types, pooled nodes."""
    inputs = case.inputs
    for shape, into in SHAPES.items():
        if shape in inputs:
            return into(case)
    return Unexpressed("no translation of this shape of inputs")


def _fallback(case: Case) -> Trial | Unexpressed:
    """Two nodes whose customers fall back to the other one; the first may be unable to ship at times."""
    inputs = case.inputs
    means = inputs.get("lead_time_means") or [inputs["lead_time"]["mean"]] * 2
    kind = inputs.get("lead_time_dist") or inputs["lead_time"]["dist"]
    broken = inputs.get("node1_outage")
    if broken and (broken["semantics"] != "node_shipping" or broken.get("distributions") != "exponential"):
        return Unexpressed("a node whose outage is of another kind, or not exponential")
    every = range(1, len(inputs["S"]) + 1)
    mutual = {f"stream{one}": sorted(every, key=lambda node: (node != one, node)) for one in every}
    ways = mutual if inputs["fallback"] == "mutual" else inputs["fallback"]
    rates = {f"stream{place + 1}": rate for place, rate in enumerate(inputs["demand_rates"]) if rate > 0}
    ranked = {stream: [f"node{number}" for number in ways[stream]] for stream in rates}
    text = network(
        regions(rates),
        {f"node{place + 1}": _base_stock(level, place + 1) for place, level in enumerate(inputs["S"])},
        warmup=WARMUP,
        suppliers=_makers(means, kind.startswith("exponential")),
        routing={"rules": ["ranked"], "ranked": ranked, "out_of_stock": "lost"},
        lanes=_closed(ranked),
        **_cannot_ship(broken, ranked),
    )
    answers = _fallback_answers(ranked)
    return Trial(text, answers, 1000)


def _base_stock(level: int, maker: int) -> dict[str, Any]:
    return node({"item": {"base_stock": level, "refill_from": [f"maker{maker}"]}})


def _makers(means: list[float], varies: bool) -> dict[str, Any]:
    return {
        f"maker{place + 1}": {"makes": ["item"], "lead_time": exponential(mean) if varies else days(mean)}
        for place, mean in enumerate(means)
    }


def _closed(ranked: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Close the lanes from nodes that customers may not use."""
    names = sorted({name for order in ranked.values() for name in order})
    return [
        {"from": name, "to": stream, "closed": True}
        for stream, order in ranked.items()
        for name in names
        if name not in order
    ]


def _cannot_ship(outage: Mapping[str, Any] | None, ranked: Mapping[str, list[str]]) -> dict[str, Any]:
    """The first node's lanes to customers are out, which is known at once; it goes on receiving."""
    if outage is None:
        return {}
    known = {"detect": "0 min", "decide": "0 min", "automatic": True, "acts": ["mark_down"]}
    event = {
        "lane_outage": {"from": "node1", "to": next(s for s, order in ranked.items() if "node1" in order)},
        "happens": exponential(outage["mtbf"]),
        "for": exponential(outage["mttr"]),
        "in_transit": "finish",
        "response": known,
    }
    return {"disruptions": [event]}


def _fallback_answers(ranked: Mapping[str, list[str]]) -> dict[str, Quantity]:
    found = {"lost_fraction_all": share(readings.lost)}
    for stream, order in ranked.items():
        found[f"lost_fraction_{stream}"] = share(partial(readings.lost, region=stream))
        found[f"diverted_fraction_{stream}"] = share(partial(_elsewhere, nodes=order[1:], region=stream))
    for name in sorted({name for order in ranked.values() for name in order}):
        found[f"on_order_{name}"] = value(partial(_mean_on_order, name=name))
    return found


def _elsewhere(records: Records, nodes: list[str], region: str) -> Pair:
    """Count orders of a region that nodes other than its first one served, and all of its orders."""
    found = [readings.sent_from(records, name, region) for name in nodes]
    return sum(served for served, _ in found), readings.lost(records, region)[1]


def _mean_on_order(records: Records, name: str) -> float:
    return readings.mean(readings.on_order(records, name), records)


def _overflow(case: Case) -> Trial:
    """A node whose overflow goes to a second one that never runs out."""
    inputs = case.inputs
    text = network(
        regions({"market": inputs["demand_rate"]}),
        {"primary": _base_stock(inputs["S_primary"], 1), "backup": _base_stock(400, 2)},
        warmup=WARMUP,
        suppliers=_makers([inputs["lead_time"]["mean"]] * 2, inputs["lead_time"]["dist"] == "exponential"),
        routing={"rules": ["ranked"], "ranked": {"market": ["primary", "backup"]}, "out_of_stock": "lost"},
    )

    def rate(records: Records) -> Pair:
        return readings.sent_from(records, "backup")[0], readings.length(records) / 86_400e6

    def variance(records: Records) -> float:
        return readings.variance(readings.on_order(records, "backup"), records)

    return Trial(
        text,
        {
            "overflow_fraction": share(partial(readings.sent_from, node="backup")),
            "overflow_rate": ratio(rate),
            "backup_on_order_mean": value(partial(_mean_on_order, name="backup")),
            "backup_on_order_variance": value(variance),
            "peakedness": ratio(lambda records: (variance(records), _mean_on_order(records, "backup"))),
        },
        2000,
    )


def _separate(rates: Mapping[str, float], levels: list[int], means: list[float], rule: str) -> str:
    """Nodes that serve one region each."""
    ranked = {region: [f"node{place + 1}"] for place, region in enumerate(rates)}
    return network(
        regions(rates),
        {f"node{place + 1}": _base_stock(level, place + 1) for place, level in enumerate(levels)},
        warmup=WARMUP,
        suppliers=_makers(means, varies=False),
        routing={"rules": ["ranked"], "ranked": ranked, "out_of_stock": rule},
        lanes=_closed(ranked),
    )


def _shares(case: Case) -> list[Trial]:
    """Orders that fixed shares send to nodes of their own: regions."""
    inputs = case.inputs
    parts = {
        f"part{place}": inputs["demand_rate"] * part
        for place, part in enumerate(inputs["routing_probabilities"])
    }
    waits, loses = (
        _separate(parts, inputs["S"], inputs["lead_time_means"], rule) for rule in ("backorder", "lost")
    )
    filled = {
        "backorder_fill_rate_by_node": share(*(partial(readings.filled, region=part) for part in parts)),
        "backorder_fill_rate_overall": share(readings.filled),
    }
    lost = {"lost_fraction_by_node": share(*(partial(readings.lost, region=part) for part in parts))}
    return [
        Trial(waits, filled, 1000, variant="backorder"),
        Trial(loses, lost, 1000, variant="lost"),
    ]


def _pooled(case: Case) -> list[Trial] | Unexpressed:
    """Separate nodes beside one that serves the demand of all of them."""
    inputs = case.inputs
    if "demand_rate_each" not in inputs:
        return pooled_periods(case)
    count, rate = inputs["nodes"], inputs["demand_rate_each"]
    parts = [f"part{place}" for place in range(count)]
    rates = dict.fromkeys(parts, rate) | {"pool": rate * count}
    levels = [inputs["S_each"]] * count + [inputs["S_pooled"]]
    means = [inputs["lead_time_mean"]] * (count + 1)
    waits, loses = (_separate(rates, levels, means, rule) for rule in ("backorder", "lost"))

    def waiting(records: Records) -> float:
        return sum(readings.backorders(records, f"node{place + 1}") for place in range(count))

    filled = [partial(readings.filled, region=part) for part in parts]
    lost = [partial(readings.lost, region=part) for part in parts]
    wait: dict[str, Quantity] = {
        "backorders_mean_separate_total": value(waiting),
        "backorders_mean_pooled": value(partial(readings.backorders, node=f"node{count + 1}")),
        "fill_rate_backorder_separate": share(summed(filled)),
        "fill_rate_backorder_pooled": share(partial(readings.filled, region="pool")),
    }
    lose: dict[str, Quantity] = {
        "lost_fraction_separate": share(summed(lost)),
        "lost_fraction_pooled": share(partial(readings.lost, region="pool")),
    }
    return [
        Trial(waits, wait, 1000, variant="backorder"),
        Trial(loses, lose, 1000, variant="lost"),
    ]


SHAPES: dict[str, Callable[[Case], Trial | list[Trial] | Unexpressed]] = {
    "fallback": _fallback,
    "S_backup": _overflow,
    "routing_probabilities": _shares,
    "order_rates": order_types,
    "line_fill_rates": independent_lines,
    "S_pooled": _pooled,
}
"""The translation of every shape of inputs, by a key that only this shape has."""
