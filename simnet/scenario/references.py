"""Cross checks: what one part of a scenario says about another must be possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simnet.errors import Problem, nearest
from simnet.scenario.base import field_names
from simnet.scenario.orderfile import OrderTable
from simnet.scenario.places import Places, locate
from simnet.scenario.scenario import Scenario
from simnet.scenario.source import shown

if TYPE_CHECKING:
    from simnet.scenario.partial import Partial

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One broken cross reference, before it has a place."""

    path: Path
    value: Any
    rule: str
    repair: str = ""
    severity: Any = "error"


@dataclass(frozen=True)
class Names:
    """The names that a file defines, also those whose own definition is wrong."""

    skus: frozenset[str]
    suppliers: frozenset[str]
    nodes: frozenset[str]
    regions: frozenset[str]
    carriers: frozenset[str]
    events: frozenset[str] | None
    """Names of disruptions; None if there are some whose names cannot be told."""

    @classmethod
    def of(cls, scenario: Scenario, data: Any) -> Names:
        """Collect the names of the validated scenario and of the raw data."""
        odd = _misspelled_sections(data)

        def both(key: str, known: Iterable[str], part: Any) -> frozenset[str]:
            raw = part.get(key) if isinstance(part, Mapping) else None
            return odd | frozenset(known) | frozenset(raw if isinstance(raw, Mapping) else ())

        customers = data.get("customers") if isinstance(data, Mapping) else None
        drop = {name for name, supplier in scenario.suppliers.items() if supplier.drop_ships is not None}
        return cls(
            both("skus", scenario.skus, data),
            both("suppliers", scenario.suppliers, data),
            both("nodes", scenario.nodes, data) | drop,
            both("regions", scenario.customers.regions, customers),
            both("carriers", scenario.carriers, data),
            _names_of_events(scenario, data),
        )


def _misspelled_sections(data: Any) -> frozenset[str]:
    """Collect the names below top-level keys that are not known: whoever names them shall not hear of it."""
    if not isinstance(data, Mapping):
        return frozenset()
    odd = [value for key, value in data.items() if key not in field_names(Scenario)]
    return frozenset(str(name) for value in odd if isinstance(value, Mapping) for name in value)


def _names_of_events(scenario: Scenario, data: Any) -> frozenset[str] | None:
    raw = data.get("disruptions") if isinstance(data, Mapping) else None
    items = raw if isinstance(raw, list | tuple) else ()
    given = [item.get("name") if isinstance(item, Mapping) else None for item in items]
    if len(scenario.disruptions) < len(items) and None in given:
        return None
    return frozenset(event.name for event in scenario.disruptions) | {str(name) for name in given if name}


def unknown(path: Path, names: Iterable[str], known: Iterable[str], what: str) -> Iterator[Finding]:
    """Find names that nothing has."""
    valid = set(known)
    for name in names:
        if name not in valid:
            yield Finding(path, name, f"is not the name of a {what}", nearest(name, valid))


def check_references(
    scenario: Scenario, places: Places, data: Any = None, part: Partial | None = None
) -> list[Problem]:
    """Find every broken reference, and what follows from several parts together.

    With `part`, the scenario is what is left of a file that has other errors.
    """
    from simnet.scenario import consistency, events, rehearsing

    names = Names.of(scenario, data)
    found = [*_of_parts(scenario, names), *events.check(scenario, names)]
    found += rehearsing.check_names(scenario, names)
    found += consistency.check(scenario, part.taken if part is not None else frozenset())
    if part is None:
        found += rehearsing.check_dates(scenario)
    paths = [part.original(f.path) if part is not None else tuple(map(str, f.path)) for f in found]
    return [
        Problem(
            locate(path, places),
            ".".join(path),
            "" if f.value is None else shown(f.value),
            f.rule,
            f.repair,
            f.severity,
        )
        for path, f in zip(paths, found, strict=True)
    ]


def _of_parts(scenario: Scenario, names: Names) -> Iterator[Finding]:
    yield from _customers(scenario, names)
    yield from _skus(scenario, names)
    yield from _suppliers(scenario, names)
    for name, node in scenario.nodes.items():
        if node.supplier != name:
            yield from _node(("nodes", name), node, scenario, names)
    yield from _lanes(scenario, names)
    yield from _routing(scenario, names)


def _customers(scenario: Scenario, names: Names) -> Iterator[Finding]:
    for index, promotion in enumerate(scenario.customers.promotions):
        path = ("customers", "promotions", index)
        yield from unknown((*path, "skus"), promotion.skus, names.skus, "SKU")
        yield from unknown((*path, "regions"), promotion.regions, names.regions, "region")
    for name, region in scenario.customers.regions.items():
        yield from unknown(("customers", "regions", name, "rank"), region.rank, names.nodes, "node")
    if scenario.customers.order_file is not None:
        yield from _orders(("customers", "orders"), scenario.customers.order_file, names)
    if scenario.today is not None and scenario.today.open_orders is not None:
        yield from _orders(("today", "open_orders"), scenario.today.open_orders, names)


def _orders(path: Path, table: OrderTable, names: Names) -> Iterator[Finding]:
    """Check the SKUs and regions that the rows of a file become."""
    for code, sku in table.skus.map.items():
        yield from unknown((*path, "skus", "map", code), [sku], names.skus, "SKU")
    yield from unknown((*path, "skus", "ranked"), table.skus.ranked, names.skus, "SKU")
    yield from unknown(
        (*path, "skus", "rest"), [table.skus.rest] if table.skus.rest else (), names.skus, "SKU"
    )
    regions = table.regions
    for value, region in (regions.map if regions is not None else {}).items():
        yield from unknown((*path, "regions", "map", value), [region], names.regions, "region")
    rest = regions.rest if regions is not None else None
    yield from unknown((*path, "regions", "rest"), [rest] if rest else (), names.regions, "region")


def _skus(scenario: Scenario, names: Names) -> Iterator[Finding]:
    for name, sku in scenario.skus.items():
        for part in sku.kit or {}:
            path = ("skus", name, "kit", part)
            yield from unknown(path, [part], names.skus, "SKU")
            if part in scenario.skus and scenario.skus[part].kit is not None:
                yield Finding(path, part, "is a kit; a kit cannot contain kits", "name its components")


def _suppliers(scenario: Scenario, names: Names) -> Iterator[Finding]:
    for name, supplier in scenario.suppliers.items():
        path = ("suppliers", name)
        yield from unknown((*path, "makes"), supplier.makes, names.skus, "SKU")
        for sku in supplier.makes:
            if sku in scenario.skus and scenario.skus[sku].kit is not None:
                yield Finding((*path, "makes"), sku, "is a kit, which the nodes pack", "name its components")
        yield from unknown((*path, "unit_cost"), supplier.unit_cost.per_sku, names.skus, "SKU")
        if supplier.drop_ships is not None:
            below = (*path, "drop_ships")
            carriers = [pickup.carrier for pickup in supplier.drop_ships.pickup if pickup.carrier]
            yield from unknown((*below, "pickup"), carriers, names.carriers, "carrier")
            yield from unknown(
                (*below, "stock"), supplier.drop_ships.stock or (), supplier.makes, "SKU it makes"
            )
            if supplier.zip is None and supplier.at is None:
                yield Finding(path, None, "needs a place to drop-ship from", "such as zip: 98101")


def _node(path: Path, node: Any, scenario: Scenario, names: Names) -> Iterator[Finding]:
    own = path[-1]
    carriers = [pickup.carrier for pickup in node.pickup if pickup.carrier]
    for carrier in carriers:
        yield from unknown((*path, "pickup", carrier), [carrier], names.carriers, "carrier")
    places = (names.nodes | names.suppliers) - {own}
    yield from unknown((*path, "refill_from"), node.refill_from, places, "supplier or another node")
    for sku, policy in node.stock.items():
        below = (*path, "stock", sku)
        yield from unknown(below, [sku], names.skus, "SKU")
        if sku in scenario.skus and scenario.skus[sku].kit is not None:
            yield Finding(below, None, "is a kit, which has no stock of its own", "stock its components")
        yield from unknown((*below, "refill_from"), policy.refill_from, places, "supplier or another node")


def _lanes(scenario: Scenario, names: Names) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str | None], int] = {}
    begin, end = names.suppliers | names.nodes, names.nodes | names.regions
    for index, lane in enumerate(scenario.lanes):
        path = ("lanes", index)
        yield from unknown((*path, "from"), [lane.origin], begin, "supplier or node")
        if lane.destination not in end:
            rule = "leads nowhere: it is not the name of a node or region"
            yield Finding((*path, "to"), lane.destination, rule, nearest(lane.destination, end))
        elif lane.origin in names.suppliers - names.nodes and lane.destination in names.regions - names.nodes:
            yield Finding(
                (*path, "to"),
                lane.destination,
                "is a region, which only a node or a drop shipper reaches",
                nearest(lane.destination, names.nodes),
            )
        yield from _service((*path, "service"), lane.service, scenario, names)
        key = (lane.origin, lane.destination, lane.service)
        if key in seen:
            yield Finding(path, None, f"repeats lane {seen[key] + 1}, {lane.name}", "keep one of them")
        seen.setdefault(key, index)


def _service(path: Path, named: str | None, scenario: Scenario, names: Names) -> Iterator[Finding]:
    """Check `carrier` or `carrier/service`."""
    if named is None:
        return
    carrier, slash, service = named.partition("/")
    yield from unknown(path, [carrier], names.carriers, "carrier")
    if slash and carrier in scenario.carriers and scenario.carriers[carrier].builtin is None:
        yield from unknown(path, [service], scenario.carriers[carrier].services, f"service of {carrier}")


def _routing(scenario: Scenario, names: Names) -> Iterator[Finding]:
    for region, nodes in scenario.routing.ranked.items():
        path = ("routing", "ranked", region)
        yield from unknown(path, [region], names.regions, "region")
        yield from unknown(path, nodes, names.nodes, "node")
    if "ranked" in scenario.routing.rules:
        for region, part in scenario.customers.regions.items():
            if region not in scenario.routing.ranked and not part.rank:
                yield Finding(
                    ("routing", "rules"),
                    "ranked",
                    f"needs a list of nodes for the region {region}",
                    f"such as ranked: {{{region}: [{', '.join(sorted(names.nodes)[:2])}]}}",
                )
    for named in scenario.routing.service:
        if named not in ("cheapest", "fastest"):
            yield from _service(("routing", "service"), named, scenario, names)
