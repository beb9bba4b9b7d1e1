"""One warehouse with several retailers, each of which orders every unit again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from simnet.records import Records
from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import days, exponential, network, node, regions
from tests.reference.readings import Pair, share, value
from tests.reference.trial import Quantity, Trial

CONTRAST = "an approximation (METRIC), named by the case for contrast only"
WARMUP, OUTAGE_WARMUP = "20 days", "120 days"


def retailers(case: Case, variant: str) -> Trial:
    """One warehouse that serves retailers in the order in which they ask; each orders every unit again."""
    inputs = case.inputs
    names = [f"retailer{place + 1}" for place in range(len(inputs["retailer_demand_rates"]))]
    rates = dict(zip([f"market{name[8:]}" for name in names], inputs["retailer_demand_rates"], strict=True))
    mean = inputs["warehouse_lead_time_mean"]
    if variant.split()[0] not in ("fixed", "exponential"):
        raise ValueError(f"a warehouse lead time that is {variant!r}")
    transit = days(mean) if variant.startswith("fixed") else exponential(mean)
    stocks = dict(zip(names, inputs["retailer_base_stock"], strict=True))
    nodes = {
        name: node({"item": {"base_stock": level, "refill_from": ["warehouse"]}})
        for name, level in stocks.items()
    }
    ways = zip(names, inputs["retailer_transit_times_fixed"], strict=True)
    lanes: list[dict[str, Any]] = [
        {"from": "warehouse", "to": name, "transit": days(length)} for name, length in ways
    ]
    lanes += [
        {"from": name, "to": market, "closed": True}
        for market, own in zip(rates, names, strict=True)
        for name in ("warehouse", *names)
        if name != own
    ]
    text = network(
        regions(rates),
        nodes | {"warehouse": node({"item": _policy(inputs["warehouse_policy"])})},
        warmup=OUTAGE_WARMUP if "supplier_outage" in inputs else WARMUP,
        lanes=[
            *lanes,
            {"from": "maker", "to": "warehouse", "transit": transit},
        ],
        **_supplier_outage(inputs.get("supplier_outage")),
    )  # fmt: skip
    missing = {name: CONTRAST for name in case.outputs if name.startswith("METRIC")}
    kinds = list(zip(rates.values(), inputs["retailer_transit_times_fixed"], stocks.values(), strict=True))
    alike = [[n for n, k in zip(names, kinds, strict=True) if k == kind] for kind in kinds]
    return Trial(
        text,
        _retailer_answers(names, list(rates), alike) | _variance(case, names, alike),
        500,
        grows="replications",
        variant=variant,
        missing=missing,
        notes="Backorders and the variance of what is on order are means over retailers that are alike.",
    )


def _policy(policy: dict[str, Any]) -> dict[str, Any]:
    if policy["type"] == "base-stock":
        return {"base_stock": policy["S"], "refill_from": ["maker"]}
    return {"reorder_at": policy["r"], "order_quantity": policy["Q"], "refill_from": ["maker"]}


def _supplier_outage(outage: dict[str, Any] | None) -> dict[str, Any]:
    """The supplier sends nothing while it is out; what it has sent goes on."""
    if outage is None:
        return {}
    event = {
        "supplier_outage": "maker",
        "happens": exponential(outage["mtbf"]),
        "for": exponential(outage["mttr"]),
        "response": {"acts": []},
    }
    return {"disruptions": [event]}


def _retailer_answers(names: list[str], markets: list[str], alike: list[list[str]]) -> dict[str, Quantity]:
    return {
        "warehouse_on_hand_mean": value(partial(readings.on_hand, node="warehouse")),
        "warehouse_backorders_mean": value(partial(owed, name="warehouse")),
        "warehouse_fill_rate": share(partial(_granted_at_once, names=names)),
        "retailer_on_hand_mean": value(*(partial(readings.on_hand, node=name) for name in names)),
        "retailer_backorders_mean": _pooled(readings.backorders, alike),
        "retailer_fill_rate": share(*(partial(readings.filled, region=market) for market in markets)),
        "retailer_on_order_mean": value(*(partial(_on_order, name=name) for name in names)),
    }


def _pooled(reading: Callable[[Records, str], float], alike: list[list[str]]) -> Quantity:
    """Means over the retailers that are like each one."""

    def mean(records: Records, group: list[str]) -> float:
        return sum(reading(records, name) for name in group) / len(group)

    return value(*(partial(mean, group=group) for group in alike))


def _variance(case: Case, names: list[str], alike: list[list[str]]) -> dict[str, Quantity]:
    """The variance of what is on order, about the known mean.

    About its own mean that of one replication would be too low by the variance of this mean: at 500 days and
    lead times of two weeks by 1.6%.
    """
    if "retailer_on_order_variance" not in case.outputs:
        return {}
    means = dict(zip(names, case.outputs["retailer_on_order_mean"].value, strict=True))

    def variance(records: Records, name: str) -> float:
        return readings.variance(readings.on_order_by_demand(records, name), records, means[name])

    return {"retailer_on_order_variance": _pooled(variance, alike)}


def _on_order(records: Records, name: str) -> float:
    return readings.mean(readings.on_order_by_demand(records, name), records)


def _granted_at_once(records: Records, names: list[str]) -> Pair:
    """Count units that retailers asked for and were granted at that instant, and all that they asked for."""
    meta, moved = records.meta, records["transfers"]
    granted = asked = 0
    for name in names:
        instants, _ = readings.demands(records, name)
        instants = instants[(instants >= meta.start_us) & (instants < meta.end_us)]
        mine = moved["placed_us"][moved["to"] == readings.number(records, "node", name)]
        granted += int(np.isin(instants, mine).sum())
        asked += len(instants)
    return float(granted), float(asked)


def owed(records: Records, name: str) -> float:
    """Give the mean units that a place owes to those that it supplies, who order every unit again."""
    values, lasted = readings.net_inventory(records, name, everyone=True).over(records)
    return float((np.maximum(-values, 0) * lasted).sum() / lasted.sum())
