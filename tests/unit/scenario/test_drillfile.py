"""A drill file beside its scenario: read as one, every problem at the place of its own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from simnet.pricing.usual import library
from simnet.scenario import ScenarioError, load, load_drills
from simnet.scenario.arithmetic import examine
from tests.worlds import two_nodes

DRILL = """\
simnet: 1
scenario: ../two.yaml
drill:
  title: Columbus dark
  start: 2026-06-08 09:00
  events: [{node_outage: columbus, for: 3 days}]
  goals: {service_back: 6 days, cancelled: 10}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "two.yaml").write_text(two_nodes(start="2026-01-01", horizon="1 year"))
    (tmp_path / "drills").mkdir()
    return tmp_path / "drills"


def written(folder: Path, text: str = DRILL) -> Path:
    (folder / "a.yaml").write_text(text)
    return folder / "a.yaml"


def refused(path: Path) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        load_drills(path)
    return [str(problem).replace(str(path.parent.parent), "") for problem in error.value.problems]


def test_a_drill_file_is_its_scenario_with_its_drills(folder: Path) -> None:
    scenario = load_drills(written(folder))
    assert [drill.title for drill in scenario.drills] == ["Columbus dark"]
    assert scenario.skus == load(folder.parent / "two.yaml").skus
    assert scenario.place("drills.0.goals.cancelled").endswith("drills/a.yaml:7:33")
    assert "two.yaml" in scenario.place("nodes.columbus.stations")


def test_its_drills_take_the_place_of_the_scenarios(folder: Path) -> None:
    own = {"title": "Own", "start": "2026-03-08", "goals": {"detect": "1 h"}}
    events = [{"node_outage": "reno", "for": "1 day"}]
    text = two_nodes(start="2026-01-01", horizon="1 year", drills=[{**own, "events": events}])
    (folder.parent / "two.yaml").write_text(text)
    assert [drill.title for drill in load_drills(written(folder)).drills] == ["Columbus dark"]
    assert [drill.title for drill in load_drills(folder.parent / "two.yaml").drills] == ["Own"]


def test_several_drills_in_one_file(folder: Path) -> None:
    one = DRILL.partition("drill:\n")[2].replace("  title", "- title", 1)
    text = "simnet: 1\nscenario: ../two.yaml\ndrills:\n" + one + one.replace("06-08", "11-08")
    assert len(load_drills(written(folder, text)).drills) == 2


def test_one_drill_may_be_called_drill_in_a_scenario_too(tmp_path: Path) -> None:
    text = two_nodes(start="2026-01-01", horizon="1 year") + DRILL.partition("../two.yaml\n")[2]
    (tmp_path / "one.yaml").write_text(text)
    assert len(load_drills(tmp_path / "one.yaml").drills) == 1


def test_values_can_be_put_into_the_drill_and_the_scenario(folder: Path) -> None:
    scenario = load_drills(written(folder), {"drill.goals.cancelled": "5", "nodes.columbus.stations": "9"})
    assert scenario.drills[0].goals.cancelled == 5
    assert scenario.nodes["columbus"].stations == 9
    again = scenario.with_values({"drills.0.goals.cancelled": 7})
    assert again.drills[0].goals.cancelled == 7


PROBLEMS = {
    "unknown key": (
        DRILL.replace("drill:", "seed: 3\ndrill:"),
        "/drills/a.yaml:3:1: error: seed: seed: is not a key of a drill file",
    ),
    "misspelled key": (
        DRILL.replace("scenario:", "scenrio:"),
        "scenrio: is not a key of a drill file (did you mean scenario?)",
    ),
    "no scenario": (
        DRILL.replace("scenario: ../two.yaml\n", ""),
        "scenario: is required: the scenario file that the drill is about (such as scenario: ../hybrid.yaml)",
    ),
    "missing scenario": (
        DRILL.replace("../two", "../three"),
        "/drills/a.yaml:2:11: error: scenario: ../three.yaml: does not exist, or is not a file",
    ),
    "absolute": (DRILL.replace("../two", "/two"), "must be named relative to this file"),
    "no yaml": (DRILL.replace("../two.yaml", "../two.csv"), "must be the name of a scenario file, YAML"),
    "a list": (DRILL.replace("../two.yaml", "[a, b]"), "must be the name of a scenario file, YAML"),
    "itself": (
        DRILL.replace("../two", "a"),
        "scenario: a.yaml: is a drill file too (name the scenario itself)",
    ),
    "no drill": (
        DRILL.partition("drill:")[0],
        "/drills/a.yaml:1:1: error: drill: is required: the drill, its events and its goals",
    ),
    "both": (
        DRILL + "drills: []\n",
        "/drills/a.yaml:3:1: error: drill: is given beside drills (keep one of them)",
    ),
    "in the drill": (
        DRILL.replace("node_outage: columbus", "node_outage: colombus"),
        "/drills/a.yaml:6:13: error: drill.events.0.node_outage: colombus: is not the name of a node "
        "(did you mean columbus?)",
    ),
    "unknown key of the drill": (
        DRILL.replace("  title", "  tittle"),
        "/drills/a.yaml:4:3: error: drill.tittle: tittle: is not a key that is known here",
    ),
    "date": (
        DRILL.replace("2026-06", "2027-06"),
        "/drills/a.yaml:5:3: error: drill.start: 2027-06-08 09:00: must lie inside the horizon, "
        "2026-01-01 to 2027-01-01",
    ),
    "dates": (
        DRILL.replace("start: 2026-06-08 09:00", "schedule: {every: quarter, first: 2027-03-01}"),
        "drill.schedule.first: 2027-03-01 00:00: gives no date inside the horizon, 2026-01-01 to 2027-01-01",
    ),
    "no year": (DRILL.replace("simnet: 1\n", "simnet: 2\n"), "simnet: 2: must be one of: 1"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_wrong_is_said_with_its_place(folder: Path, name: str) -> None:
    text, message = PROBLEMS[name]
    said = refused(written(folder, text))
    assert any(message in line for line in said), said


def test_problems_of_the_scenario_stand_in_its_file_and_all_come_at_once(folder: Path) -> None:
    two = folder.parent / "two.yaml"
    two.write_text(two.read_text().replace("stations:", "statons:"))
    said = refused(written(folder, DRILL.replace("3 days", "3 dys") + "odd: 1\n"))
    assert any(line.startswith("/two.yaml:") and "statons" in line for line in said), said
    assert any("drill.events.0.for" in line for line in said), said
    assert any("odd" in line for line in said), said


def test_warnings_of_a_drill_call_it_as_its_file_does(folder: Path) -> None:
    scenario = load_drills(written(folder, DRILL.replace("cancelled: 10", "resupply: 3 days")))
    found = [one for one in examine(scenario, library()) if "resupplied" in one.rule]
    assert [one.path for one in found] == ["drill.goals.resupply"]
    assert found[0].place.endswith("a.yaml:7:33")


def test_a_scenario_without_a_drill_has_none_to_hold(folder: Path) -> None:
    (line,) = refused(folder.parent / "two.yaml") if (folder.parent / "two.yaml").exists() else ("",)
    assert "drills: has no drill to hold" in line
