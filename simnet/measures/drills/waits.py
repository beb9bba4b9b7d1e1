"""Table `waits` of a drill: where the time went of orders that came late because of it.

An order's way is that of the parcel that reached the customer last: placed, queued, begun, packed, collected,
delivered. Each stretch is held against the same stretch of the twin; what is longer counts, by its cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simnet import units
from simnet.measures.columns import Array, Columns
from simnet.measures.drills.short import short_lines
from simnet.measures.harm import touched
from simnet.measures.orders import placed_us
from simnet.measures.response import Failed, failed_elements
from simnet.measures.twins import partners
from simnet.records import Records, code

if TYPE_CHECKING:
    from simnet.measures.recovery import Incident

STRETCHES = ("queued_us", "started_us", "packed_us", "collected_us", "delivered_us")
"""What ends each stretch of a parcel's way; the first begins when the order is placed."""
VOID = code("shipment_state", "void")
BY_HAND = [code("touch_kind", word) for word in ("exception", "batch")]
CANCELLED = code("line_state", "cancelled")


def waits(records: Records, twin: Records, window: Incident) -> Columns:
    """Give the columns of table `waits`: late orders of the window by cause and subject, longest first."""
    low, high = np.searchsorted(placed_us(records), (window.from_us, window.until_us))
    late = np.flatnonzero(touched(records, twin)[low:high]) + low
    last, theirs = _last(records, late), _last(twin, partners(records, twin)[late])
    came = (last >= 0) & (theirs >= 0)
    mine = _stretches(records, late[came], last[came])
    usual = _stretches(twin, partners(records, twin)[late][came], theirs[came])
    more = np.maximum(mine - usual, 0) / units.DAY
    known = _Known.of(records, window)
    sums: dict[tuple[str, str], list[float]] = {}
    for number, parcel, longer in zip(late[came].tolist(), last[came].tolist(), more, strict=True):
        for (cause, subject), days in _causes(known, number, parcel, longer):
            _add(sums, cause, subject, days)
    for number in late[~came].tolist():
        _add(sums, *_never(known, number), _open_days(records, number))
    ranked = sorted(sums.items(), key=lambda row: (-row[1][1], row[0]))
    return {
        "cause": [cause for (cause, _), _ in ranked],
        "subject": [subject for (_, subject), _ in ranked],
        "orders": np.array([int(orders) for _, (orders, _) in ranked], np.int64),
        "days": np.array([days for _, (_, days) in ranked], float),
    }


@dataclass(frozen=True)
class _Known:
    """What is looked up for every late order."""

    records: Records
    failed: Failed
    short: dict[int, str]
    """SKU and node that an order found no stock of first."""
    void: dict[int, int]
    """Node of the last void parcel of an order."""
    looked: frozenset[int]
    """Orders that a person had to look at."""
    left: dict[int, int]
    """Node where an order was when the customer cancelled it before it was packed; −1: before it had one."""

    @classmethod
    def of(cls, records: Records, window: Incident) -> _Known:
        shipments, touches = records["shipments"], records["touches"]
        rows, skus, nodes = short_lines(records)[::-1], records.words("sku"), records.words("node")
        short = {
            order: f"{skus[sku]} at {nodes[node]}"
            for order, sku, node in zip(*(rows[c].tolist() for c in ("order", "sku", "node")), strict=True)
        }
        gone = shipments[shipments["state"] == VOID]
        void = dict(zip(gone["order"].tolist(), gone["node"].tolist(), strict=True))
        looked = frozenset(touches["subject"][np.isin(touches["kind"], BY_HAND)].tolist())
        return cls(records, failed_elements(records, window), short, void, looked, _left(records))


def _left(records: Records) -> dict[int, int]:
    """Find where orders were whose lines were cancelled for want of packing or of a person, not of stock."""
    lines = records["lines"]
    reserved = (lines["shipment"] >= 0) | (lines["node"] < 0)
    gone = lines[(lines["state"] == CANCELLED) & reserved]
    return dict(zip(gone["order"].tolist(), gone["node"].tolist(), strict=True))


def _add(sums: dict[tuple[str, str], list[float]], cause: str, subject: str, days: float) -> None:
    row = sums.setdefault((cause, subject), [0.0, 0.0])
    row[0] += 1
    row[1] += days


def _last(records: Records, orders: Array) -> Array:
    """Find the parcel of each order that reached the customer last; −1 if none did, or there is no order."""
    shipments = records["shipments"]
    place = np.full(len(records["orders"]) + 1, -1)
    came = np.flatnonzero(shipments["delivered_us"] >= 0)
    came = came[np.argsort(shipments["delivered_us"][came], kind="stable")]
    place[shipments["order"][came]] = came
    place[-1] = -1
    found: Array = place[orders]
    return found


def _stretches(records: Records, orders: Array, parcels: Array) -> Array:
    """Give how long each stretch of each way took, µs; shape (orders, 5)."""
    rows = records["shipments"][parcels]
    instants = np.stack([placed_us(records)[orders], *(rows[name] for name in STRETCHES)], axis=1)
    return np.diff(np.maximum.accumulate(instants, axis=1), axis=1)


def _causes(known: _Known, order: int, parcel: int, longer: Array) -> list[tuple[tuple[str, str], float]]:
    """Name the cause of every stretch that took longer."""
    row = known.records["shipments"][parcel]
    node = known.records.words("node")[row["node"]]
    service = known.records.words("service")[row["service"]]
    dock = ("outage", service) if known.failed.service[row["service"]] else ("dock", node)
    before, station = _before(known, order, row), _station(known, int(row["node"]))
    names = (before, station, ("packing", node), dock, ("transit", service))
    return [(name, float(days)) for name, days in zip(names, longer, strict=True) if days > 0]


def _station(known: _Known, node: int) -> tuple[str, str]:
    """Name a node as what packs no parcels for now: it failed, or it has too much to do."""
    return "outage" if known.failed.node[node] else "station", known.records.words("node")[node]


def _never(known: _Known, order: int) -> tuple[str, str]:
    """Name what kept an order from ever coming: its stock, if the customer did not cancel before packing."""
    if order not in known.left:
        return "stock", known.short.get(order, "")
    if known.left[order] >= 0:
        return _station(known, known.left[order])
    return ("people", "") if order in known.looked else ("system", "")


def _before(known: _Known, order: int, row: Array) -> tuple[str, str]:
    """Name what kept an order from its parcel's queue: another queue, stock, or people."""
    waited = int(row["rerouted_from"]) if row["rerouted_from"] >= 0 else known.void.get(order, -1)
    if waited >= 0:
        return "decision" if known.failed.node[waited] else "station", known.records.words("node")[waited]
    if order in known.short:
        return "stock", known.short[order]
    return ("people", "") if order in known.looked else ("system", "")


def _open_days(records: Records, order: int) -> float:
    row = records["orders"][order]
    end = int(row["finished_us"]) if row["finished_us"] >= 0 else records.meta.stop_us
    return float(end - int(row["placed_us"])) / units.DAY
