"""Table `cost` of a drill: what it cost beyond the twin, line by line, and in sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simnet.measures.columns import Columns
from simnet.measures.ledger import BESIDE, totals
from simnet.records import Records
from simnet.records.results import MICRO

if TYPE_CHECKING:
    from simnet.scenario import Scenario

NO_COST = frozenset(line.name for line in BESIDE)


def cost(records: Records, twin: Records, scenario: Scenario) -> Columns:
    """Give the columns of table `cost`, over the whole of the records, which end some weeks after H."""
    mine, theirs = totals(records, scenario), totals(twin, scenario)
    beyond = np.array([mine[line] - theirs[line] for line in mine], np.int64)
    return {"line": list(mine), "amount_micro": beyond}


def sums(columns: Columns) -> dict[str, float]:
    """Sum the costs of table `cost`, and give the lost margin beside them, in currency."""
    by_line = dict(zip(columns["line"], columns["amount_micro"], strict=True))
    whole = sum(int(amount) for line, amount in by_line.items() if line not in NO_COST)
    return {"extra_cost": whole / MICRO, "lost_margin": int(by_line["lost_margin"]) / MICRO}
