"""Damaged files: whatever is broken in a rich scenario, it is refused in words or it runs."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from simnet.cli.check import examine_scenario
from simnet.engine.replication import run_replication
from simnet.errors import ScenarioError
from simnet.pricing import unknown_names
from simnet.scenario import Scenario, load_text
from simnet.scenario.explain import keys_at
from simnet.units import DAY
from tests.laws import worlds as w
from tests.oracle.named import SECTIONS

FILES = ("hybrid", "micro", "regional", "drop_ship", "single_warehouse", "smallest")
"""Shipped scenarios that need no other file."""
BUSIEST = 500
"""Most orders a day that a test waits for."""
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

junk = st.sampled_from(
    [
        0, -1, 1, 1e-9, 10**9, 1e300, float("nan"), float("inf"), True, False, None, "", "none", "all",
        "always", "0%", "100%", "200%", "-5%", "0 days", "1 min", "-1 day", "999 years", "1001 years",
        "3 to 4 days", "1 to 90 days", "90 to 1 days", "1000000 per day", "0.0001 per day", "closest",
        "2026-03-08 02:30", "2026-02-30", "00:00", "24:00", "25:00", "99999", "é", "a: b", "0 lb", "70 lb",
        "0 x 0 x 0 in", "continuous", [], {}, [[]], [None], {"a": 1}, {"fixed": "1 day"}, {"gamma": {}},
        {"lognormal": {"mean": "1 day", "sd": "1000 days"}}, {"exponential": {"mean": "1 min"}},
        {"uniform": {"low": "0 days", "high": "400 days"}},
    ]
)  # fmt: skip


@cache
def documents() -> tuple[dict[str, Any], ...]:
    """Give the scenarios that are damaged: the shipped ones and the named worlds."""
    yaml, folder = YAML(typ="safe"), Path(__file__).parents[2] / "scenarios"
    shipped = [yaml.load((folder / f"{name}.yaml").read_text("utf-8")) for name in FILES]
    whole = [one for one in shipped if "extends" not in one]
    return (*whole, *(w.document(name) for name in SECTIONS))


def parts(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """List the paths of everything in a document."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from parts(value, (*path, key))


def inside(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


@cache
def values_by_key() -> dict[Any, list[Any]]:
    """Give what stands under each key anywhere: values that are valid, elsewhere."""
    found: dict[Any, list[Any]] = {}
    for document in documents():
        for path in parts(document):
            found.setdefault(path[-1], []).append(inside(document, path))
    return found


def damage(draw: st.DrawFn, data: dict[str, Any]) -> None:
    """Break one thing: take it out, double it, or put something else in its place or beside it."""
    paths = list(parts(data))
    path = paths[draw(st.integers(0, len(paths) - 1))]
    holder, key = inside(data, path[:-1]), path[-1]
    how = draw(st.sampled_from(["out", "junk", "junk", "other", "other", "double", "beside"]))
    if how == "out":
        del holder[key]
    elif how == "junk":
        holder[key] = draw(junk)
    elif how == "other":
        holder[key] = copy.deepcopy(draw(st.sampled_from(values_by_key()[key])))
    elif how == "double" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif isinstance(holder, dict):
        more = draw(st.sampled_from(sorted(map(str, values_by_key()))))
        holder[more] = copy.deepcopy(draw(st.sampled_from(values_by_key().get(more, [None]))))


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    data = copy.deepcopy(draw(st.sampled_from(documents())))
    for _ in range(draw(st.integers(1, 3))):
        damage(draw, data)
    return data


def refused_in_words_or_runs(data: dict[str, Any]) -> None:
    try:
        scenario = load_text(w.written(data), "s.yaml")
    except ScenarioError as error:
        event("refused")
        assert error.problems  # noqa: PT017
        for problem in error.problems:
            assert re.fullmatch(r"s\.yaml:\d+:\d+", problem.place)
            assert problem.rule
        return
    if scenario.reads_files or list(unknown_names(scenario)):
        return
    event("accepted")
    examine_scenario(scenario)
    if scenario.customers.orders_per_day <= BUSIEST:
        records = run_replication(shortened(scenario), 0)
        assert len(records["stock"])


def shortened(scenario: Scenario) -> Scenario:
    """Cut the times short, which no test can wait for."""
    week = {"horizon": min(scenario.horizon, 7 * DAY), "warmup": min(scenario.warmup, 2 * DAY)}
    return scenario.model_copy(update=week)


@settings(max_examples=40, suppress_health_check=QUIET)
@given(damaged())
def test_a_damaged_file_is_refused_in_words_or_runs(data: dict[str, Any]) -> None:
    refused_in_words_or_runs(data)


@pytest.mark.slow
@settings(max_examples=500, suppress_health_check=QUIET)
@given(damaged())
def test_much_that_is_damaged_is_refused_in_words_or_runs(data: dict[str, Any]) -> None:
    refused_in_words_or_runs(data)


@settings(max_examples=40, suppress_health_check=QUIET)
@given(st.sampled_from(documents()), st.data())
def test_a_misspelled_key_is_never_silent_however_deep(data: dict[str, Any], draw: st.DataObject) -> None:
    known = [path for path in parts(data) if str(path[-1]) in keys_at(tuple(map(str, path[:-1])))]
    assert len(known) > 20
    path, at = known[draw.draw(st.integers(0, len(known) - 1))], draw.draw(st.integers(0, 9))
    key = str(path[-1])
    wrong = key[: at % (len(key) + 1)] + draw.draw(st.sampled_from("abxyz_")) + key[at % (len(key) + 1) :]
    if wrong in keys_at(tuple(map(str, path[:-1]))):
        return
    broken = copy.deepcopy(data)
    holder = inside(broken, path[:-1])
    holder[wrong] = holder.pop(path[-1])
    with pytest.raises(ScenarioError) as caught:
        load_text(w.written(broken), "s.yaml")
    assert any(wrong in str(problem) or key in problem.repair for problem in caught.value.problems)
