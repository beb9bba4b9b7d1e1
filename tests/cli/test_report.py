"""`simnet report` draws a finished run again, and says what is wrong with one that it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

import simnet.report
from simnet.cli.app import run as shell
from simnet.study import run_study
from tests.unit.study.fakes import scenario, tabled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    study = run_study(scenario(), 3, jobs=1, measure=tabled, out=tmp_path / "run")
    assert study.folder is not None
    return study.folder


def code(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        shell([str(word) for word in words])
    return int(left.value.code or 0)


def test_what_was_drawn_is_said(folder: Path, capsys, monkeypatch):
    monkeypatch.setattr(
        simnet.report, "write_report", lambda run: [run / "charts" / "a.png", run / "report.html"]
    )
    assert code("report", folder) == 0
    assert capsys.readouterr().out == f"{folder}/report.html and 1 picture drawn again.\n"


def test_a_damaged_table_is_an_error_with_its_name(folder: Path, capsys):
    path = folder / "tables" / "replications.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    assert code("report", folder) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"error: {path} is damaged and cannot be read (")
    assert err.endswith("; restore it, or run the scenario again\n")


def test_what_is_no_run_is_refused(tmp_path: Path, capsys):
    assert code("report", tmp_path / "none") == 2
    assert capsys.readouterr().err == (
        f"error: {tmp_path}/none is not a folder; name that of a run, such as results/brand/2026-06-02-1\n"
    )
