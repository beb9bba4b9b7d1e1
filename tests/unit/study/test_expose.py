"""Every element failed in turn: what is failed, for how long, and what is measured of it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simnet import units
from simnet.pricing.usual import library
from simnet.scenario import Scenario, load_text
from simnet.scenario.arithmetic import flow_of
from simnet.study.dark import went_dark
from simnet.study.downtimes import DOWNTIMES, downtime_of
from simnet.study.elements import OUTAGES, all_elements
from simnet.study.expose import Exposing, expose_study
from simnet.study.exposed import Failing, failing
from simnet.study.idle import used
from simnet.study.plan import StudyError, plan_study
from tests import worlds

STORM = {"name": "storm", "node_outage": "depot", "happens": "every year", "for": "8 days"}
LATE = {"name": "late", "supplier_delay": "factory", "factor": 2, "happens": "every year", "for": "3 days"}


def brand(**sections: Any) -> Scenario:
    return load_text(
        worlds.tiny(
            **({"horizon": "120 days", "costs": {"ticket": 6}, "disruptions": [STORM, LATE]} | sections)
        )
    )


def listed(scenario: Scenario, **options: Any) -> list[Failing]:
    return failing(scenario, flow_of(scenario, library()), **options)


def test_every_element_is_failed_once() -> None:
    scenario = brand()
    assert all_elements(scenario, flow_of(scenario, library())) == [
        ("node", "depot"),
        ("supplier", "factory"),
        ("carrier", "van"),
        ("lane", "factory -> depot"),
        ("lane", "depot -> home"),
    ]
    whole = load_text(worlds.two_nodes())
    kinds = [kind for kind, _ in all_elements(whole, flow_of(whole, library()))]
    assert {kind: kinds.count(kind) for kind in OUTAGES} == {
        "node": 2, "supplier": 3, "carrier": 2, "service": 2, "lane": 3 + 2 + 8,
    }  # fmt: skip


def test_a_drop_shipper_is_one_element_that_stops_making_and_packing() -> None:
    scenario = load_text(worlds.example())
    one = next(one for one in listed(scenario) if one.element.name == "poster-lab")
    assert one.element.kind == "node"
    kinds = [next(iter(json.loads(event))) for event in one.element.events]
    assert kinds == ["node_outage", "supplier_outage"]


def test_downtime_is_the_files_else_a_default_with_its_source_else_as_asked() -> None:
    scenario = brand()
    assert downtime_of(scenario, ("node", "depot")).lasts == 8 * units.DAY
    assert downtime_of(scenario, ("node", "depot")).source == "your file: storm"
    assert downtime_of(scenario, ("supplier", "factory")).lasts == 3 * units.DAY, "a delay says something too"
    for kind, name in (("carrier", "van"), ("lane", "depot -> home")):
        found = downtime_of(scenario, (kind, name))
        assert found.lasts == units.parse_duration(DOWNTIMES[kind].value)
        assert DOWNTIMES[kind].source in found.source
    assert downtime_of(scenario, ("node", "depot"), 2 * units.DAY).lasts == 2 * units.DAY


def test_a_lanes_event_may_name_a_place_at_its_end() -> None:
    scenario = brand(disruptions=[{"lane_outage": "home", "happens": "every year", "for": "5 days"}])
    assert downtime_of(scenario, ("lane", "depot -> home")).lasts == 5 * units.DAY
    assert downtime_of(scenario, ("lane", "factory -> depot")).source != "your file"


def test_what_the_file_says_of_an_outage_holds_but_for_its_time() -> None:
    response = {"detect": "5 h", "decide": "1 h", "acts": ["alert"]}
    storm = {**STORM, "in_progress": "lose", "response": response}
    late = {**LATE, "response": response}
    events = {one.element.name: json.loads(one.element.events[0])
              for one in listed(brand(disruptions=[storm, late]))}  # fmt: skip
    assert events["depot"]["in_progress"] == "lose"
    assert events["depot"]["response"]["acts"][0]["act"] == "alert"
    assert events["factory"]["supplier_outage"] == "factory", "a delay is no outage, but people do the same"
    assert "factor" not in events["factory"]
    assert events["factory"]["response"]["acts"][0]["act"] == "alert"
    assert not {"happens", "starts", "luck", "for"} & set(events["depot"])


def test_pairs_are_dark_at_once_for_the_shorter_time() -> None:
    pair = listed(brand(), pairs=["depot+factory"])[-1]
    assert (pair.element.kind, pair.element.name) == ("pair", "depot + factory")
    assert pair.element.downtime == 3 * units.DAY
    assert len(pair.element.events) == 2
    assert listed(brand(), pairs=["carrier:van+depot"])[-1].keys == (("carrier", "van"), ("node", "depot"))


def test_all_that_is_wrong_with_what_is_asked_for_is_said_at_once() -> None:
    with pytest.raises(StudyError) as refused:
        listed(brand(), pairs=["depot", "dept+van", "van+van"], kinds=["nodes"])
    assert str(refused.value).split("\n") == [
        "nodes is not a kind of element (did you mean node?)",
        "--pair depot: must be two different elements with a plus, such as 3pl+garage",
        "--pair dept+van: dept is not an element of the scenario (did you mean depot?)",
        "--pair van+van: must be two different elements with a plus, such as 3pl+garage",
    ]


def test_some_kinds_alone_can_be_failed() -> None:
    assert {one.element.kind for one in listed(brand(), kinds=["node", "lane"])} == {"node", "lane"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scenario = brand()
    target = tmp_path_factory.mktemp("results") / "exposed"
    what = listed(scenario, pairs=["depot+factory"])
    study = expose_study(scenario, what, flow_of(scenario, library()), plan_study(4, jobs=1), out=target)
    assert not study.failures
    return target


def table(folder: Path, name: str) -> pd.DataFrame:
    from simnet.study import Result

    return Result.open(folder).table(name)


def test_a_chain_without_a_second_way_is_exposed_at_once_and_outlasted_by_its_stock(folder: Path) -> None:
    rows = table(folder, "exposure").set_index("element")
    assert len(rows) == 6 * 4
    assert rows.loc["depot", "exposed"].all()
    assert (rows.loc["depot", "survive_days"] <= 1).all()
    assert (rows.loc["depot", "impact"] > 0).all()
    factory = rows.loc["factory"]
    assert (factory["survive_days"] > 3).all(), "stock is reordered at 11 days of demand"
    assert not factory["exposed"].any()
    assert (factory["service_days"] == 0).all()


def test_a_row_adds_up(folder: Path) -> None:
    rows = table(folder, "exposure")
    assert rows["impact"].to_numpy() == pytest.approx((rows["lost_margin"] + rows["extra_cost"]).to_numpy())
    assert (rows["exposed"] == (rows["survive_days"] < rows["downtime_days"])).all()
    seen = rows["survive_days"].replace(math.inf, 0.0)
    assert (seen < rows["window_days"]).all()
    assert (rows["downtime_days"] < rows["window_days"]).all()


def test_a_pair_is_no_better_than_its_worse_part(folder: Path) -> None:
    rows = table(folder, "exposure").set_index(["element", "replication"])["survive_days"]
    assert (rows["depot + factory"] <= rows["depot"]).all()


def test_the_map_says_what_the_file_says(folder: Path) -> None:
    rows = table(folder, "elements").set_index("element")
    assert rows.loc["depot", "likelihood"] == "every year"
    assert rows.loc["depot", "a_year"] == pytest.approx(1.0)
    assert rows.loc["factory", "likelihood"] == "delay every year"
    assert rows.loc["van", "likelihood"] == ""
    assert math.isnan(rows.loc["van", "a_year"])
    assert rows.loc["depot", "backup"] == "none"
    assert rows.loc["depot", "alone_share"] == pytest.approx(1.0)
    assert rows.loc["depot + factory", "backup"] == "none"
    assert rows.loc["depot", "detect_days"] == pytest.approx(0.5 / 24)


def test_the_twin_of_the_study_is_a_run_without_disruptions(folder: Path) -> None:
    rows = table(folder, "replications")
    assert sorted(set(rows["world"])) == ["disrupted", "twin"]
    assert not len(table(folder, "incidents"))
    assert len(table(folder, "flows"))


def test_workers_and_order_change_nothing(folder: Path, tmp_path: Path) -> None:
    scenario = brand()
    what = listed(scenario, pairs=["depot+factory"])
    expose_study(scenario, what, flow_of(scenario, library()), plan_study(4, jobs=2), out=tmp_path / "two")
    for name in ("exposure", "elements", "replications"):
        one, other = (path / "tables" / f"{name}.parquet" for path in (folder, tmp_path / "two"))
        assert one.read_bytes() == other.read_bytes(), name


def test_what_nothing_passes_through_changes_nothing_when_it_fails() -> None:
    """What `used` leaves out would give just the row of an element that is not failed."""
    from simnet.engine.replication import run_replication
    from simnet.measures.money import Money

    scenario = load_text(worlds.two_nodes(horizon="60 days", warmup="0 days"))
    twin = run_replication(scenario, 0, disruptions=False)
    busy = used(twin, scenario)
    idle = [one for one in listed(scenario) if not set(one.keys) & busy]
    assert {one.element.name for one in idle} >= {"importer", "importer -> columbus"}
    for one in idle:
        row, world = went_dark(scenario, one.element, 0, twin)
        assert math.isinf(row["survive_days"])
        assert row["absorbed"]
        assert row["excess_late"] == 0
        impact = Money.of(world, scenario).impact(Money.of(twin, scenario))
        assert impact == (0.0, 0.0)


def test_another_choice_is_another_study() -> None:
    names = {
        Exposing(tuple(listed(brand(), **options))).described
        for options in ({}, {"downtime": units.DAY}, {"kinds": ["node"]}, {"pairs": ["depot+van"]})
    }
    assert len(names) == 4
