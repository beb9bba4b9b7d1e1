"""A scenario's prices as arrays by the codes of records, worked out once for all replications."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simnet.measures.columns import Array
from simnet.pricing import PriceBook, price_book
from simnet.records import Records
from simnet.records.results import MICRO
from simnet.scenario.scenario import Scenario

MICRO_PER_CENT = MICRO // 100
# A GMA pallet is 48 by 40 inches; goods stacked 48 inches high are an assumption, 2026-11.
PALLET_FT3 = 48 * 40 * 48 / 12**3
KEPT = 8


def micro(amount: Any) -> Array:
    """Round money to whole millionths, held in floats: exact up to 2⁵³, nine thousand million of money."""
    rounded: Array = np.rint(np.asarray(amount, np.float64) * MICRO)
    return rounded


@dataclass(frozen=True, eq=False)
class Tariffs:
    """Tariffs of the outbound lanes: `cents[lane, pounds]`, the others by lane; sizes in cubic inches."""

    cents: Array
    step: Array
    divisor: Array
    """Cubic inches per pound, infinite where size does not count."""
    above_in3: Array
    fuel: Array
    residential: Array
    per_unit: Array

    def price(self, lane: Array, pounds: Array) -> Array:
        """Price billable pounds in cents, without surcharges."""
        width = self.cents.shape[1]
        heaviest = int(pounds.max(initial=0))
        known = pounds if heaviest < width else np.minimum(pounds, width - 1)
        found: Array = self.cents.ravel()[lane * width + known]
        if heaviest >= width:
            found = found + np.maximum(pounds - width + 1, 0) * self.step[lane]
        return found


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices by code. Money is in currency, fees are in millionths."""

    book: PriceBook
    words: dict[str, list[str]]
    tariffs: Tariffs
    own: Array
    """Nodes whose stock is the brand's: all but drop shippers."""
    purchase: Array
    """By supplier and SKU; not a number where the supplier does not make it."""
    opening: Array
    """By node and SKU: what a unit of its first stock is worth."""
    unit_price: Array
    """By item: what a customer pays for a unit of its lines."""
    weight_lb: Array
    size_in: Array
    """By SKU: its sides in inches, the longest first."""
    pack: Array
    """By SKU: units in a carton of the first supplier that makes it."""

    known_fees: dict[tuple[str, str], Array] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        """The scenario that is priced."""
        return self.book.scenario

    @property
    def ft3(self) -> Array:
        """By SKU: cubic feet of a unit."""
        volume: Array = self.size_in.prod(axis=1) / 12**3
        return volume

    def fee(self, name: str, per: str) -> Array:
        """Give a fee in millionths, not rounded, by node; 0 where it is not charged for this unit."""
        if (name, per) not in self.known_fees:
            fees = [self.book.fees[node].get(name) for node in self.words["node"]]
            amounts = [fee.amount if fee is not None and fee.per == per else 0.0 for fee in fees]
            self.known_fees[name, per] = np.array(amounts, np.float64) * MICRO
        return self.known_fees[name, per]


_kept: list[Prices] = []


def prices(records: Records, scenario: Scenario) -> Prices:
    """Give the prices of a scenario by the codes of records; they are kept for the next replication."""
    for known in _kept:
        if known.scenario is scenario and known.words == records.names:
            return known
    _kept.append(_work_out(records, scenario))
    del _kept[:-KEPT]
    return _kept[-1]


def _work_out(records: Records, scenario: Scenario) -> Prices:
    book = price_book(scenario)
    words = {name: list(some) for name, some in records.names.items()}
    nodes, skus, suppliers = (records.words(name) for name in ("node", "sku", "supplier"))
    makes = [[sku in scenario.suppliers[one].makes for sku in skus] for one in suppliers]
    packs = [[one.pack for one in scenario.suppliers.values() if sku in one.makes] for sku in skus]
    sizes = [sorted(scenario.skus[sku].size, reverse=True) for sku in skus]
    purchase = [
        [book.purchase_price(one, sku) if made else np.nan for sku, made in zip(skus, row, strict=True)]
        for one, row in zip(suppliers, makes, strict=True)
    ]
    return Prices(
        book=book,
        words=words,
        tariffs=_tariffs(book, records.words("lane")),
        own=np.array([scenario.nodes[node].kind != "dropship" for node in nodes], bool),
        purchase=np.array(purchase, np.float64).reshape(len(suppliers), len(skus)),
        opening=np.array([[book.opening_price(node, sku) for sku in skus] for node in nodes], np.float64),
        unit_price=np.array([book.unit_price(item) for item in records.words("item")]),
        weight_lb=np.array([scenario.skus[sku].weight or 0.0 for sku in skus]),
        size_in=np.array(sizes, np.float64).reshape(len(skus), 3),
        pack=np.array([some[0] if some else 1 for some in packs], np.int64),
    )


def _tariffs(book: PriceBook, lanes: list[str]) -> Tariffs:
    found = [book.tariff(lane) for lane in lanes]
    longest = max((len(one.cents) for one in found), default=1)
    cents = np.zeros((len(found), longest), np.int64)
    for row, one in zip(cents, found, strict=True):
        beyond = np.arange(1, longest - len(one.cents) + 1) * one.step
        row[: len(one.cents)] = one.cents
        row[len(one.cents) :] = one.cents[-1] + beyond
    rules = [one.dimensional for one in found]
    return Tariffs(
        cents=cents,
        step=np.array([one.step for one in found], np.int64),
        divisor=np.array([rule.divisor if rule else np.inf for rule in rules], np.float64),
        above_in3=np.array([rule.above_in3 if rule else np.inf for rule in rules], np.float64),
        fuel=np.array([one.fuel for one in found], np.float64),
        residential=np.array([one.residential for one in found], np.int64),
        per_unit=np.array([one.per_unit for one in found], np.int64),
    )
