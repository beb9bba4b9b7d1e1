"""What was read from files, in arrays that are small enough to travel with the scenario."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class OrderLog:
    """Real orders by (instant, number), their lines in the order of the file."""

    placed: NDArray[np.int64]
    """Instant of each order, microseconds since 1970-01-01 UTC, shape (orders,)."""
    day: NDArray[np.int32]
    """Local date of each order in the scenario's time zone, proleptic ordinal, shape (orders,)."""
    elapsed: NDArray[np.int64]
    """Microseconds from local midnight to each order, shape (orders,)."""
    region: NDArray[np.int16]
    """Region of each order, an index into `regions`; −1: to be drawn by the regions' shares."""
    first: NDArray[np.int64]
    """First line of each order and the end of the last, shape (orders + 1,)."""
    item: NDArray[np.int32]
    """What each line is for, an index into `items`, shape (lines,)."""
    quantity: NDArray[np.int32]
    """Units of each line, shape (lines,)."""
    regions: tuple[str, ...]
    items: tuple[str, ...]
    first_day: date
    last_day: date
    """First and last local date that the file covers; a day without orders is a day without orders."""
    sha256: str

    @property
    def days(self) -> int:
        """Count the days that the file covers."""
        return (self.last_day - self.first_day).days + 1

    def __len__(self) -> int:
        return len(self.placed)


@dataclass(frozen=True)
class Arrival:
    """A purchase order under way, or goods from another node; days are local dates at its node."""

    supplier: str
    """Supplier, or the node that the goods come from."""
    sku: str
    node: str
    quantity: int
    expected: date
    placed: date | None
    shipped: date | None
    """Day at which it left the supplier; None if it has not."""
    knows_shipped: bool
    """Whether the file says at all what has left."""


@dataclass(frozen=True, eq=False)
class Intake:
    """All that was read for a scenario."""

    orders: OrderLog | None = None
    open_orders: OrderLog | None = None
    on_hand: dict[tuple[str, str], int] | None = None
    """Units by (node, SKU)."""
    arrivals: tuple[Arrival, ...] = ()
