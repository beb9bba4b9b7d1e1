"""The people who detect, decide and touch orders, in their working hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import ValidationInfo

from simnet.scenario.base import Model
from simnet.scenario.defaults import stated
from simnet.scenario.distribution import Time
from simnet.scenario.fields import Count, Timezone, Wage
from simnet.scenario.hours import Hours


class Touch(Model):
    """How long a person works on one order or purchase order, by kind of work."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "string", "description": "One time for every kind of work.", "examples": ["2 min"]},
    )
    exception: Time = stated("Touch.exception")
    """Looking at an order that is an exception."""
    reroute: Time = stated("Touch.reroute")
    """Sending a waiting order to another node."""
    relabel: Time = stated("Touch.relabel")
    """Giving a staged parcel another carrier's label."""
    short_pick: Time = stated("Touch.short_pick")
    """Mending an order whose units were not on the shelf."""
    purchase_order: Time = stated("Touch.purchase_order")
    """Placing, changing or expediting a purchase order or a transfer."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Give every kind of work the same time."""
        if isinstance(data, Model) or (isinstance(data, Mapping) and set(data) & set(cls.model_fields)):
            return data
        return dict.fromkeys(cls.model_fields, data)


class Team(Model):
    """The people who respond; a station with hours and no stock."""

    allows_advanced: ClassVar[bool] = True
    hours: Hours = stated("Team.hours")
    """Working hours by weekday, local."""
    timezone: Timezone | None = None
    """IANA time zone of the working hours; by default the scenario's."""
    people: Count = stated("Team.people")
    """People who work at the same time."""
    wage: Wage = 0.0
    """What an hour of a person costs."""
    touch: Touch = stated("Team.touch")
    """How long one order or purchase order takes: one time, or by kind of work."""
