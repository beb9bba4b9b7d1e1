"""Hand-made tables and manifests of drills: ordinary ones, small and absurd ones, and every kind of end."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from simnet.records.drill_results import DRILL_TABLES, GOALS
from simnet.records.results import MICRO

INF = math.inf
FIVE = {"service_back": 6.0, "late_orders": 300.0, "rerouted": 8 / 24, "cancelled": 10.0, "my_time": 240.0}
ALL = {
    "detect": 1 / 24,
    "decide": 3 / 24,
    "rerouted": 8 / 24,
    "first_parcel": 10 / 24,
    "resupply": 14.0,
    "service_back": 6.0,
    "backlog_back": 9.0,
    "stock_back": 20.0,
    "late_orders": 300.0,
    "cancelled": 10.0,
    "my_time": 240.0,
}
COLUMBUS = {
    "name": "columbus dark",
    "kind": "node_outage",
    "targets": ["columbus"],
    "starts_days": 0.0,
    "for_days": 3.0,
    "probability": 1.0,
}
SLOW = {
    "name": "slow",
    "kind": "carrier_delay",
    "targets": ["swiftpost"],
    "starts_days": 5.0,
    "for_days": 4.0,
    "probability": 0.3,
}
FLOOD = {**COLUMBUS, "name": "flood", "kind": "stock_destroyed", "for_days": None}
LATE_WAX = {
    "name": "wax",
    "kind": "supplier_delay",
    "targets": ["ohio-candles"],
    "starts_days": 0.0,
    "for_days": 21.0,
    "probability": 1.0,
}


@dataclass(frozen=True)
class Case:
    """What a made-up drill is like; `depth` is the share of a day's orders that it makes late."""

    years: int = 60
    per_day: float = 200.0
    goals: dict[str, float] = field(default_factory=lambda: dict(FIVE))
    events: tuple[dict[str, Any], ...] = (COLUMBUS,)
    status: str = "completed"
    depth: float = 0.7
    service: float = 9.1
    censored: float = 0.0
    resupply: float = INF
    label: str = "2026-Q2"
    title: str = "3PL dark for three days before the holidays"
    last: tuple[tuple[str, float | None], ...] = (("2025-Q3", 14.0), ("2025-Q4", 12.0), ("2026-Q1", 11.0))
    changes: int = 3
    batch: int = 0
    names: str = ""


CASES: dict[str, Case] = {
    "typical": Case(),
    "passed": Case(depth=0.12, service=3.0, goals={**FIVE, "late_orders": 600.0}),
    "undecided": Case(years=40, service=5.2, goals={"service_back": 6.0, "late_orders": 900.0}),
    "invalid": Case(status="invalid", last=()),
    "aborted": Case(status="aborted"),
    "failed": Case(status="failed", years=0, last=()),
    "absorbed": Case(depth=0.0, service=0.0, goals={"service_back": 2.0, "late_orders": 20.0}),
    "censored": Case(service=70.0, censored=0.8),
    "supplier": Case(
        events=(LATE_WAX,),
        depth=0.25,
        service=24.0,
        resupply=11.0,
        label="2026-06-08",
        goals={"resupply": 14.0, "stock_back": 40.0, "late_orders": 300.0},
    ),
    "two": Case(events=(COLUMBUS, SLOW)),
    "destroyed": Case(
        events=(FLOOD,), depth=0.3, service=12.0, label="2026-06-08", goals={"stock_back": 10.0}
    ),
    "batch": Case(batch=25, goals={"rerouted": 4 / 24, "my_time": 120.0}),
    "small": Case(years=2, per_day=2.0, goals={"late_orders": 1.0}, last=(), changes=0, depth=0.5),
    "large": Case(
        per_day=2000.0,
        goals=dict(ALL),
        last=(("2025-Q1", 20.0), ("2025-Q2", None), ("2025-Q3", 14.0), ("2025-Q4", 0.0), ("2026-Q1", 11.0)),
    ),
    "absurd": Case(
        goals=dict(ALL),
        names="Zentrallager $Nord GmbH & Co. KG – Außenstelle <b>",
        title="A drill with a title that somebody has written as a sentence, unfortunately",
        events=(
            {**COLUMBUS, "targets": ["Zentrallager $Nord GmbH & Co. KG – Außenstelle <b>", "Garage 嵐"]},
            {**SLOW, "targets": ["a carrier with a name of many many words that never ends"]},
            {**COLUMBUS, "starts_days": 2.0, "kind": "packaging_stockout", "targets": ["reno"]},
        ),
    ),
}


def luck(case: Case) -> np.random.Generator:
    """Give the same luck for the same case."""
    return np.random.default_rng(case.years)


def replications(case: Case) -> pd.DataFrame:
    """Make the clocks and losses of every simulated year."""
    random, number = luck(case), case.years
    scale = random.lognormal(0, 0.12, number)
    service = case.service * scale
    censored = random.random(number) < case.censored
    absorbed = np.full(number, case.service == 0)
    late = 520 * case.depth / 0.7 * case.per_day / 200 * scale
    frame = pd.DataFrame(
        {
            "replication": np.arange(number),
            "happened": True,
            "downtime_days": 3.0,
            "detect_days": 0.02 * scale,
            "decide_days": 0.1 * scale,
            "rerouted_first_days": 0.14 * scale,
            "rerouted_last_days": 0.5 * scale,
            "first_parcel_days": 0.34 * scale,
            "resupply_days": case.resupply,
            "service_days": np.where(censored, INF, service),
            "backlog_days": np.where(censored, INF, 0.95 * service),
            "stock_days": np.where(censored, INF, service + 3.2),
            "survive_days": np.where(absorbed, INF, 0.1),
            "absorbed": absorbed,
            "censored": censored,
            "stopped": case.status == "aborted",
            "stopped_days": INF,
            "excess_late": late.round(),
            "excess_cancelled": np.round(4 * scale * case.depth).astype(int),
            "team_minutes": 156 * scale,
            "touches": np.round(120 * scale).astype(int),
            "rerouted": np.round(310 * scale).astype(int),
            "requeued": np.round(122 * scale).astype(int),
            "extra_cost": 3960 * case.depth / 0.7 * scale,
            "lost_margin": 2050 * case.depth / 0.7 * scale,
            "deterred_margin": 400 * case.depth / 0.7 * scale,
            "resilience_loss": 210 * case.depth * scale,
            "depth": 100 * case.depth * scale.clip(max=1),
            "blast_orders": late.round().astype(int),
            "blast_revenue": late * 31,
            "blast_regions": 4,
            "window_orders": int(case.per_day * 66),
            "window_revenue": case.per_day * 66 * 31.0,
            "worst_overdue": np.round(late * 0.5).astype(int),
            "worst_overdue_days": 4.2,
            "twin_worst_overdue": 3,
            "on_time_before.numerator": 2_700,
            "on_time_before.denominator": 2_750,
        }
    )
    return frame


def goals(case: Case) -> pd.DataFrame:
    """Make the goals' verdicts from the values, by Wilson's bounds at 95%."""
    from simnet.study.statistics import quantile, share_interval

    frame, rows = replications(case), []
    for name, limit in case.goals.items():
        goal = GOALS[name]
        values = frame[goal.column].to_numpy(float)
        met = int((values <= limit).sum())
        bounds = share_interval(met, len(values)) if len(values) else None
        low, high = (bounds.low, bounds.high) if bounds else (0.0, 1.0)
        verdict = "held" if low >= 0.9 else "deviated" if high < 0.9 else "undecided"
        rating = "P" if low >= 0.95 else "S" if low >= 0.8 else "M" if low >= 0.5 else "U"
        rows.append(
            (
                name,
                goal.column,
                goal.unit,
                limit,
                quantile(values, 0.5) if len(values) else math.nan,
                quantile(values, 0.9) if len(values) >= 36 else math.nan,
                met,
                len(values),
                low,
                high,
                0.9,
                verdict,
                rating,
                640 if verdict == "undecided" else 0,
            )
        )
    return pd.DataFrame(rows, columns=[one.name for one in DRILL_TABLES["goals"].fields])


def course(case: Case) -> pd.DataFrame:
    """Make the course: a dip at the outage, and one on the second weekend (6 and 7 days later)."""
    random, hours = luck(case), np.arange(-14 * 24, 59 * 24, 6)
    days = hours / 24 + 0.5
    width = max(case.service / 5, 0.8)
    shape = case.depth * np.exp(-0.5 * ((days - 0.5) / width) ** 2)
    shape += 0.34 * case.depth * np.exp(-0.5 * ((days - 6.5) / 0.8) ** 2)
    frames = []
    for number in range(case.years):
        orders = random.poisson(case.per_day, len(days))
        usual = random.binomial(orders, 0.02)
        extra = random.binomial(orders - usual, np.clip(shape * random.uniform(0.8, 1.1), 0, 1))
        overdue = np.roll(extra, 14) // 2
        position = 9_000 + random.normal(0, 60, len(days)).astype(int)
        less = (2_000 * case.depth * np.exp(-0.5 * ((days - 9) / 5) ** 2)).astype(int)
        frames.append(
            pd.DataFrame(
                {
                    "replication": number,
                    "hour": hours,
                    "orders": orders,
                    "late": usual + extra,
                    "twin_orders": orders,
                    "twin_late": usual,
                    "overdue": overdue + 2,
                    "twin_overdue": 2,
                    "position": position - less,
                    "twin_position": position,
                }
            )
        )
    return pd.concat(frames, ignore_index=True) if frames else empty("course")


def _name(case: Case, name: str) -> str:
    return f"{case.names} {name}".strip()


def activities(case: Case) -> pd.DataFrame:
    """Make what people had to do."""
    parts = (("reroute", 78, 100.0), ("exception", 30, 40.0), ("relabel", 12, 16.0))
    rows = [
        (number, name, touches, minutes) for number in range(case.years) for name, touches, minutes in parts
    ]
    return pd.DataFrame(rows, columns=["replication", "activity", "touches", "minutes"])


def cost(case: Case) -> pd.DataFrame:
    """Make the lines of the ledger beyond the twin's."""
    lines = {
        "customer_service": 1690,
        "postage_base": 1120,
        "refunds": 620,
        "reshipments": 220,
        "own_labor": 310,
        "storage": -40,
        "lost_margin": 2450,
    }
    rows = [
        (number, line, round(amount * case.depth / 0.7 * MICRO))
        for number in range(case.years)
        for line, amount in lines.items()
    ]
    return pd.DataFrame(rows, columns=["replication", "line", "amount_micro"])


def ran_out(case: Case) -> pd.DataFrame:
    """Make what ran out: one SKU in most years, another one in few."""
    rows = [
        (number, _name(case, "reno"), _name(case, "candle-fig"), 2.4, 12, 31)
        for number in range(case.years)
        if number % 10 < 8 and case.depth > 0.2
    ]
    rows += [
        (number, _name(case, "columbus"), _name(case, "book"), 9.0, 2, 3)
        for number in range(case.years)
        if number % 10 < 2 and case.depth > 0.2
    ]
    names = [one.name for one in DRILL_TABLES["ran_out"].fields]
    return pd.DataFrame(rows, columns=names) if rows else empty("ran_out")


def regions(case: Case) -> pd.DataFrame:
    """Make whom it hit."""
    rows = [
        (number, region, 3_000, round(share * case.depth * 400) + 40, 40, round(share * case.depth * 400))
        for number in range(case.years)
        for region, share in (("west", 0.1), ("south", 0.9), ("midwest", 0.6), ("east", 0.7))
    ]
    return pd.DataFrame(rows, columns=[one.name for one in DRILL_TABLES["regions"].fields])


def ways(case: Case) -> pd.DataFrame:
    """Make where orders went: columbus sends little, reno takes over."""
    parts = (
        ("columbus", "south", 90, 410),
        ("columbus", "midwest", 60, 290),
        ("columbus", "east", 70, 300),
        ("reno", "west", 500, 510),
        ("reno", "south", 250, 0),
        ("reno", "midwest", 190, 0),
        ("reno", "east", 170, 0),
        ("poster-lab", "west", 40, 40),
    )
    rows = [
        (node, region, "swiftpost.ground", parcels * case.years, twin * case.years)
        for node, region, parcels, twin in parts
    ]
    return pd.DataFrame(rows, columns=[one.name for one in DRILL_TABLES["ways"].fields])


def timeline(case: Case) -> pd.DataFrame:
    """Make one median year."""
    steps = [
        (0.0, "begins", "columbus", 0),
        (0.02, "detect", "", 0),
        (0.1, "decide", "", 0),
        (0.14, "rerouted", "reno", 122),
        (0.34, "first_parcel", "reno", 0),
        (1.2, "alert", "on_time columbus", 0),
        (2.4, "ran_out", "candle-fig at reno", 0),
        (3.0, "ends", "columbus", 0),
        (3.0, "stand_down", "", 0),
        (4.2, "worst_overdue", "", 270),
        (8.7, "backlog", "", 0),
        (9.1, "service", "", 0),
        (12.3, "stock", "", 0),
    ]
    rows = [
        (number, days, what, _name(case, subject) if subject else "", some)
        for number, (days, what, subject, some) in enumerate(steps)
        if case.years
    ]
    return pd.DataFrame(rows, columns=[one.name for one in DRILL_TABLES["timeline"].fields])


CHANGES = (
    ("packer", "have a second packer on call for reno", "reno", "late_orders", 0.52, 0.88, 450.0, 0.0),
    (
        "hours",
        "let columbus pack on one Saturday afterwards",
        "columbus",
        "service_back",
        0.75,
        0.8,
        380.0,
        0.0,
    ),
    ("decide", "decide within the hour", "", "decide", 0.97, 0.99, 0.0, 0.0),
    (
        "stock",
        "keep three weeks of candle-fig at reno instead of two",
        "reno",
        "late_orders",
        0.98,
        1.0,
        0.0,
        1_240.0,
    ),
)


def changes(case: Case) -> pd.DataFrame:
    """Make the candidate changes, best first."""
    rows = [
        (
            number,
            kind,
            f"{words}{' in all the regions of the far-away world' if case.names else ''}",
            subject,
            f"nodes.{subject}.x",
            "1",
            goal,
            "its queue was longest",
            64,
            "deviated",
            3,
            once,
            yearly,
            "an assumption",
            900.0,
        )
        for number, (kind, words, subject, goal, _, _, once, yearly) in enumerate(CHANGES[: case.changes])
    ]
    names = [one.name for one in DRILL_TABLES["changes"].fields]
    return pd.DataFrame(rows, columns=names) if rows else empty("changes")


def change_goals(case: Case) -> pd.DataFrame:
    """Make what each change does to late orders and to the service clock."""
    frame, rows = replications(case), []
    late, service = (float(frame[column].median()) for column in ("excess_late", "service_days"))
    for number, (*_, less, sooner, _, _) in enumerate(CHANGES[: case.changes]):
        for goal, value, share in (("late_orders", late, less), ("service_back", service, sooner)):
            after = value * share
            limit = case.goals.get(goal)
            verdict = "" if limit is None else "held" if after * 1.2 <= limit else "deviated"
            rows.append((number, goal, value, after, after * 1.3, 3, 30, verdict))
    names = [one.name for one in DRILL_TABLES["change_goals"].fields]
    return pd.DataFrame(rows, columns=names) if rows else empty("change_goals")


def thresholds(case: Case) -> pd.DataFrame:
    """Make when each threshold fired, and when a tighter one would have."""
    on_time, damage, sold_out = (
        "on_time each node over 7 days", "damage over 28 days", "stockouts of critical skus over 1 month",
    )  # fmt: skip
    parts = (
        (on_time, "< 95%", True, False, 1.2, "columbus", 0),
        (on_time, "< 97%", False, True, 0.7, "columbus", 2),
        (damage, "> 2%", True, False, INF, "", 0),
        (damage, "> 1%", False, True, INF, "", 1),
        (sold_out, ">= 2", True, False, 2.6, "candle-fig", 0),
        (sold_out, ">= 1", False, True, 2.4, "candle-fig", 0),
    )
    rows = [(number, *part) for number in range(case.years) for part in parts]
    return pd.DataFrame(rows, columns=[one.name for one in DRILL_TABLES["thresholds"].fields])


def batch(case: Case) -> pd.DataFrame:
    """Make the test orders of a drill with a scope."""
    rows = [
        (
            number,
            order,
            "west",
            0.01 * order,
            0.1 + 0.01 * order,
            0.4,
            INF if order == 7 else 4.2 + 0.1 * order,
            order == 7,
            False,
            "reno",
            "columbus",
            1,
            2.5,
        )
        for number in range(case.years)
        for order in range(case.batch)
    ]
    names = [one.name for one in DRILL_TABLES["batch"].fields]
    return pd.DataFrame(rows, columns=names) if rows else empty("batch")


def empty(name: str) -> pd.DataFrame:
    """Make a table without rows."""
    kinds = {"i8": "int64", "f8": "float64", "?": "bool", "str": "object"}
    fields = DRILL_TABLES[name].fields
    return pd.DataFrame({one.name: pd.Series(dtype=kinds[one.dtype]) for one in fields})


MAKERS = (
    replications,
    goals,
    course,
    activities,
    cost,
    ran_out,
    regions,
    ways,
    timeline,
    changes,
    change_goals,
    thresholds,
    batch,
)


def tables(case: Case) -> dict[str, pd.DataFrame]:
    """Make every table of a drill; one that failed has none."""
    made = {name: empty(name) for name in DRILL_TABLES}
    return made | {maker.__name__: maker(case) for maker in MAKERS if case.years}


def manifest(case: Case) -> dict[str, Any]:
    """Make what the manifest says of a drill."""
    verdicts = list(goals(case)["verdict"]) if case.years else []
    verdict = "deviated" if "deviated" in verdicts else "undecided" if "undecided" in verdicts else "held"
    completed = case.status == "completed"
    judged = {"on_time": 0.97, "over_days": 14.0, "found": 0.943, "low": 0.94, "high": 0.946, "met": False}
    found = judged if case.status == "invalid" else {**judged, "found": 0.982, "met": True}
    drill = {
        "title": case.title,
        "why": "New orders leave reno the same day and nobody waits two days more",
        "label": case.label,
        "timezone": "America/New_York",
        "begins": "2026-06-08 09:00",
        "ends": "2026-08-07 09:00",
        "targets": case.events[0]["targets"],
        "kinds": [one["kind"] for one in case.events],
        "words": "columbus dark",
        "events": list(case.events),
        "downtime_days": max(one["starts_days"] + (one["for_days"] or 0.0) for one in case.events),
        "status": case.status,
        "verdict": verdict if completed else None,
        "exit_code": {"held": 0}.get(verdict, 1) if completed else 2 if case.status == "invalid" else 3,
        "goals_met": verdicts.count("held"),
        "goals": len(verdicts),
        "reliability": 0.9,
        "level": 0.95,
        "file": "scenarios/drills/node-dark.yaml",
        "scenario_file": "scenarios/hybrid.yaml",
        "seed": 7,
        "replications": case.years,
        "looks": [case.years],
        "max": 1600,
        "scope": {"all": not case.batch, "orders": case.batch or None, "regions": [], "skus": []},
        "window": {"before_days": 14.0, "after_days": 60.0},
        "promise": "6 business days",
        "only_if": found,
        "stop_if": {
            "overdue_orders": 200,
            "stopped": 40 if case.status == "aborted" else 0,
            "replications": case.years,
        },
        "response": {
            "detect": "30 min",
            "decide": "15 min to 3 h",
            "automatic": False,
            "touch": "2 min",
            "stand_down": "return",
            "acts": ["mark_down", "reroute"],
        },
        "contacts": {"owner": "", "coordinator": ""},
        "timeline_replication": 17,
        "defaults_used": 11,
        "numbers": 34,
        "fix_first": None,
        "actions": [],
        "last": [{"label": label, "service_days": days, "verdict": "deviated"} for label, days in case.last],
    }
    return {
        "kind": "drill",
        "simnet": "0.1.0",
        "seed": 7,
        "replications": case.years,
        "failed": 0,
        "drill": drill,
    }


__all__ = ["CASES", "Case", "manifest", "replace", "tables"]
