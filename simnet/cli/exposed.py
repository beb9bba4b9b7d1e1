"""An exposure study on the terminal: single points of failure, what each outage does, the disruption map."""

from __future__ import annotations

import math
from textwrap import wrap

from simnet.cli.scorecard import WIDTH, Text
from simnet.report.exposure import Exposed, index_of, largest_impact, named, percentage
from simnet.report.numbers import brief, cash, count, cut, dots, tenths
from simnet.report.run import Run
from simnet.report.single_points import NAME, detection, differences, headline, likelihood

SHOWN = 12
"""Elements that are listed; the page has all of them."""
LIKELY, COST, FOUND, BACKUP = 21, 8, 15, 24
"""Widths of the columns of the map."""


def told(run: Run, found: list[Exposed], first: str, following: list[str]) -> list[Text]:
    """Compose all lines: what it is, the answer, the two tables, what comes next, footnotes."""
    listed = [one for one in found if not one.harmless][:SHOWN]
    texts: list[Text] = [(first, "bold"), ("", "")]
    texts += [(line, "bold") for line in wrap(headline(found), WIDTH)]
    texts += [(line, "") for said in differences(found) for line in wrap(said, WIDTH, subsequent_indent="  ")]
    for heading, *rows in (effects(listed, found, run.scenario.currency), the_map(listed)):
        if rows:
            texts += [("", ""), (heading[0], "dim"), *rows]
    texts += [("", "")] if any(_others(found, listed)) else []
    texts += [(line, "") for said in _others(found, listed) for line in wrap(said, WIDTH)]
    texts += [("", ""), *((text, "") for text in following)]
    return texts + [(line, "dim") for note in footnotes(listed) for line in wrap(note, WIDTH)]


def effects(listed: list[Exposed], found: list[Exposed], currency: str) -> list[Text]:
    """Write what each outage does as lines, the heading first."""
    costs = [_cost(one) for one in listed]
    wide = max([len(f"costs {currency}"), *map(len, costs)])
    name = _width(listed)
    texts: list[Text] = [
        (
            f"{'If it goes dark':{name + 2}}  {'for':>6}  {'you last':>8}  {'noticed for':>11}  {'late':>6}"
            f"  {f'costs {currency}':>{wide}}  index  exposed in 10",
            "",
        )
    ]
    largest = largest_impact(found)
    for one, cost in zip(listed, costs, strict=True):
        index = index_of(one, largest)
        share = percentage(index)
        open_ = f"{dots(tenths(one.noticed_first.estimate))}{'~' if one.unsure else ''}"
        text = (
            f"{'✗' if one.is_both else ' '} {cut(one.title, name):{name}}  {brief(one.downtime_days):>6}"
            f"  {one.lasts:>8}  {one.notice:>11}  {count(max(one.late.estimate, 0)):>6}"
            f"  {cost:>{wide}}  {share:>5}  {open_}"
        )
        texts.append((text, "red" if one.is_both else ""))
    return texts


def _cost(one: Exposed) -> str:
    """Write an impact with the half-width of its interval."""
    half = one.impact.half_width
    return _amount(one) if math.isinf(half) else f"{_amount(one)} ±{cash(half)}"


def _amount(one: Exposed) -> str:
    known = cash(one.impact.estimate).replace("-", "−")
    return "0" if known == "−0" else known


def the_map(listed: list[Exposed]) -> list[Text]:
    """Write the disruption map as lines, the heading first."""
    name = _width(listed)
    head = (
        f"{'Failure point':{name + 2}}  {'how likely':{LIKELY}}  {'costs':>{COST}}"
        f"  {'notice + decide':{FOUND}}  what takes over"
    )
    return [
        (head, ""),
        *(
            (
                f"{'✗' if one.is_both else ' '} {cut(one.title, name):{name}}"
                f"  {cut(likelihood(one), LIKELY):{LIKELY}}  {_amount(one):>{COST}}"
                f"  {cut(detection(one), FOUND):{FOUND}}  {cut(one.backup, BACKUP)}",
                "red" if one.is_both else "",
            )
            for one in listed
        ),
    ]


def _width(listed: list[Exposed]) -> int:
    return max([len("If it goes dark") - 2, *(min(len(one.title), NAME) for one in listed)])


def _others(found: list[Exposed], listed: list[Exposed]) -> list[str]:
    """Say what is not listed, and what nobody would notice."""
    harmless = [one for one in found if one.harmless]
    rest = len(found) - len(listed) - len(harmless)
    lines = [f"  and {rest} others, in the report"] if rest > 0 else []
    if harmless:
        names = [cut(one.title, NAME) for one in named(harmless)] or [harmless[0].title]
        shown = ", ".join(names[:3])
        more = len(harmless) - min(len(names), 3)
        lines.append(f"Nothing changes without {shown}{f' and {more} more' if more > 0 else ''}.")
    return lines


def footnotes(listed: list[Exposed]) -> list[str]:
    """Explain the columns, and what the file did not say."""
    notes = [
        "You last: how long until customers notice if it stays dark. Exposed in 10: in so many of 10 years "
        "they notice before it is back. Costs: lost margin and extra cost, on average, with 95% range; "
        "index: by the largest. Each alone, at several dates, against the same year without it; all else is "
        "that of typical years.",
        "✗ single point of failure: nothing else can do all of its work, and it is exposed in most years.",
    ]
    if any(one.unsure for one in listed):
        notes.append("~ more simulated years could turn this round; raise --replications.")
    if censored := sum(one.censored for one in listed):
        years = f"{censored} simulated outage{'' if censored == 1 else 's'}"
        notes.append(f"In {years} customers still noticed when the year ended.")
    if assumed := [one for one in listed if not one.source.startswith(("your file", "--", "the shorter"))]:
        notes.append(f"{len(assumed)} of {len(listed)} downtimes are not in your file: see the report for "
                     "their sources.")  # fmt: skip
    return notes
