"""Values put at paths before a file is read, and scenarios written back so that they mean the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from simnet.errors import ScenarioError
from simnet.scenario import load, load_text
from simnet.scenario.writing import to_yaml

SMALL = """
simnet: 1
customers: {orders: 10 per day}
skus: {candle: {price: 28, cost: 7.40, weight: 1.3 lb, sells: 100%}}
suppliers: {ohio: {makes: [candle], lead_time: 8 to 18 days}}
carriers:
  swift: {services: {ground: {rates: 5.00, days: calendar}}}
nodes:
  garage:
    zip: 89501
    capacity: 60 orders per day
    stock: 2 weeks
    pickup: {swift: {time: "17:00"}}
    advanced: {holidays: none}
disruptions:
  - {node_outage: garage, happens: every year, for: 3 days}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


def test_values_are_read_like_the_file(file: Path):
    changed = load(file, {"customers.orders": "25 per day", "disruptions.0.for": "9 days", "seed": "8"})
    written = SMALL.replace("10 per day", "25 per day").replace("for: 3 days", "for: 9 days") + "seed: 8\n"
    assert to_yaml(changed) == to_yaml(load_text(written))
    assert changed.place("seed") == "--set seed:1:1"


def test_a_value_finds_what_stands_under_advanced(file: Path):
    assert (
        load(file).nodes["garage"].holidays
        != load(file, {"nodes.garage.holidays": "US"}).nodes["garage"].holidays
    )


def test_every_problem_is_told_with_the_option_that_made_it(file: Path):
    file.write_text(SMALL.replace("price: 28", "prize: 28"))
    with pytest.raises(ScenarioError) as refused:
        load(
            file,
            {
                "seed": "-1",
                "nodes.garage.capacity": "a lot",
                "disruptions.7.for": "2 days",
                "customers": "[1",
            },
        )
    places = [problem.place for problem in refused.value.problems]
    assert sum(place.startswith("--set ") for place in places) == 4
    assert any(place.startswith(f"{file}:4:") for place in places)
    assert any("has no part 7 to change" in str(problem) for problem in refused.value.problems)


def test_a_slip_in_the_name_of_an_element_makes_no_new_one(file: Path):
    with pytest.raises(ScenarioError) as refused:
        load(
            file, {"nodes.garag.stations": "2", "skus.mug.price": "3", "suppliers.ohio.capacity": "9 per day"}
        )
    assert sorted(map(str, refused.value.problems)) == [
        "--set nodes.garag.stations:1:1: error: nodes.garag: is not in the scenario, so nothing of it can be "
        "changed (did you mean garage?)",
        "--set skus.mug.price:1:1: error: skus.mug: is not in the scenario, so nothing of it can be changed "
        "(one of: candle)",
    ]
    whole = load(file, {"suppliers.other": "{makes: [candle], lead_time: 5 days}"})
    assert set(whole.suppliers) == {"ohio", "other"}


def test_what_is_written_back_means_the_same():
    """A pickup without weekdays follows the carrier's, and a calendar service delivers at any time."""
    scenario = load_text(SMALL)
    again = load_text(to_yaml(scenario))
    assert to_yaml(again) == to_yaml(scenario)
    (pickup,) = again.nodes["garage"].pickup
    assert "weekdays" not in pickup.model_fields_set
    assert "deliver_at" not in again.carriers["swift"].services["ground"].model_fields_set
    given = SMALL.replace('time: "17:00"', 'time: "17:00", weekdays: [mon, tue, wed, thu, fri]')
    (pickup,) = load_text(to_yaml(load_text(given))).nodes["garage"].pickup
    assert "weekdays" in pickup.model_fields_set
    assert pickup.weekdays == (0, 1, 2, 3, 4)


@pytest.mark.parametrize("name", ["hybrid.yaml", "smallest.yaml"])
def test_the_shipped_scenarios_are_written_back_whole(scenarios: Path, name: str):
    scenario = load(scenarios / name)
    again = load_text(to_yaml(scenario), "resolved.yaml")
    assert again.model_dump() == scenario.model_dump()
    assert to_yaml(again) == to_yaml(scenario)
