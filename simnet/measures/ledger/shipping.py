"""What parcels cost: packing, packaging and postage, by why the parcel was sent."""

from __future__ import annotations

import numpy as np

from simnet.measures.columns import Array
from simnet.measures.ledger.parcels import FIRST, Parcels
from simnet.measures.ledger.postage import postage
from simnet.measures.ledger.postings import Postings
from simnet.measures.ledger.prices import Prices, micro
from simnet.measures.ledger.shocks import Shock


def post_shipping(postings: Postings, parcels: Parcels, prices: Prices, found: tuple[Shock, ...]) -> None:
    """Post packing, packaging and postage of all parcels, each under one reason.

    Replacements are reshipments; what was packed or sent in vain is done again; what an order needs beyond
    its first parcel is the extra of a split; the rest is ordinary.
    """
    stamps = postage(parcels, prices, found)
    first = first_of_order(parcels)
    work, box = packing(parcels, prices), packaging(parcels, prices, first)
    whole = work + box + stamps.total
    again, redone = parcels.kind != FIRST, parcels.redone
    second = ~(again | redone | first)
    for line, chosen in (
        ("reshipments", again & ~redone),
        ("expedite_relabel", redone),
        ("split_shipments", second),
    ):
        parcels.post_few(postings, line, np.flatnonzero(chosen), whole)
    ordinary = ~(again | redone | second)
    for line, amounts in (
        ("pick_pack", work),
        ("packaging", box),
        ("postage_base", stamps.base),
        ("postage_fuel", stamps.fuel),
        ("postage_residential", stamps.residential),
        ("postage_dimensional", stamps.dimensional),
    ):
        if amounts.any():
            parcels.post(postings, line, amounts * ordinary)


def first_of_order(parcels: Parcels) -> Array:
    """Tell which parcel is the first of its order that was not done again and is no replacement."""
    some = np.flatnonzero((parcels.kind == FIRST) & ~parcels.redone)
    order = parcels.order - parcels.order.min(initial=np.iinfo(np.intp).max)
    earliest = np.full(order.max(initial=-1) + 1, -1, np.intp)
    earliest[order[some][::-1]] = some[::-1]
    first = np.zeros(len(parcels), bool)
    first[earliest[earliest >= 0]] = True
    return first


def packing(parcels: Parcels, prices: Prices) -> Array:
    """Add up the fees for picking and packing a parcel, in millionths. Index: parcel.

    Per order: for every parcel. Per pick: for every unit. An extra line is each after the parcel's first; an
    extra unit each after the first that no extra line pays for. Drop shippers take their handling fee.
    """
    node = parcels.node
    per_order = prices.fee("order", "order") + prices.fee("pick", "order") + _handling(prices)
    cost: Array = per_order[node]
    pick, line, unit = (
        prices.fee("pick", "pick"),
        prices.fee("extra_line", "line"),
        prices.fee("extra_unit", "unit"),
    )
    if pick.any():
        cost = cost + pick[node] * parcels.units
    if line.any():
        cost = cost + line[node] * np.maximum(parcels.lines - 1, 0)
    if unit.any():
        paid = np.where(line[node] > 0, parcels.lines, 1)
        cost = cost + unit[node] * np.maximum(parcels.units - paid, 0)
    return np.rint(cost) * parcels.packed


def packaging(parcels: Parcels, prices: Prices, first: Array) -> Array:
    """Give the packaging of a parcel in millionths; a fee per order is paid for its `first` one."""
    parcel, order = prices.fee("packaging", "parcel"), prices.fee("packaging", "order")
    cost: Array = parcel[parcels.node]
    if order.any():
        cost = cost + order[parcels.node] * first
    return np.rint(cost) * parcels.packed


def _handling(prices: Prices) -> Array:
    nodes = prices.scenario.nodes
    return micro([nodes[name].handling_fee for name in prices.words["node"]])
