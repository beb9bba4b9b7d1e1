"""Where an order goes: the region that is nearest to its ZIP, or that its value stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simnet import geo
from simnet.errors import nearest
from simnet.intake.findings import Findings
from simnet.scenario.orderfile import OrderRegions, OrderTable
from simnet.scenario.scenario import Scenario

if TYPE_CHECKING:
    from simnet.intake.orders import Lines

DRAWN = -1
"""The region is drawn by the regions' shares."""
HOME = ("US", "USA", "UNITED STATES")
"""How exports write the country whose ZIPs are known."""


def regions_of(
    table: OrderTable, lines: Lines, counted: NDArray[np.bool_], scenario: Scenario, findings: Findings
) -> NDArray[np.int16]:
    """Give the region of every order as an index into the scenario's regions, or `DRAWN`."""
    how = table.regions or _usual(lines)
    if len(scenario.customers.regions) == 1:
        return np.zeros(len(lines.head), np.int16)
    if how.by == "shares":
        return np.full(len(lines.head), DRAWN, np.int16)
    field = "zip" if how.by == "zip" else "region"
    if field not in lines.columns:
        rule = f"tells the region, and no column is named for it in columns: {{{field}: NAME}}"
        findings.add(1, "regions", how.by, rule, "name the column, or write regions: shares")
        return np.full(len(lines.head), DRAWN, np.int16)
    return _by_zip(lines, counted, scenario, findings) if how.by == "zip" else _by_value(
        how, lines, counted, scenario, findings
    )  # fmt: skip


def _usual(lines: Lines) -> OrderRegions:
    by = next((by for field, by in (("region", "value"), ("zip", "zip")) if field in lines.columns), "shares")
    return OrderRegions.model_validate({"by": by})


def _by_zip(
    lines: Lines, counted: NDArray[np.bool_], scenario: Scenario, findings: Findings
) -> NDArray[np.int16]:
    """Take the nearest region of the same country; what cannot be placed is drawn, and counted in a note."""
    usual = scenario.customers.country
    zips, countries = lines.first_text("zip"), lines.first_text("country")
    billed = zip(lines.first_text("billing_zip"), lines.first_text("billing_country"), strict=True)
    known: dict[tuple[str, str], int] = {}
    found = np.full(len(zips), DRAWN, np.int16)
    for order, (own, other) in enumerate(zip(zip(zips, countries, strict=True), billed, strict=True)):
        code, country = own if own[0] else other
        key = _plain(code), (country or usual).upper()
        if key not in known:
            known[key] = _nearest(*key, scenario)
        found[order] = known[key]
    _note_drawn(counted & (found == DRAWN), counted, "have no ZIP that is known near a region", findings)
    return found


def _plain(code: str) -> str:
    """Take off the apostrophe that guards a leading zero, and give back zeros that a number lost."""
    code = code.lstrip("'").strip()
    return code.zfill(5) if code.isdigit() and len(code) in (3, 4) else code


def _nearest(code: str, country: str, scenario: Scenario) -> int:
    regions = list(scenario.customers.regions.values())
    country = "US" if country in HOME else country
    there = [place for place, region in enumerate(regions) if _country(region.country, scenario) == country]
    point = geo.locate_zip(code, country)
    if point is None:
        return there[0] if len(there) == 1 and country != "US" else DRAWN
    away = [(geo.miles(point, at), place) for place in there if (at := _point(regions[place], country))]
    return min(away)[1] if away else DRAWN


def _country(own: str | None, scenario: Scenario) -> str:
    return own or scenario.customers.country


def _point(region: object, country: str) -> geo.Point | None:
    at: geo.Point | None = getattr(region, "at", None)
    return at if at is not None else geo.locate_zip(getattr(region, "zip", None) or "", country)


def _by_value(
    how: OrderRegions, lines: Lines, counted: NDArray[np.bool_], scenario: Scenario, findings: Findings
) -> NDArray[np.int16]:
    """Take the region that a value is mapped to, or the name of; others go to `rest` or are problems.

    Without `rest`, an order without a value is drawn.
    """
    names = list(scenario.customers.regions)
    number = {name: place for place, name in enumerate(names)}
    values = lines.first_text("region")
    found = np.full(len(values), DRAWN, np.int16)
    unknown: dict[str, list[int]] = {}
    for order, value in enumerate(values):
        name = how.map.get(value) or (value if value in number else how.rest)
        if name is not None:
            found[order] = number[name]
        elif value and counted[order]:
            unknown.setdefault(value, []).append(order)
    for value, orders in unknown.items():
        times = len(orders)
        rule = f"is no region of the scenario, in {times:,} order{'s' if times > 1 else ''}"
        near = nearest(value, names)
        repair = (
            near
            if near.startswith("did")
            else "say where it is in orders.regions: {map: {VALUE: region}, rest: region}"
        )
        line = int(lines.sheet.line[lines.head[orders[0]]])
        findings.add(line, lines.columns["region"], value, rule, repair)
    blank = counted & (np.array(values, dtype=object) == "") & (found == DRAWN)
    _note_drawn(blank, counted, "have no region", findings)
    return found


def _note_drawn(drawn: NDArray[np.bool_], counted: NDArray[np.bool_], why: str, findings: Findings) -> None:
    if drawn.any():
        what = f"{int(drawn.sum()):,} of {int(counted.sum()):,} orders {why}"
        findings.note(1, f"{what}; their region is drawn by the regions' shares")
