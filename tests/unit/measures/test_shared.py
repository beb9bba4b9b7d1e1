"""What is worked out once for the same records: columns, and anything that follows from them."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from simnet.engine.replication import run_replication
from simnet.measures import shared, summarize
from simnet.measures.shared import columns_of
from simnet.records import Records
from simnet.scenario import Scenario, load_text
from tests.worlds import tiny


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_text(tiny(horizon="14 days"), "tiny")


@pytest.fixture(scope="module")
def year(scenario: Scenario) -> Records:
    return run_replication(scenario, 0)


def test_a_column_is_copied_once_and_cannot_be_changed(year: Records) -> None:
    (node,) = columns_of(year, "shipments", "node")
    queued, again = columns_of(year, "shipments", "queued_us", "node")
    assert again is node
    assert node.flags.c_contiguous
    assert queued.tolist() == year["shipments"]["queued_us"].tolist()
    with pytest.raises(ValueError, match="read-only"):
        node[0] = 1


def test_columns_of_long_tables_are_not_kept(year: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "KEPT_ROWS", len(year["orders"]) - 1)
    (first,), (second,) = (columns_of(year, "orders", "stream") for _ in range(2))
    assert first is not second
    assert first.tolist() == year["orders"]["stream"].tolist()


FAULTS = """
import resource, sys
import numpy as np
from simnet.measures.shared import keep_what_is_freed

def round_of_arrays():
    held = [np.ones(100_000) for _ in range(10)]

if sys.argv[1] == "keep":
    keep_what_is_freed()
for _ in range(3):
    round_of_arrays()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
round_of_arrays()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have rules of their own")
def test_freed_memory_is_used_again_instead_of_fresh_pages() -> None:
    def faults(how: str) -> int:
        command = [sys.executable, "-c", FAULTS, how]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    assert faults("keep") < 100 < 1000 < faults("plain")


def test_a_year_that_is_its_own_twin_has_the_measures_of_one_with_an_equal_twin(
    scenario: Scenario, year: Records
) -> None:
    alone = summarize(year, None, scenario)
    paired = summarize(year, run_replication(scenario, 0, disruptions=False), scenario)
    assert repr(alone.values) == repr(paired.values)
    assert alone.tables.keys() == paired.tables.keys()
    assert all(repr(alone.tables[name]) == repr(paired.tables[name]) for name in alone.tables)
