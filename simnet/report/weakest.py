"""The weakest thing of a network in one sentence: what most of the sales hang on without a second way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet.charts.text import joined
from simnet.scenario.arithmetic.flow import Flow, units_sold
from simnet.scenario.arithmetic.paths import SkuPath, path_of

if TYPE_CHECKING:
    from simnet.scenario import Scenario

ALL = 0.995
"""From this share on a sentence says everything."""
WORTH = 0.02
"""Less than this share of the items sold is not worth a headline."""


@dataclass(frozen=True)
class Weakest:
    """A sentence, and the element that it is about (empty if there is none)."""

    sentence: str
    element: str = ""
    share: float = 0.0


def weakest(scenario: Scenario, flow: Flow) -> Weakest:
    """Find what the largest share of items hangs on: a place, a maker or a carrier without a second one."""
    units = units_sold(scenario)
    total = sum(units.values())
    if total <= 0:
        return Weakest("Nothing is sold yet.")
    paths = {sku: path_of(scenario, flow, sku) for sku in units}
    shares = {sku: units[sku] / total for sku in units}
    found = [*_places(paths, shares, scenario), *_makers(paths, shares, scenario), *_carriers(scenario, flow)]
    best = max(found, key=lambda one: round(one.share, 6), default=None)
    if best is None or best.share < WORTH:
        return Weakest("No single place, maker or carrier can stop it: everything has a second way.")
    return best


def _places(paths: dict[str, SkuPath], shares: dict[str, float], scenario: Scenario) -> list[Weakest]:
    """Say of every place what is packed nowhere else, or only from stock that comes through it."""
    made = []
    for name, node in scenario.nodes.items():
        if node.supplier == name:
            continue
        mine = [
            sku
            for sku, path in paths.items()
            if path.places[:1] == (name,) and set(path.places[1:]) <= set(path.dependent)
        ]
        share = sum(shares[sku] for sku in mine)
        hung = sorted({place for sku in mine for place in paths[sku].dependent})
        even = f", even {joined([f'{place}’s' for place in hung])} stock" if hung else ""
        what = "Everything passes" if share >= ALL else f"{share:.0%} of what you sell passes"
        made.append(Weakest(f"{what} through {name}{even}.", name, share))
    return made


def _makers(paths: dict[str, SkuPath], shares: dict[str, float], scenario: Scenario) -> list[Weakest]:
    """Say of every maker what nobody else makes."""
    made = []
    for name in scenario.suppliers:
        mine = [sku for sku, path in paths.items() if path.makers == (name,)]
        share = sum(shares[sku] for sku in mine)
        if share >= ALL:
            made.append(Weakest(f"{name} makes everything, and nobody else can.", name, share))
        elif mine:
            what = joined(sorted(mine, key=lambda sku: -shares[sku]), 2)
            made.append(Weakest(f"Only {name} makes {what}: {share:.0%} of what you sell.", name, share))
    return made


def _carriers(scenario: Scenario, flow: Flow) -> list[Weakest]:
    """Say of every carrier which share of the parcels nobody else collects."""
    parcels = sum(flow.parcels.values())
    alone: dict[str, float] = {}
    for node, number in flow.parcels.items():
        carriers = {way.carrier for (origin, _), ways in flow.ways.items() if origin == node for way in ways}
        if len(carriers) == 1 and parcels > 0:
            (name,) = carriers
            alone[name] = alone.get(name, 0.0) + number / parcels
    return [
        Weakest(
            f"{'Every parcel' if share >= ALL else f'{share:.0%} of the parcels'} can only go with {name}.",
            name,
            share,
        )
        for name, share in alone.items()
    ]
