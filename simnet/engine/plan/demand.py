"""Who orders what: regions, SKUs, items, streams of orders, the promise and loyalty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Region:
    name: str
    label: str
    country: str
    ranking: tuple[int, ...]
    """Nodes in the order of this region's static ranking on an ordinary day (the home node first)."""
    tags: frozenset[str] = frozenset()
    packed_first: bool = False
    """Its parcels join a node's queue before those of other regions."""


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
