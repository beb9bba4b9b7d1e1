"""What people cost: wages for touches, and what is paid for new labels and hurried goods."""

from __future__ import annotations

import numpy as np

from simnet.measures.columns import Array
from simnet.measures.ledger.postings import Postings
from simnet.measures.ledger.prices import Prices, micro
from simnet.measures.orders import week_of
from simnet.measures.shared import columns_of
from simnet.records import Records, code

EXCEPTION, RELABEL, PURCHASE_ORDER, BATCH = (
    code("touch_kind", kind) for kind in ("exception", "relabel", "purchase_order", "batch")
)
DONE = code("touch_state", "done")


def post_labor(postings: Postings, records: Records, prices: Prices) -> None:
    """Post wages of touches that began to wait in the horizon, and labels and expediting of those done.

    A touch on an order belongs to the node of its first line, one on a parcel to the parcel's node and lane.
    One on a purchase order belongs to no node, because touches and purchase orders are numbered apart.
    """
    touches = records["touches"]
    touches = touches[week_of(records, touches["queued_us"]) >= 0]
    codes = _codes(records, touches)
    wage = prices.scenario.team.wage
    postings.post("own_labor", micro(touches["minutes"] / 60 * wage), **codes)
    costs, done = prices.scenario.costs, touches["state"] == DONE
    extra = np.where(touches["kind"] == RELABEL, costs.relabel, 0.0)
    extra = extra + np.where(touches["kind"] == PURCHASE_ORDER, costs.expedite, 0.0)
    postings.post("expedite_relabel", micro(extra * done), **codes)


def _codes(records: Records, touches: Array) -> dict[str, Array]:
    """Give the elements that touches belong to."""
    shipments, lines, subject = records["shipments"], records["lines"], touches["subject"]
    on_order = (touches["kind"] == EXCEPTION) | (touches["kind"] == BATCH)
    on_parcel = ~on_order & (touches["kind"] != PURCHASE_ORDER)
    node, lane, region, sku = (np.full(len(touches), -1, np.intp) for _ in range(4))
    (order,) = columns_of(records, "lines", "order")
    first = lines.take(np.searchsorted(order, subject[on_order]))
    node[on_order], sku[on_order] = first["node"], first["sku"]
    region[on_order] = records["orders"]["region"][subject[on_order]]
    parcels = shipments.take(subject[on_parcel])
    node[on_parcel], lane[on_parcel] = parcels["node"], parcels["lane"]
    region[on_parcel] = parcels["region"]
    week = week_of(records, touches["queued_us"])
    return {"node": node, "lane": lane, "region": region, "sku": sku, "week": week}
