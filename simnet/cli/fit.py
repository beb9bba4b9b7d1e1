"""`simnet fit`: the customers and lanes of a scenario from real orders and shipments."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simnet.cli.messages import print_problems, say
from simnet.errors import Problem, ScenarioError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from simnet.fitting.basket import Basket
    from simnet.fitting.counts import Counts
    from simnet.fitting.lanes import ShipmentFit, Wait
    from simnet.fitting.orderfile import Orders
    from simnet.fitting.shipmentfile import Shipments

TOP = 20
"""Best sellers that keep their names."""
MOST_LISTED = 5
"""Impossible parcels that are listed; the rest is counted."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


Draw = Callable[[Path], None]
"""Draws the picture of a fit into a file."""


class What(StrEnum):
    """What the file holds."""

    orders = "orders"
    shipments = "shipments"


Columns = Annotated[
    str, typer.Option(help="Which column is what, such as placed=InvoiceDate,order=InvoiceNo.", metavar="MAP")
]
Zone = Annotated[
    str | None,
    typer.Option(help="Time zone of the shop, such as America/New_York; else times as they stand."),
]


def fit_command(
    what: Annotated[What, typer.Argument(help="What the file holds: orders or shipments.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV (also .gz) or parquet.")],
    columns: Columns = "",
    timezone: Zone = None,
    out: Annotated[Path | None, typer.Option(help="YAML file to write, with a picture beside it.")] = None,
    picture: Annotated[Path | None, typer.Option(help="Picture to write, PNG.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")] = False,
    until: Annotated[str, typer.Option(help="Shipments: leave out what happened from this date on.")] = "",
    country: Annotated[
        str, typer.Option(help="Shipments: whose holidays carriers keep; none for none.")
    ] = "US",
    origin: Annotated[
        str, typer.Option(help="Shipments: where parcels start, if no column says.")
    ] = "origin",
    products: Annotated[
        str, typer.Option(help="Orders: what a SKU begins with, as a regular expression.")
    ] = "",
    returns: Annotated[
        bool, typer.Option("--returns", help="Orders: a quantity below 0 is a return, not an error.")
    ] = False,
    top: Annotated[int, typer.Option(help="Orders: best sellers that keep their names.", min=1)] = TOP,
) -> None:
    """Turn a file of orders or shipments into a piece of a scenario.

    Prints commented YAML, or writes it with --out FILE and a picture of fit against data beside it.
    """
    chart = picture if picture is not None or out is None else out.with_suffix(".png")
    _refuse_early([path for path in (out, chart) if path is not None], force)
    check_zone(timezone)
    if what is What.orders:
        _refuse_misplaced(
            what, {"--until": until, "--country": country != "US", "--origin": origin != "origin"}
        )
        _check_pattern(products)
        text, lines, draw = _orders(file, columns, timezone, products, returns, top)
    else:
        _refuse_misplaced(what, {"--products": products, "--returns": returns, "--top": top != TOP})
        text, lines, draw = _shipments(file, columns, timezone, until, country, origin)
    stream = sys.stdout if out is not None else sys.stderr
    for line in lines:
        say(line, stream)
    if chart is not None:
        _written(chart, lambda: draw(chart))
    if out is None:
        say(text.rstrip("\n"))
        return
    _written(out, lambda: out.write_text(text, encoding="utf-8"))
    say(f"\nWritten  {out}, with fit and data in {chart}")
    say(f"Next     put  extends: [your-scenario.yaml, {out.name}]  into a new file, then simnet check it")


def column_map(given: str, roles: tuple[str, ...]) -> dict[str, str]:
    """Read `--columns`; raises `ScenarioError` with every part that cannot be read."""
    from simnet.fitting.cells import read_columns

    return read_columns(given, roles)


def check_zone(timezone: str | None) -> None:
    """Refuse a time zone that nobody knows; raises `ScenarioError`."""
    import zoneinfo

    if timezone is None:
        return
    try:
        zoneinfo.ZoneInfo(timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(timezone, zoneinfo.available_timezones())
        raise ScenarioError(
            [Problem("--timezone", "", timezone, "must be an IANA time zone", near)]
        ) from None


def read_until(given: str, timezone: str | None) -> pd.Timestamp | None:
    """Read a date on the clock of the shop; raises `ScenarioError`."""
    if not given:
        return None
    import pandas as pd

    from simnet import units

    try:
        return pd.Timestamp(units.parse_instant(given)).tz_localize(timezone or "UTC").as_unit("us")
    except (units.UnitError, ValueError):
        rule = "must be a date, with a time if it matters"
        raise ScenarioError([Problem("--until", "", given, rule, "such as 2026-06-08")]) from None


def left_out(counts: Mapping[str, int]) -> list[str]:
    """Say what was left out, in one line for each reason."""
    return [f"Left out   {number:,} {reason}" for reason, number in counts.items()]


def list_impossible(shipments: Shipments) -> None:
    """List the first parcels whose times run backwards, and count the others."""
    print_problems(shipments.impossible[:MOST_LISTED], sys.stderr)
    if (more := len(shipments.impossible) - MOST_LISTED) > 0:
        say(f"and {more:,} more parcels with times that cannot be", sys.stderr)


def _refuse_misplaced(what: What, options: Mapping[str, object]) -> None:
    """Refuse options that say nothing about this kind of file."""
    rule = f"says nothing about {what}"
    found = [Problem(option, "", "", rule, "leave it out") for option, given in options.items() if given]
    if found:
        raise ScenarioError(found)


def _check_pattern(products: str) -> None:
    import re

    try:
        re.compile(products)
    except re.error as error:
        rule = f"must be a regular expression: {error}"
        raise ScenarioError([Problem("--products", "", products, rule, "such as [0-9]{5}")]) from None


def _refuse_early(paths: list[Path], force: bool) -> None:
    """Refuse before the work what would fail after it."""
    found = []
    for path in paths:
        if path.exists() and not force:
            found.append(
                Problem(f"{path}:1:1", "", "", "exists already", "name another file, or add --force")
            )
        elif not path.parent.is_dir():
            found.append(
                Problem(f"{path}:1:1", "", "", "its folder does not exist", f"make {path.parent} first")
            )
    if len(set(paths)) < len(paths):
        found.append(Problem(f"{paths[0]}:1:1", "", "", "is the name of both files", "name them differently"))
    if found:
        raise ScenarioError(found)


def _written(path: Path, write: Callable[[], object]) -> None:
    try:
        write()
    except OSError as error:
        rule = f"cannot be written: {error.strerror or 'unknown reason'}"
        raise ScenarioError([Problem(f"{path}:1:1", "", "", rule, "name another file")]) from None


def _orders(
    file: Path, columns: str, timezone: str | None, products: str, returns: bool, top: int
) -> tuple[str, list[str], Draw]:
    from simnet.fitting.basket import fit_basket
    from simnet.fitting.counts import fit_counts
    from simnet.fitting.fragment import customers
    from simnet.fitting.orderfile import ROLES, read_orders

    orders = read_orders(
        file, column_map(columns, ROLES), timezone=timezone, products=products, returns=returns
    )
    if orders.lines.empty:
        reason = "no line is a sale of a product"
        raise ScenarioError([Problem(f"{file}:1:1", "", "", reason, "look at --products and --returns")])
    counts = fit_counts(orders.lines.groupby("order", sort=False)["placed"].min())
    basket = fit_basket(orders, top)
    lines = order_lines(file.name, orders, counts, basket)

    def draw(path: Path) -> None:
        from simnet.charts.fit import orders_figure
        from simnet.charts.style import save

        save(orders_figure(counts, basket, file.name), path)

    return customers(counts, basket, file.name), lines, draw


def order_lines(name: str, orders: Orders, counts: Counts, basket: Basket) -> list[str]:
    """Say what was found in orders, at most 100 columns wide."""
    days = counts.daily["day"]
    span = f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}"
    low, high = counts.rate_interval
    lines = [
        f"{_cut(name, 40)} · {basket.orders:,} orders · {span}",
        "",
        f"{counts.rate_per_day:.1f} orders a day now, and {counts.overall_per_day:.1f} over the whole time.",
        "",
        f"{'':21}{'found':>9}   how sure (95%)",
        f"{'Orders a day now':21}{counts.rate_per_day:>9.1f}   {low:.1f} to {high:.1f}, the last 4 weeks",
    ]
    if counts.dispersion is not None:
        lines += _variation(counts)
    lines.append(f"{'Products an order':21}{basket.lines.data_mean:>9.2f}   {_most(basket.lines.shares)}")
    lines.append(f"{'Units a product':21}{basket.quantity.data_mean:>9.2f}   {_most(basket.quantity.shares)}")
    lines += _stood_out(counts)
    if basket.without_region and basket.regions:
        lines.append(
            f"Left out   {basket.without_region:,} orders without a region, from the shares of regions"
        )
    return [*lines, *left_out({f"lines: {reason}": n for reason, n in orders.left_out.items()})]


def _variation(counts: Counts) -> list[str]:
    growth, spread = counts.growth_interval, counts.dispersion_interval
    busy = max(range(7), key=lambda day: counts.weekdays[day])
    quiet = min(range(7), key=lambda day: counts.weekdays[day])
    week = (
        f"most on {WEEKDAYS[busy]}, fewest on {WEEKDAYS[quiet]} ({counts.weekdays[quiet]:.2f} of a usual day)"
    )
    return [
        f"{'Growth a year':21}{counts.growth:>9.0%}   {growth[0]:.0%} to {growth[1]:.0%}",
        f"{'Days vary':21}{f'{counts.dispersion:.1f} x':>9}   {spread[0]:.1f} to {spread[1]:.1f};"
        " 1 would be chance alone",
        f"{'Busiest weekday':21}{f'{counts.weekdays[busy]:.2f} x':>9}   {week}",
    ]


def _most(shares: Mapping[int, float]) -> str:
    return f"{shares.get(1, 0.0):.0%} have one"


def _stood_out(counts: Counts) -> list[str]:
    lines = []
    if counts.promotions:
        best = sorted(counts.promotions, key=lambda one: -one.factor)[:3]
        days = ", ".join(f"{one.first:%Y-%m-%d} ({one.factor:.1f} x)" for one in best)
        lines.append(
            f"Stood out  {len(counts.promotions)} times with far more orders than usual, such as {days}"
        )
    if counts.closed_days:
        lines.append(
            f"Left out   {counts.closed_days} days without any order, where many were expected: closed?"
        )
    if counts.skipped_days:
        lines.append(
            f"Left out   {counts.skipped_days} days beyond a gap of three weeks or more without an order"
        )
    return ["", *lines] if lines else lines


def _shipments(
    file: Path, columns: str, timezone: str | None, until: str, country: str, origin: str
) -> tuple[str, list[str], Draw]:
    from simnet.fitting.fragment import lanes
    from simnet.fitting.lanes import fit_shipments
    from simnet.fitting.shipmentfile import ROLES, read_shipments

    holidays = _country(country)
    shipments = read_shipments(
        file, column_map(columns, ROLES), timezone=timezone, until=read_until(until, timezone), origin=origin
    )
    list_impossible(shipments)
    found = fit_shipments(shipments, holidays)
    if not found.ways and not found.handling:
        rule = "has too few parcels with two dates to fit anything"
        repair = "name the columns: --columns released=…,handed=…,delivered=…"
        raise ScenarioError([Problem(f"{file}:1:1", "", "", rule, repair)])
    text = lanes(found, file.name, shipments.dates_only)

    def draw(path: Path) -> None:
        from simnet.charts.fit import shipments_figure
        from simnet.charts.style import save

        save(shipments_figure(found, file.name), path)

    return text, shipment_lines(file.name, shipments, found), draw


def _country(country: str) -> str:
    if country.lower() == "none":
        return ""
    from holidays import list_supported_countries

    known = list_supported_countries(include_aliases=False)
    if country.upper() not in known:
        rule = "is not a country whose holidays are known, by its two letters"
        raise ScenarioError([Problem("--country", "", country, rule, "such as US, or none")])
    return country.upper()


def shipment_lines(name: str, shipments: Shipments, found: ShipmentFit) -> list[str]:
    """Say what was found in shipments, at most 100 columns wide."""
    span = f"{found.first:%Y-%m-%d} to {found.last:%Y-%m-%d}"
    lines = [f"{_cut(name, 40)} · {found.parcels:,} parcels · {span}", ""]
    for way in found.ways:
        rest = "every day" if not way.week.business else _rests(way.week.days)
        seen = "" if way.week.known else " (assumed: too few deliveries to tell)"
        lines.append(f"{_cut(f'{way.carrier} {way.service}', 40)} delivers {rest}{seen}.")
    lines += _slow_weeks(found)
    heading = f"{'':31}{'parcels':>8}{'half within':>14}{'9 in 10 within':>16}{'never':>8}  off by"
    if found.ways:
        lines += ["", f"{'On the way, working days'}{heading[24:]}"]
        lines += [
            _wait_line(f"{lane.origin} → {lane.region}", lane) for way in found.ways for lane in way.lanes
        ]
    if found.handling:
        lines += ["", f"{'Before it is handed over, days'}{heading[30:]}"]
        lines += [_wait_line(wait.origin, wait) for wait in found.handling]
    notes = [f"Note       {shipments.note}"] if shipments.note else []
    return [
        *lines,
        "",
        *notes,
        *left_out({f"parcels {reason}": n for reason, n in shipments.left_out.items()}),
    ]


def _rests(days: tuple[int, ...]) -> str:
    return f"on all days but {' and '.join(WEEKDAYS[day] for day in range(7) if day not in days)}"


def _slow_weeks(found: ShipmentFit) -> list[str]:
    lines = []
    for carrier, factor in found.congestion.items():
        if factor is None:
            lines.append(f"{_cut(carrier, 30)}: too few weeks to tell slow weeks from chance.")
        elif factor.phi > 0:
            up = math.exp(1.2816 * factor.sd - factor.sd**2 / 2) - 1
            lines.append(
                f"{_cut(carrier, 30)}: 1 week in 10 is {up:.0%} slower than usual, and it lasts: half is"
                f" left after {factor.memory_days * math.log(2):.0f} days."
            )
    return lines


def _wait_line(name: str, wait: Wait) -> str:
    shown = f"{wait.pooled} others, together" if wait.pooled else name
    nine = wait.data.quantile(0.9)
    late = "beyond" if math.isinf(nine) else f"{nine:.1f}"
    off = "-" if math.isnan(wait.goodness.worst_days) else f"{wait.goodness.worst_days:.1f}"
    return (
        f"  {_cut(shown, 28):29}{wait.parcels:>8,}{wait.data.quantile(0.5):>14.1f}{late:>16}"
        f"{wait.best.never:>8.1%}  {off}"
    )


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
