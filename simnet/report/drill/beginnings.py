"""How an event of a drill begins and ends, in the words of a timeline."""

from __future__ import annotations

from typing import Any

from simnet.charts.text import joined
from simnet.report.drill.named import named

BEGINS: dict[str, str] = {
    "node_outage": "{} goes dark",
    "supplier_outage": "{} stops",
    "carrier_outage": "{} stops",
    "lane_outage": "{} closes",
    "carrier_service_suspended": "{} is suspended",
    "node_capacity": "{} slows down",
    "packaging_stockout": "{} runs out of packaging",
    "supplier_delay": "{} delivers late",
    "carrier_delay": "{} slows down",
    "lane_delay": "{} slows down",
    "port_congestion": "the port is full on {}",
    "customs_hold": "customs hold goods on {}",
    "supplier_quality": "{} delivers faulty goods",
    "carrier_damage": "{} breaks more",
    "pickup_missed": "{} is not collected",
    "stock_destroyed": "stock of {} is destroyed",
    "inventory_sync_error": "the shop shows wrong stock of {}",
    "demand_surge": "a rush of orders begins",
    "cost_shock": "shipping gets dearer",
    "system_outage": "the order system goes down",
    "ordering_outage": "{} is not restocked",
}
"""What is said of what an event hits when it begins, by kind."""
ENDS: dict[str, str] = {
    "node_outage": "{} is back",
    "node_capacity": "{} is as fast as ever",
    "supplier_delay": "{} delivers as usual",
    "carrier_delay": "{} is as fast as ever",
    "lane_delay": "{} is as fast as ever",
    "port_congestion": "the port is clear again",
    "customs_hold": "customs let goods pass again",
    "supplier_quality": "{} delivers good goods again",
    "carrier_damage": "{} is careful again",
    "packaging_stockout": "{} has packaging again",
    "pickup_missed": "{} is collected again",
    "inventory_sync_error": "the shop shows what is there",
    "demand_surge": "the rush of orders is over",
    "cost_shock": "shipping costs what it did",
    "system_outage": "the order system is back",
    "ordering_outage": "{} is restocked again",
    "lane_outage": "{} is open again",
}
"""What is said when it ends; of all others, that it is back."""
BACK = "{} is back"
MOMENT = ("stock_destroyed",)
"""Kinds that are over when they have begun: their end is no step."""


def begins(event: dict[str, Any]) -> str:
    """Say how an event begins: columbus goes dark."""
    return _said(BEGINS.get(str(event["kind"]), "{} is hit"), event)


def ends(event: dict[str, Any]) -> str:
    """Say how an event ends: columbus is back; empty for what was over at once."""
    kind = str(event["kind"])
    return "" if kind in MOMENT else _said(ENDS.get(kind, BACK), event)


def _said(template: str, event: dict[str, Any]) -> str:
    return template.format(joined(named(event), 2) or "everything")


def meant(events: list[dict[str, Any]], days: float, subject: str, *, end: bool) -> dict[str, Any] | None:
    """Find the event that a step is about: one that hits its subject, the nearest by its planned time.

    Times of events are from the first one's onset, as in the manifest.
    """
    hit = [event for event in events if any(str(name) in subject for name in event["targets"])] or events

    def away(event: dict[str, Any]) -> float:
        lasts = float(event["for_days"] or 0.0) if end else 0.0
        return abs(float(event["starts_days"]) + lasts - days)

    return min(hit, key=away, default=None)
