"""The network of a run as the whiteboard shows it: who makes, packs and buys, and what hangs on what."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simnet.charts.network import Network, Place, Way
from simnet.charts.numbers import count, percent, quantile, span
from simnet.pricing.usual import library
from simnet.report.run import Run
from simnet.report.weakest import weakest
from simnet.report.words import carried_by
from simnet.scenario.arithmetic import Flow, flow_of
from simnet.units import DAY

if TYPE_CHECKING:
    import pandas as pd

    from simnet.scenario import Scenario

WORLD = "twin"
"""What ways are used on ordinary days is seen in the world without disruptions."""
OFTEN = 0.03
"""A way is used on ordinary days if at least this share of what its destination gets comes along it."""


def network_of(run: Run) -> Network:
    """Derive the whiteboard from the scenario and from what was shipped in the simulated years."""
    scenario, flow = run.scenario, flow_of(run.scenario, library())
    shipped = _shipped(run)
    weak = weakest(scenario, flow)
    ways = [*_inbound(scenario, shipped, flow), *_outbound(scenario, shipped, flow)]
    places = [*_makers(scenario, ways), *_packers(run, ways), *_buyers(run, ways)]
    marked = tuple(
        Place(one.key, one.column, one.facts, one.units, one.key == weak.element, one.name) for one in places
    )
    return Network(weak.sentence, marked, tuple(ways), _lasts(run))


def _shipped(run: Run) -> pd.DataFrame:
    """Sum shipments, units and days over simulated years by way; index origin, destination, service."""
    frame = run.table("flows")
    if not len(frame):
        return frame.assign(a_day=0.0)
    rows = frame[frame["world"] == WORLD]
    keys = ["kind", "origin", "destination", "service"]
    sums = rows.groupby(keys)[["shipments", "units", "days"]].sum().reset_index()
    return sums.assign(a_day=sums["units"] / (run.years * run.horizon_days))


def _inbound(scenario: Scenario, shipped: pd.DataFrame, flow: Flow) -> list[Way]:
    """List the ways to the nodes: from makers and from other nodes."""
    known: dict[tuple[str, str], float] = {}
    if len(shipped):
        rows = shipped[shipped["kind"] != "outbound"]
        sums = rows.groupby(["origin", "destination"])["a_day"].sum()
        known = {(str(key[0]), str(key[1])): float(value) for key, value in sums.items()}  # type: ignore[index]
    ways = []
    for name, node in scenario.nodes.items():
        if node.supplier == name:
            continue
        asked: dict[str, list[str]] = {}
        for sku, policy in node.stock.items():
            for source in policy.refill_from:
                asked.setdefault(source, []).append(sku)
        total = sum(known.get((source, name), 0.0) for source in asked)
        for source, skus in asked.items():
            units = known.get(
                (source, name), _expected(scenario, flow, name, source) if not len(shipped) else 0.0
            )
            alone = [sku for sku in skus if len(node.stock[sku].refill_from) == 1]
            spare = units < OFTEN * total if total else not _first_for_any(scenario, name, source)
            only = not spare and len(alone) == len(skus)
            label = f"{count(units)} a day" + (", only source" if only and source in scenario.nodes else "")
            ways.append(Way(source, name, units, "" if spare else label, spare, only))
    return ways


def _expected(scenario: Scenario, flow: Flow, node: str, source: str) -> float:
    """Compute the units a day that a node should get from a source on ordinary days."""
    stock = scenario.nodes[node].stock
    return sum(
        flow.drawn.get((node, sku), 0.0)
        for sku, policy in stock.items()
        if policy.refill_from[:1] == (source,)
    )


def _first_for_any(scenario: Scenario, node: str, source: str) -> bool:
    return any(policy.refill_from[:1] == (source,) for policy in scenario.nodes[node].stock.values())


def _outbound(scenario: Scenario, shipped: pd.DataFrame, flow: Flow) -> list[Way]:
    """List the ways to the regions, and the second place that would serve each."""
    ways = []
    several = bool(len(shipped)) and shipped[shipped["kind"] == "outbound"]["service"].nunique() > 1
    for region, ranking in flow.ranking.items():
        rows = (
            shipped[(shipped["kind"] == "outbound") & (shipped["destination"] == region)]
            if len(shipped)
            else shipped
        )
        sent = (
            {node: float(rows[rows["origin"] == node]["a_day"].sum()) for node in ranking}
            if len(rows)
            else {}
        )
        total = sum(sent.values())
        used = [node for node in ranking if sent.get(node, 0.0) > 0 and sent[node] >= OFTEN * total]
        used = used or [node for node in ranking if node == flow.main.get(region)]
        spares = [node for node in ranking if node not in used and not _is_dropship(scenario, node)][:1]
        for node in used:
            mine = rows[rows["origin"] == node] if len(rows) else rows
            only = _share_without(scenario, flow, region, node) > 0.5
            ways.append(Way(node, region, sent.get(node, 0.0), _carried(mine, named=several), only=only))
        ways += [Way(node, region, sent.get(node, 0.0), spare=True) for node in spares]
    return ways


def _is_dropship(scenario: Scenario, node: str) -> bool:
    return scenario.nodes[node].supplier == node


def _share_without(scenario: Scenario, flow: Flow, region: str, node: str) -> float:
    """Share of what a node sends to a region that no other place could send."""
    held = scenario.nodes[node].stock
    sold = {sku: flow.sold.get((node, sku), 0.0) for sku in held}
    others = [scenario.nodes[other].stock for other in flow.ranking[region] if other != node]
    alone = sum(units for sku, units in sold.items() if not any(sku in stock for stock in others))
    total = sum(sold.values())
    return alone / total if total > 0 else float(not others)


def _carried(rows: pd.DataFrame, *, named: bool) -> str:
    """Say how many days the parcels take, and, if there are several, name the service that carries most."""
    if not len(rows) or not rows["shipments"].sum():
        return ""
    most = rows.iloc[int(rows["shipments"].to_numpy().argmax())]
    days = float(rows["days"].sum() / rows["shipments"].sum())
    if not named:
        return f"{days:.1f} days"
    return f"{carried_by(str(most['service']))}\n{days:.1f} days"


def _through(name: str, ways: list[Way], *, into: bool) -> float:
    return sum(way.units for way in ways if (way.destination if into else way.origin) == name)


def _makers(scenario: Scenario, ways: list[Way]) -> list[Place]:
    """Make the boxes of the suppliers that are ordered from."""
    origins = {way.origin for way in ways}
    made = []
    for name, supplier in scenario.suppliers.items():
        if name not in origins or name in scenario.nodes:
            continue
        facts = [f"{len(supplier.makes)} products" if len(supplier.makes) > 1 else supplier.makes[0]]
        if supplier.lead_time is not None:
            facts.append(f"{span(supplier.lead_time.mean() / DAY)} on average")
        facts += ["backup only"] if supplier.backup else []
        made.append(Place(name, "makes", tuple(facts), _through(name, ways, into=False)))
    return made


def _packers(run: Run, ways: list[Way]) -> list[Place]:
    """Make the boxes of the nodes: parcels a day, how long the stock lasts, how busy."""
    nodes, skus = (_world(run.table(name)) for name in ("nodes", "skus"))
    days = run.years * run.horizon_days
    made = []
    for name, node in run.scenario.nodes.items():
        mine, held = nodes[nodes["node"] == name], skus[skus["node"] == name]
        parcels = float(mine["parcels"].sum()) / days
        facts = [
            f"packs {count(parcels)} a day"
            if node.supplier != name
            else f"makes and packs {count(parcels)} a day"
        ]
        out = _through(name, ways, into=False)
        lasts = float(held["on_hand"].sum()) / run.years / out if out > 0 else 0.0
        if node.supplier != name and lasts > 0:
            facts.append(f"{span(lasts)} of stock")
        opened, busy = float(mine["open_minutes"].sum()), float(mine["busy_minutes"].sum())
        facts += [f"busy {percent(busy / opened)}"] if opened > 0 and busy > 0 else []
        made.append(Place(name, "packs", tuple(facts), out))
    return made


def _buyers(run: Run, ways: list[Way]) -> list[Place]:
    regions = _world(run.table("regions"))
    days = run.years * run.horizon_days
    made = []
    for name in run.scenario.customers.regions:
        mine = regions[regions["region"] == name]
        orders = float(mine["orders"].sum())
        facts = [f"{count(orders / days)} orders a day"]
        facts += [f"on time {percent(float(mine['on_time'].sum()) / orders)}"] if orders else []
        made.append(Place(name, "buys", tuple(facts), _through(name, ways, into=True)))
    return made


def _world(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["world"] == WORLD] if "world" in frame else frame


def _lasts(run: Run) -> tuple[tuple[str, float], ...]:
    """Give by element the days until the first late order when it goes dark, shortest first."""
    frame = run.table("dark")
    found = [
        (str(element), quantile(cases["survive_days"], 0.5)) for element, cases in frame.groupby("element")
    ]
    return tuple(sorted((one for one in found if not math.isnan(one[1])), key=lambda one: (one[1], one[0])))
