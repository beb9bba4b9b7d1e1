"""Pictures of a fit: what they say, that nothing is too small, and that equal ones are equal bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from simnet.charts.fit import orders_figure, shipments_figure
from simnet.charts.style import save
from simnet.fitting.basket import fit_basket
from simnet.fitting.counts import fit_counts
from simnet.fitting.lanes import fit_shipments
from simnet.fitting.orderfile import read_orders
from simnet.fitting.shipmentfile import read_shipments
from tests.unit.fitting.made import counts, parcels, placed, written


def of_orders(folder: Path, number: np.ndarray) -> Figure:
    """Draw made orders."""
    rows = [f"{i},{at:%Y-%m-%d %H:%M}" for i, at in enumerate(placed(number))]
    (folder / "a.csv").write_text("\n".join(["order,placed", *rows]) + "\n", encoding="utf-8")
    orders = read_orders(folder / "a.csv")
    counted = fit_counts(orders.lines["placed"])
    return orders_figure(counted, fit_basket(orders), "a $1 b $2.csv")


def of_shipments(folder: Path, **options: object) -> Figure:
    """Draw made shipments."""
    table = parcels(900, weeks=60, **options)  # type: ignore[arg-type]
    return shipments_figure(fit_shipments(read_shipments(written(table, folder / "a.csv")), ""), "a.csv")


def texts(figure: Figure) -> list[Text]:
    """List all texts of a figure that are shown."""
    return [one for one in figure.findobj(Text) if one.get_text().strip() and one.get_visible()]


def said(figure: Figure) -> str:
    """Join all texts of a figure."""
    return " ".join(" ".join(text.get_text() for text in texts(figure)).split())


def test_the_orders_picture_says_what_was_found(tmp_path: Path) -> None:
    number = counts(300, 60, dispersion=5)
    number[200] = 400
    shown = said(of_orders(tmp_path, number))
    for wanted in ("orders a day; days vary", "x", "by chance alone", "Products an order", "a $1 b $2.csv"):
        assert wanted in shown


def test_a_few_days_have_a_picture_too(tmp_path: Path) -> None:
    assert "too few days to say more" in said(of_orders(tmp_path, counts(9, 20)))
    assert "too few days to say more" in said(of_orders(tmp_path, np.array([4])))


def test_the_shipments_picture_has_a_panel_for_each_wait_and_carrier(tmp_path: Path) -> None:
    figure = of_shipments(tmp_path)
    assert len(figure.axes) == 2 + 1 + 1  # two lanes, one origin, one carrier
    assert "reno → west" in said(figure)
    assert "days off" in said(figure)


def test_a_file_of_a_few_weeks_has_no_slow_weeks(tmp_path: Path) -> None:
    table = parcels(300, weeks=10)
    found = fit_shipments(read_shipments(written(table, tmp_path / "a.csv")), "")
    assert "Slow weeks" not in said(shipments_figure(found, "a.csv"))


def test_handling_alone_has_a_picture(tmp_path: Path) -> None:
    table = parcels(300).drop(columns="delivered")
    found = fit_shipments(read_shipments(written(table, tmp_path / "a.csv")), "")
    assert "How long it takes to hand parcels over." in said(shipments_figure(found, "a.csv"))


@pytest.mark.parametrize("draw", [lambda folder: of_orders(folder, counts(200, 60)), of_shipments])
def test_no_text_is_under_seven_points_or_outside(draw, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    figure = draw(tmp_path)
    figure.canvas.draw()
    for text in texts(figure):
        assert text.get_fontsize() >= 7
        assert not text.get_parse_math()
        box = text.get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.x1 + 1


def test_equal_pictures_are_equal_bytes(tmp_path: Path) -> None:
    first = save(of_orders(tmp_path, counts(100, 20)), tmp_path / "1.png")
    second = save(of_orders(tmp_path, counts(100, 20)), tmp_path / "2.png")
    assert first.read_bytes() == second.read_bytes()
