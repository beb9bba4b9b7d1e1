"""A study in a folder: the same bytes however it came about, and nothing lost of what was finished."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import simnet
from simnet.records.draft import finished_of, partial_path
from simnet.records.kinds import RUN, SEPARATE
from simnet.records.results import RESULT_TABLES
from simnet.records.run_folder import RunFolderError
from simnet.scenario.writing import to_yaml
from simnet.study import Result, StoppingRule, StudyError, StudyPlan, run_study
from simnet.study import keeping as keeping_module
from tests.unit.study.fakes import failing, numbered, rows_of, scenario, tabled, tabled_and_failing

YEARS = 45


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "tables").iterdir())}


def interrupt_after(count: int):
    def interrupt(done, total, latest):
        if done == count:
            raise KeyboardInterrupt

    return interrupt


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """Write the run that all others must equal."""
    study = run_study(
        scenario(), YEARS, jobs=1, measure=tabled_and_failing, out=tmp_path_factory.mktemp("runs") / "whole"
    )
    assert study.folder is not None
    return study.folder


def test_every_table_is_there_with_every_row(whole: Path):
    result = Result.open(whole)
    ended = [k for k in range(YEARS) if k % 5 != 3]
    assert result.names == [name for name in RESULT_TABLES if name not in SEPARATE[RUN]]
    for name in result.names:
        table, frame = RESULT_TABLES[name], result.table(name)
        assert set(frame) >= {field.name for field in table.fields}
        if name in ("replications", "failures") or table.pooled:
            continue
        made = [rows_of(table, k) for k in ended]
        for field in table.fields:
            assert frame[field.name].tolist() == [value for rows in made for value in rows[field.name]]
    frame = result.table("replications")
    assert frame["replication"].tolist() == [k for k in ended for _ in range(2)]
    assert frame["k"].tolist() == [value for k in ended for value in (k, k / 2)]
    failures = result.table("failures")
    assert failures["replication"].tolist() == [k for k in range(YEARS) if k % 5 == 3]
    assert set(failures["seed"]) == {5}
    assert set(failures["error"]) == {"ArithmeticError: units are not conserved"}


def test_pooled_tables_are_summed(whole: Path):
    for table in RESULT_TABLES.values():
        if not table.pooled:
            continue
        frame = Result.open(whole).table(table.name)
        made = [rows_of(table, k) for k in range(YEARS) if k % 5 != 3]
        assert len(frame) == 3
        for field in table.fields:
            if field.name not in table.key:
                sums = [
                    sum(rows[field.name][row] for rows in made if len(rows[field.name]) > row)
                    for row in range(3)
                ]
                assert frame[field.name].tolist() == pytest.approx(sums)


def test_workers_change_no_byte(whole: Path, tmp_path: Path):
    processes = run_study(scenario(), YEARS, jobs=2, measure=tabled_and_failing, out=tmp_path / "processes")
    assert processes.folder is not None
    assert content(processes.folder) == content(whole)
    with ThreadPoolExecutor(3) as pool:
        threads = run_study(
            scenario(),
            StudyPlan(range(YEARS), 3),
            executor=pool,
            measure=tabled_and_failing,
            out=tmp_path / "threads",
        )
    assert threads.folder is not None
    assert content(threads.folder) == content(whole)


@pytest.mark.parametrize(
    ("cuts", "block"), [((1,), 32), ((32,), 32), ((3, 20, 44), 32), ((7, 30), 5), ((45,), 32)]
)
def test_an_interrupted_study_goes_on_to_the_same_bytes(
    whole: Path, tmp_path: Path, monkeypatch, cuts, block
):
    monkeypatch.setattr(keeping_module, "BLOCK", block)
    out = tmp_path / "run"
    for cut in cuts:
        study = run_study(
            scenario(), YEARS, jobs=1, measure=tabled_and_failing, out=out, on_progress=interrupt_after(cut)
        )
        assert study.folder == (out if cut == YEARS else None)
        assert study.stopped == ("" if cut == YEARS else "interrupted")
        assert out.exists() == (cut == YEARS)
        if cut < YEARS:
            assert finished_of(partial_path(out)) == len(study.outcomes) == cut
    if cuts != (YEARS,):
        done = []
        study = run_study(
            scenario(), YEARS, jobs=2, measure=tabled_and_failing, out=out,
            on_progress=lambda count, total, latest: done.append((count, latest.replication)),
        )  # fmt: skip
        assert done == [(k + 1, k) for k in range(cuts[-1], YEARS)], "what was finished is not done again"
        assert study.values("k").tolist() == [k for k in range(YEARS) if k % 5 != 3]
        assert len(study.failures) == 9
    assert content(out) == content(whole)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_interruption_with_workers_loses_nothing_that_they_had_begun(tmp_path: Path):
    study = run_study(
        scenario(), 60, jobs=2, measure=tabled, out=tmp_path / "run", on_progress=interrupt_after(7)
    )
    ended = [outcome.replication for outcome in study.outcomes]
    assert ended == list(range(len(ended)))
    assert 7 <= len(ended) < 60
    assert finished_of(partial_path(tmp_path / "run")) == len(ended)


def test_more_may_be_asked_for_but_not_fewer_than_are_finished(tmp_path: Path):
    out = tmp_path / "run"
    run_study(scenario(), 20, jobs=1, measure=tabled, out=out, on_progress=interrupt_after(9))
    with pytest.raises(StudyError) as refused:
        run_study(scenario(), 8, jobs=1, measure=tabled, out=out)
    assert str(refused.value) == (
        f"replications is 8, but {tmp_path}/.run.partial holds 9 finished ones already; "
        "ask for as many, or name another folder"
    )
    assert len(run_study(scenario(), 9, jobs=1, measure=tabled, out=out).outcomes) == 9
    assert Result.open(out).manifest["replications"] == 9


def test_another_scenario_or_option_does_not_go_on_with_a_draft(tmp_path: Path):
    out = tmp_path / "run"
    run_study(scenario(), 20, jobs=1, measure=tabled, out=out, on_progress=interrupt_after(9))
    changed = scenario().with_values({"customers.orders": "11 per day"})
    with pytest.raises(RunFolderError, match="another plan \\(its scenario is another\\)"):
        run_study(changed, 20, jobs=1, measure=tabled, out=out)
    with pytest.raises(RunFolderError, match="its kept orders is 0, not 1"):
        run_study(scenario(), 20, jobs=1, measure=tabled, out=out, keep_orders=1)
    with pytest.raises(RunFolderError, match=r"its measures is tests\.unit\.study\.fakes\.tabled, not "):
        run_study(scenario(), 20, jobs=1, measure=numbered, out=out)
    with pytest.raises(RunFolderError, match="its precision is"):
        run_study(scenario(), 20, jobs=1, measure=tabled, out=out, stop=StoppingRule("k", 0.1))


@pytest.mark.parametrize("cut", [5, 8, 9, 40])
def test_the_rule_stops_a_resumed_study_where_it_stops_a_whole_one(tmp_path: Path, cut):
    rule = StoppingRule("r", 0.15, first=8, every=4)
    whole = run_study(scenario(), 500, jobs=1, measure=tabled, out=tmp_path / "whole", stop=rule)
    assert 40 < len(whole.outcomes) < 500
    run_study(
        scenario(),
        500,
        jobs=2,
        measure=tabled,
        out=tmp_path / "cut",
        stop=rule,
        on_progress=interrupt_after(cut),
    )
    again = run_study(scenario(), 500, jobs=2, measure=tabled, out=tmp_path / "cut", stop=rule)
    assert again.reached == whole.reached
    assert content(tmp_path / "cut") == content(tmp_path / "whole")
    assert Result.open(tmp_path / "cut").manifest["precision"] == {
        "of": "r", "target": 0.15, "first": 8, "every": 4, "reached": whole.reached,
    }  # fmt: skip


def test_the_manifest_says_what_was_done(tmp_path: Path):
    given = b"simnet: 1 # as given\n"
    more = {"weights": {"path": ["skus"], "measure": ["on_time"], "value": [1.0], "low": [0.0], "high": [0.1],
                        "replications": [4]}}  # fmt: skip
    study = run_study(
        scenario(), StudyPlan(range(3, 8), 1), measure=tabled_and_failing, out=tmp_path / "run", given=given,
        about={"set": {"seed": "5"}}, extras=lambda done: more if len(done.outcomes) == 5 else {},
    )  # fmt: skip
    result = Result.open(tmp_path / "run")
    manifest = result.manifest
    assert study.result.manifest == manifest
    assert (result.path / "scenario.yaml").read_bytes() == given
    said = {
        "format": 1, "scenario": "Small", "seed": 5, "first_replication": 3, "planned": 5, "replications": 5,
        "failed": 1, "set": {"seed": "5"},
    }  # fmt: skip
    assert {name: manifest[name] for name in said} == said
    assert manifest["simnet"] == simnet.__version__
    assert manifest["libraries"]["numpy"] == np.__version__
    assert manifest["precision"] is None
    assert manifest["seconds"] >= 0
    assert {"platform", "python", "finished", "fingerprint"} <= set(manifest)
    assert {"path": "Scenario.seed", "value": 1} not in manifest["defaults"]
    assert any(used["path"] == "horizon" for used in manifest["defaults"])
    assert result.table("weights")["high"].tolist() == [0.1]
    assert manifest["tables"]["replications"] == 8
    assert json.dumps(manifest)


def test_the_scenario_of_a_run_is_the_one_that_was_run(tmp_path: Path):
    changed = scenario().model_copy(update={"seed": 77})
    run_study(changed, 1, jobs=1, measure=tabled, out=tmp_path / "run")
    again = Result.open(tmp_path / "run").scenario()
    assert again.seed == 77
    assert to_yaml(again) == to_yaml(changed)


def test_the_resolved_hybrid_gives_the_same_orders(scenarios):
    """What is written out must not mean something else than what was left out."""
    from simnet.engine.replication import run_replication
    from simnet.scenario import load, load_text

    hybrid = load(scenarios / "hybrid.yaml")
    written = load_text(to_yaml(hybrid), "resolved.yaml")
    one, other = run_replication(hybrid, 0), run_replication(written, 0)
    for name, table in one.tables.items():
        np.testing.assert_array_equal(table, other[name])


def test_orders_of_the_first_replications_are_kept(tmp_path: Path, monkeypatch):
    from dataclasses import replace

    import simnet.engine.replication as door
    from tests.unit.records.test_records import META, records

    def fake(given, replication, *, disruptions=True):
        made = records()
        return replace(made, meta=replace(META, replication=replication))

    monkeypatch.setattr(door, "run_replication", fake)
    for attempt, cut in enumerate((1, None)):
        study = run_study(
            scenario(), 4, jobs=1, measure=tabled, out=tmp_path / "run", keep_orders=2,
            on_progress=interrupt_after(cut) if cut else None,
        )  # fmt: skip
        assert (study.folder is not None) == bool(attempt)
    result = Result.open(tmp_path / "run")
    assert sorted(path.name for path in (result.path / "orders").iterdir()) == [
        "replication-0",
        "replication-1",
    ]
    kept = result.orders(1)
    assert kept is not None
    assert kept.meta.replication == 1
    assert result.orders(2) is None
    assert result.manifest["kept_orders"] == 2


def test_a_study_of_which_every_replication_fails_leaves_no_folder(tmp_path: Path):
    study = run_study(scenario(), StudyPlan(range(3, 4), 1), measure=failing, out=tmp_path / "run")
    assert len(study.failures) == 1
    assert study.folder is None
    assert list(tmp_path.iterdir()) == []
