"""Real orders and today's state in a simulated year: what is the same in all of them, and what is drawn."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path

import numpy as np
import pytest

from simnet.engine.draws import Draws, draw
from simnet.engine.plan import Plan
from simnet.engine.replication import plan_of, run_replication
from simnet.errors import ScenarioError
from simnet.intake import intake_of, take_in
from simnet.scenario import Scenario, load_text
from simnet.study.work import evaluate
from tests.unit.intake.made import HEAD, TEXT, month, scenario, table, write

DAY = 86_400_000_000
HOUR = DAY // 24
AS_IT_WAS = "{file: orders.csv, replay: as_it_was}"


def planned(folder: Path, text: str, orders: str = "orders.csv", extra: str = "", **values: object) -> Plan:
    write(folder, text)
    loaded = scenario(folder, orders, extra)
    return plan_of(loaded.with_values(values) if values else loaded)


def placed(hand: Draws) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
    """List instant, region and (item, units) of every order."""
    first = hand.orders["first"]
    lines = [(int(line["bought"]), int(line["quantity"])) for line in hand.lines]
    return [
        (int(order["t"]), int(order["region"]), tuple(lines[first[n] : first[n + 1]]))
        for n, order in enumerate(hand.orders[:-1])
    ]


def dates(plan: Plan, hand: Draws) -> list[date]:
    days = np.searchsorted(plan.day_start, hand.orders["t"][:-1], side="right") - 1
    return [date.fromordinal(plan.first_day + int(day)) for day in days]


def test_orders_as_they_were_come_at_their_own_instants_in_every_year(tmp_path: Path) -> None:
    plan = planned(tmp_path, month(), AS_IT_WAS)
    first, second = draw(plan, 0), draw(plan, 1)
    log = intake_of(take_in(scenario(tmp_path, AS_IT_WAS))).orders
    assert log is not None
    assert first.orders["t"][:-1].tolist() == (log.placed - round(plan.zero.timestamp() * 1e6)).tolist()
    assert [(t, lines) for t, _, lines in placed(first)] == [(t, lines) for t, _, lines in placed(second)]
    assert (first.orders["key"] != second.orders["key"])[:-1].all()
    assert len(set(first.orders["key"][:-1].tolist())) == 84
    candle, book = (next(n for n, x in enumerate(plan.skus) if x.name == name) for name in ("candle", "book"))
    gifts = [lines for _, _, lines in placed(first) if len(lines) == 2 and lines[0][0] == lines[1][0]]
    assert gifts
    assert all(
        {units for _, units in lines} == {3, 6} for lines in gifts
    )  # three kits of two candles and a book
    assert {int(line["sku"]) for line in first.lines} == {candle, book}


def test_a_file_of_another_time_keeps_its_weekdays_and_clock_times(tmp_path: Path) -> None:
    text = month().replace("2026-03", "2023-05")  # 2 May 2023 is a Tuesday, the start a Monday
    plan = planned(tmp_path, text, AS_IT_WAS, horizon="3 weeks")
    hand = draw(plan, 0)
    log = intake_of(take_in(scenario(tmp_path, AS_IT_WAS).with_values({"horizon": "3 weeks"}))).orders
    assert log is not None
    began = date(2023, 5, 8)
    want = [date.fromordinal(int(day)) - began + date(2026, 3, 2) for day in log.day]
    inside = [day for day in want if date(2026, 3, 2) <= day < date(2026, 3, 23)]
    assert dates(plan, hand) == inside
    clock = (
        hand.orders["t"][:-1]
        - plan.day_start[np.searchsorted(plan.day_start, hand.orders["t"][:-1], "right") - 1]
    )
    usual = [int(e) for e, day in zip(log.elapsed, want, strict=True) if day in inside]
    short = [day == date(2026, 3, 8) for day in dates(plan, hand)]  # that day has 23 hours
    assert [c == u for c, u in zip(clock.tolist(), usual, strict=True)] == [not one for one in short]
    stretched = [u * 23 // 24 for u, one in zip(usual, short, strict=True) if one]
    assert clock[np.array(short)].tolist() == stretched


def test_whole_weeks_are_drawn_and_days_keep_their_weekday(tmp_path: Path) -> None:
    june = month(first=1).replace("2026-03", "2026-06")
    plan = planned(tmp_path, june, warmup="2 weeks", start="2026-06-15")
    weeks: Counter[int] = Counter()
    drawn = []
    for replication in range(40):
        hand = draw(plan, replication)
        assert len(hand.orders) == 6 * 21 + 1
        minutes = hand.orders["t"][:-1] // 60_000_000 % 60  # in this file the minute is the day
        assert all(int(m) % 7 == day.weekday() for m, day in zip(minutes, dates(plan, hand), strict=True))
        own = (minutes // 7).reshape(6, 21)
        assert (own == own[:, :1]).all()
        weeks.update(own[:, 0].tolist())
        drawn.append(tuple(own[:, 0].tolist()))
    assert set(weeks) == {0, 1, 2, 3}
    assert max(abs(count - 60) for count in weeks.values()) < 30  # 240 draws among four
    assert len(set(drawn)) > 35


def test_weeks_come_from_the_season_that_they_stand_for(tmp_path: Path) -> None:
    first = date(2024, 1, 1)
    rows = []
    for day in range(730):
        at = first + timedelta(days=day)
        rows += [(f"{day}-{n}", f"{at} 12:00", "book", 1) for n in range(5 if at.month == 12 else 1)]
    plan = planned(tmp_path, table(rows), start="2026-01-05", horizon="51 weeks")
    for replication in range(5):
        months = Counter(day.month for day in dates(plan, draw(plan, replication)))
        assert months[6] == 30
        assert months[12] > 60
    wide = planned(
        tmp_path, table(rows), "{file: orders.csv, near: 1 year}", start="2026-01-05", horizon="51 weeks"
    )
    assert sum(Counter(d.month for d in dates(wide, draw(wide, r)))[6] for r in range(5)) > 155


def test_a_longer_warm_up_changes_no_order_of_the_year(tmp_path: Path) -> None:
    short, long = planned(tmp_path, month()), planned(tmp_path, month(), warmup="17 days")
    later = long.start
    assert [(t + later, r, x) for t, r, x in placed(draw(short, 3))] == [
        row for row in placed(draw(long, 3)) if row[0] >= later
    ]


def test_growth_adds_orders_and_shrinking_takes_some_away(tmp_path: Path) -> None:
    plan = planned(tmp_path, month(a_day=9), horizon="1 year")
    grown = planned(tmp_path, month(a_day=9), **{"horizon": "1 year", "customers.growth": "100% per year"})
    less = planned(tmp_path, month(a_day=9), **{"horizon": "1 year", "customers.growth": "-50% per year"})
    base = len(draw(plan, 0).orders) - 1
    assert base == 9 * 365
    assert len(draw(grown, 0).orders) == pytest.approx(base / np.log(2), rel=0.02)  # mean of 2^t over a year
    assert len(draw(less, 0).orders) == pytest.approx(base / 2 / np.log(2), rel=0.04)
    assert len(set(draw(grown, 0).orders["key"].tolist())) == len(draw(grown, 0).orders)


def test_promotions_and_surges_add_orders_to_those_of_the_file(tmp_path: Path) -> None:
    more = """\
disruptions:
  - {name: rush, demand_surge: all, starts: 2026-03-09, for: 7 days, factor: 3}
  - {name: slump, demand_surge: all, starts: 2026-03-16, for: 7 days, factor: 0.5}
"""
    write(tmp_path, month(a_day=20))
    loaded = scenario(tmp_path, extra=more)
    plan = plan_of(loaded)
    counts = Counter[date]()
    for replication in range(20):
        hand = draw(plan, replication)
        counts.update(dates(plan, hand))
        again = draw(plan, replication, disruptions=False)
        kept = hand.orders["stream"][:-1] == 0
        assert (hand.orders["t"][:-1][kept] == again.orders["t"][:-1]).all()
        assert (hand.orders["key"][:-1][kept] == again.orders["key"][:-1]).all()
    week = sum(counts[date(2026, 3, 9) + timedelta(days=n)] for n in range(7))
    assert week / 20 == pytest.approx(3 * 140, rel=0.05)
    assert sum(counts[date(2026, 3, 16) + timedelta(days=n)] for n in range(7)) == 20 * 140
    records = run_replication(loaded, 0)
    words, orders = records.words("order_state"), records["orders"]
    slump = (orders["placed_us"] >= 14 * DAY) & (orders["placed_us"] < 21 * DAY)
    deterred = np.array([words[state] == "deterred" for state in orders["state"]])
    assert deterred[slump].mean() == pytest.approx(0.5, abs=0.15)
    assert not deterred[~slump].any()


def test_regions_that_the_file_does_not_know_are_drawn_by_the_shares(tmp_path: Path) -> None:
    plan = planned(tmp_path, month(a_day=12), AS_IT_WAS)
    names = [region.name for region in plan.regions]
    shares = [np.mean([names[r] == "east" for _, r, _ in placed(draw(plan, k))]) for k in range(10)]
    assert np.mean(shares) == pytest.approx(0.75, abs=0.03)
    assert len(set(shares)) > 1


def test_orders_end_with_the_horizon(tmp_path: Path) -> None:
    plan = planned(tmp_path, month(), horizon="65 h")
    times = draw(plan, 0).orders["t"][:-1]
    assert times.max() < plan.end == 65 * HOUR


def test_a_plan_travels_and_a_twin_has_the_same_orders(tmp_path: Path) -> None:
    write(tmp_path, month())
    taken = take_in(scenario(tmp_path))
    (tmp_path / "orders.csv").unlink()  # workers need no file
    sent: Scenario = pickle.loads(pickle.dumps(taken))
    one, other = run_replication(taken, 4), run_replication(sent, 4)
    for name in ("orders", "lines", "shipments", "purchase_orders", "stock"):
        assert (one[name] == other[name]).all()


def test_replayed_orders_are_the_demand_of_stock_levels(tmp_path: Path) -> None:
    write(tmp_path, month())
    cover = "stock: {candle: {cover: 2 weeks}, book: {cover: 2 weeks}}"
    old = TEXT[TEXT.index("    stock:\n") :]
    levels = plan_of(scenario(tmp_path, old=old, new=f"    {cover}\n")).names["levels"]
    candles = (1 + 2 + 2 * 3) * 28 / 28  # one, two more, and two in each of three kits
    assert {row["sku"]: row["units_a_day"] for row in levels} == pytest.approx(
        {"candle": candles, "book": 2 + 3}
    )


TODAY = "today: {on_hand: stock.csv, purchase_orders: pos.csv, open_orders: open.csv}\n"
OPEN = [
    ("7", "2026-02-26 13:00", "candle", 2),
    ("8", "2026-02-26 15:00", "book", 1),  # after the cutoff
    ("9", "2026-02-28 10:00", "book", 500),  # a Saturday, and more than there is
]


def todays(folder: Path, orders: str = "5 per day", **values: object) -> Scenario:
    write(folder, "node,sku,units\ndepot,candle,40\ndepot,book,90\n", "stock.csv")
    rows = [
        ("factory", "candle", "depot", 300, "2026-03-04", "2026-02-20"),
        ("factory", "book", "depot", 600, "2026-03-06", ""),
    ]
    write(folder, table(rows, "supplier,sku,node,quantity,expected,placed"), "pos.csv")
    write(folder, table(OPEN), "open.csv")
    loaded = scenario(folder, orders, TODAY, old="warmup: 0 days\n", new="")
    return loaded.with_values(values) if values else loaded


def test_a_run_starts_with_exactly_todays_state(tmp_path: Path) -> None:
    loaded = todays(tmp_path)
    plan = plan_of(loaded)
    assert loaded.warmup == 0
    assert plan.start == 0
    records = run_replication(loaded, 0)
    names = records.names["sku"]
    stock = {names[row["sku"]]: row for row in records["stock"]}
    assert {name: int(row["initial"]) for name, row in stock.items()} == {"candle": 40, "book": 90}
    orders = records["purchase_orders"]
    known = orders[orders["placed_us"] < 0]
    assert known["quantity"].tolist() == [300, 600]
    assert known["arrived_us"].tolist() == [2 * DAY, 4 * DAY]
    assert known["received_us"].tolist() == [2 * DAY + 8 * HOUR, 4 * DAY + 8 * HOUR]  # the dock opens at 8
    assert known["placed_us"].tolist() == [-10 * DAY, -1]


def test_open_orders_are_served_with_their_old_promise_and_not_counted(tmp_path: Path) -> None:
    loaded = todays(tmp_path)
    records = run_replication(loaded, 0)
    orders = records["orders"]
    old = orders[orders["placed_us"] < 0]
    assert old["placed_us"].tolist() == [-(4 * 24 - 13) * HOUR, -(4 * 24 - 15) * HOUR, -(2 * 24 - 10) * HOUR]
    # Thursday 13:00, within two business days: end of Monday; after the cutoff or on Saturday: of Tuesday.
    assert old["promised_us"].tolist() == [DAY, 2 * DAY, 2 * DAY]
    words = records.words("order_state")
    assert [words[state] for state in old["state"]] == ["delivered"] * 3
    assert old["finished_us"][2] > 4 * DAY  # it waited for the purchase order
    assert records.names["stream"][old["stream"][0]] == "open orders"
    from simnet.measures.orders import counted

    assert not counted(records)[orders["placed_us"] < 0].any()
    assert counted(records)[orders["placed_us"] >= 0].all()


def test_open_orders_are_thinned_by_nothing(tmp_path: Path) -> None:
    lull = "promotions: [{name: Lull, starts: 2026-02-20, for: 60 days, factor: 0}]"
    loaded = todays(tmp_path)
    loaded = loaded.with_values({"customers.promotions": lull.removeprefix("promotions: ")})
    records = run_replication(loaded, 0)
    words = records.words("order_state")
    states = [words[state] for state in records["orders"]["state"]]
    assert states[:3] == ["delivered"] * 3
    assert set(states[3:]) == {"deterred"}


def test_what_has_not_left_the_supplier_leaves_in_time(tmp_path: Path) -> None:
    loaded = todays(tmp_path)
    lane = "[{from: factory, to: depot, transit: 36 h}]"
    plan = plan_of(loaded.with_values({"lanes": lane}))
    assert [(p.leaves, p.arrives) for p in plan.open_purchases] == [
        (12 * HOUR, 2 * DAY),
        (60 * HOUR, 4 * DAY),
    ]
    rows = [
        ("factory", "candle", "depot", 300, "2026-03-04", "2026-03-01"),
        ("factory", "book", "depot", 600, "2026-03-06", ""),
    ]
    write(tmp_path, table(rows, "supplier,sku,node,quantity,expected,shipped"), "pos.csv")
    plan = plan_of(loaded.with_values({"lanes": lane}))
    assert sorted((p.shipped, p.leaves) for p in plan.open_purchases) == [(-DAY, -1), (-1, 60 * HOUR)]


def test_an_outage_on_the_first_day_meets_what_is_under_way(tmp_path: Path) -> None:
    stop = "[{name: fire, supplier_outage: factory, starts: 2026-03-02, for: 10 days}]"
    lane = "[{from: factory, to: depot, transit: 36 h}]"
    records = run_replication(todays(tmp_path, lanes=lane, disruptions=stop), 0)
    known = records["purchase_orders"][:2]
    assert known["shipped_us"].tolist() == [10 * DAY + 12 * HOUR, 10 * DAY + 60 * HOUR]


def test_measures_know_nothing_of_what_was_before(tmp_path: Path) -> None:
    stop = "[{name: storm, node_outage: depot, starts: 2026-03-04, for: 2 days}]"
    loaded = take_in(todays(tmp_path, disruptions=stop))
    summary = evaluate(loaded, 0)
    placed_us = run_replication(loaded, 0)["orders"]["placed_us"]
    assert summary.ratio("on_time").denominator == (placed_us >= 0).sum()


def test_the_order_of_rows_of_todays_state_does_not_matter(tmp_path: Path) -> None:
    loaded = todays(tmp_path, lanes="[{from: factory, to: depot, transit: 1 to 3 days}]")
    one = run_replication(loaded, 2)
    for name in ("stock.csv", "pos.csv", "open.csv"):
        head, *rows = (tmp_path / name).read_text().splitlines()
        write(tmp_path, "\n".join([head, *reversed(rows)]), name)
    other = run_replication(loaded.with_values({"seed": 1}), 2)
    for name in ("orders", "shipments", "purchase_orders", "stock"):
        assert (one[name] == other[name]).all()


def test_what_is_resolved_names_the_state_that_was_read(tmp_path: Path) -> None:
    resolved = take_in(todays(tmp_path)).resolved()
    again = load_text(json.dumps(resolved), "resolved.yaml", tmp_path)
    assert take_in(again).resolved() == resolved
    hashes = {name: part["sha256"] for name, part in resolved["today"].items()}
    assert len(set(hashes.values())) == 3
    for name, path in (("stock.csv", "on_hand"), ("pos.csv", "purchase_orders"), ("open.csv", "open_orders")):
        text = (tmp_path / name).read_text()
        write(tmp_path, text + "\n", name)
        with pytest.raises(ScenarioError, match=f"today.{path}.sha256: .* the file has changed") as caught:
            take_in(again)
        assert len(caught.value.problems) == 1
        write(tmp_path, text, name)


def test_what_was_drawn_can_be_played_again_to_the_microsecond(tmp_path: Path) -> None:
    made = plan_of(
        scenario(tmp_path, "60 per day", old="promise:", new="lines: {1: 60%, 2: 40%}\n  promise:")
    )
    hand = draw(made, 0)
    rows, first = [], hand.orders["first"]
    for number, order in enumerate(hand.orders[:-1]):
        at = made.zero.astimezone(UTC) + timedelta(microseconds=int(order["t"]))
        places = range(first[number], first[number + 1])
        for line in (hand.lines[place] for place in places if hand.lines[place]["group"] == place):
            item = made.items[line["bought"]]
            units = int(line["quantity"]) // item.components[0][1]
            rows.append(
                (f"n{number:06d}", at.isoformat(), item.name, units, made.regions[order["region"]].name)
            )
    plan = planned(tmp_path, table(rows, HEAD + ",region"), AS_IT_WAS)
    again = draw(plan, 7)
    for column in ("t", "region", "promise", "first"):
        assert (again.orders[column] == hand.orders[column]).all()
    assert (again.lines == hand.lines).all()


def test_what_the_file_of_stock_does_not_name_is_zero_with_a_note(tmp_path: Path) -> None:
    loaded = todays(tmp_path)
    write(tmp_path, "node,sku,units\ndepot,candle,40\n", "stock.csv")
    taken = take_in(loaded)
    assert [note.rule for note in taken.notes] == [
        "book at depot: not in the file, so the run starts without any"
    ]
    assert sorted(rule.initial for rule in plan_of(taken).stock) == [0, 40]


def test_today_goes_with_a_file_of_orders(tmp_path: Path) -> None:
    write(tmp_path, month())
    plan = plan_of(todays(tmp_path, AS_IT_WAS))
    hand = draw(plan, 0)
    assert [int(t) < 0 for t in hand.orders["t"][:4]] == [True, True, True, False]
    assert len(hand.orders) == 3 + 84 + 1
    bare = draw(replace(plan, open_orders=None), 0)
    assert (hand.orders["key"][3:] == bare.orders["key"]).all()
