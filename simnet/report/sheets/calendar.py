"""The dates of drills as a calendar file (RFC 5545), which any calendar imports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from simnet.scenario import Occasion, Scenario
from simnet.scenario.arithmetic.words import span

LONGEST_LINE = 75
"""Octets of a line without its end, after which it is folded (RFC 5545, 3.1)."""
AHEAD = "-P7D"
"""A week's notice, so that partners can be told."""


def calendar_text(scenario: Scenario, dates: Iterable[Occasion]) -> str:
    """Write a calendar of drills, one event a date; equal drills give equal bytes.

    Instants are in UTC, so that no time zone has to be described. The UID of a date depends on the
    scenario's name, the drill's title and the label alone: importing it again replaces what was there.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//simnet//failover drills//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_escaped(f'Failover drills of {scenario.name}')}")
    for one in dates:
        lines += _event(scenario, one)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(scenario: Scenario, one: Occasion) -> Iterator[str]:
    begins, ends = one.onset, one.at(last_end(one))
    made = scenario.start.replace(tzinfo=ZoneInfo(one.timezone)).astimezone(UTC)
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(scenario, one)}"
    yield f"DTSTAMP:{_instant(made)}"
    yield f"DTSTART:{_instant(begins)}"
    yield f"DTEND:{_instant(max(ends, begins + timedelta(minutes=30)))}"
    yield f"SUMMARY:{_escaped(f'Failover drill {one.label}: {one.title}')}"
    yield f"DESCRIPTION:{_escaped(_description(scenario, one))}"
    yield "CATEGORIES:DRILL"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{AHEAD}")
    yield f"DESCRIPTION:{_escaped(f'In a week: {one.title}')}"
    yield from ("END:VALARM", "END:VEVENT")


def last_end(one: Occasion) -> int:
    """Find when the last of its own events ends on average, microseconds after its beginning."""
    return max(
        event.starts + (round(event.lasts.mean()) if event.lasts is not None else 0) for event in one.events
    )


def _description(scenario: Scenario, one: Occasion) -> str:
    lasts = span(last_end(one) - min(event.starts for event in one.events))
    parts = [one.drill.why] if one.drill.why else []
    parts.append(f"What goes wrong: {', '.join(one.targets(scenario))}, for {lasts}.")
    people = [("Owner", one.drill.contacts.owner), ("Coordinator", one.drill.contacts.coordinator)]
    parts += [f"{role}: {name}" for role, name in people if name]
    return "\n".join([*parts, "Print the run sheet with simnet drill --plan."])


def _uid(scenario: Scenario, one: Occasion) -> str:
    about = "\n".join((scenario.name, one.drill.title, one.label))
    return f"{hashlib.sha256(about.encode()).hexdigest()[:32]}@simnet"


def _instant(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Fold a line so that none is longer than 75 octets and no character is cut."""
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + width
    yield part
