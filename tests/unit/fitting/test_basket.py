"""What is in an order, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simnet.fitting.basket import MOST, count_shares, fit_basket
from simnet.fitting.orderfile import read_orders

TEXT = """order,placed,sku,quantity,price,zip
1,2026-01-05 08:10,fig,1,28,43215
1,2026-01-05 08:10,oak,2,26,43215
2,2026-01-05 08:50,fig,1,28,90012
3,2026-01-06 21:00,fig,1,30,90012
3,2026-01-06 21:00,fig,2,30,90012
4,2026-01-07 08:00,book,1,,
"""


def test_a_basket_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TEXT, encoding="utf-8")
    found = fit_basket(read_orders(path), top=1)
    assert found.orders == 4
    # Two lines of one SKU in an order are one line, as the simulator merges them.
    assert found.lines.shares == {1: 0.75, 2: 0.25}
    assert found.quantity.shares == {1: 0.6, 2: 0.2, 3: 0.2}
    assert [(item.sku, item.lines) for item in found.items] == [("fig", 4), ("others", 2)]
    assert found.items[0].price == 29
    assert sum(item.share for item in found.items) == pytest.approx(1)
    assert found.others == 2
    assert found.regions == {"west": pytest.approx(2 / 3), "midwest": pytest.approx(1 / 3)}
    assert found.without_region == 1
    assert found.hours is not None
    assert (found.hours[8], found.hours[21], found.hours[0]) == (18, 6, 0)
    assert np.mean(found.hours) == pytest.approx(1)


def test_counts_above_three_are_grouped_under_their_mean() -> None:
    found = count_shares(np.array([1, 1, 2, 4, 6, 6, 7, 60, 1000, 3]))
    assert found.shares == {1: 0.2, 2: 0.1, 3: 0.1, 5: 0.3, 7: 0.1, MOST: 0.2}
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.data_mean == pytest.approx(109)
    assert found.mean < found.data_mean


def test_dates_alone_say_nothing_about_hours(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("order,placed\n1,2026-01-05\n", encoding="utf-8")
    found = fit_basket(read_orders(path))
    assert found.hours is None
    assert found.regions == {}
