"""Who takes over when an element goes dark."""

from __future__ import annotations

from typing import Any

import pytest

from simnet.pricing.usual import library
from simnet.scenario import load_text
from simnet.scenario.arithmetic import flow_of
from simnet.scenario.arithmetic.backups import backup_of
from tests import worlds


def backup(kind: str, name: str, **sections: Any) -> str:
    scenario = load_text(worlds.two_nodes(**sections))
    return backup_of(scenario, flow_of(scenario, library()), kind, name)


def test_what_can_do_only_part_of_the_work_says_how_much() -> None:
    assert (
        backup("node", "columbus", nodes={"reno": {"capacity": "10 orders per day"}})
        == "reno for 2 of 3, 8.6 of 82 a day"
    )


def test_a_node_without_another_has_none() -> None:
    scenario = load_text(worlds.tiny())
    flow = flow_of(scenario, library())
    assert backup_of(scenario, flow, "node", "depot") == "none"
    assert backup_of(scenario, flow, "supplier", "factory") == "none"
    assert backup_of(scenario, flow, "carrier", "van") == "none"
    assert backup_of(scenario, flow, "lane", "factory -> depot") == "none"


def test_a_supplier_is_backed_up_by_who_makes_the_same() -> None:
    assert backup("supplier", "chandler") == "importer"
    assert backup("supplier", "printer") == "none"
    more = {"importer": {"makes": ["candle", "book"]}}
    assert backup("supplier", "printer", suppliers=more) == "importer for 1 of 2"


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("carrier", "brown", "swift"),
        ("carrier", "swift", "brown from columbus"),
        ("service", "swift/ground", "swift express and brown ground"),
    ],
)
def test_carriers_are_backed_up_where_others_collect(kind: str, name: str, expected: str) -> None:
    assert backup(kind, name) == expected


def test_a_node_that_is_fed_by_the_dark_one_has_only_its_own_stock() -> None:
    stock = {sku: {"refill_from": ["columbus"]} for sku in ("candle", "book")}
    said = backup("node", "columbus", nodes={"reno": {"stock": stock}})
    assert said.startswith("reno for 2 of 3")
    assert said.endswith("from its own stock only")
