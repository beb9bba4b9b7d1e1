"""What the laws are tried on: worlds at random, a world in two halves, and ways to compare what happened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from simnet.engine.replication import run_replication
from simnet.records.records import Records
from simnet.records.tables import TABLES
from simnet.scenario import Scenario, load_text
from tests.oracle.named import SECTIONS
from tests.worlds import TINY, merged, two_nodes

numbers = st.integers(min_value=400, max_value=100_000)
"""Numbers of wild worlds that no other test uses."""
names = st.sampled_from(sorted(SECTIONS))
"""Names of the named worlds."""


def document(name: str, **sections: Any) -> dict[str, Any]:
    """A named world of two weeks as data, to be changed."""
    from ruamel.yaml import YAML

    text = two_nodes(**({"horizon": "3 weeks", "warmup": "1 week"} | SECTIONS[name]))
    data: dict[str, Any] = YAML(typ="safe").load(merged(text, sections))
    return data


def written(data: Mapping[str, Any]) -> str:
    """Data as the text of a scenario file, in the order of the data."""
    import io

    from ruamel.yaml import YAML

    yaml, out = YAML(typ="safe"), io.StringIO()
    yaml.representer.sort_base_mapping_type_on_output = False
    yaml.dump(dict(data), out)
    return out.getvalue()


def scenario_of(data: Mapping[str, Any]) -> Scenario:
    return load_text(written(data), "law")


def played(data: Mapping[str, Any], replication: int = 0) -> Records:
    return run_replication(scenario_of(data), replication)


def digest(records: Records) -> str:
    """The bytes of all tables and names, hashed."""
    hashed = hashlib.sha256()
    for name in TABLES:
        hashed.update(records[name].tobytes())
    hashed.update(repr(sorted(records.names.items())).encode())
    hashed.update(repr(sorted(records.meta.as_dict().items())).encode())
    return hashed.hexdigest()


def digest_of(text: str, replication: int) -> str:
    """Play a replication of a scenario's text and hash what happened: what worker processes do."""
    return digest(run_replication(load_text(text, "law"), replication))


def changed_tables(one: Records, other: Records, without: Iterable[str] = ()) -> list[str]:
    """Names of the tables that are not the same bit for bit."""
    return [x for x in TABLES if x not in set(without) and one[x].tobytes() != other[x].tobytes()]


def rewritten(data: Any, change: Callable[[str], str]) -> Any:
    """Data with every key and every string changed."""
    if isinstance(data, Mapping):
        return {change(str(key)): rewritten(value, change) for key, value in data.items()}
    if isinstance(data, list):
        return [rewritten(item, change) for item in data]
    return change(data) if isinstance(data, str) else data


HALF = {
    "apple": {"price": 20, "cost": 8, "weight": "1 lb", "size": "6 x 4 x 2 in", "sells": "50%"},
    "pear": {"price": 24, "cost": 9, "weight": "2 lb", "size": "6 x 5 x 3 in", "sells": "50%"},
}


def halves(**sections: Any) -> str:
    """Two halves that share no stock, station nor pickup: orchard sells apples, garden pears."""

    def node(sku: str, carrier: str) -> dict[str, Any]:
        policy = {"reorder_at": 60, "order_up_to": 140, "initial": 140}
        return {
            "zip": "43215", "hours": {"mon-sat": "08:00-18:00"}, "stations": 1, "pick": "20 min",
            "pickup": {carrier: "17:00"}, "accuracy": "98%", "damage": "1%", "stock": {sku: policy},
        }  # fmt: skip

    service = {"rates": {"base": 5, "per_lb": 0.5}, "days": "calendar", "transit": "1 to 4 days"}
    base = {
        "horizon": "30 days",
        "customers": {"orders": "30 per day", "lines": {1: "100%"}, "patience": "2 to 9 days"},
        "skus": {"widget": None, **HALF},
        "suppliers": {
            "factory": None,
            "apples": {"makes": ["apple"], "lead_time": "2 to 6 days"},
            "pears": {"makes": ["pear"], "lead_time": "2 to 6 days"},
        },
        "carriers": {
            "van": None,
            "redvan": {"services": {"ground": service}, "damage": "2%", "congestion": {"sd": 0.2}},
            "greenvan": {"services": {"ground": service}, "damage": "2%", "congestion": {"sd": 0.2}},
        },
        "nodes": {"depot": None, "orchard": node("apple", "redvan"), "garden": node("pear", "greenvan")},
    }
    return merged(merged(TINY, base), sections)


def half_of(records: Records, sku: str) -> dict[str, np.ndarray]:
    """All that happened to the orders, parcels, goods and stock of one SKU, without numbers of rows."""
    number = records.words("sku").index(sku)
    lines = records["lines"][records["lines"]["sku"] == number]
    mine = np.isin(records["orders"]["order"], lines["order"])
    parcels = records["shipments"][np.isin(records["shipments"]["order"], lines["order"])]
    found = {"orders": records["orders"][mine], "lines": lines, "shipments": parcels}
    for name in ("purchase_orders", "stock_changes", "stock", "stockouts"):
        found[name] = records[name][records[name]["sku"] == number]
    drop = {"order", "line", "shipment", "group", "purchase_order", "stream"}
    keep = {name: [c for c in array.dtype.names if c not in drop] for name, array in found.items()}
    return {name: _packed(array, keep[name]) for name, array in found.items()}


def _packed(array: np.ndarray, columns: list[str]) -> np.ndarray:
    packed = np.zeros(len(array), [(column, array.dtype[column]) for column in columns])
    for column in columns:
        packed[column] = array[column]
    return packed
