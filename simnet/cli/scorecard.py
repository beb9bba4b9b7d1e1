"""The scorecard on the terminal: at most 100 columns, plain when it is not a terminal that can do more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simnet import units
from simnet.cli.rows import BAD, MEASURES, Dark, Row, dark, days, rows, values
from simnet.study.statistics import TooFewError, quantile_interval, replications_for

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.study import Study

WIDTH = 100
ASCII = str.maketrans({"✗": "x", "✓": "+", "●": "#", "○": ".", "·": "|", "…": "..", "–": "-"})
Line = tuple[str, str]
"""A line's text and its style, as rich names it (empty: plain)."""


def scorecard(study: Study, scenario: Scenario, path: str) -> list[Line]:
    """Compose all lines about a study that has at least one replication with measures."""
    table, failed = rows(study, scenario), dark(study)
    lines = [(first_line(study, scenario), "bold"), ("", ""), (answer(study, failed), "bold"), ("", "")]
    lines += _table(table)
    lines += _dark_table(failed)
    lines += [("", "")] + [(text, "dim") for text in footnotes(study)]
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


def answer(study: Study, failed: list[Dark]) -> str:
    """Give the answer in a sentence or two: on time in a typical year, and the worst that disruptions do."""
    timely = study.values("on_time")
    share = f"{quantile_of(timely):.1%}" if len(timely) else "no orders"
    first = f"On time in a typical year: {share}."
    alone = [row for row in failed if row.label != "several at once"]
    if not alone:
        return first
    worst = max(alone, key=lambda row: (row.notice, row.late))
    if worst.notice == 0:
        return f"{first} Of what went wrong, customers mostly noticed nothing."
    if math.isinf(worst.notice):
        return f"{first} With {worst.label}, customers still notice when the year ends."
    return f"{first} With {worst.label}, customers notice for {days(worst.notice)}."


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
        heading += f"   {'your limit':{limit}}  kept in … of 10 years"
    lines: list[Line] = [(heading, "dim")]
    for row in table:
        mark = " " if row.kept is None else "✗" if row.missed else "✓"
        text = f"{mark} {row.label:{name}}  {row.typical:>10}  {row.bad:>10}"
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
    name = max(len("When it went wrong"), *(len(row.label) for row in failed))
    heading = f"{'When it went wrong':{name + 2}}  {'a year':>6}  {'customers notice':>16}  {'bad case*':>14}"
    lines: list[Line] = [("", ""), (f"{heading}  {'late orders':>11}  nobody noticed", "dim")]
    for row in failed:
        bad = "-" if row.bad_notice is None else days(row.bad_notice)
        noticed = "nobody" if row.notice == 0 else days(row.notice)
        text = f"  {row.label:{name}}  {row.a_year:>6.2f}  {noticed:>16}  {bad:>14}"
        lines.append((f"{text}  {max(row.late, 0):>11,.0f}  {row.unnoticed:>14.0%}", ""))
    return lines


def footnotes(study: Study) -> list[str]:
    """Explain the bad year, and say how far the typical figures may still move."""
    needed = replications_for(BAD)
    enough = len(study.summaries) >= needed
    star = "1 year in 10 is this bad or worse." if enough else f"Needs {needed} simulated years or more."
    return [f"* {star}", f"  {_noise(study)}"]


def _noise(study: Study) -> str:
    """Say by how much the typical figures may differ from those of very many years (95% intervals)."""
    moves: list[tuple[float, str]] = []
    for measure in MEASURES:
        array = values(study, measure.name)
        try:
            interval = quantile_interval(array, 0.5)
        except TooFewError:
            return "Too few simulated years to say how far typical figures would move with more."
        if interval.estimate > 0:
            off = max(interval.high - interval.estimate, interval.estimate - interval.low)
            moves.append((off / interval.estimate, measure.label.lower()))
    if not moves:
        return "More simulated years would move no typical figure."
    most, label = max(moves)
    which = f" ({label})" if most >= 0.01 else ""
    bound = max(math.ceil(most * 100), 1)
    return f"More simulated years would move no typical figure by over {bound}%{which}."


def next_command(path: str) -> str:
    """Name the next command worth typing."""
    return f"simnet check {path}   what the file assumes, and what does not add up"
