"""What a replication does not use: elements whose failing cannot change anything in it.

Orders that share no stock, station or pickup with an event are bit for bit the same with and without it
(docs/architecture.md), so an element that nothing passes through in the twin need not be failed in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.study.elements import Key

if TYPE_CHECKING:
    from simnet.records import Records
    from simnet.scenario import Scenario


def used(twin: Records, scenario: Scenario) -> set[Key]:
    """List the elements that anything passed through in a replication, its warm-up included.

    Nodes, and carriers of ways to nodes, count as used without being looked at.
    """
    found: set[Key] = {("node", name) for name in scenario.nodes}
    found |= {("carrier", lane.service.partition("/")[0]) for lane in scenario.lanes if lane.service}
    for lane in _words(twin, "shipments", "lane", "lane"):
        way, _, service = lane.rpartition(" ")
        carrier, _, name = service.partition(".")
        found |= {("lane", way), ("carrier", carrier), ("service", f"{carrier}/{name or carrier}")}
    bought, moved = twin["purchase_orders"], twin["transfers"]
    suppliers, nodes = twin.words("supplier"), twin.words("node")
    for supplier, node in np.unique(np.stack((bought["supplier"], bought["node"])), axis=1).T.tolist():
        found |= {("supplier", suppliers[supplier]), ("lane", f"{suppliers[supplier]} -> {nodes[node]}")}
    for origin, node in np.unique(np.stack((moved["from"], moved["to"])), axis=1).T.tolist():
        found.add(("lane", f"{nodes[origin]} -> {nodes[node]}"))
    return found


def _words(records: Records, table: str, column: str, vocabulary: str) -> list[Any]:
    codes = np.unique(records[table][column])
    words = records.words(vocabulary)
    return [words[code] for code in codes.tolist() if code >= 0]
