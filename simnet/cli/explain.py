"""`simnet explain`: the way of one order of a run, step by step, and why it was late."""

from __future__ import annotations

import textwrap
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from simnet import units
from simnet.cli.messages import say
from simnet.errors import SimnetError

if TYPE_CHECKING:
    from simnet.measures.journey import Journey, Stage
    from simnet.records import Records

TIGHT = 0.75
"""A promise leaves little room if the usual way takes more than this share of it."""
WIDTH = 100
INDENT = " " * 21
LATEST = 10
"""Orders that are listed when none is named."""


def number(text: str | int) -> int:
    """Read the number of an order, also as the list of the latest writes it: with commas."""
    plain = str(text).replace(",", "")
    if not plain.isdigit():
        raise typer.BadParameter(f"{text}: must be the number of an order, such as 8635")
    return int(plain)


def explain_command(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run, or of one year's records.")],
    order: Annotated[
        int | None,
        typer.Argument(
            metavar="ORDER",
            help="Number of the order; none: the latest ones.",
            parser=number,
        ),
    ] = None,
    year: Annotated[int, typer.Option("--year", "-y", help="Which simulated year, from 0.", min=0)] = 0,
) -> None:
    """Say step by step why one order of a run was late.

    Records that the run kept (`--keep-orders`) are read; any other year is simulated again, from the scenario
    and the seed that lie in the folder, and comes out the same.
    """
    records = read_records(run, year)
    for line in overview(records, str(run)) if order is None else story(records, order):
        for part in textwrap.wrap(line, WIDTH, subsequent_indent=INDENT if line.startswith(" ") else "") or [
            ""
        ]:
            say(part)


def read_records(run: Path, year: int) -> Records:
    """Read a year's records from a run folder, or simulate that year of it again."""
    from simnet.records.folders import load

    if (run / "records.json").is_file():
        return load(run)
    from simnet.study.result import Result

    result = Result.open(run)
    kept = result.orders(year)
    if kept is not None:
        return kept
    from simnet.engine.replication import run_replication

    return run_replication(result.scenario(), year)


def overview(records: Records, run: str) -> list[str]:
    """List the orders of a year that came latest, with the command that explains the first."""
    from simnet.measures.journey import journey, latest_orders

    worst = latest_orders(records, LATEST)
    if not worst:
        return ["No order of this year was delivered after its promise."]
    lines = ["The latest orders of this simulated year:", ""]
    for number, late in worst:
        way = journey(records, number)
        lines.append(f"  {number:>9,}  {span(late):>9} late  {_items(way)} to {way.region}")
    number = worst[0][0]
    return [*lines, "", f"Next   simnet explain {run} {number}   why that one was late"]


def story(records: Records, order: int) -> list[str]:
    """Tell the way of one order: what it was, every stage with its usual length, and the cause."""
    from simnet.measures.journey import journey

    try:
        way = journey(records, order)
    except ValueError as error:
        raise SimnetError(str(error)) from None
    when = _Clock(records)
    lines = [f"Order {order:,}: {_items(way)} to {way.region}"]
    lines.append(f"placed {when(way.placed_us)}, promised by {when(way.promised_us)}: {_outcome(way, when)}")
    told = [(at, f"no {sku} to be had at {node or 'any place'}") for at, node, sku in way.short]
    if way.supply is not None:
        supplier, asked, came = way.supply
        told.append((came, f"stock comes from {supplier}, ordered {span(came - asked)} before"))
    told += [(stage.begin_us, _stage(stage, when)) for stage in way.stages if stage.took_us != 0]
    if way.turned_away:
        first = way.stages[0]
        at = first.end_us if first.name == "placed" else way.placed_us
        told.append((at, "turned away: every place that has it is full"))
    if way.complete_us >= 0:
        told.append((way.complete_us, "all of it is delivered"))
    elif way.state == "cancelled":
        told.append((way.stages[-1].end_us, "the customer has waited long enough and cancels it"))
    lines += ["", *(f"  {when(at)}  {text}" for at, text in sorted(told, key=lambda step: step[0]))]
    if len(way.parcels) > 1:
        lines.append(f"  It came in {len(way.parcels)} parcels; told here is the one that completed it.")
    return [*lines, "", _cause(way)]


class _Clock:
    """Writes instants of a run as local dates and times."""

    def __init__(self, records: Records) -> None:
        self.zero = datetime.fromisoformat(records.meta.zero)
        self.zone = ZoneInfo(records.meta.timezone)

    def local(self, instant: int) -> datetime:
        """Give the local date and time of an instant."""
        return (self.zero + timedelta(microseconds=instant)).astimezone(self.zone)

    def __call__(self, instant: int) -> str:
        """Write an instant, `Mon 8 Jun 09:00`."""
        local = self.local(instant)
        return f"{local:%a} {local.day:>2} {local:%b %H:%M}"


def span(microseconds: int) -> str:
    """Write a length of time: minutes, hours or days, whichever suits."""
    if microseconds < units.HOUR:
        return f"{microseconds / units.MINUTE:.0f} min"
    if microseconds < 2 * units.DAY:
        return f"{microseconds / units.HOUR:.1f} h"
    return f"{microseconds / units.DAY:.1f} days"


def _items(way: Journey) -> str:
    counts: dict[str, int] = {}
    for name, quantity in way.items:
        counts[name] = max(counts.get(name, 0), quantity)
    return ", ".join(name if quantity == 1 else f"{quantity} {name}" for name, quantity in counts.items())


def _outcome(way: Journey, when: _Clock) -> str:
    if way.complete_us >= 0:
        return "in time" if way.late_us == 0 else f"{span(way.late_us)} late"
    lost = "turned away" if way.turned_away else "lost"
    words = {"cancelled": "cancelled by the customer", "lost": lost, "deterred": "never placed"}
    part = "delivered in part, the rest cancelled by the customer"
    return words.get(way.state, part if way.cancelled else "not delivered whole")


DOING = {
    "placed": "waits till it can go to",
    "queued": "waits to be packed at",
    "packing": "is packed at",
    "staged": "packed; waits to be collected by",
    "on_the_way": "is on the way with",
}
WHY = {
    "placed": "waiting till it could go to",
    "queued": "waiting to be packed at",
    "packing": "being packed at",
    "staged": "waiting to be collected by",
    "on_the_way": "being on the way with",
}


def _stage(stage: Stage, when: _Clock) -> str:
    if stage.name == "placed" and stage.reason:
        doing = f"waits for stock at {stage.place}" if stage.reason == "stock" else "waits for a person"
    else:
        doing = f"{DOING[stage.name]} {_carrier(stage.place)}"
    took = f"for {_took(stage)}{span(stage.took_us)}" if stage.took_us >= 0 else "to the end"
    usual = (
        f" (usually {span(stage.usual_us)})" if stage.usual_us > 0 and stage.beyond_us > units.HOUR else ""
    )
    during = f"; meanwhile: {', '.join(stage.events)}" if stage.events else ""
    return f"{doing} {took}{usual}{during}{_weekend(stage, when)}"


def _weekend(stage: Stage, when: _Clock) -> str:
    """Say that a long wait went over a weekend, when many places rest."""
    if stage.name not in ("queued", "staged") or stage.took_us < units.DAY:
        return ""
    days = range(stage.begin_us, stage.end_us, units.DAY // 2)
    return ", over a weekend" if any(when.local(instant).weekday() >= 5 for instant in days) else ""


def _took(stage: Stage) -> str:
    return "at most " if stage.at_most else ""


def _carrier(place: str) -> str:
    from simnet.report.words import carried_by

    return carried_by(place) or "any place"


def _cause(way: Journey) -> str:
    """Give the reason in a sentence."""
    stage = way.cause
    if way.late_us == 0:
        return "It came in time."
    if way.turned_away:
        return "Why it was lost: every place that has the goods was at its queue_limit (routing: when_full)."
    if stage is None:
        return "Nothing took longer than usual: what is usual here does not fit the promise."
    if stage.name == "placed" and stage.reason:
        what = f"waiting for stock at {stage.place}" if stage.reason == "stock" else "waiting for a person"
    else:
        what = f"{WHY[stage.name]} {_carrier(stage.place)}"
    never = "Why it was cancelled" if way.state == "cancelled" else "Why it never came whole"
    verb = "Why it was late" if way.late_us > 0 else never
    beyond = f"{span(stage.beyond_us)} longer than usual" if stage.usual_us > 0 else span(stage.beyond_us)
    because = f" (during {', '.join(stage.events)})" if stage.events else ""
    if stage.took_us < 0:
        return f"{verb}: {what}, to the end of the run{because}."
    promised = way.promised_us - way.placed_us
    tight = way.late_us > 0 and way.usual_us > TIGHT * promised
    room = (
        f" The usual way alone takes {span(way.usual_us)} of the {span(promised)} promised." if tight else ""
    )
    return f"{verb}: {what} took {_took(stage)}{beyond}{because}.{room}"
