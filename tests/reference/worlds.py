"""A shop with nothing that a case does not speak of, as the text of a scenario to which cases add their part.

A case has its own unit of time; `Clock` says how many minutes of the scenario it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simnet import units
from tests.reference.cases import Case
from tests.reference.network import Part, sku, written
from tests.reference.times import said

HOME = {"home": {"share": "100%", "zip": "43215"}}
SHOP = {"zip": "43215", "timezone": "UTC", "hours": "always", "holidays": "none", "pickup": "continuous"}
SIT_OUT = {"acts": ["alert"]}
"""A response that changes nothing: in theory nobody goes round an outage."""


@dataclass(frozen=True)
class Clock:
    """The unit of time of a case, in minutes of the scenario."""

    minutes: float

    @classmethod
    def of(cls, rate: float, orders_a_day: float = 480.0) -> Clock:
        """Choose it so that a day has so many of the orders that come at a rate: days cost, midnights too."""
        return cls(rate / orders_a_day * 24 * 60)

    @property
    def us(self) -> float:
        """Give it in microseconds."""
        return self.minutes * units.MINUTE

    @property
    def days(self) -> float:
        """Give it in days."""
        return self.minutes / (24 * 60)

    def time(self, amount: float) -> str:
        """Write a duration of the case."""
        return f"{amount * self.minutes:.12g} min"

    def rate(self, amount: float) -> str:
        """Write a rate per unit of time of the case."""
        return f"{amount / self.days:.12g} per day"

    def random(self, mean: float, family: str = "exponential") -> Any:
        """Write a time of a family with this mean: exponential, fixed, or one that names its spread.

        Raises ValueError for any other family.
        """
        return self.said({"dist": family, "mean": mean})

    def said(self, given: Any) -> Any:
        """Write a time that a case gives as a number or as a distribution.

        Raises ValueError for a distribution that nobody knows.
        """
        return said(given, self.time)


def shop(orders: str, node: Part, *, warmup: str = "0 days", **parts: Any) -> str:
    """Write a scenario of one shop, `depot`, that sells one SKU, `item`, which never runs out.

    `orders` is the rate of a Poisson stream, `node` what the shop has beside being always open and without
    stations; `parts` take the place of parts of the scenario, `customers` fields of the customers.
    """
    customers = {"orders": orders, "counts": "poisson", "promise": "365 days", "regions": HOME}
    scenario: Part = {
        "simnet": 1,
        "name": "Reference case",
        "start": "2026-01-05",
        "warmup": warmup,
        "timezone": "UTC",
        "team": {"hours": "always"},
        "customers": customers | parts.pop("customers", {}),
        "skus": {"item": sku()},
        "suppliers": {"maker": {"makes": ["item"], "lead_time": "1 day"}},
        "carriers": {"van": {"services": {"ground": {"rates": 5, "days": "calendar", "transit": "1 h"}}}},
        "nodes": {"depot": SHOP | {"stock": {"item": {"policy": "unlimited"}}} | node},
    }
    return written(scenario | parts)


def asked(case: Case, known: Mapping[str, Any]) -> dict[str, Any]:
    """Choose what a case asks for among what is known; what nobody can read is said by `translate`."""
    return {name: known[name] for name in case.outputs if name in known}


def outage(kind: str, target: str, **more: Any) -> Mapping[str, Any]:
    """Write a disruption that is sat out."""
    return {kind: target, "response": SIT_OUT} | more
