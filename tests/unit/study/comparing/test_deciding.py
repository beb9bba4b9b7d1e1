"""When a comparison stops: at which looks, on what, and how often that is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from simnet.study.comparing.deciding import UntilDecided, close, doubling
from simnet.study.comparing.pairs import Confidence, averages, differences, family_of, samples_of
from simnet.study.comparing.samples import sides
from simnet.study.plan import StudyError
from tests.unit.study.comparing.made import frames, noise


def settled(
    first: np.ndarray, second: np.ndarray, margin: float = 0.01, of: str = "landed_cost_an_order"
) -> bool:
    rule = UntilDecided(of, margin)
    found = sides({"a": frames({of: first}), "b": frames({of: second})})
    samples, sure = samples_of(found), Confidence(looks=len(rule.looks))
    rows = differences(samples, family_of(found, of), sure)
    return rule.enough(rows, averages(samples, sure))


def test_it_looks_at_doubled_numbers():
    assert UntilDecided().looks == (128, 256, 512, 1024, 2048)
    assert UntilDecided(most=200).looks == (128, 200)
    assert UntilDecided(most=128).looks == (128,)
    assert doubling(64, 200) == (64, 128, 200)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"most": 127}, "the most simulated years are 127; deciding needs 128 or more"),
        ({"margin": 1.0}, "margin is 1; it must be a share from 0% to below 100%"),
        ({"margin": -0.1}, "margin is -0.1; it must be a share from 0% to below 100%"),
    ],
)
def test_numbers_with_which_it_could_not_stop_are_refused(options, message):
    with pytest.raises(StudyError) as error:
        UntilDecided(**options)
    assert str(error.value) == message


def test_it_stops_when_a_difference_is_decided_or_surely_small():
    base = 20 + noise(1, 64)
    assert settled(base, base + 1 + noise(2, 64))
    assert settled(base, base + 0.01 * noise(2, 64)), "within 1% of 20 for sure"
    assert settled(base, base)
    assert not settled(base, base + 3 * noise(3, 64))
    assert not settled(base, base + 3 * noise(3, 64), margin=0)


def test_all_pairs_have_to_be_settled():
    base = 20 + noise(1, 64)
    values = {"a": base, "b": base + 2, "c": base + 3 * noise(3, 64)}
    rule = UntilDecided()
    found = sides({name: frames({rule.measure: one}) for name, one in values.items()})
    samples, sure = samples_of(found), Confidence(looks=5)
    rows = differences(samples, family_of(found), sure)
    assert [bool(row["winner"]) for row in rows if row["world"] == "disrupted"] == [True, False, True]
    assert not rule.enough(rows, averages(samples, sure))


def test_a_difference_is_close_if_both_bounds_are():
    row = {"low": -0.1, "high": 0.15}
    assert close(row, 20.0, 0.01)
    assert not close(row, 14.0, 0.01)
    assert not close(row, 20.0, 0.0)


def test_a_measure_that_no_run_has_never_stops_it():
    assert not UntilDecided("tickets").enough([], [])
