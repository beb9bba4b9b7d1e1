"""When disruptions begin and end, drawn in calendar time before the run."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from simnet.engine import luck
from simnet.engine.plan import Event, Plan


@dataclass(frozen=True)
class Occurrence:
    """One happening of a disruption, from `begin` up to `end` (instants in microseconds)."""

    number: int
    event: int
    ordinal: int
    key: int
    begin: int
    end: int

    @property
    def duration(self) -> int:
        return self.end - self.begin


@dataclass(frozen=True)
class _Span:
    begin: int
    end: int
    ordinal: int
    key: int


def draw_occurrences(
    plan: Plan, rep_key: int, without: frozenset[int] = frozenset()
) -> tuple[Occurrence, ...]:
    """All occurrences of a replication, by (begin, label, ordinal); those of no length are left out.

    Those of the events numbered in `without` are left out, too; the luck of the others is the same.
    """
    spans: dict[str, list[_Span]] = {}
    for event in _causes_first(plan.events):
        spans[event.label] = list(_spans(plan, event, rep_key, spans))
    found = [
        (span.begin, event.label, span.ordinal, number, span)
        for number, event in enumerate(plan.events)
        if number not in without
        for span in spans[event.label]
        if span.end > span.begin or event.kind == "stock_destroyed"
    ]
    found.sort(key=lambda row: row[:3])
    return tuple(
        Occurrence(place, number, span.ordinal, span.key, span.begin, span.end)
        for place, (_, _, _, number, span) in enumerate(found)
    )


def _causes_first(events: tuple[Event, ...]) -> Iterator[Event]:
    """Events in an order in which whatever one follows comes before it."""
    waiting = list(events)
    done: set[str] = {""}
    while waiting:
        ready = [event for event in waiting if event.after in done]
        if not ready:
            raise ValueError("events follow each other in a circle")
        yield from ready
        done |= {event.label for event in ready}
        waiting = [event for event in waiting if event.label not in done]


def _spans(plan: Plan, event: Event, rep_key: int, earlier: dict[str, list[_Span]]) -> Iterator[_Span]:
    event_key = int(luck.fold(rep_key, luck.label_key(event.label)))
    if event.rate:
        yield from _renewals(plan, event, event_key)
    else:
        for ordinal, begin in enumerate(_onsets(plan, event, event_key, earlier)):
            key = int(luck.fold(event_key, ordinal))
            if event.chance >= 1 or luck.ask(key, luck.CHANCE, 0) < event.chance:
                yield _Span(begin, begin + _duration(plan, event, key), ordinal, key)


def _onsets(plan: Plan, event: Event, event_key: int, earlier: dict[str, list[_Span]]) -> Iterator[int]:
    if event.after:
        for span in earlier[event.after]:
            yield span.end + event.delay
    elif event.at:
        yield from event.at
    else:
        u = luck.ask(event_key, luck.ONSET, 0)
        yield plan.start + int(u * (plan.end - plan.start))


def _renewals(plan: Plan, event: Event, event_key: int) -> Iterator[_Span]:
    """Onsets with random gaps between one's end and the next one's onset, the first from time zero."""
    now, ordinal = 0, 0
    while True:
        key = int(luck.fold(event_key, ordinal))
        u = luck.ask(key, luck.ONSET, 0)
        gap = luck.value(plan.tables[event.gap], u) if event.gap >= 0 else -math.log1p(-u) * event.rate
        begin = now + luck.whole(gap)
        if begin >= plan.end:
            return
        now = begin + _duration(plan, event, key)
        yield _Span(begin, now, ordinal, key)
        ordinal += 1
        now = max(now, begin + 1)  # events without length must not hold time still


def _duration(plan: Plan, event: Event, key: int) -> int:
    if event.duration < 0:
        return 0
    u = luck.ask(key, luck.DURATION, 0)
    return luck.whole(luck.value(plan.tables[event.duration], u))
