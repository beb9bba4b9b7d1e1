"""The products of scenarios/ten_nodes.yaml: `python -m benchmarks.catalog` writes ten_nodes_catalog.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from simnet import geo

SKUS = 200
FILE = Path(__file__).parents[1] / "scenarios" / "ten_nodes_catalog.yaml"
NODES = {
    "seattle": "98101",
    "reno": "89501",
    "los-angeles": "90012",
    "denver": "80202",
    "dallas": "75201",
    "chicago": "60601",
    "columbus": "43215",
    "atlanta": "30303",
    "miami": "33101",
    "newark": "07102",
}


class Family(NamedTuple):
    """What one maker makes: SKUs of one kind, and how they are ordered."""

    name: str
    zip: str
    price: float
    cost: float
    weight_lb: float
    size: str
    fragile: bool
    lead_time: str
    min_order: int


FAMILIES = (
    Family("candle", "43215", 28, 7.40, 1.3, "4 x 4 x 5 in", True, "8 to 18 days", 24),
    Family("book", "37203", 34, 6.10, 2.1, "11 x 8.5 x 1.2 in", False, "14 to 28 days", 20),
    Family("soap", "97201", 14, 3.20, 0.5, "4 x 3 x 2 in", False, "7 to 15 days", 36),
    Family("mug", "28801", 32, 9.50, 1.6, "5 x 5 x 5 in", True, "14 to 30 days", 24),
    Family("scarf", "90012", 48, 15.00, 0.6, "12 x 9 x 2 in", False, "10 to 25 days", 12),
    Family("tea", "80302", 18, 4.60, 0.7, "6 x 4 x 4 in", False, "5 to 12 days", 36),
    Family("board", "53202", 42, 13.50, 3.2, "14 x 9 x 2 in", False, "10 to 20 days", 12),
    Family("toy", "02903", 26, 8.00, 1.1, "8 x 6 x 4 in", False, "12 to 24 days", 24),
    Family("notebook", "55401", 16, 3.80, 0.8, "9 x 6 x 1 in", False, "7 to 14 days", 36),
    Family("print", "98101", 22, 5.00, 0.6, "24 x 3 x 3 in", False, "6 to 14 days", 24),
)

HEAD = """\
# Written by benchmarks/catalog.py: 200 products of ten makers, and the lanes from each maker to each of the
# ten places of ten_nodes.yaml, which extends this file. Every number is an assumption [A]: sales fall with
# the rank k, from 0, as 1 / (k + 5); freight costs 12 cents a pound and 20 more for every thousand miles,
# and takes the days of a truck.
"""


def catalog_text() -> str:
    """Write products, makers and inbound lanes."""
    return HEAD + _skus() + _suppliers() + _lanes()


def _skus() -> str:
    """Shares are thousandths of a percent that add up to 100%; a family's prices rise in five steps of 5%."""
    weights = [1 / (rank + 5) for rank in range(SKUS)]
    shares = [int(100_000 * weight / sum(weights)) for weight in weights]
    shares[0] += 100_000 - sum(shares)
    return "skus:\n" + "".join(_sku(rank, share / 1000) for rank, share in enumerate(shares))


def _sku(rank: int, percent: float) -> str:
    family, number = FAMILIES[rank % len(FAMILIES)], rank // len(FAMILIES)
    dearer = 1 + 0.05 * (number % 5)
    extra = (", fragile: true" if family.fragile else "") + (", critical: true" if rank < 10 else "")
    return (
        f"  {_name(family, number)}: {{price: {family.price * dearer:g}, cost: {family.cost * dearer:g}, "
        f"weight: {family.weight_lb} lb, size: {family.size}, sells: {percent:.3f}%{extra}}}\n"
    )


def _name(family: Family, number: int) -> str:
    return f"{family.name}-{number + 1:02d}"


def _suppliers() -> str:
    text = "suppliers:\n"
    for family in FAMILIES:
        made = [_name(family, number) for number in range(SKUS // len(FAMILIES))]
        rows = ",\n            ".join(", ".join(made[at : at + 7]) for at in range(0, len(made), 7))
        text += f'  {family.name}-maker:\n    zip: "{family.zip}"\n    lead_time: {family.lead_time}\n'
        text += f"    min_order: {family.min_order}\n    defects: 0.5%\n    makes: [{rows}]\n"
    return text


def _lanes() -> str:
    return "lanes:\n" + "".join(_lane(family, node) for family in FAMILIES for node in NODES)


def _lane(family: Family, node: str) -> str:
    begin, end = geo.locate_zip(family.zip), geo.locate_zip(NODES[node])
    if begin is None or end is None:
        raise ValueError(f"{family.name}-maker or {node} has a ZIP that is not known")
    miles = geo.miles(begin, end)
    days, cost = geo.truck_days(miles), 0.12 + 0.20 * miles / 1000
    takes = "1 day" if days == 1 else f"{days} days"
    return f"  - {{from: {family.name}-maker, to: {node}, transit: {takes}, cost: {cost:.2f} per lb}}\n"


if __name__ == "__main__":
    FILE.write_text(catalog_text(), encoding="utf-8")
