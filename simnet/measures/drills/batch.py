"""Table `batch` of a drill with a scope: its test orders one by one, beside the twin's."""

from __future__ import annotations

import numpy as np

from simnet import units
from simnet.measures.columns import Array, Columns, named
from simnet.measures.drills.rehearsed import Rehearsed
from simnet.measures.orders import facts
from simnet.measures.recovery import Incident
from simnet.measures.response import failed_elements
from simnet.measures.twins import partners
from simnet.records import Records, code

BATCH = code("touch_kind", "batch")
OF_ORDER = (code("touch_kind", "exception"), BATCH)
OF_PARCEL = tuple(code("touch_kind", word) for word in ("short_pick", "reroute", "relabel"))


def batch(records: Records, twin: Records, drill: Rehearsed, window: Incident) -> Columns:
    """Give the columns of table `batch`: orders rerouted on purpose, in the order of placing."""
    touches = records["touches"]
    rows = touches[(touches["kind"] == BATCH) & (touches["queued_us"] >= drill.begin_us)]
    rows = rows[np.argsort(rows["subject"], kind="stable")]
    orders, mine = rows["subject"].astype(np.int64), facts(records)
    theirs, partner = facts(twin), partners(records, twin)[rows["subject"].astype(np.int64)]
    parcels = _parcels(records, orders)
    away = ~_through(records, window, parcels)
    ended = np.where(away & (rows["ended_us"] >= 0), rows["ended_us"], -1)
    work, usual = (_work(world, some) for world, some in ((records, orders), (twin, partner)))
    return {
        "order": np.arange(len(orders)),
        "region": named(records.words("region"), mine.region[orders]),
        "placed_days": _days(mine.placed_us[orders], drill),
        "rerouted_days": _days(ended, drill),
        "collected_days": _days(_collected(records, parcels), drill),
        "delivered_days": _days(mine.complete_us[orders], drill),
        "late": ~mine.on_time[orders],
        "twin_late": ~theirs.on_time[partner],
        "node": _nodes(records, parcels),
        "twin_node": _nodes(twin, _parcels(twin, partner)),
        "touches": work[0] - usual[0],
        "minutes": work[1] - usual[1],
    }


def _days(instants: Array, drill: Rehearsed) -> Array:
    """Days from t0; infinite for what did not come."""
    found: Array = np.where(instants >= 0, (instants - drill.begin_us) / units.DAY, np.inf)
    return found


def _parcels(records: Records, orders: Array) -> list[Array]:
    """List the real first parcels of each order."""
    rows = records["shipments"]
    real = (rows["state"] != code("shipment_state", "void")) & (
        rows["kind"] == code("shipment_kind", "first")
    )
    some = rows[real & np.isin(rows["order"], orders)]
    return [some[some["order"] == order] for order in orders.tolist()]


def _through(records: Records, window: Incident, parcels: list[Array]) -> Array:
    """Tell which orders have a parcel through what the drill is about, or none at all."""
    failed = failed_elements(records, window)
    flags = (("node", failed.node), ("service", failed.service), ("lane", failed.lane))
    hit = [any(bool(flag[rows[column]].any()) for column, flag in flags) for rows in parcels]
    return np.array([not len(rows) or one for rows, one in zip(parcels, hit, strict=True)], bool)


def _collected(records: Records, parcels: list[Array]) -> Array:
    """Give when the last parcel of each order was collected; −1 if one was not."""
    instants = [rows["collected_us"] for rows in parcels]
    return np.array([at.max() if len(at) and (at >= 0).all() else -1 for at in instants], np.int64)


def _nodes(records: Records, parcels: list[Array]) -> list[str]:
    words = records.words("node")
    return [words[rows["node"][0]] if len(rows) else "" for rows in parcels]


def _work(records: Records, orders: Array) -> tuple[Array, Array]:
    """Count touches and minutes on orders and their parcels."""
    touches, subject = records["touches"], records["touches"]["subject"].astype(np.int64)
    of_parcel = np.isin(touches["kind"], OF_PARCEL)
    order = np.where(np.isin(touches["kind"], OF_ORDER), subject, -1)
    order[of_parcel] = records["shipments"]["order"][subject[of_parcel]]
    size = len(records["orders"]) + 1
    done = order >= 0
    many = np.bincount(order[done], minlength=size)
    minutes = np.bincount(order[done], touches["minutes"][done], minlength=size)
    return many[orders].astype(np.int64), minutes[orders]
