"""What every sheet needs to know of a drill's date: what fails, who stands in, how many orders that is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from simnet.report.sheets.calendar import last_end
from simnet.scenario import Occasion, Scenario
from simnet.scenario.arithmetic import Flow, Library, flow_of
from simnet.scenario.arithmetic.load import WEEK_DAYS, weekly_capacity
from simnet.scenario.disruptions import TYPES
from simnet.scenario.drills import DrillEvent
from simnet.scenario.events import targets_of
from simnet.scenario.response import Response

INBOUND = ("customs_hold", "port_congestion")
"""Types of event that are about goods on their way in."""
ENOUGH = 25
"""Test orders of a rehearsal with real orders if the drill does not say how many."""


@dataclass(frozen=True)
class Setting:
    """A date of a drill in its network on ordinary days."""

    scenario: Scenario
    occasion: Occasion
    library: Library

    @cached_property
    def flow(self) -> Flow:
        """Spread mean demand over the nodes."""
        return flow_of(self.scenario, self.library)

    @property
    def failed(self) -> tuple[str, ...]:
        """List what the drill's events hit."""
        return self.occasion.targets(self.scenario)

    def hit(self, kind: str) -> tuple[str, ...]:
        """List the targets of one kind: node, supplier, carrier, lane."""
        events = (event for event in self.occasion.events if TYPES[event.type].target == kind)
        return tuple(dict.fromkeys(name for event in events for name in targets_of(event, self.scenario)))

    @property
    def ways_out(self) -> tuple[str, ...]:
        """List the carriers and the lanes to customers that are hit: parcels need another label."""
        lanes = [
            name
            for event in self.occasion.events
            if TYPES[event.type].target == "lane" and event.type not in INBOUND
            for name in targets_of(event, self.scenario)
            if name.partition(" -> ")[2] not in self.scenario.nodes
        ]
        return tuple(dict.fromkeys([*self.hit("carrier"), *lanes]))

    @property
    def standins(self) -> tuple[str, ...]:
        """List the other nodes that stock some of what a failed node sells, those that sell most first."""
        dark = self.hit("node")
        sold = {sku for (node, sku), units in self.flow.sold.items() if node in dark and units > 0}
        able = [
            name
            for name, node in self.scenario.nodes.items()
            if name not in dark
            and sold & set(node.stock)
            and any(name in r for r in self.flow.ranking.values())
        ]
        return tuple(sorted(able, key=lambda name: -self.flow.parcels.get(name, 0.0)))

    @property
    def lasts(self) -> int:
        """Give the time from the first onset to the last end, on average, microseconds."""
        return last_end(self.occasion) - min(event.starts for event in self.occasion.events)

    @property
    def response(self) -> Response:
        """Give what people do: the first event's own response, else the drill's, else the scenario's."""
        first: DrillEvent = self.occasion.events[0]
        return first.response or self.occasion.drill.response or self.scenario.response

    @property
    def batch(self) -> int:
        """Give the number of test orders for a rehearsal with real orders."""
        return self.occasion.drill.scope.orders or ENOUGH

    @property
    def touch(self) -> float:
        """Give the time that a person needs for one test order, microseconds."""
        own = self.response.touch
        return (own if own is not None else self.scenario.team.touch.reroute).mean()

    def orders_a_day(self, names: tuple[str, ...]) -> float:
        """Sum the orders a day, over a whole week, of some nodes."""
        return sum(self.flow.parcels.get(name, 0.0) for name in names)

    def can_pack(self, name: str) -> float:
        """Compute the orders a day, over a whole week, that a node can pack; infinite without a limit."""
        return weekly_capacity(self.scenario, self.flow, name) / WEEK_DAYS
