"""The network while the drill lasted: what failed, and where orders went instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simnet.charts.network import Network, Place, Way
from simnet.charts.numbers import count, percent
from simnet.report.drill import scope
from simnet.report.drill.run import DrillRun

if TYPE_CHECKING:
    import pandas as pd

LESS = 0.95
"""A way has lost parcels if it has less than this share of those without the outage."""


def explanation(run: DrillRun) -> str:
    """Say what widths, figures and colors mean."""
    if run.scoped:
        return (
            "Width and figures: parcels while the drill lasted, a year on average; where it changed them, "
            "the second figure is without it. Nothing was down. Dashed: usual, but not used then."
        )
    return (
        "Width and figures: parcels while it lasted and until you stood down, a year on average. Red: fewer "
        f"than without the {run.noun} (then the second figure). Dashed: usual, but not used then."
    )


def title(run: DrillRun) -> str:
    """Give the title of the network on the second sheet."""
    return "Where the test orders went" if run.scoped else "What failed, and where orders went"


def network_of(run: DrillRun) -> Network:
    """Derive the network from the scenario and from table `ways`."""
    sums = _sums(run)
    ways = [*_inbound(run), *(_way(row, run.scoped) for row in sums.to_dict("records"))]
    places = [*_makers(run), *_packers(run, sums), *_buyers(run)]
    known = {place.key for place in places}
    kept = tuple(way for way in ways if way.origin in known and way.destination in known)
    return Network(str(run.drill["title"]), tuple(places), kept, in_all=True)


def _sums(run: DrillRun) -> pd.DataFrame:
    """Sum parcels by node and region, a year."""
    frame = run.table("ways")
    sums = frame.groupby(["node", "region"], sort=True)[["parcels", "twin_parcels"]].sum() / max(run.years, 1)
    return sums[(sums > 0.05).any(axis=1)].reset_index()


def _way(row: dict[Any, Any], scoped: bool) -> Way:
    now, usual = float(row["parcels"]), float(row["twin_parcels"])
    lost = not scoped and now < LESS * usual and usual - now >= 1
    label = f"{count(now)}, not {count(usual)}" if abs(now - usual) >= 1 else count(now)
    return Way(str(row["node"]), str(row["region"]), now, label, spare=now < 0.05, only=lost and now >= 0.05)


def failed(run: DrillRun) -> set[str]:
    """Name the elements that the drill takes down or slows; one with a scope, none."""
    if run.scoped:
        return set()
    return {str(name) for event in run.drill["events"] for name in event["targets"]}


def _inbound(run: DrillRun) -> list[Way]:
    """List the ways to the nodes, as thin lines: what goods came along them in the window is not counted."""
    made = []
    for name, node in run.scenario.nodes.items():
        sources = {policy.refill_from[0]: None for policy in node.stock.values() if policy.refill_from}
        made += [Way(source, name, only=source in failed(run)) for source in sources if source != name]
    return made


def _makers(run: DrillRun) -> list[Place]:
    down = failed(run)
    return [
        Place(name, "makes", ("hit by the drill",) if name in down else (), weak=name in down)
        for name in run.scenario.suppliers
        if name not in run.scenario.nodes
    ]


def _packers(run: DrillRun, sums: pd.DataFrame) -> list[Place]:
    down, made = failed(run), []
    for name in run.scenario.nodes:
        mine = sums[sums["node"] == name]
        now, usual = float(mine["parcels"].sum()), float(mine["twin_parcels"].sum())
        fact = f"packs {count(now)}" + (f", not {count(usual)}" if abs(now - usual) >= 1 else "")
        facts = (*_hit(run, name, down), *((fact,) if now or usual else ()))
        made.append(Place(name, "packs", facts, now, weak=name in down))
    return made


def _hit(run: DrillRun, name: str, down: set[str]) -> tuple[str, ...]:
    """Say of a place that the drill is about what it did to it."""
    if run.scoped:
        return (scope.box(run),) if name in run.drill["targets"] else ()
    return ("hit by the drill",) if name in down else ()


def _buyers(run: DrillRun) -> list[Place]:
    frame, made = run.table("regions"), []
    for name in run.scenario.customers.regions:
        mine = frame[frame["region"] == name]
        orders, late, usual = (float(mine[column].sum()) for column in ("orders", "late", "twin_late"))
        facts = (f"late {percent(late / orders)}, not {percent(usual / orders)}",) if orders else ()
        made.append(Place(name, "buys", facts, orders / max(run.years, 1)))
    return made
