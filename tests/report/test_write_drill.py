"""The pages of a real drill, drawn from its folder alone, and its report in a browser without a network."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from simnet.errors import SimnetError
from simnet.report import write_drill
from simnet.scenario import load_drills, occasions
from simnet.study import run_study
from simnet.study.drills import run_drill
from tests.report.browser import CHROMIUM, opened, probed

SHOP = """
simnet: 1
name: Soap & Söhne
start: 2026-03-02
horizon: 70 days
warmup: 2 weeks
customers: {orders: 20 per day}
skus: {candle: {price: 28, cost: 7, weight: 1 lb, size: 4 x 4 x 5 in, sells: 100%}}
suppliers: {maker: {makes: [candle], lead_time: 8 to 18 days}}
nodes:
  shop: {zip: 43215, capacity: 60 orders per day, stock: 6 weeks}
  garage: {zip: 89501, capacity: 30 orders per day, stock: 4 weeks}
carriers: [usps-ground-advantage]
thresholds: [{when: "on_time < 95%", then: alert}]
drill:
  title: The shop is dark for two days
  start: 2026-04-06 09:00
  events: [{node_outage: shop, for: 2 days}]
  goals: {detect: 1 h, service_back: 3 days, late_orders: 5}
  window: {before: 7 days, after: 21 days}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "shop.yaml").write_text(SHOP, encoding="utf-8")
    scenario = load_drills(home / "shop.yaml")
    (occasion,) = occasions(scenario, scenario.drills[0])
    run_drill(scenario, occasion, 3, jobs=1, out=home / "drill", given=SHOP.encode())
    written = [path.relative_to(home / "drill").as_posix() for path in write_drill(home / "drill")]
    (home / "written.txt").write_text("\n".join(written))
    return home / "drill"


def test_page_sheet_card_and_report_are_written_the_page_first(folder: Path) -> None:
    written = (folder.parent / "written.txt").read_text().split()
    assert written == [
        "drill.png", "sheet2.png", "drill-letter.png", "sheet2-letter.png", "card.png", "charts/course.png",
        "charts/network.png", "report.html",
    ]  # fmt: skip
    assert not list(folder.glob(".*"))


def test_redrawing_gives_the_same_bytes_from_a_folder_that_has_moved(folder: Path, tmp_path: Path) -> None:
    names = ("drill.png", "sheet2-letter.png", "card.png", "report.html")
    before = {name: (folder / name).read_bytes() for name in names}
    moved = shutil.copytree(folder, tmp_path / "elsewhere")
    write_drill(moved)
    assert {name: (moved / name).read_bytes() for name in names} == before


def test_the_paper_is_a4_and_us_letter_at_150_dots_per_inch_and_the_card_fits_a_message(folder: Path) -> None:
    from matplotlib.image import imread

    wanted = {"drill": (1754, 1240), "sheet2": (1754, 1240), "card": (630, 1200),
              "drill-letter": (1650, 1275), "sheet2-letter": (1650, 1275)}  # fmt: skip
    assert {name: imread(folder / f"{name}.png").shape[:2] for name in wanted} == wanted


def test_a_folder_of_a_run_is_refused(tmp_path: Path) -> None:
    from simnet.scenario import load_text

    scenario = load_text(SHOP.partition("drill:")[0], "shop.yaml")
    run_study(scenario, 1, jobs=1, out=tmp_path / "run", given=b"")
    with pytest.raises(SimnetError, match="is the folder of a run, not of a drill"):
        write_drill(tmp_path / "run")


def test_a_folder_that_cannot_be_written_is_said_so(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(copy / "charts")
    (copy / "charts").write_text("in the way")
    with pytest.raises(SimnetError, match="cannot be written"):
        write_drill(copy)


@pytest.fixture(scope="module")
def page(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if CHROMIUM is None:
        pytest.skip("no Chromium or Chrome is installed to open report.html with")
    target = tmp_path_factory.mktemp("page") / "report.html"
    return Path(shutil.copy(folder / "report.html", target))


def test_a_browser_shows_the_whole_report_without_a_network(page: Path) -> None:
    dom = opened(page, "--dump-dom")
    for said in (
        "Soap &amp; Söhne", "NOT PASSED", "Shop was dark for 2 days.", "FIX FIRST", "Customers stop noticing",
        "One typical year, step by step", "What to change", "To repeat it",
    ):  # fmt: skip
        assert said in dom, said
    assert dom.count("<figure>") == 2
    assert not re.search(r"(src|href|url)\s*[=(]\s*[\"']?(https?:)?//", dom)


@pytest.mark.parametrize("width", [1100, 400])
def test_a_browser_loads_every_picture_and_nothing_is_wider_than_the_window(page: Path, width: int) -> None:
    assert probed(page, width) == (0, 2, 0)


def test_a_browser_can_take_a_picture_of_the_report(page: Path, tmp_path: Path) -> None:
    from matplotlib.image import imread

    shot = tmp_path / "shot.png"
    opened(page, "--window-size=1100,3000", f"--screenshot={shot}")
    pixels = imread(shot)
    assert pixels.shape[:2] == (3000, 1100)
    assert pixels[..., :3].std() > 0.05
