"""Laws of repetition: the same bytes again, alone, in a batch, in other processes, however it is written."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simnet.engine.harvest import harvest
from simnet.engine.replication import draw, play
from tests.laws import worlds as w
from tests.oracle.named import SECTIONS
from tests.oracle.wild import wild

RENAMED = {
    "columbus": "zanesville", "reno": "aardvark", "candle": "zwick", "book": "atlas", "chandler": "zebra",
    "printer": "abacus", "swift": "zoom", "brown": "amber", "west": "zone1", "south": "area9",
    "gift": "zgift",
}  # fmt: skip
"""New names that sort elsewhere than the old ones."""
SECTION_OF = {"nodes", "skus", "suppliers", "carriers"}


@settings(max_examples=6)
@given(w.numbers, st.integers(0, 1000))
def test_the_same_seed_gives_the_same_bytes(number: int, replication: int) -> None:
    plan = wild(number)
    first, second = (w.digest(harvest(play(plan, draw(plan, replication)))) for _ in range(2))
    assert first == second


def test_replications_differ_and_serial_equals_parallel(root: Path) -> None:
    text = w.written(w.document("carrier outage, return"))
    numbers = [3, 0, 2, 1]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        parallel = list(pool.map(w.digest_of, [text] * 4, numbers))
    serial = [w.digest_of(text, number) for number in numbers]
    assert parallel == serial
    assert len(set(serial)) == 4
    assert w.digest_of(text, 2) == serial[2]


def test_a_fresh_process_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    text = w.written(w.document("stock destroyed"))
    (tmp_path / "law.yaml").write_text(text)
    code = "import sys; from tests.laws.worlds import digest_of as of; print(of(open(sys.argv[1]).read(), 5))"
    environment = os.environ | {"PYTHONHASHSEED": "4711", "PYTHONPATH": str(root)}
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "law.yaml")],
        env=environment, cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout.strip() == w.digest_of(text, 5)


def turned(data: Any, path: tuple[str, ...] = ()) -> Any:
    """Data with every mapping, and the lists whose order means nothing, the other way round."""
    if isinstance(data, dict):
        return {key: turned(value, (*path, key)) for key, value in reversed(data.items())}
    if isinstance(data, list):
        free = path in {("disruptions",), ("lanes",), ("customers", "promotions")} or path[-1:] == ("makes",)
        items = [turned(item, (*path, "*")) for item in data]
        return items[::-1] if free else items
    return data


@pytest.mark.parametrize("name", SECTIONS)
def test_the_order_of_definition_does_not_matter(name: str) -> None:
    data = w.document(name)
    one, other = w.played(data), w.played(turned(data))
    assert w.changed_tables(one, other) == []
    assert one.names == other.names


def renamed(data: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """A scenario in which one element has another name and keeps its luck."""

    def change(word: str) -> str:
        if word == old:
            return new
        return " -> ".join(new if part == old else part for part in word.split(" -> "))

    data = w.rewritten(data, change)
    sections = [data[section] for section in SECTION_OF] + [data["customers"]["regions"]]
    for section in sections:
        if new in section:
            section[new]["luck"] = old
    return data


@pytest.mark.parametrize("old", RENAMED)
def test_a_renamed_element_changes_only_its_name(old: str) -> None:
    new = RENAMED[old]
    data = w.document("carrier outage, lose")
    for number, event in enumerate(data["disruptions"]):
        event["luck"] = f"event {number}"
    one, other = w.played(data), w.played(renamed(data, old, new))
    assert one.names != other.names
    # targets and subjects are numbered by name, so their codes may differ
    assert w.changed_tables(one, other, {"outages", "alerts"}) == []
    for table in ("outages", "alerts"):
        clocks = [c for c in one[table].dtype.names if c not in ("targets", "subject")]
        assert one[table][clocks].tolist() == other[table][clocks].tolist()


def test_a_renamed_event_changes_only_its_name() -> None:
    data = w.document("overlapping")
    for number, event in enumerate(data["disruptions"]):
        event["luck"] = f"event {number}"
    one = w.played(data)
    for number, event in enumerate(data["disruptions"]):
        event["name"] = f"{9 - number} times"
    other = w.played(data)
    assert one.names["event"] != other.names["event"]
    assert w.changed_tables(one, other) == []


@pytest.mark.parametrize("longer", [{"warmup": "3 weeks"}, {"horizon": "5 weeks"}])
def test_a_longer_run_keeps_the_orders_of_a_day(longer: dict[str, str]) -> None:
    base = w.document("overlapping") | {"disruptions": []}
    short, long = w.played(base), w.played(base | longer)
    assert placed(short) == placed(long, short) != []


def placed(records: Any, window: Any = None) -> list[tuple[Any, ...]]:
    """Instant, region, items and quantities of the counted orders, or of those in another's window."""
    from datetime import datetime

    def at(meta: Any, us: int) -> int:
        return round(datetime.fromisoformat(meta.zero).timestamp()) * 1_000_000 + us

    meta = (window or records).meta
    begin, end = at(meta, meta.start_us), at(meta, meta.end_us)
    items: dict[int, list[tuple[int, int]]] = {}
    for line in records["lines"]:
        items.setdefault(int(line["order"]), []).append((int(line["item"]), int(line["quantity"])))
    return [
        (when, int(row["region"]), items[int(row["order"])])
        for row in records["orders"]
        if begin <= (when := at(records.meta, int(row["placed_us"]))) < end
    ]
