"""What stock costs while it lies or travels: storage, money tied up, fixed fees of the nodes."""

from __future__ import annotations

import numpy as np

from simnet.measures.columns import Array
from simnet.measures.ledger.blocks import Block
from simnet.measures.ledger.postings import Postings
from simnet.measures.ledger.prices import PALLET_FT3, Prices, micro
from simnet.measures.orders import weeks
from simnet.records import Records, code
from simnet.records.results import MICRO
from simnet.scenario.nodes import Node
from simnet.units import HOUR, WEEK, YEAR

MONTH = YEAR / 12
"""A month of a fee is a twelfth of a year, so that a year pays for twelve."""


def post_storage(postings: Postings, records: Records, prices: Prices, landed: Array, shelf: Array) -> None:
    """Post storage and carrying cost of the brand's stock; `landed` is a unit's value by node and SKU.

    `shelf` is the stock by node and SKU in unit µs.

    Stock is its time-weighted mean over the horizon, reserved units included; storage per cubic foot, pallet
    (a share of one counts) or unit and month. Carrying = value × share a year × time, on the shelf and on
    the way from the instant that goods are yours. Both are spread evenly over the weeks.
    """
    shelf = shelf * prices.own[:, None]
    node, sku = np.nonzero(shelf)
    units = shelf[node, sku]
    feet = prices.ft3[sku]
    month = prices.fee("storage", "ft3 per month")[node] * feet
    month = month + prices.fee("storage", "pallet per month")[node] * feet / PALLET_FT3
    month = month + prices.fee("storage", "unit per month")[node]
    evenly = week_shares(records)
    postings.spread("storage", np.rint(units * month / MONTH), evenly, node=node, sku=sku)
    share = prices.scenario.costs.carrying / YEAR
    if share:
        postings.spread("carrying", np.rint(units * landed[node, sku] * share), evenly, node=node, sku=sku)
        to, what, worth = _under_way(records, prices, landed)
        postings.spread("carrying", np.rint(worth * share), evenly, node=to, sku=what)


def shelf_unit_us(records: Records) -> Array:
    """Integrate the units on the shelf over the horizon, in unit µs by node and SKU.

    On hand, and what is reserved for transfers, from the request to dispatch; `reserved_unit_us` is beside.
    """
    stock, moved = records["stock"], records["transfers"]
    shelf = np.zeros((len(records.words("node")), len(records.words("sku"))))
    shelf[stock["node"], stock["sku"]] = stock["on_hand_unit_us"]
    waited = _within(records, moved["placed_us"], moved["shipped_us"]) * moved["quantity"]
    np.add.at(shelf, (moved["from"], moved["sku"]), waited)
    return shelf


def reserved_unit_us(block: Block) -> Array:
    """Integrate the units reserved for parcels, from the queue to the start of packing, as `shelf_unit_us`.

    Reservations of parcels that became void before are not known and left out.
    """
    records, lines, shipments = block.records, block.lines, block.shipments
    shape = len(records.words("node")), len(records.words("sku"))
    waited = np.append(_within(records, shipments["queued_us"], shipments["started_us"]), 0.0)
    place = np.append(shipments["node"] * shape[1], 0)
    parcel = lines["parcel"]
    amounts = waited[parcel] * lines["quantity"]
    reserved = np.bincount(place[parcel] + lines["sku"], amounts, minlength=shape[0] * shape[1])
    return reserved.reshape(shape)


def _within(records: Records, begin: Array, end: Array) -> Array:
    """Give the microseconds of intervals that lie in the horizon; 0 for those without an end."""
    low, high = records.meta.start_us, records.meta.end_us
    span: Array = np.minimum(end, high) - np.maximum(begin, low)
    return np.where((span > 0) & (end >= 0), span, 0).astype(np.float64)


def _under_way(records: Records, prices: Prices, landed: Array) -> tuple[Array, Array, Array]:
    """List what was on its way: node, SKU and value × µs in millionths, of goods and of transfers."""
    goods, moved = records["purchase_orders"], records["transfers"]
    suppliers = [prices.scenario.suppliers[name] for name in records.words("supplier")]
    yours = np.array([one.owned_from == "shipped" for one in suppliers], bool)
    goods = goods[prices.own[goods["node"]] & yours[goods["supplier"]] & (goods["shipped_us"] >= 0)]
    price = prices.purchase[goods["supplier"], goods["sku"]] * MICRO
    moved = moved[moved["shipped_us"] >= 0]
    worth = np.concatenate([
        goods["quantity"] * price * _travelled(records, goods),
        moved["quantity"] * landed[moved["to"], moved["sku"]] * _travelled(records, moved),
    ])  # fmt: skip
    node = np.concatenate([goods["node"], moved["to"]]).astype(np.intp)
    return node, np.concatenate([goods["sku"], moved["sku"]]).astype(np.intp), worth


def _travelled(records: Records, goods: Array) -> Array:
    """Give the microseconds of the horizon between shipping and the shelf; what is void travels no more."""
    kind = "purchase_order_state" if "supplier" in (goods.dtype.names or ()) else "transfer_state"
    void = goods["state"] == code(kind, "void")
    end = np.where(goods["received_us"] >= 0, goods["received_us"], records.meta.end_us)
    return np.where(void, 0.0, _within(records, goods["shipped_us"], end))


def week_shares(records: Records) -> Array:
    """Cumulate the share of the horizon up to the end of each of its weeks; the last is 1."""
    length = records.meta.end_us - records.meta.start_us
    shares: Array = np.minimum(np.arange(1, weeks(records) + 1) * WEEK / length, 1.0)
    return shares


def post_fixed(postings: Postings, records: Records, prices: Prices) -> None:
    """Post account fees, and the wages of nodes that the brand runs itself, for the time of the horizon.

    Wages are paid for the opening hours of the week, holidays and outages included.
    """
    length = records.meta.end_us - records.meta.start_us
    fees = prices.fee("account", "month") * (length / MONTH)
    fees = fees + prices.fee("account", "week") * (length / WEEK)
    fees = fees + prices.fee("account", "year") * (length / YEAR)
    nodes = [prices.scenario.nodes[name] for name in records.words("node")]
    hours = np.array([_open_us(node) * length / (WEEK * HOUR) for node in nodes])
    wages = micro(np.array([node.wages for node in nodes]) * hours)
    every = np.arange(len(nodes))
    postings.spread("node_fixed", np.rint(fees), week_shares(records), node=every)
    postings.spread("own_labor", wages, week_shares(records), node=every)


def _open_us(node: Node) -> int:
    """Add up the opening hours of a week."""
    return sum(end - begin for day in node.hours for begin, end in day)
