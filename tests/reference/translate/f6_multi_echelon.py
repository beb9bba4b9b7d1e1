"""Multi-echelon stock: stages in a row, and one warehouse with several retailers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from simnet.records import Records
from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import days, network, node, regions, sku
from tests.reference.readings import share, value
from tests.reference.translate.f6_retailers import owed, retailers
from tests.reference.trial import Quantity, Trial, Unexpressed

RARE = (
    "0.5% of so small a backlog would take millions of orders, each with a shipment to every stage; "
    "on hand and cost of the same stages are read"
)
SMALL = 0.3
"""Backlog in units below which a serial system is not run for it."""
WARMUP = "20 days"
DAY_US = 86_400_000_000


def translate(case: Case) -> Trial | list[Trial] | Unexpressed:
    """Translate by what the inputs tell: stages in a row, over time or in periods, or retailers."""
    inputs = case.inputs
    if "retailer_demand_rates" in inputs:
        return [retailers(case, variant) for variant in inputs["warehouse_lead_time_variants"]]
    if inputs["time_model"] == "continuous":
        return _serial(case)
    return _periods(case)


def chain(levels: Sequence[int], transits: Sequence[float], **policy: Any) -> dict[str, Any]:
    """Give the nodes and lanes of stages in a row: `stage1` sells, the last one is supplied from outside."""
    last = len(levels)
    sources = [f"stage{place + 2}" if place + 1 < last else "maker" for place in range(last)]
    nodes = {
        f"stage{place + 1}": node({"item": {"base_stock": level, "refill_from": [source]} | policy})
        for place, (level, source) in enumerate(zip(levels, sources, strict=True))
    }
    lanes = [
        {"from": source, "to": f"stage{place + 1}", "transit": days(transit)}
        for place, (source, transit) in enumerate(zip(sources, transits, strict=True))
    ]
    closed = [{"from": f"stage{place + 1}", "to": "market", "closed": True} for place in range(1, last)]
    return {"nodes": nodes, "lanes": lanes + closed}


def _serial(case: Case) -> Trial:
    """Stages in a row, every unit ordered again at once, Poisson demand."""
    inputs = case.inputs
    text = network(
        regions({"market": inputs["demand_rate"]}),
        warmup=WARMUP,
        **chain(
            _of_stages(inputs, "local_base_stock_stage1_to_"), _of_stages(inputs, "lead_times_stage1_to_")
        ),
    )
    names = [f"stage{place + 1}" for place in range(len(_of_stages(inputs, "lead_times_stage1_to_")))]
    holding, penalty = _of_stages(inputs, "local_holding_cost_stage1_to_"), inputs["backorder_cost"]

    def cost(records: Records, pipeline: bool) -> float:
        stock = [readings.on_hand(records, name) for name in names]
        if pipeline:
            on_way = [moving(records, name) for name in names[:-1]]
            stock = [one + other for one, other in zip(stock, [0.0, *on_way], strict=True)]
        waiting = penalty * readings.backorders(records, "stage1")
        return float(waiting + sum(h * units for h, units in zip(holding, stock, strict=True)))

    answers = {
        "cost_rate_including_pipeline": value(partial(cost, pipeline=True)),
        "cost_rate_excluding_pipeline": value(partial(cost, pipeline=False)),
        "on_hand_by_stage": value(*(partial(readings.on_hand, node=name) for name in names)),
        "customer_backorders_mean": value(partial(readings.backorders, node="stage1")),
        "customer_fill_rate": share(readings.filled),
        "internal_backorders_by_stage": value(*(partial(owed, name=name) for name in names)),
    }
    rare = [name for name in answers if "backorders" in name and _least(case, name) < SMALL]
    return Trial(
        text,
        {name: answers[name] for name in answers if name not in rare},
        100,
        grows="replications",
        missing=dict.fromkeys(rare, RARE),
    )


def _of_stages(inputs: Any, name: str) -> Any:
    """Find a list by the beginning of its name, which ends with the number of stages."""
    return next(value for key, value in inputs.items() if key.startswith(name))


def _least(case: Case, name: str) -> float:
    found = case.outputs[name].value
    return float(min(found) if isinstance(found, list) else found)


def _periods(case: Case) -> Trial | Unexpressed:
    """Stages in a row that order once a period, at its end, each after the one that it supplies.

    A period is a day, its end is midnight: what was sent so many days ago arrives, what waits is served, then
    the stages order in turn, and what the next one has leaves at once.
    """
    inputs = case.inputs
    demand, scale, sizes = inputs["demand"], 1, {}
    if demand["dist"] == "poisson":
        customers = regions({"market": demand["mean"]})
    elif demand["dist"] == "normal":
        scale = 100
        customers = regions({"market": 1}) | {
            "counts": "deterministic",
        }
        sizes = sold_by_size(normal_shares(demand["mean"] * scale, demand["sd"] * scale))
    else:
        return Unexpressed(f"demand of a period with the distribution {demand['dist']}")
    levels = [round(level * scale) for level in inputs["local_base_stock_stage1_to_N"]]
    text = network(
        customers, warmup=WARMUP, **sizes, **chain(levels, inputs["lead_times_stage1_to_N"], review="1 day")
    )
    return Trial(
        text,
        _period_answers(inputs, scale),
        500,
        grows="replications",
        notes="Units are hundredths; an order of a period waits as a whole, which the net inventory does not "
        "depend on."
        if scale > 1
        else "",
    )


def _period_answers(inputs: Any, scale: int) -> dict[str, Quantity]:
    holding, penalty = inputs["local_holding_cost"], inputs["backorder_cost"]
    names = [f"stage{place + 1}" for place in range(len(holding))]

    def on_hand(records: Records, name: str) -> float:
        if name != "stage1":  # changes at midnight only
            return readings.on_hand(records, name) / scale
        return float(np.maximum(ends(records, name), 0).mean()) / scale

    def backorders(records: Records, name: str) -> float:
        return float(np.maximum(-ends(records, name), 0).mean()) / scale

    def cost(records: Records, pipeline: bool) -> float:
        total = float(penalty * backorders(records, "stage1"))
        for place, (name, rate) in enumerate(zip(names, holding, strict=True)):
            total += rate * on_hand(records, name)
            if pipeline and place:
                total += rate * moving(records, names[place - 1]) / scale
        return total

    return {
        "cost_per_period_including_pipeline": value(partial(cost, pipeline=True)),
        "cost_per_period_excluding_pipeline": value(partial(cost, pipeline=False)),
        "on_hand_by_stage": value(*(partial(on_hand, name=name) for name in names)),
        "customer_backorders_mean": value(partial(backorders, name="stage1")),
        "internal_backorders_by_stage": value(*(partial(backorders, name=name) for name in names)),
    }


def ends(records: Records, name: str) -> Any:
    """Give the net inventory at the end of every period of the horizon: at the midnight after its day."""
    meta = records.meta
    midnights = np.arange(meta.start_us + DAY_US, meta.end_us + 1, DAY_US)
    return readings.net_inventory(records, name, everyone=True).at(midnights[midnights < meta.end_us])


def moving(records: Records, to: str) -> float:
    """Give the mean units on their way to a stage from the one that supplies it."""
    moved = records["transfers"]
    moved = moved[moved["to"] == readings.number(records, "node", to)]
    moved = moved[moved["shipped_us"] >= 0]
    came = np.where(moved["received_us"] >= 0, moved["received_us"], records.meta.end_us)
    lasted = np.minimum(came, records.meta.end_us) - np.maximum(moved["shipped_us"], records.meta.start_us)
    return float((np.maximum(lasted, 0) * moved["quantity"]).sum()) / readings.length(records)


def sold_by_size(shares: dict[int, str]) -> dict[str, Any]:
    """Give SKUs such that a line is for so many units with such a share: the unit in kits of all sizes."""
    kits = {
        f"size{size}": {"price": 20, "kit": {"item": size}, "sells": part} for size, part in shares.items()
    }
    return {"skus": {"item": sku(sells="0%")} | kits}


def normal_shares(mean: float, sd: float) -> dict[int, str]:
    """Give the shares of whole quantities of a rounded normal distribution, in percent.

    Source of the formula: the normal distribution function; six sd either way leave 2e-9.
    """
    low, high = max(1, math.floor(mean - 6 * sd)), math.ceil(mean + 6 * sd)
    below = [0.5 * math.erfc((mean - edge - 0.5) / sd / math.sqrt(2)) for edge in range(low, high)]
    edges = [0.0, *below, 1.0]
    shares = [later - earlier for earlier, later in itertools.pairwise(edges)]
    return {low + place: f"{part:.17%}" for place, part in enumerate(shares)}
