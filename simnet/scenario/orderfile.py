"""Real orders in a file: how its rows are read, and how they become the orders of a simulated year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema

from simnet.errors import RuleError
from simnet.scenario.base import Model, rule_of_part
from simnet.scenario.datafiles import DataFile, DateFormat, Encoding
from simnet.scenario.defaults import stated
from simnet.scenario.fields import Count, Instant, Name, Names, Rate, Sentence, Span, Timezone, read_list

Column = Annotated[str, Field(min_length=1, max_length=200)]
Patterns = Annotated[
    tuple[Sentence, ...], BeforeValidator(read_list), WithJsonSchema({"type": ["string", "array"]})
]
_FILE_FORM = {"type": "string", "description": "Name of a file.", "examples": ["orders.csv"]}


def _midnight(at: datetime) -> datetime:
    if (at.hour, at.minute, at.second, at.microsecond) != (0, 0, 0, 0):
        raise RuleError("must be a day, without a time of day", "such as 2025-06-01")
    return at


Day = Annotated[Instant, AfterValidator(_midnight)]


class OrderColumns(Model):
    """Names of the columns of order lines; one that is not given has the name of its field."""

    order: Column | None = None
    """Column of the order's number; rows of the same number are one order."""
    placed: Column | None = None
    """Column of the instant at which the order was placed."""
    sku: Column | None = None
    """Column of the SKU's code."""
    quantity: Column | None = None
    """Column of the units."""
    zip: Column | None = None
    """Column of the ZIP to which the order is sent, if there is one."""
    country: Column | None = None
    """Column of the country to which the order is sent, if there is one."""
    region: Column | None = None
    """Column of what tells the region, a name or anything that `regions` maps, if there is one."""


class OrderSkus(Model):
    """How the codes of a file become the scenario's SKUs; a code that is a SKU's name stands for itself."""

    map: dict[str, Name] = Field(default_factory=dict)
    """SKU or kit of the scenario by code of the file."""
    ranked: Names = ()
    """SKUs that stand for the file's best-selling codes, the first for the best."""
    top: Count | None = None
    """How many of the best-selling codes are kept; the other ones are pooled into `rest`."""
    rest: Name | None = None
    """SKU into which all other codes are pooled; without it, a code that nobody knows is an error."""

    @rule_of_part
    def _whole(self) -> OrderSkus:
        if self.top is not None and self.rest is None:
            raise RuleError("needs a SKU for all others", "such as rest: other", ("top",), self.top)
        return self


class OrderRegions(Model):
    """How an order finds its region; `zip` takes the nearest one, `shares` draws by the regions' shares."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = ({"enum": ["zip", "shares"]},)
    by: Literal["zip", "value", "shares"] = stated("OrderRegions.by")
    """By the order's ZIP, by the value of the region's column, or by the regions' shares."""
    map: dict[str, Name] = Field(default_factory=dict)
    """Region by value of the column; a value that is a region's name stands for itself."""
    rest: Name | None = None
    """Region of all other values; without it, a value that nobody knows is an error."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read `zip` or `shares`."""
        return {"by": str(data)} if isinstance(data, str) else data


class LeaveOut(Model):
    """Rows of a file that are no orders for goods; patterns know * (anything), ? and [letters]."""

    orders: Patterns = ()
    """Orders whose number matches one of these patterns, such as C* for cancellations."""
    skus: Patterns = ()
    """Lines whose code matches one of these patterns, such as POST."""
    returns: bool = False
    """Lines of zero or fewer units; without it, they are errors."""


class OrderTable(Model):
    """A file of order lines: the Shopify order export as it is, or a plain table."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (_FILE_FORM,)
    file: DataFile
    """CSV or parquet file in the scenario's folder; another folder is allowed by `--data FOLDER`."""
    format: Literal["shopify", "table"] | None = None
    """Format of the file; recognized from its header if not given."""
    columns: OrderColumns = OrderColumns()
    """Names of the columns of a plain table."""
    dates: DateFormat | None = None
    """Format of dates as in `strptime`, such as %m/%d/%Y %H:%M; by default ISO 8601."""
    timezone: Timezone | None = None
    """IANA time zone of dates without an offset; the scenario's if not given."""
    encoding: Encoding | None = None
    """Encoding of a CSV file; by default UTF-8."""
    skus: OrderSkus = OrderSkus()
    """How codes become SKUs."""
    regions: OrderRegions | None = None
    """How an order finds its region; by ZIP or by region if there is such a column, else by shares."""
    leave_out: LeaveOut = LeaveOut()
    """Rows that are no orders for goods."""
    sha256: str | None = None
    """Hash of the file that was read, filled in."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read the name of a file."""
        return data if isinstance(data, Mapping | Model) else {"file": data}


class OrderFile(OrderTable):
    """Real orders in a file instead of a rate, replayed as they were or resampled by week."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        _FILE_FORM,
        {
            "type": "string",
            "description": "Instead of a file, a rate per hour, day, week, month or year.",
            "examples": ["250 orders per day"],
        },
    )
    first_day: Day | None = None
    """First day of the file that counts; by default that of its first order."""
    last_day: Day | None = None
    """Last day of the file that counts; by default that of its last order."""
    replay: Literal["by_week", "as_it_was"] = stated("OrderFile.replay")
    """Draw whole weeks of the file in every simulated year, or place the same orders in all of them."""
    near: Span = stated("OrderFile.near")
    """How far a week that is drawn may be from the season of the week that it stands for."""
    per_day: Rate | None = None
    """Mean orders per day in the file, filled in."""
    lines_per_order: float | None = None
    """Mean lines of an order in the file, filled in."""
    units_per_line: float | None = None
    """Mean units of a line in the file, filled in."""

    @rule_of_part
    def _days_in_order(self) -> OrderFile:
        if self.first_day is not None and self.last_day is not None and self.last_day < self.first_day:
            rule = f"must not be before the first day, {self.first_day:%Y-%m-%d}"
            raise RuleError(rule, at=("last_day",), value=f"{self.last_day:%Y-%m-%d}")
        return self
