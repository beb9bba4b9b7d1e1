"""The tables of what happened in one replication: columns, types, units and meaning.

Instants are int64 microseconds since the scenario's time zero, -1 if the instant did not come. Names (nodes,
SKUs, states) are small integers into a vocabulary, -1 if there is none. Rows are numbered from 0 in the order
in which they stand, so a number of a row of another table is an index into it; -1 if there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

INSTANT = "µs since time zero"
UNLIMITED = 10**9
"""Initial units of what never runs out: at a drop-shipping supplier that names no stock."""
NUMBER = "row number"
NAME = "name"
UNITS = "units"

VOCABULARIES: dict[str, tuple[str, ...]] = {
    "order_state": ("open", "delivered", "cancelled", "lost", "deterred"),
    "line_state": ("pending", "waiting", "reserved", "picked", "cancelled", "lost", "with_team"),
    "shipment_kind": ("first", "reship"),
    "shipment_state": (
        "queued", "packing", "staged", "in_transit", "held", "void", "lost", "returning", "returned",
        "delivered",
    ),
    "purchase_order_state": (
        "placed", "waiting", "in_production", "ready", "in_transit", "held", "at_dock", "received", "void",
    ),
    "transfer_state": ("waiting", "ready", "in_transit", "held", "at_dock", "received", "void"),
    "stock_change": (
        "received", "moved_in", "moved_out", "restocked", "destroyed", "scrapped", "visible",
        "counted", "drifted",
    ),
    "touch_kind": ("exception", "short_pick", "reroute", "relabel", "purchase_order", "batch"),
    "touch_state": ("queued", "in_hand", "done", "moot"),
}  # fmt: skip
"""Words that are the same in every scenario, in the order of their codes (docs/model.md §7, §9, §10, §15)."""

ELEMENTS = (
    "region", "stream", "sku", "item", "node", "lane", "service", "supplier", "event", "event_kind",
    "targets", "threshold", "subject",
)  # fmt: skip
"""Vocabularies that each scenario brings along."""


@dataclass(frozen=True)
class Column:
    """One column: its numpy type, unit and meaning; `names` is its vocabulary if its values are codes."""

    name: str
    dtype: str
    unit: str
    meaning: str
    names: str = ""


@dataclass(frozen=True)
class Table:
    """One table: one row a thing; `key` names the columns that identify a row, empty for a log."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    meaning: str

    @cached_property
    def dtype(self) -> np.dtype[np.void]:
        """The structured numpy type of the table's array."""
        import numpy as np

        return np.dtype([(column.name, column.dtype) for column in self.columns])

    @cached_property
    def vocabularies(self) -> dict[str, str]:
        """The vocabulary of every column whose values are codes."""
        return {column.name: column.names for column in self.columns if column.names}

    def column(self, name: str) -> Column:
        """Find a column by its name."""
        return next(column for column in self.columns if column.name == name)

    def empty(self, rows: int = 0) -> np.ndarray[tuple[int], np.dtype[np.void]]:
        """Make rows in which nothing is said yet: -1 for codes, instants and numbers, else 0."""
        import numpy as np

        array = np.zeros(rows, self.dtype)
        for column in self.columns:
            if column.unit in (INSTANT, NUMBER) or column.names:
                array[column.name] = -1
        return array


def _at(name: str, meaning: str) -> Column:
    return Column(name, "i8", INSTANT, meaning)


def _row(name: str, meaning: str) -> Column:
    return Column(name, "i4", NUMBER, meaning)


def _name(name: str, meaning: str, names: str = "") -> Column:
    return Column(name, "i2", NAME, meaning, names or name)


def _units(name: str, meaning: str) -> Column:
    return Column(name, "i8", UNITS, meaning)


def _flag(name: str, meaning: str) -> Column:
    return Column(name, "?", "true or false", meaning)


ORDERS = Table(
    "orders",
    ("order",),
    (
        _row("order", "number of the order, in the order of placing"),
        _at("placed_us", "when the customer placed it"),
        _at("promised_us", "by when it was promised to be delivered"),
        _name("region", "region of the customer"),
        _name("stream", "what it comes from: ordinary demand, a promotion or a surge"),
        Column("value", "f8", "scenario currency", "price of all its lines"),
        _name("state", "final state (docs/model.md §15)", "order_state"),
        _at("finished_us", "when the last of its lines ended: delivered, cancelled or lost"),
        Column("attempts", "i4", "parcels", "parcels made for it, void ones and reshipments included"),
    ),
    "One row an order, deterred ones and those of the warm-up included.",
)

LINES = Table(
    "lines",
    ("line",),
    (
        _row("line", "number of the line"),
        _row("order", "order it belongs to"),
        _name("sku", "SKU to be delivered"),
        _name("item", "what the customer bought: the SKU itself or a kit"),
        Column("quantity", "i4", UNITS, "units ordered"),
        _row("group", "first line of its group: lines of one group leave from one node in one parcel"),
        _name("state", "state at the end of the run", "line_state"),
        _name("node", "node that it was last assigned to or waited at"),
        _row("shipment", "latest parcel that carries it; a reshipment, if it was sent again"),
        _at("delivered_us", "when its units first reached the customer, damaged or wrong ones included"),
    ),
    "One row an order line; a kit is one line for each component.",
)

SHIPMENTS = Table(
    "shipments",
    ("shipment",),
    (
        _row("shipment", "number of the parcel, in the order of making"),
        _row("order", "order it belongs to"),
        Column("attempt", "i2", "number", "its place among the order's parcels, which its luck goes by"),
        _name("kind", "the first parcel for its lines, or a reshipment of them", "shipment_kind"),
        _name("node", "node that packs it"),
        _name("lane", "lane it takes"),
        _name("service", "service that carries it"),
        _name("region", "region it goes to"),
        _name("state", "state at the end of the run", "shipment_state"),
        _at("queued_us", "when it joined its node's queue"),
        _at("started_us", "when packing began"),
        _at("packed_us", "when packing ended"),
        _at("collected_us", "when the carrier collected it"),
        _at("delivered_us", "when it was delivered"),
        _flag("damaged", "it was delivered damaged"),
        _flag("wrong", "it was delivered with wrong contents"),
        _flag("reshipped", "it was sent again, because damaged, wrong or lost"),
        _flag("refunded", "it was refunded, because damaged, wrong or lost"),
        _flag("returned", "the customer returned it"),
        _flag("relabelled", "it was moved to another lane while it was staged"),
        _name("rerouted_from", "node whose queue or dock its lines were rerouted from", "node"),
        Column("lines", "i2", "lines", "lines it carries"),
        Column("units", "i4", UNITS, "units it carries"),
        Column("weight_lb", "f4", "lb", "actual weight of what it carries"),
    ),
    "One row a parcel, void ones and those of the warm-up included.",
)

PURCHASE_ORDERS = Table(
    "purchase_orders",
    ("purchase_order",),
    (
        _row("purchase_order", "number of the purchase order, in the order of placing"),
        _name("supplier", "supplier it was placed with"),
        _name("sku", "SKU ordered"),
        _name("node", "node it goes to"),
        _units("quantity", "units ordered"),
        _at("placed_us", "when it was placed"),
        _at("confirmed_us", "when the supplier confirmed it"),
        _at("started_us", "when it entered production"),
        _at("shipped_us", "when the supplier shipped it"),
        _at("arrived_us", "when it reached the node's dock"),
        _at("received_us", "when receiving ended and its units were put on the shelf"),
        _units("defects", "units that failed inspection"),
        _flag("expedited", "what was left of its lead time was shortened by an act"),
        _name("state", "state at the end of the run", "purchase_order_state"),
    ),
    "One row a purchase order from a node to a supplier.",
)

TRANSFERS = Table(
    "transfers",
    ("transfer",),
    (
        _row("transfer", "number of the transfer's part, in the order of placing"),
        _name("from", "node it leaves", "node"),
        _name("to", "node it goes to", "node"),
        _name("sku", "SKU moved"),
        _units("quantity", "units moved"),
        _at("placed_us", "when it was asked for"),
        _at("shipped_us", "when it left"),
        _at("received_us", "when its units were put on the shelf"),
        _name("state", "state at the end of the run", "transfer_state"),
    ),
    "One row a transfer, or a part of one, between two nodes.",
)

STOCK_CHANGES = Table(
    "stock_changes",
    (),
    (
        _at("t_us", "when it happened"),
        _name("node", "node"),
        _name("sku", "SKU"),
        _name("what", "what happened to the stock", "stock_change"),
        _units("quantity", "units it rose (or fell, negative) by"),
        _units("on_hand_after", "units on the shelf and not reserved, after it"),
    ),
    "One row a change of stock: receipts, transfers, returns, losses and corrections (no picks).",
)

OUTAGES = Table(
    "outages",
    ("occurrence",),
    (
        _row("occurrence", "number of the occurrence, in the order of onset"),
        _name("event", "disruption of the scenario that happened"),
        _name("kind", "type of the disruption", "event_kind"),
        _name("targets", "elements it concerns, separated by commas"),
        _at("begin_us", "onset"),
        _at("end_us", "end: the element is restored"),
        _at("detected_us", "when the team noticed"),
        _at("decided_us", "when the team decided and acted"),
        _at("stood_down_us", "when the team went back to ordinary"),
        _flag("broken_off", "its drill was broken off: it ended then, or never began"),
    ),
    "One row an occurrence of a disruption, with the response to it.",
)

TOUCHES = Table(
    "touches",
    ("touch",),
    (
        _row("touch", "number of the touch, in the order of queueing"),
        _name("kind", "what for", "touch_kind"),
        _row("subject", "order (exception, batch), parcel (short_pick, reroute, relabel) or purchase order"),
        _at("queued_us", "when it began to wait for a person"),
        _at("started_us", "when a person began"),
        _at("ended_us", "when it ended, or was found moot"),
        Column("minutes", "f8", "min", "working minutes it took, 0 if moot"),
        _name("state", "state at the end of the run", "touch_state"),
        Column("person", "i4", NUMBER, "number of the person"),
    ),
    "One row a touch: a piece of work by the team.",
)

STOCKOUTS = Table(
    "stockouts",
    (),
    (
        _at("t_us", "when the line found no stock"),
        _row("order", "order"),
        _name("node", "node where the line waits or would have waited"),
        _name("sku", "SKU that was short"),
        _units("quantity", "units of the line"),
        _flag("lost", "the line was lost rather than made to wait"),
    ),
    "One row a line that found no stock when it was routed. One that found no way to stock has none.",
)

STOCK = Table(
    "stock",
    ("node", "sku"),
    (
        _name("node", "node"),
        _name("sku", "SKU"),
        _units("initial", "units at time zero"),
        _units("received", "units received from suppliers, defects included"),
        _units("moved_in", "units received from other nodes"),
        _units("restocked", "units that came back and were put on the shelf"),
        _units("shelf", "units on the shelf at the end of the run, reserved ones included"),
        _units("reserved", "units on the shelf that are promised to a parcel or transfer"),
        _units("recorded", "units that the records say are free to promise"),
        _units("unseen", "units received that the records do not show yet"),
        _units("on_order", "units ordered and not received"),
        _units("backordered", "units that lines or transfers wait for"),
        _units("picked", "units that left in parcels"),
        _units("moved_out", "units that left for other nodes"),
        _units("destroyed", "units destroyed on the shelf"),
        _units("scrapped", "units thrown away: defects and returns not fit for sale"),
        Column("on_hand_unit_us", "f8", "unit µs", "integral over [start, end) of shelf less reserved"),
        Column("out_us", "i8", "µs", "time in [start, end) with nothing on hand"),
        Column("backorder_unit_us", "f8", "unit µs", "integral over [start, end) of units backordered"),
        Column("reserved_unit_us", "f8", "unit µs", "integral over [start, end) of units reserved"),
    ),
    "One row a node and SKU that it stocks, with counters over the whole run (docs/model.md §16).",
)

ALERTS = Table(
    "alerts",
    (),
    (
        _at("t_us", "when the team looked and the threshold fired"),
        _name("threshold", "text of the threshold"),
        _name("subject", "node, region or SKU that it fired for, if it looks at each"),
        Column("value", "f8", "unit of the threshold", "value of its metric at that time"),
    ),
    "One row a threshold that fired.",
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ORDERS,
        LINES,
        SHIPMENTS,
        PURCHASE_ORDERS,
        TRANSFERS,
        STOCK_CHANGES,
        OUTAGES,
        TOUCHES,
        STOCKOUTS,
        STOCK,
        ALERTS,
    )
}


def code(vocabulary: str, word: str) -> int:
    """Give the code of a word that is the same in every scenario."""
    return VOCABULARIES[vocabulary].index(word)
