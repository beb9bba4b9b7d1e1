"""The plan: a scenario compiled into numbers, the same for every replication.

Elements are numbered in the order of their luck labels, so that nothing depends on the order of definition.
All
instants are int64 microseconds since `zero`; durations are microseconds; money is in the scenario's
currency. A
*table* is an index into `Plan.tables`, quantile tables as `luck.quantile` reads them (microseconds if a
duration).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

NEVER = 2**62
"""An instant that does not come."""


@dataclass(frozen=True)
class Region:
    name: str
    label: str
    country: str
    ranking: tuple[int, ...]
    """Nodes in the order of this region's static ranking on an ordinary day (the home node first)."""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sku:
    """A thing that is stocked (never a kit)."""

    name: str
    label: str
    price: float
    cost: float
    weight_lb: float
    size_in: tuple[float, float, float]
    fragile_factor: float
    """Damage factor; 1 if not fragile."""
    oversize: bool
    critical: bool
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Item:
    """What customers buy: an SKU or a kit."""

    name: str
    label: str
    price: float
    components: tuple[tuple[int, int], ...]
    """(SKU, quantity) of one unit; a single SKU is ((sku, 1),)."""
    kit: bool


@dataclass(frozen=True)
class Stream:
    """Orders from one cause: ordinary demand, a promotion."""

    label: str
    counts: str
    """`negative_binomial`, `poisson` or `deterministic`."""
    dispersion: float
    """Variance over mean of a day's count (negative binomial)."""
    means: np.ndarray
    """Mean number of orders of each local day, shape (days from zero to end,), zero where the stream is
    silent."""
    hours: int
    """Table of the fraction of the day at which orders are placed, in [0, 1)."""
    regions: np.ndarray
    """Cumulated shares of regions, shape (regions,), last is 1."""
    items: np.ndarray
    """Cumulated shares of items, shape (items,), last is 1."""
    lines: np.ndarray
    """Cumulated shares of 1, 2, … lines."""
    quantities: np.ndarray
    """Cumulated shares of 1, 2, … units of a line."""


@dataclass(frozen=True)
class Thinning:
    """A promotion's factor below one: orders it concerns are kept with this chance."""

    begin: int
    end: int
    factor: float
    regions: frozenset[int]
    """Empty: all."""
    items: frozenset[int]
    """Empty: all."""


@dataclass(frozen=True)
class Promise:
    days: int
    business: bool
    business_ends: np.ndarray
    """Ends (local midnights) of business days, ascending, when `business`."""


@dataclass(frozen=True)
class Loyalty:
    late: float
    cancelled: float
    damaged: float
    memory: int


@dataclass(frozen=True)
class Node:
    name: str
    label: str
    country: str
    kind: str
    stations: int
    """0: packs at once, without limit."""
    work: int
    """Table of the work of an order, at speed 1."""
    per_line: int
    per_unit: int
    openings: np.ndarray
    """Open intervals, shape (m, 2); (1, 2) from zero to NEVER if always open."""
    gates: np.ndarray
    """Order cutoff instant of each interval's day, shape (m,); NEVER if there is none."""
    cutoffs: np.ndarray
    """All cutoff instants of working days, ascending, shape (c,); empty if there is none. For the promise."""
    wrong: float
    damage: float
    receiving: int
    ramp: tuple[float, int] | None
    """Sudden-load ramp: (starting share of speed, duration)."""
    count_every: int
    """Cycle count period; 0: none."""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Carrier:
    name: str
    label: str
    damage: float
    capacity: int
    """Parcels a scenario day; 0: no limit."""
    congestion_sd: float
    congestion_memory: int
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Service:
    name: str
    """carrier.service"""
    label: str
    carrier: int
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Dock:
    node: int
    carrier: int
    continuous: bool
    pickups: np.ndarray
    """Pickup instants, ascending, shape (p,)."""
    capacity: int
    """Parcels a pickup; 0: no limit."""
    ready_before: int


@dataclass(frozen=True)
class OutLane:
    """A node's way to a region by one service."""

    name: str
    label: str
    node: int
    region: int
    service: int
    dock: int
    transit: int
    """Table; of days as microseconds if on a business clock."""
    clock: int
    """Index of the business clock; -1: calendar time."""
    mean_minutes: int
    """Mean transit for `fastest`, rounded to a minute."""
    cents: np.ndarray
    """Cost in cents for a billable weight of 0, 1, 2, … lb; the last entry goes on by `cents_per_lb`."""
    cents_per_lb: int
    damage: float
    problem: bool
    tags: frozenset[str] = frozenset()


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


@dataclass(frozen=True)
class Routing:
    rules: tuple[str, ...]
    ranked: np.ndarray
    """Place of each node in each region's list, shape (regions, nodes); nodes not listed have `nodes`."""
    miles10: np.ndarray
    """Distance in tenths of a mile, shape (regions, nodes), int64."""
    domestic: np.ndarray
    """0 where node and region share a country, else 1, shape (regions, nodes)."""
    services: np.ndarray
    """Outbound lanes of a node to a region in the order of preference, shape (regions, nodes, most), -1
    filled."""
    splits: str
    """`never`, `allowed` or `units`."""
    out_of_stock: str
    """`backorder`, `lost` or `hold_complete`."""
    sync: int
    """Period of the stock sync; 0: always in sync."""
    drift: float
    """Share of units a day whose record goes wrong."""
    oversize: bool
    partial: bool
    problem: bool
    problem_share: float


@dataclass(frozen=True)
class Team:
    openings: np.ndarray
    people: int
    touch: dict[str, int]
    """Microseconds of a touch: exception, short_pick, reroute, relabel, purchase_order."""


@dataclass(frozen=True)
class Aftercare:
    reship_damaged: float
    reship_wrong: float
    return_rate: float
    return_after: int
    """Table."""
    restock: float


@dataclass(frozen=True)
class Response:
    detect: int
    """Table."""
    decide: int
    """Table, of team hours."""
    automatic: bool
    acts: tuple[tuple[str, Any], ...]
    """('mark_down', True), ('reroute', True), ('relabel', True), ('use_backup', True), ('order_from',
    supplier number),
    ('expedite', factor), ('transfer', (from node, to node, sku, quantity))."""
    stand_down: str
    """`return` or `stay`."""
    stand_down_after: int


@dataclass(frozen=True)
class Event:
    """One disruption of the scenario; its occurrences are drawn per replication."""

    name: str
    label: str
    kind: str
    nodes: tuple[int, ...]
    carriers: tuple[int, ...]
    services: tuple[int, ...]
    lanes: tuple[int, ...]
    """Outbound lanes."""
    inbound: tuple[int, ...]
    suppliers: tuple[int, ...]
    regions: tuple[int, ...]
    """demand_surge: empty means all."""
    skus: tuple[int, ...]
    """stock_destroyed: empty means all."""
    items: tuple[int, ...]
    """demand_surge: empty means all."""
    docks: tuple[int, ...]
    """pickup_missed."""
    at: tuple[int, ...]
    """Fixed onsets."""
    rate: int
    """Mean gap between one's end and the next's onset for random onsets (exponential); 0: not random."""
    chance: float
    """Chance that each onset in `at` happens, or that one happens at a uniform time in the horizon if
    `at` is empty and rate is 0; 1: sure."""
    after: str
    """Label of the event that it follows, or empty."""
    delay: int
    duration: int
    """Table."""
    factor: float
    add: int
    share: float
    hold_for: int
    """customs_hold: table; -1: the lane's own."""
    fraction: float
    error: float
    stops_sync: bool
    under_way: str
    """in_progress, in_production or in_transit rule: hold, restart, lose, finish, return."""
    staged: str
    """wait or relabel."""
    cost: str
    """cost_shock: duty, fuel or rate."""
    ramp: tuple[float, int] | None
    response: Response | None
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Threshold:
    text: str
    metric: str
    """on_time, damage, stockouts or backlog."""
    op: str
    value: float
    each: str
    """node, region, sku or empty (overall)."""
    skus: tuple[int, ...]
    """Empty: all."""
    over: int
    acts: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Clock:
    """Business days of a service in one time zone, from zero to stop."""

    day_start: np.ndarray
    """Local midnights, shape (days + 1,)."""
    before: np.ndarray
    """Business days before each day, shape (days + 1,)."""
    business: np.ndarray
    """1 on business days, shape (days,)."""
    days: np.ndarray
    """Numbers of the business days, ascending."""
    deliver_at: np.ndarray
    """Delivery instant of each day if whole-day delivery, shape (days,), else shape (0,)."""


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
