"""The printed scorecard, from tables whose figures are known."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simnet.cli.scorecard import LIMIT, SHOWN_DARK, WIDTH, Told, dark_table, footnotes, plain, scorecard
from simnet.records.results import RESULT_TABLES
from simnet.report.dark import Dark, answer, sentence
from simnet.report.limits import limit_text
from simnet.report.lines import MEASURES, Line, bad_year, lines
from simnet.report.numbers import days, dots, hours, short_days, tenths
from simnet.report.run import InHand, Run
from simnet.report.weights import spoken
from simnet.scenario import Scenario, load_text
from tests.unit.study.fakes import TEXT

LIMITS = """
thresholds:
  - {when: "on_time < 95%", each: node, over: 7 days, then: alert}
  - {when: "damage > 2%", over: 28 days, then: alert}
  - {when: "stockouts >= 2", of: critical skus, over: 1 month, then: alert}
disruptions: [{name: storm, node_outage: garage, happens: every year, for: 3 days}]
"""
Tables = Callable[[str], pd.DataFrame]
ALARM = "stockouts >= 2 of critical skus over 30 days"
SHARES = {"on_time": 0.96, "unit_fill": 0.99, "damage": 0.006, "accuracy": 0.994, "split": 0.1}


def scenario(more: str = LIMITS) -> Scenario:
    return load_text(TEXT.replace("price: 28", "critical: true, price: 28") + more)


def year(**more: float) -> dict[str, Any]:
    """Make up the row of a year of 1,000 orders; shares by name, other measures as they are."""
    row: dict[str, Any] = {"world": "disrupted", "orders": 1000.0, "stockout_events": 12.0}
    for name, share in {**SHARES, **{k: v for k, v in more.items() if k in SHARES}}.items():
        row |= {f"{name}.numerator": 1000 * share, f"{name}.denominator": 1000.0}
    row |= {"door_days.numerator": 4100.0, "door_days.denominator": 1000.0}
    row |= {"transit_days.numerator": 3100.0, "transit_days.denominator": 1000.0}
    row |= {"landed_cost_an_order.numerator": 14310.0, "landed_cost_an_order.denominator": 1000.0}
    row |= {"cost.product": 5900.0, "cost.postage_base": 5000.0, "cost.postage_fuel": 100.0}
    row |= {"cost.pick_pack": 2050.0, "cost.refunds": 1260.0}
    row |= {"team_minutes_a_week.numerator": 9048.0, "team_minutes_a_week.denominator": 52.0}
    row |= {"cancelled_orders": 3.0, "lost_orders": 1.0, "backlog": 0.0}
    return row | {k: v for k, v in more.items() if k not in SHARES}


def case(element: str = "garage", k: int = 0, **more: Any) -> dict[str, Any]:
    """Make up one replication in which an element goes dark."""
    return {
        "element": element, "kind": "node", "replication": k, "downtime_days": 3.0, "survive_days": 0.0,
        "service_days": 9.0, "excess_late": 500.0, "absorbed": False, "censored": False,
    } | more  # fmt: skip


def run_of(
    years: list[dict[str, Any]],
    sold_out: list[float] | None = None,
    alerts: list[int] | None = None,
    dark: list[dict[str, Any]] | None = None,
    weights: list[dict[str, Any]] | None = None,
    sku: str = "candle",
) -> Tables:
    """Make up the tables of a run."""
    numbers = range(len(years))
    found = {
        "replications": [{**row, "replication": k} for k, row in enumerate(years)],
        "skus": [
            {"replication": k, "world": "disrupted", "node": "3pl", "sku": sku, "stockout_days": gone}
            for k, gone in zip(numbers, sold_out or [3.0] * len(years), strict=True)
        ],
        "thresholds": [
            {"replication": k, "threshold": ALARM, "alerts": number}
            for k, number in zip(numbers, alerts or [0] * len(years), strict=True)
        ],
        "dark": dark or [],
        "weights": weights or [],
    }

    def table(name: str) -> pd.DataFrame:
        if found.get(name):
            return pd.DataFrame(found[name])
        return pd.DataFrame(columns=[field.name for field in RESULT_TABLES[name].fields])

    return table


def run(tables: Tables, described: Scenario | None = None) -> Run:
    return Run(InHand(tables, described or scenario()))


def text(tables: Tables, described: Scenario | None = None, unicode: bool = True, **more: Any) -> str:
    told = Told("candles.yaml", more.pop("seconds", 41.2), **more)
    return "\n".join(plain(line, unicode) for line, _ in scorecard(run(tables, described), told))


def many(number: int = 100) -> Tables:
    """Make up years of which 4 in 5 are on time often enough, and 2 in 5 have no stockout alarm."""
    return run_of(
        [year(on_time=0.96 if k % 5 else 0.90) for k in range(number)],
        [float(k % 10) for k in range(number)],
        [int(k % 5 > 1) for k in range(number)],
        [case(k=k) for k in range(8)],
    )


def cells(shown: str) -> dict[str, list[str]]:
    lines = {line[2:].split("  ")[0]: line for line in shown.splitlines()}
    return {label: re.split(r" {2,}", line[2:].strip())[1:] for label, line in lines.items()}


def test_the_scorecard_says_what_a_founder_asks() -> None:
    shown = text(many(), page="results/candles/1/report.html")
    found = cells(shown)
    assert shown.startswith("Small · 100 simulated years · 41 s\n\n")
    assert (
        "\nOn time in a typical year: 96.0%. When garage goes dark, customers notice for 9 days.\n" in shown
    )
    assert found["Orders on time"] == ["96.0%", "90.0%", "95% or more", "●●●●●●●●○○", "8"]
    assert found["Damaged"] == ["0.6%", "0.6%", "2% or less", "●●●●●●●●●●", "10"]
    assert found["Orders that found no stock"][2:] == ["under 2 of critical skus", "●●●●○○○○○○", "4"]
    assert found["Your time a week"] == ["2.9 h", "2.9 h"]
    assert found["On the way"] == ["3.1 days", "3.1 days"]
    assert found["Orders cancelled or lost"] == ["4", "4"]
    assert found["candle sold out somewhere"] == ["~4 days", "8 days"]
    assert found["Cost per order"] == ["$14.31", "$14.31"]
    assert "\n    product 5.90 · postage 5.10 · packing 2.05 · other 1.26\n" in shown
    assert found["garage"] == ["3 d", "0 d", "9 d", "500", "none"]
    assert "Pictures   results/candles/1/report.html" in shown
    assert "Do first   simnet check candles.yaml" in shown
    assert "* 1 year in 10 is this bad or worse." in shown
    assert next(line for line in shown.splitlines() if "Orders on time" in line).startswith("✗")


def test_the_parts_of_a_cost_sum_to_it_to_the_cent() -> None:
    """Years differ, so that their mean is not the typical one; parts that are rounded must still add up."""
    years = [year(**{"cost.product": 5900.4 + k, "landed_cost_an_order.numerator": 14310.0 + k**2 / 7})
             for k in range(101)]  # fmt: skip
    shown = text(run_of(years))
    note = next(line for line in shown.splitlines() if line.startswith("    product"))
    total = float(cells(shown)["Cost per order"][0].lstrip("~$"))
    assert total == pytest.approx((14310 + 50**2 / 7) / 1000, abs=0.005)
    assert round(sum(float(number) for number in re.findall(r"\d+\.\d\d", note)), 2) == total
    assert note.startswith("    product 5.95 ")


def test_a_file_with_a_drill_is_to_be_rehearsed_next(scenarios: Path) -> None:
    smallest = load_text((scenarios / "smallest.yaml").read_text(encoding="utf-8"))
    line = 'Do first   simnet drill candles.yaml     rehearse "3PL dark for three days"'
    assert line in text(run_of([year()] * 40), smallest).splitlines()


def test_parts_that_come_to_nothing_are_left_out() -> None:
    bare = year(**{"cost.pick_pack": 0.0, "cost.product": 9208.6, "cost.refunds": 0.0})
    bare["landed_cost_an_order.numerator"] = 9208.6 + 5100.4
    assert "\n    product 9.21 · postage 5.10\n" in text(run_of([bare] * 40))


def test_an_answer_that_is_too_long_for_a_line_is_told_in_two() -> None:
    name = "third-party-logistics-provider-columbus"
    slow = [case(name, k, service_days=math.inf) for k in range(5)]
    shown = text(run_of([year()] * 40, dark=slow), load_text((TEXT + LIMITS).replace("garage", name)))
    assert (
        "\n\nOn time in a typical year: 96.0%.\nWhen third-party-logistics-p… goes dark, customers notice to"
        in shown
    )


def test_money_has_its_currency() -> None:
    swiss = load_text(TEXT + LIMITS + "currency: CHF\n")
    assert cells(text(many(), swiss))["Cost per order"] == ["CHF 14.31", "CHF 14.31"]


def test_a_long_path_is_not_cut_the_reason_beside_it_is_left_out() -> None:
    tables, path = many(), f"scenarios/{'long' * 15}.yaml"
    shown = "\n".join(plain(line, True) for line, _ in scorecard(run(tables), Told(path, 3.0)))
    assert f"Do first   simnet check {path}\n" in shown


def test_misses_come_first_then_what_is_kept_then_the_rest() -> None:
    table = lines(run(many()))
    assert [row.kept is None for row in table] == sorted(row.kept is None for row in table)
    assert [row.label for row in table[:3]] == ["Orders on time", "Orders that found no stock", "Damaged"]
    assert [row.missed for row in table[:3]] == [True, True, False]


def test_a_limit_that_was_not_watched_is_not_said_to_be_kept() -> None:
    other = LIMITS.replace("stockouts >= 2", "stockouts >= 20")
    row = next(
        row for row in lines(run(many(), scenario(other))) if row.label == "Orders that found no stock"
    )
    assert (row.limit, row.kept) == (None, None)


def test_without_limits_and_outages_there_are_no_dots() -> None:
    shown = text(run_of([year() for _ in range(40)]), scenario(""))
    assert "kept in" not in shown
    assert "goes dark" not in shown
    assert not set("✗✓●○") & set(shown)


def test_what_makes_most_orders_late_comes_first() -> None:
    slow = [case("ohio", k, kind="supplier", service_days=90.0, excess_late=300.0) for k in range(5)]
    shown = text(run_of([year()] * 40, dark=[*slow, *(case(k=k) for k in range(5))]))
    assert "When garage goes dark, customers notice for 9 days." in shown
    assert shown.index("  garage ") < shown.index("  ohio ")


def test_typical_is_the_median_of_the_cases() -> None:
    cases = [case(k=k, service_days=days, excess_late=late) for k, (days, late) in enumerate(
        [(2.0, 100.0), (3.0, 200.0), (math.inf, 9000.0)]
    )]  # fmt: skip
    assert cells(text(run_of([year()] * 40, dark=cases)))["garage"][2:4] == ["3 d", "200"]


@pytest.mark.parametrize(
    ("more", "expected", "shown"),
    [
        ({"service_days": math.inf}, "When garage goes dark, customers notice to the end.", "to the end"),
        ({"service_days": 1.0}, "When garage goes dark, customers notice for 1 day.", "1 d"),
        (
            {"service_days": 0.0, "excess_late": 0.0, "survive_days": math.inf},
            "Whatever goes dark, customers notice next to nothing.",
            "not at all",
        ),
        (
            {"service_days": 17.0, "excess_late": 1.0},  # 1,000 orders a year: a day tolerates one late
            "Whatever goes dark, customers notice next to nothing.",
            "17 d",
        ),
    ],
)
def test_the_answer_says_for_how_long_it_is_noticed(more: dict[str, Any], expected: str, shown: str) -> None:
    card = text(run_of([year()] * 40, dark=[case(k=k, **more) for k in range(5)]))
    assert expected in card
    assert cells(card)["garage"][2] == shown


def test_an_element_that_never_runs_out_lasts_always() -> None:
    card = text(run_of([year()] * 40, dark=[case(survive_days=math.inf)]))
    assert cells(card)["garage"][1] == "always"


def test_only_the_first_elements_are_listed() -> None:
    names = ["garage", "3pl", *[f"garage{k}" for k in range(9)]]
    found = [Dark(name, "node", 3.0, 0.0, 9.0, 1000.0 - k, "none") for k, name in enumerate(names)]
    table = dark_table(found)
    assert len(table) == 1 + SHOWN_DARK + 1
    assert table[-1] == f"  and {len(names) - SHOWN_DARK} others, in the report"
    assert sentence(run(run_of([year()])), found).startswith("When garage goes dark")


def test_the_heaviest_defaults_are_named() -> None:
    weights = [
        {"path": "carriers.van.services.ground.transit", "measure": "on_time", "low": 0.01, "high": -0.04},
        {"path": "carriers.van.services.ground.transit", "measure": "cost", "low": 0.0, "high": 0.0},
        {"path": "team.touch", "measure": "on_time", "low": 0.0, "high": 0.0},
    ]
    card = text(run_of([year()] * 40, weights=weights))
    assert re.search(r"\d+ values are defaults .*; most weight: van ground days\.", card)
    assert re.search(r"\d+ values are defaults \(simnet check --resolved\)\.\n?", text(run_of([year()])))


def test_a_path_is_spoken_as_a_founder_would() -> None:
    assert spoken("nodes.columbus.stock.candle.service") == "columbus candle service"
    assert spoken("customers.dispersion") == "dispersion"
    assert spoken("suppliers.lab.drop_ships.pickup.0.ready_before") == "lab drop ships pickup ready before"


def test_lines_fit_and_are_ascii_where_they_must_be() -> None:
    name = "a-name-that-does-not-want-to-end-before-the-line-is-full"
    wide = case("garage", service_days=12345.0, excess_late=12345678.0, survive_days=12345.0)
    limits = LIMITS.replace("critical skus", "[candle, garage, east, midwest]")
    tables = run_of([year()] * 40, [300.0] * 40, dark=[wide], sku=name)
    for unicode in (True, False):
        told = Told("candles.yaml", 3.0, "results/x/report.html")
        printed = [line for line, _ in scorecard(run(tables, scenario(limits)), told)]
        assert max(map(len, printed)) <= WIDTH  # nothing is left for the last resort, to cut the line
        card = "\n".join(plain(line, unicode) for line in printed)
        assert card.isascii() == (not unicode)
    assert "+ Damaged" in text(tables, unicode=False)
    assert "##########  10" in text(tables, unicode=False)
    assert len(plain("x" * 101, True)) == len(plain("x" * 101, False)) == WIDTH


def test_too_few_years_say_less() -> None:
    shown = text(many(10))
    assert "10 simulated years" in shown
    assert {row.bad for row in lines(run(many(10)))} == {None}
    assert [cells(shown)[label][1] for label in ("Orders on time", "Order to door")] == ["-", "-"]
    assert "* Needs 36 simulated years or more." in shown
    assert "Too few simulated years" in text(many(3))
    assert bad_year(run(many(3)).per_year("on_time"), True) is None


def test_simulation_noise_is_told_apart_from_luck() -> None:
    calm = text(run_of([year()] * 50))
    assert "  More simulated years would move no typical figure by over 1%." in calm
    shown = text(run_of([year(stockout_events=float(k)) for k in range(50)]))
    assert cells(shown)["Orders that found no stock"][:2] == ["~24", "44"]
    assert "~ More simulated years may move this figure by over 10%; the others, none by over 1%." in shown
    assert shown.count("~") == 2


def test_a_count_near_zero_is_marked_and_makes_no_huge_percentage() -> None:
    some = run_of([year(cancelled_orders=float(k % 2) * k) for k in range(50)])
    none = run_of([year(backlog=0.001 * k) for k in range(50)])
    for made, marked in ((some, "Orders cancelled or lost"), (none, "")):
        table = [line for line in lines(run(made)) if line.measure.brief]
        assert [row.label for row in table if row.loose] == ([marked] if marked else [])
        said = footnotes(run(made), table, [])[1]
        assert max(int(number) for number in re.findall(r"(\d+)%", said)) <= 10


def test_noise_is_rounded_up_and_never_zero() -> None:
    def said(*moves: float | None) -> str:
        table = [Line(MEASURES[0], 1.0, 2.0, None, move=move) for move in moves]
        return footnotes(run(run_of([year()] * 50)), table, [])[1]

    assert said(0.0, 0.0) == "  More simulated years would move no typical figure by over 1%."
    assert said(0.041, 0.02) == "  More simulated years would move no typical figure by over 5%."
    assert said(0.041, math.inf).endswith("by over 10%; the others, none by over 5%.")
    assert said(None) == "  Too few simulated years to say how far typical figures would move with more."


def test_one_year_is_not_called_typical() -> None:
    shown = text(run_of([year()], dark=[case()]))
    assert "On time in the one simulated year: 96.0%." in shown
    assert "Needs 36 simulated years or more." in shown


def test_words_and_numbers() -> None:
    assert [days(value) for value in (0, 1, 1.04, 2.55, 9.94, 12.4, math.inf)] == [
        "0 days", "1 day", "1 day", "2.5 days", "9.9 days", "12 days", "beyond the end",
    ]  # fmt: skip
    assert [short_days(value) for value in (0, 1.04, 2.55, 31.4)] == ["0 d", "1 d", "2.5 d", "31 d"]
    assert [tenths(share) for share in (0.999, 1.0, 0.8, 0.09)] == [9, 10, 8, 0]
    assert (dots(9), dots(10), dots(0)) == ("●●●●●●●●●○", "●●●●●●●●●●", "○○○○○○○○○○")
    assert [hours(minutes) for minutes in (174.0, 60.0, 59.6, 7.2, 0.0)] == [
        "2.9 h", "1.0 h", "1.0 h", "7 min", "0 min",
    ]  # fmt: skip
    made = [scenario(f'thresholds: [{{when: "{when}", then: alert}}]').thresholds[0] for when in (
        "on_time <= 95%", "backlog > 10", "stockouts >= 3", "backlog >= 10", "damage > 2.5%",
    )]  # fmt: skip
    expected = ["over 95%", "10 or less", "under 3 in 7 days", "under 10", "2.5% or less"]
    assert [limit_text(one) for one in made] == expected
    critical = next(one for one in scenario().thresholds if one.when.metric == "stockouts")
    assert limit_text(critical) == "under 2 of critical skus in 30 days"
    assert limit_text(critical, LIMIT) == "under 2 of critical skus"
    assert limit_text(critical, LIMIT - 1) == "under 2 of critical sk…"
    assert "2 simulated runs of 60 days" in text(run_of([year()] * 2), scenario("horizon: 60 days"))
    assert "1 simulated year ·" in text(run_of([year()]))
    assert "· 1 min 15 s" in text(run_of([year()]), seconds=75.2)
    assert "· 0.4 s" in text(run_of([year()]), seconds=0.41)
    empty = run_of([{**year(), "on_time.denominator": 0.0}])
    assert answer(run(empty), []) == "On time in the one simulated year: no orders."


def test_a_measure_that_the_run_does_not_have_is_left_open() -> None:
    bare = {key: value for key, value in year().items() if not key.startswith(("landed_cost", "cost."))}
    found = cells(text(run_of([bare] * 40)))
    assert found["Cost per order"] == ["-", "-"]
    assert np.array_equal(run(run_of([bare])).per_year("no_such_measure"), np.empty(0))
