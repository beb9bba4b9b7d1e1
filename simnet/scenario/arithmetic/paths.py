"""For every SKU its main path and its backup path, and backups that hang on what they back up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simnet.errors import Problem
from simnet.scenario.arithmetic.flow import Flow
from simnet.scenario.arithmetic.words import finding, names, span
from simnet.scenario.scenario import Scenario
from simnet.units import DAY

NONE = "none"


@dataclass(frozen=True)
class SkuPath:
    """Who makes an SKU and where it is packed, first and in reserve."""

    makers: tuple[str, ...]
    """Suppliers, the one that is used first; none for a stock that is never refilled."""
    places: tuple[str, ...]
    """Nodes, the one that ships most first."""
    dependent: tuple[str, ...] = ()
    """Reserve nodes all of whose stock of the SKU comes through the main node."""

    @property
    def words(self) -> str:
        """Say it in one sentence."""
        main = " → ".join(
            [*self.makers[:1], *(place for place in self.places[:1] if place not in self.makers[:1])]
        )
        free = [place for place in self.places[1:] if place not in self.dependent]
        hung = [f"{place} from its own stock only" for place in self.dependent]
        if not self.places[1:] and not self.makers[1:]:
            return f"main path {main}; backup path: {NONE}"
        place, maker = (names(some) if some else NONE for some in (free + hung, list(self.makers[1:])))
        return f"main path {main}; backup path: second place {place}, second maker {maker}"


def check(scenario: Scenario, flow: Flow) -> Iterator[Problem]:
    """Flag backups that are fed by what they back up, and tell every SKU's paths."""
    found = {sku: path_of(scenario, flow, sku) for sku, part in scenario.skus.items() if part.kit is None}
    pairs = [(place, path.places[0]) for path in found.values() for place in path.dependent]
    for place, main in dict.fromkeys(pairs):
        fed = [sku for sku, path in found.items() if path.places[:1] == (main,) and place in path.dependent]
        yield _fed(scenario, flow, fed, main, place)
    grouped: dict[str, list[str]] = {}
    for sku, path in found.items():
        if path.places:
            grouped.setdefault(path.words, []).append(sku)
    for words, skus in grouped.items():
        yield finding(scenario, ("skus", skus[0]), f"{names(skus, len(skus))}: {words}", "", "note")


def path_of(scenario: Scenario, flow: Flow, sku: str) -> SkuPath:
    """Find the paths of one SKU."""
    holders = [name for name, node in scenario.nodes.items() if sku in node.stock]
    holders.sort(key=lambda name: -flow.sold.get((name, sku), 0.0))
    if not holders:
        return SkuPath((), ())
    main = holders[0]
    makers = list(dict.fromkeys(_makers(scenario, main, sku, set())))
    others = [maker for holder in holders[1:] for maker in _makers(scenario, holder, sku, set())]
    dependent = [place for place in holders[1:] if _hangs_on(scenario, place, sku, main, set())]
    return SkuPath(tuple(dict.fromkeys(makers + others)), tuple(holders), tuple(dependent))


def _makers(scenario: Scenario, node: str, sku: str, seen: set[str]) -> Iterator[str]:
    """List the suppliers behind a node in the order in which it asks for the SKU."""
    seen.add(node)
    if scenario.nodes[node].supplier:
        yield node
        return
    for source in _sources(scenario, node, sku):
        if source in scenario.suppliers:
            yield source
        elif source not in seen:
            yield from _makers(scenario, source, sku, seen)


def _sources(scenario: Scenario, node: str, sku: str) -> tuple[str, ...]:
    policy = scenario.nodes[node].stock.get(sku)
    return policy.refill_from if policy is not None and policy.policy == "levels" else ()


def _hangs_on(scenario: Scenario, node: str, sku: str, main: str, seen: set[str]) -> bool:
    """Tell whether every source of a node leads through the main node."""
    sources = [source for source in _sources(scenario, node, sku) if source not in seen]
    if not sources or scenario.nodes[node].supplier:
        return False
    return all(
        source == main
        or (source not in scenario.suppliers and _hangs_on(scenario, source, sku, main, seen | {node}))
        for source in sources
    )


def _fed(scenario: Scenario, flow: Flow, skus: list[str], main: str, place: str) -> Problem:
    """Say that a backup hangs on what it backs up, and how long its own stock lasts for all of the demand."""
    what = names(skus, 6)
    lasts = [(days, sku) for sku in skus if (days := _lasts(scenario, flow, sku, place)) is not None]
    rule = (
        f"{place} backs up {main} for {what}, but gets all of it from {main}: with {main} "
        "dark it is not refilled"
    )
    if lasts:
        shortest, sku = min(lasts)
        rule += f", and at its fullest it holds {span(shortest)} of all {sku} orders"
    return finding(
        scenario,
        ("nodes", place, "stock", skus[0], "refill_from"),
        rule,
        f"add a supplier to its refill_from, after {main}",
    )


def _lasts(scenario: Scenario, flow: Flow, sku: str, place: str) -> float | None:
    """Compute how long a node's fullest stock lasts for all demand of an SKU; None for computed levels."""
    demand = sum(units for (_, held), units in flow.sold.items() if held == sku)
    policy = scenario.nodes[place].stock[sku]
    level = policy.order_up_to or policy.base_stock
    if policy.order_quantity is not None:
        level = (policy.reorder_at or 0) + policy.order_quantity
    return level / demand * DAY if level is not None and demand > 0 else None
