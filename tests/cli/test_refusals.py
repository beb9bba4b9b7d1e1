"""What drill, history and compare refuse before anything is simulated, in one sentence each."""

from __future__ import annotations

from pathlib import Path

import pytest

from simnet.cli import main
from simnet.cli.compare import rule
from simnet.cli.drill_sheets import _make
from simnet.errors import ScenarioError, SimnetError
from simnet.scenario.templates import Answers, fill
from simnet.study.comparing.deciding import UntilDecided
from simnet.study.plan import StudyError


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    shown = capsys.readouterr()
    assert (left.value.code, shown.out) == (2, "")
    return shown.err


@pytest.fixture
def brand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "brand.yaml"
    file.write_text(fill("two-places", Answers()), encoding="utf-8")
    return file


def test_a_drill_is_asked_for_one_thing(brand: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "drill", brand, "--again", "--plan")
    assert "--year, --again, --plan, --sla and --live each ask for another thing; name one" in said


def test_a_drill_is_repeated_only_if_one_is_remembered(
    brand: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, "drill", brand, "--again")
    assert "remembers no drill of this file; hold one first, without --again" in said


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"--out: cannot be made: .*name another folder"):
        _make(tmp_path / "file" / "below")


def test_a_history_needs_a_drill(brand: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "history", brand)
    assert "no drill was held here yet; hold one: simnet drill FILE" in said


def test_a_measure_is_decided_only_if_it_is_asked_for() -> None:
    with pytest.raises(SimnetError, match="--of on_time: needs --until-decided"):
        rule(False, "on_time", None)


def test_too_few_years_decide_nothing() -> None:
    with pytest.raises(StudyError, match=r"the most simulated years are 3; deciding needs \d+ or more"):
        UntilDecided(most=3)
