"""The table of a comparison: each measure with the value of every design, and who is better for sure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simnet.report.comparing.view import View
from simnet.report.lines import MEASURES
from simnet.report.numbers import count, tenths

Row = dict[str, Any]
LATE = "Late orders an outage"
WRITE: dict[str, tuple[str, Callable[[float], str]]] = {
    **{measure.name: (measure.label, measure.write) for measure in MEASURES},
    "excess_late": (LATE, count),
}
"""Label and writer of a measure."""
FEW = 16
"""With fewer simulated years, how many would decide something is anybody's guess."""
PRACTICAL = 100_000
"""Simulated years beyond which a question is called too close to settle."""


@dataclass(frozen=True)
class Compared:
    """One line; `values` are long-run values by design, `leader` has the better one (empty: equal).

    `share` is the share of years in which the leader is better, None if neither way is. `winner` is empty
    unless decided. `years` is about how many simulated years would decide it.
    """

    label: str
    values: tuple[str, ...]
    leader: str
    share: float | None
    winner: str
    years: float

    @property
    def tenths(self) -> int | None:
        """In how many of 10 years the leader is better, rounded down."""
        return None if self.share is None else tenths(self.share)

    @property
    def verdict(self) -> str:
        """Name the winner, or say that there is none."""
        return self.winner or ("the same" if not self.leader else "not decided")


def label_of(row: Row) -> str:
    """Name a measure of the family."""
    named = WRITE.get(row["measure"])
    return named[0] if named is not None else str(row["measure"]).replace("_", " ").capitalize()


def written(row: Row, value: float) -> str:
    """Write a value of a measure."""
    if math.isnan(value):
        return "-"
    named = WRITE.get(row["measure"])
    return named[1](value) if named is not None else f"{value:,.2f}"


def rows(view: View, first: str, second: str) -> list[Compared]:
    """Give the lines of two designs, in the order of the scorecard."""
    return [_line(view, row, first, second) for row in ordered(view.family(first, second))]


def ordered(family: list[Row]) -> list[Row]:
    """Order rows as the scorecard orders its lines; late orders an outage after those on time."""
    order = [measure.name for measure in MEASURES]
    order.insert(1, "excess_late")
    return sorted(family, key=lambda row: order.index(row["measure"]) if row["measure"] in order else 99)


def _line(view: View, row: Row, first: str, second: str) -> Compared:
    gain = row["difference"] if row["better"] == "more" else -row["difference"]
    leader = "" if gain == 0 else second if gain > 0 else first
    share = row["better_share"]
    known = None if math.isnan(share) else share if leader != first else 1 - share
    values = tuple(written(row, view.average(design, row)) for design in (first, second))
    return Compared(label_of(row), values, leader, known, row["winner"], row["years_to_decide"])


def open_questions(view: View, first: str, second: str) -> list[str]:
    """Say what is not decided, and about how many simulated years would decide it."""
    lines = [line for line in rows(view, first, second) if line.leader and not line.winner]
    if lines and view.years < FEW:
        return ["Too few simulated years to say how many would settle what is not decided."]
    return [f"Not decided: {line.label.lower()}; {enough(line.years)}." for line in lines]


def open_sentence(view: View, first: str, second: str) -> str:
    """Say the same in one sentence, which is shorter where much is open."""
    lines = [line for line in rows(view, first, second) if line.leader and not line.winner]
    found = [f"{line.label.lower()} {rounded(line.years)}" for line in lines if line.years <= PRACTICAL]
    far = [line.label.lower() for line in lines if not line.years <= PRACTICAL]
    said = f"Not decided; about so many simulated years would settle it: {', '.join(found)}." if found else ""
    close = f"Too close for any practical number of simulated years: {', '.join(far)}." if far else ""
    return f"{said} {close}".strip()


def enough(years: float) -> str:
    """Say how many simulated years would decide something."""
    if not years <= PRACTICAL:
        return "too close for any practical number of simulated years"
    return f"about {rounded(years)} simulated years would settle it"


def rounded(years: float) -> str:
    """Write a number of years that is only roughly known, rounded up to two digits.

    >>> rounded(2341.0), rounded(97.0)
    ('2,400', '97')
    """
    step = 10 ** max(math.floor(math.log10(max(years, 1))) - 1, 0)
    return f"{math.ceil(years / step) * step:,.0f}"
