"""What the pictures of a comparison are drawn from: its tables and those of its designs' runs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.comparing.cost_sides import CostLine
from simnet.charts.comparing.crossing import Course, Crossing
from simnet.charts.comparing.forest import Gain
from simnet.charts.comparing.frontier import Spot
from simnet.charts.comparing.more_or_less import Change
from simnet.charts.comparing.recoveries import Recovery
from simnet.charts.comparing.scores import Score
from simnet.measures.ledger.lines import COST_LINES
from simnet.report.comparing.rows import label_of, ordered, rows, written
from simnet.report.comparing.sentences import answer_of, once
from simnet.report.comparing.view import View
from simnet.report.numbers import tenths
from simnet.study.statistics import TooFewError, mean_interval

if TYPE_CHECKING:
    from simnet.study.comparing import Comparison

Row = dict[str, Any]
DAYS = 365.0
POINTS = 41
"""Rates at which the crossing lines are computed."""
SHOWN = 7
"""Cost lines that are drawn; the rest is one bar."""
FEW_COSTS = 11
BEFORE, AFTER = -7, 35
"""Days of a recovery that are drawn."""


def price_of(view: View) -> Row | None:
    """Give the row of `prices` that the page is about: that of the first pair that has one."""
    return next((row for pair in view.pairs if (row := view.price(*pair)) is not None), None)


def scores(view: View) -> tuple[Score, ...]:
    """Make the lines of the table: of two designs against each other, of more with the best of all."""
    if len(view.designs) == 2:
        return tuple(
            Score(
                line.label,
                line.values,
                _place(view, line.leader) if len(set(line.values)) > 1 else -1,
                line.tenths,
                line.verdict,
                bool(line.winner),
            )
            for line in rows(view, *view.designs)
        )
    return tuple(_of_many(view, row) for row in ordered(view.family(*view.pairs[0])))


def _place(view: View, design: str) -> int:
    return view.designs.index(design) if design in view.designs else -1


def _of_many(view: View, row: Row) -> Score:
    values = [view.average(design, row) for design in view.designs]
    texts = tuple(written(row, value) for value in values)
    known = [value for value in values if not math.isnan(value)]
    target = (max if row["better"] == "more" else min)(known) if known else math.nan
    place = values.index(target) if known and len(set(texts)) > 1 else -1
    same = ("measure", "world", "element")
    sure = [one["design"] for one in view.tables["best"]
            if one["decided"] and all(one[name] == row[name] for name in same)]  # fmt: skip
    return Score(label_of(row), texts, place, None, sure[0] if sure else "not decided", bool(sure))


def crossing(comparison: Comparison, view: View, price: Row) -> Crossing | None:
    """Compute each design's cost of a year at rates from never on; None with too few years."""
    frame = comparison.design_table("outages")
    year = DAYS / comparison.manifest["horizon_days"]
    file = price["rate_first"] if not math.isnan(price["rate_first"]) else price["rate_second"]
    even = price["rate"] if answer_of(price) in ("more_often", "less_often") else math.nan
    rates = np.linspace(0, _last(price, file, even if len(view.designs) == 2 else math.nan), POINTS)
    courses = []
    for design in view.designs:
        mine = frame[frame["design"] == design].set_index("replication")
        calm, dark = (mine[mine["element"] == element] for element in ("", price["element"]))
        joined = (calm["cost"] + calm["unsold"]).to_frame("base").join(dark["loss"], how="inner")
        try:
            found = [mean_interval(year * joined["base"] + rate * joined["loss"]) for rate in rates.tolist()]
        except TooFewError:
            return None
        mean, low, high = (np.array(column) for column in zip(*found, strict=True))
        courses.append(Course(design, mean, low, high))
    words = once(even) if even > 0 else ""
    return Crossing(tuple(courses), rates, even, words, file, view.currency)


def _last(price: Row, file: float, even: float) -> float:
    """Choose the largest rate that is drawn: beyond the break-even and the file's, never dark all year."""
    wanted = max([1.2, *(1.6 * rate for rate in (file, even) if rate > 0 and math.isfinite(rate))])
    return float(min(wanted, DAYS / max(price["downtime_days"], 1.0)))


def changes(comparison: Comparison, view: View, first: str, second: str) -> tuple[list[Change], float]:
    """Give what costs more or less a year with the second design, the largest first, and the sum of all."""
    year = DAYS / comparison.manifest["horizon_days"]
    found = {
        row["measure"].removeprefix("cost."): float(row["difference"]) * year
        for row in view.tables["differences"]
        if (row["first"], row["second"], row["world"]) == (first, second, "disrupted")
        and row["measure"].startswith("cost.")
    }
    named = [Change(line.words.capitalize(), found[line.name]) for line in COST_LINES
             if abs(found.get(line.name, 0.0)) >= 0.5]  # fmt: skip
    listed = sorted(named, key=lambda one: -abs(one.amount))
    rest = sum(one.amount for one in listed[SHOWN:])
    shown = sorted(listed[:SHOWN], key=lambda one: -one.amount)
    more = [Change("Everything else", rest)] if len(listed) > SHOWN and abs(rest) >= 0.5 else []
    return [*shown, *more], sum(found.values())


def yearly(comparison: Comparison, view: View) -> list[Change]:
    """Give by how much each other design costs more or less a year than the first."""
    return [Change(second, changes(comparison, view, first, second)[1]) for first, second in view.pairs]


def gains(view: View) -> list[tuple[str, str, list[Gain]]]:
    """Give by how much the others are better than the first, measure by measure."""
    return [
        (first, second, [_gain(row, first) for row in ordered(view.family(first, second))])
        for first, second in view.pairs
    ]


def _gain(row: Row, first: str) -> Gain:
    sign = 1.0 if row["better"] == "more" else -1.0
    low, high = sorted((sign * row["low"], sign * row["high"]))
    return Gain(label_of(row), sign * row["difference"], low, high, difference(row), row["winner"])


def difference(row: Row) -> str:
    """Write a difference with its sign: of a share in points, of all else in its unit."""
    value = float(row["difference"])
    sign = "+" if value > 0 else "−" if value < 0 else ""
    text = written(row, abs(value))
    if value and not any(digit in text for digit in "123456789"):
        return "about 0"
    return sign + (text.replace("%", " points") if text.endswith("%") else text)


def cost_lines(comparison: Comparison, view: View) -> list[CostLine]:
    """Give every cost line of a year by design, the largest first; the small ones as one."""
    year = DAYS / comparison.manifest["horizon_days"]
    found = []
    for line in COST_LINES:
        like = {"measure": f"cost.{line.name}", "world": "disrupted", "element": ""}
        amounts = tuple(view.average(design, like) * year for design in view.designs)
        if any(abs(amount) >= 0.5 for amount in amounts):
            found.append(CostLine(line.words.capitalize(), amounts))
    found.sort(key=lambda line: -max(line.amounts))
    rest = found[FEW_COSTS:]
    sums = tuple(sum(amounts) for amounts in zip(*(line.amounts for line in rest), strict=True))
    return found[:FEW_COSTS] + ([CostLine("Everything else", sums)] if rest else [])


def courses(comparison: Comparison, view: View, element: str) -> list[Recovery]:
    """Give each design's recovery from the outage of an element, pooled over its years; [] without."""
    frame = comparison.design_table("outage_curves")
    frame = frame[(frame["element"] == element) & frame["day"].between(BEFORE, AFTER)]
    found = []
    for design in view.designs:
        sums = frame[frame["design"] == design].groupby("day").sum(numeric_only=True)
        if not len(sums):
            return []
        years = frame[frame["design"] == design].groupby("day").size()
        share, calm = (1 - sums[late] / sums[orders].where(sums[orders] > 0)
                       for late, orders in (("late", "orders"), ("twin_late", "twin_orders")))  # fmt: skip
        found.append(
            Recovery(design, sums.index.to_numpy(float), share.to_numpy(float), calm.to_numpy(float),
                     (sums["overdue"] / years).to_numpy(float))
        )  # fmt: skip
    alike = set.intersection(*(set(one.days.tolist()) for one in found))
    return found if all(len(one.days) == len(alike) for one in found) else []


def spots(view: View) -> list[Spot]:
    """Give cost of an order and orders on time of every design, with intervals."""
    found = []
    for design in view.designs:
        pair = [
            next((row for row in view.tables["averages"]
                  if (row["design"], row["measure"], row["world"]) == (design, measure, "disrupted")), None)
            for measure in ("landed_cost_an_order", "on_time")
        ]  # fmt: skip
        if None not in pair:
            cost, timely = ([row[name] for name in ("estimate", "low", "high")] for row in pair if row)
            found.append(Spot(design, _bounded(cost), _bounded(timely)))
    return found


def _bounded(values: list[float]) -> tuple[float, float, float]:
    estimate, low, high = values
    return estimate, estimate if math.isnan(low) else low, estimate if math.isnan(high) else high


def share_best(view: View, design: str, measure: str) -> int | None:
    """Say in how many of 10 years a design is the best of all in a measure."""
    for row in view.tables["best"]:
        if (row["design"], row["measure"]) == (design, measure):
            return tenths(row["share"])
    return None
