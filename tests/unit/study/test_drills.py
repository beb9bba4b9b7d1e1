"""Drills that are run: numbers against another way, the folder, the verdict, and what changes nothing."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simnet.measures.ledger import COST_LINES
from simnet.records.drill_results import DRILL_TABLES, GOALS
from simnet.records.results import MICRO
from simnet.study.drills import DrillResult, run_drill
from simnet.study.drills.judging import limits, met
from simnet.study.drills.running import DrillError, begin, plan_drill
from simnet.study.drills.subject import evaluate, subject, worlds
from simnet.study.statistics import quantile
from tests.unit.study.drilled import DARK, LATE, brand, first
from tests.unit.study.plainly import Plain

KEPT, YEARS = 2, 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scenario, out = brand(), tmp_path_factory.mktemp("drill") / "drill-2026-Q2"
    plan = plan_drill(YEARS, jobs=1, keep_orders=KEPT)
    run_drill(scenario, first(scenario), plan, out=out, about={"file": "brand.yaml"}, given=b"simnet: 1\n")
    return out


@pytest.fixture(scope="module")
def held(folder: Path) -> DrillResult:
    return DrillResult.open(folder)


@pytest.mark.parametrize("replication", range(KEPT))
def test_every_goal_is_what_kept_orders_say_by_another_way(held: DrillResult, replication: int):
    records, twin = held.orders(replication), held.orders(replication, "twin")
    assert records is not None
    assert twin is not None
    scenario = held.scenario()
    one = subject(scenario, first(scenario))
    drill = one.rehearsed(records.meta)
    plain = Plain(records, twin, tuple(drill.events), ("columbus",), drill.begin_us, drill.until_us).values()
    row = held.replications.loc[replication]
    assert set(plain) == set(DARK["goals"])
    for name, value in plain.items():
        assert row[GOALS[name].column] == pytest.approx(value), name


def test_the_goals_count_the_replications_that_keep_them(held: DrillResult):
    wanted = limits(held.scenario().drills[0])
    assert list(held.goals.index) == list(wanted)
    for name, row in held.goals.iterrows():
        values = held.replications[row["column"]]
        assert row["met"] == sum(met(value, wanted[str(name)]) for value in values)
        assert row["typical"] == quantile(values.to_numpy(), 0.5)
        assert math.isnan(row["bad"]), "6 years say nothing of 1 in 10"
        assert row["low"] <= row["met"] / YEARS <= row["high"]


def test_parts_sum_to_wholes(held: DrillResult):
    frame = held.replications
    work = held.table("activities").groupby("replication")[["touches", "minutes"]].sum()
    assert work["touches"].tolist() == frame["touches"].tolist()
    assert work["minutes"].to_numpy() == pytest.approx(frame["team_minutes"].to_numpy())
    cost = held.table("cost")
    lines = cost[cost["line"].isin([line.name for line in COST_LINES])]
    whole = lines.groupby("replication")["amount_micro"].sum() / MICRO
    assert whole.to_numpy() == pytest.approx(frame["extra_cost"].to_numpy())
    where = held.table("regions").groupby("replication")[["orders", "blast_orders"]].sum()
    assert where["orders"].tolist() == frame["window_orders"].tolist()
    assert where["blast_orders"].tolist() == frame["blast_orders"].tolist()


def test_the_course_agrees_with_the_clocks(held: DrillResult):
    course = held.table("course")
    assert course["hour"].min() == -14 * 24
    assert course["hour"].max() == 24 * 24, "a day before H, so that every row is of a whole day"
    before = course[course["hour"] < -10 * 24]
    assert (before["late"] == before["twin_late"]).all()
    assert (before["overdue"] == before["twin_overdue"]).all()
    for number, row in held.replications.iterrows():
        mine = course[course["replication"] == number]
        assert mine["overdue"].max() <= max(row["worst_overdue"], mine["overdue"].iloc[:40].max())


def test_each_table_is_as_declared(held: DrillResult):
    assert held.names == list(DRILL_TABLES)
    for name, table in DRILL_TABLES.items():
        frame = held.table(name)
        assert list(frame) == [field.name for field in table.fields], name
        assert not frame.duplicated(list(table.key)).any(), name


def test_the_manifest_says_what_the_page_needs(held: DrillResult):
    drill = held.drill
    assert (drill["label"], drill["begins"], drill["ends"]) == (
        "2026-Q2",
        "2026-04-07 09:00",
        "2026-05-02 09:00",
    )
    assert (drill["targets"], drill["downtime_days"]) == (["columbus"], 2.0)
    assert drill["response"]["decide"] == "30 min to 4 h"
    assert drill["only_if"]["met"]
    before = held.replications[["on_time_before.numerator", "on_time_before.denominator"]].sum()
    assert drill["only_if"]["found"] == pytest.approx(before.iloc[0] / before.iloc[1])
    assert drill["looks"] == [YEARS]
    assert (held.status, held.verdict, held.exit_code) == ("completed", "deviated", 1)
    json.dumps(held.manifest, allow_nan=False)


def test_the_journal_mirrors_the_file_and_the_goals(held: DrillResult):
    journal = held.journal
    assert journal["drill"]["title"] == DARK["title"]
    assert [goal["goal"] for goal in journal["goals"]] == list(held.goals.index)
    steps = {step["activity"]: step for step in journal["activities"]}
    assert steps["node_outage"]["end_days"] == 2.0
    assert steps["detect"]["goal"] == "detect"
    assert steps["decide"]["end_days"] == pytest.approx(held.goals.loc["decide", "typical"])
    assert steps["late_orders"]["status"] == "failed"
    assert len(journal["changes"]) == len(held.table("changes"))


def test_the_timeline_is_in_order_and_that_of_one_year(held: DrillResult):
    rows = held.table("timeline")
    assert rows["days"].is_monotonic_increasing
    assert rows["what"].iloc[0] == "begins"
    number = held.drill["timeline_replication"]
    at = rows.set_index("what")["days"]
    assert at["decide"] == pytest.approx(held.replications.loc[number, "decide_days"])
    assert at["ends"] == pytest.approx(2.0)


def test_changes_are_compared_in_the_same_years(held: DrillResult):
    changes, goals = held.table("changes"), held.table("change_goals")
    assert len(changes) >= 2
    assert (changes["replications"] == YEARS).all()
    for name, rows in goals.groupby("goal"):
        assert rows["before"].nunique() == 1
        assert rows["before"].iloc[0] == quantile(held.replications[GOALS[str(name)].column].to_numpy(), 0.5)
    assert held.drill["fix_first"]["words"] == changes["words"].iloc[0]


def test_thresholds_tell_when_a_tighter_one_would_have_fired(held: DrillResult):
    rows = held.table("thresholds")
    on_time = rows[rows["threshold"] == "on_time for each node over 7 days"]
    assert set(zip(on_time["limit"], on_time["own"], on_time["tighter"], strict=True)) == {
        ("< 95%", True, False), ("< 97.5%", False, True)}  # fmt: skip
    by_limit = on_time.pivot_table(index="replication", columns="limit", values="calm_alerts", aggfunc="sum")
    assert (by_limit["< 97.5%"] >= 1).any()
    assert {"damage over 28 days", "stockouts of critical skus over 30 days"} <= set(rows["threshold"])


def test_what_is_only_watched_changes_nothing():
    scenario = brand()
    one = subject(scenario, first(scenario))
    plain = one.__class__(one.scenario, one.scenario, one.occasion, ())
    assert evaluate(one, 1).values == evaluate(plain, 1).values


def test_workers_and_looks_change_no_row(held: DrillResult, tmp_path: Path):
    scenario = brand()
    plan = plan_drill(3, 5, jobs=2, changes=False)
    other = run_drill(scenario, first(scenario), plan, out=tmp_path / "other")
    assert other.drill["looks"] == [3], "five goals are beyond doubt after 3 years"
    for name in ("replications", "course", "cost", "waits", "thresholds"):
        frame, rows = other.table(name), held.table(name)
        pd.testing.assert_frame_equal(frame, rows[rows["replication"] < 3].reset_index(drop=True))


def test_an_interrupted_drill_goes_on(tmp_path: Path):
    scenario, plan = brand(), plan_drill(4, jobs=1, changes=False)

    def stop(what: str, done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(DrillError, match="stopped after 2 simulated years: interrupted") as stopped:
        run_drill(scenario, first(scenario), plan, out=tmp_path / "d", on_progress=stop)
    assert len(stopped.value.study.outcomes) == 2
    draft = begin(tmp_path / "d", scenario, first(scenario), plan)
    assert draft.finished == 2
    draft.close()
    whole = run_drill(scenario, first(scenario), plan, out=tmp_path / "d")
    assert whole.replications.index.tolist() == [0, 1, 2, 3]
    again = run_drill(scenario, first(scenario), plan)
    pd.testing.assert_frame_equal(again.table("goals"), whole.table("goals"))


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"only_if": {"on_time": "99.9% or more", "over": "10 days"}}, "invalid", 2),
        ({"stop_if": {"overdue_orders": 0}}, "aborted", 3),
        ({"goals": {"late_orders": 100_000}, "pass_when": "1 of 2 years"}, "completed", 0),
    ],
)
def test_status_is_apart_from_verdict(change: dict[str, object], status: str, code: int):
    scenario = brand({**DARK, **change})
    held = run_drill(scenario, first(scenario), plan_drill(4, jobs=1))
    assert (held.status, held.exit_code) == (status, code)
    assert held.verdict == ("held" if code == 0 else None)
    assert held.table("changes").empty
    assert held.journal["status"] == status


def test_a_supplier_that_fails_is_answered_by_the_backup():
    scenario = brand(LATE)
    records, twin = worlds(subject(scenario, first(scenario)), 0)
    row = evaluate(subject(scenario, first(scenario)), 0).values
    names = records.words("supplier")
    drill = subject(scenario, first(scenario)).rehearsed(records.meta)
    bought = records["purchase_orders"]
    backup = bought[(bought["supplier"] == names.index("importer")) & (bought["placed_us"] >= drill.begin_us)]
    backup = backup["received_us"][backup["received_us"] >= 0].tolist()
    assert row["resupply_days"] == pytest.approx((min(backup) - drill.begin_us) / 86_400e6)
    assert row["rerouted_first_days"] == 0, "nothing had to be rerouted"
    assert not (twin["purchase_orders"]["supplier"] == names.index("importer")).any()


def test_a_drill_that_luck_leaves_out_is_its_twin_and_needs_no_time():
    event = {"node_outage": "columbus", "for": "2 days", "probability": "1%"}
    scenario = brand({**DARK, "events": [event]})
    row = evaluate(subject(scenario, first(scenario)), 0)
    assert not row.values["happened"]
    assert row.values["absorbed"]
    zero = ("service_days", "excess_late", "excess_cancelled", "team_minutes", "extra_cost", "blast_orders")
    assert [row.values[name] for name in zero] == [0] * len(zero)
    assert all(row.values[GOALS[name].column] == 0 for name in ("detect", "rerouted", "first_parcel"))
    course = row.tables["course"]
    assert np.array_equal(course["late"], course["twin_late"])


def test_test_orders_are_counted_by_hand_and_nothing_is_said_to_be_down_or_sold_out():
    batch = {**DARK, "scope": {"orders": 8}, "events": [{"node_outage": "columbus", "for": "1 day"}],
             "goals": {"rerouted": "1 day", "my_time": "2 h"}}  # fmt: skip
    batch = {name: part for name, part in batch.items() if name not in ("stop_if", "only_if")}
    scenario = brand(batch)
    result = run_drill(scenario, first(scenario), plan_drill(2, jobs=1, changes=False))
    work = result.table("activities").groupby("activity")["touches"].sum()
    assert work["batch"] == len(result.table("batch")) == 16
    assert not len(result.table("ran_out"))
    found = {step["activity"]: step for step in result.journal["activities"]}
    assert (
        found["node_outage"]["result"] == "for test orders alone, in every simulated year; nothing went down"
    )
    assert not {"detect", "decide", "resupply"} & set(found)
    assert {"rerouted", "my_time"} <= set(found)


def test_orders_go_elsewhere_also_while_the_carrier_of_elsewhere_is_slow():
    events = [*DARK["events"], {"carrier_delay": "swift", "factor": 1.3, "for": "4 days"}]
    two = {**DARK, "title": "Dark and slow", "schedule": None, "start": "2026-04-07 09:00", "events": events}
    scenario = brand({name: part for name, part in two.items() if part is not None})
    result = run_drill(scenario, first(scenario), plan_drill(2, jobs=1, changes=False))
    assert (result.replications["rerouted_first_days"] < 1).all()
    assert (result.replications["first_parcel_days"] < 5).all()
