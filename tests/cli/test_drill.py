"""`simnet drill` and `simnet history` from file to screen, exit code, ledger and folder, on a small brand."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simnet.cli import drill as command
from simnet.cli.app import build
from simnet.cli.drill_screen import Shown, screen
from simnet.errors import SimnetError
from simnet.scenario import agenda
from simnet.scenario.writing import to_yaml
from simnet.study.drills import DrillResult
from simnet.study.drills.choosing import chosen, listed
from simnet.units import WEEK
from tests.unit.study.drilled import DARK, brand

FAST = ["-n", "3", "--jobs", "1", "--no-changes", "--no-report"]


def shell(*arguments: str) -> tuple[int, str]:
    """Run a command line; its exit code and all that it printed."""
    found = CliRunner().invoke(build(arguments), [*arguments])
    return found.exit_code, found.output


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a drill was held once."""
    folder = tmp_path_factory.mktemp("here")
    (folder / "brand.yaml").write_text(to_yaml(brand()))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        code, text = shell("drill", "brand.yaml", *FAST)
    (folder / "screen.txt").write_text(text)
    assert code == 1, text
    return folder


@pytest.fixture
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(place)
    return place


def test_the_verdict_is_in_the_first_line_and_no_line_is_too_long(here: Path):
    text = (here / "screen.txt").read_text().splitlines()
    assert text[0].startswith("✗ NOT PASSED   Columbus was dark for 2 days.")
    assert max(map(len, text)) <= 100
    whole = "\n".join(text)
    assert "\x1b" not in whole
    heads = [line[0] for line in text if "○" in line or "●" in line]
    assert heads == sorted(heads, key="✗?✓".index), "misses first"
    for said in ("Tue 7 April 9:00   Columbus goes dark", "you decide", "Cost", "margin lost", "Page",
                 "3 simulated years, each with and without it"):  # fmt: skip
        assert said in whole


def test_without_unicode_it_is_ascii(here: Path):
    from simnet.cli.scorecard import plain

    held = DrillResult.open(here / "results/two-nodes/drill-2026-Q2")
    texts = [plain(text, False) for text, _ in screen(held, Shown(75.0))]
    assert all(text.isascii() for text in texts)
    assert texts[0].startswith("x NOT PASSED")
    assert any("1 min 15 s" in text for text in texts)


def test_it_is_remembered_also_when_the_folder_is_gone(here: Path, tmp_path: Path):
    ledger = here / "results/two-nodes/drills.jsonl"
    (line,) = ledger.read_text().splitlines()
    assert json.loads(line)["label"] == "2026-Q2"
    for name in ("drill-2026-Q2", "drills.jsonl"):
        source = here / "results/two-nodes" / name
        target = tmp_path / "results/two-nodes" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    shutil.rmtree(tmp_path / "results/two-nodes/drill-2026-Q2")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        code, text = shell("history")
    assert code == 0
    assert "Columbus dark for two days" in text
    assert "not passed" in text


def test_again_holds_it_on_the_file_as_it_is_now(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shutil.copytree(here / "results", tmp_path / "results")
    faster = brand({**DARK, "goals": {"service_back": "24 days"}, "pass_when": "1 of 100 years"})
    (tmp_path / "brand.yaml").write_text(to_yaml(faster))
    monkeypatch.chdir(tmp_path)
    code, text = shell("drill", "brand.yaml", "--again", *FAST)
    assert code == 0, text
    assert "✓ PASSED" in text
    assert "Since 2026-Q2   it was: not passed." in text
    assert len((tmp_path / "results/two-nodes/drills.jsonl").read_text().splitlines()) == 2
    code, text = shell("history", "brand.yaml")
    assert code == 0
    assert "passed" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.yaml"], "none.yaml"),
        (["brand.yaml", "--drill", "2026-Q9"], "--drill 2026-Q9: is no title or date of a drill"),
        (["brand.yaml", "--plan", "--sla"], "each ask for another thing; name one"),
        (
            ["brand.yaml", "--year", "--out", "x"],
            "--out names one folder, but --year writes one for every",
        ),
        (["brand.yaml", "--set", "drills.0.goals.detect=fast"], "fast"),
        (["brand.yaml", "--out", "results", *FAST], "results exists; name a folder that does not"),
    ],
)
def test_bad_input_says_what_to_do_with_exit_code_2(here: Path, arguments: list[str], said: str):
    code, text = shell("drill", *arguments)
    assert code == 2
    assert said in " ".join(text.split())
    assert "Traceback" not in text


def test_again_needs_a_drill_that_was_held(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shutil.copy(here / "brand.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    code, text = shell("drill", "brand.yaml", "--again")
    assert code == 2
    assert "remembers no drill of this file; hold one first, without --again" in " ".join(text.split())


def test_a_file_without_drills_and_one_without_dates_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("plain.yaml").write_text(to_yaml(brand().filled(drills=())))
    code, text = shell("drill", "plain.yaml")
    assert (code, "the file has no drill; add one under drills:" in text) == (2, True)
    with pytest.raises(
        SimnetError, match="no date of Columbus dark for two days lies between the scenario's"
    ):
        listed(brand().filled(start=datetime(2026, 4, 8), horizon=WEEK))


def test_words_choose_a_title_a_date_or_both():
    found = agenda(brand(horizon="1 year"))
    assert [one.label for one in chosen(found, [])] == [one.label for one in found]
    assert [one.label for one in chosen(found, ["2026-q3"])] == ["2026-Q3"]
    assert chosen(found, ["reno dark", "2026-Q3"])[0].label == "2026-Q3"
    with pytest.raises(SimnetError, match=r"--drill columbs dark: is no title or date"):
        chosen(found, ["columbs dark"])


def test_ctrl_c_keeps_what_is_finished(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import simnet.study.drills.running as running

    shutil.copy(here / "brand.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    real = running.evaluate

    def measured(subject: object, number: int) -> object:
        if number == 1:
            raise KeyboardInterrupt
        return real(subject, number)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "evaluate", measured)
    code, text = shell("drill", "brand.yaml", *FAST)
    assert code == command.INTERRUPTED
    assert "stopped after 1 simulated years: interrupted; what is finished is kept" in " ".join(text.split())
    assert not (tmp_path / "results/two-nodes/drills.jsonl").exists()


def test_years_that_all_fail_are_an_error_with_number_and_seed(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import simnet.study.drills.running as running

    shutil.copy(here / "brand.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)

    def measured(subject: object, number: int) -> object:
        raise ValueError("units went missing")

    monkeypatch.setattr(running, "evaluate", measured)
    code, text = shell("drill", "brand.yaml", *FAST)
    assert code == 3
    said = " ".join(text.split())
    assert (
        "every simulated year failed: replication 0 with seed 1 failed: ValueError: units went missing"
        in said
    )
    assert "kept" not in said


def test_report_draws_the_pages_of_a_drill_again(here: Path, monkeypatch: pytest.MonkeyPatch):
    import simnet.report

    monkeypatch.setattr(
        simnet.report, "write_drill", lambda run: [run / "drill.png", run / "report.html", run / "card.png"]
    )
    code, text = shell("report", "results/two-nodes/drill-2026-Q2")
    assert code == 0
    assert "report.html and 2 pictures drawn again." in " ".join(text.split())


def test_of_what_was_sold_out_the_first_is_named(here: Path, monkeypatch: pytest.MonkeyPatch):
    from simnet.cli import drill_screen
    from simnet.report.drill.run import DrillRun
    from simnet.report.drill.timeline import Step

    made = [Step(0.0, "Mon", "it begins"), *(Step(d, f"+ {d} days", f"sold out: {d}") for d in (1, 2, 3))]
    monkeypatch.setattr(drill_screen, "steps", lambda run: made)
    run = DrillRun(DrillResult.open(here / "results/two-nodes/drill-2026-Q2"))
    texts = [text.strip() for text, _ in drill_screen.timeline(run)]
    assert texts == ["Mon   it begins", "+ 1 days   sold out: 1, and 2 more later"]
