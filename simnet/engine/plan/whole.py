"""The whole of a compiled scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from simnet.engine.plan.demand import Item, Loyalty, Promise, Region, Sku, Stream, Thinning
from simnet.engine.plan.disruptions import Event, Threshold
from simnet.engine.plan.given import Baskets, History, OpenOrders, OpenPurchase
from simnet.engine.plan.places import Carrier, Clock, Dock, Node, OutLane, Service
from simnet.engine.plan.rehearsal import Rehearsal
from simnet.engine.plan.rules import Aftercare, Routing, Team
from simnet.engine.plan.supply import InLane, StockRule, Supplier


@dataclass(frozen=True, eq=False)
class Plan:
    """All of a compiled scenario; compared and hashed by identity."""

    name: str
    seed: int
    timezone: str
    zero: datetime
    """Aware: local midnight of the first warm-up day."""
    first_day: int
    """Proleptic ordinal of the local date at zero."""
    start: int
    end: int
    stop: int
    day_start: np.ndarray
    """Local midnights from zero to stop, shape (days + 1,)."""
    regions: tuple[Region, ...]
    skus: tuple[Sku, ...]
    items: tuple[Item, ...]
    streams: tuple[Stream, ...]
    """Ordinary demand first, then promotions by label."""
    thinnings: tuple[Thinning, ...]
    promise: Promise
    patience: int
    """Table; -1: customers wait for ever."""
    loyalty: Loyalty | None
    nodes: tuple[Node, ...]
    carriers: tuple[Carrier, ...]
    services: tuple[Service, ...]
    docks: tuple[Dock, ...]
    lanes: tuple[OutLane, ...]
    inbound: tuple[InLane, ...]
    suppliers: tuple[Supplier, ...]
    stock: tuple[StockRule, ...]
    routing: Routing
    team: Team
    aftercare: Aftercare
    events: tuple[Event, ...]
    thresholds: tuple[Threshold, ...]
    clocks: tuple[Clock, ...]
    tables: np.ndarray
    """Quantile tables, shape (tables, luck.TABLE), float64."""
    names: dict[str, Any] = field(default_factory=dict)
    baskets: Baskets | None = None
    """Orders of files: those of the history, then those that are open."""
    history: History | None = None
    """What takes the place of the first stream, whose means it has."""
    open_orders: OpenOrders | None = None
    open_purchases: tuple[OpenPurchase, ...] = ()
    until_packing: bool = False
    """Whether patience counts from placing, and ends all that nobody has begun to pack."""
    rehearsal: Rehearsal | None = None
    """The date of a drill, whose twin lives without its events."""
