"""What follows a delivery: refunds, returns, support tickets; and payment fees and sales that were lost."""

from __future__ import annotations

import numpy as np

from simnet.measures import tally
from simnet.measures.columns import Array
from simnet.measures.ledger.blocks import Block
from simnet.measures.ledger.parcels import Parcels
from simnet.measures.ledger.postings import Postings
from simnet.measures.ledger.prices import Prices, micro
from simnet.measures.orders import counted, facts, on_time
from simnet.records import Records, code

CANCELLED, LOST = code("line_state", "cancelled"), code("line_state", "lost")


def post_refunds(postings: Postings, block: Block, parcels: Parcels, prices: Prices) -> None:
    """Post the price of goods that was given back: of damaged ones the stated share, of wrong and lost all.

    Orders that came late get `refund_late` of the price of what was delivered and not refunded otherwise.
    """
    costs, contents, lines = prices.scenario.costs, parcels.contents, block.lines
    refunded = parcels.refunded & (parcels.bad | parcels.lost)
    share = np.where(parcels.damaged, costs.refund_damaged, 1.0)
    rows = contents.rows_of(np.flatnonzero(refunded))
    of = contents.parcel[rows]
    price = prices.unit_price[lines["item"][contents.line[rows]]] * contents.quantity[rows]
    postings.post("refunds", micro(price * share[of]), sku=contents.sku[rows], **parcels.codes(of))
    if costs.refund_late:
        chosen = np.flatnonzero(_late_lines(block))
        price = prices.unit_price[lines["item"][chosen]] * lines["quantity"][chosen]
        post_lines(postings, block, "refunds", chosen, micro(price * costs.refund_late))


def _late_lines(block: Block) -> Array:
    """Tell which lines were delivered, and not refunded, in counted orders whose last delivery was late."""
    lines, known = block.lines, facts(block.records)
    when, first = lines["delivered_us"], block.first
    if not len(first):
        return np.zeros(0, bool)
    orders = lines["order"][first]
    owed = (np.maximum.reduceat(when, first) > known.promised_us[orders]) & known.counted[orders]
    sizes = np.diff(np.append(first, len(when)))
    late: Array = np.repeat(owed, sizes) & ~block.of_parcel("refunded", 0) & (when >= 0)
    return late


def post_returns(postings: Postings, parcels: Parcels, prices: Prices) -> None:
    """Post the label and the node's fee of every parcel that the customer returned."""
    some, amounts = np.flatnonzero(parcels.returned), np.zeros(len(parcels))
    node, units = parcels.node[some], parcels.units[some]
    fee = prices.fee("return", "return")[node] + prices.fee("return", "unit")[node] * units
    amounts[some] = np.rint(fee) + micro(prices.scenario.costs.return_label)
    parcels.post_few(postings, "returns", some, amounts)


def post_tickets(postings: Postings, block: Block, sent: Parcels, prices: Prices) -> None:
    """Post the price of the tickets to be expected: late·p₁ + split·p₂ + damaged·p₃ + wrong·p₄.

    Late orders, cancelled and lost ones among them, and split orders: with the first line of the order;
    damaged and wrong parcels: with the parcel.
    """
    costs = prices.scenario.costs
    shares = costs.tickets
    for share, wanted in ((shares.late, _late), (shares.split, _split)):
        if costs.ticket * share:
            chosen = block.first_of(block.counted_in(wanted(block.records)))
            amounts = np.full(len(chosen), float(micro(costs.ticket * share)))
            post_lines(postings, block, "customer_service", chosen, amounts)
    for share, what in ((shares.damaged, sent.damaged), (shares.wrong, sent.wrong)):
        if costs.ticket * share:
            amounts = np.full(len(sent), float(micro(costs.ticket * share)))
            sent.post_few(postings, "customer_service", np.flatnonzero(what), amounts)


def _late(records: Records) -> Array:
    return ~on_time(records)


def _split(records: Records) -> Array:
    return tally.parcels(records).split


def post_payment(postings: Postings, block: Block, prices: Prices) -> None:
    """Post the payment fees of every order placed: the share of its price, and the fee with its first line.

    They belong to SKUs, regions and weeks, and to no node or lane.
    """
    costs = prices.scenario.costs
    if not (costs.payment or costs.payment_fee):
        return
    lines, first, known = block.lines, block.first, facts(block.records)
    orders = lines["order"]
    amounts = micro(prices.unit_price * costs.payment)[lines["item"]] * lines["quantity"]
    amounts[first] += micro(costs.payment_fee)
    amounts *= known.counted[orders]
    sku = np.bincount(lines["sku"], amounts, minlength=postings.size("sku"))
    postings.add("payment", "sku", sku)
    postings.add_total("payment", float(sku.sum()))
    week = np.maximum(block.week, 0)  # what lies in no week is not counted, and adds nothing
    for by, codes in (("region", known.region), ("week", week)):
        postings.add("payment", by, np.bincount(codes[orders], amounts, minlength=postings.size(by)))
    for by in ("node", "lane"):
        postings.add_to_none("payment", by, float(sku.sum()))


def post_lost_sales(postings: Postings, block: Block, prices: Prices, costs: Array) -> None:
    """Post, beside the costs, the price of lines cancelled or lost before they left, and its margin.

    Margin = price less the unit's product cost at the node where the line was last.
    """
    lines = block.lines
    gone = (lines["state"] == CANCELLED) | (lines["state"] == LOST)
    gone = np.flatnonzero(gone)
    chosen = gone[counted(block.records)[lines["order"][gone]]]
    revenue = micro(prices.unit_price[lines["item"][chosen]] * lines["quantity"][chosen])
    cost = costs[np.maximum(lines["node"][chosen], 0), lines["sku"][chosen]] * lines["quantity"][chosen]
    post_lines(postings, block, "lost_revenue", chosen, revenue)
    post_lines(postings, block, "lost_margin", chosen, revenue - cost)


def post_lines(postings: Postings, block: Block, line: str, chosen: Array, amounts: Array) -> None:
    """Post amounts by order line: its SKU, region and week, the node it was last at, its latest lane."""
    if not len(chosen):
        return
    lines, parcel = block.lines, block.lines["parcel"][chosen]
    order = lines["order"][chosen]
    lane = np.full(len(chosen), -1, np.intp)
    lane[parcel >= 0] = block.shipments["lane"][parcel[parcel >= 0]]
    postings.post(
        line,
        amounts,
        node=lines["node"][chosen],
        lane=lane,
        sku=lines["sku"][chosen],
        region=facts(block.records).region[order].astype(np.intp),
        week=block.week[order].astype(np.intp),
    )
