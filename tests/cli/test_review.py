"""`simnet review`: the weekly look at two files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simnet.cli import main

MONDAY = pd.Timestamp("2026-03-30")


def code_of(*arguments: str | Path) -> int:
    """Run a command line and return its exit code."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Write six weeks of orders and of parcels; in the last one most parcels are late."""
    hours = pd.date_range(MONDAY - pd.Timedelta(weeks=6), MONDAY, freq="4h", inclusive="left")
    pd.DataFrame({"order": range(len(hours)), "placed": hours, "stockout": "no"}).to_csv(
        tmp_path / "o.csv", index=False
    )
    # Parcels are due three days after they are handed over: those of the last three days are not due yet.
    hours = pd.date_range(hours[0], MONDAY + pd.Timedelta(days=3), freq="4h", inclusive="left")
    late = hours >= MONDAY - pd.Timedelta(weeks=1)
    handed = hours - pd.Timedelta(days=3)
    table = pd.DataFrame(
        {
            "handed": handed,
            "delivered": (hours + pd.to_timedelta(late.astype(int) * 2, unit="D")).where(hours < MONDAY),
            "promised": hours + pd.Timedelta(hours=5),
            "origin": "reno",
            "region": "west",
        }
    )
    table.to_csv(tmp_path / "p.csv", index=False)
    return tmp_path / "o.csv", tmp_path / "p.csv"


def test_the_review_says_what_is_worse(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("review", *files) == 0
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert lines[0] == "Week of 2026-03-23 to 2026-03-29 · compared with the four weeks before"
    assert lines[2].startswith("Look at: parcels late, ")
    assert any(
        line.startswith("✗ Parcels late") and line.endswith("97.6%        0.0%   41 of 42") for line in lines
    )
    assert any(line.startswith("✗ reno → west") for line in lines)
    assert any(line.startswith("  Ways that got slower") for line in lines)
    assert any("Parcels late, place by region" in line for line in lines)
    assert "  vendor misses by vendor: no column vendor in the shipments" in lines
    assert "  vendor misses: no column handover_due in the shipments" in lines
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in shown.out


def test_an_ordinary_week_is_said_to_be_one(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of("review", *files, "--until", "2026-03-23") == 0
    assert capsys.readouterr().out.splitlines()[2] == "Nothing is worse than usual."


def test_both_files_are_refused_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("o.csv", "order,placed\n1,now\n"), ("p.csv", "handed,delivered\n2026-01-05,then\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert code_of("review", tmp_path / "o.csv", tmp_path / "p.csv") == 2
    shown = capsys.readouterr()
    places = [line.split(": ")[0] for line in shown.err.replace(f"{tmp_path}/", "").splitlines()]
    assert places == ["o.csv:2:1", "p.csv:2:1"]
    assert shown.out == ""


def test_a_time_that_is_too_short(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("review", *files, "--until", "2026-02-24") == 2
    wanted = (
        "error: a review needs a full week and four before it: "
        "the weeks from 2026-01-19 to 2026-02-23 are not all in the files (export a longer time)"
    )
    assert wanted in capsys.readouterr().err


def test_a_terminal_without_unicode_gets_ascii(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert code_of("review", *files) == 0
    sys.stdout.flush()
    assert b"x Parcels late" in raw.getvalue()
    assert b"reno -> west" in raw.getvalue()
