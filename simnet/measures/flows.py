"""Table `flows`: every way that goods take, from suppliers to nodes, between nodes, and to customers."""

from __future__ import annotations

from typing import Any

import numpy as np

from simnet import units
from simnet.measures.columns import Columns, stacked
from simnet.measures.inbound import Inbound
from simnet.measures.tally import parcels
from simnet.records import Records


def flows(records: Records, inbound: Inbound) -> dict[str, Any]:
    """Give the columns of table `flows`: what arrived in the horizon, by way, inbound ones first."""
    return dict(stacked([_inbound(records, inbound, kind) for kind in (True, False)] + [_outbound(records)]))


def _inbound(records: Records, inbound: Inbound, ordered: bool) -> Columns:
    meta, nodes = records.meta, records.words("node")
    origins = records.words("supplier") if ordered else nodes
    during = (inbound.received_us >= meta.start_us) & (inbound.received_us < meta.end_us)
    rows = np.flatnonzero(during & (inbound.ordered == ordered))
    way = inbound.origin[rows].astype(np.int64) * len(nodes) + inbound.node[rows]
    ways, place = np.unique(way, return_inverse=True)

    def add(amounts: Any) -> Any:
        return np.bincount(place, amounts, minlength=len(ways))

    return {
        "kind": ["inbound" if ordered else "transfer"] * len(ways),
        "origin": [origins[number // len(nodes)] for number in ways.tolist()],
        "destination": [nodes[number % len(nodes)] for number in ways.tolist()],
        "service": [""] * len(ways),
        "shipments": np.bincount(place, minlength=len(ways)),
        "units": add(inbound.quantity[rows]),
        "days": add((inbound.received_us[rows] - inbound.placed_us[rows]) / units.DAY),
        "late": add(inbound.late[rows]),
        "damaged": add(inbound.defects[rows]),
    }


def _outbound(records: Records) -> Columns:
    nodes, services = records.words("node"), records.words("service")
    regions, tally = records.words("region"), parcels(records).tally
    came, amount, late, damaged, _, _, days, _ = (grid[:, :-1].sum(axis=(0, 1)) for grid in tally)
    used = np.nonzero(came)
    return {
        "kind": ["outbound"] * len(used[0]),
        "origin": [nodes[number] for number in used[0].tolist()],
        "destination": [regions[number] for number in used[2].tolist()],
        "service": [services[number] for number in used[1].tolist()],
        "shipments": came[used],
        "units": amount[used],
        "days": days[used],
        "late": late[used],
        "damaged": damaged[used],
    }
