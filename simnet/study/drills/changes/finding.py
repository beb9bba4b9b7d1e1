"""Candidate changes, from where the time of late orders went, what ran out, and how long a decision took."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simnet import units
from simnet.scenario.arithmetic.words import element
from simnet.scenario.events import targets_of
from simnet.study.drills.changes.answers import own_response, response_of, written
from simnet.study.drills.changes.candidate import Candidate, OnCall
from simnet.study.drills.changes.looking import Seen
from simnet.study.drills.changes.prices import PICKUP, hourly, open_hours
from simnet.study.drills.changes.stock import more_stock
from simnet.study.drills.changes.supply import ahead, supply
from simnet.units import WEEKDAYS

LEAST = 0.04
"""Share of all waiting below which a cause is not looked into."""
QUICK = "15 min"
"""A decision that was taken in advance: someone only has to see that it applies."""
LOOK_DAYS = 1.5
"""Noticing that takes longer than this is worth a candidate."""
SLOW_DAYS = 1 / 24
"""Detection or decision that takes longer is worth a candidate."""


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
        if _works_slowly(found, subject):
            yield from _hands(found, subject, share)
        yield from _acts(found, subject, share)
    elif cause == "stock":
        node = subject.rpartition(" at ")[2]
        yield from more_stock(found, node, share)
        yield from supply(found, share)
        yield from ahead(found, node, share)
    elif cause == "people":
        yield _person(found, share)


def _works_slowly(found: Seen, subject: str) -> bool:
    """Whether a place is slow in this drill, and not dark: more hands help where there is something to do."""
    kinds = {one.type for one in found.occasion.events if subject in targets_of(one, found.scenario)}
    return "node_capacity" in kinds and "node_outage" not in kinds


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
    drill, (response, root) = found.occasion.drill, response_of(found)
    slow = found.typical["decide_days"] - min(found.typical["detect_days"], found.typical["decide_days"])
    if (
        own_response(found)
        or response.automatic
        or not drill.scope.whole
        or (share == 0 and not slow > SLOW_DAYS)
    ):
        return
    said = f"{share:.0%} of the additional waiting was for a decision" if share else ""
    because = said or f"deciding took {slow * 24:.1f} h"
    works_on = found.works_on("rerouted", "first_parcel", "decide", "late_orders")
    doing = "reroute" if {"reroute", "relabel"} & {act.act for act in response.acts} else "act"
    yield Candidate(
        "automatic", f"{doing} as soon as it is noticed, without asking anyone", "response",
        f"{root}.automatic", "true", works_on, because, values={f"{root}.automatic": "true"},
    )  # fmt: skip
    yield Candidate(
        "decide", f"decide within {QUICK}, by a rule that is written down", "response",
        f"{root}.decide", QUICK, works_on, because, values={f"{root}.decide": QUICK},
    )  # fmt: skip


def _notice(found: Seen) -> Iterator[Candidate]:
    """Look every day, where it took longer than that to notice."""
    drill, (_, root) = found.occasion.drill, response_of(found)
    days = found.typical["detect_days"]
    if own_response(found) or not drill.scope.whole or not math.isfinite(days) or days <= LOOK_DAYS:
        return
    names = ", ".join(found.occasion.targets(found.scenario))
    yield Candidate(
        "detect", f"ask {names} every day, so that you notice within one", "response", f"{root}.detect",
        "1 day", found.works_on("detect", "resupply", "decide", "late_orders"),
        f"noticing took {days:.1f} days", values={f"{root}.detect": "1 day"},
    )  # fmt: skip


def _acts(found: Seen, subject: str, share: float) -> Iterator[Candidate]:
    """An act that the response lacks, for what stays where it is while something is down."""
    response, root = response_of(found)
    have = [act.act for act in response.acts]
    if subject not in found.scenario.nodes:
        yield from _other_carrier(found, subject, share)
    missing = "reroute" if subject in found.scenario.nodes else "relabel"
    if missing in have or own_response(found):
        yield from _decisions(found, share)
        return
    price = found.scenario.costs.relabel * found.typical["touches"] if missing == "relabel" else 0.0
    doing = "send waiting orders from elsewhere" if missing == "reroute" else "put another carrier's label on"
    acts = [*written(response), *([] if "mark_down" in have else ["mark_down"]), missing]
    yield Candidate(
        missing, f"{doing} once decided", subject, f"{root}.acts", ", ".join(map(str, acts)),
        found.works_on("late_orders", "service_back"), _at(share, subject),
        round(price, 2), 0.0, "costs.relabel" if price else "costs nothing but the touches",
        values={f"{root}.acts": acts},
    )  # fmt: skip


def _other_carrier(found: Seen, service: str, share: float) -> Iterator[Candidate]:
    """Another carrier collects too, where only the one that is down does."""
    down, scenario = service.partition(".")[0], found.scenario
    for name, node in scenario.nodes.items():
        usual = next((one for one in node.pickup if one.carrier == down and one.times), None)
        collect = {one.carrier for one in node.pickup}
        other = next((one for one in scenario.carriers if one not in collect), None)
        if usual is None or other is None or len(collect) > 1:
            continue
        pickups = [one.model_dump(mode="json", exclude_none=True) for one in node.pickup]
        later = [f"{at // units.HOUR:02}:{at % units.HOUR // units.MINUTE:02}" for at in usual.times]
        days = math.ceil(found.days)
        yield Candidate(
            "carrier", f"{other} collects at {name} too", name, f"nodes.{name}.pickup",
            f"{other} at {', '.join(later)}", found.works_on("first_parcel", "late_orders", "service_back"),
            _at(share, service), PICKUP * days, 0.0,
            f"assumed: {PICKUP:g} each; tried as if every day, priced for {days} days",
            values={f"nodes.{name}.pickup": [*pickups, {"carrier": other, "times": later}]},
        )  # fmt: skip


def _at(share: float, subject: str) -> str:
    return f"{share:.0%} of the additional waiting was at {element(subject)}"


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
