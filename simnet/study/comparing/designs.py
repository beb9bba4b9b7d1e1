"""Which designs can be compared: those with the same customers, products, dates and money.

What describes the market and the clock must be equal, or a difference would be one of customers and not of
designs. Everything else is the design: places, stock, makers, carriers, routing, people, and what goes wrong
because of them. Luck is keyed by labels and dates, so equal markets and one seed mean the same orders and,
for elements and events of the same name, the same bad luck.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from simnet.errors import Problem, ScenarioError
from simnet.study.plan import StudyError

if TYPE_CHECKING:
    from simnet.scenario import Scenario

SAME = ("start", "horizon", "timezone", "currency")
"""What must be equal beside the customers and the products."""
OF_SKU = ("price", "sells", "kit")
"""What of a product the customers see. Cost, weight and size may be what a design changes."""
NOT_SEEN = ("file", "columns")
"""Keys of a file of orders that may differ where its content is the same."""
MARKET = "designs are compared with the same customers, products, dates and currency"
MOST = 50
Path_ = tuple[str, ...]


def same_luck(designs: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Give the designs with all files read and the seed of the first; refuses those that do not match.

    Raises StudyError if there are fewer than two, ScenarioError with every mismatch: place, path, both
    values, repair.
    """
    from simnet.intake import take_in

    if len(designs) < 2:
        raise StudyError("there must be two designs or more to compare; name another file")
    read = {name: take_in(scenario) for name, scenario in designs.items()}
    (first, base), *others = read.items()
    problems = [problem for name, other in others for problem in mismatches(base, other, first, name)]
    if problems:
        raise ScenarioError(problems)
    return {
        name: scenario if scenario.seed == base.seed else scenario.model_copy(update={"seed": base.seed})
        for name, scenario in read.items()
    }


def mismatches(first: Scenario, second: Scenario, one: str = "first", other: str = "second") -> list[Problem]:
    """List what of the market differs between two scenarios, at most 50 places, each as a problem."""
    mine, theirs = market(first), market(second)
    problems = []
    for path, there, here in differing(mine, theirs):
        dotted = ".".join(path)
        rule = f"is {shown(there)} in {one} ({first.place(path)}); {MARKET}"
        repair = f"write the same in both, or compare others than {one} and {other}"
        problems.append(Problem(second.place(path), dotted, shown(here), rule, repair))
    return problems[:MOST]


def market(scenario: Scenario) -> dict[str, Any]:
    """Give what must be the same in all designs, as plain data with every default."""
    whole = scenario.resolved()
    skus = {
        name: {key: sku[key] for key in OF_SKU if sku.get(key) is not None}
        for name, sku in whole["skus"].items()
    }
    customers = whole["customers"]
    if isinstance(orders := customers.get("orders"), Mapping) and "sha256" in orders:
        seen = {key: value for key, value in orders.items() if key not in NOT_SEEN}
        customers = {**customers, "orders": seen}
    return {**{name: whole[name] for name in SAME}, "customers": customers, "skus": skus}


def differing(first: Any, second: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any, Any]]:
    """Give the path and both values of every leaf that differs; None where one has it not."""
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        for key in dict.fromkeys([*first, *second]):
            yield from differing(first.get(key), second.get(key), (*path, str(key)))
    elif first != second:
        yield path, first, second


def shown(value: Any) -> str:
    """Write a value on a line."""
    text = "not given" if value is None else " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"
