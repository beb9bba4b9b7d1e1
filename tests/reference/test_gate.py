"""The gate lets nothing pass that it should not, and translators go by shapes, never by ids."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.reference import gate
from tests.reference.cases import BESIDE, Answer, Case, load
from tests.reference.gate import Reading, judge, ratio, rms
from tests.reference.shop import one_shop, pmf
from tests.reference.translate import UNREAD, translate
from tests.reference.trial import Direct, Quantity, Tables, Trial, Unexpressed

WORLD = one_shop(
    warmup="10 days",
    orders="20 per day",
    lead_time="1 day",
    stock={"reorder_at": 25, "order_quantity": 20, "initial": 45},
)


def case(**answers: Answer) -> Case:
    """Make a case with the given answers."""
    return Case("made", "made", "made", {}, answers, "", {})


def orders_a_day(extra: float = 0.0) -> Quantity:
    """Read the orders of a day, off by `extra`."""

    def placed(run: Tables) -> float:
        rows, meta = run.records["orders"], run.records.meta
        return float((rows["placed_us"] >= meta.start_us).sum()) + extra * run.days

    return Quantity(placed, lambda run: run.days)


def trial(quantity: Quantity, **fields: object) -> Trial:
    """Make a trial of one quantity."""
    return replace(Trial(WORLD, {"rate": quantity}, horizon_days=100, longest_days=200), **fields)


def test_a_ratio_is_that_of_sums_and_its_error_that_of_theory() -> None:
    """Ratio of sums, not mean of ratios; with equal bottoms its error is that of a mean."""
    assert ratio(np.array([1.0, 9.0]), np.array([10.0, 10.0]))[0] == pytest.approx(0.5)
    assert ratio(np.array([1.0, 0.0]), np.array([1.0, 9.0]))[0] == pytest.approx(0.1)
    values = np.array([1.0, 2.0, 4.0, 9.0])
    assert ratio(values, np.ones(4))[1] == pytest.approx(values.std(ddof=1) / 2)
    luck = np.random.default_rng(1)
    bottoms = luck.uniform(5, 15, (2000, 30))
    tops = 3 * bottoms + luck.normal(0, 2, bottoms.shape)
    found = [ratio(top, bottom) for top, bottom in zip(tops, bottoms, strict=True)]
    assert np.std([value for value, _ in found]) == pytest.approx(
        np.mean([error for _, error in found]), 0.05
    )


@pytest.mark.parametrize(
    ("reading", "accepted"),
    [
        (Reading("x", 1.0, 1.0 + 0.9e-9, exact=True), True),
        (Reading("x", 1.0, 1.0 + 1.2e-9, exact=True), False),
        (Reading("x", 0.0, 0.0, exact=True), True),
        (Reading("x", 0.0, 1e-6, exact=True), False),
        (Reading("x", "reno", "reno", exact=True), True),
        (Reading("x", True, False, exact=True), False),
        (Reading("x", 10.0, 10.19, error=0.05), True),
        (Reading("x", 10.0, 10.21, error=0.05), False),
        (Reading("x", 10.0, 10.0, error=0.051), False),
        (Reading("x", 0.5, 0.5, error=0.0011, share=True), False),
        (Reading("x", 0.02, 0.0201, error=0.0009, share=True), True),
        (Reading("x", 1.0, math.nan, error=math.inf), False),
    ],
)
def test_what_is_accepted(reading: Reading, accepted: bool) -> None:
    """Four errors, and none larger than half a percent of the answer; exact ones to 1e-9."""
    assert reading.accepted is accepted


def test_what_is_too_seldom_to_be_seen_may_be_missing_and_nothing_else() -> None:
    """Without noise a number must be equal, but for fewer than five events that were to be expected."""
    assert Reading("x", 1 - 1e-6, 1.0, bottom=1e6).accepted
    assert not Reading("x", 1 - 1e-5, 1.0, bottom=1e6).accepted
    assert not Reading("x", 1 - 1e-6, 1.0, exact=True, bottom=1e6).accepted


def test_a_right_answer_passes_and_a_wrong_one_is_tried_once_more_and_fails() -> None:
    """An answer that is off by two percent does not pass, and it costs one longer repetition to say so."""
    right = judge(case(rate=Answer(20.0, "stochastic")), trial(orders_a_day()))
    assert right.accepted
    assert not right.repeated
    assert right.replications >= gate.LEAST
    assert all(reading.precise for reading in right.first)
    wrong = judge(case(rate=Answer(20.0, "stochastic")), trial(orders_a_day(0.4)))
    assert not wrong.accepted
    assert wrong.repeated
    assert wrong.days * wrong.replications >= 4 * right.days * right.replications * 0.9
    assert "rate is 20." in str(wrong)


def test_a_run_that_is_not_precise_grows_until_it_is() -> None:
    """The horizon grows to its longest, then the replications; a terminating one keeps its horizon."""
    grown = judge(
        case(rate=Answer(20.0, "stochastic")), trial(orders_a_day(), horizon_days=10, longest_days=30)
    )
    assert grown.days == 30
    assert grown.replications > 40
    assert grown.accepted
    kept = judge(
        case(rate=Answer(20.0, "stochastic")), trial(orders_a_day(), horizon_days=30, grows="replications")
    )
    assert kept.days == 30
    assert kept.accepted


def test_an_exact_answer_takes_one_run() -> None:
    """The same file and seed give the same number, so one replication says it all."""
    days = Quantity(lambda run: [run.days, 2 * run.days])
    found = judge(case(rate=Answer([100, 200.0], "exact")), trial(days))
    assert found.accepted
    assert [reading.name for reading in found.last] == ["rate[0]", "rate[1]"]
    assert found.zs == []


def test_a_case_without_a_run() -> None:
    """What functions answer is compared like the rest."""
    assert judge(case(a=Answer(3.0, "exact")), Direct({"a": 3.0})).accepted
    assert not judge(case(a=Answer(3.0, "exact")), Direct({"a": 3.1})).accepted


def test_root_mean_square() -> None:
    """Of nothing there is none."""
    assert rms([3.0, -4.0]) == pytest.approx(math.sqrt(12.5))
    assert math.isnan(rms([]))


def test_several_runs_together() -> None:
    assert gate.together([(1.0, -2.0), (3.0, 2.0)]) == pytest.approx([4 / math.sqrt(2), 0.0])
    assert gate.together([(1.0, 0.5), (1.0,), (1.0, -0.5), (1.0, 0.0)]) == pytest.approx([math.sqrt(3), 0.0])


def test_sizes_of_orders() -> None:
    """A geometric size has its mean, and a listed one its shares."""
    sizes = pmf({"dist": "geometric on 1,2,...", "p": 0.25})
    assert sum(size * share for size, share in sizes.items()) == pytest.approx(4)
    assert pmf({"1": 0.5, "3": 0.5}) == {1: 0.5, 3: 0.5}


def test_reading_by_table_and_world() -> None:
    """A column of a table is that of one world and of the rows that are asked for."""
    from simnet.engine.replication import run_replication

    scenario = gate.scenario_of(trial(orders_a_day()), 30, 1, ".")
    run = Tables(scenario, run_replication(scenario, 0))
    assert run.days == 30
    assert run.column("skus", "cycles", node="shop").shape == (1,)
    assert run.column("skus", "cycles", node="elsewhere").shape == (0,)
    assert run.column("nodes", "orders").sum() == run.measure("orders")


def _write(folder: Path, outputs: dict[str, object], twice: bool = False) -> Path:
    one = {"id": "A", "inputs": {}, "outputs": outputs}
    (folder / "f.json").write_text(json.dumps({"family": "made", "cases": [one] * (1 + twice)}))
    return folder


def test_a_folder_of_cases_is_read_and_checked(tmp_path: Path) -> None:
    """Anyone's folder is read; what cannot be meant is refused."""
    good = {"x": {"value": 1.5, "tolerance_kind": "exact", "note": "n"}}
    (read,) = load(_write(tmp_path, good))
    assert (read.id, read.file, read.outputs["x"]) == ("A", "f", Answer(1.5, "exact", "n"))
    assert isinstance(translate(read), Unexpressed)
    with pytest.raises(ValueError, match="ids of their own: A"):
        load(_write(tmp_path, good, twice=True))
    with pytest.raises(ValueError, match="must be exact or stochastic"):
        load(_write(tmp_path, {"x": {"value": 1, "tolerance_kind": "rough"}}))


@pytest.mark.skipif(not BESIDE.is_dir(), reason="no folder of known answers")
def test_every_answer_of_the_shipped_cases_is_read_or_left_out_for_a_reason() -> None:
    """What nobody can read is only ever an answer of cases that are new."""
    for one in load(BESIDE):
        found = translate(one)
        if isinstance(found, Unexpressed):
            assert "no translation" not in found.reason, one.id
        else:
            assert UNREAD not in [why for trial in found for why in trial.missing.values()], one.id


def test_a_family_is_found_by_its_name_whatever_the_file_is_called() -> None:
    """Anyone's file is read by the family that it, or a case of it, names, else by how its name begins."""
    inputs = {"queue": "M/M/1", "arrival_rate": 0.3, "service_rate": 0.5}
    answers = {"L": Answer(1.5, "stochastic")}
    queues = "capacity queues, breakdowns, shifts, carrier pick-ups"
    for family, file in ((queues, "mine"), ("my queues", "f4_mine")):
        (found,) = translate(Case("N", family, file, inputs, answers, "", {}))
        assert list(found.outputs) == ["L"]
    assert isinstance(translate(Case("N", "my queues", "mine", inputs, answers, "", {})), Unexpressed)


@pytest.mark.skipif(not BESIDE.is_dir(), reason="no folder of known answers")
def test_translators_never_look_at_ids() -> None:
    """A case under another id is the same scenario."""
    for one in load(BESIDE):
        renamed = replace(one, id="Z-99", raw={**one.raw, "id": "Z-99"})
        assert _shape(translate(renamed)) == _shape(translate(one)), one.id


def _shape(found: object) -> object:
    if isinstance(found, Unexpressed):
        return found
    assert isinstance(found, list)
    return [(getattr(one, "scenario", ""), sorted(one.outputs), one.variant) for one in found]
