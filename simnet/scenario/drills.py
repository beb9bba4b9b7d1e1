"""Failover drills: rehearsals with goals. Their shape is checked here; they are run elsewhere."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from simnet import units
from simnet.errors import RuleError
from simnet.scenario.base import Model, rule_of_part
from simnet.scenario.defaults import stated
from simnet.scenario.disruptions import Event
from simnet.scenario.fields import Count, Duration, Instant, Names, Sentence, Share, Span, Whole
from simnet.scenario.response import Response
from simnet.scenario.timing import Recurrence


class DrillEvent(Event):
    """One event of a drill."""

    starts: Annotated[Duration, WithJsonSchema({"type": ["string", "number"], "examples": ["+1 day"]})] = 0
    """Time from the drill's beginning to the event's."""
    probability: Share = 1.0
    """Chance that the event comes."""


class Schedule(Model):
    """When a drill is held again and again."""

    every: Recurrence
    """Recurrence: month, quarter, year or a duration."""
    first: Instant
    """First instant, in the scenario's time zone."""
    rotate: Names = ()
    """Targets that take turns."""


class Scope(Model):
    """The orders that a drill is about."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = ({"const": "all"},)
    orders: Count | None = None
    """Number of orders; all if not given."""
    regions: Names = ()
    """Regions; all if none is named."""
    skus: Names = ()
    """SKUs: an order with one of them is meant; all if none is named."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read `all`."""
        return {} if data == "all" else data

    @property
    def whole(self) -> bool:
        """Tell whether the drill is about all orders: its events then hit the network itself."""
        return self.orders is None and not self.regions and not self.skus


def _or_more(value: Any) -> Any:
    return re.sub(r"\s+or\s+more$", "", value) if isinstance(value, str) else value


class OnlyIf(Model):
    """What must be so before the drill for it to be valid."""

    on_time: Annotated[Share, BeforeValidator(_or_more), WithJsonSchema({"type": ["string", "number"]})]
    """Share of orders delivered on time, at least."""
    over: Span
    """Window before the drill over which it is judged."""


class Goals(Model):
    """What a drill must reach; counts are the excess over the twin in the window."""

    detect: Duration | None = None
    """Time to the first alert."""
    decide: Duration | None = None
    """Time to the decision."""
    rerouted: Duration | None = None
    """Time until the first order goes elsewhere."""
    first_parcel: Duration | None = None
    """Time until the first such parcel is collected."""
    resupply: Duration | None = None
    """Time until the first unit from the backup source arrives."""
    service_back: Duration | None = None
    """Time until customers stop noticing."""
    backlog_back: Duration | None = None
    """Time until overdue orders are back to normal."""
    stock_back: Duration | None = None
    """Time until stock is back to normal."""
    late_orders: Whole | None = None
    """Additional late orders, at most."""
    cancelled: Whole | None = None
    """Additional cancelled orders, at most."""
    my_time: Duration | None = None
    """Time that people work on it."""

    @rule_of_part
    def _some_goal(self) -> Goals:
        if not self.model_fields_set:
            raise RuleError("must have at least one goal", "such as service_back: 6 days")
        return self


class StopIf(Model):
    """When a drill is broken off, by what is seen at the time: as soon as one of these is exceeded."""

    overdue_orders: Whole | None = None
    """Open orders past their promise, at most."""
    cancelled_orders: Whole | None = None
    """Orders of which something was cancelled since it began, at most."""
    lost_orders: Whole | None = None
    """Orders of which something was lost for want of stock, or turned away, since it began, at most."""
    stockout_orders: Whole | None = None
    """Orders that found something sold out since it began, at most."""

    @rule_of_part
    def _some_limit(self) -> StopIf:
        if all(getattr(self, name) is None for name in type(self).model_fields):
            raise RuleError("must have at least one limit", "such as overdue_orders: 200")
        return self

    def limits(self) -> dict[str, int]:
        """Give the limits by what they are on."""
        found = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: value for name, value in found.items() if value is not None}


class DrillWindow(Model):
    """The time before and after that is looked at."""

    before: Duration = stated("DrillWindow.before")
    """Time before the drill's beginning."""
    after: Span = stated("DrillWindow.after")
    """Time after the drill's beginning."""


class Contacts(Model):
    """Who answers for a drill; blanks are for the user."""

    owner: Sentence = ""
    """Who owns it."""
    coordinator: Sentence = ""
    """Who runs it."""


def _pass_when(value: Any) -> float:
    """Read `9 of 10 years` or `90%`."""
    match = (
        re.fullmatch(r"(\d+)\s+(?:of|in)\s+(\d+)(?:\s+years)?", value.strip())
        if isinstance(value, str)
        else None
    )
    if match is None:
        try:
            share = 1.0 if value == "100%" else units.parse_share(value)
        except units.UnitError as error:
            raise RuleError("must be a share of simulated years", "such as 9 of 10 years") from error
    else:
        share = int(match[1]) / max(int(match[2]), 1)
    if not 0 < share < 1:
        raise RuleError(
            "must be above 0 and below all simulated years, because no number of years shows all",
            "such as 9 of 10 years",
        )
    return share


class Drill(Model):
    """A rehearsal of an event, with goals and a verdict."""

    title: Sentence
    """Title."""
    why: Sentence = ""
    """What it is to show."""
    start: Instant | None = None
    """Instant of its beginning, in the scenario's time zone, if it is held once."""
    schedule: Schedule | None = None
    """When it is held, if more than once."""
    events: tuple[DrillEvent, ...] = Field(min_length=1)
    """What happens."""
    scope: Scope = Scope()
    """The orders that it is about: `all`, or a batch."""
    only_if: OnlyIf | None = None
    """What must be so before it; otherwise the drill is invalid, not failed."""
    goals: Goals
    """What must be reached."""
    pass_when: Annotated[
        float,
        BeforeValidator(_pass_when),
        PlainSerializer(units.format_share, when_used="json"),
        WithJsonSchema({"type": ["string", "number"]}),
    ] = stated("Drill.pass_when")
    """Share of simulated years in which every goal must be reached."""
    stop_if: StopIf | None = None
    """When it is broken off."""
    window: DrillWindow = DrillWindow()
    """The time before and after that is looked at."""
    response: Response | None = None
    """What people do about it, if not what the scenario's `response` says."""
    contacts: Contacts = Contacts()
    """Who answers for it."""
    overlap: Literal["refuse", "joint"] = stated("Drill.overlap")
    """Whether drills with overlapping windows are refused or measured jointly."""

    @field_validator("events")
    @classmethod
    def _label_events(cls, events: tuple[DrillEvent, ...]) -> tuple[DrillEvent, ...]:
        return tuple(event.labelled() for event in events)

    @rule_of_part
    def _one_time(self) -> Drill:
        if (self.start is None) == (self.schedule is None):
            raise RuleError("needs either start or schedule", "such as start: 2026-06-08 09:00")
        return self
