"""`sn.drill`: a failover drill from Python."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import simnet as sn
from simnet.errors import ScenarioError, SimnetError
from simnet.records.run_folder import RunFolderError
from simnet.scenario import load_text
from simnet.study.drills import run_drill
from simnet.study.plan import StudyError
from tests import worlds
from tests.unit.study.drilled import DARK, brand, first


@pytest.fixture(scope="module")
def found() -> sn.DrillResults:
    return sn.drill(brand(DARK), 3, which="2026-Q2")


def test_a_drill_gives_a_verdict_and_frames(found: sn.DrillResults) -> None:
    assert (found.status, found.verdict, found.passed) == ("completed", "deviated", False)
    assert found.headline.startswith("Columbus was dark for 2 days.")
    assert found.fix_first.endswith(".")
    assert found.goals.index.tolist() == list(DARK["goals"])
    assert found.clocks.shape == (3, 8)
    assert np.isfinite(found.clocks["detect"]).all()
    assert found.clocks["service_back"].tolist() == found.replications["service_days"].tolist()
    assert found.timeline["what"].iloc[0] == "Columbus goes dark"
    assert found.timeline.index.name == "step"
    assert found.scenario.drills[0].title == DARK["title"]
    assert found.table("course")["replication"].nunique() == 3


def test_changes_are_told_by_goal_with_what_they_cost(found: sn.DrillResults) -> None:
    frame = found.changes
    assert frame.index.names == ["change", "goal"]
    assert {"words", "drill", "before", "after", "cost_per_outage", "verdict"} <= set(frame.columns)
    assert set(frame["drill"]) <= {"held", "deviated", "undecided"}
    assert frame.loc[(0, "late_orders"), "words"]


def test_its_pages_are_drawn_and_what_is_no_page_is_refused(found: sn.DrillResults) -> None:
    assert found.plot().get_size_inches()[0] == pytest.approx(1240 / 150)
    assert found.plot("second", "letter").get_size_inches()[0] == pytest.approx(1275 / 150)
    assert found.plot("card").get_size_inches()[0] == pytest.approx(1200 / 150)
    with pytest.raises(SimnetError, match=r"pages is no page of a drill, or no paper \(did you mean page"):
        found.plot("pages")
    with pytest.raises(SimnetError, match="a5 is no page of a drill, or no paper"):
        found.plot("page", "a5")


def test_a_notebook_shows_verdict_headline_and_goals(found: sn.DrillResults) -> None:
    page = found._repr_html_()
    for said in ("✗ NOT PASSED", "Columbus was dark for 2 days.", "Customers stop noticing", "met in"):
        assert said in page
    assert repr(found).startswith("<DrillResults: Columbus was dark for 2 days.")


def test_it_is_the_drill_that_the_study_holds(found: sn.DrillResults) -> None:
    scenario = brand(DARK)
    same = run_drill(scenario, first(scenario), 1)
    assert same.replications["excess_late"].tolist() == found.replications["excess_late"].tolist()[:1]


def test_results_are_kept_and_opened_again(found: sn.DrillResults, tmp_path: Path) -> None:
    kept = found.save(tmp_path / "kept")
    again = sn.load_results(kept)
    assert isinstance(again, sn.DrillResults)
    assert again.headline == found.headline
    with pytest.raises(RunFolderError, match="exists"):
        found.save(kept)


def test_a_file_is_held_with_values_and_pages_are_written(tmp_path: Path) -> None:
    dark = {**DARK, "goals": {"detect": "2 h"}, "schedule": None, "start": "2026-03-02 09:00"}
    dark = {name: value for name, value in dark.items() if value is not None and name != "only_if"}
    dark["events"] = [{"node_outage": "depot", "for": "1 day"}]
    dark |= {"window": {"before": "3 days", "after": "9 days"}}
    file = tmp_path / "brand.yaml"
    file.write_text(worlds.tiny(horizon="60 days", start="2026-02-02", drills=[dark]), encoding="utf-8")
    held = sn.drill(file, 1, values={"drills.0.goals.detect": "3 h"}, out=tmp_path / "held", changes=False)
    assert held.goals.loc["detect", "limit"] == pytest.approx(3 / 24)
    assert held.path == tmp_path / "held"
    assert held.folder.manifest["file"] == str(file)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(SimnetError, match=r"which: tuesday: is no title or date of a drill"):
        sn.drill(brand(DARK), 1, which="tuesday")
    with pytest.raises(SimnetError, match="the file has no drill"):
        sn.drill(load_text(worlds.tiny(horizon="60 days")), 1)
    with pytest.raises(StudyError):
        sn.drill(brand(DARK), 0)
    with pytest.raises(ScenarioError):
        sn.drill("no-such-file.yaml")
