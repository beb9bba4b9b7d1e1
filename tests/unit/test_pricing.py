"""Billable weight, rate cards and the built-in services."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simnet import pricing
from simnet.errors import ScenarioError
from simnet.pricing import Dimensional, LinearRate, RateError, cards
from simnet.scenario import load_text
from simnet.scenario.carriers import RateCard as Rates
from tests.worlds import tiny

USPS = Dimensional(divisor=166, above_in3=1728)
lengths = st.floats(0.1, 100)
sizes = st.tuples(lengths, lengths, lengths)


@pytest.mark.parametrize(
    ("weight", "size", "billed"),
    [
        (4.2, (11.1, 8.5, 6.2), 6),  # 12 × 9 × 7 / 139 = 5.4
        (4.2, (11, 10, 9), 8),  # 990 / 139 = 7.1
        (9.1, (11, 10, 9), 10),
        (1.0, (1, 1, 1), 1),
        (0.1, (1, 1, 1), 1),
        (1.0, (139, 1, 1), 1),
        (1.0, (140, 1, 1), 2),
        (10 * 1.1, (1, 1, 1), 11),  # 11.000000000000002 in floats
    ],
)
def test_billable_weight_by_the_common_divisor(weight: float, size: pricing.Size, billed: int) -> None:
    assert pricing.billable_weight(weight, size) == billed


@pytest.mark.parametrize(
    ("size", "billed"),
    [
        ((12, 12, 12), 1),  # one cubic foot exactly: still small
        ((12, 12, 12.1), 12),  # rounded up to 12 × 12 × 13 = 1,872 / 166 = 11.3
        ((11.1, 8.5, 6.2), 1),
    ],
)
def test_usps_counts_size_only_above_a_cubic_foot(size: pricing.Size, billed: int) -> None:
    assert pricing.billable_weight(0.5, size, USPS) == billed


@given(st.floats(0.01, 70), sizes, st.floats(0, 10))
def test_billable_weight_never_falls_with_weight_or_size(
    weight: float, size: pricing.Size, more: float
) -> None:
    length, width, height = size
    billed = pricing.billable_weight(weight, size)
    assert billed >= weight - 1e-6
    assert pricing.billable_weight(weight + more, size) >= billed
    assert pricing.billable_weight(weight, (length + more, width, height)) >= billed
    assert pricing.billable_weight(weight, (height, length, width)) == billed
    assert pricing.billable_weight(weight, size, USPS) <= billed


@pytest.mark.parametrize("weight", [0.0, -1.0, math.nan, math.inf])
def test_a_weight_is_above_zero(weight: float) -> None:
    for price in (
        lambda: pricing.billable_weight(weight, (1, 1, 1)),
        lambda: LinearRate(1, 1).price(weight, 1),
    ):
        with pytest.raises(ValueError, match=f"a weight is above zero pounds, not {weight}"):
            price()


@pytest.mark.parametrize(
    "size", [(0.0, 1.0, 1.0), (1.0, -2.0, 1.0), (1.0, 1.0, math.nan), (math.inf, 1.0, 1.0)]
)
def test_a_size_is_above_zero(size: pricing.Size) -> None:
    with pytest.raises(ValueError, match="a size is three lengths above zero inches"):
        pricing.billable_weight(1, size)


@pytest.mark.parametrize(
    ("card", "pounds", "zone", "usd"),
    [
        ("usps-ground-advantage-2026-01", 1, 1, 8.85),
        ("usps-ground-advantage-2026-01", 10, 8, 36.55),
        ("usps-ground-advantage-2026-01", 0.25, 4, 7.70),
        ("usps-ground-advantage-2026-01", 1.01, 4, 12.05),
        ("usps-ground-advantage-2025-10", 20, 5, 32.75),
        ("usps-priority-2025-10", 3, 9, 49.25),
        ("usps-priority-2025-10", 5, 4, 16.00),
    ],
)
def test_published_prices(card: str, pounds: float, zone: int, usd: float) -> None:
    assert pricing.rate(card, pounds, zone) == usd


def test_a_name_without_its_date_is_the_newest_card() -> None:
    assert pricing.rate_card("usps-ground-advantage") is pricing.rate_card("usps-ground-advantage-2026-01")
    assert pricing.rate_card("usps-priority").effective == "2025-10-05"


@pytest.mark.parametrize("name", pricing.rate_card_names())
def test_every_shipped_card_is_dated_sourced_and_ordered(name: str) -> None:
    card = pricing.rate_card(name)
    assert card.name == name
    assert name.endswith(card.effective[:7])
    assert card.source
    assert card.currency == "USD"
    assert card.dimensional == USPS
    for lighter, heavier in pairwise(card.prices):
        assert all(low <= high for low, high in zip(lighter, heavier, strict=True))
    for row in card.prices:
        assert list(row) == sorted(row)


def test_beyond_the_last_tier_the_price_goes_on_by_the_mean_of_the_last_five_steps() -> None:
    card = pricing.rate_card("usps-ground-advantage-2026-01")
    step = (36.55 - 24.10) / 5
    assert card.price(11, 8) == round(36.55 + step, 2)
    assert card.price(10.2, 8) == card.price(11, 8)
    assert card.price(70, 8) == round(36.55 + 60 * step, 2)


@given(st.floats(0.01, 69), st.floats(0, 1), st.integers(1, 9), st.sampled_from(pricing.rate_card_names()))
def test_a_heavier_parcel_never_costs_less(pounds: float, more: float, zone: int, card: str) -> None:
    assert pricing.rate(card, pounds + more, zone) >= pricing.rate(card, pounds, zone)


def test_what_a_card_cannot_price_is_refused() -> None:
    with pytest.raises(RateError, match=r"usps-priority-2025-10 has zones 1 to 9, not 10"):
        pricing.rate("usps-priority", 1, 10)
    with pytest.raises(RateError, match=r"usps-priority-2025-10 has zones 1 to 9, not 0"):
        pricing.rate("usps-priority", 1, 0)
    with pytest.raises(RateError, match=r"usps-priority-2025-10 takes parcels up to 70 lb, not 71 lb"):
        pricing.rate("usps-priority", 71, 1)


def test_an_unknown_card_names_the_nearest() -> None:
    with pytest.raises(RateError) as caught:
        pricing.rate_card("usps-prioritty-2025-10")
    assert str(caught.value) == (
        'there is no rate card "usps-prioritty-2025-10", did you mean "usps-priority-2025-10"?'
    )
    with pytest.raises(RateError, match=r'^there is no rate card "zzz"$'):
        pricing.rate_card("zzz")


def test_a_name_is_not_a_pattern() -> None:
    with pytest.raises(RateError):
        pricing.rate_card("usps-.*")
    with pytest.raises(RateError):
        pricing.rate_card("../rates/usps-priority-2025-10")


def test_postage_uses_ounces_below_a_pound() -> None:
    card = "usps-ground-advantage-2026-01"
    assert pricing.postage(card, 0.5, (6, 4, 1), 5) == 7.95
    assert pricing.postage(card, 0.6, (24, 3, 3), 5) == 10.15
    assert pricing.postage(card, 0.5, (13, 13, 12), 5) == pricing.rate(card, 13, 5)  # above a cubic foot
    assert pricing.postage(card, 2.1, (11, 8.5, 1.2), 5) == pricing.rate(card, 3, 5)


def test_a_linear_rate_ignores_the_zone() -> None:
    flat = LinearRate(base=8.10, per_lb=0.55)
    assert pricing.rate(flat, 8, 1) == pricing.rate(flat, 8, 7) == pytest.approx(12.50)
    assert pricing.postage(flat, 4.2, (11, 10, 9), 3) == pytest.approx(12.50)
    assert pricing.postage(flat, 0.5, (1, 1, 1), 3) == pytest.approx(8.65)


CARD = """
name: mine
title: Mine
effective: 2026-01
source: my contract
currency: USD
dimensional: {divisor: 139, above_in3: 0}
max_lb: 50
zones: [1, 2]
usd:
  1: [5.00, 6.00]
  2: [7.00, 8.00]
"""


def test_a_card_of_ones_own_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(CARD)
    card = pricing.read_rate_card(path)
    assert (card.price(1.5, 2), card.price(3, 2)) == (8.0, 10.0)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("max_lb: 50\n", "", "it has no max_lb"),
        ("zones: [1, 2]", "zones: [2, 3]", "zones count up from 1"),
        ("  2: [7.00, 8.00]", "", "two or more weight tiers"),
        ("  2: [7.00, 8.00]", "  0.5: [7.00, 8.00]", "ascending"),
        (
            "  2: [7.00, 8.00]",
            "  2: [7.00]",
            "the tier up to 2 lb needs a price above zero for each of 2 zones",
        ),
        ("  2: [7.00, 8.00]", "  2: [7.00, -1]", "the tier up to 2 lb needs a price above zero"),
        ("  2: [7.00, 8.00]", "  2: [7.00, cheap]", "could not convert"),
        ("dimensional: {divisor: 139, above_in3: 0}", "dimensional: 139", "is not a rate card"),
        ("zones: [1, 2]", "zones: [1, 2", "it is not YAML"),
        (CARD, "- 1", "it is not a mapping"),
    ],
)
def test_a_bad_card_says_what_is_wrong(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in CARD
    path = tmp_path / "mine.yaml"
    path.write_text(CARD.replace(old, new))
    with pytest.raises(RateError, match=r"^mine\.yaml is not a rate card") as caught:
        pricing.read_rate_card(path)
    assert message in str(caught.value)


def test_a_missing_or_binary_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RateError, match=r"^mine\.yaml is not a rate card"):
        pricing.read_rate_card(tmp_path / "mine.yaml")
    (tmp_path / "mine.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RateError, match=r"^mine\.yaml is not a rate card"):
        pricing.read_rate_card(tmp_path / "mine.yaml")


def test_missing_shipped_cards_are_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "PACKAGE", tmp_path / "simnet")
    with pytest.raises(RateError, match="the shipped rate cards are missing: install simnet again"):
        pricing.rates_folder()


def test_an_installed_package_finds_its_own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "simnet" / "library" / "rates").mkdir(parents=True)
    (tmp_path / "scenarios" / "rates").mkdir(parents=True)
    monkeypatch.setattr(cards, "PACKAGE", tmp_path / "simnet")
    assert pricing.rates_folder() == tmp_path / "simnet" / "library" / "rates"


def test_every_built_in_service_is_whole() -> None:
    library = pricing.service_library()
    assert set(library) == {"usps-ground-advantage", "usps-priority"}
    for name, service in library.items():
        zones = len(pricing.rate_card(service.card).prices[0])
        assert service.name == name
        assert service.carrier == "usps"
        assert service.weekdays == (0, 1, 2, 3, 4, 5)
        assert service.source
        assert len(service.transit) == len(service.standard_days) == zones
        assert all(near.median_days <= far.median_days for near, far in pairwise(service.transit))


def test_the_stated_share_arrives_by_the_evening_of_the_standard_day() -> None:
    for service in pricing.service_library().values():
        for days, transit in zip(service.standard_days, service.transit, strict=True):
            evening = days + 7 / 24
            share = NormalDist(math.log(transit.median_days), transit.spread).cdf(math.log(evening))
            assert share == pytest.approx(0.941)
            assert transit.median_days == pytest.approx(0.8 * days)


def test_every_shipped_fee_card_is_dated_and_sourced() -> None:
    assert pricing.fee_card_names() == ("3pl-typical-2025",)
    for name in pricing.fee_card_names():
        card = pricing.fee_card(name)
        assert card.name == name
        assert name.endswith(card.effective)
        assert card.source
        assert all(fee.amount > 0 and fee.per for fee in card.fees.values())


def test_an_unknown_fee_card_is_refused() -> None:
    with pytest.raises(RateError, match=r'^there is no fee card "mine"$'):
        pricing.fee_card("mine")


def test_check_names_a_fee_card_that_nobody_knows() -> None:
    scenario = load_text(tiny(nodes={"depot": {"fee_card": "3pl-tipical-2025"}}), "brand.yaml")
    (problem,) = pricing.unknown_names(scenario)
    assert problem.path == "nodes.depot.fee_card"
    assert problem.rule == "is not the name of a fee card"
    assert problem.repair == "did you mean 3pl-typical-2025?"


FEES = """
name: mine
title: Mine
effective: 2026
source: my contract
currency: USD
fees: {pick: 2.50, storage: 0.80 per ft3 per month}
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("source: my contract\n", "", "it has no source"),
        ("pick:", "pck:", "pck is not a fee; there are order, pick"),
        ("per ft3 per month", "per day", "storage must be per ft3 per month or per pallet per month"),
        ("2.50", "-2.50", "must not be a negative amount of money"),
    ],
)
def test_a_broken_fee_card_says_what_is_wrong(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(FEES)
    assert pricing.read_fee_card(path).fees["pick"].per == "order"
    path.write_text(FEES.replace(old, new))
    with pytest.raises(RateError, match=rf"^mine\.yaml is not a fee card: (.|\n)*{message}"):
        pricing.read_fee_card(path)


def test_a_pile_of_units_has_the_longest_sides_and_all_heights() -> None:
    assert pricing.stacked([((5, 4, 4), 3)]) == (5, 4, 12)
    assert pricing.stacked([((4, 4, 5), 1), ((11, 8.5, 1.2), 2)]) == (11, 8.5, pytest.approx(6.4))


def test_a_tariff_adds_what_a_lane_says_to_nothing_else() -> None:
    rates = {"base": 5, "per_lb": 0.5, "fuel": "10%", "residential": 1.2}
    found = pricing.by_rates(Rates.model_validate(rates, context={}), 400.0)
    assert (found.base(1), found.base(150), found.base(152)) == (550, 8000, 8100)
    assert (found.fuel, found.residential) == (0.1, 120)
    assert found.pounds(4.2, (11.1, 8.5, 6.2)) == 6
    assert found.pounds(4.2, (11, 10, 9)) == 8
    assert found.pounds(0.1) == 1


def test_a_divisor_is_above_zero() -> None:
    rates = {"base": 5, "per_lb": 0.5, "divisor": 0}
    with pytest.raises(ScenarioError) as caught:
        load_text(tiny(carriers={"van": {"services": {"ground": {"rates": rates}}}}), "brand.yaml")
    (problem,) = caught.value.problems
    assert problem.path == "carriers.van.services.ground.rates.divisor"
    assert problem.rule == "must be a number above 0"


def test_wages_are_read_by_the_hour() -> None:
    scenario = load_text(tiny(nodes={"depot": {"wages": "21.50 per h"}}, team={"wage": "30 per hour"}), "x")
    assert (scenario.nodes["depot"].wages, scenario.team.wage) == (21.5, 30)


def test_a_rate_by_weight_alone_says_so() -> None:
    assert LinearRate(8.1, 0.55).name == "base and per_lb"
