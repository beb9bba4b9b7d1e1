"""One replication in a few numbers and small tables: what workers send back instead of the records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet import units
from simnet.measures import daily, happened, places, stockouts, weekly
from simnet.measures.columns import Columns, stacked, table
from simnet.measures.flows import flows
from simnet.measures.happened import Happened
from simnet.measures.ratios import Ratio
from simnet.measures.recovery import Incident, incidents
from simnet.measures.shared import keep_what_is_freed
from simnet.measures.shelf import stock_weeks
from simnet.measures.tally import order_tally, parcels
from simnet.measures.values import World, plain, values
from simnet.records import Records, code
from simnet.records.results import RESULT_TABLES, WORLDS

if TYPE_CHECKING:
    from simnet.scenario import Scenario

Row = dict[str, Any]


@dataclass(frozen=True)
class Summary:
    """The measures of one replication.

    `values` is the flat row of the disrupted world, every ratio as `<name>.numerator` and
    `<name>.denominator`; `nodes` and `skus` have one row an element, `incidents` one a disruption (or several
    that overlap), `alerts` counts by threshold. `tables` are the tables of `simnet.records.results` by name,
    for both worlds.
    """

    values: dict[str, float]
    nodes: tuple[Row, ...]
    skus: tuple[Row, ...]
    incidents: tuple[Incident, ...]
    alerts: dict[str, int]
    tables: dict[str, Columns] = field(default_factory=dict)

    def ratio(self, name: str) -> Ratio:
        """Give a ratio by its name."""
        return Ratio(self.values[f"{name}.numerator"], self.values[f"{name}.denominator"])


def summarize(records: Records, twin: Records | None = None, scenario: Scenario | None = None) -> Summary:
    """Compute all measures of a replication against its twin: without one, it is its own.

    Without the scenario, `tables` and the measures that need prices, costs or calendars are left out.
    """
    keep_what_is_freed()
    found = incidents(records, twin) if twin is not None else []
    row: dict[str, float]
    tables: dict[str, Columns]
    if scenario is None:
        row, tables = plain(records), {}
    else:
        row, tables = _measured(records, records if twin is None else twin, scenario, found)
    return Summary(
        row, tuple(by_node(records)), tuple(stockouts.by_sku(records)), tuple(found), alerts(records), tables
    )


def _measured(
    records: Records, twin: Records, scenario: Scenario, found: list[Incident]
) -> tuple[dict[str, float], dict[str, Columns]]:
    """Compute the flat row of the disrupted world, and every table of a run for both."""
    number = records.meta.replication
    details = happened.details(records, twin, scenario, found)
    calm = World.of(twin, scenario)
    rows, measured = [values(calm, calm, [])], [_of_world(calm)]
    if twin is records:  # nothing is disrupted: both worlds are the same
        rows, measured = rows * 2, measured * 2
    else:
        world = World.of(records, scenario)
        rows.insert(0, values(world, calm, details))
        measured.insert(0, _of_world(world))
    tables: dict[str, list[Columns]] = {}
    for label, one in zip(WORLDS, measured, strict=True):
        for name, columns in one.items():
            keys = {"replication": number, "world": label}
            tables.setdefault(name, []).append(_table(name, keys | dict(columns)))
    finished = {name: stacked(parts) for name, parts in tables.items()}
    finished["replications"] = _replications(number, rows)
    for name, columns in _of_both(records, twin, details).items():
        finished[name] = _table(name, {"replication": number} | dict(columns))
    return rows[0], finished


def _table(name: str, given: Mapping[str, Any]) -> Columns:
    about = RESULT_TABLES[name]
    known = {field.name for field in about.fields}
    return table(about, {key: column for key, column in given.items() if key in known or key not in _KEYS})


_KEYS = frozenset({"replication", "world"})


def _of_world(world: World) -> dict[str, Mapping[str, Any]]:
    records, came = world.records, world.came
    return {
        "nodes": places.nodes(records, world.work),
        "regions": places.regions(records),
        "skus": stockouts.skus(records, came, world.cycles),
        "flows": flows(records, came),
        "days": daily.days(records),
        "weeks": weekly.weeks(records, came),
        "node_weeks": weekly.node_weeks(records, world.work),
        "stock_weeks": stock_weeks(records),
        "ledger": world.money.rows,
    }


def _of_both(records: Records, twin: Records, details: list[Happened]) -> dict[str, Mapping[str, Any]]:
    return {
        "incidents": happened.rows(details, records.meta.start_us),
        "curves": happened.curves(records, twin, [one.incident for one in details]),
        "thresholds": thresholds(records),
    }


def _replications(number: int, rows: list[dict[str, float]]) -> Columns:
    measured = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return {"replication": np.full(len(rows), number), "world": list(WORLDS), **measured}


def by_node(records: Records) -> list[Row]:
    """Give the measures of every node.

    One row a node, columns `node`, `orders` (whose first line it was last assigned), `on_time` of them
    (orders), `parcels` delivered from it, `damaged` of them (parcels), `stockout_days` (SKU-days).
    """
    orders, tally, stock = order_tally(records), parcels(records).tally, records["stock"]
    placed, late = (grid.sum(axis=(0, 2)) for grid in (orders.orders, orders.late))
    came, damaged = (grid[1].sum(axis=(0, 2, 3)) for grid in (tally.parcels, tally.damaged))
    return [
        {
            "node": word,
            "orders": int(placed[node]),
            "on_time": int(placed[node] - late[node]),
            "parcels": int(came[node]),
            "damaged": int(damaged[node]),
            "stockout_days": float(stock["out_us"][stock["node"] == node].sum() / units.DAY),
        }
        for node, word in enumerate(records.words("node"))
    ]


def alerts(records: Records) -> dict[str, int]:
    """Count how often each threshold fired in the horizon, by its text; 0 if it never did."""
    rows, meta = records["alerts"], records.meta
    during = rows[(rows["t_us"] >= meta.start_us) & (rows["t_us"] < meta.end_us)]
    return {
        word: int((during["threshold"] == number).sum())
        for number, word in enumerate(records.words("threshold"))
    }


def thresholds(records: Records) -> dict[str, Any]:
    """Give the columns of table `thresholds`, a row a threshold of the scenario."""
    rows, start = records["alerts"], records.meta.start_us
    during = rows[(rows["t_us"] >= start) & (rows["t_us"] < records.meta.end_us)]
    words = records.words("threshold")
    first = np.full(len(words), np.inf)
    np.minimum.at(first, during["threshold"], (during["t_us"] - start) / units.DAY)
    return {
        "threshold": words,
        "alerts": np.bincount(during["threshold"], minlength=len(words)),
        "first_days": first,
    }


def final_states(records: Records) -> dict[str, int]:
    """Count the orders of the horizon by their final state; deterred ones are counted too."""
    orders, meta = records["orders"], records.meta
    during = (orders["placed_us"] >= meta.start_us) & (orders["placed_us"] < meta.end_us)
    words = records.words("order_state")
    return {word: int((during & (orders["state"] == code("order_state", word))).sum()) for word in words}
