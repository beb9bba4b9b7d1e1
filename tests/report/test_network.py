"""The whiteboard's network, and the weakest thing in it, from small scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from simnet.report.network import library, network_of
from simnet.report.run import Run
from simnet.report.weakest import Weakest, weakest
from simnet.scenario import Scenario, load_text
from simnet.scenario.arithmetic import flow_of
from tests.charts import frames
from tests.charts.frames import TYPICAL
from tests.report import fakes
from tests.report.fakes import FakeFolder

BRAND = """
simnet: 1
customers: {orders: 20 per day}
skus:
  candle: {price: 28, cost: 7, weight: 1 lb, size: 4 x 4 x 5 in, sells: 70%}
  book: {price: 20, cost: 7, weight: 1 lb, size: 4 x 4 x 5 in, sells: 30%}
suppliers: {SUPPLIERS}
nodes: {NODES}
carriers: [CARRIERS]
"""
MAKER = "maker: {makes: [candle, book], lead_time: 8 to 18 days}"
OTHER = "other: {makes: [candle, book], lead_time: 8 to 18 days}"
HUB = "hub: {zip: 43215, capacity: 60 orders per day, stock: 6 weeks}"
GARAGE = "garage: {zip: 89501, capacity: 60 orders per day, stock: 2 weeks, refill_from: [SOURCES]}"
ONE = "usps-ground-advantage"
TWO = "usps-ground-advantage, usps-priority"


def _scenario(suppliers: str, nodes: str, carriers: str = TWO) -> Scenario:
    text = BRAND.replace("SUPPLIERS", suppliers).replace("NODES", nodes).replace("CARRIERS", carriers)
    return load_text(text, "brand.yaml")


def _weakest(suppliers: str, nodes: str, carriers: str = TWO) -> Weakest:
    scenario = _scenario(suppliers, nodes, carriers)
    return weakest(scenario, flow_of(scenario, library()))


def test_one_place_is_the_weakest_thing() -> None:
    found = _weakest(MAKER, HUB)
    assert (found.sentence, found.element) == ("Everything passes through hub.", "hub")


def test_a_backup_that_is_fed_by_what_it_backs_up_is_none() -> None:
    garage = GARAGE.replace("SOURCES", "hub")
    assert (
        _weakest(MAKER, f"{HUB}, {garage}").sentence == "Everything passes through hub, even garage’s stock."
    )


def test_a_second_place_with_stock_of_its_own_leaves_the_maker() -> None:
    garage = GARAGE.replace("SOURCES", "maker")
    assert _weakest(MAKER, f"{HUB}, {garage}").sentence == "maker makes everything, and nobody else can."


def test_a_second_maker_of_one_product_leaves_the_other() -> None:
    garage = GARAGE.replace("SOURCES", "maker, other")
    some = OTHER.replace("candle, book", "candle")
    found = _weakest(f"{MAKER}, {some}", f"{HUB}, {garage}")
    assert found.sentence == "Only maker makes book: 30% of what you sell."


def test_then_the_only_carrier_is_the_weakest_thing() -> None:
    garage = GARAGE.replace("SOURCES", "maker, other")
    found = _weakest(f"{MAKER}, {OTHER}", f"{HUB}, {garage}", ONE)
    assert found.sentence == "Every parcel can only go with usps-ground-advantage."


def test_with_two_of_everything_nothing_is() -> None:
    garage = GARAGE.replace("SOURCES", "maker, other")
    found = _weakest(f"{MAKER}, {OTHER}", f"{HUB}, {garage}")
    assert found == Weakest("No single place, maker or carrier can stop it: everything has a second way.")


def test_the_network_stands_without_any_table() -> None:
    garage = GARAGE.replace("SOURCES", "hub, maker")
    scenario = _scenario(MAKER, f"{HUB}, {garage}")
    run = Run(FakeFolder(scenario, {"replications": fakes.replications()}))
    network = network_of(run)
    ways = {(way.origin, way.destination): way for way in network.ways}
    assert ways["maker", "hub"].only
    assert not ways["maker", "hub"].spare
    assert ways["maker", "garage"].spare
    assert not ways["hub", "garage"].spare
    assert {place.column for place in network.places} == {"makes", "packs", "buys"}


def test_units_a_day_come_from_what_was_shipped(scenarios: Path) -> None:
    network = network_of(Run(fakes.hybrid(scenarios)))
    ways = {(way.origin, way.destination): way for way in network.ways}
    assert ways["columbus", "reno"].units == pytest.approx(25_000 / 365)
    assert ways["columbus", "reno"].label == "68 a day"
    assert ways["reno", "east"].label == "3.4 days"
    assert dict(network.lasts)["columbus"] == 0
    columbus = next(place for place in network.places if place.key == "columbus")
    assert "busy 50%" in columbus.facts


def test_services_are_named_where_there_are_several(scenarios: Path) -> None:
    flows = frames.flows(TYPICAL)
    flows.loc[flows["origin"] == "reno", "service"] = "van/ground"
    network = network_of(Run(fakes.hybrid(scenarios, flows=flows)))
    ways = {(way.origin, way.destination): way for way in network.ways}
    assert ways["reno", "east"].label == "van ground\n3.4 days"
    assert ways["columbus", "west"].label == "post ground\n3.4 days"


def test_a_drop_shipper_packs_and_is_no_maker_that_is_ordered_from(scenarios: Path) -> None:
    network = network_of(Run(fakes.hybrid(scenarios)))
    assert [place.column for place in network.places if place.key == "poster-lab"] == ["packs"]
