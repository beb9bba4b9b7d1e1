"""What moves through the world: orders, lines, shipments, stock, supplies, touches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import simpy


@dataclass(eq=False)
class Line:
    number: int
    order: Order
    index: int
    sku: int
    quantity: int
    group: int
    item: int
    state: str = "new"
    """new, deterred, held, touch, waiting, shipping, delivered, lost, cancelled."""
    node: int = -1
    shipment: int = -1
    ended: int = -1
    delivered: int = -1
    """First delivery, damaged or wrong included."""
    reship: bool = False


@dataclass(eq=False)
class Order:
    number: int
    t: int
    key: Any
    region: int
    promise: int
    lines: list[Line] = field(default_factory=list)
    deterred: bool = False
    attempts: int = 0
    waits: int = 0
    patience: int | None = None
    """Number of the wait whose patience runs."""
    node: int = -1
    """Node of its first shipment."""
    short: list[Shipment] = field(default_factory=list)
    """Shipments void by a short pick whose touch has not ended."""
    damaged: bool = False
    """A parcel of it was delivered damaged."""


@dataclass(eq=False)
class Wait:
    """Lines that wait at a node and can only be served together."""

    order: Order
    lines: list[Line]


@dataclass(eq=False)
class Shipment:
    number: int
    order: Order
    attempt: int
    node: int
    lane: int
    lines: list[Line]
    kind: str
    rerouted_from: int
    packed_event: simpy.Event
    gone: simpy.Event
    landed: simpy.Event
    state: str = "queued"
    joined: int = -1
    queued: int = -1
    started: int = -1
    packed: int = -1
    collected: int = -1
    delivered: int = -1
    damaged: bool = False
    wrong: bool = False
    place: int = -1
    """Place in the order of staging, over all docks."""
    due: int = -1
    left: int | None = None
    """Time left to go while its path is frozen."""
    turned: bool = False
    relabelled: bool = False
    alarm: simpy.Event | None = None

    def needs(self) -> dict[int, int]:
        return needs(self.lines)


def needs(lines: list[Line]) -> dict[int, int]:
    """Units of each SKU that lines need together."""
    units: dict[int, int] = {}
    for line in lines:
        units[line.sku] = units.get(line.sku, 0) + line.quantity
    return units


@dataclass(eq=False)
class Stock:
    """One SKU at one node; the counters of §16 are cumulated."""

    kept: bool
    initial: int = 0
    shelf: int = 0
    reserved: int = 0
    recorded: int = 0
    unseen: int = 0
    on_order: int = 0
    backordered: int = 0
    received: int = 0
    transferred_in: int = 0
    transferred_out: int = 0
    restocked: int = 0
    picked: int = 0
    destroyed: int = 0
    scrapped: int = 0

    @property
    def position(self) -> int:
        return self.recorded + self.unseen + self.on_order - self.backordered


@dataclass(eq=False)
class Supply:
    """A purchase order, or a part of a transfer."""

    number: int
    supplier: int
    source: int
    node: int
    sku: int
    ordinal: int
    quantity: int
    key: Any
    lane: int
    placed: int
    made: simpy.Event
    go: simpy.Event
    landed: simpy.Event
    admitted: simpy.Event
    state: str = "confirming"
    """confirming, waiting, production, ready, dispatch, transit, dock, receiving, received, void."""
    share: float = 0.0
    """Defect share at entry into production."""
    hurry: float = 1.0
    """Factor on the lead time by what was expedited before production."""
    due: int = -1
    left: int | None = None
    alarm: simpy.Event | None = None
    expedited: bool = False
    good: int = 0
    defects: int = 0
    shown: bool = False
    shipped: int = -1
    arrived: int = -1
    received: int = -1


@dataclass(eq=False)
class Touch:
    kind: str
    order: int
    queued: int
    left: int
    done: simpy.Event
    moot: Callable[[], bool]
    begun: int = -1
    ended: int = -1
    state: str = "open"
