"""Landed cost: what a simulated year cost, line by line, by node, lane, SKU, region and week."""

from simnet.measures.ledger.ledger import ledger, totals
from simnet.measures.ledger.lines import BESIDE, COST_LINES, LINES, CostLine
from simnet.measures.ledger.readings import cost_to_serve, delivered_orders, landed_to_node, units_kept

__all__ = [
    "BESIDE", "COST_LINES", "LINES", "CostLine", "cost_to_serve", "delivered_orders", "landed_to_node",
    "ledger", "totals", "units_kept",
]  # fmt: skip
