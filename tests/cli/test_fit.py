"""`simnet fit`: from a file to YAML that loads, a picture, and a sentence for all that can go wrong."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from ruamel.yaml import YAML

from simnet.cli import main
from simnet.cli.fit import _country, _slow_weeks, _stood_out, order_lines, shipment_lines
from simnet.errors import ScenarioError
from tests.unit.fitting.made import counts, parcels, placed, written


def code_of(*arguments: str | Path) -> int:
    """Run a command line and return its exit code."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0)


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Write half a year of orders, one of them a promotion."""
    number = counts(180, 20, dispersion=3)
    number[100] = 130
    rows = [f"{i},{at:%Y-%m-%d %H:%M},candle,1,28" for i, at in enumerate(placed(number))]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["order,placed,sku,quantity,price", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def shipments(tmp_path: Path) -> Path:
    """Write a year of parcels, six of whose times run backwards."""
    table = parcels(900, weeks=52)
    late = table.index[table["delivered"].notna()][:6]
    table.loc[late, ["handed", "delivered"]] = table.loc[late, ["delivered", "handed"]].to_numpy()
    return written(table, tmp_path / "shipments.csv")


def test_orders_become_a_file_and_a_picture(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "customers.yaml"
    assert code_of("fit", "orders", orders, "--out", out) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    lines = shown.out.splitlines()
    assert lines[0].startswith("orders.csv · ")
    assert max(map(len, shown.out.replace(str(tmp_path), "").splitlines())) <= 100
    assert any(line.startswith("Stood out  1 times") and "2024-04-10" in line for line in lines)
    assert lines[-1].startswith("Next     put  extends: [your-scenario.yaml, customers.yaml]")
    for said in (
        "how sure (95%)",
        ", the last 4 weeks",
        "Growth a year",
        "; 1 would be chance alone",
        "most on ",
        ", fewest on ",
        " of a usual day)",
        "Units a product",
        " times with far more orders than usual, such as 2024-04-10",
        ", with fit and data in ",
    ):
        assert said in shown.out, said
    read = YAML(typ="safe").load(out.read_text("utf-8"))
    assert list(read) == ["customers"]
    assert (tmp_path / "customers.png").read_bytes()[:4] == b"\x89PNG"


def test_without_a_file_the_yaml_alone_is_printed(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of("fit", "orders", orders) == 0
    shown = capsys.readouterr()
    assert YAML(typ="safe").load(shown.out)["customers"]["dispersion"] > 1
    assert shown.err.startswith("orders.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["orders.csv"]


def test_the_same_file_gives_the_same_bytes(orders: Path, tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        assert code_of("fit", "orders", orders, "--out", tmp_path / f"{name}.yaml") == 0
        found.append([(tmp_path / f"{name}.{end}").read_bytes() for end in ("yaml", "png")])
    assert found[0] == found[1]


def test_shipments_become_carriers_and_lanes(
    shipments: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, picture = tmp_path / "lanes.yaml", tmp_path / "p.png"
    assert (
        code_of("fit", "shipments", shipments, "--out", out, "--picture", picture, "--country", "none") == 0
    )
    shown = capsys.readouterr()
    assert set(YAML(typ="safe").load(out.read_text("utf-8"))) == {"carriers", "lanes"}
    assert picture.is_file()
    assert "delivers on all days but Sunday." in shown.out
    assert "Left out   6 parcels with impossible times" in shown.out
    assert max(map(len, shown.out.replace(str(tmp_path), "").splitlines())) <= 100
    listed = shown.err.splitlines()
    assert len(listed) == 6
    assert "is delivered before it is handed over (left out)" in listed[0]
    assert listed[-1] == "and 1 more parcels with times that cannot be"


def test_a_terminal_without_unicode_gets_ascii(orders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict"))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", errors="strict"))
    assert code_of("fit", "orders", orders) == 0
    sys.stdout.flush()
    assert b"customers:" in raw.getvalue()


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str | Path) -> list[str]:
    """Run a command that must be refused; return what it said, without the folder."""
    assert code_of(*arguments) == 2
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err
    assert shown.out == ""
    return shown.err.replace(f"{folder}/", "").splitlines()


def test_a_broken_file_gets_every_problem_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("order,placed,quantity\n1,2026-01-05,-1\n2,then,1\n", encoding="utf-8")
    found = refused(capsys, tmp_path, "fit", "orders", path, "--out", tmp_path / "x.yaml")
    assert [line.split(": ")[0] for line in found] == ["a.csv:2:1", "a.csv:3:1"]
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


def test_nothing_is_overwritten_without_force(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("x.yaml", "x.png"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    found = refused(capsys, tmp_path, "fit", "orders", orders, "--out", tmp_path / "x.yaml")
    assert found == [
        f"{name}:1:1: error: exists already (name another file, or add --force)"
        for name in ("x.yaml", "x.png")
    ]
    assert (tmp_path / "x.yaml").read_text("utf-8") == "mine"
    assert code_of("fit", "orders", orders, "--out", tmp_path / "x.yaml", "--force") == 0
    assert (tmp_path / "x.yaml").read_text("utf-8") != "mine"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--columns", "plced=a"], "--columns:1:1: error: plced: is not a role that a column can play"),
        (["--columns", "placed=when"], "orders.csv:1:1: error: --columns: when: is not a column of the file"),
        (["--timezone", "America/NewYork"], "--timezone: error: America/NewYork: must be an IANA time zone"),
        (["--products", "("], "--products: error: (: must be a regular expression"),
        (["--products", "book"], "orders.csv:1:1: error: no line is a sale of a product (look at --products"),
        (
            ["--out", "no/such/x.yaml"],
            "no/such/x.yaml:1:1: error: its folder does not exist (make no/such first)",
        ),
        (["--until", "2026-01-05"], "--until: error: says nothing about orders (leave it out)"),
        (["--out", "x.png"], "x.png:1:1: error: is the name of both files (name them differently)"),
    ],
)
def test_options_that_cannot_be(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    options: list[str], message: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert refused(capsys, tmp_path, "fit", "orders", orders, *options)[0].startswith(message)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--until", "soon"],
            "--until: error: soon: must be a date, with a time if it matters (such as 2026",
        ),
        (
            ["--country", "XX"],
            "--country: error: XX: is not a country whose holidays are known, by its two letters",
        ),
    ],
)
def test_options_of_shipments_that_cannot_be(
    shipments: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert refused(capsys, tmp_path, "fit", "shipments", shipments, *options)[0].startswith(message)


def test_too_few_parcels_to_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("handed,delivered\n2026-01-05,2026-01-07\n", encoding="utf-8")
    assert refused(capsys, tmp_path, "fit", "shipments", path) == [
        "a.csv:1:1: error: has too few parcels with two dates to fit anything "
        "(name the columns: --columns released=…,handed=…,delivered=…)"
    ]


def test_a_file_that_cannot_be_written(
    orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.yaml").mkdir()
    assert code_of("fit", "orders", orders, "--out", tmp_path / "x.yaml", "--force") == 2
    assert (
        "x.yaml:1:1: error: cannot be written: Is a directory (name another file)" in capsys.readouterr().err
    )


def test_something_else_than_orders_and_shipments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("fit", "parcels", tmp_path / "a.csv") == 2
    assert "orders" in capsys.readouterr().err


def test_what_was_left_out_of_the_days_is_told() -> None:
    odd = SimpleNamespace(promotions=(), closed_days=2, skipped_days=30)
    assert _stood_out(odd) == [
        "",
        "Left out   2 days without any order, where many were expected: closed?",
        "Left out   30 days beyond a gap of three weeks or more without an order",
    ]
    assert _stood_out(SimpleNamespace(promotions=(), closed_days=0, skipped_days=0)) == []


def test_what_is_assumed_of_carriers_is_told() -> None:
    found = SimpleNamespace(congestion={"swift": None})
    assert _slow_weeks(found) == ["swift: too few weeks to tell slow weeks from chance."]
    week = SimpleNamespace(business=False, known=False, days=())
    way = SimpleNamespace(carrier="swift", service="ground", week=week, lanes=())
    day = datetime(2026, 1, 5)
    fit = SimpleNamespace(
        first=day, last=day, parcels=3, ways=[way], congestion={}, handling=(), notes=(), impossible=()
    )
    told = shipment_lines("a.csv", SimpleNamespace(left_out={}, note=""), fit)
    assert "swift ground delivers every day (assumed: too few deliveries to tell)." in told
    assert any("half within" in line and "9 in 10 within" in line for line in told)


def test_a_country_without_known_holidays_is_refused_with_what_to_write() -> None:
    with pytest.raises(ScenarioError) as caught:
        _country("Ohio")
    (problem,) = caught.value.problems
    assert (problem.value, problem.repair) == ("Ohio", "such as US, or none")


def test_orders_without_a_region_are_told() -> None:
    days = pd.Series(pd.to_datetime(["2026-01-05", "2026-03-01"]))
    counts = SimpleNamespace(
        daily={"day": days}, rate_interval=(1.0, 2.0), rate_per_day=1.5, overall_per_day=1.4,
        dispersion=None, promotions=(), closed_days=0, skipped_days=0,
    )  # fmt: skip
    one = SimpleNamespace(data_mean=1.0, shares={1: 1.0})
    basket = SimpleNamespace(orders=90, lines=one, quantity=one, without_region=3, regions={"west": 1.0})
    told = order_lines("a.csv", SimpleNamespace(left_out={}), counts, basket)
    assert "Left out   3 orders without a region, from the shares of regions" in told
