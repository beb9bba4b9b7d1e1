"""Nine months of a real shop (UCI Online Retail, beside the checkout) through the shipped network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simnet.engine.replication import plan_of, run_replication
from simnet.intake import intake_of, take_in
from simnet.scenario import Scenario, load_text
from simnet.units import DAY

FILE = "online_retail_2010-12_to_2011-08.parquet"
ORDERS = f"""\
  orders:
    file: ../../shared/data/{FILE}
    columns: {{order: InvoiceNo, placed: InvoiceDate, sku: StockCode, quantity: Quantity, region: Country}}
    skus: {{ranked: [candle-fig, candle-oak, book, gift-kit], rest: poster}}
    regions: {{map: {{United Kingdom: east, Germany: west, France: midwest}}, rest: south}}
    leave_out: {{orders: C*, skus: "[!0-9]*", returns: true}}
"""


@pytest.fixture(scope="module")
def data(root: Path) -> Path:
    folder = root.parent / "shared" / "data"
    if not (folder / FILE).exists():
        pytest.skip("the data lie beside the checkout")
    return folder


def hybrid(root: Path, data: Path, more: str = "") -> Scenario:
    """Load the hybrid with the file's orders in place of its own."""
    told = ("  orders:", "  lines:", "  weekdays:", "  promotions:", "    - {name: Launch")
    text = (root / "scenarios" / "hybrid.yaml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith(told)]
    kept.insert(kept.index("customers:\n") + 1, ORDERS + more)
    return load_text("".join(kept), "hybrid.yaml", root / "scenarios", [data])


def test_the_orders_of_the_file(root: Path, data: Path) -> None:
    taken = take_in(hybrid(root, data))
    log = intake_of(taken).orders
    assert log is not None
    notes = [note.rule for note in taken.notes if FILE in note.place]
    assert notes[0] == "5,847 of 320,705 rows are left out: their order numbers"
    # Counted apart from the reader: invoices and lines of goods, and units, with pandas on the same rows.
    import pandas as pd

    rows = pd.read_parquet(data / FILE)
    goods = rows[~rows.InvoiceNo.str.startswith("C") & rows.StockCode.str.match(r"\d") & (rows.Quantity > 0)]
    assert (len(log), len(log.item)) == (goods.InvoiceNo.nunique(), len(goods))
    assert int(log.quantity.sum()) == goods.Quantity.sum()
    per_day = goods.groupby("InvoiceNo").InvoiceDate.min().dt.date.value_counts()
    assert np.unique(log.day, return_counts=True)[1].tolist() == per_day.sort_index().tolist()
    best = goods.groupby("StockCode").Quantity.sum().sort_values().index[-1]
    figs = log.quantity[log.item == log.items.index("candle-fig")].sum()
    assert figs == goods[goods.StockCode == best].Quantity.sum()


@pytest.mark.parametrize("more", ["", "    replay: as_it_was\n"])
def test_they_go_through_the_network(root: Path, data: Path, more: str) -> None:
    span = {"start": "2026-02-02", "horizon": "20 weeks", "warmup": "2 weeks"}
    taken = take_in(hybrid(root, data, more).with_values(span))
    first, second = run_replication(taken, 0)["orders"], run_replication(taken, 1)["orders"]
    log = intake_of(taken).orders
    assert log is not None
    if more:
        assert (first["placed_us"] == second["placed_us"]).all()
        shift = first["placed_us"] - _since_first_monday(log, len(first), plan_of(taken).zero.timestamp())
        assert set((shift // (DAY // 24)).tolist()) <= {-1, 0}  # the clocks change on another day
    else:
        assert len(first) != len(second)
        assert 0.6 < len(first) / len(log) * log.days / (22 * 7) < 1.5
    assert set(first["region"].tolist()) == {0, 1, 2, 3}


def _since_first_monday(log: object, count: int, zero: float) -> np.ndarray:
    """Instants of the first orders of the file from its first Monday on."""
    day, elapsed = log.day, log.elapsed  # type: ignore[attr-defined]
    monday = day[0] + (1 - day[0]) % 7
    later = day >= monday
    since: np.ndarray = (day[later].astype(np.int64) - monday) * DAY + elapsed[later]
    return since[:count]
