"""How long deliveries to a node usually take: what 9 in 10 of them keep, as the scenario declares it.

For a purchase order that is the sum of confirmation, lead time and transit of the inbound lane, and the time
that inspection and receiving take; waiting for capacity, a closed dock or customs is not usual. For a
transfer it is the transit and receiving, and as its transit often varies little, the longest time that both
docks are shut in an ordinary week.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet import units
from simnet.measures.columns import Array
from simnet.records import Records
from simnet.scenario.families import Z95, is_scipy

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.distribution import Distribution
    from simnet.scenario.hours import Week

USUAL = 0.9
NEVER = np.iinfo(np.int64).max
_GRID = (np.arange(200) + 0.5) / 200
"""Chances at which distributions are tabulated to be added up."""


def usual_us(
    records: Records, scenario: Scenario | None, ordered: Array, origin: Array, node: Array
) -> Array:
    """Give the usual time of deliveries, from placing to the shelf, unlimited if the scenario has none."""
    found = np.full(len(node), NEVER)
    if scenario is None:
        return found
    suppliers, nodes = records.words("supplier"), records.words("node")
    for kind, words in ((True, suppliers), (False, nodes)):
        for begin, end in sorted({(int(a), int(b)) for a, b in zip(origin, node, strict=True)}):
            mine = (ordered == kind) & (origin == begin) & (node == end)
            if begin >= 0 and end >= 0 and mine.any():
                found[mine] = way_us(scenario, kind, words[begin], nodes[end])
    return found


def way_us(scenario: Scenario, ordered: bool, origin: str, node: str) -> int:
    """Give the usual time from a supplier (`ordered`) or a node to a node, µs; the last are kept."""
    usual: int = _ways(_Same(scenario))(ordered, origin, node)
    return usual


class _Same:
    """A scenario that is equal to itself only, so that what follows from it can be kept."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return id(self.scenario)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.scenario is self.scenario


@lru_cache(maxsize=8)
def _ways(same: _Same) -> Any:
    @lru_cache(maxsize=4096)
    def way(ordered: bool, origin: str, node: str) -> int:
        return _way(same.scenario, ordered, origin, node)

    return way


def _way(scenario: Scenario, ordered: bool, origin: str, node: str) -> int:
    lane = next((x for x in scenario.lanes if (x.origin, x.destination) == (origin, node)), None)
    transit = None if lane is None else lane.transit
    target = scenario.nodes.get(node)
    fixed = 0 if target is None else target.receiving
    parts = [transit]
    if ordered:
        supplier = scenario.suppliers.get(origin)
        if supplier is None or supplier.lead_time is None:
            return NEVER
        parts += [supplier.lead_time, supplier.confirms_in]
        fixed += supplier.inspection
    elif transit is None:
        return NEVER  # by truck, in a time that follows from the distance
    else:
        fixed += sum(_longest_closure(scenario.nodes[name].hours) for name in (origin, node))
    return round(_ninth([part for part in parts if part is not None])) + fixed


def _longest_closure(week: Week) -> int:
    """Find the longest time for which weekly hours are shut, µs; 0 if never."""
    spans = [(day * units.DAY + a, day * units.DAY + b) for day, hours in enumerate(week) for a, b in hours]
    following = [*spans[1:], *((a + units.WEEK, b + units.WEEK) for a, b in spans[:1])]
    return max((later[0] - span[1] for span, later in zip(spans, following, strict=True)), default=0)


def _ninth(parts: list[Distribution]) -> float:
    """Compute the 90% quantile of a sum of independent times by adding up their quantiles on a grid."""
    total = np.zeros(1)
    for part in parts:
        days = units.WEEK / (5 * units.DAY) if part.business else 1.0
        sums = np.sort((total[:, None] + days * quantiles(part, _GRID)[None, :]).ravel())
        few = min(len(sums), 2000)
        total = sums[((np.arange(few) + 0.5) / few * len(sums)).astype(int)]
    return float(np.quantile(total, USUAL, method="hazen"))


def quantiles(distribution: Distribution, chances: Array) -> Array:
    """Give the quantiles of a distribution at chances in (0, 1); negative values become 0."""
    kind, params = distribution.kind, distribution.params
    if distribution.values:
        values = np.asarray(distribution.values, float)
        reached = np.cumsum(distribution.shares or np.full(len(values), 1 / len(values)))
        steps: Array = values[np.minimum(np.searchsorted(reached, chances), len(values) - 1)]
        return np.maximum(steps, 0.0)
    if kind == "fixed" or params.get("sd") == 0:
        return np.full(len(chances), max(distribution.mean(), 0.0))
    return np.maximum(_family(kind, params, chances), 0.0)


def _family(kind: str, p: dict[str, float], chances: Array) -> Array:
    from scipy.special import ndtr, ndtri

    if is_scipy(kind, p):
        from scipy import stats

        return np.asarray(getattr(stats, kind)(**p).ppf(chances))
    if kind in ("range", "lognormal"):
        middle, spread = _logarithm(kind, p)
        return np.exp(middle + spread * np.asarray(ndtri(chances)))
    if kind == "normal":
        below = ndtr(-p["mean"] / p["sd"])
        return p["mean"] + p["sd"] * np.asarray(ndtri(below + (1 - below) * chances))
    if kind == "exponential":
        return -p["mean"] * np.log1p(-chances)
    return _other(kind, p, chances)


def _logarithm(kind: str, p: dict[str, float]) -> tuple[float, float]:
    if kind == "range":
        low, high = np.log(p["low"]), np.log(p["high"])
        return (low + high) / 2, (high - low) / (2 * Z95)
    variance = np.log1p((p["sd"] / p["mean"]) ** 2)
    return np.log(p["mean"]) - variance / 2, np.sqrt(variance)


def _other(kind: str, p: dict[str, float], chances: Array) -> Array:
    from scipy.special import gammaincinv

    match kind:
        case "gamma":
            shape = (p["mean"] / p["sd"]) ** 2
            return np.asarray(gammaincinv(shape, chances)) * p["sd"] ** 2 / p["mean"]
        case "uniform":
            return p["low"] + (p["high"] - p["low"]) * chances
        case "weibull":
            return p["scale"] * (-np.log1p(-chances)) ** (1 / p["shape"])
        case "triangular":
            from scipy import stats

            span = max(p["high"] - p["low"], 1e-12)
            return np.asarray(stats.triang((p["mode"] - p["low"]) / span, p["low"], span).ppf(chances))
        case "loguniform":
            return p["low"] * (p["high"] / p["low"]) ** chances
    raise ValueError(f"no quantiles are known for the family {kind}")
