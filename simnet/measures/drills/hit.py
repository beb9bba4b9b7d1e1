"""Tables `ran_out`, `regions` and `ways` of a drill: what ran out, whom it hit, where orders went."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simnet import units
from simnet.measures.columns import Array, Columns, count, named
from simnet.measures.drills.rehearsed import Rehearsed
from simnet.measures.drills.short import short_lines
from simnet.measures.harm import touched
from simnet.measures.orders import facts, placed_us
from simnet.measures.twins import partners
from simnet.records import Records, code

if TYPE_CHECKING:
    from simnet.measures.recovery import Incident

CODES = 2**15
"""More codes than a vocabulary has, so that an order and its SKU fit into one number."""


class _Row(NamedTuple):
    node: int
    sku: int
    first_days: float
    orders: int
    units: int


def ran_out(records: Records, twin: Records, drill: Rehearsed) -> Columns:
    """Give the columns of table `ran_out`, the first to run out first.

    A line is short because of the drill if its order and SKU found stock in the twin. Where as many lines are
    short in the twin, only others, there is no row.
    """
    mine, theirs = _short(records, drill), _short(twin, drill)
    fresh = mine[~np.isin(_keys(mine, partners(records, twin)), _keys(theirs, None))]
    places = np.unique(np.stack((fresh["node"], fresh["sku"])), axis=1).T
    rows = [row for node, sku in places.tolist() if (row := _row(fresh, mine, theirs, node, sku, drill))]
    rows.sort(key=lambda row: row.first_days)
    words = records.words("node"), records.words("sku")
    return {
        "node": [words[0][row.node] for row in rows],
        "sku": [words[1][row.sku] for row in rows],
        "first_days": np.array([row.first_days for row in rows], float),
        "orders": np.array([row.orders for row in rows], np.int64),
        "units": np.array([row.units for row in rows], np.int64),
    }


def _short(records: Records, drill: Rehearsed) -> Array:
    rows = short_lines(records)
    found: Array = rows[(rows["t_us"] >= drill.begin_us) & (rows["t_us"] < drill.until_us)]
    return found


def _keys(rows: Array, partner: Array | None) -> Array:
    order = rows["order"] if partner is None else partner[rows["order"]]
    keys: Array = order.astype(np.int64) * CODES + rows["sku"]
    return keys


def _row(fresh: Array, mine: Array, theirs: Array, node: int, sku: int, drill: Rehearsed) -> _Row | None:
    here, all_here, there = (
        rows[(rows["node"] == node) & (rows["sku"] == sku)] for rows in (fresh, mine, theirs)
    )
    more = int(all_here["quantity"].sum()) - int(there["quantity"].sum())
    if more <= 0:
        return None
    first = float(here["t_us"].min() - drill.begin_us) / units.DAY
    return _Row(node, sku, first, len(all_here) - len(there), more)


def regions(records: Records, twin: Records, window: Incident) -> Columns:
    """Give the columns of table `regions`: orders placed from t0 less the longest promise to H, by region."""
    words = records.words("region")
    orders, late = _placed(records, window, len(words))
    _, twin_late = _placed(twin, window, len(words))
    low, high = np.searchsorted(placed_us(records), (window.from_us, window.until_us))
    hit = facts(records).region[low:high][touched(records, twin)[low:high]]
    return {
        "region": list(words),
        "orders": orders,
        "late": late,
        "twin_late": twin_late,
        "blast_orders": count(hit, len(words)),
    }


def _placed(records: Records, window: Incident, size: int) -> tuple[Array, Array]:
    """Count orders and late orders of the window by region."""
    known = facts(records)
    low, high = np.searchsorted(known.placed_us, (window.from_us, window.until_us))
    part = slice(low, high)
    sold, late = known.sold[part], known.sold[part] & ~known.on_time[part]
    return count(known.region[part][sold], size), count(known.region[part][late], size)


def ways(records: Records, twin: Records, window: Incident) -> Columns:
    """Give the columns of table `ways`: first parcels queued while events or response lasted."""
    rows = records["outages"][list(window.occurrences)]
    end = int(max(rows["end_us"].max(initial=window.end_us), rows["stood_down_us"].max(initial=0)))
    mine, theirs = (_ways(world, window.begin_us, end) for world in (records, twin))
    keys = sorted({*mine, *theirs})
    node, region, service = (np.array([key[place] for key in keys], int) for place in range(3))
    return {
        "node": named(records.words("node"), node),
        "region": named(records.words("region"), region),
        "service": named(records.words("service"), service),
        "parcels": np.array([mine.get(key, 0) for key in keys], np.int64),
        "twin_parcels": np.array([theirs.get(key, 0) for key in keys], np.int64),
    }


def _ways(records: Records, begin: int, end: int) -> dict[tuple[int, ...], int]:
    rows = records["shipments"]
    real = (rows["state"] != code("shipment_state", "void")) & (
        rows["kind"] == code("shipment_kind", "first")
    )
    rows = rows[real & (rows["queued_us"] >= begin) & (rows["queued_us"] <= end)]
    keys, counts = np.unique(
        np.stack((rows["node"], rows["region"], rows["service"])), axis=1, return_counts=True
    )
    return {tuple(key): int(many) for key, many in zip(keys.T.tolist(), counts, strict=True)}
