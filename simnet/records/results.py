"""The tables of a run: what many replications amount to, columns, types, units and meaning.

Every table is a parquet file of the run folder and a DataFrame in Python; charts, pages and the scorecard
are made from these tables alone. A world is `disrupted` (with all that the scenario lets happen) or `twin`
(the same customers and luck, without it). Rates are stored as numerator and denominator, never as a quotient,
so that they can be pooled over replications; the columns are called `<rate>.numerator`, `<rate>.denominator`.
"""

from __future__ import annotations

from simnet.records.declare import Field as Field
from simnet.records.declare import ResultTable as ResultTable
from simnet.records.declare import amount as _amount
from simnet.records.declare import count as _count
from simnet.records.declare import days as _days
from simnet.records.declare import text as _text
from simnet.records.declare import yes as _yes
from simnet.records.exposure_results import ELEMENTS, EXPOSURE

WORLDS = ("disrupted", "twin")
MICRO = 1_000_000
"""Money is stored in whole millionths of the scenario's currency, so that sums agree exactly in any order."""

DAYS_BEFORE, DAYS_AFTER = 14, 60
"""Days of a recovery curve: from so many before the onset to so many after it, as far as the run reaches."""

REPLICATION = _count("replication", "number", "number of the replication")
WORLD = _text("world", "disrupted or twin")
WEEK = _count("week", "number", "week since the start of the horizon, from 0; the last may be shorter")
NODE, SKU, REGION = _text("node", "node"), _text("sku", "SKU"), _text("region", "region")

REPLICATIONS = ResultTable(
    "replications",
    ("replication", "world"),
    (REPLICATION, WORLD),  # and one or two columns for each measure of simnet.measures.catalog
    "One row a replication and world, with every measure; ratios as numerator and denominator.",
)

INCIDENTS = ResultTable(
    "incidents",
    ("replication", "incident"),
    (
        REPLICATION,
        _count("incident", "number", "number of the incident in the replication, in the order of onset"),
        _text("events", "names of the disruptions that it consists of, separated by commas"),
        _text("kinds", "their types, separated by commas"),
        _text("targets", "elements that they concern, separated by commas"),
        _days("onset_days", "onset of the first, since the start of the horizon"),
        _days("downtime_days", "from the onset to the end of the last"),
        _days("detect_days", "from the onset to the first alert; infinite if none"),
        _days("decide_days", "from the onset to the decision; infinite if none"),
        _days(
            "rerouted_first_days", "to the first order assigned elsewhere than in the twin; infinite if none"
        ),
        _days("rerouted_last_days", "to the last waiting order assigned elsewhere; infinite if none"),
        _days("first_parcel_days", "to the first collection of such an order; infinite if none"),
        _days("resupply_days", "to the first unit received from a backup source; infinite if none"),
        _days("service_days", "service clock; 0 if absorbed, infinite if censored"),
        _days("backlog_days", "backlog clock; 0 if never above the twin's, infinite if censored"),
        _days("stock_days", "stock clock; 0 if never below the twin's, infinite if censored"),
        _days("survive_days", "from the onset to the first breach; infinite if never breached"),
        _yes("absorbed", "the service clock was never breached"),
        _yes("censored", "the service clock was still running at the end"),
        _amount("excess_late", "orders", "late orders beyond the twin's"),
        _count("excess_cancelled", "orders", "cancelled and lost orders beyond the twin's"),
        _amount("resilience_loss", "%·days", "integral of the twin's on-time share less this one's"),
        _amount("depth", "%", "largest shortfall of the on-time share of a day's orders"),
        _count("blast_orders", "orders", "orders late, cancelled or lost here and in time in the twin"),
        _count(
            "window_orders", "orders", "orders placed from the longest promise before the onset to recovery"
        ),
        _amount("blast_share", "share", "blast_orders / window_orders"),
        _amount("blast_revenue", "currency", "value of the blast_orders"),
        _amount("window_revenue", "currency", "value of the window_orders"),
        _count("blast_regions", "regions", "regions that the blast_orders come from"),
        _amount("team_minutes", "min", "minutes of the team beyond the twin's, from the onset to recovery"),
        _count("touches", "touches", "touches beyond the twin's, from the onset to recovery"),
    ),
    "One row an incident: a disruption, or several whose effects overlap before recovery.",
)

CURVES = ResultTable(
    "curves",
    ("replication", "incident", "day"),
    (
        REPLICATION,
        _count("incident", "number", "number of the incident in the replication"),
        _count("day", "days", "days since the onset: row d covers [d, d + 1)"),
        _count("orders", "orders", "orders placed in that day"),
        _count("late", "orders", "of them not delivered complete by their promise"),
        _count("twin_orders", "orders", "orders placed in that day in the twin"),
        _count("twin_late", "orders", "of them not delivered complete by their promise"),
        _count("overdue", "orders", "open orders past their promise at the end of that day"),
        _count("twin_overdue", "orders", "the same in the twin"),
        _count("position", "units", "inventory position of the network at the end of that day"),
        _count("twin_position", "units", "the same in the twin"),
    ),
    "The course of an incident day by day, with and without it.",
)

NODES = ResultTable(
    "nodes",
    ("replication", "world", "node"),
    (
        REPLICATION,
        WORLD,
        NODE,
        _count("orders", "orders", "orders whose first line it was last assigned"),
        _count("on_time", "orders", "of them delivered complete by their promise"),
        _count("parcels", "parcels", "parcels delivered from it"),
        _count("units", "units", "units in them"),
        _count("damaged", "parcels", "of them damaged"),
        _count("wrong", "parcels", "of them with wrong contents"),
        _amount("busy_minutes", "station min", "work of its stations in the horizon"),
        _amount("open_minutes", "station min", "station time in opening hours of the horizon"),
        _days("handling_days", "sum over parcels of the days from queue to packed"),
        _days("stockout_days", "node-SKU-days with nothing on hand"),
    ),
    "One row a node: its work and how well it did it.",
)

SKUS = ResultTable(
    "skus",
    ("replication", "world", "node", "sku"),
    (
        REPLICATION,
        WORLD,
        NODE,
        SKU,
        _days("stockout_days", "days with nothing on hand"),
        _count("stockout_events", "orders", "orders that found none there"),
        _count("units_short", "units", "units that found no stock there"),
        _amount("on_hand", "units", "mean units on the shelf, not reserved, over the horizon"),
        _amount("on_order", "units", "mean units on order over the horizon"),
        _count("cycles", "cycles", "replenishment cycles that ended with a receipt in the horizon"),
        _count("cycles_short", "cycles", "of them with a backorder or lost line before the receipt"),
    ),
    "One row a node and SKU that it stocks.",
)

REGIONS = ResultTable(
    "regions",
    ("replication", "world", "region"),
    (
        REPLICATION,
        WORLD,
        REGION,
        _count("orders", "orders", "orders placed there"),
        _count("on_time", "orders", "of them delivered complete by their promise"),
        _count("unserved", "orders", "of them cancelled or lost"),
        _days("door_days", "sum over delivered orders of the days from order to door"),
        _count("delivered", "orders", "orders delivered complete"),
    ),
    "One row a region of customers.",
)

FLOWS = ResultTable(
    "flows",
    ("replication", "world", "kind", "origin", "destination", "service"),
    (
        REPLICATION,
        WORLD,
        _text("kind", "inbound (supplier to node), transfer (node to node), outbound (node to region)"),
        _text("origin", "supplier or node it leaves"),
        _text("destination", "node or region it goes to"),
        _text("service", "service of a carrier that carries it; empty if not outbound"),
        _count("shipments", "shipments", "parcels, purchase orders or transfers that arrived in the horizon"),
        _count("units", "units", "units in them"),
        _days("days", "sum over shipments: in transit (outbound), from order to shelf (others)"),
        _count(
            "late",
            "shipments",
            "outbound: of orders past their promise; inbound: past the usual 9 in 10 time",
        ),
        _count("damaged", "shipments", "parcels damaged; units defective for inbound"),
    ),
    "One row a way that goods take, for the whiteboard, the vendor scorecard and the weekly review.",
)

WEEKS = ResultTable(
    "weeks",
    ("replication", "world", "week"),
    (
        REPLICATION,
        WORLD,
        WEEK,
        _count("orders", "orders", "orders placed"),
        _count("on_time", "orders", "of them delivered complete by their promise"),
        _count("unserved", "orders", "of them cancelled or lost"),
        _count("stockouts", "orders", "orders that found none of something"),
        _count("parcels", "parcels", "parcels delivered"),
        _count("late_parcels", "parcels", "of them after their order's promise"),
        _count("damaged", "parcels", "of them damaged"),
        _count("wrong", "parcels", "of them with wrong contents"),
        _count("returns", "parcels", "parcels that the customer returned, by the week of delivery"),
        _count("receipts", "purchase orders", "purchase orders received"),
        _count("late_receipts", "purchase orders", "of them past the usual 9 in 10 time"),
        _amount("team_minutes", "min", "working minutes of the team on touches that began to wait"),
    ),
    "One row a week of the horizon.",
)

DAYS = ResultTable(
    "days",
    ("world", "day"),
    (
        WORLD,
        _count("day", "number", "day since the start of the horizon, from 0; the last may be shorter"),
        _count("replications", "replications", "replications summed over"),
        _count("orders", "orders", "orders placed in that day"),
        _count("late", "orders", "of them not delivered complete by their promise"),
        _count("overdue", "orders", "open orders past their promise at the end of that day"),
        _count("position", "units", "inventory position of the network at the end of that day"),
    ),
    "The horizon day by day, summed over replications.",
    pooled=True,
)

NODE_WEEKS = ResultTable(
    "node_weeks",
    ("replication", "world", "week", "node"),
    (
        REPLICATION,
        WORLD,
        WEEK,
        NODE,
        _count("orders", "orders", "orders placed in the week whose first line it was last assigned"),
        _count("on_time", "orders", "of them delivered complete by their promise"),
        _count("packed", "parcels", "parcels packed"),
        _amount("busy_minutes", "station min", "work of its stations"),
        _amount("open_minutes", "station min", "station time in opening hours"),
        _count("queue", "parcels", "parcels that wait or are being packed at the end of the week"),
    ),
    "One row a week and node.",
)

STOCK_WEEKS = ResultTable(
    "stock_weeks",
    ("world", "week", "node", "sku"),
    (
        WORLD,
        WEEK,
        NODE,
        SKU,
        _count("replications", "replications", "replications summed over"),
        _count("with_stockout", "replications", "of them with nothing on hand at some time of the week"),
        _days("stockout_days", "days with nothing on hand, summed over replications"),
        _amount("on_hand", "units", "mean units on hand over the week, summed over replications"),
    ),
    "Stock by week, node and SKU, summed over replications because there are so many rows.",
    pooled=True,
)

LEDGER = ResultTable(
    "ledger",
    ("replication", "world", "by", "element", "line"),
    (
        REPLICATION,
        WORLD,
        _text("by", "total, node, lane, sku, region or week: what the amounts are grouped by"),
        _text("element", "node, lane, SKU, region or week's number; empty for the total"),
        _text("line", "line of simnet.measures.catalog: COST_LINES, or what is shown BESIDE them"),
        _count("amount_micro", "10⁻⁶ currency", "amount; costs are positive"),
    ),
    "What a year cost, line by line; for every grouping the lines sum to the total exactly.",
)

THRESHOLDS = ResultTable(
    "thresholds",
    ("replication", "threshold"),
    (
        REPLICATION,
        _text("threshold", "text of the threshold"),
        _count("alerts", "alerts", "how often it fired in the horizon"),
        _days("first_days", "when it first fired, since the start of the horizon; infinite if never"),
    ),
    "One row a threshold of the scenario: kept in a replication if it never fired.",
)

DARK = ResultTable(
    "dark",
    ("element", "replication"),
    (
        _text("element", "node, supplier, carrier, service or lane that goes dark"),
        _text("kind", "its type: node, supplier, carrier, service or lane"),
        REPLICATION,
        _days("downtime_days", "how long it stays dark"),
        _days("survive_days", "from the onset, held dark, to the first breach; infinite if none by the end"),
        _days("service_days", "service clock of the outage; 0 if absorbed, infinite if censored"),
        _amount("excess_late", "orders", "late orders beyond the twin's"),
        _yes("absorbed", "nobody noticed"),
        _yes("censored", "not back within the window"),
    ),
    "What happens when each element that has an event goes dark alone.",
)

WEIGHTS = ResultTable(
    "weights",
    ("path", "measure"),
    (
        _text("path", "path of a number that the file does not give, so that a default stands for it"),
        _text("measure", "measure that it moves"),
        _amount("value", "unit of the number", "the default"),
        _amount("low", "unit of the measure", "change of the measure when the number is 20% smaller"),
        _amount("high", "unit of the measure", "change of the measure when it is 20% larger"),
        _count("replications", "replications", "replications that it was tried on, with shared luck"),
    ),
    "Which defaults weigh most: one at a time, 20% down and up, under the same luck.",
)

OUTAGES = ResultTable(
    "outages",
    ("replication", "element"),
    (
        REPLICATION,
        _text("element", "what goes dark, alone; empty for the row in which nothing does: the twin"),
        _text("kind", "its type: node, supplier, carrier, service or lane; empty for the twin"),
        _days("downtime_days", "how long it stays dark: 0 where the design does not have it"),
        _amount("cost", "currency", "landed cost of the horizon with this outage and no other event"),
        _amount("unsold", "currency", "price of what was wanted and not sold: cancelled, lost, deterred"),
        _amount("loss", "currency", "cost + unsold less the twin's; 0 where the design does not have it"),
        _amount("excess_late", "orders", "late orders beyond the twin's"),
        _days("service_days", "service clock; 0 if absorbed, infinite if censored"),
        _yes("absorbed", "nobody noticed"),
        _yes("censored", "customers still noticed at the end of the horizon"),
        _amount("team_minutes", "min", "minutes of the team beyond the twin's, over the horizon"),
    ),
    "Outages of one element each, for the price of redundancy; only in the designs of a comparison.",
)

OUTAGE_CURVES = ResultTable(
    "outage_curves",
    ("replication", "element", "day"),
    (
        REPLICATION,
        _text("element", "what goes dark, alone"),
        *(field for field in CURVES.fields if field.name not in ("replication", "incident")),
    ),
    "The course of those outages day by day, with and without; only in the designs of a comparison.",
)

FAILURES = ResultTable(
    "failures",
    ("replication",),
    (
        REPLICATION,
        _count("seed", "number", "seed of the scenario"),
        _text("error", "what went wrong"),
    ),
    "One row a replication that failed.",
)

RESULT_TABLES: dict[str, ResultTable] = {
    table.name: table
    for table in (
        REPLICATIONS, INCIDENTS, CURVES, NODES, SKUS, REGIONS, FLOWS, DAYS, WEEKS, NODE_WEEKS, STOCK_WEEKS,
        LEDGER, THRESHOLDS, DARK, EXPOSURE, ELEMENTS, WEIGHTS, FAILURES, OUTAGES, OUTAGE_CURVES,
    )
}  # fmt: skip
