"""Postage of parcels: billable weight, price by zone and weight, surcharges, cost shocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simnet.measures.columns import Array
from simnet.measures.ledger.parcels import Parcels
from simnet.measures.ledger.prices import MICRO_PER_CENT, Prices
from simnet.measures.ledger.shocks import Shock, factors

# Weights are recorded in single precision: that dust must not bill a pound.
DUST = 1e-6


@dataclass(frozen=True)
class Postage:
    """Parts of the postage in millionths. Index: parcel; 0 for what was not collected."""

    base: Array
    """By actual weight."""
    fuel: Array
    residential: Array
    dimensional: Array
    """What the size adds."""

    @property
    def total(self) -> Array:
        """The sum of the parts."""
        whole: Array = self.base + self.fuel + self.residential + self.dimensional
        return whole


def postage(parcels: Parcels, prices: Prices, found: tuple[Shock, ...]) -> Postage:
    """Price every collected parcel at the instant of its collection, in whole cents.

    base = floor(cents(actual lb) × rate shocks + ½); with size and fuel shocks the same at the billable
    weight and with all shocks, as the routing rule `cheapest` has it. Fuel is what fuel shocks add to the
    base, and the fuel surcharge; each part is rounded to a cent.
    """
    lane, tariffs = parcels.lane, prices.tariffs
    actual = actual_pounds(parcels.weight_lb)
    cents = tariffs.price(lane, actual)
    bulky = bulky_pounds(parcels, prices)
    billed = cents.copy()
    if bulky is not None:
        more = np.flatnonzero(bulky > actual)
        billed[more] = tariffs.price(lane[more], bulky[more])
    base, whole = cents, cents
    if found:
        ends = [(service.partition(".")[0], node) for node, _, service in _ends(prices)]
        rate = factors(found, "rate", parcels.collected_us, lane, ends)
        every = rate * factors(found, "fuel", parcels.collected_us, lane, ends)
        base, whole, billed = _cents(cents * rate), _cents(cents * every), _cents(billed * every)
    collected = np.where(parcels.collected_us >= 0, float(MICRO_PER_CENT), 0.0)
    fuel = residential = np.zeros(len(parcels))
    if found or tariffs.fuel.any():
        fuel = ((whole - base) + _cents(billed * tariffs.fuel[lane])) * collected
    if tariffs.residential.any():
        residential = tariffs.residential[lane] * collected
    dimensional = (billed - whole) * collected
    if tariffs.per_unit.any():
        base = base + tariffs.per_unit[lane] * parcels.units
    return Postage(base * collected, fuel, residential, dimensional)


def actual_pounds(weight_lb: Array) -> Array:
    """Round actual weights up to whole pounds, at least one."""
    heavy = weight_lb.astype(np.float64)
    pounds: Array = np.maximum(_up(heavy - DUST * np.maximum(heavy, 1.0)), 1)
    return pounds


def bulky_pounds(parcels: Parcels, prices: Prices) -> Array | None:
    """Give dimensional weights in whole pounds, 0 where size does not count; None if it counts nowhere.

    The units of a parcel lie flat on one another: its longest sides, the heights added, each rounded up.
    """
    tariffs, contents = prices.tariffs, parcels.contents
    if not len(contents.sku) or not np.isfinite(tariffs.divisor).any():
        return None
    volume, begin = np.empty(len(parcels)), contents.alone
    volume[contents.parcel[:begin]] = _piled(prices, contents.sku[:begin], contents.quantity[:begin])
    if begin < len(contents.sku):
        starts, sku = contents.starts(), contents.sku[begin:]
        length, width = (np.maximum.reduceat(prices.size_in[:, side][sku], starts) for side in (0, 1))
        height = np.add.reduceat(prices.size_in[:, 2][sku] * contents.quantity[begin:], starts)
        volume[contents.parcel[begin:][starts]] = _volume(length, width, height)
    counts = volume > tariffs.above_in3[parcels.lane]
    bulky: Array = _up(volume / tariffs.divisor[parcels.lane]) * counts
    return bulky


def _piled(prices: Prices, sku: Array, quantity: Array) -> Array:
    """Give the volume of so many units of one SKU; small piles are looked up."""
    most = int(quantity.max(initial=0)) + 1
    if most * len(prices.size_in) > len(sku):
        length, width, height = prices.size_in[sku].T
        return _volume(length, width, height * quantity)
    length, width, height = (side[:, None] for side in prices.size_in.T)
    piles = _volume(length, width, height * np.arange(most)).ravel()
    found: Array = piles[sku * most + quantity.astype(np.intp)]
    return found


def _volume(length: Array, width: Array, height: Array) -> Array:
    """Multiply sides, each rounded up to whole inches first."""
    whole: Array = _up(length) * _up(width) * _up(height)
    return whole


def _ends(prices: Prices) -> list[tuple[str, str, str]]:
    return [prices.book.ends(name) for name in prices.words["lane"]]


def _cents(amounts: Array) -> Array:
    whole: Array = np.floor(amounts + 0.5)
    return whole


def _up(values: Array) -> Array:
    """Round up to whole numbers, above zero."""
    # Faster than numpy's own, which has no vector instruction for it on every machine.
    below = values - 1e-9
    whole = below.astype(np.int64)
    up: Array = whole + (whole < below)
    return up
