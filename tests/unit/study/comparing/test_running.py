"""A comparison from designs to its folder: the same bytes however it is done, and what is left of it."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pandas as pd
import pytest

from simnet.records.comparison_draft import ComparisonDraft
from simnet.records.comparison_results import COMPARISON_TABLES
from simnet.records.draft import partial_path
from simnet.records.run_folder import RunFolderError
from simnet.study.comparing import Comparison, UntilDecided, ask, compare_study
from simnet.study.comparing.priced import Priced
from simnet.study.plan import StudyError
from simnet.study.work import evaluate
from tests.unit.study.comparing.worlds import one, two

YEARS = 5


def asked(years: int = YEARS, **options):
    return ask({"one": one(), "two": two()}, years, **{"jobs": 1, **options})


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    folder = compare_study(asked(), tmp_path_factory.mktemp("compared") / "first").folder
    assert folder is not None
    return folder


def same_tables(first: Path, second: Path) -> bool:
    names = sorted(path.relative_to(first) for path in first.rglob("*.parquet"))
    assert names == sorted(path.relative_to(second) for path in second.rglob("*.parquet"))
    return all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


def test_the_folder_has_every_table_and_a_run_of_each_design(whole):
    found = Comparison.open(whole)
    assert found.designs == ("one", "two")
    assert found.names == list(COMPARISON_TABLES)
    for name, table in COMPARISON_TABLES.items():
        frame = found.table(name)
        assert list(frame) == [field.name for field in table.fields]
        assert not frame.duplicated(list(table.key)).any()
    assert found.table("designs")["replications"].tolist() == [YEARS, YEARS]
    assert found.run("two").scenario().nodes.keys() == {"depot", "spare"}
    assert found.manifest["replications"] == YEARS
    assert found.manifest["outages"] == ["depot"]
    assert found.manifest["until_decided"] is None


def test_a_design_of_a_comparison_is_the_run_that_it_would_be_alone(whole):
    table = Comparison.open(whole).run("two").table("replications")
    alone = evaluate(two(), 3).tables["replications"]
    mine = table[table["replication"] == 3].reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, pd.DataFrame(alone)[list(mine)], check_dtype=False)


def test_both_designs_meet_the_same_customers(whole):
    orders = Comparison.open(whole).design_table("replications").query("world == 'twin'")
    one_, two_ = (orders[orders["design"] == name]["orders"].tolist() for name in ("one", "two"))
    assert one_ == two_
    assert len(set(one_)) > 1


def test_what_an_outage_costs_is_what_the_year_with_it_alone_costs_more(whole):
    frame = Comparison.open(whole).design_table("outages").set_index(["design", "replication", "element"])
    for design in ("one", "two"):
        for k in range(YEARS):
            calm, dark = frame.loc[(design, k, "")], frame.loc[(design, k, "depot")]
            lost = dark["cost"] + dark["unsold"] - calm["cost"] - calm["unsold"]
            assert dark["loss"] == pytest.approx(lost, abs=1e-6)
    assert (frame.xs("depot", level="element")["downtime_days"] > 2).all()
    twins = Comparison.open(whole).design_table("replications").query("world == 'twin'")
    assert frame.xs("", level="element")["cost"].tolist() == pytest.approx(twins["landed_cost"].tolist())


def test_a_second_place_that_is_free_in_an_outage_saves_its_late_orders(whole):
    frame = Comparison.open(whole).table("differences").set_index(["measure", "world"])
    assert frame.loc[("excess_late", "outage"), "difference"] < 0
    assert frame.loc[("cost.node_fixed", "twin"), "difference"] == pytest.approx(400 * 60 / 30.4, rel=0.05)


def test_any_number_of_workers_gives_the_same_bytes(whole, tmp_path):
    again = compare_study(asked(jobs=2), tmp_path / "spread").folder
    assert again is not None
    assert same_tables(whole, again)


def test_an_interrupted_comparison_goes_on_and_gives_the_same_bytes(whole, tmp_path, monkeypatch):
    import simnet.engine.replication as door

    real, calls = door.run_replication, []

    def run_replication(given, replication, **options):
        calls.append(replication)
        if len(calls) == 20:
            signal.raise_signal(signal.SIGINT)
        return real(given, replication, **options)

    monkeypatch.setattr(door, "run_replication", run_replication)
    target = tmp_path / "stopped"
    first = compare_study(asked(), target)
    assert first.stopped == "interrupted"
    assert first.folder is None
    assert not target.exists()
    assert [len(study.outcomes) for study in first.studies.values()] == [5, 1]
    assert first.rows == {}, "one pair is none to compare"
    before = len(calls)
    second = compare_study(asked(), target)
    assert len(calls) - before == 4 * 3, "the second design alone, from where it was"
    assert second.folder == target
    assert same_tables(whole, target)
    assert not partial_path(target).exists()


def test_a_draft_of_another_comparison_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(Priced, "__call__", lambda self, scenario, k: _interrupt(k, scenario))
    target = tmp_path / "x"
    assert compare_study(asked(), target).stopped == "interrupted"
    with pytest.raises(RunFolderError, match="holds an unfinished comparison of another plan"):
        ComparisonDraft.begin(target, ask({"b": one(), "c": two()}, 3, jobs=1).described)


def _interrupt(k, scenario):
    if k == 2:
        raise KeyboardInterrupt
    return evaluate(scenario, k)


def test_nothing_is_left_of_a_comparison_in_which_no_year_ended_well(tmp_path, monkeypatch):
    def fail(self, scenario, k):
        raise ArithmeticError("units are not conserved")

    monkeypatch.setattr(Priced, "__call__", fail)
    found = compare_study(asked(2), tmp_path / "failed")
    assert found.folder is None
    assert found.rows == {}
    assert [(name, failure.replication) for name, failure in found.failures] == [
        ("one", 0), ("one", 1), ("two", 0), ("two", 1),
    ]  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_a_year_that_failed_in_one_design_counts_in_none(tmp_path, monkeypatch):
    real = Priced.__call__

    def sometimes(self, scenario, k):
        if k == 1 and scenario.name == "Two places":
            raise ArithmeticError("units are not conserved")
        return real(self, scenario, k)

    monkeypatch.setattr(Priced, "__call__", sometimes)
    found = compare_study(asked(4), tmp_path / "some")
    assert [failure.replication for _, failure in found.failures] == [1]
    table = Comparison.open(tmp_path / "some")
    assert set(table.table("averages")["replications"]) == {3}
    assert table.table("designs")["failed"].tolist() == [0, 1]


def test_it_stops_at_the_look_that_decides(tmp_path):
    until = UntilDecided(first=3, most=12)
    found = compare_study(asked(until=until), tmp_path / "decided")
    assert found.decided
    assert found.ended == 3
    about = json.loads((tmp_path / "decided" / "manifest.json").read_text())
    assert about["until_decided"] == {
        "of": "landed_cost_an_order", "margin": 0.01, "looks": [3, 6, 12], "decided": True,
    }  # fmt: skip
    assert about["looks"] == 3


def test_numbers_that_make_no_sense_are_refused():
    with pytest.raises(StudyError, match="a comparison needs at least 2 simulated years of every design"):
        asked(1)
    with pytest.raises(StudyError, match="jobs is 0"):
        asked(2, jobs=0)


def test_a_seed_that_is_given_is_that_of_all():
    assert {scenario.seed for scenario in asked(seed=99).designs.values()} == {99}


def test_a_damaged_table_of_a_comparison_is_said_to_be(whole, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(whole, copy)
    (copy / "tables" / "best.parquet").write_bytes(b"PAR1")
    with pytest.raises(RunFolderError, match="is damaged"):
        Comparison.open(copy).table("best")
    with pytest.raises(
        RunFolderError, match=r"prizes is not a table of a comparison \(did you mean prices\?\)"
    ):
        Comparison.open(copy).table("prizes")
