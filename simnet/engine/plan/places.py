"""Where parcels are packed and how they leave: nodes, carriers, services, docks, lanes to the customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


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
    queue_limit: int = 0
    """Parcels queued or in work at which routing takes it for full; 0: never."""
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
    capacities: np.ndarray
    """Parcels that each pickup takes; 0: no limit."""
    ready_before: np.ndarray
    """How long before each pickup a parcel must be packed."""


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
    divisor: float = 0.0
    """Cubic inches that count as a pound; 0: size does not count."""
    above_in3: float = 0.0
    """Volume above which size counts."""
    fuel: float = 0.0
    """Surcharge as a share of the price."""
    residential: int = 0
    """Surcharge in cents a parcel."""
    per_unit: int = 0
    """Cents a unit."""
    tags: frozenset[str] = frozenset()


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
