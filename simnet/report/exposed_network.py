"""The network of an exposure study for the whiteboard: what nothing can replace is red."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from simnet.charts.network import Network, Way
from simnet.pricing.usual import library
from simnet.report.exposure import Exposed
from simnet.report.network import network_of
from simnet.report.run import Run
from simnet.report.single_points import headline
from simnet.scenario.arithmetic import Flow, flow_of

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.arithmetic.alone import Element

PLACES = ("node", "supplier", "carrier")
"""Kinds whose time to survive is told below the drawing."""


def exposed_network(run: Run, found: list[Exposed]) -> Network:
    """Mark the boxes and ways of a run's network that have no second way, by the study's own tables."""
    network, flow = network_of(run), flow_of(run.scenario, library())
    single = {(one.kind, one.name): one for one in found if one.single}
    places = tuple(
        replace(place, weak=bool({("node", place.key), ("supplier", place.key)} & set(single)))
        for place in network.places
    )
    ways = tuple(_marked(way, single, flow, run.scenario) for way in network.ways)
    lasts = [(one.title, one.survive) for one in found if one.kind in PLACES]
    lasting = tuple(sorted(lasts, key=lambda one: (one[1], one[0])))
    return Network(headline(found), places, ways, lasting)


def _marked(way: Way, single: Mapping[Element, Exposed], flow: Flow, scenario: Scenario) -> Way:
    """Redden a way that is a single point of failure, or that goods take only with a carrier that is one."""
    carriers = {one.carrier for one in flow.ways.get((way.origin, way.destination), ())}
    alone = single.get(("carrier", next(iter(carriers)))) if len(carriers) == 1 else None
    by_carrier = (
        alone is not None
        and way.destination in alone.alone_regions
        and bool(set(alone.alone_skus) & set(scenario.nodes[way.origin].stock))
    )
    only = ("lane", f"{way.origin} -> {way.destination}") in single or by_carrier
    label = way.label.removesuffix(", only source")
    return replace(way, only=only, spare=way.spare and not only, label=label)
