"""Cells of text as instants, numbers and names."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simnet.fitting import cells
from simnet.fitting.tables import DataError, Problems, Table


def table_of(**columns: list[str]) -> Table:
    """Make a table whose columns are named by their roles."""
    frame = pd.DataFrame(columns, dtype=str)
    return Table(frame, np.arange(2, len(frame) + 2), tuple(columns), {name: name for name in columns})


def instants(texts: list[str], timezone: str | None = None) -> tuple[list[str], list[str]]:
    """Read instants; return them as text and the problems."""
    problems = Problems("a.csv")
    found = cells.instants(table_of(placed=texts), "placed", problems, timezone)
    return [str(one) for one in found.dt.tz_convert("UTC")], [str(problem) for problem in problems.problems]


@pytest.mark.parametrize(
    ("text", "shown", "instant"),
    [
        ("2026-06-08", "2026-06-08 00:00:00", "2026-06-08 04:00:00"),
        ("2026-06-08 09:30", "2026-06-08 09:30:00", "2026-06-08 13:30:00"),
        ("2026-06-08T9:30:15", "2026-06-08 09:30:15", "2026-06-08 13:30:15"),
        ("2026-06-08 09:30:15.25", "2026-06-08 09:30:15.250000", "2026-06-08 13:30:15.250000"),
        ("2026-06-08 09:30:15 -0700", "2026-06-08 09:30:15", "2026-06-08 16:30:15"),
        ("2026-06-08T09:30:15+05:30", "2026-06-08 09:30:15", "2026-06-08 04:00:15"),
        ("2026-06-08T09:30:15Z", "2026-06-08 09:30:15", "2026-06-08 09:30:15"),
        ("2026-06-08 09:30:15 UTC", "2026-06-08 09:30:15", "2026-06-08 09:30:15"),
        # The hour that does not exist, and the first pass of the one that comes twice.
        ("2026-03-08 02:30", "2026-03-08 02:30:00", "2026-03-08 07:00:00"),
        ("2026-11-01 01:30", "2026-11-01 01:30:00", "2026-11-01 05:30:00"),
    ],
)
def test_instants_as_shown_and_in_a_time_zone(text: str, shown: str, instant: str) -> None:
    assert instants([text]) == ([f"{shown}+00:00"], [])
    assert instants([text], "America/New_York") == ([f"{instant}+00:00"], [])


def test_a_column_may_mix_ways_of_writing() -> None:
    found, problems = instants(["2026-06-08", "2026-06-08 09:30:15 -0700", "", "2026-06-08T09:30"])
    assert problems == []
    assert found == [
        "2026-06-08 00:00:00+00:00", "2026-06-08 09:30:15+00:00", "NaT", "2026-06-08 09:30:00+00:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["12/1/2010 8:26", "2026-02-30", "2026-06-08 25:00", "06-08-2026", "soon", "0026-06-08", "9026-06-08"],
)
def test_a_bad_date_is_a_problem_with_its_line(text: str) -> None:
    _, problems = instants(["2026-06-08", text])
    assert problems == [
        f"a.csv:3:1: error: placed: {text}: must be a date of the years 1990 to 2100, with a time if it is "
        "known (such as 2026-06-08 09:00)"
    ]


def test_an_empty_date_is_a_problem_only_where_it_is_needed() -> None:
    problems = Problems("a.csv")
    table = table_of(placed=["", "2026-06-08"])
    cells.instants(table, "placed", problems, None, needed=True)
    assert [str(problem) for problem in problems.problems] == [
        "a.csv:2:1: error: placed: must not be empty (such as 2026-06-08 09:00)"
    ]


def test_dates_alone_are_told_from_times() -> None:
    assert cells.dates_only(table_of(placed=["2026-06-08", ""]), "placed")
    assert not cells.dates_only(table_of(placed=["2026-06-08 00:00", ""]), "placed")
    assert not cells.dates_only(table_of(order=["1"]), "placed")


def numbers(texts: list[str], low: float | None = None, whole: bool = False) -> tuple[list[float], list[str]]:
    """Read numbers; return them and the values that are problems."""
    problems = Problems("a.csv")
    found = cells.numbers(table_of(n=texts), "n", problems, what="so", low=low, whole=whole, needed=True)
    return found.tolist(), [problem.value for problem in problems.problems]


def test_numbers() -> None:
    assert numbers(["1", "-2.5", "1,234", "$3.10", "1e3", ".5"]) == ([1, -2.5, 1234, 3.1, 1000, 0.5], [])
    assert numbers(["x", "1 2", "", ".", "nan", "inf", "1e13", "1,23"])[1] == [
        "x", "1 2", "", ".", "nan", "inf", "1e13", "1,23",
    ]  # fmt: skip
    assert numbers(["0", "-1", "1.5", "2"], low=1, whole=True)[1] == ["0", "-1", "1.5"]


def test_flags() -> None:
    problems = Problems("a.csv")
    table = table_of(late=["yes", "FALSE", "", "1", "maybe"])
    assert cells.flags(table, "late", problems).tolist() == [True, False, False, True, False]
    assert [(problem.value, problem.rule) for problem in problems.problems] == [
        ("maybe", "must be yes or no")
    ]


def test_zip_codes_get_their_zeros_back() -> None:
    table = table_of(zip=["'02134", "2134", "501", "43215-1234", "10115.0", ""])
    assert cells.zips(table, "zip").tolist() == ["02134", "02134", "00501", "43215-1234", "10115", ""]


def test_a_map_of_columns() -> None:
    assert cells.read_columns("placed=Invoice Date, order = No", ("placed", "order")) == {
        "placed": "Invoice Date",
        "order": "No",
    }
    assert cells.read_columns("", ("placed",)) == {}


def test_every_wrong_part_of_a_map_is_listed() -> None:
    with pytest.raises(DataError) as caught:
        cells.read_columns("plced=a,placed,order=x,order=y", ("placed", "order"))
    assert [str(problem) for problem in caught.value.problems] == [
        "--columns:1:1: error: plced: is not a role that a column can play (did you mean placed?)",
        "--columns:1:1: error: placed: must be a role and a column (such as placed=InvoiceDate)",
        "--columns:1:1: error: order: is given twice (keep one)",
    ]
