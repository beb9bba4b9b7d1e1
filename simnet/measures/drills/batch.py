"""Table `batch` of a scoped drill: its test orders one by one, and what they cost people."""

from __future__ import annotations

import math

import numpy as np

from simnet import units
from simnet.measures.columns import Array, Columns
from simnet.measures.drills.rehearsed import Rehearsed
from simnet.measures.orders import facts
from simnet.measures.recovery import Incident
from simnet.measures.response import failed_elements, first_parcels, through
from simnet.measures.twins import partners
from simnet.records import Records, code

BATCH = code("touch_kind", "batch")


def batch(records: Records, twin: Records, drill: Rehearsed, window: Incident) -> Columns:
    """Give the columns of table `batch`, in the order of placing; no rows unless the drill has a batch.

    A test order is rerouted if its touch ended and no parcel of it goes through what the drill is about. It
    goes past the team once, so its touches are the one of the drill and those of its parcels beyond the twin.
    """
    touches = records["touches"]
    calls = touches[(touches["kind"] == BATCH) & (touches["queued_us"] < drill.until_us)]
    calls = calls[np.argsort(calls["subject"], kind="stable")]
    orders, mine, theirs = calls["subject"].astype(np.int64), facts(records), facts(twin)
    partner = partners(records, twin)[orders]
    past = ~np.isin(orders, _orders_through(records, window))
    ended = np.where(past & (calls["ended_us"] >= 0), calls["ended_us"], -1)
    begin = drill.begin_us
    return {
        "order": orders,
        "region": [records.words("region")[region] for region in mine.region[orders].tolist()],
        "placed_days": (mine.placed_us[orders] - begin) / units.DAY,
        "rerouted_days": _days(ended, begin),
        "collected_days": _days(_collected(records, orders), begin),
        "delivered_days": _days(mine.complete_us[orders], begin),
        "late": ~mine.on_time[orders],
        "twin_late": ~theirs.on_time[partner],
        "node": _nodes(records, orders),
        "twin_node": _nodes(twin, partner),
        **_work(records, twin, orders, partner),
    }


def _days(instants: Array, begin: int) -> Array:
    """Put instants on the drill's clock; infinite where they never came (−1)."""
    found: Array = np.where(instants >= 0, (instants - begin) / units.DAY, math.inf)
    return found


def _orders_through(records: Records, window: Incident) -> Array:
    """List the orders of which a parcel goes through what the drill is about."""
    mine = first_parcels(records) & through(records, failed_elements(records, window))
    orders: Array = records["shipments"]["order"][mine]
    return orders


def _collected(records: Records, orders: Array) -> Array:
    """Find when the last parcel of each order was collected; −1 if one has not been."""
    shipments = records["shipments"][first_parcels(records)]
    found = np.full(len(orders), -1, np.int64)
    for place, order in enumerate(orders.tolist()):
        taken = shipments["collected_us"][shipments["order"] == order]
        if len(taken) and taken.min() >= 0:
            found[place] = taken.max()
    return found


def _nodes(records: Records, orders: Array) -> list[str]:
    """Name the node of each order's first parcel; empty if it has none."""
    shipments, words = records["shipments"][first_parcels(records)], records.words("node")
    named = dict(zip(shipments["order"][::-1].tolist(), shipments["node"][::-1].tolist(), strict=True))
    return [words[named[order]] if order in named else "" for order in orders.tolist()]


def _work(records: Records, twin: Records, orders: Array, partner: Array) -> Columns:
    """Count touches and minutes on each order and its parcels, less the twin's."""
    (touches, minutes), (usual, before) = _of(records, orders), _of(twin, partner)
    return {"touches": touches - usual, "minutes": minutes - before}


def _of(records: Records, orders: Array) -> tuple[Array, Array]:
    touches = records["touches"]
    about = np.full(len(touches), -1, np.int64)
    on_order = np.isin(touches["kind"], [code("touch_kind", "exception"), BATCH])
    on_parcel = ~on_order & (touches["kind"] != code("touch_kind", "purchase_order"))
    about[on_order] = touches["subject"][on_order]
    about[on_parcel] = records["shipments"]["order"][touches["subject"][on_parcel]]
    done = touches["state"] == code("touch_state", "done")
    count, minutes = np.zeros(len(orders), np.int64), np.zeros(len(orders))
    for place, order in enumerate(orders.tolist()):
        mine = done & (about == order)
        count[place], minutes[place] = np.count_nonzero(mine), float(touches["minutes"][mine].sum())
    return count, minutes
