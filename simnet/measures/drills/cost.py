"""Table `cost` of a drill: what it cost beyond the twin, line by line, and in sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simnet.measures.columns import Columns
from simnet.measures.ledger import BESIDE, totals
from simnet.measures.ledger.prices import micro, prices
from simnet.measures.ledger.product import unit_costs
from simnet.records import Records, code
from simnet.records.results import MICRO

if TYPE_CHECKING:
    from simnet.scenario import Scenario

NO_COST = frozenset({*(line.name for line in BESIDE), "deterred_margin"})


def cost(records: Records, twin: Records, scenario: Scenario) -> Columns:
    """Give the columns of table `cost`, over the whole of the records, which end some weeks after H.

    Goods that were not sold because of the drill are no saving: line `product` is what the goods cost beyond
    the twin if as many had been sold. Their margin stands beside the costs, so that the costs and the margins
    sum to the performance impact: sales lost at their price, plus the difference in cost to serve.
    """
    mine, theirs = totals(records, scenario), totals(twin, scenario)
    beyond = {line: mine[line] - theirs[line] for line in mine}
    now, then = deterred(records, scenario), deterred(twin, scenario)
    goods, margin = now.goods - then.goods, now.revenue - then.revenue - (now.goods - then.goods)
    beyond["product"] += goods + beyond["lost_revenue"] - beyond["lost_margin"]
    beyond["deterred_margin"] = margin
    return {"line": list(beyond), "amount_micro": np.array(list(beyond.values()), np.int64)}


class Deterred(NamedTuple):
    """Orders that customers did not place: their price, and what their goods would have cost; 10⁻⁶."""

    revenue: int
    goods: int


def deterred(records: Records, scenario: Scenario) -> Deterred:
    """Price the orders of the horizon that loyalty or thinning kept customers from placing."""
    orders, lines = records["orders"], records["lines"]
    gone = orders["state"] == code("order_state", "deterred")
    gone &= (orders["placed_us"] >= records.meta.start_us) & (orders["placed_us"] < records.meta.end_us)
    if not gone.any():
        return Deterred(0, 0)
    some = lines[gone[lines["order"]]]
    known = prices(records, scenario)
    each = unit_costs(records, known)[
        int(np.argmax(known.own))
    ]  # what a unit costs at any place of the brand's
    revenue = micro(known.unit_price[some["item"]] * some["quantity"])
    return Deterred(int(revenue.sum()), int((each[some["sku"]] * some["quantity"]).sum()))


def sums(columns: Columns) -> dict[str, float]:
    """Sum the costs of table `cost`, and give the margins beside them, in currency."""
    by_line = dict(zip(columns["line"], columns["amount_micro"], strict=True))
    whole = sum(int(amount) for line, amount in by_line.items() if line not in NO_COST)
    beside = {line: int(by_line[line]) / MICRO for line in ("lost_margin", "deterred_margin")}
    return {"extra_cost": whole / MICRO, **beside}
