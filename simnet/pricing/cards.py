"""Dated rate cards: published prices of a service by weight and zone."""

from __future__ import annotations

import difflib
import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simnet.errors import SimnetError
from simnet.pricing.weight import Dimensional, Size, billable_weight, require_pounds

PACKAGE = Path(__file__).parent.parent
# How many of the last published steps set the price per pound beyond a card's last tier.
STEPS_BEYOND = 5

PARCEL = Dimensional()


class RateError(SimnetError):
    """A rate card cannot be found or read, or has no price for what is asked of it."""


@dataclass(frozen=True)
class RateCard:
    """Published prices of one service at one date: a row per weight tier, a column per zone.

    `up_to_lb` are the upper ends of the tiers in pounds, ascending; `prices[tier][zone - 1]` is money.
    """

    name: str
    title: str
    effective: str
    source: str
    currency: str
    dimensional: Dimensional
    max_lb: float
    up_to_lb: tuple[float, ...]
    prices: tuple[tuple[float, ...], ...]

    def price(self, billable_lb: float, zone: int) -> float:
        """Price a parcel by its billable pounds and zone; see `rate`."""
        require_pounds(billable_lb)
        if not 1 <= zone <= len(self.prices[0]):
            raise RateError(f"{self.name} has zones 1 to {len(self.prices[0])}, not {zone}")
        if billable_lb > self.max_lb:
            raise RateError(f"{self.name} takes parcels up to {self.max_lb:g} lb, not {billable_lb:g} lb")
        tier = bisect_left(self.up_to_lb, billable_lb)
        if tier < len(self.prices):
            return self.prices[tier][zone - 1]
        return self._beyond(math.ceil(billable_lb), zone)

    def _beyond(self, pounds: int, zone: int) -> float:
        # An assumption that the card's file states: rows above the last one were not collected.
        first = max(0, len(self.prices) - 1 - STEPS_BEYOND)
        low, high = self.prices[first][zone - 1], self.prices[-1][zone - 1]
        step = (high - low) / (self.up_to_lb[-1] - self.up_to_lb[first])
        return round(high + step * (pounds - self.up_to_lb[-1]), 2)


@dataclass(frozen=True)
class LinearRate:
    """A price by weight alone, the same in every zone: `base` plus `per_lb` for every billable pound."""

    base: float
    per_lb: float
    name: str = "base and per_lb"
    dimensional: Dimensional = PARCEL

    def price(self, billable_lb: float, zone: int) -> float:
        """Price a parcel by its billable pounds; the zone does not matter."""
        require_pounds(billable_lb)
        return self.base + self.per_lb * billable_lb


def rate(card: str | RateCard | LinearRate, billable_lb: float, zone: int) -> float:
    """Price a parcel by rate card, billable pounds and zone: the first tier that reaches the weight.

    Beyond the last published tier the price goes on by the mean step of the last five tiers, up to the
    heaviest parcel of the service. Raises RateError for an unknown card or zone and for a parcel too heavy.

    >>> rate("usps-ground-advantage-2026-01", 3, 5)
    13.85
    """
    return (rate_card(card) if isinstance(card, str) else card).price(billable_lb, zone)


def postage(card: str | RateCard | LinearRate, weight_lb: float, size_in: Size, zone: int) -> float:
    """Price a parcel by its actual weight and size.

    A parcel below one pound whose size does not count is priced in the card's ounce tiers, if it has any.

    >>> postage("usps-ground-advantage-2026-01", 0.5, (6, 4, 1), 5)
    7.95
    """
    found = rate_card(card) if isinstance(card, str) else card
    billable = billable_weight(weight_lb, size_in, found.dimensional)
    ounces = isinstance(found, RateCard) and weight_lb < 1 and found.dimensional.pounds(size_in) == 0
    return found.price(weight_lb if ounces else billable, zone)


def rate_card(name: str) -> RateCard:
    """Find a rate card by its dated name, or the newest of a service by the name without its date.

    >>> rate_card("usps-ground-advantage").name
    'usps-ground-advantage-2026-01'
    """
    names = rate_card_names()
    if name in names:
        return _shipped_card(name)
    dated = [one for one in names if re.fullmatch(re.escape(name) + r"-\d{4}-\d{2}(-\d{2})?", one)]
    if dated:
        return _shipped_card(max(dated))
    raise RateError(f'there is no rate card "{name}"{_nearest(name, names)}')


@cache
def rate_card_names() -> tuple[str, ...]:
    """List the dated names of the rate cards that ship with simnet."""
    return tuple(sorted(path.stem for path in rates_folder().glob("*.yaml")))


def rates_folder() -> Path:
    """Find the shipped rate cards: in the installed package, or beside it in a checkout."""
    for folder in (PACKAGE / "library" / "rates", PACKAGE.parent / "scenarios" / "rates"):
        if folder.is_dir():
            return folder
    raise RateError("the shipped rate cards are missing: install simnet again")


def read_rate_card(path: Path) -> RateCard:
    """Read a rate card from a YAML file like those in scenarios/rates.

    Raises RateError, with the file's name, for a file that is not a rate card.
    """
    try:
        return _card(read_yaml(path))
    except KeyError as missing:
        raise RateError(f"{path.name} is not a rate card: it has no {missing.args[0]}") from None
    except (OSError, TypeError, AttributeError, ValueError) as problem:
        raise RateError(f"{path.name} is not a rate card: {problem}") from None


@cache
def _shipped_card(name: str) -> RateCard:
    return read_rate_card(rates_folder() / f"{name}.yaml")


def _card(row: Mapping[str, Any]) -> RateCard:
    tiers = {float(pounds): tuple(float(price) for price in prices) for pounds, prices in row["usd"].items()}
    _require_table(tiers, zones=[int(zone) for zone in row["zones"]])
    rule = row["dimensional"]
    return RateCard(
        name=str(row["name"]),
        title=str(row["title"]),
        effective=str(row["effective"]),
        source=str(row["source"]),
        currency=str(row["currency"]),
        dimensional=Dimensional(float(rule["divisor"]), float(rule["above_in3"])),
        max_lb=float(row["max_lb"]),
        up_to_lb=tuple(tiers),
        prices=tuple(tiers.values()),
    )


def _require_table(tiers: Mapping[float, tuple[float, ...]], zones: list[int]) -> None:
    if zones != list(range(1, len(zones) + 1)):
        raise ValueError("zones count up from 1")
    if len(tiers) < 2 or list(tiers) != sorted(tiers) or min(tiers) <= 0:
        raise ValueError("it needs two or more weight tiers in pounds, ascending")
    for pounds, prices in tiers.items():
        if len(prices) != len(zones) or not all(price > 0 for price in prices):
            raise ValueError(
                f"the tier up to {pounds:g} lb needs a price above zero for each of {len(zones)} zones"
            )


def read_yaml(path: Path) -> Mapping[str, Any]:
    """Read a YAML file that holds a mapping; raises OSError or ValueError."""
    from ruamel.yaml import YAML  # slow to import, and only needed once a card is
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except YAMLError as problem:
        raise ValueError(f"it is not YAML: {' '.join(str(problem).split())}") from None
    if not isinstance(found, dict):
        raise ValueError("it is not a mapping")
    return found


def _nearest(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f', did you mean "{close[0]}"?' if close else ""
