"""The engine against the oracle: every order, parcel, purchase order, touch and stock level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any

from simnet.engine.control import World
from simnet.engine.flow import tables as t
from simnet.records.tables import VOCABULARIES
from tests.oracle.plain import Result

Rows = Counter[Hashable]

STOCK = {
    "initial": "initial",
    "shelf": "shelf",
    "reserved": "reserved",
    "recorded": "recorded",
    "unseen": "unseen",
    "on_order": "on_order",
    "received": "received",
    "transferred_in": "moved_in",
    "transferred_out": "moved_out",
    "restocked": "restocked",
    "picked": "picked",
    "destroyed": "destroyed",
    "scrapped": "scrapped",
}
"""Column of the oracle → column of the engine."""
LASTING = t.WRONG, t.RELABELLED
"""What stays with a parcel, whatever becomes of it."""


def differences(world: World, result: Result) -> list[str]:
    """What the two do not agree on, one line each; empty if they agree."""
    found = []
    pairs = {
        "parcels": (_parcels(world), _oracle_parcels(result)),
        "lines": (_lines(world), _oracle_lines(result)),
        "stock": (_stock(world), _oracle_stock(result)),
        "purchase orders": (_purchase_orders(world), _supplies(result.purchase_orders)),
        "transfers": (_transfers(world), _supplies(result.transfers)),
        "touches": (_touches(world), _oracle_touches(result)),
        "stockouts": (_misses(world), Counter(result.stockouts)),
        "stock changes": (_changes(world), Counter((k, v) for k, v in result.changes.items() if v)),
        "responses": (_responses(world), _oracle_responses(result)),
        "alerts": (Counter(row[:3] for row in world.journal.alerts), Counter(result.fired)),
        "loyalty": (Counter(world.flow.region["loyalty"].tolist()), Counter(result.loyalty)),
    }
    for name, (engine, oracle) in pairs.items():
        found += [f"{name}, engine only: {row}" for row in _sorted(engine - oracle)]
        found += [f"{name}, oracle only: {row}" for row in _sorted(oracle - engine)]
    return found


def _sorted(rows: Rows) -> Iterable[Any]:
    return sorted(rows, key=repr)


def _parcels(world: World) -> Rows:
    rows: Rows = Counter()
    for p in world.flow.parcel[: int(world.clockwork["parcels"])]:
        state, delivered = _parcel_state(p, world._now)
        past = tuple(int(p[name]) for name in ("begun", "packed", "collected"))
        fate = bool(p["fate"] & t.DAMAGED) and delivered >= 0, *(bool(p["fate"] & bit) for bit in LASTING)
        identity = tuple(int(p[name]) for name in ("order", "attempt", "node", "queued", "lane"))
        rows[(*identity, int(p["fate"] & t.AGAIN > 0), state, *past, delivered, *fate)] += 1
    return rows


def _parcel_state(p: Any, now: int) -> tuple[str, int]:
    delivered = int(p["delivered"])
    if p["state"] == t.TRANSIT:
        return ("delivered", delivered) if delivered <= now else ("transit", -1)
    if p["state"] == t.BACK:
        return ("delivered", delivered) if delivered >= 0 else ("returned", -1)
    names = {t.QUEUED: "queued", t.PACKING: "packing", t.STAGED: "staged", t.VOID: "void", t.GONE: "lost"}
    return names.get(int(p["state"]), "transit"), -1


def _oracle_parcels(result: Result) -> Rows:
    rows: Rows = Counter()
    for s in result.shipments:
        identity = s["order"], s["attempt"], s["node"], s["queued"], s["lane"], int(s["kind"] == "reship")
        past = s["state"], s["started"], s["packed"], s["collected"], s["delivered"]
        rows[(*identity, *past, s["damaged"] and s["delivered"] >= 0, s["wrong"], s["relabelled"])] += 1
    return rows


def _lines(world: World) -> Rows:
    names = {
        t.PENDING: "new", t.WAITING: "waiting", t.RESERVED: "shipping", t.CANCELLED: "cancelled", t.LOST:
        "lost",
        t.HANDS: "touch",
    }  # fmt: skip
    order = world.flow.order["state"]
    rows: Rows = Counter()
    for number, line in enumerate(world.flow.line):
        state = names.get(int(line["state"]), "shipping")
        if line["state"] == t.PICKED:
            parcel = world.flow.parcel[int(line["parcel"])]
            how = _parcel_state(parcel, world._now)[0]
            state = how if how in ("delivered", "lost") else "shipping"
        if order[line["order"]] == t.DETERRED:
            state = "deterred"
        elif order[line["order"]] == t.SYSTEM:
            state = "held"
        node = -1 if state in ("deterred", "new", "held", "touch") else int(line["node"])
        rows[number, state, node] += 1
    return rows


def _oracle_lines(result: Result) -> Rows:
    away = "deterred", "new", "held", "touch"
    return Counter((x["number"], x["state"], -1 if x["state"] in away else x["node"]) for x in result.lines)


def _stock(world: World) -> Rows:
    stock = world.flow.stock
    return Counter(
        (n, k, name, int(stock[column][n, k]))
        for n in range(stock.shape[0])
        for k in range(stock.shape[1])
        for name, column in STOCK.items()
    ) + Counter(
        (n, k, "backordered", int(stock["backordered"][n, k] + stock["claimed"][n, k]))
        for n in range(stock.shape[0])
        for k in range(stock.shape[1])
    )


def _oracle_stock(result: Result) -> Rows:
    names = [*STOCK, "backordered"]
    return Counter((n, k, name, row[name]) for (n, k), row in result.stock.items() for name in names)


def _purchase_orders(world: World) -> Rows:
    return Counter(
        (
            g.supplier,
            g.source,
            g.node,
            g.sku,
            g.quantity,
            g.placed,
            g.shipped,
            g.arrived,
            g.received,
            g.expedited,
        )
        for g in world.suppliers.orders
    )


def _transfers(world: World) -> Rows:
    return Counter(
        (
            g.supplier,
            g.source,
            g.node,
            g.sku,
            g.quantity,
            g.placed,
            g.shipped,
            g.arrived,
            g.received,
            g.expedited,
        )
        for g in world.transfers.parts
        if g.state != "void"
    )


def _supplies(rows: list[dict[str, Any]]) -> Rows:
    names = (
        "supplier",
        "source",
        "node",
        "sku",
        "quantity",
        "placed",
        "shipped",
        "arrived",
        "received",
        "expedited",
    )
    return Counter(
        tuple(row[name] for name in names) for row in rows if row["supplier"] >= 0 or row["state"] != "void"
    )


def _touches(world: World) -> Rows:
    """Touches by the order that they are about, or the row of the purchase order."""
    states = {t.HANDLED: "done", t.MOOT: "moot"}
    own = t.EXCEPTION, t.PURCHASE_ORDER, t.BATCH
    subject = [
        int(row["subject"] if row["kind"] in own else world.flow.parcel["order"][row["subject"]])
        for row in world.flow.touch[: int(world.clockwork["touches"])]
    ]
    return Counter(
        (t.TOUCHES[row["kind"]], about, int(row["queued"]), int(row["begun"]), int(row["ended"]),
         states.get(int(row["state"]), "open"))
        for row, about in zip(world.flow.touch, subject, strict=False)
    )  # fmt: skip


def _oracle_touches(result: Result) -> Rows:
    return Counter(
        (x["kind"], x["order"], x["queued"], x["begun"], x["ended"], x["state"]) for x in result.touches
    )


def _misses(world: World) -> Rows:
    rows = world.flow.miss[: int(world.clockwork["misses"])]
    return Counter(tuple(int(row[x]) for x in ("t", "order", "node", "sku", "quantity")) for row in rows)


def _changes(world: World) -> Rows:
    """Units by instant, node, SKU and what; rows that belong together are one of the oracle's."""
    words = VOCABULARIES["stock_change"]
    units: Counter[tuple[int, int, int, str]] = Counter()
    for row in world.flow.change[: int(world.clockwork["changes"])]:
        key = int(row["t"]), int(row["node"]), int(row["sku"]), words[int(row["what"])]
        units[key] += int(row["units"])
    return Counter((key, value) for key, value in units.items() if value)


def _responses(world: World) -> Rows:
    clocks = "detected", "decided", "stood_down"
    return Counter((o, *(row.get(x, -1) for x in clocks)) for o, row in world.journal.responses.items())


def _oracle_responses(result: Result) -> Rows:
    rows = [tuple(x.values()) for x in result.responses]
    return Counter(row for row in rows if row[1] >= 0)
