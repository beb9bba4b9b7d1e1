"""Differences, winners and the best: laws first, then numbers worked out another way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simnet.study.comparing.pairs import (
    Confidence,
    averages,
    best,
    differences,
    family_of,
    samples_of,
    years_to_decide,
)
from simnet.study.comparing.samples import Key, sides
from simnet.study.statistics import TooFewError
from tests.unit.study.comparing.made import Frames, frames, noise

N = 40
SURE = Confidence()


def rows_of(designs: dict[str, Frames], sure: Confidence = SURE, of: str = "") -> dict[tuple, dict]:
    found = sides(designs)
    rows = differences(samples_of(found), family_of(found, of), sure)
    return {(row["first"], row["second"], row["measure"], row["world"]): row for row in rows}


def design(shift: float, seed: int = 1, spread: float = 0.0) -> Frames:
    common, own = noise(0, N), noise(seed, N) * spread
    return frames(
        {
            "on_time": 0.9 + 0.01 * common + shift / 10 + own / 100,
            "landed_cost_an_order": 20 + common - shift + own,
            "cash_on_hand": 1000 + 50 * common + shift + own,
        },
        losses=300 + 10 * common - 100 * shift,
    )


def test_designs_the_other_way_round_give_the_opposite():
    a, b = design(0.0), design(0.2, seed=2, spread=1)
    there, back = rows_of({"a": a, "b": b}), rows_of({"b": b, "a": a})
    for (first, second, measure, world), row in there.items():
        other = back[second, first, measure, world]
        assert other["difference"] == pytest.approx(-row["difference"])
        assert (other["low"], other["high"]) == pytest.approx((-row["high"], -row["low"]))
        assert other["p"] == pytest.approx(row["p"])
        assert other["winner"] == row["winner"]
        if row["better"]:
            assert other["better_share"] == pytest.approx(1 - row["better_share"])


def test_a_design_against_itself_is_the_same_and_no_number_of_years_would_decide():
    for row in rows_of({"a": design(0.1), "b": design(0.1)}).values():
        assert (row["difference"], row["low"], row["high"], row["p"]) == (0, 0, 0, 1)
        assert row["winner"] == ""
        if not math.isnan(row["p_family"]):
            assert row["better_share"] == 0.5
            assert math.isinf(row["years_to_decide"])


def test_a_mean_difference_is_that_of_a_paired_t_test():
    a, b = design(0.0), design(0.05, seed=3, spread=0.5)
    row = rows_of({"a": a, "b": b})["a", "b", "cash_on_hand", "disrupted"]
    x, y = (one["replications"].query("world == 'disrupted'")["cash_on_hand"] for one in (a, b))
    told = stats.ttest_rel(y, x)
    assert row["p"] == pytest.approx(told.pvalue)
    assert (row["low"], row["high"]) == pytest.approx(tuple(told.confidence_interval(0.95)))


def test_better_follows_the_measure_and_the_winner_is_the_better_one():
    found = rows_of({"a": design(0.0), "b": design(1.0)})
    assert found["a", "b", "on_time", "disrupted"]["difference"] > 0
    assert found["a", "b", "landed_cost_an_order", "disrupted"]["difference"] < 0
    winners = {row["measure"]: row["winner"] for row in found.values() if row["winner"]}
    assert winners == {
        "on_time": "b", "landed_cost_an_order": "b", "cash_on_hand": "a", "excess_late": "b",
    }  # fmt: skip
    assert found["a", "b", "loss", "outage"]["winner"] == "", "what is not of the family has no winner"


def test_holm_is_over_the_family_and_each_look_costs():
    a, b = design(0.0), design(0.03, seed=5, spread=0.3)
    once, twice = rows_of({"a": a, "b": b}), rows_of({"a": a, "b": b}, Confidence(looks=6))
    family = [key for key, row in once.items() if not math.isnan(row["p_family"])]
    assert len(family) == 4
    smallest = min(family, key=lambda key: once[key]["p"])
    assert once[smallest]["p_family"] == pytest.approx(min(1, 4 * once[smallest]["p"]))
    for key in family:
        assert twice[key]["p"] == once[key]["p"]
        assert twice[key]["p_family"] >= min(1, 6 * once[key]["p"]) - 1e-12
        assert twice[key]["high"] >= once[key]["high"]


def test_all_pairs_share_one_family():
    designs = {"a": design(0.0), "b": design(0.02, 5, 0.3), "c": design(0.04, 6, 0.3)}
    found = rows_of(designs)
    assert {key[:2] for key in found} == {("a", "b"), ("a", "c"), ("b", "c")}
    ps = sorted(row["p"] for row in found.values() if not math.isnan(row["p_family"]))
    assert len(ps) == 12
    least = min(row["p_family"] for row in found.values() if not math.isnan(row["p_family"]))
    assert least == pytest.approx(min(1, 12 * ps[0]))


def test_a_measure_to_decide_joins_the_family():
    measures = {"on_time": [0.9, 0.8, 0.7], "tickets": [1, 2, 4]}
    other = {"on_time": [0.9, 0.8, 0.8], "tickets": [1, 3, 4]}
    plain = rows_of({"a": frames(measures), "b": frames(other)})
    asked = rows_of({"a": frames(measures), "b": frames(other)}, of="tickets")
    assert math.isnan(plain["a", "b", "tickets", "disrupted"]["p_family"])
    assert not math.isnan(asked["a", "b", "tickets", "disrupted"]["p_family"])


def test_years_to_decide_would_decide_in_four_of_five_comparisons():
    needed = int(years_to_decide(0.5, 2.0, 1, SURE))
    assert needed == 126
    draws = np.random.default_rng(8).normal(0.5, 2.0, (4000, needed))
    p = stats.ttest_1samp(draws, 0, axis=1).pvalue
    assert (p < 0.05).mean() == pytest.approx(0.8, abs=0.02)
    assert years_to_decide(0.5, 2.0, 7, SURE) > needed
    assert math.isinf(years_to_decide(0.0, 2.0, 1, SURE))


def test_only_replications_that_ended_well_in_every_design_count():
    a, b = design(0.0), design(0.1)
    b["replications"] = b["replications"].query("replication not in (3, 7)")
    found = sides({"a": a, "b": b})
    assert found["a"].replications == [k for k in range(N) if k not in (3, 7)]
    rows = averages(samples_of(found), SURE)
    assert {row["replications"] for row in rows} == {N - 2}
    assert sides({"a": a, "b": b}, upto=5)["b"].replications == [0, 1, 2, 4]
    with pytest.raises(TooFewError, match="at least 2 simulated years"):
        sides({"a": a, "b": b}, upto=1)


def test_years_without_a_value_are_left_out_of_the_pair():
    a = {"backlog_age_p50_days": [1.0, math.nan, 3.0, 4.0]}
    b = {"backlog_age_p50_days": [2.0, 2.0, math.nan, 6.0]}
    row = rows_of({"a": frames(a), "b": frames(b)})["a", "b", "backlog_age_p50_days", "disrupted"]
    assert row["replications"] == 2
    assert row["difference"] == pytest.approx(1.5)


def test_the_best_of_all_sums_to_one_and_ties_are_shared():
    cost = {"a": [1, 1, 5, 2], "b": [2, 1, 4, 2], "c": [3, 3, 3, 2]}
    found = sides({name: frames({"landed_cost_an_order": values}) for name, values in cost.items()})
    samples, family = samples_of(found), family_of(found)
    rows = best(samples, family, differences(samples, family, SURE), SURE)
    shares = {row["design"]: row["share"] for row in rows}
    assert shares == pytest.approx(
        {"a": (1 + 1 / 2 + 1 / 3) / 4, "b": (1 / 2 + 1 / 3) / 4, "c": (1 + 1 / 3) / 4}
    )
    assert not any(row["decided"] for row in rows)


def test_the_best_is_decided_only_if_it_beats_every_other():
    designs = {"a": design(0.0), "b": design(1.0), "c": design(2.0)}
    found = sides(designs)
    samples, family = samples_of(found), family_of(found)
    rows = best(samples, family, differences(samples, family, SURE), SURE)
    decided = {row["measure"]: row["design"] for row in rows if row["decided"]}
    assert decided == {
        "on_time": "c", "landed_cost_an_order": "c", "cash_on_hand": "a", "excess_late": "c",
    }  # fmt: skip


def test_the_family_has_one_outage_the_first():
    found = sides({"a": design(0.0), "b": design(0.1)})
    keys = family_of(found)
    assert keys[-1] == Key("excess_late", "outage", "depot")
    assert family_of(found, "excess_late") == keys
