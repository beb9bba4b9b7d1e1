"""Shipment files: label companies' exports and plain tables, and parcels whose times cannot be."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simnet.fitting.shipmentfile import EASYPOST, SHIPSTATION, read_shipments
from simnet.fitting.tables import DataError

FORMATS = Path(__file__).parents[4] / "shared" / "data" / "formats"
PLAIN = """shipment,released,handed,delivered,promised,origin,region,status
a,2026-01-05 08:00,2026-01-05 17:00,2026-01-08 12:00,2026-01-09,reno,west,delivered
b,2026-01-05 09:00,2026-01-06 17:00,,2026-01-12,reno,west,shipped
c,2026-01-05 09:00,,,2026-01-12,reno,east,canceled
d,2026-01-06 09:00,2026-01-05 17:00,2026-01-09 12:00,2026-01-12,reno,east,delivered
e,2026-01-06 09:00,2026-01-08 17:00,2026-01-07 12:00,2026-01-12,reno,east,delivered
f,,,,2026-01-12,reno,east,
g,2026-01-06 09:00,2026-01-07 17:00,2026-01-09 12:00,2026-01-12,reno,,delivered
"""


def written(path: Path, text: str) -> Path:
    """Write a file."""
    path.write_text(text, encoding="utf-8")
    return path


def test_what_cannot_be_is_listed_and_everything_left_out_is_counted(tmp_path: Path) -> None:
    found = read_shipments(written(tmp_path / "a.csv", PLAIN))
    assert found.parcels["shipment"].tolist() == ["a", "b"]
    assert [str(problem).replace(f"{tmp_path}/", "") for problem in found.impossible] == [
        "a.csv:5:1: warning: handed: 2026-01-05 17:00: is handed over before it is released (left out)",
        "a.csv:6:1: warning: delivered: 2026-01-07 12:00: is delivered before it is handed over (left out)",
    ]
    assert found.left_out == {
        "cancelled before they arrived": 1,
        "without any date": 1,
        "without an origin or a region": 1,
        "with impossible times": 2,
    }
    assert len(found.parcels) + sum(found.left_out.values()) == 7
    assert found.until == pd.Timestamp("2026-01-09 12:00", tz="UTC")


def test_a_parcel_that_is_both_impossible_and_cancelled_is_counted_once(tmp_path: Path) -> None:
    both = "h,2026-01-07,2026-01-06,,2026-01-12,reno,,canceled\n"
    found = read_shipments(written(tmp_path / "a.csv", PLAIN + both))
    assert len(found.parcels) + sum(found.left_out.values()) == 8


def test_what_happened_later_is_unknown(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", PLAIN)
    found = read_shipments(path, until=pd.Timestamp("2026-01-06", tz="UTC"))
    assert found.parcels["shipment"].tolist() == ["a", "b"]
    assert found.parcels["handed"].notna().tolist() == [True, False]
    assert found.parcels["delivered"].isna().all()
    assert found.left_out["after the last day looked at"] == 3


def test_a_file_without_places_is_one_lane(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "handed,delivered\n2026-01-05,2026-01-07\n")
    (parcel,) = read_shipments(path, origin="reno").parcels.itertuples()
    assert (parcel.origin, parcel.region, parcel.carrier, parcel.service) == (
        "reno", "everywhere", "carrier", "ground",
    )  # fmt: skip


def test_zip_codes_become_regions(tmp_path: Path) -> None:
    text = "handed,delivered,zip\n2026-01-05,2026-01-07,90012\n2026-01-05,2026-01-07,1001\n"
    assert read_shipments(written(tmp_path / "a.csv", text)).parcels["region"].tolist() == ["west", "east"]


def exported(path: Path, kind: str, columns: dict[str, str], rows: list[dict[str, str]]) -> Path:
    """Write an export with the real header if it is there, else with the columns that are read."""
    real = next(FORMATS.glob(f"{kind}*.csv"), None) if FORMATS.is_dir() else None
    header = real.read_text("utf-8").strip().split(",") if real else list(columns.values())
    pd.DataFrame([{name: row.get(name, "") for name in header} for row in rows]).to_csv(path, index=False)
    return path


def test_an_easypost_report(tmp_path: Path) -> None:
    row = {
        "id": "shp_1", "status": "delivered", "created_at": "2026-01-05T08:00:00Z", "weight": "-1",
        "updated_at": "2026-01-08T12:00:00Z", "postage_label_created_at": "2026-01-05T17:00:00Z",
        "service": "Ground",
        "carrier": "USPS", "is_return": "false",
    }  # fmt: skip
    rows = [row, row | {"id": "shp_2", "status": "in_transit"}, row | {"id": "shp_3", "is_return": "true"}]
    found = read_shipments(exported(tmp_path / "a.csv", "easypost", EASYPOST, rows))
    assert found.parcels["delivered"].notna().tolist() == [True, False, True]
    assert found.parcels["is_return"].tolist() == [False, False, True]
    assert found.parcels["weight"].tolist() == [1.0, 1.0, 1.0]
    assert "label" in found.note


def test_a_shipstation_export_has_no_deliveries(tmp_path: Path) -> None:
    row = {"OrderNumber": "1", "LabelCreateDate": "2026-01-05", "ShipDate": "2026-01-06", "Carrier": "UPS",
           "Service": "Ground"}  # fmt: skip
    found = read_shipments(exported(tmp_path / "a.csv", "shipstation", SHIPSTATION, [row]))
    assert found.parcels["handed"].notna().all()
    assert "delivered" not in found.has
    assert found.note.startswith("the label's date")


def test_every_problem_of_a_broken_file_comes_at_once(tmp_path: Path) -> None:
    text = "handed,delivered,sample_weight,is_return\n5 Jan,2026-01-07,0,maybe\n2026-01-05,x,1,no\n"
    with pytest.raises(DataError) as caught:
        read_shipments(written(tmp_path / "a.csv", text))
    found = {(problem.place.split(":")[-2], problem.path) for problem in caught.value.problems}
    assert found == {("2", "handed"), ("2", "sample_weight"), ("2", "is_return"), ("3", "delivered")}


def test_a_file_without_any_date(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_shipments(written(tmp_path / "a.csv", "shipment,handed\na,\n"))
    assert str(caught.value).endswith("error: handed: has no date at all (export it again)")
