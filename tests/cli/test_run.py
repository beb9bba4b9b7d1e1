"""`simnet run` from the file to the printed scorecard, on worlds whose measures are known."""

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
from simnet.cli.rows import Row, bad_year, days, limit_text, rows
from simnet.cli.scorecard import WIDTH, answer, dots, footnotes, plain, scorecard
from simnet.errors import ScenarioError
from simnet.measures import Incident, Summary
from simnet.scenario import Scenario, load_text
from simnet.study import Failure, Outcome, Study, StudyError
from tests.unit.measures.test_recovery import world
from tests.unit.study.fakes import TEXT

LIMITS = """
thresholds:
  - {when: "on_time < 95%", each: node, over: 7 days, then: alert}
  - {when: "damage > 2%", over: 28 days, then: alert}
  - {when: "stockouts >= 2", of: critical skus, over: 1 month, then: alert}
disruptions: [{name: storm, node_outage: garage, happens: every year, for: 3 days}]
"""
STORM = Incident(("storm",), ("node_outage",), ("garage",), 0, 1, 9.0, 0.1, 0.2, False, False, 500.0)


def scenario(more: str = LIMITS) -> Scenario:
    return load_text(TEXT.replace("price: 28", "critical: true, price: 28") + more)


def year(
    on_time: float = 0.96, sold_out: float = 3, alerts: int = 0, incidents: tuple[Incident, ...] = ()
) -> Summary:
    """Make up a year of 1,000 orders."""
    shares = {"on_time": on_time, "unit_fill": 0.99, "damage": 0.006, "accuracy": 0.994, "split": 0.1}
    values = {f"{name}.numerator": 1000 * share for name, share in shares.items()}
    values |= {f"{name}.denominator": 1000.0 for name in shares}
    values |= {"door_days.numerator": 4100.0, "door_days.denominator": 1000.0, "stockout_events": 12.0}
    values |= {"team_minutes_a_week.numerator": 9048.0, "team_minutes_a_week.denominator": 52.0}
    values |= {"cancelled_orders": 3.0, "lost_orders": 1.0, "backlog": 0.0}
    sku = {"sku": "candle", "stockout_days": sold_out, "stockout_events": 2.0, "units_short": 4.0}
    texts = {"stockouts >= 2 of critical skus over 30 days": alerts}
    return Summary(values, (), (sku,), incidents, texts)


def study(summaries: list[Summary], **more: object) -> Study:
    outcomes = tuple(Outcome(number, summary) for number, summary in enumerate(summaries))
    return replace(Study("Candles", 1, len(summaries), outcomes, "", 41.2), **more)


def text(given: Study, described: Scenario | None = None, unicode: bool = True) -> str:
    lines = scorecard(given, described or scenario(), "candles.yaml")
    return "\n".join(plain(line, unicode) for line, _ in lines)


def many(number: int = 100) -> Study:
    """Make up years of which 4 in 5 are on time often enough, and 2 in 5 have no stockout alarm."""
    return study(
        [
            year(0.96 if k % 5 else 0.90, sold_out=k % 10, alerts=int(k % 5 > 1), incidents=(STORM,))
            for k in range(number)
        ]
    )


def test_the_scorecard_says_what_a_founder_asks():
    shown = text(many())
    assert shown.startswith("Candles · 100 simulated years · 41 s\n\nOn time in a typical year: 96.0%.\n")
    assert "\nWhat hurts most is garage dark: 500 late orders a year; customers notice for 9 days.\n" in shown
    lines = {line[2:].split("  ")[0]: line for line in shown.splitlines()}
    cells = {label: re.split(r" {2,}", line[2:])[1:] for label, line in lines.items()}
    on_time = lines["Orders on time"]
    assert on_time.startswith("✗")
    assert cells["Orders on time"] == ["96.0%", "90.0%", "95% or more", "●●●●●●●●○○", "8"]
    assert cells["Damaged"] == ["0.6%", "0.6%", "2% or less", "●●●●●●●●●●", "10"]
    assert cells["Orders that found no stock"][2:] == ["under 2 of critical skus", "●●●●○○○○○○", "4"]
    assert lines["Your time a week"].split()[-4:] == ["2.9", "h", "2.9", "h"]
    assert lines["Orders cancelled or lost"].split()[-2:] == ["4", "4"]
    assert lines["candle sold out somewhere"].split()[-4:] == ["~4", "days", "8", "days"]
    assert lines["garage dark"].split() == ["garage", "dark", "1.00", "500", "9", "days", "9", "days", "0%"]
    assert "* 1 year in 10, or 1 noticed case in 10, is this bad or worse (- with fewer than 36)." in shown
    assert "kept in 10 years\n" in shown
    assert shown.splitlines()[-1].startswith("Next   simnet check candles.yaml")


def test_misses_come_first_then_what_is_kept_then_the_rest():
    table = rows(many(), scenario())
    assert [row.kept is None for row in table] == sorted(row.kept is None for row in table)
    assert [row.label for row in table[:3]] == ["Orders on time", "Orders that found no stock", "Damaged"]
    assert [row.missed for row in table[:3]] == [True, True, False]


def test_a_limit_that_was_not_watched_is_not_said_to_be_kept():
    unwatched = [
        replace(year(), alerts={"stockouts >= 20 of critical skus over 30 days": 0}) for _ in range(3)
    ]
    row = next(row for row in rows(study(unwatched), scenario()) if row.label == "Orders that found no stock")
    assert (row.limit, row.kept) == ("", None)


def test_without_limits_and_outages_there_are_no_dots():
    shown = text(study([year() for _ in range(40)]), scenario(""))
    assert "kept in" not in shown
    assert "When it went wrong" not in shown
    assert "hurts" not in shown
    assert "* 1 year in 10 is this bad or worse." in shown
    assert not set("✗✓●○") & set(shown)


def test_lines_fit_and_are_ascii_where_they_must_be():
    name = "a-name-that-does-not-want-to-end-before-the-line-is-full"
    long = replace(STORM, targets=(name,), service_days=math.inf, excess_late=12345.0)
    sku = {"sku": name, "stockout_days": 300.0, "stockout_events": 2.0, "units_short": 4.0}
    limits = LIMITS.replace("critical skus", "[candle, garage, east, midwest]")
    made = [replace(year(incidents=(STORM, long)), skus=(sku,)) for _ in range(40)]
    for unicode in (True, False):
        lines = [line for line, _ in scorecard(study(made), scenario(limits), "candles.yaml")]
        assert max(map(len, lines)) <= WIDTH  # nothing is left for the last resort, to cut the line
        card = "\n".join(plain(line, unicode) for line in lines)
        assert card.isascii() == (not unicode)
        assert "12,345 late orders a year; customers notice to the end." in card
        columns = {line.index("0%") for line in card.splitlines() if line.endswith("             0%")}
        assert len(columns) == 1
    assert "+ Damaged" in text(study(made), unicode=False)
    assert "##########  10" in text(study(made), unicode=False)
    assert len(plain("x" * 101, True)) == len(plain("x" * 101, False)) == WIDTH


def test_too_few_years_say_less():
    shown = text(many(10))
    assert "10 simulated years" in shown
    assert [row.bad for row in rows(many(10), scenario())] == ["-"] * 11
    assert "* Needs 36 simulated years or more." in shown
    assert "Too few simulated years" in text(many(3))
    assert bad_year(many(3).values("on_time"), True) is None


def test_simulation_noise_is_told_apart_from_luck():
    assert "  More simulated years would move no typical figure by over 1%." in text(study([year()] * 50))
    wild = [replace(year(), values=year().values | {"stockout_events": float(k)}) for k in range(50)]
    shown = text(study(wild))
    assert next(line for line in shown.splitlines() if "found no stock" in line).split()[6:8] == ["~24", "44"]
    assert "~ More simulated years may move this figure by over 10%; the others, none by over 1%." in shown
    assert shown.count("~") == 2


def test_a_count_near_zero_is_marked_and_makes_no_huge_percentage():
    some = [replace(year(), values=year().values | {"cancelled_orders": float(k % 2) * k}) for k in range(50)]
    none = [replace(year(), values=year().values | {"backlog": 0.001 * k}) for k in range(50)]
    for made, marked in ((some, "Orders cancelled or lost"), (none, "")):
        table = rows(study(made), scenario())
        assert [row.label for row in table if row.loose] == ([marked] if marked else [])
        assert (
            max(int(number) for number in re.findall(r"(\d+)%", footnotes(study(made), table, [])[1])) <= 10
        )


def test_noise_is_rounded_up_and_never_zero():
    def said(*moves: float | None) -> str:
        return footnotes(study([year()] * 50), [Row("x", "1", "2", move=move) for move in moves], [])[1]

    assert said(0.0, 0.0) == "  More simulated years would move no typical figure by over 1%."
    assert said(0.041, 0.02) == "  More simulated years would move no typical figure by over 5%."
    assert said(0.041, math.inf).endswith("by over 10%; the others, none by over 5%.")
    assert said(None) == "  Too few simulated years to say how far typical figures would move with more."


def test_one_year_is_not_called_typical():
    shown = text(study([year(incidents=(STORM,))]))
    assert "On time in the one simulated year: 96.0%." in shown
    assert "Needs 36 simulated years or more." in shown


def test_words_and_numbers():
    assert [days(value) for value in (0, 1, 1.04, 2.55, 9.94, 12.4, math.inf)] == [
        "0 days", "1 day", "1 day", "2.5 days", "9.9 days", "12 days", "beyond the end",
    ]  # fmt: skip
    assert dots(0.999) == "●●●●●●●●●○  9"
    assert dots(1.0) == "●●●●●●●●●●  10"
    assert dots(0.8) == "●●●●●●●●○○  8"
    made = [scenario(f'thresholds: [{{when: "{when}", then: alert}}]').thresholds[0] for when in (
        "on_time <= 95%", "backlog > 10", "stockouts >= 3", "backlog >= 10", "damage > 2.5%",
    )]  # fmt: skip
    assert [limit_text(one) for one in made] == [
        "over 95%",
        "10 or less",
        "under 3 in 7 days",
        "under 10",
        "2.5% or less",
    ]
    short = scenario("horizon: 60 days")
    assert "2 simulated runs of 60 days" in text(study([year()] * 2), short)
    assert "1 simulated year ·" in text(study([year()]))
    assert "· 1 min 15 s" in text(study([year()], seconds=75.2))
    assert "· 0.4 s" in text(study([year()], seconds=0.41))
    empty = study([replace(year(), values=year().values | {"on_time.denominator": 0.0})])
    assert answer(empty, scenario(), []) == ["On time in the one simulated year: no orders."]


def test_what_failed_is_told_with_number_and_seed():
    failed = [Outcome(k, None, Failure(k, 7, "ValueError: no")) for k in range(5)]
    assert command.trouble(replace(many(2), outcomes=tuple(failed))) == [
        "5 of 5 simulated years failed:",
        *[f"  replication {k} with seed 7 failed: ValueError: no" for k in range(3)],
        "  and 2 more",
        "No simulated year ended well, so there is no scorecard.",
    ]
    assert command.trouble(study([year()], planned=9, stopped="interrupted")) == [
        "Stopped after 1 of 9: interrupted."
    ]
    assert command.trouble(many(2)) == []


@pytest.fixture
def engine(monkeypatch):
    """Stand in for the engine: replication k has a storm, replication 2 fails if told to."""
    import simnet.engine.replication as door

    state = {"fails": False, "interrupts": False, "asked": [], "warmed": [], "cold": False}

    def run_replication(given, replication, *, disruptions=True):
        state["asked"].append((given.seed, replication, disruptions))
        if state["interrupts"] and replication == 2:
            raise KeyboardInterrupt
        if state["fails"] and replication == 2:
            raise ArithmeticError("units are not conserved")
        return world([(97, 106)] if disruptions else [], outages=[(0, 100, 103)] if disruptions else [])

    monkeypatch.setattr(door, "run_replication", run_replication, raising=False)
    monkeypatch.setattr(door, "is_cold", lambda: state["cold"])
    monkeypatch.setattr(door, "warm_up", lambda given: state["warmed"].append(len(state["asked"])))
    return state


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT + LIMITS)
    return path


def test_the_command_runs_a_file(engine, file, capsys):
    assert command.run(file, replications=4, jobs=1) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Small · 4 simulated years · ")
    assert "3pl dark" in out
    assert "\x1b" not in out
    assert err == ""
    assert engine["asked"] == [(5, k, disruptions) for k in range(4) for disruptions in (True, False)]


def test_seed_and_replications_are_options(engine, file):
    app = typer.Typer()
    app.command()(command.run_command)
    result = CliRunner().invoke(app, [str(file), "-n", "2", "--seed", "99", "-j", "1", "--no-progress"])
    assert result.exit_code == 0
    assert {seed for seed, _, _ in engine["asked"]} == {99}
    assert "2 simulated years" in result.stdout
    for option in (["-n", "0"], ["--seed", "-1"], ["-j", "0"], ["--seed", str(2**63)]):
        assert CliRunner().invoke(app, [str(file), *option]).exit_code == 2


def test_failures_give_exit_code_1_and_still_a_scorecard(engine, file, capsys):
    engine["fails"] = True
    assert command.run(file, replications=4, jobs=1) == 1
    out, err = capsys.readouterr()
    assert "3 simulated years" in out
    assert "1 of 4 simulated years failed:" in err
    assert "replication 2 with seed 5 failed: ArithmeticError: units are not conserved" in err


def test_an_interruption_keeps_the_scorecard_of_what_ended(engine, file, capsys):
    engine["interrupts"] = True
    assert command.run(file, replications=40, jobs=1) == 130
    out, err = capsys.readouterr()
    assert "2 simulated years" in out
    assert "Stopped after 2 of 40: interrupted." in err


def test_wrong_input_is_raised_for_the_shell_to_tell(engine, file, tmp_path):
    with pytest.raises(ScenarioError):
        command.run(tmp_path / "none.yaml")
    with pytest.raises(StudyError, match="replications is 0"):
        command.run(file, replications=0)


@pytest.mark.parametrize("progress", [True, False])
def test_compiling_is_said_once_and_done_before_the_first_year(engine, progress):
    engine["cold"] = True
    terminal = Console(file=io.StringIO(), force_terminal=True, width=80)
    command._study(scenario(), 2, 1, terminal, progress)
    assert terminal.file.getvalue().count("compiling (once), about half a minute …") == 1
    assert ("simulating years" in terminal.file.getvalue()) == progress
    assert engine["warmed"] == [0]
    assert len(engine["asked"]) == 4  # two replications and their twins
    piped = Console(file=io.StringIO(), width=80)
    command._study(scenario(), 2, 1, piped, progress)
    assert piped.file.getvalue() == "compiling (once), about half a minute …\n"
    ascii_only = Console(file=io.TextIOWrapper(io.BytesIO(), encoding="ascii"), width=80)
    command._warm_up(scenario(), ascii_only)
    ascii_only.file.flush()
    assert ascii_only.file.buffer.getvalue() == b"compiling (once), about half a minute ...\n"
    engine["cold"] = False
    quiet = Console(file=io.StringIO(), width=80)
    command._study(scenario(), 2, 1, quiet, progress)
    assert quiet.file.getvalue() == ""
    assert (
        len(engine["warmed"]) == 4
    )  # what was compiled is loaded once, so that a half-filled cache is filled


def test_an_unknown_service_is_a_problem_of_the_file(file):
    file.write_text(file.read_text() + "carriers: [pigeon-post]\n")
    with pytest.raises(ScenarioError, match="is not the name of a built-in service"):
        command.run(file)
