"""The benchmarks run with tiny sizes and say what they should."""

from __future__ import annotations

import pstats
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import (
    contest,
    growth,
    hybrid,
    memory,
    profiling,
    replication,
    run,
    starting,
    ten_nodes,
    waiting,
)
from benchmarks import (
    w1 as w1_contest,
)
from benchmarks import (
    w2 as w2_contest,
)
from benchmarks.measure import Effort, Section, Table, Target, cpu, interleaved, ratio_of_rounds
from benchmarks.page import page, table
from benchmarks.w2 import lost_share
from simnet.engine.replication import plan_of, play_checked
from simnet.scenario import load_text
from tests.worlds import tiny, w1, w2

SCENARIOS = Path(run.HERE) / "scenarios"
SMALL = Effort(1, 2, 20, (5, 10), (1, 2), (2, 3), (2, 3, 10))


@pytest.mark.parametrize(("file", "world"), [("w1.yaml", w1), ("w2.yaml", w2)])
def test_the_scenarios_are_those_of_the_tests(file, world):
    text = (SCENARIOS / file).read_text(encoding="utf-8")
    assert text.split("\n", 1)[1] == world()


def test_the_largest_scenario_is_what_the_generator_writes():
    assert (SCENARIOS / "ten_nodes.yaml").read_text(encoding="utf-8") == ten_nodes.scenario_text()


@pytest.mark.parametrize("size", [(1, 1, 5), (2, 20, 50), (10, 200, 2000)])
def test_generated_scenarios_load(size):
    nodes, skus, orders = size
    scenario = load_text(ten_nodes.scenario_text(nodes, skus, orders, 30))
    assert (len(scenario.nodes), len(scenario.skus)) == (nodes, skus)


def test_a_contest_runs_in_turns_and_leaves_out_what_cannot_start(tmp_path):
    (tmp_path / "good.py").write_text("NAME = 'Good'\ndef run(n, more): return {'orders': 100 + n + more}\n")
    (tmp_path / "lacking.py").write_text("import no_such_package_at_all\n")
    with contest.entered(tmp_path, ["good", "lacking", "absent"]) as found:
        assert list(found) == ["good"]
        contest.play(2, found, {"good": (10,)})
    assert found["good"].name == "Good"
    assert [r["orders"] for r in found["good"].results] == [111, 112]
    assert len(found["good"].seconds) == 2


def test_a_contestant_that_dies_is_named(tmp_path):
    (tmp_path / "bad.py").write_text("NAME = 'Bad'\ndef run(n): raise SystemExit(7)\n")
    with (
        contest.entered(tmp_path, ["bad"]) as found,
        pytest.raises(RuntimeError, match="Bad ended with code 7"),
    ):
        contest.play(0, found, {})


def test_peers_that_are_not_there_are_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(contest, "PEERS", tmp_path)
    with contest.compiled_peers("w2") as folder, contest.entered(folder, ["m_simpy"]) as found:
        assert found == {}


def peer(folder, world, name, answer):
    """Write a program of somebody else that gives a fixed answer."""
    (folder / world).mkdir(exist_ok=True)
    (folder / world / f"{name}.py").write_text(f"NAME = {name!r}\ndef run(*_): return {answer!r}\n")


def test_w2_is_compared_with_who_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(contest, "PEERS", tmp_path)
    peer(tmp_path, "w2", "m_simpy_lean", {"orders": 1, "lost": 1})
    section = w2_contest.run(SMALL)
    assert {row[0] for row in section.tables[0].rows} == {"simnet", "simnet, without harvest", "m_simpy_lean"}
    speeds = [float(t.measured.replace(",", "")) for t in section.targets[:4]]
    assert speeds[0] > speeds[2]
    assert speeds[1] > speeds[3]
    assert section.targets[4].what == "W2, lost share off by"
    assert "draw" in section.notes[0]
    assert f"the reference is {w2_contest.LOST_SHARE}" in section.notes[1]


def test_w1_is_compared_with_lost_sales_and_with_backorders(tmp_path, monkeypatch):
    monkeypatch.setattr(contest, "PEERS", tmp_path)
    for name in ("p_snp", "p_stockpyl"):
        peer(tmp_path, "w1", name, {"orders": 1, "lost": 0})
    lost, back = (w1_contest.run(SMALL)).tables
    assert {row[0] for row in lost.rows} == {"simnet", "simnet, without harvest", "p_snp"}
    assert {row[0] for row in back.rows} == {"simnet", "simnet, without harvest", "p_snp", "p_stockpyl"}


def test_speeds_are_ratios_of_the_same_round(tmp_path):
    (tmp_path / "one.py").write_text("def run(n): return {}\n")
    with contest.entered(tmp_path, ["one"]) as found:
        fast, slow = found["one"], contest.Contestant("slow", found["one"].process)
    fast.seconds, fast.results = [1.0, 2.0, 4.0], [{"orders": 100}] * 3
    slow.seconds, slow.results = [2.0, 8.0, 12.0], [{"orders": 100}] * 3
    assert fast.per_second() == 50
    assert fast.times_faster(slow) == 3


def test_interleaving_drops_the_first_round():
    seen = []
    found = interleaved(
        2, {"a": lambda n: seen.append(("a", n)) or n, "b": lambda n: seen.append(("b", n)) or -n}
    )
    assert seen == [("a", 0), ("b", 0), ("a", 1), ("b", 1), ("a", 2), ("b", 2)]
    assert found == {"a": [1, 2], "b": [-1, -2]}
    assert ratio_of_rounds([2, 9, 4], [1, 3, 1]) == 3
    assert cpu(lambda: sum(range(1000))) >= 0


def test_a_replication_is_measured_by_phase():
    found = replication.run(0, "w1.yaml")
    assert 17_000 < found["orders"] < 19_500
    assert 0 < found["lost"] < 1_500
    assert list(found["seconds"]) == list(replication.PHASES)
    assert all(seconds > 0 for seconds in found["seconds"].values())
    assert replication.run(0, "w1.yaml", "backorder")["lost"] == 0
    assert replication.lost(1, "w1.yaml") == {"orders": [found["orders"]], "lost": [found["lost"]]}


def test_the_lost_share_is_a_ratio_with_its_error():
    counts = replication.lost(3, "w1.yaml")
    share, error = lost_share(3, "w1.yaml")
    assert share == pytest.approx(sum(counts["lost"]) / sum(counts["orders"]))
    assert 0 < error < 0.02


def test_the_plain_loop_of_w1_loses_what_the_engine_loses():
    years = [waiting.run(seed) for seed in range(12)]
    share = sum(y["lost"] for y in years) / sum(y["orders"] for y in years)
    assert share == pytest.approx(lost_share(12, "w1.yaml")[0], abs=0.006)


def test_the_oracle_is_compared_and_agrees():
    section = hybrid.measure(plan_of(load_text(tiny())), 1)
    agreed = "In replication 1 they agree on every parcel, line, purchase order, touch and stock level."
    assert section.notes == [agreed, hybrid.READING]
    assert [row[2] for row in section.tables[0].rows][-1] == "1"


def test_a_difference_from_the_oracle_is_shown(monkeypatch):
    monkeypatch.setattr("tests.oracle.compare.differences", lambda *_: ["lines, engine only: 1", "x"])
    section = hybrid.measure(plan_of(load_text(tiny())), 1)
    assert section.notes[0] == "In replication 1 they differ in 2 rows, first: lines, engine only: 1."


def test_growth_measures_every_size():
    assert [row[0] for row in growth.volume(SMALL).tables[0].rows] == ["5", "10"]
    nodes, skus = growth.size(SMALL).tables
    assert ([row[0] for row in nodes.rows], [row[0] for row in skus.rows]) == (["1", "2"], ["2", "3"])


def test_memory_is_the_peak_in_megabytes():
    held = b"x" * 60_000_000
    assert len(held) / 1e6 < memory.peak_mb() < 20_000


def test_memory_of_a_file_is_measured_on_the_way(tmp_path):
    (tmp_path / "small.yaml").write_text(ten_nodes.scenario_text(1, 2, 10, 20), encoding="utf-8")
    found = memory.of_file(tmp_path / "small.yaml")
    assert 100 < found["orders"] < 1_000
    assert 20 < found["imports"] <= found["plan"] <= found["played"] <= found["replication"]


def test_the_largest_scenario_of_an_effort_is_measured():
    section = memory.run(SMALL)
    assert [float(row[1]) for row in section.tables[0].rows][-1] > 20
    assert section.intro.startswith("2 nodes, 3 SKUs, 10 orders a day")
    assert section.targets[0].met


def test_the_time_of_a_process_is_counted():
    wall, used = starting.seconds([sys.executable, "-c", "sum(range(3_000_000))"])
    assert 0 < used < wall + 0.1


def test_compilation_is_the_first_run_less_the_later_ones(monkeypatch):
    monkeypatch.setattr(starting, "compile_seconds", lambda *_: ((50.0, 42.0), [(2.0, 1.5)] * 3))
    section = starting.run(SMALL)
    assert section.tables[0].rows[2] == ("difference: compilation", "48.0", "40.5")
    assert not section.targets[0].met


def test_the_profile_names_functions_and_adds_up_to_all_of_it():
    statistics = profiling.profile(plan_of(load_text(tiny())))
    assert isinstance(statistics, pstats.Stats)
    assert "simnet/engine/control/world.py" in profiling.listing(statistics)
    rows = profiling.by_kind(statistics)
    assert sum(float(row[1]) for row in rows) == pytest.approx(statistics.total_tt, abs=0.01)
    assert play_checked(plan_of(load_text(tiny())), 1).over


def test_the_page_shows_targets_tables_and_notes():
    targets = [Target("speed", "5", "6 or more", False), Target("size", "1", "2", True)]
    section = Section(
        "A title", "An intro.", [Table(("x", "n"), [("row", "1")])], ["A note."], targets, "a listing"
    )
    text = page([section], Effort(), "a machine", "## By hand\n")
    assert "| speed | 5 | 6 or more | **no** |" in text
    assert "| size | 1 | 2 | yes |" in text
    assert "## A title\n\nAn intro.\n\n| x | n |\n|---|---:|\n| row | 1 |\n\nA note.\n" in text
    assert "```text\na listing\n```" in text
    assert "on a machine: Python" in text
    assert text.endswith("## By hand\n")
    assert table(Table(("a",), [])) == "| a |\n|---|\n"


def test_a_target_that_is_missed_is_the_exit_code(tmp_path, monkeypatch, capsys):
    def section(met):
        return lambda effort: Section("T", "I", targets=[Target("t", "1", "1", met)])

    monkeypatch.setitem(run.BENCHMARKS, "w1", section(True))
    monkeypatch.setitem(run.BENCHMARKS, "w2", section(False))
    monkeypatch.setattr(run, "PAGE", tmp_path / "not_written.md")
    assert run.main(["--only", "w1", "--quick"]) == 0
    assert run.main(["--only", "w1", "--only", "w2", "--out", str(tmp_path / "page.md")]) == 1
    assert "**no**" in (tmp_path / "page.md").read_text(encoding="utf-8")
    assert not (tmp_path / "not_written.md").exists()
    assert "w2 …" in capsys.readouterr().err


def test_the_page_is_written_when_everything_ran(tmp_path, monkeypatch):
    for name in run.BENCHMARKS:
        monkeypatch.setitem(run.BENCHMARKS, name, lambda effort: Section("T", "I"))
    monkeypatch.setattr(run, "PAGE", tmp_path / "page.md")
    assert run.main([]) == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("# Performance\n")


def test_the_command_answers():
    command = [sys.executable, "-m", "benchmarks.run", "--help"]
    done = subprocess.run(command, cwd=contest.ROOT, capture_output=True, text=True, check=True)
    assert "--quick" in done.stdout


def test_what_shared_luck_saves_is_the_ratio_of_the_variances(monkeypatch):
    from benchmarks import pairing

    luck = np.random.default_rng(4)
    common, own = luck.standard_normal(400), luck.standard_normal((2, 400))
    ones = np.ones(400)
    first, second = ((100 + 3 * common + one, ones) for one in own)
    paired, independent = pairing.variances(first, second)
    assert paired == pytest.approx(2, rel=0.2)
    assert independent == pytest.approx(20, rel=0.2)
    assert pairing.needed(4.0, 0.1) == 1537
    assert pairing.needed(0.0, 0.1) == 2
    assert pairing.needed(1.0, 0.5) == 18
    years = {"on_time": first, "landed_cost_an_order": second}
    monkeypatch.setattr(pairing, "simulate", lambda scenario, pairs: years)
    section = pairing.run(Effort(pairs=400))
    (table,) = section.tables
    assert [row[3] for row in table.rows] == ["∞"] * 4
    assert section.title == "Shared luck against independent runs"
