"""A measure that is one count over another, kept as both so that replications can be added up."""

from __future__ import annotations

import math
from typing import NamedTuple


class Ratio(NamedTuple):
    """A numerator and its denominator; over many replications a rate is the ratio of their sums."""

    numerator: float
    denominator: float

    @property
    def value(self) -> float:
        """The ratio itself; NaN if there was nothing to count."""
        return self.numerator / self.denominator if self.denominator else math.nan
