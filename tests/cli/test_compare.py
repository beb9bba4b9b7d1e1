"""`simnet compare` from files to the verdict and the folder, on a small brand that is really simulated."""

from __future__ import annotations

import re
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simnet.cli import compare as command
from simnet.cli.compared import Told, page
from simnet.cli.designs import read_designs
from simnet.cli.scorecard import WIDTH, plain
from simnet.errors import ScenarioError
from simnet.report.comparing.view import View
from simnet.study.comparing import Comparison
from tests.unit.study.comparing.worlds import ONE, TWO


@pytest.fixture(autouse=True)
def warm(monkeypatch):
    """Let the engine be compiled already."""
    import simnet.engine.replication as door

    monkeypatch.setattr(door, "is_cold", lambda: False)
    monkeypatch.setattr(door, "warm_up", lambda given: None)


@pytest.fixture
def files(tmp_path: Path, monkeypatch) -> list[str]:
    """Write two scenarios into an empty folder and work there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.yaml").write_text(ONE)
    (tmp_path / "two.yaml").write_text(TWO)
    return ["one.yaml", "two.yaml"]


def compare(files: list[str], **options) -> int:
    return command.compare(files, **{"jobs": 1, "report": False, "replications": 3, **options})


def invoke(*arguments: str):
    from simnet.cli.app import build

    return CliRunner().invoke(build(list(arguments)), list(arguments))


def test_the_command_compares_files_into_a_folder(files, capsys):
    assert compare(files) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert re.fullmatch(r"One place or Two places · 3 simulated years of each · [\d.]+ s", lines[0])
    assert lines[2] == "Two places never pays for itself on cost, however often depot goes dark."
    assert lines[3].startswith(
        "Your file says 4.6 times a year: on cost, One place is ahead. A year in which"
    )
    assert max(map(len, lines)) <= WIDTH
    assert "\x1b" not in out
    assert err == ""
    (folder,) = Path("results/compare/one-place-or-two-places").iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-1", folder.name)
    assert lines[-1] == f"All of it is in {folder}."
    found = Comparison.open(folder)
    assert found.manifest["files"] == {name: str(Path(path).resolve()) for name, path in
                                       zip(found.designs, files, strict=True)}  # fmt: skip
    assert (folder / "designs" / "two-places" / "scenario.yaml").read_text() == TWO


def test_what_is_written_before_and_after_the_table(files, capsys):
    compare(files)
    out = capsys.readouterr().out
    assert re.search(r"^ {20,}One place +Two places   better in … of 10 years$", out, re.M)
    assert re.search(r"^  Cost per order +[\d.]+ +[\d.]+   ●{10} 10  One place$", out, re.M)
    assert re.search(r"^  Late orders an outage +\d+ +0   ●{10} 10  Two places$", out, re.M)
    assert re.search(r"^  Order to door +[\d.]+ days +[\d.]+ days   ●{10} 10  not decided$", out, re.M)
    assert re.search(r"^  Your time a week +\d+ min +\d+ min +the same$", out, re.M)
    assert "\nToo few simulated years to say how many would settle what is not decided.\n" in out
    assert "Settle one   simnet compare one.yaml two.yaml --until-decided --of MEASURE" in out
    assert (
        "  Both met the same customers and the same bad luck; figures are averages over the years.\n" in out
    )
    assert re.search(r"^  An outage: depot dark, and nothing else; [\d.]+ days on average\.$", out, re.M)
    assert "  Named as better: at 95% confidence over all 7 lines together.\n" in out


def test_a_terminal_without_unicode_gets_ascii(files, capsys):
    compare(files)
    for line in capsys.readouterr().out.splitlines():
        assert plain(line, False).isascii()
        assert len(plain(line, False)) <= WIDTH


def test_a_file_can_be_compared_with_itself_changed(files, capsys):
    assert compare(files[:1], values=["nodes.depot.fees.account=500 per month"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("as it is or changed · 3 simulated years of each")
    assert "changed never pays for itself on cost" in out
    assert "Settle one" not in out, "all is decided, or the same"


def test_more_than_two_designs_are_compared_in_all_pairs(files, capsys):
    assert (
        compare(
            ["a=one.yaml", "b=two.yaml", "c=one.yaml"], values=["c:nodes.depot.fees.account=50 per month"]
        )
        == 0
    )
    out = capsys.readouterr().out
    assert out.startswith("a or b or c · 3 simulated years of each")
    assert "Cheapest to run: c; most orders on time: not decided." in out
    assert re.search(r"^  Cost per order +[\d.]+ +[\d.]+ +✓ [\d.]+$", out, re.M)
    assert "  the best, in … of 10 years\n" in out
    assert re.search(r"^  Cost per order +0 +0 +10$", out, re.M)
    assert "Against a, on cost:\n  b never pays for itself on cost, however often depot goes dark.\n" in out
    assert "  c costs less than a, however often depot goes dark.\n" in out
    assert "✓ Better than each of the others: at 95% confidence over all 7 lines and all pairs.\n" in out
    assert max(map(len, out.splitlines())) <= WIDTH
    (folder,) = Path("results/compare/a-or-b-or-c").iterdir()
    pairs = Comparison.open(folder).table("prices")
    assert list(zip(pairs["first"], pairs["second"], strict=True)) == [("a", "b"), ("a", "c"), ("b", "c")]


def test_many_designs_with_long_names_fit_the_page():
    names = tuple(f"a warehouse with a very long name, number {number}" for number in range(8))
    rows = [
        {
            "first": names[0], "second": other, "measure": measure, "world": "disrupted", "element": "",
            "p_family": 1.0, "winner": "", "better": "less", "better_share": 0.5, "difference": 1.0,
            "years_to_decide": 1e9, "low": -1.0, "high": 3.0,
        }
        for other in names[1:]
        for measure in ("landed_cost_an_order", "cash_on_hand")
    ]  # fmt: skip
    averages = [
        {
            "design": name,
            "measure": "cash_on_hand",
            "world": "disrupted",
            "element": "",
            "estimate": 12_345_678.9,
        }
        for name in names
    ]
    tables = {"differences": rows, "averages": averages, "best": [], "prices": []}
    view = View(names, 100, "USD", 0.95, 1, tables)
    for text, _ in page(view, Told(["x" * 40] * 8, "1 s")):
        assert len(text) <= WIDTH
    two = View(names[:2], 100, "USD", 0.95, 1, {**tables, "differences": rows[:2]})
    short = [text for text, _ in page(two, Told(["a.yaml", "--set", "seed=2"], "1 s"))]
    assert "Settle one   simnet compare a.yaml --set seed=2 --until-decided --of MEASURE" in short
    long = [text for text, _ in page(two, Told(["x" * 40] * 2, "1 s"))]
    assert "Settle one   the same command with --until-decided --of MEASURE" in long
    for text, _ in page(two, Told(["x" * 40] * 2, "1 s")):
        assert len(text) <= WIDTH


def test_going_on_until_decided_says_after_how_many_years(files, capsys, monkeypatch):
    from simnet.study.comparing import UntilDecided

    rule = UntilDecided(first=2, most=4)
    assert compare(files, replications=None, until=rule) == 0
    out = capsys.readouterr().out
    assert re.search(
        r"^Enough after \d simulated years: landed cost an order is decided, or differs by", out, re.M
    )
    rule = replace(rule, measure="excess_late", margin=0.0, first=2, most=2)
    assert compare(files, replications=None, until=rule) == 0
    out = capsys.readouterr().out
    assert "Not decided after 2 simulated years: excess late; raise --replications.\n" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["one.yaml"], "compare needs two files or more, or one with --set, such as --set seed=2"),
        (["one.yaml", "two.yaml", "--of", "cost"], "--of cost: needs --until-decided"),
        (["one.yaml", "two.yaml", "--until-decided", "-n", "20"],
         "the most simulated years are 20; deciding needs 128 or more"),
        (["one.yaml", "two.yaml", "--until-decided", "--of", "costt"], "costt is not a measure of a run"),
        (["one.yaml", "two.yaml", "--outage", "spare"], "spare has no outage in these files (one of: depot)"),
        (["a=one.yaml", "a=two.yaml"], "a names two designs; give each its own name"),
        (["one.yaml", "two.yaml", "--set", "three:seed=1"], "--set three:seed=1: three is not a design"),
        (["one.yaml", "two.yaml", "--set", "seed"], "--set seed: must be PATH=VALUE"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_sentence(files, arguments, said):
    found = invoke("compare", *arguments)
    assert found.exit_code == 2
    assert found.stderr.startswith(f"error: {said}")
    assert "Traceback" not in found.output
    assert not Path("results").exists()


def test_designs_that_do_not_match_are_refused_with_every_mismatch(files):
    Path("two.yaml").write_text(
        TWO.replace("horizon: 60 days", "horizon: 90 days").replace("price: 20", "price: 21")
    )
    found = invoke("compare", *files)
    assert found.exit_code == 2
    lines = found.stderr.splitlines()
    assert [line.split(": ")[2] for line in lines] == ["horizon", "skus.widget.price"]
    assert "is 60 days in One place (one.yaml:4:1)" in lines[0]
    assert not Path("results").exists()


def test_the_problems_of_all_files_come_at_once(files):
    Path("one.yaml").write_text(ONE.replace("horizon: 60 days", "horizon: soon"))
    Path("two.yaml").write_text(TWO.replace("price: 20", "price: cheap"))
    with pytest.raises(ScenarioError) as error:
        read_designs(files)
    assert [problem.place[:8] for problem in error.value.problems] == ["one.yaml", "two.yaml"]


def test_a_folder_that_exists_is_refused_before_anything_is_simulated(files):
    Path("there").mkdir()
    found = invoke("compare", *files, "--out", "there")
    assert (found.exit_code, found.stderr) == (
        2, "error: there exists; name a folder that does not, or remove it\n",
    )  # fmt: skip


def test_an_interrupted_comparison_goes_on_with_the_same_command(files, capsys, monkeypatch):
    import simnet.engine.replication as door

    real, calls = door.run_replication, []

    def run_replication(given, replication, **options):
        calls.append(replication)
        if len(calls) == 16:
            signal.raise_signal(signal.SIGINT)
        return real(given, replication, **options)

    monkeypatch.setattr(door, "run_replication", run_replication)
    assert compare(files) == 130
    out, err = capsys.readouterr()
    assert out.startswith("One place or Two places · 2 simulated years of each")
    assert "Stopped after 2 of 3 years of each design: interrupted." in err
    assert "What is finished is kept; the same command goes on from there." in err
    assert compare(files) == 0
    out, err = capsys.readouterr()
    assert "going on after 2 finished years" in err
    assert "3 simulated years of each" in out
    assert len(list(Path("results/compare/one-place-or-two-places").iterdir())) == 1


def test_a_year_that_fails_is_named_and_the_exit_code_says_so(files, capsys, monkeypatch):
    import simnet.engine.replication as door

    real = door.run_replication

    def run_replication(given, replication, **options):
        if replication == 1 and given.name == "Two places":
            raise ArithmeticError("units are not conserved")
        return real(given, replication, **options)

    monkeypatch.setattr(door, "run_replication", run_replication)
    assert compare(files) == 1
    out, err = capsys.readouterr()
    assert "1 simulated years failed, and count in no design:" in err
    assert "  Two places: replication 1 with seed 7 failed: ArithmeticError: units are not conserved" in err
    assert "All of it is in " in out


def test_names_of_designs_tell_them_apart(files):
    Path("same").mkdir()
    Path("same/two.yaml").write_text(ONE)
    Path("three.yaml").write_text(ONE)
    assert [one.name for one in read_designs(files)] == ["One place", "Two places"]
    assert [one.name for one in read_designs(["one.yaml", "three.yaml"])] == ["one", "three"]
    assert [one.name for one in read_designs(["one.yaml", "one.yaml"])] == ["one 1", "one 2"]
    assert [one.name for one in read_designs(["x=one.yaml", "two.yaml"])] == ["x", "Two places"]


def test_values_go_to_all_designs_or_to_one(files):
    found = read_designs(files, ["seed=3", "2:name=Other", "two:horizon=61 days"])
    assert [one.scenario.seed for one in found] == [3, 3]
    assert [one.name for one in found] == ["One place", "Other"]
    assert found[1].changes == {"seed": "3", "name": "Other", "horizon": "61 days"}


def test_the_page_is_drawn_where_there_is_something_to_draw_it(files, capsys, monkeypatch):
    import simnet.report

    drawn = []

    def write_comparison(folder):
        drawn.append(folder)
        return [Path(folder) / "compare.png"]

    monkeypatch.setattr(simnet.report, "write_comparison", write_comparison)
    assert compare(files, report=True) == 0
    assert f"Pictures   {drawn[0]}/compare.png" in capsys.readouterr().out
    assert compare(files, report=False) == 0
    assert len(drawn) == 1


def test_a_wrong_name_of_a_file_is_said(files):
    found = invoke("compare", "one.yaml", "tow.yaml")
    assert found.exit_code == 2
    assert "tow.yaml" in found.stderr
