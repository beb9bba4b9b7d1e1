"""What is given rather than drawn: real orders that are placed again, and the state of the first day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Baskets:
    """What real orders were for, and from where."""

    region: np.ndarray
    """Region of each order; -1: drawn by the shares of ordinary demand."""
    first: np.ndarray
    """First line of each order and the end of the last, shape (orders + 1,)."""
    item: np.ndarray
    quantity: np.ndarray
    """Units of each line, shape (lines,)."""


@dataclass(frozen=True, eq=False)
class History:
    """Real orders that are placed again, instead of ordinary demand; its orders are the first baskets."""

    first: np.ndarray
    """First order of each day of the file and the end of the last, shape (file days + 1,)."""
    elapsed: np.ndarray
    """Microseconds from its local midnight to each order, shape (orders,)."""
    length: np.ndarray
    """Length of each day of the file, shape (file days,)."""
    days: np.ndarray
    """Day of the file that is placed on each day from zero to the end; empty if weeks are drawn."""
    mondays: np.ndarray
    """Monday (proleptic ordinal) of each week from that of zero on, shape (weeks,)."""
    choices: np.ndarray
    """Days of the file on which the weeks that may be drawn begin, shape (weeks, most), -1 filled."""
    growth: np.ndarray
    """How many orders are placed for one of the file, on each day from zero to the end."""


@dataclass(frozen=True, eq=False)
class OpenOrders:
    """Orders placed before time zero that have not left a node; they are the last baskets."""

    placed: np.ndarray
    """True instants, below zero, ascending, shape (orders,)."""
    day: np.ndarray
    """Proleptic ordinal of the local date of each, shape (orders,)."""
    promise: np.ndarray
    """By when each was promised if it is of a region, shape (regions, orders)."""


@dataclass(frozen=True)
class OpenPurchase:
    """A purchase order, or a transfer from another node, that is under way at time zero."""

    supplier: int
    """-1 if it comes from a node."""
    source: int
    """Node it comes from; -1 if it comes from a supplier."""
    node: int
    sku: int
    quantity: int
    placed: int
    """Instant, -1 if it is not known."""
    shipped: int
    """Instant, -1 if it is not known."""
    leaves: int
    """When it leaves the supplier; -1: it has left."""
    arrives: int
    """When it comes to the node's dock, if it has left."""
