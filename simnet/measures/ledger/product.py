"""The goods themselves: what was delivered and kept, and what was lost on the way."""

from __future__ import annotations

import numpy as np

from simnet.measures.columns import Array
from simnet.measures.ledger.parcels import Parcels
from simnet.measures.ledger.postings import Postings
from simnet.measures.ledger.prices import Prices, micro
from simnet.measures.orders import week_of
from simnet.records import Records, code
from simnet.records.tables import UNLIMITED


def unit_costs(records: Records, prices: Prices) -> Array:
    """Give what a unit cost on average, in millionths by node and SKU (periodic weighted average, IAS 2).

    Over the whole run and all nodes whose stock is the brand's: first stock at its opening price and good
    units received at their supplier's price. A unit of a drop shipper costs that supplier's price.
    """
    stock, goods = records["stock"], records["purchase_orders"]
    skus = len(records.words("sku"))
    held = prices.own[stock["node"]] & (stock["initial"] < UNLIMITED)
    first = stock[held]
    units = np.bincount(first["sku"], first["initial"], minlength=skus)
    worth = np.bincount(
        first["sku"], first["initial"] * prices.opening[first["node"], first["sku"]], minlength=skus
    )
    came = goods[(goods["received_us"] >= 0) & prices.own[goods["node"]]]
    good = came["quantity"] - came["defects"]
    units = units + np.bincount(came["sku"], good, minlength=skus)
    worth = worth + np.bincount(
        came["sku"], good * prices.purchase[came["supplier"], came["sku"]], minlength=skus
    )
    plain = prices.opening.mean(axis=0) if len(prices.opening) else np.zeros(skus)
    mean = np.where(units > 0, worth / np.maximum(units, 1), plain)
    return micro(np.where(prices.own[:, None], mean[None, :], prices.opening))


def post_product(postings: Postings, parcels: Parcels, prices: Prices, costs: Array) -> None:
    """Post the cost of units delivered and kept, and of those that nobody can use any more.

    Lost with their parcel: damaged, wrong, lost in transit, lost on the station, and of returned ones the
    share that cannot be sold again (its mean, because the records do not say which).
    """
    contents = parcels.contents
    place = (parcels.node * costs.shape[1])[contents.parcel] + contents.sku
    worth = costs.ravel()[place] * contents.quantity
    kept = parcels.delivered & ~parcels.bad & ~parcels.returned
    parcels.post_rows(postings, "product", worth * kept[contents.parcel])
    gone = parcels.bad | parcels.lost | ~parcels.packed
    share = np.where(parcels.returned, 1.0 - prices.scenario.costs.restock, gone)
    rows = contents.rows_of(np.flatnonzero(gone | parcels.returned))
    of = contents.parcel[rows]
    amounts = np.rint(worth[rows] * share[of])
    postings.post("write_offs", amounts, sku=contents.sku[rows], **parcels.codes(of))


def post_stock_losses(postings: Postings, records: Records, prices: Prices, costs: Array) -> None:
    """Post the cost of units that were destroyed on the shelf of the brand's nodes in the horizon."""
    changes = records["stock_changes"]
    lost = (changes["what"] == code("stock_change", "destroyed")) & (week_of(records, changes["t_us"]) >= 0)
    rows = changes[lost & prices.own[changes["node"]]]
    postings.post(
        "write_offs",
        costs[rows["node"], rows["sku"]] * -rows["quantity"],
        node=rows["node"].astype(np.intp),
        sku=rows["sku"].astype(np.intp),
        week=week_of(records, rows["t_us"]),
    )
