"""Scenarios of reference cases as YAML: places that are always open, parcels that are packed at once."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

Part = dict[str, Any]
ZERO = datetime(2026, 1, 5)
"""The start of scenarios, from which the time of a case is counted in days."""
ORDERS = "orders.csv"


def network(customers: Part, nodes: Part, warmup: str = "0 days", **sections: Any) -> str:
    """Write a scenario with one carrier and, if none are given, the SKU `item` from the supplier `maker`.

    It has no horizon and no seed: they are the trial's. `sections` are further parts of the file, or what
    takes the place of these; None leaves a part out.
    """
    scenario: Part = {
        "simnet": 1,
        "name": "Reference case",
        "start": f"{ZERO:%Y-%m-%d}",
        "warmup": warmup,
        "timezone": "UTC",
        "team": {"hours": "always"},
        "customers": {"counts": "poisson", "promise": "5 days"} | customers,
        "skus": {"item": sku()},
        "suppliers": {"maker": {"makes": ["item"], "lead_time": "0 days"}},
        "carriers": {"van": {"services": {"ground": {"rates": 5, "days": "calendar", "transit": "1 day"}}}},
        "nodes": nodes,
    }
    return written({name: part for name, part in (scenario | sections).items() if part is not None})


def written(scenario: Mapping[str, Any]) -> str:
    """Write a mapping as YAML."""
    from ruamel.yaml import YAML

    yaml, out = YAML(typ="safe"), io.StringIO()
    yaml.default_flow_style = None
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 110
    yaml.dump(dict(scenario), out)
    return out.getvalue()


def sku(**more: Any) -> Part:
    """Give an SKU whose price and weight do not matter."""
    return {"price": 20, "cost": 8, "weight": "1 lb"} | more


def node(stock: Part, **more: Any) -> Part:
    """Give a node that is always open, packs at once, and whose parcels leave when they are packed."""
    place: Part = {"zip": "43215", "hours": "always", "holidays": "none", "pickup": "continuous"}
    return place | {"stock": stock} | more


def regions(rates: Mapping[str, float]) -> Part:
    """Give the rate of all orders and the share of every region; regions without orders are left out."""
    total = sum(rates.values())
    shares = {name: f"{rate / total:.17%}" for name, rate in rates.items() if rate > 0}
    return {
        "orders": f"{total!r} per day",
        "regions": {name: {"share": share, "zip": "43215"} for name, share in shares.items()},
    }


def days(value: float) -> str:
    """Write a number of days as a duration."""
    return f"{float(value)!r} days"


def exponential(mean: float) -> Part:
    """Write an exponential duration of so many days on average."""
    return {"exponential": {"mean": days(mean)}}


def instant(day: float) -> str:
    """Write a time of a case, in days, as an instant of the scenario, to the second."""
    return f"{ZERO + timedelta(seconds=round(day * 86_400)):%Y-%m-%d %H:%M:%S}"


def replayed(days_of_file: int, **more: Any) -> Part:
    """Give customers whose orders are those of a file, whose days are as many as given."""
    last = ZERO + timedelta(days=days_of_file - 1)
    file = {
        "file": ORDERS,
        "replay": "as_it_was",
        "first_day": f"{ZERO:%Y-%m-%d}",
        "last_day": f"{last:%Y-%m-%d}",
    }
    return {"orders": file, "regions": {"market": {"share": "100%", "zip": "43215"}}} | more


def order_file(orders: Iterable[tuple[float, int]]) -> dict[str, str]:
    """Write the file of orders for one SKU: the time of each in days, and its units."""
    rows = [f"{number},{instant(day)},item,{units}" for number, (day, units) in enumerate(orders, 1)]
    return {ORDERS: "\n".join(["order,placed,sku,quantity", *rows, ""])}
