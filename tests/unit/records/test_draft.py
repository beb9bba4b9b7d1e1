"""A run folder from its first part to its name; what is finished stays, whatever happens."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from simnet.records import arrow
from simnet.records.arrow import to_arrow, write_parquet
from simnet.records.draft import Draft, finished_of, partial_path, plan_of
from simnet.records.kinds import RUN, SEPARATE
from simnet.records.lock import LockedError
from simnet.records.parts import merge
from simnet.records.results import RESULT_TABLES, Field
from simnet.records.run_folder import RunFolder, RunFolderError

PLAN = {"seed": 5, "scenario": "a" * 64}
KNOWN = {"late": Field("late", "f8", "orders", "orders that came late")}


def rows(*numbers: int, **more: float) -> dict[str, object]:
    """Rows of table `replications`, one a number."""
    measures = {name: np.full(len(numbers), value) for name, value in more.items()}
    return {"replication": np.array(numbers), "world": ["disrupted"] * len(numbers), **measures}


def sums(total: float) -> dict[str, object]:
    """A row of the pooled table."""
    key = {"world": ["twin"], "week": [0], "node": ["garage"], "sku": ["mug"]}
    return {**key, "replications": [2], "with_stockout": [1], "stockout_days": [total], "on_hand": [total]}


def begun(folder: Path, plan=PLAN) -> Draft:
    return Draft.begin(folder / "run", plan)


def test_a_folder_takes_its_name_when_it_is_whole(tmp_path: Path):
    draft = begun(tmp_path)
    draft.append(
        2, {"replications": [rows(0, late=3.0), rows(1, late=4.0)], "stock_weeks": [sums(1.5)]}, KNOWN, 2.0
    )
    draft.append(3, {"replications": [rows(2, late=5.0)], "stock_weeks": [sums(2.5)]}, KNOWN, 1.0)
    draft.write("scenario.yaml", b"simnet: 1\n")
    assert (draft.finished, draft.seconds) == (3, 3.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".run.lock", ".run.partial"]
    target = draft.finish({"format": 1, "seed": 5}, {}, KNOWN)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert sorted(path.name for path in target.iterdir()) == ["manifest.json", "scenario.yaml", "tables"]
    run = RunFolder.open(target)
    assert run.manifest["seed"] == 5
    assert run.table("replications")["late"].tolist() == [3, 4, 5]
    assert run.table("stock_weeks")["on_hand"].tolist() == [2.5], "sums are those of the last part"
    assert run.names == [name for name in RESULT_TABLES if name not in SEPARATE[RUN]]
    shape = pq.read_schema(target / "tables" / "replications.parquet")
    assert shape.field("late").metadata == {b"unit": b"orders", b"meaning": b"orders that came late"}
    assert shape.field("replication").metadata[b"meaning"] == b"number of the replication"


def test_bytes_do_not_depend_on_where_parts_begin_and_end(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(arrow, "ROWS", 4)
    monkeypatch.setattr("simnet.records.parts.ROWS", 4)
    written = []
    for name, cuts in (("one", [11]), ("two", [1, 2, 7, 11]), ("three", [4, 8, 11])):
        draft, first = Draft.begin(tmp_path / name, PLAN), 0
        for stop in cuts:
            pieces = [rows(k, late=float(k), **({"rare": 1.0} if k == 9 else {})) for k in range(first, stop)]
            draft.append(stop, {"replications": pieces}, KNOWN, 0.0)
            first = stop
        folder = draft.finish({"format": 1}, {}, KNOWN)
        written.append({path.name: path.read_bytes() for path in (folder / "tables").iterdir()})
        assert pq.ParquetFile(folder / "tables" / "replications.parquet").num_row_groups == 3
    assert written[0] == written[1] == written[2]
    rare = RunFolder.open(tmp_path / "two").table("replications")["rare"]
    assert np.isnan(rare[:9]).all()
    assert rare[9] == 1


def test_what_is_finished_is_gone_on_with(tmp_path: Path):
    draft = begun(tmp_path)
    draft.append(2, {"replications": [rows(0, 1, late=1.0)]}, KNOWN, 4.0)
    draft.close()
    assert (plan_of(draft.path), finished_of(draft.path)) == (PLAN, 2)
    again = begun(tmp_path)
    assert (again.finished, again.seconds) == (2, 4.0)
    assert again.frame("replications")["replication"].tolist() == [0, 1]
    assert again.frame("incidents").empty
    assert "service_days" in again.frame("incidents")
    again.append(3, {"replications": [rows(2, late=1.0)]}, KNOWN, 4.0)
    assert RunFolder.open(again.finish({"format": 1}, {}, KNOWN)).table("replications").shape == (3, 3)


def test_a_part_under_way_is_not_counted(tmp_path: Path):
    draft = begun(tmp_path)
    draft.append(1, {"replications": [rows(0)]}, {}, 0.0)
    (draft.path / "parts" / ".00000001-00000002").mkdir()
    draft.close()
    assert begun(tmp_path).finished == 1


def test_a_draft_without_anything_finished_leaves_nothing(tmp_path: Path):
    begun(tmp_path).close()
    assert list(tmp_path.iterdir()) == []
    draft = begun(tmp_path)
    draft.append(1, {"replications": [rows(0)]}, {}, 0.0)
    draft.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_draft_of_another_plan_is_refused_with_the_reason(tmp_path: Path):
    draft = begun(tmp_path)
    draft.append(1, {"replications": [rows(0)]}, {}, 0.0)
    draft.close()
    for plan, said in (
        ({**PLAN, "seed": 6}, "its seed is 5, not 6"),
        ({**PLAN, "scenario": "b" * 64}, "its scenario is another"),
    ):
        with pytest.raises(RunFolderError) as refused:
            begun(tmp_path, plan)
        assert str(refused.value) == (
            f"{draft.path} holds an unfinished run of another plan ({said}); "
            "repeat that command to finish it, remove the folder, or name another one to write"
        )
    (draft.path / "plan.json").write_text("{")
    with pytest.raises(RunFolderError, match="it does not say which"):
        begun(tmp_path)


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path):
    (tmp_path / "run").mkdir()
    with pytest.raises(RunFolderError, match="exists; name a folder that does not, or remove it"):
        begun(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_two_runs_do_not_write_the_same_folder(tmp_path: Path):
    draft = begun(tmp_path)
    with pytest.raises(LockedError, match=r"run is being written by process \d+ on "):
        begun(tmp_path)
    draft.append(1, {"replications": [rows(0)]}, {}, 0.0)  # undisturbed
    draft.close()


def test_a_place_that_cannot_be_written_is_said_before_anything_is_done(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError) as refused:
        Draft.begin(tmp_path / "file" / "run", PLAN)
    assert str(refused.value) == (
        f"{tmp_path}/file/run cannot be written: file exists; name a folder that can be written"
    )


@pytest.mark.parametrize("step", ["append", "finish"])
def test_a_full_disk_costs_nothing_that_is_finished(tmp_path: Path, monkeypatch, step):
    draft = begun(tmp_path)
    draft.append(2, {"replications": [rows(0, 1)]}, {}, 0.0)

    steps = {
        "append": lambda draft: draft.append(3, {"replications": [rows(2)]}, {}, 0.0),
        "finish": lambda draft: draft.finish({"format": 1}, {}, {}),
    }

    def full(*given, **more):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(pq, "ParquetWriter", full)
        with pytest.raises(RunFolderError) as refused:
            steps[step](draft)
    assert str(refused.value) == (
        f"{tmp_path}/run cannot be written: no space left on device; free some space; "
        "2 finished replications are kept, and the same command goes on from there"
    )
    draft.close()
    again = begun(tmp_path)
    assert again.finished == 2
    again.append(3, {"replications": [rows(2)]}, {}, 0.0)
    assert len(RunFolder.open(again.finish({"format": 1}, {}, {})).table("replications")) == 3


@pytest.mark.parametrize("harm", ["bytes", "missing", "about"])
def test_a_damaged_part_is_named_and_says_what_to_do(tmp_path: Path, harm):
    draft = begun(tmp_path)
    draft.append(1, {"replications": [rows(0)]}, {}, 0.0)
    draft.append(2, {"replications": [rows(1)]}, {}, 0.0)
    draft.close()
    part = draft.parts[1].folder
    file = part / ("part.json" if harm == "about" else "replications.parquet")
    if harm == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(RunFolderError) as refused:
        begun(tmp_path)
    assert str(refused.value).startswith(f"{part} is damaged (")
    assert str(refused.value).endswith(
        "remove it and the parts after it, and the same command simulates their years again"
    )
    for path in part.iterdir():
        path.unlink()
    part.rmdir()
    assert begun(tmp_path).finished == 1


def test_a_missing_part_is_noticed(tmp_path: Path):
    draft = begun(tmp_path)
    for stop in (1, 2):
        draft.append(stop, {"replications": [rows(stop - 1)]}, {}, 0.0)
    draft.close()
    for path in draft.parts[0].folder.iterdir():
        path.unlink()
    draft.parts[0].folder.rmdir()
    with pytest.raises(RunFolderError, match="the part before it is missing"):
        begun(tmp_path)


def test_wrong_columns_are_an_error_of_the_program():
    table = RESULT_TABLES["failures"]
    with pytest.raises(ValueError, match="table failures lacks its column error"):
        to_arrow(table, [{"replication": [1], "seed": [1]}], {})
    with pytest.raises(ValueError, match=r"columns of table failures differ in length: \[1, 2\]"):
        to_arrow(table, [{"replication": [1], "seed": [1, 2], "error": ["no"]}], {})
    with pytest.raises(ValueError, match="column seed holds float64, not i8"):
        to_arrow(table, [{"replication": [1], "seed": [1.5], "error": ["no"]}], {})


def test_a_table_without_rows_has_its_columns(tmp_path: Path):
    assert merge([], RESULT_TABLES["ledger"], tmp_path / "ledger.parquet", {}) == 0
    shape = pq.read_schema(tmp_path / "ledger.parquet")
    assert shape.names == [field.name for field in RESULT_TABLES["ledger"].fields]
    assert json.loads(json.dumps(shape.metadata[b"table"].decode())) == "ledger"


def test_equal_rows_give_equal_bytes(tmp_path: Path):
    made = to_arrow(RESULT_TABLES["replications"], [rows(1, 2, late=float("nan"))], KNOWN)
    for name in ("a", "b"):
        assert write_parquet(made, tmp_path / name) == 2
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_partial_folders_stand_beside_their_final_place(tmp_path: Path):
    assert partial_path(tmp_path / "2026-06-02-1") == tmp_path / ".2026-06-02-1.partial"
