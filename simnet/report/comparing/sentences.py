"""What a comparison says in sentences: when the second design pays for itself, and what is not decided.

Every sentence is true at the stated confidence, or says that something is not decided.
"""

from __future__ import annotations

import math
from typing import Any

from simnet.charts.numbers import money
from simnet.report.comparing.view import View
from simnet.report.words import element

Row = dict[str, Any]
DAYS = 365.0
OFTEN = 12.0
"""Outages a year from which on a break-even is told as what would have to happen: it is linear in their
number, and outages every month meet an element that has not recovered from the last."""
SAME, HALF = 1e-9, 0.5


def headline(view: View) -> str:
    """Give the answer in one sentence."""
    if len(view.designs) > 2:
        return of_many(view)
    first, second = view.designs
    price = view.price(first, second)
    return on_cost(view, first, second) if price is None else pays(price)


def pays(price: Row) -> str:
    """Say when the second design is the cheaper one, by how often the element goes dark."""
    first, second, dark = price["first"], price["second"], goes_dark(price)
    if same(price):
        return f"{first} and {second} cost the same in every simulated year."
    answer = answer_of(price)
    if answer == "never":
        return f"{second} never pays for itself on cost, however often {dark}."
    if answer == "always":
        return f"{second} costs less than {first}, however often {dark}."
    if answer == "more_often" and price["rate"] >= OFTEN and price["premium"] > 0:
        what = element(price["element"])
        return f"{second} would pay for itself only if {what} went dark {once(price['rate'])}."
    if answer == "more_often" and price["rate"] > 0 and price["premium"] > 0:
        return f"{second} pays for itself if {dark} more often than {once(price['rate'])}."
    if answer == "more_often":
        return f"{second} costs less than {first} if {dark} more often than {once(price['rate_high'])}."
    if answer == "less_often" and price["rate"] > 0:
        return f"{second} costs less than {first} unless {dark} more often than {once(price['rate'])}."
    if answer == "less_often":
        return f"{first} costs less than {second} if {dark} more often than {once(price['rate_high'])}."
    return f"Not decided: whether {second} pays for itself when {dark}."


def answer_of(price: Row) -> str:
    """Read the answer of a row; a rate at which the element would be dark all year is never reached."""
    answer, least = str(price["answer"]), price["rate_low"] * price["downtime_days"]
    if answer in ("more_often", "less_often") and least >= DAYS:
        return "never" if answer == "more_often" else "always"
    return answer


def same(price: Row) -> bool:
    """Tell whether both designs cost the same in every simulated year."""
    names = ("premium_low", "premium_high", "saving_low", "saving_high")
    return all(abs(price[name]) < SAME for name in names)


def reasons(view: View, price: Row) -> list[str]:
    """Say how sure that is, and what it comes from: sentences to follow the headline."""
    if same(price):
        return []
    return [one for one in (how_sure(price), by_file(price), because(view, price)) if one]


def how_sure(price: Row) -> str:
    """Give the range of the break-even; what is known of it where it is not decided."""
    low, high, dark = price["rate_low"], price["rate_high"], goes_dark(price)
    answer = answer_of(price)
    if answer in ("never", "always"):
        return ""
    if answer != "undecided" and low > 0:
        return f"It could be {between(low, high)}."
    if answer == "more_often":
        known = "If it goes dark less often, that is not decided."
        return known if price["premium"] <= 0 else f"It could be from {once(high)} down to never."
    if answer == "less_often":
        return f"It could be from {once(high)} down to never."
    gap = price["gap_low"], price["gap_high"]
    if low > 0 and not math.isinf(low):
        cheap = price["first"] if price["premium"] > 0 else price["second"]
        return f"As long as {dark} less often than {once(low)}, {cheap} costs less."
    if low == 0 and not math.isnan(gap[0]):
        return f"Only between {once(gap[0])} and {once(gap[1])} one is surely cheaper."
    return "More simulated years are needed to say."


def by_file(price: Row) -> str:
    """Say which design is cheaper at the frequency that the files state."""
    rate = price["rate_first"] if not math.isnan(price["rate_first"]) else price["rate_second"]
    if math.isnan(rate):
        return ""
    cheaper = f"on cost, {price['cheaper']} is ahead" if price["cheaper"] else "on cost, too close to call"
    return f"Your file says {once(rate)}: {cheaper}."


def because(view: View, price: Row) -> str:
    """Say what a calm year and an outage cost the second design more or less."""
    first, second = price["first"], price["second"]
    premium, saving = price["premium"], price["saving"]
    calm = "which of them costs less in a year in which nothing goes wrong is not certain"
    if not price["premium_low"] < 0 < price["premium_high"]:
        calm = (
            f"a year in which nothing goes wrong costs {_amount(premium, view)} {more(premium)} with {second}"
        )
    outage = f"an outage of {price['downtime_days']:.1f} days"
    loss = f"what {outage} costs does not differ for certain"
    if abs(saving) < HALF:
        loss = f"{outage} costs the same with both"
    elif not price["saving_low"] < 0 < price["saving_high"]:
        loss = f"{outage} costs {_amount(saving, view)} {more(-saving)} with it than with {first}"
    return f"{calm[0].upper()}{calm[1:]}; {loss}."


def _amount(value: float, view: View) -> str:
    return money(round_two(abs(value)), view.currency, cents=False)


def more(value: float) -> str:
    """Say more or less."""
    return "more" if value >= 0 else "less"


def on_cost(view: View, first: str, second: str) -> str:
    """Say which of two designs an order costs less with, where no outage is priced."""
    rows = [row for row in view.family(first, second) if row["measure"] == "landed_cost_an_order"]
    if not rows:
        return "Not decided: too few orders were delivered to say what one costs."
    row = rows[0]
    if row["winner"]:
        other = second if row["winner"] == first else first
        apart = money(abs(row["difference"]), view.currency, cents=True)
        return f"An order costs {apart} less with {row['winner']} than with {other}."
    if row["low"] == row["high"] == 0:
        return f"An order costs the same with {first} and {second}, in every simulated year."
    return f"Not decided: whether an order costs less with {first} or with {second}."


WORDS = {"landed_cost_an_order": "Cheapest to run", "on_time": "most orders on time"}


def of_many(view: View) -> str:
    """Name the best of several designs on cost and on time, where that is decided."""
    said = []
    for measure, words in WORDS.items():
        sure = [row["design"] for row in view.tables["best"] if row["measure"] == measure and row["decided"]]
        said.append(f"{words}: {sure[0] if sure else 'not decided'}")
    return f"{'; '.join(said)}."


def goes_dark(price: Row) -> str:
    """Name what happens, such as `columbus goes dark`."""
    verb = "go" if ", " in price["element"] else "goes"
    return f"{element(price['element'])} {verb} dark"


def once(rate: float) -> str:
    """Write a number of times a year.

    >>> once(0.43), once(1.0), once(3.2), once(0.0), once(0.004)
    ('once in 2.3 years', 'once a year', '3.2 times a year', 'never', 'once in 250 years')
    """
    if rate <= 0:
        return "never"
    if rate < 0.95:
        years = 1 / rate
        return f"once in {_short(years)} years"
    return "once a year" if rate < 1.05 else f"{_short(rate)} times a year"


def between(low: float, high: float) -> str:
    """Write a range of times a year.

    >>> between(0.36, 0.53), between(0.5, 2.0)
    ('once in 1.9 to 2.8 years', 'from once in 2 years to 2 times a year')
    """
    if high < 0.95:
        return f"once in {_short(1 / high)} to {_short(1 / low)} years"
    if low >= 1.05:
        return f"{_short(low)} to {_short(high)} times a year"
    return f"from {once(low)} to {once(high)}"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") if value < 9.95 else f"{value:,.0f}"


def round_two(value: float) -> float:
    """Round to two digits, but to whole units of money: more would look more certain than it is.

    >>> round_two(146992.2), round_two(863.4), round_two(7.7)
    (150000.0, 860.0, 8.0)
    """
    if value < 100:
        return float(round(value))
    return float(round(value, 1 - math.floor(math.log10(value))))
