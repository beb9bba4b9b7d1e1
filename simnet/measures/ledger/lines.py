"""The lines of the ledger, in order, with the founder's words for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CostLine:
    """One kind of cost: its name in tables, the words on a page, what it holds, whether it lands goods."""

    name: str
    words: str
    meaning: str
    landed: bool = False


COST_LINES: tuple[CostLine, ...] = (
    CostLine("product", "the goods", "price of units that were delivered and kept", landed=True),
    CostLine("inbound_freight", "freight in", "freight of goods from suppliers", landed=True),
    CostLine("insurance", "insurance of freight", "insurance of goods from suppliers", landed=True),
    CostLine("duty", "duty", "duty on goods from suppliers", landed=True),
    CostLine("entry", "customs entry", "customs entry fees, the broker's included", landed=True),
    CostLine("receiving", "taking goods in", "receiving fees of goods from suppliers", landed=True),
    CostLine("inspection", "checking goods", "inspection fees of goods from suppliers", landed=True),
    CostLine("storage", "storage", "storage fees for what lies on the shelf"),
    CostLine("carrying", "money tied up in stock", "carrying cost of stock on the shelf and on its way"),
    CostLine("pick_pack", "picking and packing", "fees for the first parcels of orders, packed once"),
    CostLine("packaging", "packaging", "packaging of those parcels"),
    CostLine("postage_base", "postage", "price of those parcels by actual weight"),
    CostLine("postage_fuel", "fuel surcharge", "fuel surcharges on those parcels"),
    CostLine("postage_residential", "home delivery surcharge", "residential surcharges on those parcels"),
    CostLine("postage_dimensional", "bulky parcels", "what size adds to the price by actual weight"),
    CostLine("split_shipments", "second parcels", "packing and postage of further parcels of split orders"),
    CostLine(
        "expedite_relabel", "hurrying and doing again", "expediting, new labels, parcels packed in vain"
    ),
    CostLine("transfers", "moving stock", "freight and fees of stock moved between nodes"),
    CostLine("reshipments", "sending again", "packing and postage of replacements"),
    CostLine("refunds", "refunds", "money given back for damaged, wrong, lost and late goods"),
    CostLine("returns", "returns", "return labels and fees"),
    CostLine("customer_service", "customer service", "support tickets"),
    CostLine("own_labor", "your team's time", "wages for touches and for the nodes that you run yourself"),
    CostLine("node_fixed", "fixed fees", "account fees of the nodes"),
    CostLine("write_offs", "goods lost", "units destroyed, damaged, lost, defective or not fit for resale"),
    CostLine("payment", "card fees", "payment fees on orders placed"),
)
"""Every cost line; they sum to the cost to serve, the landed ones to the cost landed at the node."""

BESIDE: tuple[CostLine, ...] = (
    CostLine("lost_margin", "sales lost, less the goods", "price less product cost of what was not sold"),
    CostLine("lost_revenue", "sales lost", "price of lines that were cancelled or lost"),
)
"""What is shown beside the costs and never in them."""

LINES: tuple[str, ...] = tuple(line.name for line in (*COST_LINES, *BESIDE))
