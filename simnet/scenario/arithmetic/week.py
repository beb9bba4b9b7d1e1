"""An ordinary week without holidays: hours, cutoffs and pickups, in microseconds since Monday midnight."""

from __future__ import annotations

from bisect import bisect_left

from simnet.scenario.hours import Week
from simnet.scenario.nodes import Node
from simnet.scenario.pickups import Pickup
from simnet.units import DAY, WEEK

WEEK_DAYS = 7
MOST_WEEKS_OF_WORK = 60
"""Weeks of opening hours beyond which work is not followed: longer than any promise."""


def open_time(hours: Week) -> int:
    """Sum the open time of a week, microseconds."""
    return sum(closing - opening for spans in hours for opening, closing in spans)


def working_days(hours: Week) -> tuple[int, ...]:
    """List the weekdays on which hours open; the rest of a night shift belongs to the day before."""
    return tuple(day for day, spans in enumerate(hours) if any(not _rest(hours, day, span) for span in spans))


def _rest(hours: Week, day: int, span: tuple[int, int]) -> bool:
    evening = hours[(day - 1) % WEEK_DAYS]
    return span[0] == 0 and span[1] < DAY and any(one[1] == DAY and one[0] > 0 for one in evening)


def collections(node: Node, pickup: Pickup) -> list[int]:
    """List a pickup's times in the week; weekdays that are not given are cut to the node's working days."""
    days = set(pickup.weekdays)
    if "weekdays" not in pickup.model_fields_set:
        days &= set(working_days(node.hours))
    return sorted(day * DAY + time for day in days for time in pickup.times)


def packed(node: Node, placed: int) -> int:
    """Find when an order placed at a time of the week is packed by a node that is not busy.

    The work itself is left out, but for a drop shipper's handling: work in its opening hours if it has
    stations, else elapsed time after the order.
    """
    if node.handling is None:
        return _released(node, placed)
    handling = round(node.handling.mean())
    return placed + handling if node.stations is None else after_work(node.hours, placed, handling)


def after_work(hours: Week, begin: int, work: int) -> int:
    """Find when work that begins or waits at a time of the week is done, in opening hours alone.

    Whoever never opens is taken to work at any time: that it does nothing is said elsewhere.
    """
    day, left = begin // DAY, min(work, MOST_WEEKS_OF_WORK * open_time(hours))
    while any(hours):
        for opening, closing in hours[day % WEEK_DAYS]:
            start = max(begin, day * DAY + opening)
            if left <= day * DAY + closing - start:
                return start + left
            left -= max(0, day * DAY + closing - start)
        day += 1
    return begin + work


def _released(node: Node, placed: int) -> int:
    for day in range(placed // DAY, placed // DAY + 3 * WEEK_DAYS):
        midnight = day * DAY
        if node.order_cutoff is not None and placed > midnight + node.order_cutoff:
            continue
        for opening, closing in node.hours[day % WEEK_DAYS]:
            if placed < midnight + closing:
                return max(placed, midnight + opening)
    return placed


def collected(node: Node, carrier: str, ready: int) -> int | None:
    """Find when a carrier takes a parcel that is packed at a time; None if it never comes."""
    pickups = [pickup for pickup in node.pickup if pickup.carrier == carrier] or [
        pickup for pickup in node.pickup if pickup.carrier is None
    ]
    if not node.pickup:
        pickups = [Pickup(times=(max(span[1] for day in node.hours for span in day),))]
    found = [
        ready if pickup.continuous else _next(collections(node, pickup), ready + pickup.ready_before)
        for pickup in pickups
    ]
    return min((at for at in found if at is not None), default=None)


def _next(weekly: list[int], after: int) -> int | None:
    if not weekly:
        return None
    weeks, rest = divmod(after, WEEK)
    index = bisect_left(weekly, rest)
    return weeks * WEEK + weekly[index] if index < len(weekly) else (weeks + 1) * WEEK + weekly[0]


def after_days(begin: int, days: int, weekdays: tuple[int, ...]) -> int:
    """Find the midnight that begins the day `days` counted weekdays after the day of a time."""
    day = begin // DAY
    while days > 0:
        day += 1
        days -= day % WEEK_DAYS in weekdays
    return day * DAY


def after_transit(
    begin: int, transit: float, business: bool, weekdays: tuple[int, ...], at: int | None
) -> float:
    """Add a transit to a time: calendar days, fractions of business days, or an hour of the Nth one."""
    if not business:
        return begin + transit
    if at is not None:
        return after_days(begin, -(-round(transit) // DAY), weekdays) + at
    day, left = begin // DAY, transit
    while True:
        midnight = day * DAY
        if day % WEEK_DAYS in weekdays:
            room = midnight + DAY - max(begin, midnight)
            if left <= room:
                return max(begin, midnight) + left
            left -= room
        day += 1
