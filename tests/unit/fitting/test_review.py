"""The weekly review: counts by hand, and verdicts that chance alone does not earn."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simnet.cli.review import review_lines
from simnet.fitting.orderfile import read_orders
from simnet.fitting.review import Count, Review, Row, TooShortError, due_end, review
from simnet.fitting.shipmentfile import read_shipments

MONDAY = pd.Timestamp("2026-03-30")  # the review is about the week before


def day(week: int, weekday: float) -> pd.Timestamp:
    """Give an instant of a week; week 0 is the one reviewed, 1 the one before."""
    return MONDAY - pd.Timedelta(days=7 * (week + 1)) + pd.Timedelta(days=weekday)


def orders_file(folder: Path, rows: list[dict[str, object]]) -> Path:
    """Write orders; every week has one on Monday noon and one on Sunday evening besides."""
    usual = [{"order": f"u{w}{k}", "placed": day(w, k)} for w in range(6) for k in (0.5, 6.9)]
    pd.DataFrame([*usual, *rows]).to_csv(folder / "orders.csv", index=False)
    return folder / "orders.csv"


def made(folder: Path, orders: list[dict[str, object]], parcels: list[dict[str, object]]) -> Review:
    """Write both files and review them."""
    last = {"handed": day(0, 6.95), "delivered": pd.NaT, "origin": "x", "region": "y"}
    pd.DataFrame([*parcels, last]).to_csv(folder / "parcels.csv", index=False)
    return review(read_orders(orders_file(folder, orders)), read_shipments(folder / "parcels.csv"))


def row(found: Review, name: str) -> Row:
    """Find a row by its name."""
    return next(one for one in found.rows if one.name == name)


def test_the_last_full_week_is_reviewed(tmp_path: Path) -> None:
    found = made(tmp_path, [{"order": "n", "placed": MONDAY + pd.Timedelta(hours=8)}], [])
    assert (found.first, found.last) == (
        pd.Timestamp("2026-03-23", tz="UTC"), pd.Timestamp("2026-03-29", tz="UTC"),
    )  # fmt: skip
    placed = row(found, "Orders placed")
    assert (placed.week.number, placed.usual) == (2, 2)


def test_an_earlier_week_can_be_asked_for(tmp_path: Path) -> None:
    orders = read_orders(orders_file(tmp_path, []))
    (tmp_path / "p.csv").write_text("handed\n2026-03-29\n", encoding="utf-8")
    found = review(orders, read_shipments(tmp_path / "p.csv"), pd.Timestamp("2026-03-25", tz="UTC"))
    assert found.last == pd.Timestamp("2026-03-22", tz="UTC")


def test_less_than_five_weeks_cannot_be_reviewed(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("order,placed\n1,2026-03-20\n2,2026-03-29\n", encoding="utf-8")
    (tmp_path / "p.csv").write_text("handed\n2026-03-29\n", encoding="utf-8")
    with pytest.raises(TooShortError, match="2026-02-23 to 2026-03-30 are not all in the files"):
        review(read_orders(tmp_path / "o.csv"), read_shipments(tmp_path / "p.csv"))


def parcel(due: pd.Timestamp, delivered: pd.Timestamp | None, **more: object) -> dict[str, object]:
    """Make a parcel that was handed over five days before it was due."""
    usual = {"origin": "reno", "region": "west", "handed": due - pd.Timedelta(days=5)}
    return usual | {"promised": due, "delivered": delivered} | more


def test_late_parcels_by_hand(tmp_path: Path) -> None:
    noon = pd.Timedelta(hours=12)
    wednesday = day(0, 2)
    parcels = [
        parcel(wednesday, wednesday + noon),  # a date lasts to the end of its day
        parcel(wednesday, wednesday + 3 * noon),  # late
        parcel(wednesday, None),  # has not come
        parcel(day(0, 4.5), day(0, 4.4)),  # an hour is an hour
        parcel(day(0, 4.5), day(0, 4.6)),  # late
        parcel(day(2, 2), day(2, 1)),
        parcel(day(2, 2), day(2, 4)),  # late, two weeks before
        parcel(day(0, 5), None, is_return="yes"),
    ]
    found = made(tmp_path, [], parcels)
    late = row(found, "Parcels late")
    assert (late.week.number, late.week.of) == (3, 5)
    assert [(one.number, one.of) for one in late.earlier] == [(0, 0), (1, 2), (0, 0), (0, 0)]
    assert late.usual == 0.5
    assert row(found, "Overdue on Sunday night").week.number == 1
    assert row(found, "Parcels sent back").week.number == 1


def test_vendors_that_missed_their_limit_are_listed(tmp_path: Path) -> None:
    def sent(vendor: str, late: bool) -> dict[str, object]:
        due = day(0, 2.5)
        handed = due + pd.Timedelta(hours=1 if late else -1)
        return parcel(day(0, 6), None, vendor=vendor, handover_due=due, handed=handed)

    parcels = [
        sent("ohio", True),
        sent("ohio", True),
        sent("ohio", False),
        sent("printer", False),
        sent("", True),
    ]
    found = made(tmp_path, [], parcels)
    assert (row(found, "Vendor misses").week.number, row(found, "Vendor misses").week.of) == (3, 5)
    (vendor,) = found.vendors
    assert any("Handed over late, by vendor" in line for line in review_lines(found))
    assert (vendor.name, vendor.week.number, vendor.week.of) == ("ohio", 2, 3)


def test_stockouts_cancellations_and_refunds_by_hand(tmp_path: Path) -> None:
    orders = [
        {"order": "a", "placed": day(0, 1), "stockout": "no", "cancelled": "", "refunded": 0},
        {"order": "a", "placed": day(0, 1), "stockout": "yes", "cancelled": "", "refunded": 0},
        {"order": "b", "placed": day(0, 1), "stockout": "no", "cancelled": "2026-03-25", "refunded": 12.5},
        {"order": "c", "placed": day(1, 1), "stockout": "no", "cancelled": "", "refunded": 4},
    ]
    found = made(tmp_path, orders, [])
    for name in ("Orders that found no stock", "Orders cancelled", "Orders with money paid back"):
        assert (row(found, name).week.number, row(found, name).week.of) == (1, 4)
    money = row(found, "Money paid back")
    assert (money.week.number, money.usual, money.verdict) == (12.5, 1.0, "unknown")


def test_returns_in_the_orders(tmp_path: Path) -> None:
    rows = [
        {"order": "C1", "placed": day(0, 1), "quantity": -1},
        {"order": "d", "placed": day(0, 1), "quantity": 1},
    ]
    path = orders_file(tmp_path, rows)
    table = pd.read_csv(path)
    table.assign(quantity=table["quantity"].fillna(1).astype(int)).to_csv(path, index=False)
    (tmp_path / "p.csv").write_text("handed\n2026-03-29\n", encoding="utf-8")
    found = review(read_orders(path, returns=True), read_shipments(tmp_path / "p.csv"))
    assert row(found, "Order lines that came back").week.number == 1


def test_a_way_that_got_slower_by_more_than_chance_is_named(tmp_path: Path) -> None:
    luck = np.random.default_rng(1)

    def lane(region: str, now: float) -> list[dict[str, object]]:
        weeks = [(week, now if week == 0 else 3.0) for week in range(5) for _ in range(15)]
        ends = [
            (day(week, float(luck.uniform(0, 6.5))), days + float(luck.normal() * 0.5))
            for week, days in weeks
        ]
        return [
            {"origin": "reno", "region": region, "handed": end - pd.Timedelta(days=days), "delivered": end}
            for end, days in ends
        ]

    found = made(tmp_path, [], [*lane("west", 5.0), *lane("east", 3.0), *lane("south", 3.6)])
    (slow,) = found.slow
    assert (slow.region, slow.parcels) == ("west", 15)
    assert slow.week_days == pytest.approx(5, abs=0.5)
    assert slow.before_days == pytest.approx(3, abs=0.3)


def test_places_by_region_are_the_worst_first(tmp_path: Path) -> None:
    rows = []
    for region, late in (("west", 2), ("east", 9), ("tiny", 3)):
        for week in range(5):
            number = 3 if region == "tiny" else 12
            for k in range(number):
                due = day(week, 3)
                rows.append(
                    parcel(due, due + pd.Timedelta(days=2 if week == 0 and k < late else -1), region=region)
                )
    found = made(tmp_path, [], rows)
    assert [place.name for place in found.places] == ["reno → east", "reno → west"]
    assert found.places[0].verdict == "worse"
    assert found.places[0].week.share == 0.75


def test_what_the_files_lack_is_said(tmp_path: Path) -> None:
    found = made(tmp_path, [], [])
    assert "stockouts: no column stockout in the orders" in found.lacking
    assert "late parcels, and places by region: no column promised in the shipments" in found.lacking
    full = made(
        tmp_path,
        [{"order": "a", "placed": day(0, 1), "stockout": "no", "refunded": 0}],
        [parcel(day(0, 2), day(0, 1), is_return="no", vendor="v", handover_due=day(0, 1))],
    )
    assert full.lacking == ()


def share(late: int, of: int, *before: tuple[int, int], bad_if_more: bool = True) -> Row:
    """Make a row of shares."""
    return Row("x", Count(late, of), tuple(Count(*one) for one in before), bad_if_more)


def test_verdicts() -> None:
    steady = ((10, 100), (9, 100), (11, 100), (10, 100))
    assert share(30, 100, *steady).verdict == "worse"
    assert share(12, 100, *steady).verdict == "as usual"
    assert share(0, 100, *steady).verdict == "better"
    assert share(30, 100, *steady, bad_if_more=False).verdict == "better"
    # Weeks that differ as much among themselves make the same week an ordinary one.
    assert share(30, 100, (1, 100), (25, 100), (3, 100), (11, 100)).verdict == "as usual"
    assert share(0, 0, *steady).verdict == "unknown"
    assert share(1, 5, (0, 0), (0, 0), (0, 0), (0, 0)).verdict == "unknown"
    assert share(0, 20, *((0, 20),) * 4).verdict == "as usual"


def test_counts_have_verdicts_too() -> None:
    def counted(now: int, *before: int) -> Row:
        return Row("x", Count(now), tuple(Count(one) for one in before))

    assert counted(160, 100, 104, 97, 99).verdict == "worse"
    assert counted(110, 100, 104, 97, 99).verdict == "as usual"
    assert counted(160, 60, 150, 100, 90).verdict == "as usual"
    assert counted(0, 0, 0, 0, 0).verdict == "as usual"
    assert math.isnan(Count(0, 0).share)


def test_chance_alone_earns_few_verdicts() -> None:
    luck = np.random.default_rng(3)
    found = [
        share(now, 100, *[(before, 100) for before in earlier]).verdict
        for now, *earlier in luck.binomial(100, 0.1, (400, 5)).tolist()
    ]
    assert sum(verdict != "as usual" for verdict in found) < 0.05 * 400


def test_a_promise_with_an_hour_ends_at_it() -> None:
    due = pd.Series(pd.to_datetime(["2026-01-05 00:00", "2026-01-05 17:00"], utc=True))
    assert [str(end) for end in due_end(due)] == ["2026-01-06 00:00:00+00:00", "2026-01-05 17:00:00+00:00"]
