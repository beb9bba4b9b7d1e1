"""What follows from other parts of a scenario is filled in, so that the engine reads one detailed form."""

from __future__ import annotations

from typing import Any

from simnet.errors import Problem
from simnet.scenario.nodes import Node, Pick
from simnet.scenario.places import Places, locate
from simnet.scenario.scenario import Scenario
from simnet.scenario.skus import Sku
from simnet.scenario.stock import StockPolicy
from simnet.scenario.suppliers import DropShip, Supplier


def resolve(scenario: Scenario, places: Places) -> tuple[Scenario, list[Problem]]:
    """Fill in a scenario whose references are right; returns it with warnings about what was assumed."""
    skus = _with_shares({name: _whole_kit(sku, scenario.skus) for name, sku in scenario.skus.items()})
    nodes = {name: node for name, node in scenario.nodes.items() if node.supplier != name}
    nodes = {name: _with_sources(node, name, scenario) for name, node in nodes.items()}
    nodes |= {
        name: _drop_shipper(name, supplier, supplier.drop_ships, scenario)
        for name, supplier in scenario.suppliers.items()
        if supplier.drop_ships is not None
    }
    suppliers = {name: _with_country(supplier, scenario) for name, supplier in scenario.suppliers.items()}
    regions = {name: _with_country(region, scenario) for name, region in scenario.customers.regions.items()}
    customers = scenario.customers.filled(regions=regions)
    zones = {name: node_timezone(node) or scenario.timezone for name, node in nodes.items()}
    nodes = {name: node.filled(timezone=zones[name]) for name, node in nodes.items()}
    timezone = scenario.timezone or next((zone for zone in zones.values() if zone), "UTC")
    update: dict[str, Any] = {
        "skus": skus,
        "suppliers": suppliers,
        "customers": customers,
        "nodes": nodes,
        "timezone": timezone,
    }
    if scenario.team.timezone is None:
        update["team"] = scenario.team.filled(timezone=timezone)
    notes = []
    if scenario.timezone is None and len({zone for zone in zones.values() if zone}) > 1:
        rule = f"nodes lie in several time zones; the file's dates and times are read in {timezone}"
        notes.append(
            Problem(locate(("nodes",), places), "timezone", "", rule, f"add timezone: {timezone}", "note")
        )
    return scenario.filled(**update), notes


def node_timezone(node: Node) -> str | None:
    """Find a node's time zone: its own, or that of its ZIP."""
    from simnet.geo import timezone_of_zip

    return node.timezone or (timezone_of_zip(node.zip, node.country) if node.zip is not None else None)


def _with_country(element: Any, scenario: Scenario) -> Any:
    if element.country is not None:
        return element
    return element.filled(country=scenario.customers.country)


def _whole_kit(sku: Sku, skus: dict[str, Sku]) -> Sku:
    """Give a kit the summed cost and weight of its components, stacked, unless it has its own."""
    if sku.kit is None:
        return sku
    parts = [(skus[name], count) for name, count in sku.kit.items()]
    update: dict[str, Any] = {"fragile": sku.fragile or any(part.fragile for part, _ in parts)}
    if sku.cost is None:
        update["cost"] = sum((part.cost or 0.0) * count for part, count in parts)
    if sku.weight is None:
        update["weight"] = sum((part.weight or 0.0) * count for part, count in parts)
    if "size" not in sku.model_fields_set:
        height = sum(part.size[2] * count for part, count in parts)
        sides = (max(part.size[0] for part, _ in parts), max(part.size[1] for part, _ in parts), height)
        update["size"] = tuple(sorted(sides, reverse=True))
    return sku.filled(**update)


def _with_shares(skus: dict[str, Sku]) -> dict[str, Sku]:
    """Share order lines equally over the SKUs when none gives a share; else one without sells none."""
    if any(sku.sells is not None for sku in skus.values()):
        return {name: sku if sku.sells is not None else sku.filled(sells=0.0) for name, sku in skus.items()}
    return {name: sku.filled(sells=1 / len(skus)) for name, sku in skus.items()}


def makers(sku: str, scenario: Scenario) -> list[str]:
    """List the suppliers that make a SKU for a node's stock, backups last, equal ones by luck label."""
    able = [
        (supplier.backup, supplier.luck, name)
        for name, supplier in scenario.suppliers.items()
        if sku in supplier.makes and supplier.lead_time is not None
    ]
    return [name for _, _, name in sorted(able)]


def can_source(source: str, sku: str, scenario: Scenario) -> bool:
    """Tell whether a supplier makes a SKU and delivers it, or a node stocks it."""
    supplier = scenario.suppliers.get(source)
    if supplier is not None and sku in supplier.makes and supplier.lead_time is not None:
        return True
    return source in scenario.nodes and sku in scenario.nodes[source].stock


def sources(name: str, sku: str, scenario: Scenario) -> tuple[str, ...]:
    """List where a node's SKU is ordered, without sources whose lane to the node is closed."""
    listed = listed_sources(name, sku, scenario)
    return tuple(source for source in listed if not is_closed(source, name, scenario))


def listed_sources(name: str, sku: str, scenario: Scenario) -> tuple[str, ...]:
    """List the sources of a node's SKU: its policy's, else the node's that have it, else its makers."""
    node = scenario.nodes[name]
    if node.stock[sku].refill_from:
        return node.stock[sku].refill_from
    able = tuple(source for source in node.refill_from if can_source(source, sku, scenario))
    return able or tuple(makers(sku, scenario))


def is_closed(origin: str, destination: str, scenario: Scenario) -> bool:
    """Tell whether the scenario closes the lane between two places."""
    return any(
        lane.closed for lane in scenario.lanes if (lane.origin, lane.destination) == (origin, destination)
    )


def _with_sources(node: Node, name: str, scenario: Scenario) -> Node:
    stock = {
        sku: policy if policy.policy != "levels" else policy.filled(refill_from=sources(name, sku, scenario))
        for sku, policy in node.stock.items()
    }
    return node.filled(stock=stock)


def _drop_shipper(name: str, supplier: Supplier, ships: DropShip, scenario: Scenario) -> Node:
    """Make the node that a drop-shipping supplier is."""
    held = ships.stock
    stock = {
        sku: StockPolicy(policy="unlimited") if held is None else _own_stock(held.get(sku, 0), name, supplier)
        for sku in supplier.makes
    }
    return Node.model_construct(
        _fields_set={
            "kind",
            "zip",
            "at",
            "country",
            "hours",
            "pickup",
            "stock",
            "supplier",
            "handling",
            "luck",
        },
        **{field: info.get_default(call_default_factory=True) for field, info in Node.model_fields.items()}
        | {
            "kind": "dropship",
            "zip": supplier.zip,
            "at": supplier.at,
            "country": supplier.country or scenario.customers.country,
            "hours": ships.hours,
            "pickup": ships.pickup,
            "stations": ships.stations,
            "pick": Pick(per_order=ships.handling) if ships.stations else None,
            "stock": stock,
            "supplier": name,
            "handling": ships.handling,
            "handling_fee": ships.fee,
            "accuracy": 1.0,
            "luck": supplier.luck,
            "tags": supplier.tags,
        },
    )


def _own_stock(units: int, name: str, supplier: Supplier) -> StockPolicy:
    """Keep a drop shipper's own units up by its own production, if it says how long that takes."""
    if supplier.lead_time is None:
        return StockPolicy.model_construct(**_levels(policy="none", initial=units))
    return StockPolicy.model_construct(**_levels(base_stock=units, initial=units, refill_from=(name,)))


def _levels(**given: Any) -> dict[str, Any]:
    blank = StockPolicy(policy="none").model_dump()
    return blank | {"policy": "levels"} | given
