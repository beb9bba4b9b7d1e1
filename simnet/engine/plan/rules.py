"""How orders are routed, who touches them, and what follows a delivery."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


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
    when_full: str
    """What only full nodes could fill: `queue` or `lost`."""
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
