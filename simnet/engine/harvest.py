"""Records of a replication that has been played: the flow's tables and the journal, in the records'
vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simnet.engine.control import World
from simnet.engine.flow import tables as t
from simnet.engine.names import element_names, targets
from simnet.engine.plan import Plan
from simnet.engine.room import chunks, copied, in_place, let_go, room
from simnet.records.records import Records, RecordsMeta
from simnet.records.tables import TABLES, code

Columns = Mapping[str, Any]
"""Columns of some rows of a table of the records by name."""
DELIVERED = code("shipment_state", "delivered")


def harvest(world: World, *, consume: bool = False) -> Records:
    """The records of a finished world; if it may be `consume`d, written over its tables and its draws."""
    names = element_names(world.plan, world.draws.streams)
    rows = _Rows(consume)
    orders = _order_rows(world, rows)
    shipments = rows.written("shipments", _parcels(world), lambda part: _shipments(world, part))
    given = world.map.lines
    lines = rows.written("lines", world.flow.line, lambda part: _lines(world, shipments, part), spent=given)
    if consume:
        _forget(world)
    tables = {
        "orders": orders,
        "lines": lines,
        "shipments": shipments,
        "purchase_orders": _purchase_orders(world),
        "transfers": _transfers(world),
        "stock_changes": _stock_changes(world),
        "outages": _outages(world, names),
        "touches": _touches(world),
        "stockouts": _stockouts(world),
        "stock": _stock(world),
        "alerts": _alerts(world, names),
    }
    return Records(tables, names, _meta(world))


def _meta(world: World) -> RecordsMeta:
    plan = world.plan
    return RecordsMeta(
        scenario=plan.name,
        seed=plan.seed,
        replication=world.draws.replication,
        zero=plan.zero.isoformat(),
        start_us=plan.start,
        end_us=plan.end,
        stop_us=int(world._now),
        timezone=plan.timezone,
        currency=str(plan.names.get("currency", "USD")),
    )


@dataclass(frozen=True)
class _Rows:
    """Writes the large tables some rows at a time, over the rows that they come from or into fresh memory."""

    over: bool

    def written(
        self,
        name: str,
        source: np.ndarray,
        columns: Callable[[slice], Columns],
        spent: np.ndarray | None = None,
    ) -> np.ndarray:
        """A table of the records with a row for each of the source's; `spent` holds nothing more that is
        needed when its rows have been written."""
        dtype, rows = TABLES[name].dtype, len(source)
        table: np.ndarray = in_place(source, rows, dtype) if self.over else room(rows, dtype)
        table = table.view(np.ndarray)
        # Wider rows reach those of the source that come later: begin at the end.
        for part in chunks(rows, backward=dtype.itemsize > source.dtype.itemsize):
            _write(name, table[part], columns(part))
            if self.over and spent is not None:
                let_go(spent, part)
        return table


def _fill(table: str, rows: int, **columns: Any) -> np.ndarray:
    """A table with these columns; what is not given is unknown, as `Table.empty` has it."""
    array = np.empty(rows, TABLES[table].dtype)
    _write(table, array, columns)
    return array


def _write(table: str, array: np.ndarray, columns: Columns) -> None:
    unknown = TABLES[table].empty(1)[0]
    for name in TABLES[table].dtype.names or ():
        array[name] = columns.get(name, unknown[name])


def _forget(world: World) -> None:
    """The records lie where orders, lines and parcels were; nothing may read them there any more."""
    orders, lines = world.map.orders[:0].copy(), world.map.lines[:0].copy()
    world.draws = replace(world.draws, orders=orders, lines=lines)
    for name, table in (("orders", orders), ("lines", lines)):
        world.map.put(name, table)
    for name in ("order", "line", "parcel"):
        world.flow.put(name, getattr(world.flow, name)[:0].copy())


def _parcels(world: World) -> np.ndarray:
    return world.flow.parcel[: int(world.clockwork["parcels"])]


def _order_rows(world: World, rows: _Rows) -> np.ndarray:
    """Written first, while all that became of their lines is still in the flow's tables."""
    given = world.map.orders
    firsts = given["first"].copy()
    prices = _unit_price(world.plan)
    return rows.written(
        "orders", given[:-1], lambda part: _orders(world, firsts, prices, part), spent=world.flow.order
    )


def _orders(world: World, firsts: np.ndarray, prices: np.ndarray, part: slice) -> Columns:
    given, state = copied(world.map.orders[part]), world.flow.order[part]
    whose = slice(int(firsts[part.start]), int(firsts[part.stop]))
    first = firsts[part] - whose.start
    lines = _outcome(world, whose)
    sums = np.add.reduceat
    is_open = sums(lines["open"], first) > 0
    reached = sums(lines["reached"], first) > 0
    cancelled = sums(lines["cancelled"], first) > 0
    words = [code("order_state", word) for word in ("deterred", "open", "delivered", "cancelled", "lost")]
    deterred = state["state"] == t.DETERRED
    ended = np.maximum(np.maximum.reduceat(lines["ended"], first), state["finished"])
    bought = world.map.lines[whose]
    return {
        "order": np.arange(part.start, part.stop),
        "placed_us": given["t"],
        "promised_us": given["promise"],
        "region": given["region"],
        "stream": given["stream"],
        "attempts": state["attempts"],
        "state": np.select([deterred, is_open, reached, cancelled], words[:4], words[4]),
        "finished_us": np.select([deterred, is_open], [given["t"], -1], ended),
        "value": sums(bought["quantity"] * prices[bought["bought"]], first),
    }


def _outcome(world: World, part: slice) -> dict[str, np.ndarray]:
    """Per line: whether it is open, ever reached its customer, was cancelled; when its parcel arrived."""
    line, parcels = world.flow.line[part], world.flow.parcel
    carried = (line["state"] == t.PICKED) & (line["parcel"] >= 0)
    latest = np.where(carried, line["parcel"], 0)
    state, ended = parcels["state"][latest], parcels["delivered"][latest]
    delivered = carried & _delivered(world, state, ended)
    cancelled = line["state"] == t.CANCELLED
    gone = cancelled | (line["state"] == t.LOST) | (carried & (state == t.GONE))
    return {
        "open": ~(gone | delivered),
        "reached": delivered | (line["arrived"] >= 0),
        "cancelled": cancelled,
        "ended": np.where(delivered, ended, -1),
    }


def _delivered(world: World, state: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Whether parcels with these states and instants of delivery had been delivered when the run ended."""
    before = (at >= 0) & (at < max(world._now, 1))
    arrived = before | ((at == world._now) & world.over)
    found: np.ndarray = arrived & ((state == t.TRANSIT) | (state == t.BACK))
    return found


def _shipments(world: World, part: slice) -> Columns:
    p = copied(_parcels(world)[part])
    delivered = _delivered(world, p["state"], p["delivered"])
    fate, lanes = p["fate"], world.flow.lane
    return {
        "shipment": np.arange(part.start, part.stop),
        "order": p["order"],
        "attempt": p["attempt"],
        "kind": (fate & t.AGAIN) > 0,
        "node": p["node"],
        "lane": p["lane"],
        "service": lanes["service"][p["lane"]],
        "region": lanes["region"][p["lane"]],
        "state": np.where(delivered, DELIVERED, p["state"]),
        "queued_us": p["queued"],
        "started_us": p["begun"],
        "packed_us": p["packed"],
        "collected_us": p["collected"],
        "delivered_us": np.where(delivered, p["delivered"], -1),
        "damaged": delivered & ((fate & t.DAMAGED) > 0),
        "wrong": delivered & ((fate & t.WRONG) > 0),
        "reshipped": (fate & t.RESHIPPED) > 0,
        "refunded": (fate & t.REFUNDED) > 0,
        "returned": delivered & ((fate & t.RETURNED) > 0),
        "relabelled": (fate & t.RELABELLED) > 0,
        "rerouted_from": p["home"],
        "lines": p["lines"],
        "units": p["units"],
        "weight_lb": p["weight"],
    }


def _lines(world: World, shipments: np.ndarray, part: slice) -> Columns:
    state, given = copied(world.flow.line[part]), world.map.lines[part]
    carried = (state["state"] == t.PICKED) & (state["parcel"] >= 0)
    door = np.full(len(state), -1)
    if len(shipments):
        parcel = np.where(state["arrived"] >= 0, state["arrived"], np.where(carried, state["parcel"], -1))
        door = np.where(parcel >= 0, shipments["delivered_us"][parcel], -1)
    return {
        "line": np.arange(part.start, part.stop),
        "order": state["order"],
        "sku": given["sku"],
        "item": given["bought"],
        "quantity": given["quantity"],
        "group": given["group"],
        "state": np.where(state["state"] == t.TRIED, t.PENDING, state["state"]),
        "node": state["node"],
        "shipment": np.maximum(state["parcel"], -1),
        "delivered_us": door,
    }


def _unit_price(plan: Plan) -> np.ndarray:
    """Price of a unit of a line of each item: a kit's price is spread over the units of its recipe."""
    return np.array([item.price / sum(units for _, units in item.components) for item in plan.items])


def _purchase_orders(world: World) -> np.ndarray:
    goods = world.suppliers.orders
    columns = {
        "supplier": "supplier",
        "sku": "sku",
        "node": "node",
        "quantity": "quantity",
        "placed_us": "placed",
        "confirmed_us": "confirmed",
        "started_us": "entered",
        "shipped_us": "shipped",
        "arrived_us": "arrived",
        "received_us": "received",
        "defects": "defects",
        "expedited": "expedited",
    }
    rows = _fill("purchase_orders", len(goods), purchase_order=np.arange(len(goods)))
    for column, attribute in columns.items():
        rows[column] = [getattr(g, attribute) for g in goods]
    rows["state"] = [code("purchase_order_state", g.state if g.left < 0 else "held") for g in goods]
    return rows


def _transfers(world: World) -> np.ndarray:
    parts = world.transfers.parts
    rows = _fill("transfers", len(parts), transfer=np.arange(len(parts)))
    columns = {"from": "source", "to": "node", "sku": "sku", "quantity": "quantity", "placed_us": "placed"}
    for column, attribute in (columns | {"shipped_us": "shipped", "received_us": "received"}).items():
        rows[column] = [getattr(part, attribute) for part in parts]
    rows["state"] = [code("transfer_state", p.state if p.left < 0 else "held") for p in parts]
    return rows


def _stock_changes(world: World) -> np.ndarray:
    change = world.flow.change[: int(world.clockwork["changes"])]
    return _fill(
        "stock_changes",
        len(change),
        t_us=change["t"],
        node=change["node"],
        sku=change["sku"],
        what=change["what"],
        quantity=change["units"],
        on_hand_after=change["on_hand"],
    )


def _outages(world: World, names: dict[str, list[str]]) -> np.ndarray:
    plan, occurrences = world.plan, world.draws.occurrences
    rows = _fill("outages", len(occurrences), occurrence=np.arange(len(occurrences)))
    for row, occurrence in zip(rows, occurrences, strict=True):
        event = plan.events[occurrence.event]
        row["event"] = occurrence.event
        row["kind"] = names["event_kind"].index(event.kind)
        row["targets"] = names["targets"].index(targets(plan, event))
        row["begin_us"], row["end_us"] = occurrence.begin, world.disruptions.end_of(occurrence)
        row["broken_off"] = occurrence.number in world.disruptions.broken_off
        for clock, at in world.journal.responses.get(occurrence.number, {}).items():
            row[f"{clock}_us"] = at
    return rows


def _touches(world: World) -> np.ndarray:
    touch = world.flow.touch[: int(world.clockwork["touches"])]
    minutes = touch["left"] / 60_000_000
    return _fill(
        "touches",
        len(touch),
        touch=np.arange(len(touch)),
        kind=touch["kind"],
        subject=touch["subject"],
        queued_us=touch["queued"],
        started_us=touch["begun"],
        ended_us=touch["ended"],
        minutes=np.where(touch["state"] == t.HANDLED, minutes, 0.0),
        state=touch["state"],
        person=np.maximum(touch["person"], -1),
    )


def _stockouts(world: World) -> np.ndarray:
    miss = world.flow.miss[: int(world.clockwork["misses"])]
    return _fill(
        "stockouts",
        len(miss),
        t_us=miss["t"],
        order=miss["order"],
        node=miss["node"],
        sku=miss["sku"],
        quantity=miss["quantity"],
        lost=miss["lost"] > 0,
    )


def _stock(world: World) -> np.ndarray:
    world.mark_all()
    stock = world.flow.stock
    nodes, skus = np.nonzero(stock["stocked"])
    kept = stock[nodes, skus]
    same = (
        "initial", "received", "moved_in", "restocked", "shelf", "reserved", "recorded", "unseen", "on_order",
        "picked", "moved_out", "destroyed", "scrapped",
    )  # fmt: skip
    return _fill(
        "stock",
        len(kept),
        node=nodes,
        sku=skus,
        backordered=kept["backordered"] + kept["claimed"],
        on_hand_unit_us=kept["on_hand_area"],
        out_us=kept["out_time"],
        backorder_unit_us=kept["backorder_area"],
        reserved_unit_us=kept["reserved_area"],
        **{name: kept[name] for name in same},
    )


def _alerts(world: World, names: dict[str, list[str]]) -> np.ndarray:
    rows = _fill("alerts", len(world.journal.alerts))
    for row, (at, number, subject, value) in zip(rows, world.journal.alerts, strict=True):
        elements = {"node": "node", "region": "region", "sku": "sku"}.get(world.plan.thresholds[number].each)
        row["t_us"], row["threshold"], row["value"] = at, number, value
        if elements and subject >= 0:
            row["subject"] = names["subject"].index(names[elements][subject])
    return rows
