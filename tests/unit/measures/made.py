"""Records made by hand: orders with what became of each of their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from simnet.records import TABLES, Records, RecordsMeta, code
from simnet.scenario import load_text
from simnet.units import DAY

NAMES = {
    "region": ["east"],
    "stream": ["orders"],
    "sku": ["book", "candle"],
    "item": ["book", "candle"],
    "node": ["garage", "3pl"],
    "lane": ["garage -> east van.ground", "3pl -> east van.ground", "garage -> east truck.ground"],
    "service": ["van.ground", "truck.ground"],
    "supplier": ["ohio", "backup"],
    "event": ["storm", "late truck", "duty", "strike"],
    "event_kind": ["node_outage", "supplier_delay", "cost_shock", "carrier_outage"],
    "targets": ["3pl", "ohio", "duty", "van"],
    "threshold": ["on_time < 95%", "stockouts >= 2"],
    "subject": ["3pl"],
}

SCENARIO = load_text(
    """
simnet: 1
customers: {orders: 10 per day, regions: {east: {share: 100%, zip: 10001}}}
skus:
  book: {price: 12, cost: 4, weight: 1 lb, sells: 50%}
  candle: {price: 20, cost: 5, weight: 1 lb, sells: 50%}
suppliers:
  ohio: {makes: [book, candle], lead_time: 10 days}
  backup: {makes: [book, candle], lead_time: 20 days, unit_cost: +50%, backup: true}
carriers:
  van: {services: {ground: {rates: {base: 5}, transit: 2 days}}}
  truck: {services: {ground: {rates: {base: 9}, transit: 3 days}}}
nodes:
  garage: {zip: 43215, stations: 1, pick: 10 min, hours: {mon-sun: "08:00-18:00"}, stock: 2 weeks}
  3pl: {zip: 89501, capacity: 60 orders per day, hours: {mon-fri: "09:00-17:00"}, stock: 2 weeks}
costs: {tickets: {late: 40%, split: 10%, damaged: 80%, wrong: 50%}}
""",
    "made",
)
"""A scenario with the elements of `NAMES`."""


@dataclass
class Line:
    """What became of a line: delivered on a day (None: not), or its state."""

    delivered: float | None = None
    state: str = "picked"
    quantity: int = 1
    sku: int = 0
    node: int = 0
    parcel: int = 0
    """Lines of an order with the same number share a parcel."""
    fate: dict[str, Any] = field(default_factory=dict)
    """Further columns of its parcel."""


@dataclass
class Order:
    """An order placed on a day and promised within some."""

    placed: float
    lines: Sequence[Line] = ()
    promise: float = 5
    state: str = "delivered"
    value: float = 10


def us(days: float | None) -> int:
    """Days since time zero as microseconds, -1 for none."""
    return -1 if days is None else round(days * DAY)


def records(
    orders: Sequence[Order], start: float = 0, end: float = 365, **tables: list[dict[str, Any]]
) -> Records:
    """Make records of orders, with rows of further tables; instants in days."""
    meta = RecordsMeta("made", 1, 0, "2026-01-05T00:00:00+00:00", us(start), us(end), us(end + 90))
    rows: dict[str, list[dict[str, Any]]] = {"orders": [], "lines": [], "shipments": []}
    for order in orders:
        _add(rows, order)
    for name, more in tables.items():
        rows[name] = rows.get(name, []) + more
    return Records({name: _array(name, some) for name, some in rows.items()}, NAMES, meta)


def _add(rows: dict[str, list[dict[str, Any]]], order: Order) -> None:
    number, parcels = len(rows["orders"]), {}
    ends = [line.delivered for line in order.lines]
    finished = max(ends) if ends and None not in ends else order.placed if order.state != "open" else None
    rows["orders"].append(
        {
            "placed_us": us(order.placed), "promised_us": us(order.placed + order.promise),
            "region": 0, "stream": 0,
            "value": order.value, "state": code("order_state", order.state), "finished_us": us(finished),
        }
    )  # fmt: skip
    for line in order.lines:
        carried = line.state == "picked"
        if carried and line.parcel not in parcels:
            parcels[line.parcel] = len(rows["shipments"])
            rows["shipments"].append(
                {
                    "order": number, "node": line.node, "lane": line.node, "service": 0, "region": 0,
                    "kind": 0, "queued_us": us(order.placed), "units": line.quantity,
                    "collected_us": us(order.placed + 1), "delivered_us": us(line.delivered),
                    "state": code("shipment_state", "in_transit" if line.delivered is None else "delivered"),
                    **line.fate,
                }
            )  # fmt: skip
        rows["lines"].append(
            {
                "order": number, "sku": line.sku, "item": line.sku, "quantity": line.quantity,
                "node": line.node,
                "state": code("line_state", line.state), "shipment": parcels[line.parcel] if carried else -1,
                "delivered_us": us(line.delivered),
            }
        )  # fmt: skip


def _array(name: str, rows: list[dict[str, Any]]) -> Any:
    table = TABLES[name]
    array = table.empty(len(rows))
    if len(table.key) == 1:
        array[table.key[0]] = range(len(rows))
    for number, row in enumerate(rows):
        for column, value in row.items():
            array[column][number] = value
    return array


def outage(what: int, begin: float, end: float, **more: Any) -> dict[str, Any]:
    """One occurrence, with a response at given days."""
    clocks = {f"{name}_us": us(day) for name, day in more.items()}
    return {"event": what, "kind": what, "targets": what, "begin_us": us(begin), "end_us": us(end), **clocks}
