"""What a world cost in total and for each order and unit, from its ledger."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simnet.measures.columns import Columns
from simnet.measures.ledger.ledger import postings
from simnet.measures.ledger.lines import COST_LINES
from simnet.measures.orders import counted, facts
from simnet.measures.ratios import Ratio
from simnet.measures.tally import parcels
from simnet.records import Records
from simnet.records.results import MICRO
from simnet.scenario import Scenario

LANDED = tuple(line.name for line in COST_LINES if line.landed)


@dataclass(frozen=True)
class Money:
    """A world's ledger and the sums of its lines, in the scenario's currency."""

    rows: Columns
    by_line: dict[str, float]
    orders: int
    """Orders of the horizon of which at least a unit reached the customer."""
    units: int
    """Units of theirs that were delivered and kept: not damaged, wrong or returned."""

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
        return cls(rows, whole, reached, parcels(records).units_kept)

    @property
    def cost(self) -> float:
        """Sum all cost lines; the lost margin is none."""
        return sum(self.by_line[line.name] for line in COST_LINES)

    def values(self, twin: Money) -> dict[str, float | Ratio]:
        """Give the measures of money; `impact` is against the twin."""
        # At their price: the cost already lacks the goods that were not sold.
        lost = self.by_line["lost_revenue"] - twin.by_line["lost_revenue"]
        return {
            "landed_cost": self.cost,
            "landed_to_node": sum(self.by_line[line] for line in LANDED),
            "landed_cost_an_order": Ratio(self.cost, self.orders),
            "landed_cost_a_unit": Ratio(self.cost, self.units),
            "lost_margin": self.by_line["lost_margin"],
            "impact": lost + self.cost - twin.cost,
            **{f"cost.{line.name}": self.by_line[line.name] for line in COST_LINES},
        }
