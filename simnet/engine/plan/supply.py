"""Where stock comes from: inbound lanes, suppliers, the rule of every SKU at a node."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InLane:
    """A way to a node, from a supplier or another node."""

    name: str
    label: str
    supplier: int
    """-1 if it comes from a node."""
    source: int
    """Node it comes from; -1 if it comes from a supplier."""
    node: int
    transit: int
    clock: int
    hold: float
    hold_for: int
    """Table of a customs hold; -1: none."""
    carrier: int
    """-1: none named."""
    per_shipment: float
    per_lb: float
    per_unit: float
    duty: float
    damage: float
    """Share of the units that arrive damaged."""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Supplier:
    name: str
    label: str
    makes: frozenset[int]
    confirm: int
    """Table; -1: at once."""
    lead: int
    capacity: float
    """Units a day; 0: no limit."""
    sequential: bool
    min_order: int
    pack: int
    defects: float
    inspection: int
    backup: bool
    unit_cost: dict[int, float]
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StockRule:
    """What one node does about one SKU."""

    node: int
    sku: int
    initial: int
    kind: int
    """0 none · 1 up to `upper` · 2 multiples of `upper` (r, Q)."""
    lower: int
    """Reorder when the position is at or below it."""
    upper: int
    review: int
    """Review period; 0: continuous."""
    sources: tuple[tuple[str, int], ...]
    """('supplier', number) or ('node', number), in order."""
    standby: tuple[int, ...] = ()
    """Suppliers among the sources that are asked only when an act has switched them on, here."""
    most: int = -1
    """Units that customers may wait for; -1: no limit."""
