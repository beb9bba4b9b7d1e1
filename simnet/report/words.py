"""What a founder calls the things that go wrong, and how long names and numbers are written on a page."""

from __future__ import annotations

from simnet.scenario.arithmetic.words import carried_by, element

HIT = {
    "node_outage": "dark", "supplier_outage": "dark", "carrier_outage": "dark", "lane_outage": "closed",
    "system_outage": "order system out", "carrier_service_suspended": "suspended", "node_capacity": "slow",
    "packaging_stockout": "out of packaging", "supplier_delay": "late", "carrier_delay": "slow",
    "lane_delay": "slow", "port_congestion": "congested", "customs_hold": "held by customs",
    "supplier_quality": "faulty", "carrier_damage": "rough", "pickup_missed": "not collected",
    "stock_destroyed": "stock destroyed", "inventory_sync_error": "miscounted", "demand_surge": "busy",
    "cost_shock": "dearer", "ordering_outage": "not restocked",
}  # fmt: skip
"""What a founder calls an element that a disruption has hit."""
TOGETHER = "Several at once"


def label(events: str, kinds: str, targets: str) -> str:
    """Name an incident by what it hits: one element, or several things at once.

    >>> label("winter storm", "node_outage", "columbus"), label("storm,smoke", "node_outage", "columbus,reno")
    ('columbus dark', 'Several at once')
    """
    if "," in events or "," in kinds:
        return TOGETHER
    hit = HIT.get(kinds, kinds.replace("_", " "))
    if kinds == "system_outage" or targets in ("", "all"):
        return hit.capitalize()
    names = [element(name.strip()) for name in targets.split(",")]
    return (
        f"{' and '.join(names[:2]) if len(names) <= 2 else f'{names[0]} and {len(names) - 1} others'} {hit}"
    )


def capital(text: str) -> str:
    """Begin a sentence with a capital letter, but leave keys with signs or digits as they are.

    >>> capital("columbus dark"), capital("3pl dark"), capital("usps-ground slow")
    ('Columbus dark', '3pl dark', 'usps-ground slow')
    """
    first = text.partition(" ")[0].rstrip(",.:")
    return text[:1].upper() + text[1:] if first.isalpha() else text


__all__ = ["HIT", "TOGETHER", "capital", "carried_by", "element", "label"]
