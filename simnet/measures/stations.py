"""How busy the stations of nodes are: time at work against time in opening hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simnet import units
from simnet.measures.columns import Array, add_up, count
from simnet.measures.opening import OpenTime, opening, working
from simnet.measures.orders import week_ends
from simnet.measures.parcels import by_week_end
from simnet.measures.shared import columns_of
from simnet.records import Records, code

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.nodes import Node


class Work(NamedTuple):
    """Station minutes by week and node, shape (weeks, nodes): at work, and in opening hours."""

    busy: Array
    open: Array


def stations(node: Node) -> int:
    """Count a node's stations: a capacity is one; 0 if the node packs any number of orders at once."""
    return node.stations or (1 if node.capacity is not None else 0)


@dataclass(frozen=True)
class _Packed:
    """Parcels on which work was begun: station's node, start and end of the work (µs), and week of each."""

    node: Array
    started: Array
    ended: Array
    first: Array
    last: Array


def work(records: Records, scenario: Scenario) -> Work:
    """Measure the station time of every node in every week of the horizon.

    A parcel keeps a station busy from the start to the end of packing, less the time when the node is closed
    or held by an outage. Open minutes are those of the calendar times the stations, outages included.
    """
    nodes, edges = records.words("node"), week_ends(records)
    found = Work(np.zeros((len(edges) - 1, len(nodes))), np.zeros((len(edges) - 1, len(nodes))))
    parcels = _packed(records)
    size = len(edges)
    minutes = np.where(parcels.first == parcels.last, parcels.ended - parcels.started, 0) / units.MINUTE
    simple = add_up(parcels.node * size + parcels.first, minutes, len(nodes) * size).reshape(-1, size)
    for number, name in enumerate(nodes):
        node = scenario.nodes.get(name)
        if node is None or not stations(node):
            continue
        hours = opening(records, node)
        clock = OpenTime.of(working(records, name, hours))
        found.busy[:, number] = simple[number, 1:]
        found.open[:, number] = stations(node) * np.diff(OpenTime.of(hours).until(edges))
        found.busy[:, number] += _correction(clock, parcels, number, edges)
    return found


def _packed(records: Records) -> _Packed:
    names = ("node", "started_us", "packed_us", "state")
    node, started, packed, state = columns_of(records, "shipments", *names)
    ended = np.where(packed < 0, records.meta.stop_us, packed)
    idle = (started < 0) | (state == code("shipment_state", "void"))
    ended[idle] = records.meta.start_us
    started = np.where(idle, records.meta.start_us, started)
    first, last = (by_week_end(records, instants) + 1 for instants in (started, ended))
    first[started <= records.meta.start_us] = 0
    last[ended <= records.meta.start_us] = 0
    return _Packed(node, started, ended, first, last)


def _correction(clock: OpenTime, parcels: _Packed, number: int, edges: Array) -> Array:
    """What the work of a node's parcels is more than their elapsed minutes within one week, by week.

    Only work that takes as long as the shortest pause, or goes on from one week into another, can differ.
    """
    elapsed = parcels.ended - parcels.started
    odd = (elapsed >= clock.shortest_pause) | (parcels.first != parcels.last)
    rows = np.flatnonzero(odd & (parcels.node == number))
    started, ended, first, last = (
        column[rows] for column in (parcels.started, parcels.ended, parcels.first, parcels.last)
    )
    size = len(edges)
    begin, end = clock.until(started), clock.until(ended)
    done = np.cumsum(add_up(last, end, size)) - np.cumsum(add_up(first, begin, size))
    in_work = np.cumsum(count(first, size)) - np.cumsum(count(last, size))
    simple = np.where(first == last, ended - started, 0) / units.MINUTE
    exact: Array = np.diff(done + in_work * clock.until(edges)) - add_up(first, simple, size)[1:]
    return exact
