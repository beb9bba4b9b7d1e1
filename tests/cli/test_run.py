"""`simnet run` from the file to the scorecard and the folder, on a small brand that is really simulated."""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from simnet.cli import run as command
from simnet.cli import studying
from simnet.cli.bar import Bar
from simnet.cli.scorecard import WIDTH
from simnet.errors import ScenarioError, SimnetError
from simnet.records.run_folder import RunFolderError
from simnet.study import Failure, Outcome, Result, StoppingRule, Study, StudyError
from simnet.study.light import light
from tests.unit.study.fakes import TEXT, numbered
from tests.unit.study.fakes import scenario as small

STORM = "disruptions: [{name: storm, node_outage: garage, happens: every 100 days, for: 3 days}]\n"


def study(years: int, **more: object) -> Study:
    outcomes = tuple(light(Outcome(k, numbered(small(), k))) for k in range(years))
    return replace(Study("Candles", 1, years, outcomes, "", 41.2), **more)


@pytest.fixture
def engine(monkeypatch):
    """Watch the engine: what is simulated and compiled; replication 2 fails or is interrupted if told to."""
    import simnet.engine.replication as door

    state = {"fails": False, "interrupts": False, "asked": [], "warmed": [], "cold": False}
    real = door.run_replication

    def run_replication(given, replication, *, disruptions=True):
        state["asked"].append((given.seed, replication, disruptions))
        if state["interrupts"] and replication == 2:
            raise KeyboardInterrupt
        if state["fails"] and replication == 2:
            raise ArithmeticError("units are not conserved")
        return real(given, replication, disruptions=disruptions)

    monkeypatch.setattr(door, "run_replication", run_replication)
    monkeypatch.setattr(door, "is_cold", lambda: state["cold"])
    monkeypatch.setattr(door, "warm_up", lambda given: state["warmed"].append(len(state["asked"])))
    return state


@pytest.fixture
def file(tmp_path: Path, monkeypatch) -> Path:
    """Write a scenario into an empty folder and work there."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "small.yaml"
    path.write_text(TEXT + STORM)
    return path


def simulate(path: Path, **options) -> int:
    return command.run(path, **{"jobs": 1, "report": False, "beside": False, **options})


def test_the_command_runs_a_file_into_a_folder(engine, file, capsys):
    assert simulate(file, replications=3) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Small · 3 simulated years · ")
    assert "\nOn time in a typical year: " in out
    assert "\x1b" not in out
    assert err == ""
    assert engine["asked"] == [(5, k, disruptions) for k in range(3) for disruptions in (True, False)]
    (folder,) = (file.parent / "results" / "small").iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-1", folder.name)
    assert out.endswith(f"All of it is in results/small/{folder.name}.\n")
    result = Result.open(folder)
    assert result.manifest["file"] == str(file)
    assert result.manifest["set"] == {}
    assert (folder / "scenario.yaml").read_bytes() == file.read_bytes()
    assert len(result.table("replications")) == 6
    assert result.table("replications")["on_time.denominator"].min() > 3000
    assert simulate(file, replications=1) == 0
    assert len(list(folder.parent.iterdir())) == 2


def test_the_page_is_drawn_unless_told_otherwise(engine, file, capsys, monkeypatch):
    import simnet.report

    drawn = []
    monkeypatch.setattr(
        simnet.report, "write_report", lambda folder: drawn.append(folder) or [folder / "report.html"]
    )
    assert simulate(file, replications=1, report=True, out=Path("first")) == 0
    assert drawn == [Path("first")]
    assert "Pictures   first/report.html\n" in capsys.readouterr().out


def test_options_reach_the_study(engine, file):
    app = typer.Typer()
    app.command()(command.run_command)
    options = ["-n", "2", "--seed", "99", "-j", "1", "--no-progress", "--no-report", "--no-beside"]
    options += ["--out", "here"]
    options += [
        "--set",
        "customers.orders=20 per day",
        "--set",
        "nodes.garage.stock=4 weeks",
        "--keep-orders",
        "1",
    ]
    result = CliRunner().invoke(app, [str(file), *options])
    assert result.exit_code == 0, result.output
    assert {seed for seed, _, _ in engine["asked"]} == {99}
    assert "2 simulated years" in result.stdout
    run = Result.open("here")
    assert (run.manifest["seed"], run.scenario().seed) == (99, 99)
    assert run.manifest["set"] == {"customers.orders": "20 per day", "nodes.garage.stock": "4 weeks"}
    assert run.table("replications")["orders"].mean() > 6000
    assert run.manifest["kept_orders"] == 1
    kept = run.orders(0)
    assert kept is not None
    assert kept.meta.seed == 99
    assert run.orders(1) is None
    for option in (
        ["-n", "0"],
        ["--seed", "-1"],
        ["-j", "0"],
        ["--seed", str(2**63)],
        ["--keep-orders", "-1"],
    ):
        assert CliRunner().invoke(app, [str(file), *option]).exit_code == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"values": ["seed"]}, "--set seed: must be PATH=VALUE, such as nodes.garage.stations=2"),
        ({"values": ["=3"]}, "--set =3: must be PATH=VALUE, such as nodes.garage.stations=2"),
        ({"values": ["seed=1", "seed=2"]}, "--set seed=2: seed is set twice; keep one"),
        ({"precision": "two"}, "--precision two: must be a share from 0% to 100%, such as 2%"),
        ({"precision": "0%"}, "precision is 0; it must be a share above 0% and below 100%, such as 2%"),
        ({"of": "on_time"}, "--of on_time: needs --precision, such as --precision 2%"),
        (
            {"precision": "2%", "of": "on_tme"},
            "on_tme is not a measure of a run (did you mean on_time?)",
        ),
        ({"replications": 0}, "replications is 0; it must be a number of simulated years, 1 or more"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_done(engine, file, options, said):
    with pytest.raises(SimnetError) as refused:
        simulate(file, **options)
    assert str(refused.value) == said
    assert engine["asked"] == []
    assert [path.name for path in file.parent.iterdir()] == ["small.yaml"]


def test_a_wrong_value_is_a_problem_of_the_option(engine, file):
    with pytest.raises(ScenarioError) as refused:
        simulate(file, values=["nodes.garage.capacity=many", "skus.candle.prise=3"])
    places = {problem.place.rsplit(":", 2)[0] for problem in refused.value.problems}
    assert places == {"--set nodes.garage.capacity", "--set skus.candle.prise"}
    with pytest.raises(ScenarioError, match="does not exist"):
        simulate(file.parent / "none.yaml")


def test_a_value_can_repair_the_file(engine, file):
    file.write_text(file.read_text().replace("capacity: 60 orders per day", "capacity: many"))
    with pytest.raises(ScenarioError):
        simulate(file, replications=1)
    assert simulate(file, replications=1, values=["nodes.garage.capacity=60 orders per day"]) == 0


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_done(engine, file):
    Path("taken").mkdir()
    for out, said in (
        ("taken", "taken exists; name a folder that does not"),
        ("small.yaml/x", "cannot be written"),
    ):
        with pytest.raises(RunFolderError, match=said):
            simulate(file, out=Path(out))
    Path("results").write_text("a file where the folder should be")
    with pytest.raises(RunFolderError, match="cannot be written: "):
        simulate(file)
    assert engine["warmed"] == []


def test_failures_give_exit_code_1_and_still_a_scorecard_and_a_folder(engine, file, capsys):
    engine["fails"] = True
    assert simulate(file, replications=4, out=Path("run")) == 1
    out, err = capsys.readouterr()
    assert "3 simulated years" in out
    assert "1 of 4 simulated years failed:" in err
    assert "replication 2 with seed 5 failed: ArithmeticError: units are not conserved" in err
    assert Result.open("run").table("failures")["replication"].tolist() == [2]


def test_an_interruption_keeps_the_scorecard_of_what_ended_and_goes_on(engine, file, capsys):
    engine["interrupts"] = True
    assert simulate(file, replications=4) == 130
    out, err = capsys.readouterr()
    assert "2 simulated years" in out
    assert err.splitlines() == [
        "Stopped after 2 of 4: interrupted.",
        "What is finished is kept; the same command goes on from there.",
    ]
    assert "All of it is in" not in out
    engine["interrupts"], engine["asked"] = False, []
    assert simulate(file, replications=4) == 0
    out, err = capsys.readouterr()
    assert "4 simulated years" in out
    assert re.fullmatch(r"going on after 2 finished years \(results/small/\.\S+-1\.partial\)\n", err)
    assert {number for _, number, _ in engine["asked"]} == {2, 3}
    assert len(list(Path("results/small").iterdir())) == 1


def test_nothing_is_printed_of_years_that_all_failed(engine, file, capsys):
    engine["fails"] = True
    import simnet.engine.replication as door

    failing = door.run_replication
    door.run_replication = lambda given, replication, **more: failing(given, 2, **more)
    try:
        assert simulate(file, replications=2, out=Path("run")) == 1
    finally:
        door.run_replication = failing
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("No simulated year ended well, so there is no scorecard.\n")
    assert not Path("run").exists()


def test_precision_stops_as_soon_as_it_is_reached(engine, file, capsys, monkeypatch):
    monkeypatch.setattr("simnet.study.stopping.FIRST", 4)
    rule = command.stopping_rule("20%", "door_days")
    assert rule is not None
    assert (rule.measure, rule.target) == ("door_days", 0.2)
    assert command.stopping_rule("2%", "").measure == "landed_cost"
    small_rule = replace(rule, first=4, every=2)
    monkeypatch.setattr(command, "stopping_rule", lambda precision, of: small_rule)
    assert simulate(file, precision="20%", out=Path("run")) == 0
    out, _ = capsys.readouterr()
    assert re.search(
        r"\nEnough after 4 simulated years: door days is known to ±\d+\.\d% \(asked for: ±20\.0%\)\.\n", out
    )
    manifest = Result.open("run").manifest
    assert (manifest["planned"], manifest["replications"]) == (2000, 4)


def test_what_precision_was_reached_is_said():
    rule = StoppingRule("on_time", 0.02)
    assert command.precision_reached(study(100, reached=0.031), rule) == [
        "Not enough with 100 simulated years: on time is known to ±3.1% only.",
        "To know it to ±2.0%, raise --replications.",
    ]
    fine = command.precision_reached(
        study(2000, reached=0.0004), StoppingRule("landed_cost_an_order", 0.00001)
    )
    assert fine[0].endswith(" is known to ±0.04% only.")
    assert fine[1].startswith("To know it to ±0.001%, ")
    assert max(map(len, fine)) <= WIDTH
    assert "on time is not known only" not in command.precision_reached(study(9, reached=math.inf), rule)[0]
    assert command.precision_reached(study(9, reached=math.inf), rule)[0].startswith(
        "Not enough with 9 simulated years: on time is not known yet"
    )
    assert command.precision_reached(study(9), None) == []
    assert command.precision_reached(study(9, reached=0.01, stopped="interrupted"), rule) == []


def test_what_failed_is_told_with_number_and_seed():
    failed = [Outcome(k, None, Failure(k, 7, "ValueError: no")) for k in range(5)]
    assert command.trouble(study(2, outcomes=tuple(failed))) == [
        "5 of 5 simulated years failed:",
        *[f"  replication {k} with seed 7 failed: ValueError: no" for k in range(3)],
        "  and 2 more",
        "No simulated year ended well, so there is no scorecard.",
    ]
    assert command.trouble(study(0, planned=9, stopped="interrupted")) == [
        "Stopped after 0 of 9: interrupted.",
        "No simulated year ended well, so there is no scorecard.",
    ]
    assert command.trouble(study(2)) == []


def test_compiling_is_said_once_and_done_before_the_first_year(engine, file, capsys):
    engine["cold"] = True
    assert simulate(file, replications=1) == 0
    assert capsys.readouterr().err == "compiling (once), about half a minute …\n"
    assert engine["warmed"] == [0]
    assert len(engine["asked"]) == 2
    ascii_only = Console(file=io.TextIOWrapper(io.BytesIO(), encoding="ascii"), width=80)
    studying.warm_up(small(), ascii_only)
    ascii_only.file.flush()
    assert ascii_only.file.buffer.getvalue() == b"compiling (once), about half a minute ...\n"
    engine["cold"] = False
    assert simulate(file, replications=1) == 0
    assert capsys.readouterr().err == ""
    assert (
        len(engine["warmed"]) == 3
    )  # what was compiled is loaded once, so that a half-filled cache is filled


@pytest.mark.parametrize(("wanted", "terminal"), [(True, True), (False, True), (True, False)])
def test_the_bar_is_shown_on_a_terminal_alone(wanted, terminal):
    screen = Console(file=io.StringIO(), force_terminal=terminal, width=80)
    with Bar(screen, wanted) as bar:
        advance = bar.task("simulating years", 10, 3)
        advance(7)
    shown = screen.file.getvalue()
    assert ("simulating years" in shown) == (wanted and terminal)
    assert ("7/10" in shown) == (wanted and terminal)
    if not (wanted and terminal):
        assert shown == ""


def test_an_unknown_service_is_a_problem_of_the_file(file):
    file.write_text(file.read_text() + "carriers: [pigeon-post]\n")
    with pytest.raises(ScenarioError, match="is not the name of a built-in service"):
        simulate(file)


def test_fewer_years_than_are_finished_are_refused_in_a_folder_that_is_named(engine, file):
    engine["interrupts"] = True
    assert simulate(file, replications=4, out=Path("run")) == 130
    with pytest.raises(StudyError, match=r"replications is 1, but \.run\.partial holds 2 finished ones"):
        simulate(file, replications=1, out=Path("run"))
