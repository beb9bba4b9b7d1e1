"""What is in an order, when in the day it is placed and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from simnet.fitting.orderfile import Orders

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

MOST = 99
"""The largest count that a scenario can write."""
SINGLE = 3
"""Counts up to this one are kept; larger ones are grouped, each group under its mean."""
GROUPS = (3, 6, 12, 24, 48, 10**9)


@dataclass(frozen=True)
class Shares:
    """Shares by count, as a scenario has them, with the mean that they have and the mean of the data."""

    shares: Mapping[int, float]
    number: int
    data_mean: float

    @property
    def mean(self) -> float:
        """Mean of the written shares."""
        return sum(count * share for count, share in self.shares.items())


@dataclass(frozen=True)
class Item:
    """One SKU: its share of the order lines and the median of its price."""

    sku: str
    share: float
    price: float
    lines: int


@dataclass(frozen=True)
class Basket:
    """The contents of orders."""

    lines: Shares
    quantity: Shares
    items: tuple[Item, ...]
    """The best sellers, the largest share first; the others are one item at the end, named by `others`."""
    others: int
    """SKUs that were pooled."""
    hours: tuple[float, ...] | None
    """Relative orders by local hour of mean 1; None if the file has dates alone."""
    regions: Mapping[str, float]
    """Share of orders by region; empty if none could be told."""
    without_region: int
    """Orders without a region."""
    orders: int


def fit_basket(orders: Orders, top: int = 20) -> Basket:
    """Count what is in the orders; the `top` best sellers keep their names."""
    lines = orders.lines
    per_line = lines.groupby(["order", "sku"], sort=False)["quantity"].sum()
    first = lines.drop_duplicates("order")
    known = first[first["region"] != ""]
    return Basket(
        lines=count_shares(per_line.groupby(level=0, sort=False).size().to_numpy()),
        quantity=count_shares(per_line.to_numpy()),
        items=_items(lines, top),
        others=max(lines["sku"].nunique() - top, 0),
        hours=None if orders.dates_only else _hours(first["placed"]),
        regions={
            str(name): float(part) for name, part in known["region"].value_counts(normalize=True).items()
        },
        without_region=len(first) - len(known),
        orders=len(first),
    )


def count_shares(counts: Array) -> Shares:
    """Make shares of the counts 1, 2, 3; larger counts are grouped, each group under its rounded mean."""
    shares: dict[int, float] = {}
    for count in range(1, SINGLE + 1):
        if (number := int((counts == count).sum())) > 0:
            shares[count] = number / len(counts)
    for low, high in pairwise(GROUPS):
        inside = counts[(counts > low) & (counts <= high)]
        if len(inside):
            middle = min(round(float(inside.mean())), MOST)
            shares[middle] = shares.get(middle, 0.0) + len(inside) / len(counts)
    return Shares(shares, len(counts), float(counts.mean()))


def _items(lines: pd.DataFrame, top: int) -> tuple[Item, ...]:
    number = lines["sku"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    price = lines.groupby("sku")["price"].median().to_dict()
    kept = [Item(str(sku), n / len(lines), float(price[sku]), int(n)) for sku, n in number.iloc[:top].items()]
    rest = lines[~lines["sku"].isin(number.index[:top])]
    if len(rest):
        kept.append(Item("others", len(rest) / len(lines), float(rest["price"].median()), len(rest)))
    return tuple(kept)


def _hours(placed: pd.Series) -> tuple[float, ...]:
    counts = np.bincount(placed.dt.hour.to_numpy(), minlength=24)
    return tuple((counts / counts.mean()).tolist())
