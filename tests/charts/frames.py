"""Hand-made tables of a run, as simnet.records.results declares them: small, typical and absurd ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simnet.charts.disruption_map import Line
from simnet.charts.network import Network, Place, Way
from simnet.records.results import DAYS_AFTER, DAYS_BEFORE, MICRO

INF = float("inf")
CLOCKS = {
    "detect_days": 0.08, "decide_days": 0.13, "rerouted_first_days": 0.15, "first_parcel_days": 0.34,
    "backlog_days": 8.7, "service_days": 9.1, "stock_days": 12.0,
}  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    replications: int
    nodes: tuple[str, ...]
    skus: tuple[str, ...]
    regions: tuple[str, ...]
    weeks: int
    events: tuple[str, ...]


SMALL = Size(2, ("garage",), ("candle",), ("everywhere",), 2, ("flood",))
TYPICAL = Size(
    60, ("columbus", "reno"), ("candle-fig", "candle-oak", "book", "poster"),
    ("west", "south", "midwest", "east"), 52, ("winter storm", "carrier backlog"),
)  # fmt: skip
ABSURD = Size(
    12,
    tuple(f"Zentrallager $Nord_{n} GmbH & Co. KG – Außenstelle {n} <b>" for n in range(10)),
    tuple(f"extraordinarily-long-product-name-with-$-and_underscores-edition-{n}" for n in range(200)),
    tuple(f"region number {n} of the far-away world" for n in range(15)),
    110,
    ("a disruption with a name that somebody has written as a whole sentence, unfortunately", "嵐"),
)
SIZES = {"small": SMALL, "typical": TYPICAL, "absurd": ABSURD}


def rng(size: Size) -> np.random.Generator:
    """Give the same luck for the same size."""
    return np.random.default_rng(size.replications)


def incidents(size: Size, *, noticed: float = 0.8, censored: float = 0.05) -> pd.DataFrame:
    """Make one incident a replication and event; some of them absorbed, some censored."""
    luck, rows = rng(size), []
    for replication in range(size.replications):
        for number, event in enumerate(size.events):
            absorbed, lost = luck.random() > noticed, luck.random() < censored
            row: dict[str, object] = {
                "replication": replication, "incident": number, "events": event, "kinds": "node_outage",
                "targets": size.nodes[0], "onset_days": float(luck.uniform(5, 7 * size.weeks - 1)),
                "downtime_days": float(luck.uniform(1, 4)),
            }  # fmt: skip
            row |= {name: value * luck.lognormal(0, 0.3) for name, value in CLOCKS.items()}
            row |= {
                "rerouted_last_days": 0.4, "resupply_days": INF, "survive_days": INF if absorbed else 0.0,
                "absorbed": absorbed, "censored": lost and not absorbed,
                "excess_late": 0.0 if absorbed else float(luck.poisson(520)), "excess_cancelled": 3.0,
                "resilience_loss": 210.0, "depth": 60.0, "blast_orders": 540.0, "blast_share": 0.3,
                "blast_revenue": 12_000.0, "blast_regions": len(size.regions), "team_minutes": 156.0,
                "touches": 120,
            }  # fmt: skip
            if absorbed:
                row["service_days"] = 0.0
            if row["censored"]:
                row["service_days"] = row["stock_days"] = INF
            rows.append(row)
    return pd.DataFrame(rows)


def curves(size: Size, *, per_day: int = 200) -> pd.DataFrame:
    """Make the daily course of every incident: a dip at the outage, a second one on its second weekend."""
    luck, days = rng(size), np.arange(-DAYS_BEFORE, DAYS_AFTER)
    shape = 0.7 * np.exp(-0.5 * ((days - 0.5) / 1.7) ** 2) + 0.24 * np.exp(-0.5 * ((days - 6.5) / 1.0) ** 2)
    frames = []
    for replication in range(size.replications):
        for number, _ in enumerate(size.events):
            orders = luck.poisson(per_day, len(days))
            usual = luck.binomial(orders, 0.02)
            extra = luck.binomial(orders - usual, np.clip(shape * luck.uniform(0.7, 1.2), 0, 1))
            overdue = np.convolve(extra, [0, 0, 0.6, 0.4])[: len(days)].astype(int)
            frames.append(
                pd.DataFrame(
                    {
                        "replication": replication, "incident": number, "day": days, "orders": orders,
                        "late": usual + extra, "twin_orders": orders, "twin_late": usual, "overdue": overdue,
                        "twin_overdue": usual // 3,
                    }
                )
            )  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def stock_weeks(size: Size) -> pd.DataFrame:
    """Make stock by week, node and SKU, summed over replications; a tenth of the SKUs runs out often."""
    luck, rows = rng(size), []
    for world in ("disrupted", "twin"):
        for node in size.nodes:
            for number, sku in enumerate(size.skus):
                risk = (0.5 if world == "disrupted" else 0.3) if number % 10 == 0 else 0.004
                season = risk * (1 + np.sin(np.arange(size.weeks) / 8)) / 2
                out = luck.binomial(size.replications, np.clip(season, 0, 1))
                rows.append(
                    pd.DataFrame(
                        {
                            "world": world, "week": np.arange(size.weeks), "node": node, "sku": sku,
                            "replications": size.replications, "with_stockout": out,
                            "stockout_days": out * 2.5, "on_hand": 300.0 * size.replications,
                        }
                    )
                )  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def ledger(size: Size, *, lines: tuple[str, ...] = ()) -> pd.DataFrame:
    """Make yearly cost by line, in both worlds, in millionths."""
    luck = rng(size)
    named = lines or (
        "product",
        "inbound_freight",
        "storage",
        "pick_pack",
        "postage_base",
        "refunds",
        "lost_margin",
    )
    rows = []
    for replication in range(size.replications):
        for world, more in (("disrupted", 1.08), ("twin", 1.0)):
            for rank, line in enumerate(named):
                amount = 430_000 / (rank + 1) ** 1.6 * more * luck.normal(1, 0.02)
                rows.append((replication, world, "total", "", line, round(amount * MICRO)))
    names = ["replication", "world", "by", "element", "line", "amount_micro"]
    return pd.DataFrame(rows, columns=names)


def node_weeks(size: Size) -> pd.DataFrame:
    """Make the load of every node by week; the first is busy, the others are not."""
    luck, rows = rng(size), []
    for replication in range(size.replications):
        for world in ("disrupted", "twin"):
            for number, node in enumerate(size.nodes):
                level = 0.75 / (number + 1) + 0.2 * np.sin(np.arange(size.weeks) / 6) / (number + 1)
                load = np.clip(level * luck.normal(1, 0.07, size.weeks), 0, 1.3)
                if world == "disrupted" and size.weeks > 20 and number == 0:
                    load[12:14] *= 0.2
                opened = np.full(size.weeks, 9000.0)
                rows.append(
                    pd.DataFrame(
                        {
                            "replication": replication, "world": world, "week": np.arange(size.weeks),
                            "node": node, "orders": (load * 900).astype(int),
                            "on_time": (load * 880).astype(int), "packed": (load * 900).astype(int),
                            "busy_minutes": load * opened, "open_minutes": opened,
                            "queue": (load * 20).astype(int),
                        }
                    )
                )  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def weeks(size: Size) -> pd.DataFrame:
    """Make the weekly counts of a year."""
    luck, rows = rng(size), []
    for replication in range(size.replications):
        for world in ("disrupted", "twin"):
            orders = luck.poisson(1400, size.weeks)
            bad = 1.6 if world == "disrupted" else 1.0
            rows.append(
                pd.DataFrame(
                    {
                        "replication": replication, "world": world, "week": np.arange(size.weeks),
                        "orders": orders, "on_time": luck.binomial(orders, 0.99 / bad**0.05),
                        "unserved": luck.poisson(0.5, size.weeks),
                        "stockouts": luck.poisson(4 * bad, size.weeks), "parcels": orders,
                        "late_parcels": luck.poisson(15 * bad, size.weeks),
                        "damaged": luck.poisson(9, size.weeks), "wrong": luck.poisson(4, size.weeks),
                        "returns": luck.poisson(42, size.weeks), "receipts": luck.poisson(2, size.weeks),
                        "late_receipts": luck.binomial(2, 0.1 * bad, size.weeks),
                        "team_minutes": luck.gamma(2, 5, size.weeks),
                    }
                )
            )  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def regions(size: Size) -> pd.DataFrame:
    """Make one row a region, replication and world."""
    luck, rows = rng(size), []
    for replication in range(size.replications):
        for world in ("disrupted", "twin"):
            for region in size.regions:
                orders = int(luck.poisson(14_000))
                timely = int(luck.binomial(orders, 0.985))
                rows.append((replication, world, region, orders, timely, 12, orders * 4.4, orders - 12))
    names = ["replication", "world", "region", "orders", "on_time", "unserved", "door_days", "delivered"]
    return pd.DataFrame(rows, columns=names)


def flows(size: Size) -> pd.DataFrame:
    """Make the ways that goods take: one maker, a transfer to the second node, parcels to every region."""
    luck, rows = rng(size), []
    for replication in range(size.replications):
        for world in ("disrupted", "twin"):
            common = [("inbound", "maker", size.nodes[0], "", 40, 73_000, 480.0, 4, 350)]
            if len(size.nodes) > 1:
                common.append(("transfer", size.nodes[0], size.nodes[1], "", 30, 25_000, 130.0, 0, 0))
            for number, region in enumerate(size.regions):
                node = size.nodes[number % len(size.nodes)]
                sent = int(luck.poisson(14_000))
                common.append(("outbound", node, region, "post/ground", sent, sent + 900, sent * 3.4,
                               int(luck.poisson(200 * (1 + number))), 90))  # fmt: skip
            rows += [(replication, world, *row) for row in common]
    names = ["replication", "world", "kind", "origin", "destination", "service", "shipments", "units", "days",
             "late", "damaged"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def network(name: str) -> Network:
    """Make a network for the whiteboard: one place, the two of the hybrid brand, or far too many places."""
    return {"small": _one_place, "typical": _hybrid, "absurd": _crowd}[name]()


def _one_place() -> Network:
    places = (Place("maker", "makes"), Place("garage", "packs", weak=True), Place("everywhere", "buys"))
    ways = (
        Way("maker", "garage", 3, "3 a day", only=True),
        Way("garage", "everywhere", 3, "post", only=True),
    )
    return Network("Everything passes through garage.", places, ways)


def _hybrid() -> Network:
    regions = ("west", "south", "midwest", "east")
    places = (
        Place("ohio-candles", "makes", ("8 to 18 days", "at least 120"), 218),
        Place("guadalajara", "makes", ("10 to 26 days", "backup"), 0),
        Place("printer", "makes", ("3 to 5 weeks", "at least 500"), 77),
        Place("columbus", "packs", ("packs 132 a day", "6 weeks of stock", "busy 46%"), 295, weak=True),
        Place("reno", "packs", ("packs 60 a day", "2 weeks of stock", "busy 60%"), 90),
        Place("poster-lab", "packs", ("makes and packs 12 a day",), 12),
        *(Place(region, "buys", ("54 orders a day", "on time 96%"), 54) for region in regions),
    )
    ways = [
        Way("ohio-candles", "columbus", 218, "218 a day"),
        Way("printer", "columbus", 77, "77 a day", only=True),
        Way("guadalajara", "columbus", 0, spare=True),
        Way("guadalajara", "reno", 0, spare=True),
        Way("ohio-candles", "reno", 0, spare=True),
        Way("columbus", "reno", 90, "90 a day, only source", only=True),
        Way("reno", "west", 85, "swiftpost ground\n2.6 days"),
        Way("columbus", "west", 0, spare=True),
        Way("poster-lab", "west", 3, "swiftpost ground\n3 days", only=True),
    ]
    for region in regions[1:]:
        ways += [
            Way("columbus", region, 50, "swiftpost ground\n3.4 days"),
            Way("reno", region, 0, spare=True),
        ]
        ways.append(Way("poster-lab", region, 3, "swiftpost ground\n5 days", only=True))
    lasts = (("columbus", 0.0), ("swiftpost", 0.0), ("reno", 0.3), ("ohio-candles", 31.0), ("printer", INF))
    return Network("Everything passes through columbus, even reno’s stock.", places, tuple(ways), lasts)


def _crowd() -> Network:
    busy = ("packs 1,320 a day", "6 weeks of stock", "busy 46%")
    sold = ("54 orders a day", "on time 96%")
    makes = [
        Place(f"supplier with a long name number {n}", "makes", ("12 days",), 40.0 - n) for n in range(22)
    ]
    packs = [Place(name, "packs", busy, 90.0 - n) for n, name in enumerate(ABSURD.nodes)]
    buys = [Place(region, "buys", sold, 50.0 - n) for n, region in enumerate(ABSURD.regions)]
    ways = [
        Way(one.key, packs[n % len(packs)].key, one.units, f"{one.units:.0f} a day")
        for n, one in enumerate(makes)
    ]
    for n, region in enumerate(buys):
        label = "a carrier with a long name\n3.4 days"
        ways.append(Way(packs[n % len(packs)].key, region.key, region.units, label))
        ways.append(Way(packs[(n + 3) % len(packs)].key, region.key, 0, spare=True))
    ways.append(Way(packs[0].key, packs[1].key, 30, "30 a day, only source", only=True))
    ways.append(Way(packs[0].key, packs[4].key, 30, "30 a day"))
    headline = "A sentence about the weakest thing that goes on and on because every name in it is long."
    lasts = tuple((place.key, 3.0) for place in packs)
    return Network(headline, (*makes, *packs, *buys), tuple(ways), lasts)


def failure_points(name: str) -> list[Line]:
    """Make the lines of a disruption map: none, a typical one, and one of which every text is too long."""
    if name == "small":
        return []
    typical = [
        Line("printer", "not in your file", "24 d", 1.0, "$31,122", "1.7 h", "none", True),
        Line("columbus", "every 15 months", "0 d", 0.1, "$2,940", "1.7 h", "reno, 107 of 192 a day", False),
        Line("reno → west", "every 3 years", ">162 d", 0.0, "−$158", "26 h", "columbus", False),
    ]
    if name == "typical":
        return typical
    long = "an-uncommonly-long-name-of-a-fulfillment-company → the-whole-of-the-north-west"
    backup = "the-second-warehouse and columbus for 12 of 20, 107 of 192 a day, from its own stock only"
    line = Line(
        long, "delay every 10 months, 25%", ">1,164 d", 1.0, "$1,234,567,890,123", "26 h", backup, True
    )
    return [replace(line, index=index / 13, single=index % 2 == 0) for index in range(14)]
