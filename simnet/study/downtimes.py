"""How long an element stays dark: as its file says, else a default by kind with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet import units
from simnet.scenario.defaults import Default
from simnet.study.elements import OUTAGES, Key, hits
from simnet.study.plan import StudyError

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.disruptions import Disruption

_ASSUMED = "assumption of this project; replace it by --downtime or by an event of your own"
_STRIKE = "UPS strike of August 1997, dcvelocity.com/articles/29094"
DOWNTIMES: dict[str, Default] = {
    "node": Default("3 days", _ASSUMED, "2026-01"),
    "supplier": Default(
        "30 days", "a stop of a month or more comes every 3.7 years: McKinsey Global Institute", "2020"
    ),
    "carrier": Default("15 days", _STRIKE, "1997-08"),
    "service": Default("15 days", f"as its carrier: {_STRIKE}", "1997-08"),
    "lane": Default(
        "3 days", "strike at the US East and Gulf ports of October 2024, project44.com", "2024-10"
    ),
}
"""How long an element of a kind is dark if no event of its own in the file lasts."""
ASKED = "--downtime"


@dataclass(frozen=True)
class Downtime:
    """A downtime in microseconds, where it comes from, and the event of the file that it is that of."""

    lasts: float
    source: str
    event: Disruption | None = None


def read_downtime(text: str, option: str = ASKED) -> int | None:
    """Read a downtime in microseconds; None for an empty text.

    Raises StudyError, which names the option, if it is no time that something can last.
    """
    if not text:
        return None
    try:
        found = units.parse_duration(text)
    except units.UnitError as error:
        raise StudyError(f"{option} {text}: {error}, such as 3 days") from None
    if found < units.MINUTE:
        raise StudyError(f"{option} {text}: must be a minute or longer, such as 3 days")
    return found


def downtime_of(scenario: Scenario, key: Key, asked: int | None = None) -> Downtime:
    """Find how long an element is dark: as asked, else its event's mean, else the default of its kind.

    Of several events outages count before others, and the longest mean of them.
    """
    event = declared(scenario, key)
    if asked is not None:
        return Downtime(asked, ASKED, event)
    if event is not None and event.lasts is not None:
        return Downtime(event.lasts.mean(), f"your file: {event.name}", event)
    default = DOWNTIMES[key[0]]
    return Downtime(units.parse_duration(default.value), f"{default.source} ({default.date})")


def declared(scenario: Scenario, key: Key) -> Disruption | None:
    """Find the event of the file that says how long an element is dark; None if there is none."""
    found = [
        event
        for event in scenario.disruptions
        if event.lasts is not None and event.lasts.mean() >= units.MINUTE and hits(event, key, scenario)
    ]
    outages = [event for event in found if is_outage(event)]
    return max(outages or found, key=lambda event: event.lasts.mean() if event.lasts else 0.0, default=None)


def is_outage(event: Disruption) -> bool:
    """Tell whether an event makes something go dark, and not only slow or worse."""
    return event.type in OUTAGES.values()
