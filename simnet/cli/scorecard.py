"""The scorecard on the terminal: at most 100 columns, plain when it is not a terminal that can do more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simnet import units
from simnet.cli.incidents import Dark, dark, is_worst, worst
from simnet.cli.rows import BAD, LOOSE, Row, count, cut, days, rows
from simnet.study.statistics import replications_for

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.study import Study

WIDTH = 100
FAILED = 25
"""Width of the widest name of what failed, in columns, so that its line has at most 100."""
ASCII = str.maketrans({"✗": "x", "✓": "+", "●": "#", "○": ".", "·": "|", "…": ">", "–": "-"})
Line = tuple[str, str]
"""A line's text and its style, as rich names it (empty: plain)."""


def scorecard(study: Study, scenario: Scenario, path: str) -> list[Line]:
    """Compose all lines about a study that has at least one replication with measures."""
    table, failed = rows(study, scenario), dark(study)
    lines = [(first_line(study, scenario), "bold"), ("", "")]
    lines += [(text, "bold") for text in answer(study, scenario, failed)] + [("", "")]
    lines += _table(table)
    lines += _dark_table(failed)
    lines += [("", "")] + [(text, "dim") for text in footnotes(study, table, failed)]
    return [*lines, ("", ""), (f"Next   {next_command(path)}", "")]


def plain(text: str, unicode: bool) -> str:
    """Cut a line to the width, and to ASCII for a terminal that has no Unicode."""
    text = text if unicode else text.translate(ASCII).encode("ascii", "replace").decode()
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + ("…" if unicode else ">")


def years(number: int, scenario: Scenario) -> str:
    """Say how many replications there were: years if they are about that long, else runs of so many days."""
    length = scenario.horizon / units.DAY
    plural = "" if number == 1 else "s"
    if 360 <= length <= 370:
        return f"{number:,} simulated year{plural}"
    return f"{number:,} simulated run{plural} of {length:g} days"


def first_line(study: Study, scenario: Scenario) -> str:
    """Say what it is, how many years were simulated, and how long that took."""
    return f"{study.scenario} · {years(len(study.summaries), scenario)} · {_took(study.seconds)}"


def _took(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def answer(study: Study, scenario: Scenario, failed: list[Dark]) -> list[str]:
    """Give the answer in a line or two: on time in a typical year, and what hurts customers most."""
    timely = study.values("on_time")
    share = f"{quantile_of(timely):.1%}" if len(timely) else "no orders"
    year = "the one simulated year" if len(study.summaries) == 1 else "a typical year"
    lines = [f"On time in {year}: {share}."]
    if failed:
        lines.append(_hurts(worst(failed, study, scenario), failed))
    return lines


def _hurts(most: Dark | None, failed: list[Dark]) -> str:
    """Name what makes most orders late, and for how long customers notice it when they do."""
    if most is None or most.notice is None:
        return "Of what went wrong, customers noticed next to nothing."
    late, often = most.late_a_year, "a year"
    if late < 0.5:
        late, often = most.late_a_case, "each time"
    noticed = "to the end" if math.isinf(most.notice) else f"for {days(most.notice)}"
    first = "What hurts most is" if is_worst(most, failed) else "Among the worst is"
    times = f"{count(late)} late order{'' if round(late) == 1 else 's'} {often}"
    return f"{first} {cut(most.label, FAILED - 5)}: {times}; customers notice {noticed}."


def quantile_of(array: object, q: float = 0.5) -> float:
    """Give an order statistic; the median unless told otherwise."""
    from simnet.study.statistics import quantile

    return quantile(array, q)  # type: ignore[arg-type]


def _table(table: list[Row]) -> list[Line]:
    name = max(len(row.label) for row in table)
    limit = max([len("your limit"), *(len(row.limit) for row in table)])
    limited = any(row.kept is not None for row in table)
    heading = f"  {'':{name}}  {'typical':>10}  {'bad year*':>10}"
    if limited:
        heading += f"   {'your limit':{limit}}  kept in 10 years"
    lines: list[Line] = [(heading, "dim")]
    for row in table:
        mark = " " if row.kept is None else "✗" if row.missed else "✓"
        typical = f"~{row.typical}" if row.loose else row.typical
        text = f"{mark} {row.label:{name}}  {typical:>10}  {row.bad:>10}"
        if row.kept is not None:
            text += f"   {row.limit:{limit}}  {dots(row.kept)}"
        lines.append((text, "red" if row.missed else ""))
    return lines


def dots(share: float) -> str:
    """Draw how many of 10 years, rounded down."""
    full = math.floor(share * 10 + 1e-9)
    return "●" * full + "○" * (10 - full) + f"  {full}"


def _dark_table(failed: list[Dark]) -> list[Line]:
    if not failed:
        return []
    labels = [cut(row.label, FAILED) for row in failed]
    name = max(len("When it went wrong") - 2, *map(len, labels))
    heading = f"{'When it went wrong':{name + 2}}  {'a year':>6}  {'late orders a year':>18}"
    heading += f"  {'noticed for':>11}  {'bad case*':>14}  nobody noticed"
    lines: list[Line] = [("", ""), (heading, "dim")]
    for row, label in zip(failed, labels, strict=True):
        bad = "-" if row.bad_notice is None else days(row.bad_notice)
        text = f"  {label:{name}}  {row.a_year:>6.2f}  {count(max(row.late_a_year, 0)):>18}"
        lines.append((f"{text}  {_typical(row):>11}  {bad:>14}  {row.unnoticed:>14.0%}", ""))
    return lines


def _typical(row: Dark) -> str:
    if row.notice is None:
        return "-"
    return "to the end" if math.isinf(row.notice) else days(row.notice)


def footnotes(study: Study, table: list[Row], failed: list[Dark]) -> list[str]:
    """Explain the bad year and the bad case, and say how far the typical figures may still move."""
    needed = replications_for(BAD)
    if len(study.summaries) < needed:
        star = f"Needs {needed} simulated years or more."
    elif failed:
        star = f"1 year in 10, or 1 noticed case in 10, is this bad or worse (- with fewer than {needed})."
    else:
        star = "1 year in 10 is this bad or worse."
    return [f"* {star}", *_noise(table)]


def _noise(table: list[Row]) -> list[str]:
    """Say by how much the typical figures may differ from those of very many years (95% intervals)."""
    moves = [row.move for row in table if row.move is not None]
    if not moves:
        return ["  Too few simulated years to say how far typical figures would move with more."]
    firm = max((move for move in moves if move <= LOOSE), default=0.0)
    bound = f"by over {max(math.ceil(firm * 100 - 1e-9), 1)}%"
    if max(moves) <= LOOSE:
        return [f"  More simulated years would move no typical figure {bound}."]
    return [f"~ More simulated years may move this figure by over {LOOSE:.0%}; the others, none {bound}."]


def next_command(path: str) -> str:
    """Name the next command worth typing."""
    return f"simnet check {path}   what the file assumes, and what does not add up"
