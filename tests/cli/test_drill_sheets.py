"""`simnet drill` with --plan, --sla and a broken --live: nothing is simulated, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from simnet.cli import main
from simnet.cli.drill_year import write_calendar
from simnet.scenario import agenda, load_drills


def called(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["drill", *words])
    return int(left.value.code or 0)


@pytest.fixture
def file(scenarios: Path) -> str:
    return str(scenarios / "drills" / "node-dark.yaml")


def test_the_run_sheet_is_printed(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(file, "--plan") == 0
    printed = capsys.readouterr().out
    assert "# Run sheet: Columbus dark for three days" in printed
    assert "With --out FOLDER it is written there" in printed


def test_the_run_sheet_of_another_date_has_its_turn(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(file, "--plan", "--drill", "2026-Q2") == 0
    assert "# Run sheet: Reno dark for three days" in capsys.readouterr().out


def test_the_run_sheet_is_written_beside_a_blank_outcome_that_is_never_overwritten(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rehearsal"
    assert called(file, "--plan", "--out", str(out)) == 0
    assert {path.name for path in out.iterdir()} == {"run-sheet-2026-Q1.md", "outcome.csv"}
    (out / "outcome.csv").write_text("mine")
    assert called(file, "--plan", "--out", str(out)) == 0
    assert (out / "outcome.csv").read_text() == "mine"
    assert "is there already and was left as it is" in capsys.readouterr().out


def test_what_is_asked_of_partners_is_printed_and_written(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(file, "--sla") == 0
    assert "## reno: takes over" in capsys.readouterr().out
    assert called(file, "--sla", "--out", str(tmp_path / "p")) == 0
    assert "## reno: takes over" in (tmp_path / "p" / "partners-2026-Q1.md").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_is_said(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert called(file, "--plan", "--out", str(tmp_path / "file" / "below")) == 2
    assert "cannot be made" in capsys.readouterr().err


def test_a_broken_outcome_is_refused_before_anything_is_simulated(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "o.csv").write_text("test order,placed,rerouted,shipped,delivered,minutes\n1,now,,,,x\n")
    assert called(file, "--live", str(tmp_path / "o.csv"), "--out", str(tmp_path / "run")) == 2
    said = capsys.readouterr().err
    assert "o.csv:2:1: error: placed: now: must be a date with a local time" in said
    assert "o.csv:2:1: error: minutes: x: must be a number of minutes of work" in said
    assert not (tmp_path / "run").exists()


def test_the_calendar_of_a_year_is_written_with_its_line_ends(file: str, tmp_path: Path) -> None:
    scenario = load_drills(file)
    path = write_calendar(tmp_path, scenario, agenda(scenario))
    raw = path.read_bytes()
    assert raw.count(b"BEGIN:VEVENT") == 4
    assert raw.count(b"\n") == raw.count(b"\r\n")
