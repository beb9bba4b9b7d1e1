"""Records of a replication that has been played: the flow's tables and the journal, in the records'
vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from simnet.engine.control import World
from simnet.engine.flow import tables as t
from simnet.engine.plan import Event, Plan
from simnet.records.records import Records, RecordsMeta
from simnet.records.tables import TABLES, code

DELIVERED = code("shipment_state", "delivered")


def harvest(world: World, *, consume: bool = False) -> Records:
    """The records of a finished world; if it may be `consume`d, its largest tables are let go on the way."""
    plan, names = world.plan, _names(world)
    shipments = _shipments(world)
    if consume:
        world.flow.put("parcel", np.zeros(0, t.PARCEL))
    lines = _lines(world, shipments)
    orders = _orders(world, lines, shipments)
    if consume:
        world.flow.put("line", np.zeros(0, t.LINE_STATE))
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
    meta = RecordsMeta(
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
    return Records(tables, names, meta)


def _names(world: World) -> dict[str, list[str]]:
    plan = world.plan
    return {
        "region": [x.name for x in plan.regions],
        "stream": list(world.draws.streams),
        "sku": [x.name for x in plan.skus],
        "item": [x.name for x in plan.items],
        "node": [x.name for x in plan.nodes],
        "lane": _distinct(x.name for x in plan.lanes),
        "service": [x.name for x in plan.services],
        "supplier": [x.name for x in plan.suppliers],
        "event": _distinct(x.name for x in plan.events),
        "event_kind": sorted({x.kind for x in plan.events}),
        "targets": sorted({targets(plan, x) for x in plan.events}),
        "threshold": _distinct(x.text for x in plan.thresholds),
        "subject": _subjects(plan),
    }


def _distinct(words: Iterable[str]) -> list[str]:
    """Words as they are, repeated ones with a number."""
    seen: dict[str, int] = {}
    out = []
    for word in words:
        seen[word] = seen.get(word, 0) + 1
        out.append(word if seen[word] == 1 else f"{word} ({seen[word]})")
    return out


def _subjects(plan: Plan) -> list[str]:
    nodes, regions = {x.name for x in plan.nodes}, {x.name for x in plan.regions}
    return sorted(nodes | regions | {x.name for x in plan.skus})


def targets(plan: Plan, event: Event) -> str:
    """The names of what an event concerns, separated by commas."""
    groups: list[tuple[tuple[int, ...], Any]] = [
        (event.nodes, plan.nodes),
        (event.carriers, plan.carriers),
        (event.services, plan.services),
        (event.lanes, plan.lanes),
        (event.inbound, plan.inbound),
        (event.suppliers, plan.suppliers),
        (event.regions, plan.regions),
    ]
    return ", ".join(str(elements[number].name) for numbers, elements in groups for number in numbers)


def _fill(table: str, rows: int, **columns: Any) -> np.ndarray:
    """A table with these columns; what is not given is unknown, as `Table.empty` has it."""
    unknown = TABLES[table].empty(1)[0]
    array = np.empty(rows, TABLES[table].dtype)
    for name in TABLES[table].dtype.names or ():
        array[name] = columns.get(name, unknown[name])
    return array


def _shipments(world: World) -> np.ndarray:
    p = world.flow.parcel[: int(world.clockwork["parcels"])]
    arrived = (p["delivered"] >= 0) & (p["delivered"] < max(world._now, 1)) | (
        (p["delivered"] == world._now) & world.over
    )
    delivered = arrived & ((p["state"] == t.TRANSIT) | (p["state"] == t.BACK))
    fate, lanes = p["fate"], world.flow.lane
    return _fill(
        "shipments",
        len(p),
        shipment=np.arange(len(p)),
        order=p["order"],
        attempt=p["attempt"],
        kind=p["kind"],
        node=p["node"],
        lane=p["lane"],
        service=lanes["service"][p["lane"]],
        region=lanes["region"][p["lane"]],
        state=np.where(delivered, DELIVERED, p["state"]),
        queued_us=p["queued"],
        started_us=p["begun"],
        packed_us=p["packed"],
        collected_us=p["collected"],
        delivered_us=np.where(delivered, p["delivered"], -1),
        damaged=delivered & ((fate & t.DAMAGED) > 0),
        wrong=delivered & ((fate & t.WRONG) > 0),
        reshipped=(fate & t.RESHIPPED) > 0,
        refunded=(fate & t.REFUNDED) > 0,
        returned=delivered & ((fate & t.RETURNED) > 0),
        rerouted_from=p["home"],
        lines=p["lines"],
        units=p["units"],
        weight_lb=p["weight"],
    )


def _lines(world: World, shipments: np.ndarray) -> np.ndarray:
    state, given = world.flow.line, world.map.lines
    carried = (state["state"] == t.PICKED) & (state["parcel"] >= 0)
    arrived = np.where(carried, shipments["delivered_us"][state["parcel"]], -1) if len(shipments) else -1
    return _fill(
        "lines",
        len(state),
        line=np.arange(len(state)),
        order=state["order"],
        sku=given["sku"],
        item=given["bought"],
        quantity=given["quantity"],
        group=given["group"],
        state=np.where(state["state"] == t.TRIED, t.PENDING, state["state"]),
        node=state["node"],
        shipment=np.maximum(state["parcel"], -1),
        delivered_us=np.where(state["door"] >= 0, state["door"], arrived),
    )


def _orders(world: World, lines: np.ndarray, shipments: np.ndarray) -> np.ndarray:
    given, state = world.map.orders[:-1], world.flow.order[:-1]
    rows = _fill(
        "orders",
        len(given),
        order=np.arange(len(given)),
        placed_us=given["t"],
        promised_us=given["promise"],
        region=given["region"],
        stream=given["stream"],
        attempts=state["attempts"],
    )
    if not len(given):
        return rows
    first = given["first"]
    latest = _latest(world, shipments)
    sums = np.add.reduceat
    gone = (lines["state"] == t.CANCELLED) | (lines["state"] == t.LOST) | latest["lost"]
    is_open = sums(~(gone | latest["delivered"]), first) > 0
    reached = sums(lines["delivered_us"] >= 0, first) > 0
    cancelled = sums(lines["state"] == t.CANCELLED, first) > 0
    words = [code("order_state", word) for word in ("deterred", "open", "delivered", "cancelled", "lost")]
    deterred = state["state"] == t.DETERRED
    rows["state"] = np.select([deterred, is_open, reached, cancelled], words[:4], words[4])
    ended = np.maximum(np.maximum.reduceat(latest["ended"], first), state["finished"])
    rows["finished_us"] = np.select([deterred, is_open], [given["t"], -1], ended)
    rows["value"] = sums(lines["quantity"] * _unit_price(world.plan)[lines["item"]], first)
    return rows


def _latest(world: World, shipments: np.ndarray) -> dict[str, np.ndarray]:
    """Per line: whether its latest parcel was delivered or lost, and when it ended."""
    line = world.flow.line
    carried = (line["state"] == t.PICKED) & (line["parcel"] >= 0)
    if not len(shipments):
        return {"delivered": carried, "lost": carried, "ended": np.full(len(line), -1)}
    state = shipments["state"][line["parcel"]]
    delivered = carried & (state == DELIVERED)
    lost = carried & (state == t.GONE)
    ended = np.where(delivered, shipments["delivered_us"][line["parcel"]], -1)
    return {"delivered": delivered, "lost": lost, "ended": ended}


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
    changes = world.journal.stock_changes
    rows = _fill("stock_changes", len(changes))
    for place, (at, node, sku, what, units, on_hand) in enumerate(changes):
        rows[place] = (at, node, sku, code("stock_change", what), units, on_hand)
    return rows


def _outages(world: World, names: dict[str, list[str]]) -> np.ndarray:
    plan, occurrences = world.plan, world.draws.occurrences
    rows = _fill("outages", len(occurrences), occurrence=np.arange(len(occurrences)))
    for row, occurrence in zip(rows, occurrences, strict=True):
        event = plan.events[occurrence.event]
        row["event"] = occurrence.event
        row["kind"] = names["event_kind"].index(event.kind)
        row["targets"] = names["targets"].index(targets(plan, event))
        row["begin_us"], row["end_us"] = occurrence.begin, occurrence.end
        for clock, at in world.journal.responses.get(occurrence.number, {}).items():
            row[f"{clock}_us"] = at
    return rows


def _touches(world: World) -> np.ndarray:
    touch = world.flow.touch[: int(world.clockwork["touches"])]
    minutes = world.map.touch_time[touch["kind"]] / 60_000_000
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
