"""`simnet expose` from the file to the map on the terminal and the folder, on a small brand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simnet.cli import app
from simnet.cli import expose as command
from simnet.cli.exposed import told
from simnet.cli.scorecard import WIDTH, plain
from simnet.errors import SimnetError
from simnet.report.exposure import exposures
from simnet.report.run import Run
from simnet.study import Result, StudyError
from tests import worlds

STORM = {"name": "storm", "node_outage": "depot", "happens": "every 15 months", "for": "4 days"}
STOP = {"name": "stop", "supplier_outage": "factory", "happens": "every 2 years", "for": "1 day"}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a scenario into an empty folder and work there."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "small.yaml"
    path.write_text(worlds.tiny(horizon="80 days", costs={"ticket": 6}, disruptions=[STORM, STOP]))
    return path


def expose(path: Path, **options: object) -> int:
    given = {"jobs": 1, "report": False, "replications": 4, "only": ("node", "supplier"), **options}
    return command.expose(path, **given)  # type: ignore[arg-type]


def test_the_command_names_the_single_point_of_failure_and_fills_in_the_map(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert expose(file, pairs=("depot+factory",)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert re.fullmatch(r"Tiny · 4 simulated runs of 80 days · .*", lines[0])
    assert lines[2].startswith("Single point of failure: depot. Nothing else can do its work, and customers")
    assert max(map(len, lines)) <= WIDTH
    (effect,) = [line for line in lines if re.match(r"✗ depot +4 d", line)]
    assert re.fullmatch(r"✗ depot +4 d +\d+ [hd] +\S+ [dh] +\d+ +\d+ ±\d+ +100%  ●{10}", effect)
    (point,) = [line for line in lines if re.match(r"✗ depot +every 15 months", line)]
    assert re.fullmatch(r"✗ depot +every 15 months +\d+  30 min \+ [\d.]+ h +none", point)
    assert any(line.startswith("✗ depot + factory") and "both at once" in line for line in lines)
    (folder,) = (file.parent / "results" / "expose" / "tiny").iterdir()
    assert out.endswith(f"All of it is in results/expose/tiny/{folder.name}.\n")
    manifest = Result.open(folder).manifest
    assert manifest["study"] == "expose"
    assert manifest["command"].startswith("simnet expose ")
    assert manifest["command"].endswith(
        "--replications 4 --seed 1 --pair depot+factory --only node --only supplier"
    )


def test_a_terminal_without_unicode_gets_ascii(file: Path) -> None:
    assert expose(file, out=Path("here"), replications=1) == 0
    run = Run(Result.open("here"))
    texts = [plain(text, unicode=False) for text, _ in told(run, exposures(run), "Tiny · 1 year", [])]
    assert "".join(texts).isascii()
    assert any(text.startswith("x depot") and "##########" in text for text in texts)


def test_one_year_gives_no_ranges_but_a_map(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert expose(file, replications=1, report=True, out=Path("one")) == 0
    out = capsys.readouterr().out
    assert "±" not in out
    assert "Pictures   one/report.html\n" in out
    assert (Path("one") / "charts" / "disruption-map.png").stat().st_size > 10_000


def test_a_downtime_of_ones_own_is_taken_for_all(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert expose(file, downtime="36 h", replications=1, out=Path("here")) == 0
    rows = Result.open("here").table("elements")
    assert rows["downtime_days"].tolist() == [1.5, 1.5]
    assert set(rows["downtime_source"]) == {"--downtime"}
    assert "downtimes are not in your file" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"downtime": "soon"}, "--downtime soon: .*such as 3 days"),
        ({"downtime": "5 s"}, "--downtime 5 s: must be a minute or longer, such as 3 days"),
        ({"pairs": ("depot",)}, "--pair depot: must be two different elements with a plus"),
        ({"only": ("nods",)}, r"nods is not a kind of element \(did you mean node\?\)"),
        ({"pairs": ("depot+mill",)}, "--pair depot\\+mill: mill is not an element of the scenario"),
        ({"replications": 0}, "replications is 0"),
        ({"values": ("x",)}, "--set x: must be PATH=VALUE"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_written(
    file: Path, options: dict[str, object], message: str
) -> None:
    with pytest.raises((SimnetError, StudyError), match=message):
        expose(file, **options)
    assert not (file.parent / "results").exists()


def test_an_option_that_is_wrong_ends_with_exit_code_2(file: Path) -> None:
    done = CliRunner().invoke(app.build(["expose"]), ["expose", str(file), "--pair", "depot+nobody"])
    assert done.exit_code == 2
    assert "--pair depot+nobody: nobody is not an element of the scenario" in done.output


def test_the_same_command_goes_on_after_an_interrupt(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import simnet.engine.replication as door

    real = door.run_replication

    def run_replication(given: object, replication: int, **options: object) -> object:
        if replication == 2:
            raise KeyboardInterrupt
        return real(given, replication, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(door, "run_replication", run_replication)
    assert expose(file, out=Path("here")) == 130
    out, err = capsys.readouterr()
    assert "2 simulated runs" in out
    assert "Single point of failure: depot." in out
    assert "Stopped after 2 of 4: interrupted." in err
    monkeypatch.setattr(door, "run_replication", real)
    assert expose(file, out=Path("here")) == 0
    assert "going on after 2 finished years" in capsys.readouterr().err
    assert expose(file, out=Path("whole")) == 0
    one, other = (Path(name) / "tables" / "exposure.parquet" for name in ("here", "whole"))
    assert one.read_bytes() == other.read_bytes()


def test_a_year_that_fails_is_said_and_the_others_are_kept(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import simnet.engine.replication as door

    real = door.run_replication

    def run_replication(given: object, replication: int, **options: object) -> object:
        if replication == 1:
            raise ArithmeticError("units are not conserved")
        return real(given, replication, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(door, "run_replication", run_replication)
    assert expose(file, out=Path("here"), replications=2) == 1
    out, err = capsys.readouterr()
    assert "1 simulated run" in out
    assert "replication 1 with seed 1 failed: ArithmeticError: units are not conserved" in err
