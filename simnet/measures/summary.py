"""One replication in a few numbers: what workers send back instead of tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simnet import units
from simnet.measures import service, stockouts
from simnet.measures.orders import counted, on_time
from simnet.measures.ratios import Ratio
from simnet.measures.recovery import Incident, incidents
from simnet.measures.team import team_minutes
from simnet.records import Records, code

Row = dict[str, Any]


@dataclass(frozen=True)
class Summary:
    """The measures of one replication.

    `values` is the flat row, every ratio as `<name>.numerator` and `<name>.denominator`; `nodes` and `skus`
    have one row an element, `incidents` one a disruption (or several that overlap), `alerts` counts by
    threshold.
    """

    values: dict[str, float]
    nodes: tuple[Row, ...]
    skus: tuple[Row, ...]
    incidents: tuple[Incident, ...]
    alerts: dict[str, int]

    def ratio(self, name: str) -> Ratio:
        """Give a ratio by its name."""
        return Ratio(self.values[f"{name}.numerator"], self.values[f"{name}.denominator"])


def summarize(records: Records, twin: Records | None = None) -> Summary:
    """Compute all measures of a replication; recovery only against a twin."""
    return Summary(
        _values(records),
        tuple(by_node(records)),
        tuple(stockouts.by_sku(records)),
        tuple(incidents(records, twin)) if twin is not None else (),
        alerts(records),
    )


def ratios(records: Records) -> dict[str, Ratio]:
    """Compute every measure that is a ratio, by name."""
    transit, door = service.transit_days(records), service.door_days(records)
    return {
        "on_time": service.on_time_delivery(records),
        "on_time_when_delivered": service.on_time_when_delivered(records),
        **service.fill_rates(records),
        "ready": service.ready_rate(records),
        **service.split_rates(records),
        "damage": service.damage(records),
        "accuracy": service.accuracy(records),
        "transit_days": Ratio(float(transit.sum()), len(transit)),
        "door_days": Ratio(float(door.sum()), len(door)),
        "team_minutes_a_week": team_minutes(records),
    }


def _values(records: Records) -> dict[str, float]:
    values = {"orders": float(counted(records).sum())}
    for name, ratio in ratios(records).items():
        values[f"{name}.numerator"] = float(ratio.numerator)
        values[f"{name}.denominator"] = float(ratio.denominator)
    values |= service.spread("transit", service.transit_days(records))
    values |= service.spread("door", service.door_days(records))
    values |= service.backlog(records) | service.unserved(records)
    values["stockout_days"] = stockouts.stockout_days(records)
    values["stockout_events"] = stockouts.stockout_events(records)
    values["units_short"] = stockouts.units_short(records)
    return values


def by_node(records: Records) -> list[Row]:
    """Give the measures of every node.

    One row a node, columns `node`, `orders` (whose first line it was last assigned), `on_time` of them
    (orders), `parcels` delivered from it, `damaged` of them (parcels), `stockout_days` (SKU-days).
    """
    kept, timely, lines, stock = counted(records), on_time(records), records["lines"], records["stock"]
    words = records.words("node")
    first = np.full(len(kept), -1, np.int64)
    first[lines["order"][::-1]] = lines["node"][::-1]
    parcels = records["shipments"][service.delivered(records)]
    return [
        {
            "node": word,
            "orders": int((kept & (first == node)).sum()),
            "on_time": int((kept & timely & (first == node)).sum()),
            "parcels": int((parcels["node"] == node).sum()),
            "damaged": int(parcels["damaged"][parcels["node"] == node].sum()),
            "stockout_days": float(stock["out_us"][stock["node"] == node].sum() / units.DAY),
        }
        for node, word in enumerate(words)
    ]


def alerts(records: Records) -> dict[str, int]:
    """Count how often each threshold fired in the horizon, by its text; 0 if it never did."""
    rows, meta = records["alerts"], records.meta
    during = rows[(rows["t_us"] >= meta.start_us) & (rows["t_us"] < meta.end_us)]
    return {
        word: int((during["threshold"] == number).sum())
        for number, word in enumerate(records.words("threshold"))
    }


def final_states(records: Records) -> dict[str, int]:
    """Count the orders of the horizon by their final state; deterred ones are counted too."""
    orders, meta = records["orders"], records.meta
    during = (orders["placed_us"] >= meta.start_us) & (orders["placed_us"] < meta.end_us)
    words = records.words("order_state")
    return {word: int((during & (orders["state"] == code("order_state", word))).sum()) for word in words}
