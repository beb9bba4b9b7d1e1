"""What is promised against what a week of ordinary days can deliver."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from simnet.errors import Problem
from simnet.scenario.arithmetic.flow import Flow
from simnet.scenario.arithmetic.ways import Way
from simnet.scenario.arithmetic.week import after_days, after_transit, collected, packed
from simnet.scenario.arithmetic.words import finding, percent, span
from simnet.scenario.scenario import Scenario
from simnet.units import DAY, HOUR, MICROSECOND

# With every parcel taking its mean transit, more late orders than this mean that the promise is out of reach.
LATE = 0.2
LONGEST_PROMISE = 30
LONGEST = 400 * DAY
"""Transit that is followed day by day at most: longer than any promise."""
BUSINESS = (0, 1, 2, 3, 4)


def check(scenario: Scenario, flow: Flow) -> Iterator[Problem]:
    """Find regions whose orders come late on ordinary days, when every parcel takes its mean transit."""
    for region, node in flow.main.items():
        way = next(iter(flow.ways.get((node, region), ())), None)
        if way is None:
            continue
        trips = journeys(scenario, way)
        late = _late(scenario, trips, scenario.customers.promise.days, node)
        if late > LATE:
            yield _finding(scenario, way, trips, late)


def journeys(scenario: Scenario, way: Way) -> list[tuple[int, float, float]]:
    """Follow an order for each hour of a week: placed, delivered (node's time, microseconds), weight."""
    node, customers = scenario.nodes[way.node], scenario.customers
    ahead = round(_ahead(scenario, way.node))
    found = []
    for hour in range(7 * 24):
        weight = customers.weekdays[hour // 24] * customers.hours[hour % 24]
        placed = hour * HOUR + HOUR // 2 + ahead + 7 * DAY
        taken = collected(node, way.carrier, packed(node, placed))
        if taken is not None and weight > 0:
            done = after_transit(taken, min(way.transit, LONGEST), way.business, way.weekdays, way.deliver_at)
            found.append((placed, done, weight))
    return found


def _late(scenario: Scenario, trips: list[tuple[int, float, float]], days: int, node: str) -> float:
    """Compute the share of orders that are delivered after a promise of so many days."""
    total = sum(weight for _, _, weight in trips)
    late = sum(weight for placed, done, weight in trips if done > _due(scenario, placed, days, node))
    return late / total if total else 0.0


def _due(scenario: Scenario, placed: int, days: int, node: str) -> int:
    if not scenario.customers.promise.business:
        return placed + days * DAY
    cutoff = scenario.nodes[node].order_cutoff
    begin = placed + DAY if cutoff is not None and placed % DAY > cutoff else placed
    return after_days(begin, days, BUSINESS) + DAY


def _finding(scenario: Scenario, way: Way, trips: list[tuple[int, float, float]], late: float) -> Problem:
    promise = scenario.customers.promise
    word = "business days" if promise.business else "days"
    mean = sum((done - placed) * weight for placed, done, weight in trips) / sum(trip[2] for trip in trips)
    carried = f"{way.transit / DAY:.1f} {'business days' if way.business else 'days'} with the carrier"
    rule = (
        f"{way.region} is promised {promise.days} {word}, but from {way.node} by {way.label} an order takes "
        f"{span(mean)} on average, {carried}: about {percent(late)} come late on ordinary days"
    )
    kept = (
        days
        for days in range(promise.days + 1, LONGEST_PROMISE)
        if _late(scenario, trips, days, way.node) < LATE / 4
    )
    enough = next(kept, None)
    repair = "use a faster service or a nearer node" + (f", or promise {enough} {word}" if enough else "")
    return finding(scenario, ("customers", "promise"), rule, repair)


def _ahead(scenario: Scenario, node: str) -> float:
    """Compute how far a node's clocks are ahead of the scenario's at the start, microseconds."""
    zones = [ZoneInfo(zone or "UTC") for zone in (scenario.nodes[node].timezone, scenario.timezone)]
    offsets = [datetime.replace(scenario.start, tzinfo=zone).utcoffset() for zone in zones]
    here, there = (offset.total_seconds() if offset is not None else 0.0 for offset in offsets)
    return (here - there) * 1_000_000 * MICROSECOND
