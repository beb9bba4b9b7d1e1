"""What goes wrong, what is watched, and what people do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


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
    touch: int = -1
    """Microseconds of a touch of this response; -1: the team's."""


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
    """Mean gap between one's end and the next's onset for random onsets; 0: not random."""
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
    costs: tuple[str, ...]
    """cost_shock: duty, fuel and rate, those that it raises."""
    ramp: tuple[float, int] | None
    response: Response | None
    tags: frozenset[str] = frozenset()
    gap: int = -1
    """Table of the gap between one's end and the next's onset; -1: exponential."""


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
    nodes: tuple[int, ...]
    """Nodes that are looked at and acted on; empty: all are looked at, none is marked down."""
    regions: tuple[int, ...]
    """Empty: all."""
    over: int
    acts: tuple[tuple[str, Any], ...]
