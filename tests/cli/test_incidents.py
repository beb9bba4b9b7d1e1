"""What a scorecard says of disruptions: which of them hurts most, and for how long customers notice."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from simnet.cli.incidents import dark, is_worst, worst
from tests.cli.test_run import STORM, scenario, study, text, year


@pytest.mark.parametrize(
    ("clocks", "expected"),
    [
        ([math.inf, math.inf, 3], "garage dark: 500 late orders a year; customers notice to the end."),
        ([1, 1, 1], "garage dark: 500 late orders a year; customers notice for 1 day."),
        ([2.5, 2.5, 40], "garage dark: 500 late orders a year; customers notice for 2.5 days."),
    ],
)
def test_the_answer_says_for_how_long_it_is_noticed(clocks, expected):
    made = study([year(incidents=(replace(STORM, service_days=clock),)) for clock in clocks])
    assert expected in text(made)


def test_the_answer_names_what_makes_most_orders_late_not_what_is_noticed_longest():
    slow = replace(STORM, kinds=("supplier_delay",), targets=("ohio",), service_days=90.0, excess_late=3.0)
    made = study([year(incidents=(STORM, slow))] * 5)
    assert "What hurts most is garage dark: 500 late orders a year" in text(made)
    assert [row.label for row in dark(made)] == ["garage dark", "ohio late"]
    often = study([year(incidents=(replace(STORM, excess_late=2.0), *[slow] * 3))] * 5)
    assert "What hurts most is ohio late: 9 late orders a year" in text(often)


def test_what_differs_by_luck_alone_is_among_the_worst():
    rival = replace(STORM, targets=("shop",))
    made = study(
        [
            year(incidents=(replace(STORM, excess_late=500.0 + k % 2), replace(rival, excess_late=500.0)))
            for k in range(4)
        ]
    )
    failed = dark(made)
    assert not is_worst(failed[0], failed)
    assert "Among the worst is garage dark: 50" in text(made)
    sure = study([year(incidents=(STORM, replace(rival, excess_late=400.0 + k))) for k in range(4)])
    assert "What hurts most is garage dark: 500" in text(sure)
    assert "Among the worst is garage dark" in text(study(made.summaries[:1]))
    assert "What hurts most is garage dark" in text(study([year(incidents=(STORM,))]))


def test_a_few_late_orders_are_no_headline():
    nothing = "\nOf what went wrong, customers noticed next to nothing.\n"
    few = replace(STORM, service_days=17.0, excess_late=1.0)  # 1,000 orders a year: a day tolerates one late
    assert nothing in text(study([year(incidents=(few,))] * 40))
    absorbed = replace(STORM, service_days=0.0, absorbed=True, excess_late=0.0)
    assert nothing in text(study([year(incidents=(absorbed,))] * 40))
    busy = replace(year(incidents=(replace(STORM, excess_late=50.0),)), values=year().values)
    for orders, found in ((1e6, None), (1e5, "garage dark")):  # 2% of a day's 2,740 orders is 55; of 274, 5
        shop = study([replace(busy, values=busy.values | {"on_time.denominator": orders})])
        named = worst(dark(shop), shop, scenario())
        assert (named.label if named else None) == found


def test_what_comes_less_than_once_in_many_years_is_told_by_the_case():
    made = [year(incidents=(replace(STORM, excess_late=40.0),)), *[year()] * 99]
    assert "What hurts most is garage dark: 40 late orders each time; customers" in text(study(made))
    one = [year(incidents=(replace(STORM, excess_late=40.0),)), *[year()] * 39]
    assert ": 1 late order a year;" in text(study(one))


def test_what_nobody_noticed_stays_apart_from_the_times():
    absorbed = replace(STORM, service_days=0.0, absorbed=True, excess_late=0.0)
    (row,) = dark(study([year(incidents=(STORM,)), *[year(incidents=(absorbed,))] * 3]))
    assert (row.notice, row.bad_notice, row.unnoticed, row.late_a_year) == (9.0, None, 0.75, 125.0)


def test_disruptions_at_once_are_a_row_of_their_own_and_not_the_answer():
    both = replace(
        STORM, events=("storm", "late"), kinds=("node_outage", "supplier_delay"), targets=("garage", "ohio")
    )
    shown = text(study([year(incidents=(both,))] * 3))
    assert "several at once" in shown
    assert "is several" not in shown
    late = replace(STORM, kinds=("supplier_delay",), targets=("ohio",), service_days=0.0, absorbed=True)
    shown = text(study([year(incidents=(late,))] * 3))
    assert next(line for line in shown.splitlines() if "ohio late" in line).split()[-5:] == [
        "1.00", "500", "-", "-", "100%",
    ]  # fmt: skip
    endless = replace(STORM, service_days=math.inf, censored=True)
    assert "to the end" in text(study([year(incidents=(endless,))] * 3))
