"""The rate cards beside the scenarios, figure by figure against what was published."""

from __future__ import annotations

import csv
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
RATES = ROOT / "scenarios" / "rates"
DATA = ROOT.parent / "shared" / "data"
CARDS = {
    "usps-ground-advantage-2025-10": ("USPS Ground Advantage Retail", "2025-10-05"),
    "usps-ground-advantage-2026-01": ("USPS Ground Advantage Retail", "2026-01"),
    "usps-priority-2025-10": ("USPS Priority Mail Retail", "2025-10-05"),
}
"""Service and first day of each card, as they stand in the data."""
BELOW_A_POUND = 0.9999
"""15.999 ounces: a tier of its own that costs what a pound does, so the cards do without it."""

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the published figures are not beside the project")


def card(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_card_is_checked() -> None:
    assert {path.stem for path in RATES.glob("*.yaml")} == set(CARDS)


@pytest.mark.parametrize("name", sorted(CARDS))
def test_a_card_holds_every_published_price_and_no_other(name: str) -> None:
    service, day = CARDS[name]
    published = {
        (float(row["max_weight_lb"]), int(row["zone"])): float(row["usd"])
        for row in rows("usps_published_rates.csv")
        if row["service"] == service and row["effective"].split()[0] == day
    }
    given = card(RATES / f"{name}.yaml")
    below_a_pound = {place: published.pop(place) for place in [*published] if place[0] == BELOW_A_POUND}
    assert all(price == published[1, zone] for (_, zone), price in below_a_pound.items())
    assert str(given["effective"]) == day
    assert published == {
        (float(pounds), zone): price
        for pounds, prices in given["usd"].items()
        for zone, price in zip(given["zones"], prices, strict=True)
    }


def test_fees_are_the_middle_of_the_published_ranges() -> None:
    ranges = {row["fee"]: (float(row["low"]), float(row["high"])) for row in rows("3pl_fee_ranges.csv")}
    fees = card(RATES / "fees" / "3pl-typical-2025.yaml")["fees"]
    given = {fee: float(words.split()[0]) for fee, words in fees.items()}
    assert given == pytest.approx(
        {
            "pick": mean(ranges["pick fee per pick"]),
            "extra_unit": mean(ranges["ShipBob: extra pick beyond 5th"]),
            "storage": mean(ranges["storage per cubic foot-month"]),
            "receiving": mean(ranges["receiving per pallet"]),
            "return": mean(ranges["return processed"]),
        }
    )
