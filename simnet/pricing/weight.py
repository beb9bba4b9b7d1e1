"""Billable weight: what a carrier makes of the pounds and inches of a parcel."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Size = tuple[float, float, float]
"""Length, width and height in inches."""

# Cubic inches per pound: UPS and FedEx daily rates for the United States, service guides as of 2026.
PARCEL_DIVISOR = 139.0
# Ten books of 1.1 lb sum to 11.000000000000002 in floats: that dust must not bill a pound.
DUST = 1e-9


@dataclass(frozen=True)
class Dimensional:
    """How a carrier turns size into pounds: cubic inches per pound, for parcels above a volume."""

    divisor: float = PARCEL_DIVISOR
    above_in3: float = 0.0

    def pounds(self, size_in: Size) -> int:
        """Give the dimensional weight in whole pounds; 0 for a parcel that is small enough.

        Every inch is rounded up first; a parcel of exactly `above_in3` is still small.
        """
        volume = math.prod(_ceil(inches) for inches in size_in)
        return _ceil(volume / self.divisor) if volume > self.above_in3 else 0


def billable_weight(weight_lb: float, size_in: Size, dimensional: Dimensional | None = None) -> int:
    """Give the whole pounds that a carrier charges for: the larger of actual and dimensional weight.

    max(ceil(actual), ceil(ceil(L)·ceil(W)·ceil(H) / divisor)); by default with the divisor 139 at any size.

    >>> billable_weight(4.2, (11.1, 8.5, 6.2)), billable_weight(4.2, (11, 10, 9))
    (6, 8)
    """
    require_pounds(weight_lb)
    if not all(inches > 0 and math.isfinite(inches) for inches in size_in):
        raise ValueError(f"a size is three lengths above zero inches, not {size_in}")
    rule = Dimensional() if dimensional is None else dimensional
    return max(_ceil(weight_lb), rule.pounds(size_in))


def stacked(units: Iterable[tuple[Size, int]]) -> Size:
    """Give the box of units that lie flat on one another: the longest sides, the heights added.

    >>> stacked([((4, 4, 5), 1), ((11, 8.5, 1.2), 2)])
    (11, 8.5, 6.4)
    """
    sides = [(*sorted(size, reverse=True), count) for size, count in units]
    height = sum(low * count for _, _, low, count in sides)
    return max(side[0] for side in sides), max(side[1] for side in sides), height


def require_pounds(pounds: float) -> None:
    """Refuse a weight that is not above zero pounds."""
    if not (pounds > 0 and math.isfinite(pounds)):
        raise ValueError(f"a weight is above zero pounds, not {pounds}")


def _ceil(value: float) -> int:
    return math.ceil(value - DUST)
