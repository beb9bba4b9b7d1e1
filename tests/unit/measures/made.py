"""Records made by hand: orders with what became of each of their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from simnet.records import TABLES, Records, RecordsMeta, code
from simnet.units import DAY

NAMES = {
    "region": ["east"],
    "stream": ["orders"],
    "sku": ["book", "candle"],
    "item": ["book", "candle"],
    "node": ["garage", "3pl"],
    "event": ["storm", "late truck", "duty"],
    "event_kind": ["node_outage", "supplier_delay", "cost_shock"],
    "targets": ["3pl", "ohio", "duty"],
    "threshold": ["on_time < 95%", "stockouts >= 2"],
    "subject": ["3pl"],
}


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
                    "order": number, "node": line.node, "kind": 0, "queued_us": us(order.placed),
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
