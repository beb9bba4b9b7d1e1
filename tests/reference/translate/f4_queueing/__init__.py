"""Queues: stations, breakdowns, working hours, carrier pickups, parcels on their way.

Orders are the customers of the queue and a node's pick stations its servers; where orders come in waves, or
only every second one matters, purchase orders are the customers and a sequential supplier is the server.
"""

from __future__ import annotations

from tests.reference.cases import Case
from tests.reference.translate.f4_queueing import pickups, stations, supplier, transit
from tests.reference.trial import Translation, Unexpressed

NO_SCENARIO = {
    "M/G/1 multiple vacations": "stations close by the clock or an event, never because the queue is empty",
    "M/M/c unreliable": "events stop all stations of a node, never one of them",
}
"""Queues that no scenario has, by name."""


def translate(case: Case) -> Translation:
    """Go by the parts of the inputs: a named queue, hours, pickups, or parcels on their way."""
    given = case.inputs
    if "routing" in given:
        return Unexpressed("an order is packed once at one node: it does not go from station to station")
    if given.get("queue") in NO_SCENARIO:
        return Unexpressed(NO_SCENARIO[given["queue"]])
    if "failure_rate_while_serving" in given:
        return Unexpressed("events come in calendar time, never by the hours that a station has worked")
    if "batch_pmf" in given or any(
        word in given.get("interarrival", "") for word in ("ROUND ROBIN", "Erlang")
    ):
        return supplier.translate(case)
    if "queue" in given or "shift_open_hours" in given:
        return stations.translate(case)
    if "transit" in given or "times" in given:
        return transit.translate(case)
    return pickups.translate(case)
