"""What goods cost until they lie on a node's shelf: price, freight, insurance, duty, entry, receiving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Amount = Any
"""A number, or an array of them."""


@dataclass(frozen=True)
class LandedCost:
    """The parts of the cost of goods landed at a node, in money."""

    goods: Amount
    freight: Amount
    insurance: Amount
    duty: Amount
    entry: Amount
    receiving: Amount

    @property
    def total(self) -> Amount:
        """Sum the parts."""
        return self.goods + self.freight + self.insurance + self.duty + self.entry + self.receiving


def landed_cost(
    goods: Amount,
    freight: Amount = 0.0,
    *,
    insurance: Amount = 0.0,
    duty: Amount = 0.0,
    duty_on: Literal["goods", "landed"] = "goods",
    entry: Amount = 0.0,
    receiving: Amount = 0.0,
) -> LandedCost:
    """Work out what goods cost at a node; `insurance` and `duty` are shares, the others money.

    All may be arrays of equal length.

    Insurance is a share of the goods' cost. Duty is a share of the goods' cost alone (transaction value, as
    in the United States, 19 U.S.C. 1401a) or of goods, freight and insurance (CIF, as in the European Union).

    >>> round(landed_cost(10_200, 1_770, insurance=0.004, duty=0.065, duty_on="landed").duty, 3)
    780.702
    """
    insured = goods * insurance
    dutiable = goods if duty_on == "goods" else goods + freight + insured
    return LandedCost(goods, freight, insured, dutiable * duty, entry, receiving)
