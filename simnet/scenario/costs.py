"""What things cost beside rates and fees, and what is refunded, reshipped and returned."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from simnet import units
from simnet.scenario.base import Model
from simnet.scenario.defaults import stated
from simnet.scenario.distribution import Time
from simnet.scenario.fields import Money, Share


def _per_year(value: Any) -> float:
    return units.parse_share(re.sub(r"\s+(per|a)\s+year$", "", value) if isinstance(value, str) else value)


ShareOfYear = Annotated[
    float,
    BeforeValidator(_per_year),
    PlainSerializer(lambda share: f"{units.format_share(share)} per year", when_used="json"),
    WithJsonSchema({"type": ["number", "string"], "examples": ["22% per year"]}),
]


class Tickets(Model):
    """How often customers write to you about what went wrong, by reason."""

    late: Share = stated("Tickets.late")
    """Share of late orders that make a ticket; cancelled and lost orders count as late."""
    split: Share = 0.0
    """Share of orders in several parcels that make one."""
    damaged: Share = stated("Tickets.damaged")
    """Share of parcels delivered damaged that make one."""
    wrong: Share = stated("Tickets.wrong")
    """Share of parcels delivered with wrong contents that make one."""


class Costs(Model):
    """Costs of stock, of service and of what goes wrong."""

    carrying: ShareOfYear = 0.0
    """Cost of holding stock per year, as a share of its cost."""
    ticket: Money = 0.0
    """Cost of one support ticket: a late, damaged, wrong or cancelled order makes one."""
    tickets: Tickets = Tickets()
    """How often what goes wrong makes a ticket: shares of late, split, damaged and wrong."""
    refund_damaged: Share = stated("Costs.refund_damaged")
    """Share of the price that is refunded for damaged units."""
    refund_late: Share = 0.0
    """Share of the order's price that is refunded when it is late."""
    reship_damaged: Share = 0.0
    """Share of damaged shipments that are sent again, instead of a refund."""
    reship_wrong: Share = stated("Costs.reship_wrong")
    """Share of wrongly packed shipments that are sent again."""
    return_rate: Share = 0.0
    """Share of delivered shipments that are returned."""
    return_after: Time = stated("Costs.return_after")
    """Time from delivery to the return's arrival at the node."""
    return_label: Money = 0.0
    """Cost of one return label."""
    restock: Share = stated("Costs.restock")
    """Share of returned units that can be sold again."""
    relabel: Money = 0.0
    """Cost of a new label for a staged parcel, beside the team's time."""
    expedite: Money = 0.0
    """What is paid for each purchase order that is expedited, beside the team's time."""
    payment: Share = 0.0
    """Card and payment fees as a share of the order's price."""
    payment_fee: Money = 0.0
    """Card and payment fee per order."""
