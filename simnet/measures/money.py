"""What a world cost in total and for each order and unit, from its ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simnet.measures.columns import Columns
from simnet.measures.ledger.ledger import postings
from simnet.measures.ledger.lines import COST_LINES
from simnet.measures.orders import counted, facts
from simnet.measures.ratios import Ratio
from simnet.measures.service import unit_prices
from simnet.measures.shared import columns_of
from simnet.measures.tally import parcels
from simnet.records import Records
from simnet.records.results import MICRO
from simnet.scenario import Scenario

LANDED = tuple(line.name for line in COST_LINES if line.landed)


class Impact(NamedTuple):
    """Performance impact against the twin, in the scenario's currency."""

    lost_margin: float
    """Price less goods of what was not sold: cancelled, lost, and not ordered by deterred customers."""
    extra_cost: float
    """All cost other than the goods."""

    @property
    def total(self) -> float:
        """Give both together."""
        return self.lost_margin + self.extra_cost


@dataclass(frozen=True)
class Money:
    """A world's ledger and the sums of its lines, in the scenario's currency."""

    rows: Columns
    by_line: dict[str, float]
    orders: int
    """Orders of the horizon of which at least a unit reached the customer."""
    units: int
    """Units of theirs that were delivered and kept: not damaged, wrong or returned."""
    asked: float
    """Price of all that was ordered in the horizon; what deterred customers did not order is missing."""

    @classmethod
    def of(cls, records: Records, scenario: Scenario) -> Money:
        """Write the ledger of a world."""
        rows = postings(records, scenario).columns()
        lines, amounts = rows["line"], np.asarray(rows["amount_micro"])
        whole = {
            line: amount / MICRO
            for by, line, amount in zip(rows["by"], lines, amounts.tolist(), strict=True)
            if by == "total"
        }
        reached = int(np.count_nonzero(counted(records) & facts(records).reached))
        return cls(rows, whole, reached, parcels(records).units_kept, asked_value(records, scenario))

    @property
    def cost(self) -> float:
        """Sum all cost lines; the lost margin is none."""
        return sum(self.by_line[line.name] for line in COST_LINES)

    @property
    def margin(self) -> float:
        """Price of what was ordered and not cancelled or lost, less what the goods cost that were sent."""
        return self.asked - self.by_line["lost_revenue"] - self.by_line["product"]

    def impact(self, twin: Money) -> Impact:
        """Give the performance impact of what happened here and not in the twin."""
        lost = twin.margin - self.margin
        cost, before = (one.cost - one.by_line["product"] for one in (self, twin))
        return Impact(lost, cost - before)

    def values(self, twin: Money) -> dict[str, float | Ratio]:
        """Give the measures of money; `impact` is against the twin."""
        return {
            "landed_cost": self.cost,
            "landed_to_node": sum(self.by_line[line] for line in LANDED),
            "landed_cost_an_order": Ratio(self.cost, self.orders),
            "landed_cost_a_unit": Ratio(self.cost, self.units),
            "lost_margin": self.by_line["lost_margin"],
            "impact": self.impact(twin).total,
            **{f"cost.{line.name}": self.by_line[line.name] for line in COST_LINES},
        }


def asked_value(records: Records, scenario: Scenario) -> float:
    """Sum the price of all lines of counted orders, in the scenario's currency."""
    order, item, quantity = columns_of(records, "lines", "order", "item", "quantity")
    units = np.bincount(item, quantity * counted(records)[order], len(records.words("item")))
    return float(units @ unit_prices(records, scenario))
