"""Designs that do not match are refused with every mismatch named; what a design may change is not."""

from __future__ import annotations

import pytest

from simnet.errors import ScenarioError
from simnet.scenario import load_text
from simnet.study.comparing.designs import mismatches, same_luck
from simnet.study.plan import StudyError
from tests.unit.study.comparing.worlds import ONE, TWO, one, two


def refused(text: str) -> dict[str, str]:
    with pytest.raises(ScenarioError) as error:
        same_luck({"one": one(), "other": load_text(text, "other.yaml")})
    return {problem.path: str(problem) for problem in error.value.problems}


def test_designs_of_one_market_are_compared_with_the_seed_of_the_first():
    found = same_luck({"one": one(), "two": two().replace(seed=9)})
    assert [scenario.seed for scenario in found.values()] == [7, 7]
    assert list(found["two"].nodes) == ["depot", "spare"]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("start: 2026-01-05", "start: 2026-01-06", "start"),
        ("horizon: 60 days", "horizon: 90 days", "horizon"),
        ("timezone: America/New_York", "timezone: America/Chicago", "timezone"),
        ("orders: 20 per day", "orders: 25 per day", "customers.orders"),
        ("promise: 5 days", "promise: 4 days", "customers.promise.days"),
        ("price: 20", "price: 22", "skus.widget.price"),
        ("home: {share", "town: {share", "customers.regions.town"),
        ("widget", "gadget", "skus.gadget"),
    ],
)
def test_a_mismatch_is_named_with_file_path_both_values_and_repair(old, new, path):
    found = refused(TWO.replace(old, new))
    assert path in found
    assert found[path].startswith("other.yaml:")
    assert "in one (one.yaml:" in found[path]
    assert "(write the same in both, or compare others than one and other)" in found[path]


def test_the_message_says_both_values():
    message = refused(TWO.replace("horizon: 60 days", "horizon: 90 days"))["horizon"]
    assert message == (
        "other.yaml:4:1: error: horizon: 90 days: is 60 days in one (one.yaml:4:1); designs are compared "
        "with the same customers, products, dates and currency (write the same in both, or compare others "
        "than one and other)"
    )


def test_another_currency_is_refused():
    assert "currency" in refused(TWO.replace("seed: 7", "seed: 7\ncurrency: EUR"))


def test_all_mismatches_come_at_once_and_of_every_design():
    changed = TWO.replace("horizon: 60 days", "horizon: 90 days").replace("price: 20", "price: 22")
    with pytest.raises(ScenarioError) as error:
        same_luck({"one": one(), "a": load_text(changed, "a.yaml"), "b": load_text(changed, "b.yaml")})
    assert [(p.place[:6], p.path) for p in error.value.problems] == [
        ("a.yaml", "horizon"), ("a.yaml", "skus.widget.price"),
        ("b.yaml", "horizon"), ("b.yaml", "skus.widget.price"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cost: 8", "cost: 7"), ("weight: 1 lb", "weight: 2 lb"), ("warmup: 0 days", "warmup: 7 days"),
        ("lead_time: 7 days", "lead_time: 9 days"), ("happens: every 80 days", "happens: every 90 days"),
        ("transit: 2 days", "transit: 3 days"), ("name: Two places", "name: Second"),
    ],
)  # fmt: skip
def test_what_a_design_may_change_is_not_refused(old, new):
    assert mismatches(one(), load_text(TWO.replace(old, new), "other.yaml")) == []


def test_one_design_is_none_to_compare():
    with pytest.raises(StudyError, match="two designs or more"):
        same_luck({"one": load_text(ONE)})
