"""Order lines that found no stock: those of table `stockouts`, and those whose stock was locked away.

A line whose stock lies at a node that is believed down is no stockout (docs/model.md §5), and has no row. But
its customer waits for goods that the other nodes have run out of, which is what a drill is to find. Such an
order gets no parcel when it is placed, although no person had to send it and the order system was up.
"""

from __future__ import annotations

import numpy as np

from simnet import units
from simnet.measures.columns import Array
from simnet.measures.orders import placed_us, sold
from simnet.measures.shared import once
from simnet.records import Records, code

BY_HAND = [code("touch_kind", word) for word in ("exception", "batch")]
"""Touches that an order waits for before it is routed: it then lacks a person, not stock."""
NONE = np.iinfo(np.int64).max
SOON = units.SECOND
"""A parcel that is made within this time was made at once."""
SHORT = np.dtype([("t_us", "i8"), ("order", "i8"), ("node", "i2"), ("sku", "i2"), ("quantity", "i8")])


@once
def short_lines(records: Records) -> Array:
    """Give every line that found no stock, by time: when, order, node where it waited, SKU, units."""
    known = records["stockouts"]
    rows = np.zeros(len(known), SHORT)
    for name in SHORT.names or ():
        rows[name] = known[name]
    found = np.concatenate((rows, _locked(records)))
    found = found[found["node"] >= 0]
    return found[np.argsort(found["t_us"], kind="stable")]


def _locked(records: Records) -> Array:
    """Find the lines of orders that had to wait although no stockout was noted.

    Of an order with several lines those are meant whose SKU a single line waited for at that node.
    """
    lines = records["lines"][_waited(records)[records["lines"]["order"]]]
    rows = np.zeros(len(lines), SHORT)
    for name in ("order", "node", "sku", "quantity"):
        rows[name] = lines[name]
    rows["t_us"] = placed_us(records)[rows["order"]]
    alone = np.bincount(rows["order"], minlength=1)[rows["order"]] == 1
    place = rows["node"].astype(np.int64) * 2**15 + rows["sku"]
    found: Array = rows[np.isin(place, place[alone])]
    return found


def _waited(records: Records) -> Array:
    """Tell which orders got no parcel at once, for want of stock within reach. Index: order."""
    placed, shipments = placed_us(records), records["shipments"]
    first = np.full(len(placed), NONE)
    np.minimum.at(
        first, shipments["order"], np.where(shipments["queued_us"] >= 0, shipments["queued_us"], NONE)
    )
    waited: Array = sold(records) & (first - SOON > placed)
    waited[records["stockouts"]["order"]] = False
    touches = records["touches"]
    waited[touches["subject"][np.isin(touches["kind"], BY_HAND)]] = False
    kinds = records.words("event_kind")
    for row in records["outages"]:
        if row["kind"] >= 0 and kinds[row["kind"]] == "system_outage":
            waited[(placed >= row["begin_us"]) & (placed < row["end_us"])] = False
    return waited
