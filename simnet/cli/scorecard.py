"""The scorecard on the terminal: at most 100 columns, plain when it is not a terminal that can do more."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simnet.cli.cost import breakdown
from simnet.report.dark import NAME, Dark, answer, dark, sentence
from simnet.report.limits import limit_text
from simnet.report.lines import BAD, LOOSE, Line, lines
from simnet.report.numbers import UNKNOWN, count, cut, dots, short_days, tenths
from simnet.report.run import Run
from simnet.report.weights import heaviest
from simnet.study.statistics import replications_for

WIDTH = 100
ASCII = str.maketrans({"✗": "x", "✓": "+", "●": "#", "○": ".", "·": "|", "…": ">", "–": "-"})
LABEL, LIMIT, BACKUP, NOTE = 29, 24, 28, 94
"""Widths of the widest label, limit, backup and note: longer ones are cut so that a line fits."""
SHOWN_DARK, SHOWN_WEIGHTS = 8, 3
"""Elements and defaults that are named; the page has all of them."""
Text = tuple[str, str]
"""A line's text and its style, as rich names it (empty: plain)."""


@dataclass(frozen=True)
class Told:
    """What the scorecard says beside figures: the file, how long it took, the page with pictures."""

    path: str
    seconds: float
    page: str = ""


def scorecard(run: Run, told: Told) -> list[Text]:
    """Compose all lines about a run that has at least one replication with measures."""
    table, failed = [line for line in lines(run) if line.measure.brief], dark(run)
    texts = [(first_line(run, told), "bold"), ("", "")]
    texts += [*((text, "bold") for text in _answered(run, failed)), ("", "")]
    texts += _table(table, breakdown(run, NOTE), run.scenario.currency)
    if failed:
        heading, *rest = dark_table(failed)
        texts += [("", ""), (heading, "dim"), *((text, "") for text in rest)]
    texts += [("", ""), *((text, "") for text in following(run, told))]
    return texts + [(text, "dim") for text in footnotes(run, table, failed)]


def plain(text: str, unicode: bool) -> str:
    """Cut a line to the width, and to ASCII for a terminal that has no Unicode."""
    text = text if unicode else text.translate(ASCII).encode("ascii", "replace").decode()
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + ("…" if unicode else ">")


def first_line(run: Run, told: Told) -> str:
    """Say what it is, how many years were simulated, and how long that took."""
    return f"{run.scenario.name} · {run.facts.simulated} · {took(told.seconds)}"


def took(seconds: float) -> str:
    """Write how long a command took, `4.2 s` or `3 min 5 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def label(line: Line) -> str:
    """Name a line; a long name of a SKU is cut, and not what is said of it."""
    said = line.measure.label
    return f"{cut(line.subject, LABEL - len(said) - 1)} {said}" if line.subject else said


def _answered(run: Run, failed: list[Dark]) -> list[str]:
    """Give the answer in one line, or in two if one is not enough."""
    whole, second = answer(run, failed), sentence(run, failed)
    return [whole] if len(whole) <= WIDTH else [whole.removesuffix(second).rstrip(), second]


def _table(table: list[Line], parts: str, currency: str) -> list[Text]:
    limits = [limit_text(line.limit, LIMIT) if line.limit is not None else "" for line in table]
    name = max(len(label(line)) for line in table)
    width = max([len("your limit"), *map(len, limits)])
    heading = f"  {'':{name}}  {'typical':>10}  {'bad year*':>10}"
    if any(limits):
        heading += f"   {'your limit':{width}}  kept in 10 years"
    texts: list[Text] = [(heading, "dim")]
    for line, limit in zip(table, limits, strict=True):
        mark = " " if line.kept is None else "✗" if line.missed else "✓"
        typical, bad = (line.written(value, currency, UNKNOWN) for value in (line.typical, line.bad))
        text = f"{mark} {label(line):{name}}  {'~' * line.loose + typical:>10}  {bad:>10}"
        if line.kept is not None:
            text += f"   {limit:{width}}  {dots(tenths(line.kept))}  {tenths(line.kept)}"
        texts.append((text, "red" if line.missed else ""))
        if line.measure.name == "landed_cost_an_order" and parts:
            texts.append((f"    {parts}", "dim"))
    return texts


def dark_table(found: list[Dark]) -> list[str]:
    """Write what happens when elements go dark as lines, the heading first."""
    listed = found[:SHOWN_DARK]
    first = "If it goes dark"
    name = max(len(first) - 2, *(min(len(one.element), NAME) for one in listed))
    texts = [f"{first:{name + 2}}  {'for':>6}  {'you last':>8}  noticed for  late orders  backup"]
    for one in listed:
        texts.append(
            f"  {cut(one.element, NAME):{name}}  {short_days(one.downtime_days):>6}  {one.lasts:>8}"
            f"  {one.notice:>11}  {count(max(one.late, 0)):>11}  {cut(one.backup, BACKUP)}"
        )
    if len(found) > SHOWN_DARK:
        texts.append(f"  and {len(found) - SHOWN_DARK} others, in the report")
    return texts


def following(run: Run, told: Told) -> list[str]:
    """Name the command worth typing next, a drill if the file has one, and where the pictures are."""
    texts = [f"Pictures   {told.page}"] if told.page else []
    command, why = f"simnet check {told.path}", "what the file assumes, and what does not add up"
    if run.scenario.drills:
        command, why = f"simnet drill {told.path}", f'rehearse "{run.scenario.drills[0].title}"'
    whole = f"Do first   {command}     {why}"
    return [*texts, whole if len(whole) <= WIDTH else f"Do first   {command}"]


def footnotes(run: Run, table: list[Line], failed: list[Dark]) -> list[str]:
    """Explain the bad year, say how far the typical figures may still move, and what was assumed."""
    needed = replications_for(BAD)
    star = (
        f"Needs {needed} simulated years or more."
        if run.years < needed
        else "1 year in 10 is this bad or worse."
    )
    notes = [f"* {star}", *_noise(table)]
    if failed:
        notes.append("  Dark: each alone, at several dates; typical figures, against the same year without.")
    said = assumed(run)
    return [*notes, f"  {said}"] if said else notes


def _noise(table: list[Line]) -> list[str]:
    """Say by how much the typical figures may differ from those of very many years (95% intervals)."""
    moves = [line.move for line in table if line.move is not None]
    if not moves:
        return ["  Too few simulated years to say how far typical figures would move with more."]
    firm = max((move for move in moves if move <= LOOSE), default=0.0)
    bound = f"by over {max(math.ceil(firm * 100 - 1e-9), 1)}%"
    if max(moves) <= LOOSE:
        return [f"  More simulated years would move no typical figure {bound}."]
    return [f"~ More simulated years may move this figure by over {LOOSE:.0%}; the others, none {bound}."]


def assumed(run: Run) -> str:
    """Say how many numbers are defaults and which weigh most; empty if there are none."""
    from simnet.pricing.usual import all_defaults

    found = all_defaults(run.scenario) if (noted := run.folder.manifest.get("defaults")) is None else noted
    if not found:
        return ""
    said, heavy = (
        f"{len(found):,} values are defaults (simnet check --resolved)",
        heaviest(run, SHOWN_WEIGHTS),
    )
    for named in range(len(heavy), 0, -1):
        if len(whole := f"{said}; most weight: {', '.join(heavy[:named])}.") <= WIDTH - 2:
            return whole
    return f"{said}."
