"""The terminal page of a comparison: at most 100 columns, plain where a terminal cannot do more."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simnet.cli.scorecard import WIDTH, Text
from simnet.report.comparing.rows import label_of, open_questions, open_sentence, ordered, rows, written
from simnet.report.comparing.sentences import headline, pays, reasons
from simnet.report.comparing.view import View
from simnet.report.numbers import cut, days, dots, tenths
from simnet.report.words import element

NAME, MANY = 18, 12
"""Widths of a design's name: of two, and of more."""
COMMAND = WIDTH - len("Settle one   ")
FEW = 2
"""Open questions that have a line each."""
SHOWN = 5
"""Designs that have a column; all are in the tables."""
INDENT = "  "
Row = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What the page says beside figures: the files as typed, how long it took, the page with pictures."""

    files: Sequence[str]
    took: str
    page: str = ""


def page(view: View, told: Told) -> list[Text]:
    """Compose all lines about a comparison that has at least two replications."""
    texts: list[Text] = [(first_line(view, told), "bold"), ("", "")]
    texts += [(line, "bold") for line in textwrap.wrap(headline(view), WIDTH)]
    if len(view.designs) == 2:
        texts += [*_reasons(view), ("", ""), *two(view)]
    else:
        texts += [("", ""), *many(view), ("", ""), *_pairs(view)]
    texts += [("", "")] + [(text, "") for text in following(view, told)]
    return texts + [(text, "dim") for text in footnotes(view)]


def first_line(view: View, told: Told) -> str:
    """Say what is compared, over how many simulated years, and how long that took."""
    names = " or ".join(view.designs) if len(view.designs) <= 3 else f"{len(view.designs)} designs"
    return f"{cut(names, 60)} · {view.years:,} simulated years of each · {told.took}"


def _reasons(view: View) -> list[Text]:
    price = view.price(*view.designs)
    said = " ".join(reasons(view, price)) if price is not None else ""
    return [(line, "") for line in textwrap.wrap(said, WIDTH)]


def two(view: View) -> list[Text]:
    """Write the table of two designs, with dots for the one that is better on average."""
    first, second = view.designs
    lines = rows(view, first, second)
    label = max(len(line.label) for line in lines)
    heads = [cut(name, NAME) for name in view.designs]
    wide = [max(len(head), *(len(line.values[at]) for line in lines)) for at, head in enumerate(heads)]
    texts: list[Text] = [
        (f"  {'':{label}}  {heads[0]:>{wide[0]}}  {heads[1]:>{wide[1]}}   better in … of 10 years", "dim")
    ]
    for line in lines:
        figures = "  ".join(f"{value:>{width}}" for value, width in zip(line.values, wide, strict=True))
        text = f"  {line.label:{label}}  {figures}   "
        known = line.leader and line.tenths is not None
        text += f"{dots(line.tenths or 0)} {line.tenths:>2}  " if known else f"{'':15}"
        texts.append((f"{text}{cut(line.verdict, NAME)}", "" if line.winner else "dim"))
    return texts


def many(view: View) -> list[Text]:
    """Write the table of more than two designs: values, a mark for the best, and how often each is."""
    shown = view.designs[:SHOWN]
    family = ordered(view.family(*view.pairs[0]))
    label = max(len(label_of(row)) for row in family)
    texts: list[Text] = [(f"  {'':{label}}  {line}", "dim") for line in _heads(shown)]
    for row in family:
        cells = [_cell(view, row, design) for design in shown]
        texts.append((f"  {label_of(row):{label}}  {'  '.join(cells)}", ""))
    texts += [("", ""), (f"  {'the best, in … of 10 years':{label}}", "dim")]
    for row in family:
        found = [_best(view, row, design) for design in shown]
        cells = [f"{tenths(one['share']) if one is not None else '-':>{MANY}}" for one in found]
        texts.append((f"  {label_of(row):{label}}  {'  '.join(cells)}", ""))
    return texts


def _heads(names: Sequence[str]) -> list[str]:
    """Write names above their columns, on two lines where they need them."""
    split = [textwrap.wrap(name, MANY)[:2] or [""] for name in names]
    lines = max(map(len, split))
    padded = [["", *parts] if len(parts) < lines else parts for parts in split]
    return ["  ".join(f"{cut(parts[line], MANY):>{MANY}}" for parts in padded) for line in range(lines)]


def _cell(view: View, row: Row, design: str) -> str:
    found = _best(view, row, design)
    mark = "✓ " if found is not None and found["decided"] else ""
    return f"{mark + written(row, view.average(design, row)):>{MANY}}"


def _best(view: View, like: Row, design: str) -> Row | None:
    same = ("measure", "world", "element")
    return next(
        (
            row
            for row in view.tables["best"]
            if row["design"] == design and all(row[name] == like[name] for name in same)
        ),
        None,
    )


def _pairs(view: View) -> list[Text]:
    """Say of each other design whether it pays for itself against the first."""
    texts: list[Text] = []
    for first, second in view.pairs:
        price = view.price(first, second)
        if price is not None:
            lines = textwrap.wrap(
                f"{pays(price)}", WIDTH - 2, initial_indent=INDENT, subsequent_indent=INDENT
            )
            texts += [(line, "") for line in lines]
    return [(f"Against {view.designs[0]}, on cost:", "dim"), *texts] if texts else []


def following(view: View, told: Told) -> list[str]:
    """Name what is open, and the commands worth typing next."""
    texts = [f"Pictures   {told.page}"] if told.page else []
    if len(view.designs) == 2:
        texts += _open(view)
    if any(not line.winner and line.leader for pair in view.pairs for line in rows(view, *pair)):
        more = "--until-decided --of MEASURE"
        command = f"simnet compare {' '.join(told.files)} {more}"
        texts.append(
            f"Settle one   {command if len(command) <= COMMAND else f'the same command with {more}'}"
        )
    return texts


def _open(view: View) -> list[str]:
    """Say what is not decided: a line each where that is little."""
    found = open_questions(view, *view.designs)
    return found if len(found) <= FEW else textwrap.wrap(open_sentence(view, *view.designs), WIDTH)


def footnotes(view: View) -> list[str]:
    """Say what makes the comparison fair, and what a winner means."""
    lines = len({(row["measure"], row["element"]) for row in view.family(*view.pairs[0])})
    over = f" and {view.looks} looks" if view.looks > 1 else ""
    what = outage(view)
    if len(view.designs) == 2:
        return [
            "  Both met the same customers and the same bad luck; figures are averages over the years.",
            *what,
            f"  Named as better: at {view.level:.0%} confidence over all {lines} lines together{over}.",
            "  Dots: how often the one with the better average is better, rounded down.",
        ]
    sure = f"at {view.level:.0%} confidence over all {lines} lines and all pairs{over}"
    return [
        "  All met the same customers and the same bad luck; figures are averages over the years.",
        *what,
        f"✓ Better than each of the others: {sure}.",
    ]


def outage(view: View) -> list[str]:
    """Say what the outage is that late orders are counted of."""
    price = view.price(*view.pairs[0])
    if price is None:
        return []
    what, long = cut(element(price["element"]), 40), days(price["downtime_days"])
    return [f"  An outage: {what} dark, and nothing else; {long} on average."]
