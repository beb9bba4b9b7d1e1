"""The words of a comparison: true at the stated confidence, for every answer that there is."""

from __future__ import annotations

import math

import pytest

from simnet.report.comparing.rows import open_questions, open_sentence, rows
from simnet.report.comparing.sentences import headline, pays, reasons
from simnet.report.comparing.view import View

NAN, INF = math.nan, math.inf
PRICE = {
    "first": "3PL only", "second": "3PL + garage", "element": "3pl", "kind": "node", "event": "flood",
    "rate_first": 0.5, "rate_second": NAN, "downtime_days": 3.0,
    "premium": 4300.0, "premium_low": 4000.0, "premium_high": 4600.0, "premium_cost": 4300.0,
    "saving": 9890.0, "saving_low": 9000.0, "saving_high": 10000.0,
    "rate": 0.435, "rate_low": 0.36, "rate_high": 0.53, "gap_low": NAN, "gap_high": NAN,
    "answer": "more_often", "cheaper": "",
}  # fmt: skip


def view(
    *prices: dict, designs=("3PL only", "3PL + garage"), differences=(), averages=(), best=(), years=100
):
    tables = {"prices": prices, "differences": differences, "averages": averages, "best": best}
    return View(tuple(designs), years, "USD", 0.95, 1, tables)


def price(**more) -> dict:
    return {**PRICE, **more}


def test_the_break_even_is_told_in_a_sentence_with_its_range_and_the_files_own_frequency():
    assert (
        headline(view(PRICE))
        == "3PL + garage pays for itself if 3pl goes dark more often than once in 2.3 years."
    )
    assert reasons(view(PRICE), PRICE) == [
        "It could be once in 1.9 to 2.8 years.",
        "Your file says once in 2 years: on cost, too close to call.",
        "A year in which nothing goes wrong costs $4,300 more with 3PL + garage; an outage of 3.0 days costs "
        "$9,900 less with it than with 3PL only.",
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"answer": "never", "rate_low": NAN, "rate_high": NAN, "saving": -5.0},
         "3PL + garage never pays for itself on cost, however often 3pl goes dark."),
        ({"answer": "always", "rate_low": NAN, "rate_high": NAN, "premium": -5.0},
         "3PL + garage costs less than 3PL only, however often 3pl goes dark."),
        ({"answer": "less_often"},
         "3PL + garage costs less than 3PL only unless 3pl goes dark more often than once in 2.3 years."),
        ({"answer": "undecided", "rate_high": INF},
         "Not decided: whether 3PL + garage pays for itself when 3pl goes dark."),
        ({"answer": "more_often", "premium": -4.0, "rate": -0.1, "rate_low": 0.0},
         "3PL + garage costs less than 3PL only if 3pl goes dark more often than once in 1.9 years."),
        ({"answer": "less_often", "premium": 4.0, "rate": -0.1, "rate_low": 0.0},
         "3PL only costs less than 3PL + garage if 3pl goes dark more often than once in 1.9 years."),
        ({"element": "3pl, garage"},
         "3PL + garage pays for itself if 3pl, garage go dark more often than once in 2.3 years."),
        ({"rate": 84.0, "rate_low": 80.0, "rate_high": 88.0},
         "3PL + garage would pay for itself only if 3pl went dark 84 times a year."),
        ({"rate": 150.0, "rate_low": 130.0, "rate_high": 170.0},
         "3PL + garage never pays for itself on cost, however often 3pl goes dark."),
        ({"premium_low": 0.0, "premium_high": 0.0, "saving_low": 0.0, "saving_high": 0.0},
         "3PL only and 3PL + garage cost the same in every simulated year."),
    ],
)  # fmt: skip
def test_every_other_answer_has_its_sentence(more, said):
    assert pays(price(**more)) == said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"answer": "never", "rate_low": NAN}, ""),
        ({"rate_low": 0.0}, "It could be from once in 1.9 years down to never."),
        ({"rate_low": 0.0, "premium": -4.0}, "If it goes dark less often, that is not decided."),
        ({"answer": "undecided", "rate_high": INF},
         "As long as 3pl goes dark less often than once in 2.8 years, 3PL only costs less."),
        ({"answer": "undecided", "rate_high": INF, "premium": -4.0},
         "As long as 3pl goes dark less often than once in 2.8 years, 3PL + garage costs less."),
        ({"answer": "undecided", "rate_low": 0.0, "rate_high": INF},
         "More simulated years are needed to say."),
        ({"answer": "undecided", "rate_low": 0.0, "rate_high": INF, "gap_low": 0.5, "gap_high": 2.0},
         "Only between once in 2 years and 2 times a year one is surely cheaper."),
        ({"rate_low": 0.5, "rate_high": 2.0}, "It could be from once in 2 years to 2 times a year."),
        ({"rate_low": 2.0, "rate_high": 3.5, "rate": 2.5}, "It could be 2 to 3.5 times a year."),
    ],
)  # fmt: skip
def test_how_sure_a_break_even_is(more, said):
    found = reasons(view(), price(rate_first=NAN, **more))
    assert (found[0] if said else "") == said
    assert found[-1].startswith("A year in which nothing goes wrong costs")


def test_the_files_frequency_is_that_of_the_second_if_the_first_has_none():
    found = reasons(view(), price(rate_first=NAN, rate_second=1.0, cheaper="3PL + garage"))
    assert "Your file says once a year: on cost, 3PL + garage is ahead." in found


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"premium_low": -1.0},
         "Which of them costs less in a year in which nothing goes wrong is not certain"),
        ({"premium": -4300.0, "premium_low": -4400.0, "premium_high": -4000.0},
         "A year in which nothing goes wrong costs $4,300 less with 3PL + garage;"),
        ({"saving_low": -1.0}, "what an outage of 3.0 days costs does not differ for certain."),
        ({"saving": 0.0, "saving_low": 0.0, "saving_high": 0.0},
         "an outage of 3.0 days costs the same with both."),
        ({"saving": -7.0, "saving_high": -5.0, "saving_low": -9.0},
         "an outage of 3.0 days costs $7 more with it than with 3PL only."),
    ],
)  # fmt: skip
def test_what_it_comes_from_is_told_only_where_it_is_certain(more, said):
    assert said in reasons(view(), price(**more))[-1]


def line(measure: str, difference: float, better: str, winner: str = "", share: float = 0.5, **more) -> dict:
    return {
        "first": "3PL only", "second": "3PL + garage",
        "measure": measure, "world": "disrupted", "element": "",
        "better": better, "difference": difference, "low": difference - 1, "high": difference + 1,
        "p_family": 0.01 if winner else 0.4, "winner": winner, "better_share": share,
        "years_to_decide": 0.0 if winner else 2341.0, **more,
    }  # fmt: skip


def average(design: str, measure: str, estimate: float, world: str = "disrupted", element: str = "") -> dict:
    return {"design": design, "measure": measure, "world": world, "element": element, "estimate": estimate}


DIFFERENCES = (
    line("landed_cost_an_order", 0.19, "less", share=0.43),
    line("on_time", 0.046, "more", "3PL + garage", 1.0),
    line("cash_on_hand", 3500.0, "less", "3PL only", 0.0),
    line("excess_late", -600.0, "less", "3PL + garage", 0.97, world="outage", element="3pl"),
    line("team_minutes_a_week", 0.0, "less", years_to_decide=INF),
    line("tickets", 1.0, "less", p_family=NAN),
)
AVERAGES = (
    average("3PL only", "on_time", 0.912), average("3PL + garage", "on_time", 0.958),
    average("3PL only", "landed_cost_an_order", 14.12),
    average("3PL + garage", "landed_cost_an_order", 14.31),
    average("3PL only", "excess_late", 1120, "outage", "3pl"),
    average("3PL + garage", "excess_late", 520, "outage", "3pl"),
)  # fmt: skip


def test_the_table_names_who_is_better_and_in_how_many_of_ten_years():
    found = rows(view(differences=DIFFERENCES, averages=AVERAGES), "3PL only", "3PL + garage")
    told = [(one.label, one.values, one.tenths, one.verdict) for one in found]
    assert told == [
        ("Orders on time", ("91.2%", "95.8%"), 10, "3PL + garage"),
        ("Late orders an outage", ("1,120", "520"), 9, "3PL + garage"),
        ("Cost per order", ("14.12", "14.31"), 5, "not decided"),
        ("Money in stock", ("-", "-"), 10, "3PL only"),
        ("Your time a week", ("-", "-"), 5, "the same"),
    ]


def test_what_is_not_decided_is_told_with_the_years_that_would_decide_it():
    found = view(differences=DIFFERENCES, averages=AVERAGES)
    asked = ("3PL only", "3PL + garage")
    assert open_questions(found, *asked) == [
        "Not decided: cost per order; about 2,400 simulated years would settle it."
    ]
    assert open_sentence(found, *asked) == (
        "Not decided; about so many simulated years would settle it: cost per order 2,400."
    )
    few = view(differences=DIFFERENCES, averages=AVERAGES, years=4)
    assert open_questions(few, *asked) == [
        "Too few simulated years to say how many would settle what is not decided."
    ]
    far = [line("on_time", 0.0001, "more", years_to_decide=1e7)]
    assert open_sentence(view(differences=far), *asked) == (
        "Too close for any practical number of simulated years: orders on time."
    )
    assert open_questions(view(differences=far), *asked) == [
        "Not decided: orders on time; too close for any practical number of simulated years."
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (line("landed_cost_an_order", 0.5, "less", "3PL only"),
         "An order costs $0.50 less with 3PL only than with 3PL + garage."),
        (line("landed_cost_an_order", -0.5, "less", "3PL + garage"),
         "An order costs $0.50 less with 3PL + garage than with 3PL only."),
        (line("landed_cost_an_order", 0.5, "less"),
         "Not decided: whether an order costs less with 3PL only or with 3PL + garage."),
        (line("landed_cost_an_order", 0.0, "less", low=0.0, high=0.0),
         "An order costs the same with 3PL only and 3PL + garage, in every simulated year."),
        (line("on_time", 0.5, "more"), "Not decided: too few orders were delivered to say what one costs."),
    ],
)  # fmt: skip
def test_without_an_outage_the_answer_is_what_an_order_costs(row, said):
    assert headline(view(differences=[row])) == said


def test_of_several_designs_the_surely_best_are_named():
    best = [
        {"design": "a", "measure": "landed_cost_an_order", "decided": True},
        {"design": "b", "measure": "on_time", "decided": False},
    ]
    assert headline(view(designs="abc", best=best)) == "Cheapest to run: a; most orders on time: not decided."
