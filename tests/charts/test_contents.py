"""What single charts say: hand-made tables with known answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from simnet.charts.clocks import bars
from simnet.charts.cost_lines import landed_cost, per_order
from simnet.charts.network import Network, Place, Way, grouped, thinned
from simnet.charts.node_load import node_load
from simnet.charts.recovery_curve import recovery_curve
from simnet.charts.stockouts import MOST, stockouts_over_time
from simnet.charts.waterfall import recovery_waterfall
from simnet.charts.weekly_review import late_by_region, usual, weekly_review
from simnet.charts.whiteboard import whiteboard
from simnet.charts.yearly_cost import totals, yearly_cost
from simnet.measures.ledger.lines import COST_LINES
from simnet.records.results import MICRO
from tests.charts import frames
from tests.charts.drawn import FACTS, facts, one_kind, texts, words
from tests.charts.frames import ABSURD, INF, SMALL, TYPICAL


def _cases(**columns: list[float]) -> pd.DataFrame:
    number = len(next(iter(columns.values())))
    cases = pd.concat([frames.incidents(SMALL, noticed=1, censored=0).iloc[:1]] * number, ignore_index=True)
    cases["replication"] = range(number)
    return cases.assign(**columns)


def test_the_day_of_recovery_is_the_median_of_the_clocks_of_noticed_cases() -> None:
    cases = _cases(service_days=[0.0, 0.0, 0.0, 4.0, 9.0, 20.0], absorbed=[True] * 3 + [False] * 3)
    curves = frames.curves(replace(SMALL, replications=6))
    said = words(recovery_curve(curves, cases, "garage dark", FACTS))
    assert "garage dark: customers notice for 9 days." in said
    assert "day 9: back to normal" in said
    assert "It happened 6 times in all simulated years; 3 were noticed" in said


def test_a_median_that_has_not_ended_is_no_day() -> None:
    cases = _cases(service_days=[4.0, INF, INF])
    said = words(recovery_curve(frames.curves(replace(SMALL, replications=3)), cases, "x dark", FACTS))
    assert "customers still notice when the window ends" in said
    assert "back to normal" not in said


def test_what_nobody_noticed_is_said_so() -> None:
    cases = _cases(service_days=[0.0, 0.0], absorbed=[True, True])
    said = words(recovery_curve(frames.curves(SMALL), cases, "x dark", FACTS))
    assert "x dark: nobody noticed." in said


def test_no_incident_and_no_orders_are_drawn_as_such() -> None:
    cases = frames.incidents(SMALL).iloc[:0]
    said = words(recovery_curve(frames.curves(SMALL), cases, "x dark", FACTS))
    assert "It happened in no simulated year." in said
    quiet = frames.curves(SMALL, per_day=0).assign(late=0, twin_late=0, orders=0, twin_orders=0)
    assert "x dark" in words(recovery_curve(quiet, _cases(service_days=[1.0, 1.0]), "x dark", FACTS))


def _dip(day: int, *, twin: bool = False) -> pd.DataFrame:
    """Two cases with all orders on time but for one day, on which 40 of 100 are late."""
    days = np.arange(-14, 60)
    late = np.where(days == day, 40, 0)
    one = pd.DataFrame({"incident": 0, "day": days, "orders": 100, "late": late, "twin_orders": 100})
    one = one.assign(twin_late=late if twin else 0, overdue=0, twin_overdue=0)
    return pd.concat([one.assign(replication=number) for number in (0, 1)])


@pytest.mark.parametrize(
    ("day", "onset", "twin", "why"),
    [
        (5, 0.4, False, "on that weekend nobody"),  # 2 March 2026 is a Monday, day 5 a Saturday
        (5, 2.4, False, "60% of the orders of day 5"),  # from Wednesday on, it is a Monday
        (-2, 2.4, False, "still inside when it did"),
        (5, 2.4, True, "60%, without it too"),
    ],
)
def test_every_dip_is_explained(day: int, onset: float, twin: bool, why: str) -> None:
    cases = _cases(service_days=[9.0, 9.0], onset_days=[onset, onset + 7])
    assert why in words(recovery_curve(_dip(day, twin=twin), cases, "x dark", FACTS))


def test_dips_near_the_floor_are_explained_where_there_is_room() -> None:
    """An outage that lasts for weeks, with dips at 12% and less: below them only the axis is left."""
    days = np.arange(-14, 60)
    late = np.where(days < 15, 2, 80)
    late[np.isin(days, (26, 40, 55))] = 89
    one = pd.DataFrame({"incident": 0, "day": days, "orders": 100, "late": late, "twin_orders": 100})
    one = one.assign(twin_late=2, overdue=0, twin_overdue=0, replication=0)
    cases = _cases(service_days=[71.0], onset_days=[2.4], downtime_days=[57.0])
    figure = recovery_curve(one, cases, "maker dark", FACTS)
    said = [text for text in texts(figure) if "11%" in text.get_text()]
    assert len(said) == 3
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in texts(figure)]
    for mine in said:
        box = Text.get_window_extent(mine)
        over = [text for text, other in boxes if box.overlaps(other) and text != mine.get_text()]
        assert not over, (mine.get_text(), over)
    assert "It happened once in all simulated years, and was noticed." in words(figure)


def test_how_often_it_happened_is_counted_as_a_person_would() -> None:
    one = _cases(service_days=[0.0, 4.0], absorbed=[True, False])
    said = words(recovery_curve(frames.curves(SMALL), one, "x dark", FACTS))
    assert "It happened 2 times in all simulated years; 1 was noticed, and is drawn here." in said
    never = _cases(service_days=[0.0], absorbed=[True])
    assert "It happened once in all simulated years." in words(
        recovery_curve(frames.curves(SMALL), never, "x dark", FACTS)
    )


def test_weekends_explain_nothing_when_incidents_begin_on_different_weekdays() -> None:
    cases = _cases(service_days=[9.0, 9.0], onset_days=[0.4, 1.4])
    assert "weekend" not in words(recovery_curve(_dip(5), cases, "x dark", FACTS))


def test_a_clock_that_not_every_case_has_is_the_typical_of_those_that_do() -> None:
    cases = _cases(resupply_days=[2.0, 4.0, 6.0, INF], detect_days=[INF] * 4, stock_days=[1.0, 2.0, 3.0, INF])
    found = {bar.column: bar for bar in bars(cases)}
    assert (found["resupply_days"].typical, found["resupply_days"].share) == (4.0, 0.75)
    assert found["resupply_days"].text == "4 days, in 7 of 10 cases"
    assert found["detect_days"].share == 0
    assert (found["stock_days"].typical, found["stock_days"].text) == (2.0, "2 days; bad case > window")
    said = words(recovery_waterfall(cases, "x dark"))
    assert "In no case: you notice." in said
    assert "You notice" not in said.split("\n")


def test_longer_censored_bars_reach_beyond_all_others() -> None:
    cases = _cases(service_days=[INF] * 4, stock_days=[30.0] * 4)
    figure = recovery_waterfall(cases, "x dark")
    widths = {bar.get_y(): bar.get_width() for bar in figure.axes[0].patches[1:]}
    assert max(widths.values()) > 30
    assert "not within the window" in words(figure)


def test_the_landed_cost_of_an_order_is_all_cost_by_all_orders() -> None:
    rows = [(0, world, "total", "", line, amount * MICRO) for world, line, amount in (
        ("disrupted", "product", 300), ("twin", "product", 200), ("disrupted", "refunds", 100),
        ("disrupted", "lost_margin", 999), ("disrupted", "lost_revenue", 5_000),
    )]  # fmt: skip
    rows += [(0, "disrupted", "node", "a", "product", 300 * MICRO)]
    ledger = pd.DataFrame(rows, columns=["replication", "world", "by", "element", "line", "amount_micro"])
    delivered = {"disrupted": 100.0, "twin": 50.0}
    table = per_order(ledger, delivered)
    assert table.loc["product"].tolist() == [3.0, 4.0]
    said = words(landed_cost(ledger, delivered, FACTS))
    assert "An order costs $4.00" in said
    assert "margin lost on orders that were not made: $9.99" in said
    assert "$50" not in said
    assert totals(ledger, "disrupted").tolist() == [400.0]


def test_a_cost_line_that_moved_is_never_among_the_others() -> None:
    """Eighteen large lines that stay as they are, and two small ones that move: more lines than bars."""
    names = [line.name for line in COST_LINES[:25]]
    usual = dict(zip(names, [5.0] * 18 + [0.10, 0.50] + [0.01] * 5, strict=True))
    moved = usual | {names[18]: 0.90, names[19]: 1.00}
    rows = [(0, world, "total", "", line, amount * MICRO) for world, amounts in (
        ("disrupted", moved), ("twin", usual)) for line, amount in amounts.items()]  # fmt: skip
    ledger = pd.DataFrame(rows, columns=["replication", "world", "by", "element", "line", "amount_micro"])
    said = words(landed_cost(ledger, {"disrupted": 1.0, "twin": 1.0}, FACTS))
    assert "$0.90  (+$0.80)" in said
    assert "$1.00  (+$0.50)" in said
    assert " others" in said
    total = sum(moved.values())
    assert f"An order costs ${total:.2f}" in said


def test_too_few_years_have_no_bad_one() -> None:
    few = frames.ledger(replace(TYPICAL, replications=9))
    said = words(yearly_cost(few, FACTS))
    assert "Too few simulated years to say what a bad one costs" in said
    assert "bad year" not in said
    assert "bad year" in words(yearly_cost(frames.ledger(TYPICAL), FACTS))


@pytest.mark.parametrize(("years", "dots"), [(7, 7), (60, 60), (1000, 100)])
def test_every_dot_is_a_year_or_the_same_share_of_many(years: int, dots: int) -> None:
    figure = yearly_cost(frames.ledger(replace(TYPICAL, replications=years), lines=("product",)), FACTS)
    assert sum(len(some.get_offsets()) for some in figure.axes[0].collections) == dots
    assert ("10 simulated years" if years == 1000 else "one simulated year") in words(figure).replace(
        "\n", " "
    )


def test_without_costs_nothing_is_invented() -> None:
    none = frames.ledger(SMALL).iloc[:0]
    assert "No cost is stated" in words(yearly_cost(none, FACTS))
    assert "No cost is stated" in words(landed_cost(none, {}, FACTS))


def test_two_hundred_products_at_ten_places_are_ranked_and_the_rest_is_counted() -> None:
    figure = stockouts_over_time(frames.stock_weeks(ABSURD), facts(ABSURD))
    said = words(figure)
    assert figure.axes[0].images[0].get_array().shape == (MOST, ABSURD.weeks)
    assert "others:" in said
    days = (
        frames.stock_weeks(ABSURD)
        .query("world == 'disrupted'")
        .groupby(["node", "sku"])["stockout_days"]
        .sum()
    )
    assert f"and {int((days > 0).sum()) - MOST:,} others" in said


def test_nothing_sold_out_is_good_news() -> None:
    never = frames.stock_weeks(TYPICAL).assign(with_stockout=0, stockout_days=0.0)
    assert "Nothing was ever sold out." in words(stockouts_over_time(never, FACTS))


def test_stockouts_are_shares_of_the_simulated_years() -> None:
    table = frames.stock_weeks(SMALL).assign(with_stockout=1, stockout_days=3.0, replications=4)
    figure = stockouts_over_time(table, facts(SMALL))
    assert np.allclose(figure.axes[0].images[0].get_array(), 0.25)
    assert "candle at garage is sold out 1.5 days in 14 days." in words(figure)


def test_load_is_work_by_opening_time_and_the_last_days_of_a_year_are_no_week() -> None:
    table = frames.node_weeks(TYPICAL)
    table.loc[table["week"] == 51, "busy_minutes"] = 50 * 9000.0
    short = replace(FACTS, horizon_days=7 * 51 + 3.0)
    figure = node_load(table, short)
    assert max(np.max(line.get_ydata()) for line in figure.axes[0].lines) < 1.5
    assert "columbus is" in words(figure)


def test_places_without_stations_have_no_load() -> None:
    table = frames.node_weeks(SMALL).assign(open_minutes=0.0)
    assert "none can be full" in words(node_load(table, FACTS))


def test_a_promotion_is_named_only_where_it_lifts_the_load() -> None:
    table = frames.node_weeks(TYPICAL)
    flat = table.assign(busy_minutes=4000.0)
    assert "Launch" not in words(node_load(flat, FACTS))
    flat.loc[flat["week"] == 9, "busy_minutes"] = 7000.0  # 4 May 2026 is in week 9
    assert "78%: Launch" in words(node_load(flat, FACTS))


def test_a_usual_week_is_the_middle_and_one_in_ten_is_asked_about() -> None:
    weeks = pd.DataFrame({"week": range(10), "stockouts": [0, 1, 2, 3, 4, 5, 6, 7, 8, 50]})
    found = usual(weeks, "stockouts", "Stockouts")
    assert (found.typical, found.bad, found.ask) == (4, 8, "9 or more")


def test_late_parcels_by_place_and_region_are_pooled() -> None:
    columns = ["world", "kind", "origin", "destination", "shipments", "late"]
    rows = [
        ("disrupted", "outbound", "a", "west", 90, 9), ("disrupted", "outbound", "a", "west", 10, 1),
        ("disrupted", "outbound", "b", "east", 50, 50), ("twin", "outbound", "a", "east", 10, 10),
        ("disrupted", "inbound", "maker", "a", 10, 10),
    ]  # fmt: skip
    table = late_by_region(pd.DataFrame(rows, columns=columns))
    assert table.loc["a", "west"] == pytest.approx(0.1)
    assert table.loc["b", "east"] == 1.0
    assert np.isnan(table.loc["a", "east"])
    assert list(table.index) == ["a", "b"]


def test_a_review_of_no_parcels_says_so() -> None:
    said = words(weekly_review(frames.weeks(SMALL), frames.flows(SMALL).iloc[:0], facts(SMALL)))
    assert "No parcel was sent." in said


def test_a_quiet_question_of_the_review_says_that_there_is_nothing() -> None:
    none = frames.weeks(TYPICAL).assign(stockouts=0)
    said = words(weekly_review(none, frames.flows(TYPICAL), facts(TYPICAL)))
    assert said.count("none, in 9 years of 10") == 1
    loud = words(weekly_review(frames.weeks(TYPICAL), frames.flows(TYPICAL), facts(TYPICAL)))
    assert "none, in 9" not in loud


def test_small_places_are_drawn_as_one_that_never_looks_safer() -> None:
    makers = [Place(f"m{n}", "makes", units=100.0 - n) for n in range(20)]
    ways = [Way(one.key, "node", one.units, only=one.key == "m19") for one in makers]
    drawn = grouped(Network("", (*makers, Place("node", "packs")), tuple(ways)), most=8)
    others = drawn.column("makes")[-1]
    assert (len(drawn.column("makes")), others.title, others.count) == (8, "and 13 others", 13)
    assert sum(way.units for way in drawn.ways) == sum(way.units for way in ways)
    assert next(way for way in drawn.ways if way.origin == others.key).only


def test_of_too_many_ways_every_place_keeps_its_widest() -> None:
    makers = [Place(f"m{n}", "makes") for n in range(6)]
    nodes = [Place(f"n{n}", "packs") for n in range(6)]
    ways = [
        Way(one.key, other.key, 10.0 * i + j) for i, one in enumerate(makers) for j, other in enumerate(nodes)
    ]
    network = Network("", (*makers, *nodes), tuple(ways))
    drawn = thinned(network)
    assert {way.origin for way in drawn.ways} == {place.key for place in makers}
    assert {way.destination for way in drawn.ways} == {place.key for place in nodes}
    assert len(drawn.ways) == 11  # the widest of every maker goes to n5, that of every node comes from m5
    assert thinned(network, most=36) == network
    assert "Of 36 ways, 11 are drawn" in words(whiteboard(network))


def test_the_weak_place_is_never_hidden_in_a_group() -> None:
    makers = [Place(f"m{n}", "makes", units=100.0 - n, weak=n == 19) for n in range(20)]
    assert any(place.weak for place in grouped(Network("", tuple(makers), ())).places)


def test_few_enough_places_are_left_alone() -> None:
    network = frames.network("typical")
    assert grouped(network) == network


def test_the_whiteboard_names_every_place_and_what_lasts_how_long() -> None:
    said = words(whiteboard(frames.network("typical"), "60 simulated years"))
    for place in frames.network("typical").places:
        assert place.key in said
    assert "90 a day, only source" in said
    assert "reno 7.2 h" in said.replace("\n", " ")
    assert "never: printer" in said.replace("\n", " ")


def test_a_network_without_makers_is_drawn() -> None:
    places = (Place("shop", "packs"), Place("world", "buys"))
    said = words(whiteboard(Network("Nobody makes it.", places, (Way("shop", "world", 3.0, "post"),))))
    assert "MAKES" not in said
    assert "PACKS" in said


def test_dates_follow_the_start() -> None:
    assert "Jun" in words(node_load(frames.node_weeks(TYPICAL), replace(FACTS, start=date(2026, 6, 1))))


def test_incidents_of_one_kind_only_are_drawn() -> None:
    """Curves of other incidents do not change a picture."""
    cases, label = one_kind(TYPICAL)
    curves = frames.curves(TYPICAL)
    others = curves[curves["incident"] != 0].assign(late=0)
    mixed = pd.concat([curves[curves["incident"] == 0], others])
    both = [recovery_curve(table, cases, label, FACTS) for table in (curves, mixed)]
    first, second = (figure.axes[0].lines[1].get_ydata() for figure in both)
    assert np.array_equal(first, second)
