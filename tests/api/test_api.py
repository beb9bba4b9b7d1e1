"""`import simnet as sn`: one API for one design or many, on a small brand that is really simulated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simnet as sn
from simnet.errors import ScenarioError, SimnetError
from simnet.records.run_folder import RunFolderError
from simnet.study.plan import StudyError
from tests.unit.study.comparing.worlds import ONE, TWO, one, two

YEARS = 3
FRAMES = {
    "summary": ["measure"],
    "replications": ["replication", "world"],
    "daily": ["world", "day"],
    "ledger": ["replication", "world"],
    "stock": ["replication", "world", "node", "sku"],
    "recovery": ["replication", "incident"],
}


@pytest.fixture(scope="module")
def ran() -> sn.RunResults:
    return sn.run(one(), YEARS)


@pytest.fixture(scope="module")
def compared() -> sn.ComparisonResults:
    return sn.compare({"one": one(), "two": two()}, YEARS)


@pytest.mark.parametrize("name", FRAMES)
def test_frames_of_a_comparison_are_those_of_its_runs_below_the_level_design(ran, compared, name):
    frame, frames = getattr(ran, name), getattr(compared, name)
    assert list(frame.index.names) == FRAMES[name]
    assert list(frames.index.names) == ["design", *FRAMES[name]]
    assert not frame.index.duplicated().any()
    pd.testing.assert_frame_equal(frames.xs("one", level="design"), frame)


def test_the_summary_is_what_the_replications_say(ran):
    found, each = ran.summary, ran.replications.xs("disrupted", level="world")
    assert found.loc["landed_cost", "estimate"] == pytest.approx(each["landed_cost"].mean())
    assert found.loc["landed_cost", "p50"] == pytest.approx(each["landed_cost"].median())
    table = ran.table("replications").query("world == 'disrupted'")
    share = table["on_time.numerator"].sum() / table["on_time.denominator"].sum()
    assert found.loc["on_time", "estimate"] == pytest.approx(share)
    assert found.loc["on_time", "without"] == 1.0
    assert found.loc["on_time", "low"] < share < found.loc["on_time", "high"]
    assert found.loc["on_time", "better"] == "more"


def test_the_days_add_up_to_the_year(ran):
    daily, each = ran.daily, ran.replications
    for world in ("disrupted", "twin"):
        days = daily.xs(world, level="world")
        assert len(days) == 60
        assert days["orders"].sum() == pytest.approx(each.xs(world, level="world")["orders"].mean())
        late = 1 - days["late"].sum() / days["orders"].sum()
        table = ran.table("replications").query("world == @world")
        rate = table["on_time.numerator"].sum() / table["on_time.denominator"].sum()
        assert late == pytest.approx(rate)
    ends = each.xs("disrupted", level="world")["backlog"].mean()
    assert daily.loc[("disrupted", 59), "overdue"] == pytest.approx(ends)


def test_the_lines_of_the_ledger_add_up_to_the_cost(ran):
    from simnet.measures.catalog import COST_LINES

    cost = ran.ledger[[line.name for line in COST_LINES]].sum(axis=1)
    assert cost.to_numpy() == pytest.approx(ran.replications["landed_cost"].to_numpy())


def test_differences_prices_and_the_best_are_frames(compared):
    row = compared.differences.loc[("one", "two", "landed_cost", "twin", "")]
    twins = compared.replications.xs("twin", level="world")["landed_cost"].unstack("design")
    assert row["difference"] == pytest.approx((twins["two"] - twins["one"]).mean())
    assert compared.prices.loc[("one", "two", "depot"), "answer"] == "never"
    assert compared.best.xs("landed_cost_an_order", level="measure")["share"].tolist() == [1.0, 0.0]
    assert compared.averages.loc[("two", "orders", "twin", ""), "replications"] == YEARS
    assert compared.outages.loc[("one", 0, ""), "loss"] == 0
    assert compared.verdict == "two never pays for itself on cost, however often depot goes dark."
    assert compared.run("two").scenario.nodes.keys() == {"depot", "spare"}


def test_results_show_themselves_in_a_notebook(ran, compared):
    html = ran._repr_html_()
    assert "One place, 3 simulated years" in html
    assert "Orders on time" in html
    html = compared._repr_html_()
    assert "one or two: 3 simulated years of each" in html
    assert compared.verdict in html
    assert "Cost per order" in html
    assert repr(compared) == "<ComparisonResults: one or two: 3 simulated years of each>"
    assert repr(ran) == "<RunResults: One place, 3 simulated years>"


def test_names_are_escaped_in_a_notebook():
    found = sn.run(one().replace(name="<b>Bold</b>"), 2)
    assert "<b>Bold" not in found._repr_html_()
    assert "&lt;b&gt;Bold" in found._repr_html_()


def test_plots_are_figures(ran):
    from matplotlib.figure import Figure

    for draw in (ran.plot_network, ran.plot_recovery, ran.plot_waterfall, ran.plot_stockouts, ran.plot_cost,
                 ran.plot_yearly_cost, ran.plot_load, ran.plot_weekly_review):  # fmt: skip
        assert isinstance(draw(), Figure)
    with pytest.raises(SimnetError, match=r"this run has 1 pictures of the kind recovery; none is number 4"):
        ran.plot_recovery(4)
    with pytest.raises(SimnetError, match=r"recover is not a chart of a run \(did you mean recovery\?\)"):
        ran.plot("recover")


def test_results_are_saved_and_loaded(ran, compared, tmp_path):
    for number, found in enumerate((ran, compared)):
        folder = found.save(tmp_path / f"kept {number}")
        again = sn.load_results(folder)
        assert type(again) is type(found)
        for name in FRAMES:
            pd.testing.assert_frame_equal(getattr(again, name), getattr(found, name))
        with pytest.raises(RunFolderError, match="exists; name a folder that does not, or remove it"):
            found.save(folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept 0", "kept 1"]
    with pytest.raises(RunFolderError, match="is the folder of a comparison, not of a run"):
        sn.RunResults.load(tmp_path / "kept 1")
    with pytest.raises(RunFolderError, match="is the folder of a run, not of a comparison"):
        sn.ComparisonResults.load(tmp_path / "kept 0")
    with pytest.raises(RunFolderError, match="is not a folder"):
        sn.load_results(tmp_path / "nothing")
    with pytest.raises(RunFolderError, match="is not the folder of a finished run"):
        sn.load_results(tmp_path)


def test_results_without_a_folder_of_ones_own_go_with_the_object():
    found = sn.run(one(), 1)
    path = found.path
    assert path.is_dir()
    assert np.isnan(found.summary.loc["landed_cost", "low"])
    del found
    assert not path.exists()


def test_results_are_written_where_one_wants_them(tmp_path):
    assert sn.run(one(), 1, out=tmp_path / "run").path == tmp_path / "run"
    with pytest.raises(RunFolderError, match="exists"):
        sn.compare({"one": one(), "two": two()}, 2, out=tmp_path / "run")


def test_a_scenario_is_loaded_changed_and_checked(tmp_path):
    path = tmp_path / "one.yaml"
    path.write_text(ONE)
    scenario = sn.load(path, {"seed": "3"})
    assert (scenario.seed, scenario.name) == (3, "One place")
    changed = scenario.replace({"nodes.depot.accuracy": "90%"}, name="Changed")
    assert (changed.nodes["depot"].accuracy, changed.name, changed.seed) == (0.9, "Changed", 3)
    assert scenario.nodes["depot"].accuracy != 0.9
    with pytest.raises(ScenarioError, match="horizon"):
        scenario.replace(horizon="soon")
    path.write_text(ONE.replace("rates: {base: 5, per_lb: 0.5}", "rates: usps-nothing"))
    with pytest.raises(ScenarioError, match="usps-nothing"):
        sn.load(path)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(StudyError, match="replications is 0"):
        sn.run(one(), 0)
    with pytest.raises(StudyError, match="of is on_time; it needs until_decided=True"):
        sn.compare({"one": one(), "two": two()}, 2, of="on_time")
    with pytest.raises(ScenarioError, match="horizon"):
        sn.compare({"one": one(), "two": two().replace(horizon="61 days")}, 2)
    with pytest.raises(AttributeError, match="has no attribute 'rum'"):
        sn.rum  # noqa: B018


def test_failures_and_interrupts_are_raised(monkeypatch, tmp_path):
    import simnet.engine.replication as door

    def fail(given, replication, **options):
        raise ArithmeticError("units are not conserved")

    monkeypatch.setattr(door, "run_replication", fail)
    with pytest.raises(
        StudyError, match=r"too few simulated years ended well: replication 0 with seed 7 failed"
    ):
        sn.run(one(), 1)
    with pytest.raises(StudyError, match="too few simulated years ended well"):
        sn.compare({"one": one(), "two": two()}, 2)

    def interrupt(given, replication, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(door, "run_replication", interrupt)
    with pytest.raises(KeyboardInterrupt):
        sn.run(one(), 1, out=tmp_path / "x")


def test_importing_simnet_loads_nothing_and_lists_what_it_offers():
    code = "import sys, simnet; print('load' in dir(simnet), 'numpy' in sys.modules, 'pandas' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True", "False", "False"]


def test_what_is_offered_is_declared_for_editors():
    text = (Path(sn.__file__).parent / "__init__.pyi").read_text()
    for name in sn._DOORS:
        assert f"import {name} as {name}" in text
    assert TWO.count("spare") == 1
