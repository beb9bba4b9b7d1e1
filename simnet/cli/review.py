"""`simnet review`: the weekly look at real orders and shipments, twenty minutes with five questions."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simnet.cli.fit import check_zone, column_map, list_impossible, read_until
from simnet.cli.messages import colored, say
from simnet.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from simnet.fitting.review import Review, Row
    from simnet.fitting.shipmentfile import Shipments

MARKS = {"worse": "✗", "better": "✓", "as usual": " ", "unknown": " "}
Map = Annotated[str, typer.Option(metavar="MAP", help="Which column is what, such as placed=InvoiceDate.")]


def review_command(
    orders: Annotated[Path, typer.Argument(metavar="ORDERS", help="Orders, CSV (also .gz) or parquet.")],
    shipments: Annotated[Path, typer.Argument(metavar="SHIPMENTS", help="Shipments, CSV or parquet.")],
    order_columns: Map = "",
    shipment_columns: Map = "",
    timezone: Annotated[
        str | None, typer.Option(help="Time zone of the shop; else times as they stand.")
    ] = None,
    until: Annotated[str, typer.Option(help="Look at the last full week before this date.")] = "",
    returns: Annotated[
        bool, typer.Option("--returns", help="A quantity below 0 is a return, not an error.")
    ] = False,
    origin: Annotated[str, typer.Option(help="Where parcels start, if no column says.")] = "origin",
) -> None:
    """Compare the last full week of real orders and shipments with the four before.

    Stockouts, late parcels, returns, vendor misses, each place by region, and what the files could not say.
    """
    from simnet.fitting import orderfile, shipmentfile
    from simnet.fitting.review import TooShortError, review

    check_zone(timezone)
    end = read_until(until, timezone)
    order_map = column_map(order_columns, orderfile.ROLES)
    shipment_map = column_map(shipment_columns, shipmentfile.ROLES)

    def read_sent() -> Shipments:
        return shipmentfile.read_shipments(
            shipments, shipment_map, timezone=timezone, until=end, origin=origin
        )

    try:
        bought = orderfile.read_orders(orders, order_map, timezone=timezone, returns=returns)
    except ScenarioError as error:
        raise ScenarioError([*error.problems, *_problems_of(read_sent)]) from None
    sent = read_sent()
    list_impossible(sent)
    try:
        made = review(bought, sent, end)
    except TooShortError as error:
        rule = f"a review needs a full week and four before it: {error}"
        raise ScenarioError([Problem(f"{orders}:1:1", "", "", rule, "export a longer time")]) from None
    for line in review_lines(made):
        _print(line)


def _problems_of(read: Callable[[], object]) -> tuple[Problem, ...]:
    """Give what is wrong with a file that will not be used, so that both files can be repaired at once."""
    try:
        read()
    except ScenarioError as error:
        return error.problems
    return ()


def review_lines(review: Review) -> list[str]:
    """Compose the review, worst first, at most 100 columns wide."""
    worse = [row.name[0].lower() + row.name[1:] for row in review.rows if row.verdict == "worse"]
    worse += [row.name for row in (*review.places, *review.vendors) if row.verdict == "worse"]
    worse += [f"slow {one.origin} → {one.region}" for one in review.slow]
    lines = [
        f"Week of {review.first:%Y-%m-%d} to {review.last:%Y-%m-%d} · compared with the four weeks before",
        "",
    ]
    lines += [_answer(worse), ""]
    lines += _table("", review.rows)
    if review.slow:
        lines += ["", f"  {'Ways that got slower':40}{'this week':>12}{'before':>12}   parcels"]
        lines += [
            f"✗ {_cut(f'{one.origin} → {one.region}', 38):40}{f'{one.week_days:.1f} days':>12}"
            f"{f'{one.before_days:.1f} days':>12}{one.parcels:>10,}"
            for one in review.slow
        ]
    if review.places:
        lines += ["", *_table("Parcels late, place by region", review.places)]
    if review.vendors:
        lines += ["", *_table("Handed over late, by vendor", review.vendors)]
    lines += ["", "✗ ✓ more than chance, and than the four weeks differ among themselves."]
    if review.lacking:
        lines += ["", "Not in the files:", *(f"  {one}" for one in review.lacking)]
    return lines


def _answer(worse: list[str]) -> str:
    if not worse:
        return "Nothing is worse than usual."
    listed = ", ".join(_cut(name, 26) for name in worse[:3])
    return f"Look at: {listed}{'' if len(worse) <= 3 else f' and {len(worse) - 3} more'}."


def _table(title: str, rows: tuple[Row, ...]) -> list[str]:
    order = sorted(rows, key=lambda row: row.verdict != "worse") if not title else list(rows)
    lines = [f"  {_cut(title, 38):40}{'this week':>12}{'usual week':>12}   of"]
    for row in order:
        of = "" if math.isnan(row.week.of) else f"{row.week.number:,.0f} of {row.week.of:,.0f}"
        week, usual = _figure(row, row.week.share), _figure(row, row.usual)
        lines.append(f"{MARKS[row.verdict]} {_cut(row.name, 38):40}{week:>12}{usual:>12}   {of}".rstrip())
    return lines


def _figure(row: Row, value: float) -> str:
    if math.isnan(value):
        return "-"
    if not math.isnan(row.week.of):
        return f"{value:.1%}"
    return f"{value:,.2f}" if row.unit else f"{value:,.0f}"


def _print(line: str) -> None:
    """Print a line, red where something is worse and the terminal has colors."""
    if line.startswith("✗ ") and not line.startswith("✗ ✓") and colored(sys.stdout) and os.name != "nt":
        line = f"\x1b[31m{line}\x1b[0m"
    say(line)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
