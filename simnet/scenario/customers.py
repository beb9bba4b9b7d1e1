"""Who buys: the order stream, its regions, what is promised and how customers react."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
    ValidationInfo,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from simnet import units
from simnet.errors import RuleError, RuleErrors
from simnet.scenario.base import Element, Model, rule_of_part
from simnet.scenario.datafiles import is_file_name
from simnet.scenario.defaults import stated
from simnet.scenario.distribution import Time
from simnet.scenario.fields import (
    Change,
    Country,
    CountShares,
    DayProfile,
    Factor,
    Growth,
    Instant,
    Name,
    Names,
    Point,
    Rate,
    Share,
    Span,
    WeekProfile,
    YearProfile,
    Zip,
    check_sum,
)
from simnet.scenario.orderfile import OrderFile


class Promise(Model):
    """Within how many days an order is promised, counted from its placement."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "string", "description": "Days or business days.", "examples": ["5 business days"]},
    )
    days: int
    """Days; N calendar days end N x 24 h after placing, business days at local midnight of the Nth."""
    business: bool = False
    """Whether the days are business days."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read `5 business days`, `3 days` or `1 week`."""
        if isinstance(data, Mapping | Model):
            return data
        rule = "must be a promise in days or business days"
        match = (
            re.fullmatch(r"(\d+)\s+(?:business|working)\s+days?", data.strip())
            if isinstance(data, str)
            else None
        )
        if match:
            return {"days": int(match[1]), "business": True}
        if not isinstance(data, str):
            raise RuleError(rule, "such as 5 business days")
        days, rest = divmod(units.parse_duration(data), units.DAY)
        if rest:
            raise RuleError("must be a whole number of days", "such as 2 days")
        return {"days": days, "business": False}

    @field_validator("days")
    @classmethod
    def _check_days(cls, days: int) -> int:
        if not 1 <= days <= 365:
            raise RuleError("must be from 1 to 365 days")
        return days


class Region(Element):
    """A part of the market, placed at one point."""

    share: Share = 0.0
    """Share of all orders; the regions' shares sum to 100%. A file of orders may tell it instead."""
    zip: Zip | None = None
    """ZIP of the region's centre."""
    at: Point | None = None
    """Place of the region's centre as [latitude, longitude] in degrees, instead of a ZIP."""
    country: Country | None = None
    """Country code of two letters; the customers' country if not given."""
    rank: Names = ()
    """Nodes in the order in which the rule `ranked` tries them for this region."""
    packed_first: bool = False
    """Whether its orders are packed before those of other regions that wait at the same node."""

    @rule_of_part
    def _one_place(self) -> Region:
        if (self.zip is None) == (self.at is None):
            raise RuleError("needs either a zip or at: [latitude, longitude]")
        return self


class Promotion(Model):
    """A time in which more orders than usual are placed."""

    name: Name = "promotion"
    """Name, for charts and messages."""
    starts: Instant
    """First instant, in the scenario's time zone."""
    lasts: Span = Field(alias="for")
    """How long it lasts."""
    factor: Factor
    """Orders placed, as a multiple of the usual; the extra ones come from a stream of their own."""
    skus: Names = ()
    """SKUs that the extra orders are for; all if none is named."""
    regions: Names = ()
    """Regions whose orders rise; all if none is named."""


class Loyalty(Model):
    """How bad experiences lower a region's repeat demand."""

    late: Change = 0.0
    """Change of repeat demand per share of orders late, such as -6%."""
    cancelled: Change = 0.0
    """Change of repeat demand per share of orders cancelled."""
    damaged: Change = 0.0
    """Change of repeat demand per share of orders damaged."""
    memory: Span = stated("Loyalty.memory")
    """Time constant with which customers forget."""

    @rule_of_part
    def _only_losses(self) -> Loyalty:
        for name in ("late", "cancelled", "damaged"):
            if not -1 <= getattr(self, name) <= 0:
                raise RuleError("must be a loss, from -100% to 0%", "such as -6%", (name,))
        return self


def mean_count(shares: tuple[float, ...]) -> float:
    """Compute the mean of counts 1, 2, 3, … with these shares."""
    return sum(count * share for count, share in enumerate(shares, 1)) / sum(shares)


def _form_of_orders(value: Any) -> str:
    """Tell a file of orders from a rate."""
    return "form[file]" if isinstance(value, Mapping | Model) or is_file_name(value) else "form[rate]"


TOLD_BY_FILE = ("weekdays", "hours", "season", "lines", "quantity")
"""What a file of orders says itself."""


class _EitherForm:
    """Writes a union into the JSON schema as `anyOf`: the name of a file and a rate are both text."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core)
        return {"anyOf": schema.pop("oneOf"), **schema} if "oneOf" in schema else schema


class Customers(Model):
    """The order stream: how many orders, from where, with what in them, and what is promised."""

    allows_advanced: ClassVar[bool] = True
    country: Country = stated("Customers.country")
    """Country code of two letters of the regions that do not name their own."""
    orders: Annotated[
        Annotated[OrderFile, Tag("form[file]")] | Annotated[Rate, Tag("form[rate]")],
        Discriminator(_form_of_orders),
        _EitherForm(),
    ]
    """Mean orders per day at the start, over all regions, before growth, season and promotions; or a file."""
    counts: Literal["negative_binomial", "poisson", "deterministic"] = stated("Customers.counts")
    """Distribution of the orders of a day."""
    dispersion: float = stated("Customers.dispersion")
    """Variance / mean of daily counts after trend and weekday, for `negative_binomial`; above 1."""
    weekdays: WeekProfile = stated("Customers.weekdays")
    """Relative orders by weekday, Monday first; only their ratios matter."""
    hours: DayProfile = stated("Customers.hours")
    """Relative orders by local hour of the day, 24 factors; only their ratios matter."""
    season: YearProfile = stated("Customers.season")
    """Relative orders by month, January first; only their ratios matter."""
    growth: Growth = 0.0
    """Growth of orders per year, compounded daily from the start."""
    promotions: tuple[Promotion, ...] = ()
    """Times in which more orders than usual are placed."""
    promise: Promise = stated("Customers.promise")
    """When an order is promised to be delivered."""
    lines: CountShares = stated("Customers.lines")
    """Share of orders with 1, 2, 3, … different SKUs; `3+` counts as 3."""
    quantity: CountShares = stated("Customers.quantity")
    """Share of order lines with 1, 2, 3, … units; `3+` counts as 3."""
    patience: Time | None = None
    """How long a customer waits for a backorder before cancelling; without it, for ever."""
    may_cancel: Literal["backorders", "until_packing"] = stated("Customers.may_cancel")
    """What is cancelled when patience ends: what waits for stock, or all that nobody has begun to pack,
    wherever it waits; patience then counts from placing."""
    regions: dict[Name, Region] = stated("Customers.regions")
    """The market's parts; their shares sum to 100%."""
    loyalty: Loyalty | None = None
    """How bad experiences lower repeat demand; without it, they do not."""
    problem_share: Share = 0.0
    """Share of orders that a person must look at before routing (address, payment)."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Give a single region without a share all orders."""
        if not isinstance(data, Mapping):
            return data
        regions = data.get("regions")
        if isinstance(regions, Mapping) and len(regions) == 1:
            ((name, region),) = regions.items()
            if isinstance(region, Mapping) and "share" not in region:
                return {**data, "regions": {name: {**region, "share": "100%"}}}
        return data

    def uses(self, name: str) -> bool:
        """Tell whether a field means something: a file of orders says some things itself."""
        if name == "may_cancel":
            return self.patience is not None
        return self.order_file is None or name not in TOLD_BY_FILE

    @property
    def order_file(self) -> OrderFile | None:
        """Give the file of real orders, or None if orders are given by a rate."""
        return self.orders if isinstance(self.orders, OrderFile) else None

    @property
    def orders_per_day(self) -> float:
        """Give the mean orders per day at the start; 0 for a file that has not been read."""
        return self.orders.per_day or 0.0 if isinstance(self.orders, OrderFile) else self.orders

    @property
    def lines_per_order(self) -> float:
        """Give the mean lines of an order."""
        read = self.order_file
        return read.lines_per_order or 1.0 if read is not None else mean_count(self.lines)

    @property
    def units_per_line(self) -> float:
        """Give the mean units of a line."""
        read = self.order_file
        return read.units_per_line or 1.0 if read is not None else mean_count(self.quantity)

    @field_validator("dispersion")
    @classmethod
    def _check_dispersion(cls, value: float) -> float:
        if not 1 < value <= 1000:
            raise RuleError("must be a ratio variance / mean above 1", "use counts: poisson for a ratio of 1")
        return value

    @field_validator("regions")
    @classmethod
    def _name_regions(cls, regions: dict[str, Region]) -> dict[str, Region]:
        if not regions:
            raise RuleError("must have at least one region")
        return {name: region.named(name) for name, region in regions.items()}

    @rule_of_part
    def _check_shares(self) -> Customers:
        """Require shares that sum to 100%; a file of orders may tell the regions itself."""
        given = [name for name, region in self.regions.items() if "share" in region.model_fields_set]
        if self.order_file is None or given:
            missing = [name for name in self.regions if name not in given]
            if missing:
                path = ("regions", missing[0], "share")
                raise RuleError("is required: Share of all orders; the regions' shares sum to 100%.", at=path)
            shares = (region.share for region in self.regions.values())
            check_sum(shares, "the regions' shares", ("regions",))
        return self

    @rule_of_part
    def _patience_given(self) -> Customers:
        """Refuse customers who may cancel until packing and never lose patience."""
        if self.may_cancel == "until_packing" and self.patience is None:
            rule = "needs a patience: without one nobody ever cancels"
            raise RuleError(rule, "add patience: 10 days, or remove may_cancel", ("may_cancel",))
        return self

    @rule_of_part
    def _one_source(self) -> Customers:
        """Refuse what a file of orders says itself."""
        read = self.order_file
        if read is None:
            return self
        # A resolved scenario has all fields, so what says nothing (equal factors, one line) is let be.
        told = [name for name in TOLD_BY_FILE[:3] if len(set(getattr(self, name))) > 1]
        told += [name for name in TOLD_BY_FILE[3:] if len(getattr(self, name)) > 1]
        problems = [RuleError("is told by the file of orders", f"remove {name}", (name,)) for name in told]
        if self.growth and read.replay == "as_it_was":
            rule = "has no meaning for orders that are placed as they were"
            problems.append(RuleError(rule, "remove growth, or use replay: by_week", ("growth",)))
        if problems:
            raise RuleErrors(problems)
        return self
