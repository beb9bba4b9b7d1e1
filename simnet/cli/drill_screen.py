"""What `simnet drill` prints: at most 100 columns, the verdict in the first line."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simnet.cli.scorecard import WIDTH, Text
from simnet.report.drill.fix import first
from simnet.report.drill.goals import GoalRow, goal_rows
from simnet.report.drill.money import cost_lines
from simnet.report.drill.run import DrillRun
from simnet.report.drill.timeline import steps
from simnet.report.drill.words import badge, headline
from simnet.report.drill.work import ran_out_first
from simnet.report.numbers import cash, dots
from simnet.study.statistics import quantile

if TYPE_CHECKING:
    from simnet.study.drills import DrillResult

WHEN = 17
"""Width of the times of the timeline."""
SOLD_OUT = "sold out"
INDENT = " " * 15


@dataclass(frozen=True)
class Shown:
    """What the screen says beside the drill itself: how long it took, the page, other dates, what changed."""

    seconds: float
    page: str = ""
    file: str = ""
    others: str = ""
    since: list[str] = field(default_factory=list)


def screen(held: DrillResult, shown: Shown) -> list[Text]:
    """Compose all lines about a drill that was run."""
    run = DrillRun(held)
    texts = [*verdict(run), *fix(run)]
    rows = goal_rows(run)
    if rows and run.status != "failed":
        texts += [("", ""), *table(rows)]
    if run.status == "completed":
        texts += [("", ""), *timeline(run), ("", ""), *money(run)]
    texts += [(text, "") for text in [*page(held, shown), *shown.since]]
    return texts + [(text, "dim") for text in notes(run, held, shown)]


def verdict(run: DrillRun) -> list[Text]:
    """Say whether it was passed and what happened, in the first line."""
    mark, words, beside = badge(run)
    style = {"held": "bold green", "undecided": "bold yellow"}.get(run.verdict, "bold red")
    said = textwrap.wrap(" ".join(headline(run)), WIDTH - len(mark) - len(words) - 4)
    first_line, rest = said[0], said[1:]
    texts: list[Text] = [(f"{mark} {words}   {first_line}", style)]
    texts += [(" " * (len(mark) + len(words) + 4) + line, style) for line in rest]
    return [*texts, (f"{'':{len(mark)}} {beside}", "")]


def fix(run: DrillRun) -> list[Text]:
    """Say what to do first and what it would change."""
    one = first(run)
    label = one.label.capitalize()
    texts = [(f"{label:{len(INDENT)}}{line}" if n == 0 else INDENT + line, "bold") for n, line in enumerate(
        textwrap.wrap(one.title, WIDTH - len(INDENT)))]  # fmt: skip
    return texts + [(INDENT + line, "") for line in textwrap.wrap(one.detail, WIDTH - len(INDENT))]


def table(rows: list[GoalRow]) -> list[Text]:
    """Write the goals, misses first."""
    name = max(len(row.name) for row in rows)
    wide = [max(len(head), *(len(cell) for cell in column)) for head, column in (
        ("goal", [row.wanted for row in rows]), ("typical", [row.typical for row in rows]),
        ("bad case*", [row.bad for row in rows]))]  # fmt: skip
    heading = f"  {'':{name}}  {'goal':>{wide[0]}}  {'typical':>{wide[1]}}  {'bad case*':>{wide[2]}}"
    texts: list[Text] = [(f"{heading}   met in … of 10 years", "dim")]
    for row in rows:
        cells = f"{row.wanted:>{wide[0]}}  {row.typical:>{wide[1]}}  {row.bad:>{wide[2]}}"
        style = {True: "", False: "red", None: "yellow"}[row.met]
        texts.append((f"{row.mark} {row.name:{name}}  {cells}   {dots(row.tenths)}  {row.tenths}", style))
    return texts


def timeline(run: DrillRun) -> list[Text]:
    """Write a typical year step by step; of what was sold out only the first, and how many more."""
    made = steps(run)
    out = [step for step in made if step.what.startswith(SOLD_OUT)]
    texts: list[Text] = []
    for step in made:
        if step not in out[1:]:
            more = f", and {len(out) - 1} more later" if step in out[:1] and len(out) > 1 else ""
            texts.append((f"{step.when:>{WHEN}}   {step.what}{more}", ""))
    return texts


def money(run: DrillRun) -> list[Text]:
    """Say what it cost, the largest lines, and what ran out first."""
    extra, lost = (typical(run, *names) for names in (("extra_cost",), ("lost_margin", "deterred_margin")))
    parts = [f"{line.words} {cash(line.amount)}" for line in cost_lines(run) if line.amount >= 1][:3]
    texts = [f"{run.currency} {cash(extra)} extra, {cash(max(lost, 0.0))} of margin lost, typically."]
    if parts:
        texts.append(f"Most of it, on average: {', '.join(parts)}.")
    if (out := ran_out_first(run)) is not None:
        texts.append(f"Ran out first: {out.sku} at {out.node}.")
    label = "Cost"
    return [(f"{label if n == 0 else '':7}{line}", "") for n, line in enumerate(texts)]


def typical(run: DrillRun, *columns: str) -> float:
    """Give the median over years of a sum of columns."""
    return float(quantile(sum(run.values(name) for name in columns), 0.5))


def page(held: DrillResult, shown: Shown) -> list[str]:
    """Name the page, and the quarters before."""
    place = shown.page or str(held.path)
    last = [*_quarters(held.drill["last"]), held.drill["headline"]["typical"]]
    texts = [f"Page   {place}"]
    if len(last) > 1 and held.drill["headline"]["goal"] == "service_back":
        quarters = ", ".join("beyond" if days is None else f"{days:.3g}" for days in last[:-1])
        now = "beyond the window" if last[-1] is None else f"{last[-1]:.3g} days"
        texts.append(f"       Customers stopped noticing after {quarters}, now {now}")
    return texts


def _quarters(last: list[dict[str, float | None]]) -> list[float | None]:
    return [row["service_days"] for row in last]


def notes(run: DrillRun, held: DrillResult, shown: Shown) -> list[str]:
    """Explain the bad case, say how many years that was, and what to type next."""
    drill, minutes = held.drill, divmod(round(shown.seconds), 60)
    took = f"{minutes[0]} min {minutes[1]} s" if minutes[0] else f"{minutes[1]} s"
    years = f"{run.years:,} simulated years, each with and without it; {took}."
    star = "1 year in 10 is this bad or worse." if run.years >= 36 else "Needs 36 simulated years or more."
    texts = [f"* {star} {years}"]
    if run.status == "completed":
        share = f"{drill['reliability']:.0%}"
        texts.append(f"  A goal is met if {share} of years meet it beyond doubt: 1 verdict in 20 may err.")
    texts.append(f"  {drill['defaults_used']} values are defaults (simnet check --resolved).")
    return texts + ([f"  {shown.others}"] if shown.others else [])
