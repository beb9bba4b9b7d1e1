"""The pages of a real run, drawn again from its folder, and opened in a browser without a network."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from simnet.errors import SimnetError
from simnet.report import write_report
from simnet.scenario import load_text
from simnet.study import run_study
from tests.report import fakes
from tests.report.browser import CHROMIUM, opened, probed

BRAND = """
simnet: 1
name: Soap & Söhne
horizon: 70 days
warmup: 2 weeks
customers: {orders: 20 per day}
skus: {candle: {price: 28, cost: 7, weight: 1 lb, size: 4 x 4 x 5 in, sells: 100%}}
suppliers: {maker: {makes: [candle], lead_time: 8 to 18 days}}
nodes: {shop: {zip: 43215, capacity: 60 orders per day, stock: 6 weeks}}
carriers: [usps-ground-advantage]
thresholds: [{when: "on_time < 95%", then: alert}]
disruptions: [{name: storm, node_outage: shop, starts: 2026-02-02, for: 4 days}]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("results") / "run"
    study = run_study(load_text(BRAND, "brand.yaml"), 3, jobs=1, out=target, given=BRAND.encode())
    assert not study.failures
    write_report(target)
    return target


def test_all_pictures_and_the_page_are_written(folder: Path) -> None:
    written = {path.relative_to(folder).as_posix() for path in write_report(folder)}
    assert written == {
        "report.html",
        *(
            f"charts/{name}.png"
            for name in ("whiteboard", "recovery-1-storm", "waterfall-1-storm", "stockouts", "landed-cost",
                         "yearly-cost", "node-load", "weekly-review")
        ),
    }  # fmt: skip
    assert not list(folder.glob(".*"))


def test_redrawing_gives_the_same_bytes(folder: Path) -> None:
    before = {path: path.read_bytes() for path in [*(folder / "charts").iterdir(), folder / "report.html"]}
    assert {path: path.read_bytes() for path in write_report(folder)} == before


def test_some_charts_alone_can_be_drawn(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(copy / "charts")
    assert [path.name for path in write_report(copy, charts=["whiteboard"])] == [
        "whiteboard.png",
        "report.html",
    ]
    assert (copy / "report.html").read_text(encoding="utf-8").count("<figure>") == 1


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SimnetError, match="is not the folder of a finished run"):
        write_report(tmp_path)


def test_a_folder_that_cannot_be_written_is_said_so(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(copy / "charts")
    (copy / "charts").write_text("in the way")
    with pytest.raises(SimnetError, match="cannot be written"):
        write_report(copy)


@pytest.fixture(scope="module")
def page(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if CHROMIUM is None:
        pytest.skip("no Chromium or Chrome is installed to open report.html with")
    target = tmp_path_factory.mktemp("page") / "report.html"
    return Path(shutil.copy(folder / "report.html", target))


def test_a_browser_shows_the_whole_page_without_a_network(page: Path) -> None:
    dom = opened(page, "--dump-dom")
    for said in ("Soap &amp; Söhne", "On time in a typical year", "How your customers fare", "To repeat it"):
        assert said in dom
    assert dom.count("<figure>") == 8
    assert not re.search(r"(src|href|url)\s*[=(]\s*[\"']?(https?:)?//", dom)


@pytest.mark.parametrize("width", [1100, 400])
def test_a_browser_loads_every_picture_and_nothing_is_wider_than_the_window(page: Path, width: int) -> None:
    assert probed(page, width) == (0, 8, 0)


def test_a_browser_can_take_a_picture_of_the_page(page: Path, tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    opened(page, "--window-size=1100,3000", f"--screenshot={shot}")
    from matplotlib.image import imread

    pixels = imread(shot)
    assert pixels.shape[:2] == (3000, 1100)
    assert pixels[..., :3].std() > 0.05


def test_hand_made_tables_of_every_size_have_a_page(scenarios: Path) -> None:
    from simnet.report.page import page as compose
    from simnet.report.run import Run
    from tests.charts.frames import SIZES

    for size in SIZES.values():
        folder = fakes.hybrid(scenarios, **fakes.all_tables(size))
        assert "</html>" in compose(Run(folder))
