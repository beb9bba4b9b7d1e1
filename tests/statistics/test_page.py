"""docs/statistics.md shows every experiment, as it is now, with a share that agrees with what is known."""

from __future__ import annotations

import pytest

from simnet.study import statistics
from tests.statistics.catalog import EXPERIMENTS
from tests.statistics.experiment import Coverage
from tests.statistics.page import BEGIN, END, PAGE, coverage_row, replace
from tests.statistics.stopped import STOPPINGS

ROWS = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].splitlines()


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in EXPERIMENTS])
def test_an_experiment_is_on_the_page(one):
    head = coverage_row(one, Coverage(0.5, 2)).rsplit("|", 3)[0]
    (row,) = (row for row in ROWS if row.startswith(head))
    measured, samples = row.rsplit("|", 3)[1:3]
    share = Coverage(float(measured.split("%")[0]) / 100, int(samples.replace(",", "")))
    assert share.samples == one.long
    assert abs(one.errors(share)) <= 4


def test_nothing_else_is():
    assert len([row for row in ROWS if row.startswith("| `")]) == len(EXPERIMENTS)
    for one in STOPPINGS:
        assert len([row for row in ROWS if row.startswith(f"| {one.name} |")]) == 1


def test_every_interval_is_explained_and_measured():
    text = PAGE.read_text(encoding="utf-8")
    functions = [
        name for name in statistics.__all__ if name.endswith(("_interval", "_set", "_share", "_mean"))
    ]
    measured = {one.interval for one in EXPERIMENTS}
    assert {*functions, "pooled_quantile", "difference", "ratio_difference"} == measured
    assert all(f"| `{name}` |" in text for name in (*measured, "holm"))


def test_only_what_is_between_the_marks_is_replaced():
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert replace(page, "new") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    with pytest.raises(ValueError, match="the page needs the lines"):
        replace("before\nafter\n", "new")
