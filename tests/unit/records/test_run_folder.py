"""A finished run is read table by table, and whatever is wrong with its folder is said in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from simnet.records import save
from simnet.records.draft import Draft
from simnet.records.results import RESULT_TABLES
from simnet.records.run_folder import RunFolder, RunFolderError, orders_folder
from tests.unit.records.test_draft import PLAN, rows
from tests.unit.records.test_records import records


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    draft = Draft.begin(tmp_path / "run", PLAN)
    draft.append(2, {"replications": [rows(*range(2000), late=1.0)]}, {}, 0.0)
    draft.write("resolved.yaml", b"simnet: 1\n")
    dark = {"element": ["garage"], "kind": ["node"], "replication": [0], "downtime_days": [3.0],
            "survive_days": [1.0], "service_days": [4.0], "excess_late": [9.0], "absorbed": [False],
            "censored": [False]}  # fmt: skip
    return draft.finish({"format": 1}, {"dark": dark}, {})


def test_tables_are_read_whole_or_by_column(folder: Path):
    run = RunFolder.open(folder)
    assert list(run.table("replications")) == ["replication", "world", "late"]
    assert list(run.table("replications", ["late"])) == ["late"]
    assert run.table("dark")["absorbed"].tolist() == [False]
    assert run.table("dark").dtypes["replication"] == "int64"
    with pytest.raises(KeyError, match="table replications has no column lte"):
        run.table("replications", ["lte"])


def test_some_rows_alone_are_read(folder: Path):
    run = RunFolder.open(folder)
    every = run.table("replications")
    some = run.table("replications", where={"replication": 1999})
    wanted = every[every["replication"] == 1999].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, wanted)
    one = run.table("replications", ["late"], {"world": str(every["world"].iloc[0]), "replication": 1999})
    assert (list(one), len(one)) == (["late"], len(wanted))
    assert run.table("replications", where={"world": "third"}).dtypes.equals(every.dtypes)
    assert run.table("weights", where={"measure": "on_time"}).empty
    with pytest.raises(KeyError, match="table replications has no column wrld"):
        run.table("replications", where={"wrld": "twin"})


def test_a_table_that_a_run_does_not_have_is_empty(folder: Path):
    run = RunFolder.open(folder)
    assert "weights" not in run.names
    assert run.table("weights").empty
    assert list(run.table("weights")) == [field.name for field in RESULT_TABLES["weights"].fields]
    assert list(run.table("weights", ["path"])) == ["path"]
    with pytest.raises(
        RunFolderError, match=r"incident is not a table of a run \(did you mean incidents\?\)"
    ):
        run.table("incident")


def test_texts_and_orders_are_there_or_not(folder: Path):
    run = RunFolder.open(folder)
    assert run.resolved == "simnet: 1\n"
    assert run.journal is None
    assert run.orders(3) is None
    save(records(), orders_folder(folder, 3))
    kept = run.orders(3)
    assert kept is not None
    assert kept.meta.replication == 3
    (folder / "journal.json").write_text('{"verdict": "passed"}')
    assert RunFolder.open(folder).journal == {"verdict": "passed"}
    (folder / "journal.json").write_text("{")
    with pytest.raises(RunFolderError, match=r"journal\.json is damaged"):
        _ = RunFolder.open(folder).journal
    (folder / "resolved.yaml").unlink()
    with pytest.raises(RunFolderError, match=r"resolved\.yaml cannot be read"):
        _ = RunFolder.open(folder).resolved


@pytest.mark.parametrize("place", [4, 300, -6])
def test_a_damaged_table_is_noticed_wherever_it_is(folder: Path, place):
    path = folder / "tables" / "replications.parquet"
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(RunFolderError) as refused:
        RunFolder.open(folder).table("replications")
    assert str(refused.value).startswith(f"{path} is damaged and cannot be read (")
    assert str(refused.value).endswith("; restore it, or run the scenario again")


def test_a_missing_or_exchanged_table_is_noticed(folder: Path):
    path = folder / "tables" / "dark.parquet"
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(RunFolderError, match=r"dark\.parquet is missing; restore it, or run"):
        RunFolder.open(folder).table("dark")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["tables"]["dark"] = 2
    (folder / "manifest.json").write_text(json.dumps(manifest))
    path.write_bytes(kept)
    with pytest.raises(RunFolderError, match=r"dark\.parquet has 1 rows instead of 2"):
        RunFolder.open(folder).table("dark")


def test_what_is_no_run_folder_says_why(folder: Path, tmp_path: Path):
    with pytest.raises(RunFolderError, match="none is not a folder; name that of a run, such as results/"):
        RunFolder.open(tmp_path / "none")
    with pytest.raises(
        RunFolderError, match=r"is not the folder of a finished run: it has no manifest\.json"
    ):
        RunFolder.open(tmp_path)
    manifest = folder / "manifest.json"
    manifest.write_text('{"format": 2, "tables": {}}')
    with pytest.raises(RunFolderError, match="has format 2; this version of simnet reads format 1"):
        RunFolder.open(folder)
    for text in ("{", "[]", '{"format": 1}', '{"format": 1, "tables": 3}'):
        manifest.write_text(text)
        with pytest.raises(RunFolderError, match=r"manifest\.json is damaged and cannot be read"):
            RunFolder.open(folder)
