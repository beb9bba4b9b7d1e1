"""What a drill is in the records of a replication: its events, its window, and their incident."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simnet import units
from simnet.measures.columns import Array
from simnet.measures.recovery import Incident, Service, excess_late, longest_promise, service_until
from simnet.records import Records


@dataclass(frozen=True)
class Rehearsed:
    """A drill in one replication; instants in µs since the records' time zero.

    `events` are the names of its disruptions, `begin_us` is t0, the planned onset of the first of them (also
    if luck left that one out), `until_us` is H, the end of its window. `before_us` is the time before t0 over
    which the network must have been steady; 0 if nothing is asked.
    """

    events: frozenset[str]
    begin_us: int
    until_us: int
    before_us: int = 0

    def occurrences(self, records: Records) -> Array:
        """Give the rows of table `outages` that are the drill's."""
        names = np.array([word in self.events for word in records.words("event")], bool)
        outages = records["outages"]
        if not len(names):
            return outages[:0]
        rows: Array = outages[(outages["event"] >= 0) & names[outages["event"]]]
        return rows


@dataclass(frozen=True)
class Case:
    """The two readings of a drill as an incident.

    `noticed` lasts until customers stop noticing, as incidents of a run do: clocks go by it. `window` lasts
    until H: what is counted and summed goes by it.
    """

    happened: bool
    service: Service
    noticed: Incident
    window: Incident


def case(records: Records, twin: Records, drill: Rehearsed) -> Case:
    """Make an incident of a drill. What differs from the twin is the drill's alone."""
    rows = drill.occurrences(records)
    service = service_until(records, twin, drill.begin_us, drill.until_us)
    noticed = _incident(records, rows, drill, service)
    window = replace(noticed, until_us=drill.until_us)
    late = excess_late(records, twin, window.from_us, window.until_us)
    return Case(bool(len(rows)), service, noticed, replace(window, excess_late=float(late)))


def _incident(records: Records, rows: Array, drill: Rehearsed, service: Service) -> Incident:
    begin, absorbed = drill.begin_us, service.noticed is None
    end = int(rows["end_us"].max(initial=begin))
    until = end if absorbed else drill.until_us
    if service.recovered is not None:
        until = service.recovered + units.DAY
    return Incident(
        _words(records, rows, "event", "event"),
        _words(records, rows, "kind", "event_kind"),
        _words(records, rows, "targets", "targets"),
        begin,
        end,
        _service_days(begin, service),
        _first(begin, rows["detected_us"]),
        _first(begin, rows["decided_us"]),
        absorbed,
        censored=not absorbed and service.recovered is None,
        excess_late=0.0,
        survive_days=math.inf if service.noticed is None else max(_days(begin, service.noticed), 0.0),
        occurrences=tuple(rows["occurrence"].tolist()),
        from_us=begin - longest_promise(records),
        until_us=until,
    )


def _service_days(begin: int, service: Service) -> float:
    if service.noticed is None:
        return 0.0
    return math.inf if service.recovered is None else _days(begin, service.recovered)


def _words(records: Records, rows: Array, column: str, vocabulary: str) -> tuple[str, ...]:
    words = records.words(vocabulary)
    return tuple(dict.fromkeys(words[code] for code in rows[column].tolist() if code >= 0))


def _days(begin: int, end: int) -> float:
    return (end - begin) / units.DAY


def _first(begin: int, instants: Array) -> float:
    came = instants[instants >= 0]
    return _days(begin, int(came.min())) if len(came) else math.inf
