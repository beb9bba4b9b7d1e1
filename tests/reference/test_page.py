"""The page of known answers: recorded outcomes, stamps, what is ahead, and the programs of others."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.reference import gate, page, peers
from tests.reference.cases import BESIDE, Answer, Case, load
from tests.reference.page import Record
from tests.reference.peers import Peer
from tests.reference.results import Outcome, Row, planned, read, run_one, stamp, write
from tests.reference.translate import translate
from tests.reference.trial import Trial, Unexpressed

QUEUES = "capacity queues, breakdowns, shifts, carrier pick-ups"
DOCS = Path(__file__).parents[2] / "docs"


def queue(name: str = "NEW-1", **more: Any) -> Case:
    """A case of a queue that is in no file of the shipped ones."""
    inputs = {"queue": "M/M/1", "arrival_rate": 0.25, "service_rate": 1} | more
    answers = {"L": Answer(1 / 3, "stochastic"), "Lq": Answer(1 / 12, "stochastic")}
    return Case(name, QUEUES, "f4_mine", inputs, answers, "M/M/1", {})


def outcome(case: Case, *rows: Row) -> Outcome:
    """What came of its only trial."""
    ((_, mark),) = planned([case]).items()
    zs = tuple(row.z for row in rows if row.z is not None)
    return Outcome(case.id, "", case.source, "", "", {}, 10, 40, False, 1.5, rows, zs, mark)


GOOD = Row("L", 1 / 3, 0.334, 0.001, 0.7, False, True)
EXACT = Row("n", 3, 3, 0.0, None, True, True)
BAD = Row("Lq", 1 / 12, 0.1, 0.001, 16.7, False, False)


def test_a_stamp_is_that_of_what_was_run() -> None:
    """Another answer or input makes another stamp, another id or source does not."""
    first = planned([queue()])["NEW-1", ""]
    assert planned([queue("NEW-2")])["NEW-2", ""] == first
    assert planned([queue(service_rate=2)])["NEW-1", ""] != first
    other = replace(queue(), outputs={"L": Answer(0.4, "stochastic")})
    assert planned([other])["NEW-1", ""] != first
    assert planned([replace(queue(), inputs={"queue": "M/M/c unreliable"})]) == {("NEW-1", ""): ""}


def test_what_was_recorded_of_another_case_of_that_name_does_not_count(tmp_path: Path) -> None:
    """A record goes on with what is as it was, and says what is ahead."""
    cases = [queue(), queue("NEW-2", arrival_rate=0.5)]
    record = Record(tmp_path, cases)
    assert record.ahead("f4_mine") == ["NEW-1", "NEW-2"]
    for case in reversed(cases):
        record.add("f4_mine", outcome(case, GOOD))
    again = Record(tmp_path, [cases[0], queue("NEW-2", arrival_rate=0.6)])
    assert list(again.done) == [("NEW-1", "")]
    assert again.ahead("f4_mine") == ["NEW-2"]
    assert [one.case for one in read(tmp_path / "f4_mine.json")] == ["NEW-1", "NEW-2"]


def test_the_page_shows_every_number_and_what_is_missing(tmp_path: Path) -> None:
    """One row an answer with its interval and verdict; long lists in one; a picture a family."""
    case = queue()
    record = Record(
        tmp_path, [case, queue("NEW-2"), replace(queue("NEW-3"), inputs={"queue": "M/M/c unreliable"})]
    )
    trace = [Row(f"trace[{place}]", place, place, 0.0, None, True, True) for place in range(40)]
    record.add("f4_mine", outcome(case, GOOD, BAD, *trace))
    reason = "no station breaks alone"
    record.add("f4_mine", Outcome("NEW-3", "", "", reason, "", {}, 0, 0, False, 0, (), ()))
    text = page.page(record, tmp_path)
    assert "| **NEW-1** | M/M/1; 40 × 10 days | L | 0.333333 | 0.334 |" in text
    assert "| 0.33204 – 0.33596 | +0.70 |  | ok |" in text
    assert "| Lq | 0.0833333 | 0.1 | 0.09804 – 0.10196 | +16.70 |  | **no** |" in text
    assert "| trace | 40 numbers | 40 of them | | | | ok |" in text
    assert "Not in the recorded run yet: NEW-2." in text
    assert f"- **NEW-3**: {reason}" in text
    assert "| 3 | 2 | 2 | 1 | 42 | 41 | 40 |" in text
    assert (tmp_path / "f4_mine.png").stat().st_size > 1000


def test_one_trial_is_judged_and_recorded_with_its_stamp() -> None:
    """What is written down is what the gate says of the public run."""
    rate = Answer(0.75, "exact")
    eoq = {"fixed_order_cost": 4, "holding_cost": 0.5, "demand_rate": 90, "order_quantity": 120.0,
           "lead_time": 0, "reorder": "when stock hits 0"}  # fmt: skip
    case = Case(
        "E", "deterministic known-answer scenarios", "mine", eoq, {"orders_per_unit_time": rate}, "", {}
    )
    file, found = run_one(case, 0)
    (trial,) = translate(case)
    assert isinstance(trial, Trial)
    assert (file, found.stamp) == ("mine", stamp(case, trial))
    assert [row.accepted for row in found.rows] == [True]


def test_a_light_trial_is_run_again_and_all_its_z_count(tmp_path: Path, monkeypatch: Any) -> None:
    """Every seed gives z of its own, nothing chooses among them; what is recorded is not run once more."""
    case = queue()
    first = replace(outcome(case, GOOD), days=1.0, replications=24)
    assert not first.whole
    assert gate.times_again(first.zs, 300.0) == 1
    assert not replace(first, seconds=300.0).whole
    assert replace(first, seconds=300.0, further=((1.0,),)).whole
    assert replace(first, seconds=max(gate.AGAIN) + 1).whole
    assert replace(first, zs=()).whole
    _, found = run_one(case, 0, first)
    assert (found.zs, found.rows, found.whole) == (first.zs, first.rows, True)
    assert [len(zs) for zs in found.further] == [2] * len(gate.FURTHER)
    assert len(set(found.further)) == len(gate.FURTHER)
    assert found.all_zs == [0.7, *(z for zs in found.further for z in zs)]
    assert run_one(case, 0, first)[1] == found
    monkeypatch.setattr("tests.reference.results.further", None)
    assert run_one(case, 0, found)[1] == found
    record = Record(tmp_path, [case])
    record.add("f4_mine", replace(found, further=((1.0, -1.0), (2.0,))))
    assert "| 0.70 | 2 | 4 | 1.27 | 2.00 |" in page._overview(record)


def test_runs_that_all_lean_to_one_side_are_refused_together(tmp_path: Path) -> None:
    """A bias too small for any one run is seen by all of them."""
    case = queue()
    fair = replace(outcome(case, GOOD, EXACT), zs=(3.0,), further=((-3.0,), (3.0,), (-3.0,), (3.0,)))
    biased = replace(fair, further=((3.0,),) * 4)
    assert [row.accepted for row in biased.rows] == [True, True]
    assert fair.accepted
    assert not biased.accepted
    assert [biased.accepts(row) for row in biased.rows] == [False, True]
    assert biased.together == {GOOD.name: pytest.approx(15 / 5**0.5)}
    assert not replace(biased, rows=(EXACT,)).accepted  # whichever number it is
    record = Record(tmp_path, [case])
    record.add("f4_mine", biased)
    assert "| 1 | 1 | 1 | 1 | 2 | 1 | 1 |" in page._overview(record)
    assert "+6.71 | **no** |" in page._family("f4_mine", "mine", [biased], [], tmp_path)
    record.add("f4_mine", fair)
    assert "+1.34 | ok |" in page._family("f4_mine", "mine", [fair], [], None)


def test_outcomes_are_read_as_they_were_written(tmp_path: Path) -> None:
    """A record in a file is the same record."""
    found = [
        outcome(queue(), GOOD, BAD),
        replace(outcome(queue("NEW-2"), GOOD), further=((0.5, 1.5), (-1.0,))),
    ]
    write(tmp_path / "f.json", found)
    assert read(tmp_path / "f.json") == found


@pytest.mark.skipif(not BESIDE.is_dir(), reason="no folder of known answers")
def test_the_page_is_that_of_the_recorded_run() -> None:
    """docs/verification.md holds what is recorded, of cases as they are put today; nothing was refused."""
    record = Record(DOCS / "verification", load(BESIDE))
    text = (DOCS / "verification.md").read_text(encoding="utf-8")
    assert page._overview(record) in text
    for file, outcomes in record.found.items():
        assert page._family(file, record.families[file], outcomes, record.ahead(file), None) in text
        assert (
            not outcomes
            or (DOCS / "verification" / f"{file}.png").exists()
            or not any(o.rows for o in outcomes)
        )
        assert all(one.accepted for one in outcomes), file
    for case in load(BESIDE):
        if not record.planned.get((case.id, ""), "expressed"):
            found = translate(case)
            assert isinstance(found, Unexpressed)
            assert f"- **{case.id}**: {found.reason}" in text


A = Peer("w", "simnet", 100, 0.9640, 0.001, 353.0, 0.3)
FAR = Peer("w", "other", 100, 0.9640, 0.001, 355.0, 0.3)


def test_peers_are_compared_within_their_noise(tmp_path: Path) -> None:
    """Both figures count, and one that is not known is left out."""
    assert peers.agrees(A, Peer("w", "other", 100, 0.9665, 0.001, 353.5, 0.3))
    assert not peers.agrees(A, FAR)
    assert not peers.agrees(A, replace(FAR, fill=0.9740, on_hand=353.0))
    assert peers.apart(A, replace(FAR, fill=None))[0] is None
    (tmp_path / "peers.json").write_text(json.dumps([vars(one) for one in (A, FAR)]))
    assert peers.read(tmp_path / "peers.json") == [A, FAR]
    assert peers.read(tmp_path / "none.json") == []
    table = page._peers([A, FAR])
    assert "| **w** | **simnet** | 100 | 0.96400 ± 0.00196 | | 353.00 ± 0.59 | | |" in table
    assert "| | other | 100 | 0.96400 ± 0.00196 | 0.0 | 355.00 ± 0.59 | 4.7 | **no** |" in table


def test_the_worlds_of_the_peers_are_w1_with_one_rule_changed() -> None:
    """Nobody orders in the outage; by days the shop is looked at once a day."""
    from simnet.scenario import load_text

    for world in (peers.LOST, peers.WAIT, peers.PERIODS):
        scenario = load_text(peers.scenario_text(world), "w1.yaml", peers.SCENARIO.parent)
        policy = scenario.nodes["depot"].stock["widget"]
        assert scenario.disruptions[0].type == "ordering_outage"
        assert (policy.review is None) is (world != peers.PERIODS)
        assert (scenario.routing.out_of_stock == "lost") is (world == peers.LOST)
    waits = load_text(peers.scenario_text(peers.LOST, waits=True), "w1.yaml", peers.SCENARIO.parent)
    assert waits.disruptions[0].type == "supplier_outage"


def test_the_recorded_peers_agree_with_simnet() -> None:
    """The rows on the page: published figures and every program that plays by the same rule."""
    rows = peers.read()
    mine = {row.world: row for row in rows if row.program == "simnet"}
    others = [row for row in rows if row.program != "simnet" and "wait at" not in row.program]
    assert {"SupplyNetPy 0.5.1", "stockpyl 1.0.2 (daily periods)", "published"} <= {o.program for o in others}
    assert all(peers.agrees(mine[row.world], row) for row in others)
