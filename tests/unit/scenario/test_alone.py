"""What hangs on one element alone: the structural single points of failure."""

from __future__ import annotations

from typing import Any

import pytest

from simnet.pricing.usual import library
from simnet.scenario import load_text
from simnet.scenario.arithmetic import flow_of
from simnet.scenario.arithmetic.alone import Alone, Ways
from simnet.scenario.arithmetic.likelihood import likelihood, times_a_year
from tests import worlds


def alone(*elements: tuple[str, str], text: str = "", **sections: Any) -> Alone:
    scenario = load_text(text or worlds.two_nodes(**sections))
    return Ways(scenario, flow_of(scenario, library())).alone(elements)


@pytest.mark.parametrize(
    "element",
    [("node", "depot"), ("supplier", "factory"), ("carrier", "van"), ("service", "van/ground"),
     ("lane", "factory -> depot"), ("lane", "depot -> home")],
)  # fmt: skip
def test_in_a_chain_all_hangs_on_every_link(element: tuple[str, str]) -> None:
    assert alone(element, text=worlds.tiny()) == Alone(1.0, ("widget",), ("home",))


def test_what_another_place_packs_does_not_hang_on_a_node() -> None:
    found = alone(("node", "columbus"))
    assert found.skus == ("book", "poster"), "reno gets its books from columbus alone, and has no posters"
    fed = {"book": {"refill_from": ["columbus", "printer"]}}
    assert alone(("node", "columbus"), nodes={"reno": {"stock": fed}}).skus == ("poster",)


def test_shares_are_those_of_units_sold_by_product_and_region() -> None:
    closed = [{"from": "columbus", "to": "west", "closed": True}]
    text = worlds.two_nodes(lanes=closed)
    scenario = load_text(text)
    units = {"candle": 0.45 + 2 * 0.10, "book": 0.30 + 0.10, "poster": 0.15}
    found = Ways(scenario, flow_of(scenario, library())).alone([("node", "reno")])
    assert found.regions == ("west",), "only the west is reached from reno alone"
    assert set(found.skus) == {"candle", "book"}
    assert found.share == pytest.approx(0.30 * (units["candle"] + units["book"]) / sum(units.values()))


def test_a_backup_that_people_order_from_is_a_second_way() -> None:
    more = {"importer": {"makes": ["candle", "book"]}}
    listed = {"columbus": {"stock": {"book": {"refill_from": ["printer"]}}}}
    assert "book" in alone(("supplier", "printer"), suppliers=more, nodes=listed).skus
    act = [{"when": "stockouts >= 2", "over": "1 month", "then": {"order_from": "importer"}}]
    assert alone(("supplier", "printer"), suppliers=more, nodes=listed, thresholds=act).skus == ("poster",)


def test_two_at_once_can_hang_what_neither_hangs_alone() -> None:
    assert not alone(("supplier", "chandler"))
    assert not alone(("supplier", "importer"))
    assert alone(("supplier", "chandler"), ("supplier", "importer")).skus == ("candle",)


def test_taking_more_away_never_serves_more() -> None:
    """A law: what hangs on one element hangs on it together with any other."""
    for first in (("node", "columbus"), ("carrier", "swift"), ("supplier", "printer")):
        for second in (("node", "reno"), ("carrier", "brown"), ("lane", "columbus -> west")):
            assert alone(first, second).share >= alone(first).share - 1e-12


@pytest.mark.parametrize(
    ("when", "words", "a_year"),
    [
        ({"happens": "every 15 months"}, "every 15 months", 365 / 450),
        ({"happens": "every 2 years"}, "every 2 years", 0.5),
        ({"every": "quarter"}, "every quarter", 4.0),
        ({"every": "2 weeks", "probability": "10%"}, "every 14 days, 10%", 365 / 140),
        ({"starts": "2026-02-01"}, "on 2026-02-01", 365 / 60),
        ({"probability": "20%"}, "a chance of 20%", 0.2 * 365 / 60),
        ({"after": "storm", "probability": "50%"}, "after storm, 50%", 0.5),
    ],
)
def test_how_often_an_event_comes(when: dict[str, Any], words: str, a_year: float) -> None:
    storm = {"name": "storm", "node_outage": "depot", "happens": "every year", "for": "1 day"}
    other = {"name": "other", "node_outage": "depot", "for": "1 day", **when}
    scenario = load_text(worlds.tiny(disruptions=[storm, other]))
    event = scenario.disruptions[1]
    assert likelihood(event) == words
    assert times_a_year(event, scenario) == pytest.approx(a_year, rel=0.002)
