"""How the network answered an incident: the first alert, orders sent elsewhere, goods from a backup."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simnet import units
from simnet.measures.columns import Array
from simnet.measures.recovery import Incident
from simnet.measures.shared import columns_of, once
from simnet.measures.twins import partners
from simnet.records import Records, code

if TYPE_CHECKING:
    from simnet.scenario import Scenario


class Response(NamedTuple):
    """Clocks in days from the onset, infinite if it never came to that."""

    detect_days: float
    rerouted_first_days: float
    rerouted_last_days: float
    first_parcel_days: float
    resupply_days: float


class Failed(NamedTuple):
    """What an incident takes down or slows: flags by code of node, service, lane and supplier (last: −1)."""

    node: Array
    service: Array
    lane: Array
    supplier: Array


NODE_KINDS = frozenset(
    {"node_outage", "node_capacity", "packaging_stockout", "pickup_missed", "stock_destroyed"}
)
DOWN_KINDS = frozenset(
    {"node_outage", "packaging_stockout", "carrier_outage", "carrier_service_suspended", "lane_outage"}
)
SUPPLIER_KINDS = frozenset({"supplier_outage", "supplier_delay", "supplier_quality"})
ATTEMPTS = 2**15
"""More attempts than an order can have, so that order and attempt fit into one number."""
CODES = 2**16
"""More codes than a vocabulary can have, so that a way and its SKU fit into one number."""
MOVED = code("touch_kind", "relabel"), code("touch_state", "done")


def response(
    records: Records,
    twin: Records,
    scenario: Scenario,
    incident: Incident,
    unheeded: frozenset[str] = frozenset(),
) -> Response:
    """Read the clocks of the response to an incident; alerts of `unheeded` thresholds are seen by nobody."""
    failed, end = failed_elements(records, incident), _stood_down(records, incident)
    sent = sent_elsewhere(records, twin, incident)
    alerted = _alerts(records, twin, incident, unheeded)
    return Response(
        min(incident.detect_days, _days(incident, alerted)),
        _days(incident, sent.assigned),
        _days(incident, sent.waited, latest=True),
        _days(incident, sent.collected),
        _days(incident, _resupplied(records, twin, scenario, failed, incident.begin_us, end)),
    )


class Sent(NamedTuple):
    """Parcels that went elsewhere than in the twin: when they were assigned, of those that had been waiting
    at what failed, and when they were collected (those that were, `parcels`). µs since time zero."""

    assigned: Array
    waited: Array
    collected: Array
    parcels: Array


def sent_elsewhere(records: Records, twin: Records, incident: Incident) -> Sent:
    """Find the parcels that the response to an incident sent past what failed."""
    failed, end = avoided(records, incident), _stood_down(records, incident)
    noticed = _noticed(records, incident)
    sent = _rerouted(records, twin, failed, noticed, end)
    moved = _relabelled(records, failed, noticed, end)
    shipments = records["shipments"]
    waited = shipments["rerouted_from"][sent] >= 0
    waited &= failed.node[shipments["rerouted_from"][sent]]
    parcels = np.concatenate((sent, moved.parcels))
    parcels = parcels[shipments["collected_us"][parcels] >= 0]
    return Sent(
        np.concatenate((shipments["queued_us"][sent], moved.instants)),
        np.concatenate((shipments["queued_us"][sent][waited], moved.instants)),
        shipments["collected_us"][parcels],
        parcels,
    )


def concerned(twin: Records, records: Records, incident: Incident) -> bool:
    """Tell whether the twin sends anything through what failed while the response lasts."""
    failed = avoided(records, incident)
    (queued,) = columns_of(twin, "shipments", "queued_us")
    during = (queued >= incident.begin_us) & (queued <= _stood_down(records, incident))
    return bool((during & _first(twin) & _through(twin, failed)).any())


def _days(incident: Incident, instants: Array, latest: bool = False) -> float:
    if not len(instants):
        return math.inf
    instant = instants.max() if latest else instants.min()
    return float(instant - incident.begin_us) / units.DAY


def _noticed(records: Records, incident: Incident) -> int:
    """When the team first acted, or noticed where it never decided; the onset if neither, as with lost stock.

    Before that nobody changed the routing, so that what goes elsewhere does so for another reason, such as
    other stock after an earlier incident.
    """
    rows = records["outages"][list(incident.occurrences)]
    acted = np.where(rows["decided_us"] >= 0, rows["decided_us"], rows["detected_us"])
    acted = acted[acted >= 0]
    return int(acted.min()) if len(acted) else incident.begin_us


def _stood_down(records: Records, incident: Incident) -> int:
    """When the last of its disruptions had ended and the team was back to ordinary."""
    rows = records["outages"][list(incident.occurrences)]
    return int(max(rows["end_us"].max(initial=0), rows["stood_down_us"].max(initial=0)))


def avoided(records: Records, incident: Incident) -> Failed:
    """Find what the response sends orders past: elements that are down, or if none is, those that are slowed.

    While a place is dark, an order that another place sends by a slow carrier has gone elsewhere.
    """
    down = failed_elements(records, incident, only=DOWN_KINDS)
    return down if any(flags.any() for flags in down[:3]) else failed_elements(records, incident)


def failed_elements(records: Records, incident: Incident, *, only: frozenset[str] | None = None) -> Failed:
    """Find the elements that the disruptions of an incident name, with all services of a carrier.

    Of some kinds of disruption, if those are given.
    """
    words = {kind: records.words(kind) for kind in ("node", "service", "lane", "supplier")}
    found = Failed(*(np.zeros(len(some) + 1, bool) for some in words.values()))
    kinds, targets = records.words("event_kind"), records.words("targets")
    for row in records["outages"][list(incident.occurrences)]:
        kind, names = kinds[row["kind"]], set(targets[row["targets"]].split(", "))
        if only is not None and kind not in only:
            continue
        if kind in NODE_KINDS:
            _mark(found.node, words["node"], names)
        elif kind in SUPPLIER_KINDS:
            _mark(found.supplier, words["supplier"], names)
        else:
            _mark(found.service, words["service"], names)
            _mark(found.lane, words["lane"], names)
            carried = {word for word in words["service"] if word.partition(".")[0] in names}
            _mark(found.service, words["service"], carried)
    return found


def _mark(flags: Array, words: list[str], names: set[str]) -> None:
    for number, word in enumerate(words):
        if word in names:
            flags[number] = True


def _through(records: Records, failed: Failed) -> Array:
    """Tell which parcels are packed or carried by what failed. Index: shipment."""
    through = np.zeros(len(records["shipments"]), bool)
    for flags, name in ((failed.node, "node"), (failed.service, "service"), (failed.lane, "lane")):
        if flags.any():
            (column,) = columns_of(records, "shipments", name)
            through |= flags[column]
    return through


def _rerouted(records: Records, twin: Records, failed: Failed, begin: int, end: int) -> Array:
    """Find parcels queued in [begin, end] past what failed, of orders that the twin sends through it."""
    shipments = records["shipments"]
    if not any(flags.any() for flags in failed[:3]):
        return np.zeros(0, np.int64)
    (queued,) = columns_of(records, "shipments", "queued_us")
    recent = np.flatnonzero((queued >= begin) & (queued <= end))
    recent = recent[(_first(records) & ~_through(records, failed))[recent]]
    partner = partners(records, twin)[shipments["order"][recent]]
    concerned = np.zeros(len(twin["orders"]) + 1, bool)
    concerned[partner] = True
    concerned[-1] = False
    (order,) = columns_of(twin, "shipments", "order")
    rows = np.flatnonzero(concerned[order] & _first(twin))
    # rows are taken, not indexed: numpy picks rows of many columns thirty times as fast
    there, usual = (twin["shipments"].take(some) for some in (rows, rows[_through(twin, failed)[rows]]))
    # An order may come in several parcels: those of the same attempt are the same one, unless the twin sends
    # one of another attempt by this very way, as where only the other parcel of an order changes its place.
    mine = partner * ATTEMPTS + shipments["attempt"][recent]
    other = np.isin(mine, usual["order"].astype(np.int64) * ATTEMPTS + usual["attempt"])
    known = _way(there["order"], there)
    return recent[other & ~np.isin(_way(partner, shipments.take(recent)), known)]


def _way(order: Array, parcels: Array) -> Array:
    """Put an order, the node that packs for it and the service that carries it into one number."""
    way: Array = (order.astype(np.int64) * 2**15 + parcels["node"]) * 2**15 + parcels["service"]
    return way


@once
def _first(records: Records) -> Array:
    """Tell which parcels are neither void nor reshipments. Index: shipment."""
    state, kind = columns_of(records, "shipments", "state", "kind")
    first: Array = (state != code("shipment_state", "void")) & (kind == code("shipment_kind", "first"))
    return first


class _Moved(NamedTuple):
    parcels: Array
    instants: Array


def _relabelled(records: Records, failed: Failed, begin: int, end: int) -> _Moved:
    """Find staged parcels that a person moved to a way past what failed, in [begin, end]."""
    touches = records["touches"]
    kind, done = MOVED
    rows = touches[(touches["kind"] == kind) & (touches["state"] == done)]
    rows = rows[(rows["ended_us"] >= begin) & (rows["ended_us"] <= end)]
    rows = rows[~_through(records, failed)[rows["subject"]]]
    return _Moved(rows["subject"].astype(np.int64), rows["ended_us"])


def _resupplied(
    records: Records, twin: Records, scenario: Scenario, failed: Failed, begin: int, end: int
) -> Array:
    """Find when goods came that were ordered in [begin, end] instead of from a failed supplier.

    They are SKUs that a failed supplier makes, from a backup supplier or by a way (supplier or node to node)
    that the twin never uses for them.
    """
    names = [word for word, flag in zip(records.words("supplier"), failed.supplier, strict=False) if flag]
    makes = {sku for name in names for sku in scenario.suppliers[name].makes}
    concerned = np.array([sku in makes for sku in records.words("sku")] + [False])
    backup = np.array([scenario.suppliers[name].backup for name in records.words("supplier")] + [False])
    bought, moved = records["purchase_orders"], records["transfers"]
    other = concerned[bought["sku"]] & ~failed.supplier[bought["supplier"]]
    other &= backup[bought["supplier"]] | _unknown(bought, twin["purchase_orders"], "supplier", "node")
    brought = concerned[moved["sku"]] & _unknown(moved, twin["transfers"], "from", "to")
    found = []
    for rows in (bought[other], moved[brought]):
        during = (rows["placed_us"] >= begin) & (rows["placed_us"] <= end)
        found.append(rows["received_us"][during & (rows["received_us"] >= 0)])
    return np.concatenate(found)


def _unknown(rows: Array, twin: Array, origin: str, node: str) -> Array:
    """Tell which rows take a way, for their SKU, that no row of the twin takes."""
    way, known = (
        (table[origin].astype(np.int64) * CODES + table[node]) * CODES + table["sku"]
        for table in (rows, twin)
    )
    return ~np.isin(way, known)


def _alerts(records: Records, twin: Records, incident: Incident, unheeded: frozenset[str]) -> Array:
    """When thresholds fired during an incident that did not fire in the twin at that time."""
    usual = {(int(row["t_us"]), int(row["threshold"]), int(row["subject"])) for row in twin["alerts"]}
    rows = records["alerts"]
    during = rows[(rows["t_us"] >= incident.begin_us) & (rows["t_us"] < incident.until_us)]
    counts = np.array([word not in unheeded for word in records.words("threshold")], bool)
    during = during[counts[during["threshold"]]]
    mine = [
        int(row["t_us"])
        for row in during
        if (int(row["t_us"]), int(row["threshold"]), int(row["subject"])) not in usual
    ]
    return np.array(mine, np.int64)
