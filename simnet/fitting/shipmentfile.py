"""Files of shipments: EasyPost and ShipStation exports, or a plain table; one row is one parcel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simnet.errors import Problem
from simnet.fitting import cells, places
from simnet.fitting.tables import DataError, Problems, Table, read_table

NEEDED = ("handed",)
ROLES = (
    "shipment", "released", "handed", "delivered", "promised", "origin", "zip", "region", "country",
    "carrier", "service", "sample_weight", "status", "is_return", "vendor", "handover_due",
)  # fmt: skip
EASYPOST = {
    "shipment": "id",
    "released": "created_at",
    "handed": "postage_label_created_at",
    "delivered": "updated_at",
    "carrier": "carrier",
    "service": "service",
    "status": "status",
    "is_return": "is_return",
}
SHIPSTATION = {
    "shipment": "OrderNumber",
    "released": "LabelCreateDate",
    "handed": "ShipDate",
    "carrier": "Carrier",
    "service": "Service",
}
# What the label companies' files cannot say, and what is taken instead.
TAKEN = {
    "EasyPost": "the label's date counts as handed over, a delivered parcel's last update as its delivery",
    "ShipStation": "the label's date counts as released; the file has no deliveries, so there is no transit",
}
CANCELLED = ("canceled", "cancelled", "unavailable", "refunded", "voided", "failure", "error")
HOUR_DAYS = 1 / 24


@dataclass(frozen=True)
class Shipments:
    """Parcels and what is wrong with some of them.

    `parcels` has the columns shipment, released, handed, delivered, promised, handover_due (instants on the
    shop's clock, NaT if unknown), origin, region, carrier, service, weight (of the row in the sample),
    is_return, vendor.
    """

    parcels: pd.DataFrame
    impossible: tuple[Problem, ...]
    """Parcels whose times run backwards; they are listed and left out."""
    left_out: Mapping[str, int]
    has: frozenset[str]
    dates_only: bool
    """Whether handovers or deliveries have no time of day."""
    until: pd.Timestamp
    """What is known ends here: later events are unknown."""
    note: str = ""


def read_shipments(
    path: Path,
    columns: Mapping[str, str] | None = None,
    *,
    timezone: str | None = None,
    until: pd.Timestamp | None = None,
    origin: str = "origin",
) -> Shipments:
    """Read a file of shipments; raises `DataError` with every problem of the file.

    `until` cuts off what happened later (by default nothing); `origin` names where all parcels start if the
    file does not say.
    """

    def choose(header: list[str]) -> dict[str, str]:
        kind, preset = _preset(set(header))
        roles = {role: role for role in ROLES} | preset | dict(columns or {})
        return {role: name for role, name in roles.items() if not kind or role in preset or role != name}

    table = read_table(path, choose, NEEDED)
    kind = _preset(set(table.header))[0]
    problems = Problems(str(path))
    parcels = _parcels(table, problems, timezone, origin)
    problems.refuse()
    if kind == "EasyPost":
        done = parcels["status"] == "delivered"
        parcels["delivered"] = parcels["delivered"].where(done)
    end = until if until is not None else parcels[["released", "handed", "delivered"]].max().max()
    if pd.isna(end):
        raise DataError(
            [
                Problem(
                    f"{path}:1:1",
                    table.roles.get("handed", "handed"),
                    "",
                    "has no date at all",
                    "export it again",
                )
            ]
        )
    only = cells.dates_only(table, "handed") or cells.dates_only(table, "delivered")
    return _sorted_out(parcels, table, str(path), end, only, TAKEN.get(kind, ""))


def _preset(header: set[str]) -> tuple[str, dict[str, str]]:
    for kind, preset in (("EasyPost", EASYPOST), ("ShipStation", SHIPSTATION)):
        if set(preset.values()) <= header:
            return kind, preset
    return "", {}


def _parcels(table: Table, problems: Problems, timezone: str | None, origin: str) -> pd.DataFrame:
    def at(role: str) -> pd.Series:
        return cells.instants(table, role, problems, timezone)

    weight = cells.numbers(table, "sample_weight", problems, what="a number of parcels above 0", low=1e-9)
    codes, country = cells.zips(table, "zip"), cells.texts(table, "country")
    region = places.regions(codes, cells.texts(table, "region"), country)
    start = cells.texts(table, "origin")
    return pd.DataFrame(
        {
            "line": table.lines,
            "shipment": cells.texts(table, "shipment"),
            **{role: at(role) for role in ("released", "handed", "delivered", "promised", "handover_due")},
            "origin": start if "origin" in table.frame else start.replace("", origin),
            "region": region if {"region", "zip"} & set(table.roles) else region.replace("", "everywhere"),
            "carrier": cells.texts(table, "carrier").replace("", "carrier"),
            "service": cells.texts(table, "service").replace("", "ground"),
            "weight": weight.fillna(1.0),
            "status": cells.texts(table, "status").str.lower(),
            "is_return": cells.flags(table, "is_return", problems),
            "vendor": cells.texts(table, "vendor"),
        }
    )


def _sorted_out(
    parcels: pd.DataFrame, table: Table, name: str, until: pd.Timestamp, only: bool, note: str
) -> Shipments:
    """Set apart what is cancelled, what is later than what is known, and what cannot be."""
    start = parcels["released"].fillna(parcels["handed"])
    future = start > until
    for role in ("handed", "delivered"):
        parcels[role] = parcels[role].where(parcels[role] <= until)
    impossible, wrong = _impossible(parcels[~future], table.roles, name)
    reasons = {
        "after the last day looked at": future,
        "with impossible times": wrong.reindex(parcels.index, fill_value=False),
        "cancelled before they arrived": parcels["status"].isin(CANCELLED) & parcels["delivered"].isna(),
        "without any date": start.isna(),
        "without an origin or a region": (parcels["origin"] == "") | (parcels["region"] == ""),
    }
    out, left_out = pd.Series(False, index=parcels.index), {}
    for reason, concerned in reasons.items():
        left_out[reason] = int((concerned & ~out).sum())
        out |= concerned
    return Shipments(
        parcels=parcels[~out].reset_index(drop=True),
        impossible=impossible,
        left_out={reason: number for reason, number in left_out.items() if number},
        has=frozenset(table.roles),
        dates_only=only,
        until=until,
        note=note,
    )


def _impossible(
    parcels: pd.DataFrame, roles: Mapping[str, str], name: str
) -> tuple[tuple[Problem, ...], pd.Series]:
    """List parcels that were delivered before they were handed over, or handed over before they existed."""
    rules = (
        ("delivered", "handed", "is delivered before it is handed over"),
        ("handed", "released", "is handed over before it is released"),
    )
    found: list[Problem] = []
    wrong = pd.Series(False, index=parcels.index)
    for late, early, rule in rules:
        backwards = parcels[late] < parcels[early]
        wrong |= backwards
        for row in parcels[backwards].itertuples():
            value = f"{getattr(row, late):%Y-%m-%d %H:%M}"
            column = roles.get(late, late)
            found.append(Problem(f"{name}:{row.line}:1", column, value, rule, "left out", "warning"))
    return tuple(sorted(found, key=lambda problem: int(problem.place.split(":")[-2]))), wrong
