"""Nothing is lost and nothing is made: the checks of docs/model.md §16."""

from __future__ import annotations

import itertools

import numpy as np

from simnet.engine.control import World
from simnet.engine.flow import tables as t
from simnet.engine.room import chunks


class ConservationError(Exception):
    """Units or orders were lost or made; the arguments are the message alone, so that it survives
    pickling."""


def check(world: World) -> None:
    """Check all identities at the end of a replication.

    Raises:
        ConservationError: naming what does not add up, the seed and the replication.
    """
    problems = [*_stock_problems(world), *_parcel_problems(world), *_line_problems(world)]
    if problems:
        where = f"seed {world.plan.seed}, replication {world.draws.replication}, instant {world._now} µs"
        raise ConservationError(f"conservation broken ({where}): " + "; ".join(problems[:5]))


audit = check
"""The same after every event, for `SIMNET_AUDIT=1`."""


def _stock_problems(world: World) -> list[str]:
    s = world.flow.stock
    came = s["initial"] + s["received"] + s["moved_in"] + s["restocked"]
    went = s["shelf"] + s["picked"] + s["moved_out"] + s["destroyed"] + s["scrapped"]
    found = [f"units of {_place(world, n, k)}" for n, k in np.argwhere(came != went)]
    waiting = np.zeros(s.shape, np.int64)
    reserved = np.zeros(s.shape, np.int64)
    for part in chunks(len(world.flow.line)):
        line, given = world.flow.line[part], world.map.lines[part]
        for table, state in ((waiting, t.WAITING), (reserved, t.RESERVED)):
            mine = (line["state"] == state).nonzero()[0]
            np.add.at(table, (line["node"][mine], given["sku"][mine]), given["quantity"][mine])
    for goods in world.transfers.parts:
        if goods.state == "ready":
            reserved[goods.source, goods.sku] += goods.quantity
    grants = world.flow.grant[: int(world.clockwork["granted"])]
    claims = world.flow.claim[grants["claim"]]
    np.add.at(reserved, (claims["node"], claims["sku"]), grants["units"])
    found += [f"reservations of {_place(world, n, k)}" for n, k in np.argwhere(reserved != s["reserved"])]
    found += [f"backorders of {_place(world, n, k)}" for n, k in np.argwhere(waiting != s["backordered"])]
    return found


def _parcel_problems(world: World) -> list[str]:
    """Every picked line has a parcel on its way or at an end; clocks of a parcel never run backwards."""
    clocks = ("queued", "begun", "packed", "collected", "delivered")
    found = []
    for part in chunks(int(world.clockwork["parcels"])):
        p = world.flow.parcel[part]
        for earlier, later in itertools.pairwise(clocks):
            wrong = (p[later] >= 0) & (p[later] < p[earlier])
            if later == "delivered":
                wrong &= (p["state"] == t.TRANSIT) | (p["state"] == t.BACK)
            if wrong.any():
                number = part.start + int(wrong.argmax())
                found.append(f"parcel {number} was {later} before it was {earlier}")
    return found


def _line_problems(world: World) -> list[str]:
    """No line is undecided between two events, and what is with the team is with the team."""
    order = world.flow.order["state"]
    for part in chunks(len(world.flow.line)):
        line = world.flow.line[part]
        open_lines = ((line["state"] == t.TRIED) | (line["state"] == t.PENDING)).nonzero()[0]
        undecided = open_lines[order[line["order"][open_lines]] == t.PLACED]
        if len(undecided):
            return [f"line {part.start + int(undecided[0])} is undecided"]
    return []


def _place(world: World, n: int, k: int) -> str:
    return f"{world.plan.skus[k].name} at {world.plan.nodes[n].name}"
