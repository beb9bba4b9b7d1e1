# ruff: noqa: E501 - tables read better unbroken
"""Text with units becomes numbers, and goes back without loss."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simnet import units
from simnet.units import UnitError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45 min", 45 * units.MINUTE), ("36 h", 36 * units.HOUR), ("10 days", 10 * units.DAY), ("+1 day", units.DAY),
        ("2 weeks", 14 * units.DAY), ("1 month", 30 * units.DAY), ("1 year", 365 * units.DAY), ("3us", 3),
        ("1 h 30 min", 90 * units.MINUTE), ("0.5 s", 500_000), ("1,200 s", 20 * units.MINUTE), (0, 0), ("0 h", 0),
    ],
)  # fmt: skip
def test_durations(text: Any, expected: int) -> None:
    assert units.parse_duration(text) == expected


@pytest.mark.parametrize(
    "bad", ["", "5", 5, "h", "5 parsecs", "-1 day", "1001 years", "1 day and", None, True, "1,2 h"]
)
def test_bad_durations(bad: Any) -> None:
    with pytest.raises(UnitError):
        units.parse_duration(bad)


@given(st.integers(0, units.LONGEST))
def test_durations_come_back(microseconds: int) -> None:
    assert units.parse_duration(units.format_duration(microseconds)) == microseconds


@given(st.floats(0, 1))
def test_shares_come_back(share: float) -> None:
    assert units.parse_share(units.format_share(share)) == share


@given(st.integers(0, units.DAY))
def test_clocks_come_back(microseconds: int) -> None:
    assert units.parse_clock(units.format_clock(microseconds)) == microseconds


@given(
    st.text(max_size=20) | st.integers() | st.floats() | st.none() | st.booleans() | st.lists(st.integers())
)
def test_any_value_is_read_or_refused(value: Any) -> None:
    readers = (units.parse_duration, units.parse_share, units.parse_weight, units.parse_size, units.parse_rate,
               units.parse_clock, units.parse_instant, units.parse_weekdays, units.parse_money)  # fmt: skip
    for reader in readers:
        try:
            reader(value)
        except UnitError as error:
            assert error.rule  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "expected"), [("2.5%", 0.025), (0.3, 0.3), ("0.3", 0.3), (0, 0.0), ("100%", 1.0)]
)
def test_shares(text: Any, expected: float) -> None:
    assert units.parse_share(text) == expected


@pytest.mark.parametrize(
    ("bad", "repair"), [(1, "write 1%"), (30, "write 30%"), ("30", "write 30%"), ("120%", "")]
)
def test_bad_shares(bad: Any, repair: str) -> None:
    with pytest.raises(UnitError) as caught:
        units.parse_share(bad)
    assert caught.value.repair == repair


def test_weights_and_sizes() -> None:
    assert units.parse_weight("1.3 lb") == 1.3
    assert units.parse_weight("8 oz") == 0.5
    assert units.parse_weight("1 kg") == pytest.approx(2.20462262)
    assert units.parse_weight("453.59237 g") == pytest.approx(1)
    assert units.parse_size("4 x 4 x 5 in") == (5, 4, 4)
    assert units.parse_size("2.54 x 5.08 x 2.54 cm") == pytest.approx((2, 1, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("250 orders per day", 250),
        ("700 per week", 100),
        ("1,000/day", 1000),
        ("5 per hour", 120),
        ("30 a month", 1),
    ],
)
def test_rates(text: str, expected: float) -> None:
    assert units.parse_rate(text) == expected


def test_money_is_in_the_scenarios_currency() -> None:
    assert units.parse_money("$7.40", "USD") == 7.4
    assert units.parse_money("7.40 USD", "USD") == 7.4
    assert units.parse_money("1,200", "EUR") == 1200
    assert units.parse_money("-$3", "USD") == -3
    assert units.parse_money("140 per shipment", "USD", ("shipment",)) == 140
    with pytest.raises(UnitError, match="must be an amount of money in EUR"):
        units.parse_money("$7", "EUR")


def test_instants_and_weekdays() -> None:
    assert units.parse_instant("2026-06-08") == datetime(2026, 6, 8)
    assert units.parse_instant("2026-06-08 09:00") == datetime(2026, 6, 8, 9)
    assert units.parse_instant("2026-06-08T09:00:01.5") == datetime(2026, 6, 8, 9, 0, 1, 500_000)
    assert units.parse_instant(date(2026, 6, 8)) == datetime(2026, 6, 8)
    assert units.parse_instant(datetime(2026, 6, 8, 9)) == datetime(2026, 6, 8, 9)
    for bad in ("2026-13-01", "2026-06-08 25:00", "June 8", 2026):
        with pytest.raises(UnitError, match="must be a date"):
            units.parse_instant(bad)
    assert units.parse_weekdays("mon-fri") == (0, 1, 2, 3, 4)
    assert units.parse_weekdays("sat-mon, wed") == (0, 2, 5, 6)


@pytest.mark.parametrize(
    ("names", "microseconds"),
    [
        ("us microsecond microseconds", 1),
        ("ms millisecond milliseconds", 1_000),
        ("s sec secs second seconds", 1_000_000),
        ("min mins minute minutes", 60_000_000),
        ("h hr hrs hour hours", 3_600_000_000),
        ("d day days", 86_400_000_000),
        ("w wk wks week weeks", 604_800_000_000),
        ("month months", 2_592_000_000_000),
        ("y yr yrs year years", 31_536_000_000_000),
    ],
)
def test_every_name_of_a_unit_of_time(names: str, microseconds: int) -> None:
    assert {units.parse_duration(f"2 {name}") for name in names.split()} == {2 * microseconds}
