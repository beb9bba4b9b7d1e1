"""Candidate changes, from where the time of late orders went, what ran out, and how long a decision took."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet import units
from simnet.scenario import Occasion, Scenario
from simnet.study.drills.changes.candidate import Candidate, OnCall
from simnet.study.drills.changes.prices import PICKUP, carrying, hourly, open_hours
from simnet.study.statistics import quantile
from simnet.units import WEEKDAYS

if TYPE_CHECKING:
    import pandas as pd

    from simnet.scenario.stock import StockPolicy

LEAST = 0.04
"""Share of all waiting below which a cause is not looked into."""
MOST_DAYS = 14.0
"""Days for which hands are called in at most."""
SKUS = 3
"""SKUs that are held more of at once: those that a bad year lacks most of."""
QUICK = "15 min"
"""A decision that was taken in advance: someone only has to see that it applies."""
LOOK_DAYS = 1.5
"""Noticing that takes longer than this is worth a candidate."""
SLOW_DAYS = 1 / 24
"""Detection or decision that takes longer is worth a candidate."""


@dataclass(frozen=True)
class Seen:
    """What the tables of a drill say about where its time went."""

    scenario: Scenario
    occasion: Occasion
    shares: Mapping[tuple[str, str], float]
    """Share of all additional waiting, by cause and subject, largest first."""
    short: Mapping[tuple[str, str], float]
    """Units short beyond the twin's in a bad year, by node and SKU, largest first."""
    typical: Mapping[str, float]
    """Medians of table `replications`."""
    missed: tuple[str, ...]
    """Goals that were not held."""

    def works_on(self, *wanted: str) -> str:
        """Name the first of some goals that was missed; else the first goal that was."""
        return next((name for name in wanted if name in self.missed), self.missed[0])

    @property
    def days(self) -> float:
        """Days for which help is needed: until customers stop noticing, or as long as it lasts."""
        service = self.typical["service_days"]
        felt = service if math.isfinite(service) else MOST_DAYS
        return min(max(math.ceil(max(felt, self.typical["downtime_days"])) + 2.0, 3.0), MOST_DAYS)


def seen(
    scenario: Scenario, occasion: Occasion, tables: Mapping[str, pd.DataFrame], missed: list[str]
) -> Seen:
    """Read the tables `waits`, `ran_out` and `replications` of a drill."""
    waits, out, frame = tables["waits"], tables["ran_out"], tables["replications"]
    sums = waits.groupby(["cause", "subject"])["days"].sum().sort_values(ascending=False, kind="stable")
    whole = float(sums.sum()) or 1.0
    years = len(frame)
    bad = {}
    for place, rows in out.groupby(["node", "sku"]):
        amounts = np.zeros(years)
        amounts[: len(rows)] = rows["units"].to_numpy(float)
        bad[_place(place)] = quantile(amounts, 0.9)
    ranked = dict(sorted(bad.items(), key=lambda row: (-row[1], row[0])))
    names = ("downtime_days", "detect_days", "decide_days", "service_days", "touches", "team_minutes")
    return Seen(
        scenario,
        occasion,
        {_place(key): float(days) / whole for key, days in sums.items()},
        {place: amount for place, amount in ranked.items() if amount > 0},
        {name: quantile(frame[name].to_numpy(float), 0.5) for name in names},
        tuple(missed),
    )


def _place(key: Any) -> tuple[str, str]:
    return str(key[0]), str(key[1])


def candidates(found: Seen) -> list[Candidate]:
    """List candidates, the most promising first; each is there once."""
    made: list[tuple[float, Candidate]] = []
    for (cause, subject), share in found.shares.items():
        if share >= LEAST:
            made += [
                (share / (1 + place), one) for place, one in enumerate(_of(found, cause, subject, share))
            ]
    made += [(0.04, one) for one in _notice(found)]
    made += [(0.03, one) for one in _decisions(found, 0.0)]
    made.sort(key=lambda row: -row[0])
    unique = {(one.kind, one.subject): one for _, one in reversed(made)}
    return [one for _, one in made if unique.pop((one.kind, one.subject), None) is not None]


def _of(found: Seen, cause: str, subject: str, share: float) -> Iterator[Candidate]:
    nodes = found.scenario.nodes
    if cause == "station" and subject in nodes:
        yield from _hands(found, subject, share)
    elif cause == "dock" and subject in nodes:
        yield from _pickup(found, subject, share)
    elif cause == "decision":
        yield from _decisions(found, share)
    elif cause == "outage":
        yield from _acts(found, subject, share)
    elif cause == "stock":
        yield from _stock(found, subject.rpartition(" at ")[2], share)
    elif cause == "people":
        yield _person(found, share)


def _hands(found: Seen, name: str, share: float) -> Iterator[Candidate]:
    """One more packer on call, and longer hours, at a place whose queue was long."""
    node = found.scenario.nodes[name]
    because = f"{share:.0%} of the additional waiting was in {name}'s queue"
    stations, works_on = node.stations or 0, found.works_on("late_orders", "service_back", "backlog_back")
    factor = (stations + 1) / stations if stations else 1.5
    words = "one more packer" if stations else "half as many hands again"
    price, basis = hourly(found.scenario, node, factor - 1)
    decided = found.typical["decide_days"]
    after = decided if math.isfinite(decided) else 0.0
    yield Candidate(
        "packer", f"{words} on call at {name} for {found.days:.0f} days", name,
        f"nodes.{name}.{'stations' if stations else 'capacity'}",
        f"{stations + 1}, for {found.days:.0f} days" if stations else f"x 1.5, for {found.days:.0f} days",
        works_on, because, round(price * open_hours(node, found.days), 2), 0.0, basis,
        on_call=OnCall(name, round(factor, 3), after, found.days),
    )  # fmt: skip
    yield from _hours(found, name, because, works_on)


def _hours(found: Seen, name: str, because: str, works_on: str) -> Iterator[Candidate]:
    """Open on the first day of the week on which it is closed, Saturday before Sunday."""
    node = found.scenario.nodes[name]
    shut = [day for day in (5, 6, 0, 1, 2, 3, 4) if not node.hours[day]]
    if not shut:
        return
    usual = next(spans for spans in node.hours if spans)
    hours = {WEEKDAYS[day]: [_span(one) for one in spans] for day, spans in enumerate(node.hours) if spans}
    hours[WEEKDAYS[shut[0]]] = [_span(one) for one in usual]
    weeks = math.ceil(found.days / 7)
    extra = sum(closing - opening for opening, closing in usual) / units.HOUR
    price, basis = hourly(found.scenario, node, 1.0)
    names = {5: "Saturday", 6: "Sunday"}
    day = names.get(shut[0], "one day more a week")
    yield Candidate(
        "hours", f"{name} packs on {day}{'s' if shut[0] in names else ''} until all is sent", name,
        f"nodes.{name}.hours", f"{day}: {', '.join(_span(one) for one in usual)}", works_on, because,
        round(price * extra * weeks, 2), 0.0, f"{basis}; tried as if every week, priced for {weeks}",
        values={f"nodes.{name}.hours": hours},
    )  # fmt: skip


def _span(span: tuple[int, int]) -> str:
    opening, closing = (f"{at // units.HOUR:02}:{at % units.HOUR // units.MINUTE:02}" for at in span)
    return f"{opening}-{closing}"


def _pickup(found: Seen, name: str, share: float) -> Iterator[Candidate]:
    """A second collection two hours after the last one, at a place whose parcels waited for the carrier."""
    node = found.scenario.nodes[name]
    pickups = [one.model_dump(mode="json", exclude_none=True) for one in node.pickup]
    late = [max(one.times) for one in node.pickup if one.times]
    if not late or max(late) + 2 * units.HOUR > 23 * units.HOUR:
        return
    for raw, one in zip(pickups, node.pickup, strict=True):
        if one.times:
            more = max(one.times) + 2 * units.HOUR
            raw["times"] = [*raw["times"], f"{more // units.HOUR:02}:{more % units.HOUR // units.MINUTE:02}"]
    days = math.ceil(found.days)
    yield Candidate(
        "pickup", f"a second collection, two hours later, at {name}", name,
        f"nodes.{name}.pickup", "two hours after the last one",
        found.works_on("first_parcel", "late_orders", "service_back"),
        f"{share:.0%} of the additional waiting was at {name}'s dock", PICKUP * days, 0.0,
        f"assumed: {PICKUP:g} each; tried as if every day, priced for {days} days",
        values={f"nodes.{name}.pickup": pickups},
    )  # fmt: skip


def _decisions(found: Seen, share: float) -> Iterator[Candidate]:
    """A decision taken in advance; and none at all."""
    drill = found.occasion.drill
    place = list(found.scenario.drills).index(drill)
    response = drill.response or found.scenario.response
    root = f"drills.{place}.response" if drill.response is not None else "response"
    slow = found.typical["decide_days"] - min(found.typical["detect_days"], found.typical["decide_days"])
    own = any(event.response is not None for event in drill.events)
    if own or response.automatic or not drill.scope.whole or (share == 0 and not slow > SLOW_DAYS):
        return
    said = f"{share:.0%} of the additional waiting was for a decision" if share else ""
    because = said or f"deciding took {slow * 24:.1f} h"
    works_on = found.works_on("rerouted", "first_parcel", "decide", "late_orders")
    yield Candidate(
        "automatic", "reroute as soon as it is noticed, without asking anyone", "response",
        f"{root}.automatic", "true", works_on, because, values={f"{root}.automatic": "true"},
    )  # fmt: skip
    yield Candidate(
        "decide", f"decide within {QUICK}, by a rule that is written down", "response",
        f"{root}.decide", QUICK, works_on, because, values={f"{root}.decide": QUICK},
    )  # fmt: skip


def _notice(found: Seen) -> Iterator[Candidate]:
    """Look every day, where it took longer than that to notice."""
    drill = found.occasion.drill
    place = list(found.scenario.drills).index(drill)
    root = f"drills.{place}.response" if drill.response is not None else "response"
    own = any(event.response is not None for event in drill.events)
    days = found.typical["detect_days"]
    if own or not drill.scope.whole or not math.isfinite(days) or days <= LOOK_DAYS:
        return
    names = ", ".join(found.occasion.targets(found.scenario))
    yield Candidate(
        "detect", f"ask {names} every day, so that you notice within one", "response", f"{root}.detect",
        "1 day", found.works_on("detect", "resupply", "decide", "late_orders"),
        f"noticing took {days:.1f} days", values={f"{root}.detect": "1 day"},
    )  # fmt: skip


def _acts(found: Seen, subject: str, share: float) -> Iterator[Candidate]:
    """An act that the response lacks, for what stays where it is while something is down."""
    drill = found.occasion.drill
    place = list(found.scenario.drills).index(drill)
    response = drill.response or found.scenario.response
    root = f"drills.{place}.response" if drill.response is not None else "response"
    have = [act.act for act in response.acts]
    missing = "reroute" if subject in found.scenario.nodes else "relabel"
    if missing in have or any(
        act not in ("alert", "mark_down", "reroute", "relabel", "use_backup") for act in have
    ):
        yield from _decisions(found, share)
        return
    price = found.scenario.costs.relabel * found.typical["touches"] if missing == "relabel" else 0.0
    doing = "send waiting orders from elsewhere" if missing == "reroute" else "put another carrier's label on"
    acts = [*have, *([] if "mark_down" in have else ["mark_down"]), missing]
    yield Candidate(
        missing, f"{doing} once decided", subject, f"{root}.acts", ", ".join(acts),
        found.works_on("late_orders", "service_back"), _at(share, subject),
        round(price, 2), 0.0, "costs.relabel" if price else "costs nothing but the touches",
        values={f"{root}.acts": acts},
    )  # fmt: skip


def _at(share: float, subject: str) -> str:
    return f"{share:.0%} of the additional waiting was at {subject}"


def _person(found: Seen, share: float) -> Candidate:
    team = found.scenario.team
    minutes, wage = found.typical["team_minutes"], team.wage
    return Candidate(
        "person", "a second person on call for odd orders", "team", "team.people", str(team.people + 1),
        found.works_on("late_orders", "service_back"),
        f"{share:.0%} of the additional waiting was for someone to look", round(minutes / 60 * wage, 2), 0.0,
        "team.wage for the same work" if wage else "no wage is given for the team",
        values={"team.people": str(team.people + 1)},
    )  # fmt: skip


def _stock(found: Seen, node: str, share: float) -> Iterator[Candidate]:
    """More stock of what ran out at a place, as much of each as a bad year lacked there."""
    short = {sku: math.ceil(units_) for (place, sku), units_ in found.short.items() if place == node}
    values: dict[str, Any] = {}
    daily, cost, said, basis = _daily(found.scenario), 0.0, [], ""
    for sku, extra in list(short.items())[:SKUS]:
        policy = found.scenario.nodes[node].stock.get(sku)
        path = f"nodes.{node}.stock.{sku}"
        raised = _more(policy, path, extra, daily.get((node, sku), 0.0)) if policy is not None else {}
        if raised:
            price, basis = carrying(found.scenario, sku, extra)
            values |= raised
            cost += price
            said.append(f"{extra:,} more {sku}")
    if values:
        yield Candidate(
            "stock", f"{_listed(said)} in stock at {node}", node, "; ".join(values),
            "; ".join(map(_said, values.values())), found.works_on("cancelled", "late_orders", "stock_back"),
            f"{share:.0%} of the additional waiting was for what had run out at {node}", 0.0, round(cost, 2),
            basis, values=values,
        )  # fmt: skip


def _listed(said: list[str]) -> str:
    return " and ".join((", ".join(said[:-1]), said[-1])) if len(said) > 1 else said[0]


def _more(policy: StockPolicy, path: str, extra: int, daily: float) -> dict[str, Any]:
    """Raise the levels of a policy by some units, or its cover by the days that they last."""
    levels = ("reorder_at", "order_up_to", "base_stock")
    raised = {f"{path}.{name}": getattr(policy, name) + extra for name in levels if getattr(policy, name)}
    if raised:
        return {name: str(value) for name, value in raised.items()}
    if policy.cover is None or daily <= 0:
        return {}
    cover = policy.cover + math.ceil(extra / daily) * units.DAY
    return {path: {"cover": units.format_duration(cover), **_sources(policy)}}


def _daily(scenario: Scenario) -> Mapping[tuple[str, str], float]:
    """Give the mean units a day that leave a node, by node and SKU, as routing spreads them."""
    from simnet.pricing.usual import library
    from simnet.scenario.arithmetic.flow import flow_of

    return flow_of(scenario, library()).drawn


def _said(value: Any) -> str:
    return str(value["cover"]) if isinstance(value, dict) else str(value)


def _sources(policy: StockPolicy) -> dict[str, Any]:
    return {"refill_from": list(policy.refill_from)} if policy.refill_from else {}


__all__ = ["Seen", "candidates", "seen"]
