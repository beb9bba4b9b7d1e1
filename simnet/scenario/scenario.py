"""The whole scenario: what exists and what will happen, frozen and in one detailed form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BeforeValidator,
    Field,
    PrivateAttr,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from simnet import units
from simnet.errors import Problem, RuleError, RuleErrors
from simnet.scenario.base import Element, Model
from simnet.scenario.carriers import Carrier, read_carriers
from simnet.scenario.costs import Costs
from simnet.scenario.customers import Customers
from simnet.scenario.defaults import stated
from simnet.scenario.disruptions import Disruption
from simnet.scenario.drills import Drill
from simnet.scenario.fields import Duration, Instant, Name, Sentence, Span, Timezone
from simnet.scenario.lanes import Lane
from simnet.scenario.nodes import Node
from simnet.scenario.rehearsal import Rehearsal
from simnet.scenario.response import Response
from simnet.scenario.routing import Routing
from simnet.scenario.skus import Sku
from simnet.scenario.suppliers import Supplier
from simnet.scenario.team import Team
from simnet.scenario.thresholds import Threshold
from simnet.scenario.today import Today


def _name_elements(elements: Any) -> Any:
    return {
        name: element.named(name) if isinstance(element, Element) else element
        for name, element in elements.items()
    }


class Scenario(Model):
    """A fulfillment network, its customers, and what will happen to it.

    Load one with `simnet.scenario.load`, which also checks references between the parts and fills in what
    follows from others (time zones, sources of stock, drop-shipping nodes). Durations are microseconds.
    """

    simnet: Literal[1]
    """Version of the format: 1."""
    name: Sentence = "scenario"
    """Name, for reports and the run folder."""
    start: Instant = stated("Scenario.start")
    """First counted instant, in the scenario's time zone; the warm-up runs before it."""
    horizon: Span = stated("Scenario.horizon")
    """How long orders are counted."""
    warmup: Duration = stated("Scenario.warmup")
    """How long the world runs before the start, so that it does not begin empty."""
    timezone: Timezone | None = None
    """IANA time zone of all instants; by default the nodes' own, the first node's when they differ."""
    currency: str = stated("Scenario.currency")
    """Currency of all amounts, three letters (ISO 4217)."""
    seed: int = stated("Scenario.seed")
    """Seed of all random numbers, 0 or more."""
    tags: dict[str, str] = Field(default_factory=dict)
    """Labels, for reports."""
    customers: Customers
    """Who buys, how much, and what is promised."""
    skus: dict[Name, Sku]
    """What is sold, by name."""
    suppliers: dict[Name, Supplier] = Field(default_factory=dict)
    """Who makes it, by name."""
    carriers: Annotated[
        dict[Name, Carrier],
        BeforeValidator(read_carriers),
        WithJsonSchema({"type": ["array", "object", "string"]}),
    ] = stated("Scenario.carriers")
    """Who carries parcels: built-in service names, or carriers with services."""
    nodes: dict[Name, Node] = Field(default_factory=dict)
    """Where orders are packed, by name."""
    lanes: tuple[Lane, ...] = ()
    """Ways between places that differ from what geography gives."""
    routing: Routing = Routing()
    """How an order finds its node and its service."""
    team: Team = Team()
    """The people who respond."""
    costs: Costs = Costs()
    """Costs of stock, service, refunds and returns."""
    thresholds: tuple[Threshold, ...] = ()
    """Limits that are watched, and what follows."""
    disruptions: tuple[Disruption, ...] = ()
    """What goes wrong."""
    response: Response = Response()
    """What people do about a disruption that does not say so itself."""
    drills: tuple[Drill, ...] = ()
    """Rehearsals with goals."""
    rehearsal: Rehearsal | None = None
    """The one date of a drill that is simulated, filled in."""
    today: Today | None = None
    """Today's state, from which the run starts instead of a warm-up."""

    shorthand_keys: ClassVar[tuple[str, ...]] = ("extends",)
    _data: Any = PrivateAttr(default=None)
    _places: dict[tuple[str, ...], str] = PrivateAttr(default_factory=dict)
    _folder: str | None = PrivateAttr(default=None)
    _data_folders: tuple[str, ...] = PrivateAttr(default=())
    _intake: Any = PrivateAttr(default=None)
    """What was read from the files that it names (`simnet.intake`); it travels with the scenario."""
    _notes: tuple[Problem, ...] = PrivateAttr(default=())
    _one_drill: bool = PrivateAttr(default=False)
    """Whether its file has `drill:` instead of `drills:`."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Spread a node's one stock policy over its SKUs; today's state needs no warm-up."""
        if isinstance(data, Mapping) and data.get("today") is not None and "warmup" not in data:
            data = {**data, "warmup": "0 days"}
        if not isinstance(data, Mapping) or not isinstance(data.get("nodes"), Mapping):
            return data
        skus = data.get("skus")
        plain = (
            [name for name, sku in skus.items() if not (isinstance(sku, Mapping) and sku.get("kit"))]
            if isinstance(skus, Mapping)
            else []
        )
        nodes = {name: _spread(node, plain) for name, node in data["nodes"].items()}
        return {**data, "nodes": nodes}

    @field_validator("currency")
    @classmethod
    def _three_letters(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Z]{3}", value):
            raise RuleError("must be a currency code of three letters (ISO 4217)", "such as USD")
        return value

    @field_validator("seed", mode="before")
    @classmethod
    def _whole_seed(cls, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
            raise RuleError("must be a whole number, 0 or more", "such as 1")
        return value

    @field_validator("skus", "suppliers", "carriers", "nodes")
    @classmethod
    def _with_labels(cls, elements: Any) -> Any:
        return _name_elements(elements)

    @field_validator("lanes")
    @classmethod
    def _label_lanes(cls, lanes: tuple[Lane, ...]) -> tuple[Lane, ...]:
        return tuple(lane.named(lane.name) for lane in lanes)

    @field_validator("disruptions")
    @classmethod
    def _label_events(cls, events: tuple[Disruption, ...]) -> tuple[Disruption, ...]:
        return tuple(event.labelled() for event in events)

    @model_validator(mode="after")
    def _something_to_sell(self) -> Scenario:
        if not self.skus:
            raise RuleError("must have at least one SKU", at=("skus",))
        return self

    @model_validator(mode="after")
    def _starts_today(self) -> Scenario:
        """Require a start that today's state can be the state of."""
        if self.today is None:
            return self
        problems = []
        if self.warmup:
            rule = "must be 0 when the run starts from today's state"
            problems.append(RuleError(rule, "remove warmup", ("warmup",), units.format_duration(self.warmup)))
        if "start" not in self.model_fields_set:
            problems.append(RuleError("needs the day of its state", "such as start: 2026-06-08", ("today",)))
        elif (self.start.hour, self.start.minute, self.start.second) != (0, 0, 0):
            rule = "must be a day: today's state is that of its midnight"
            problems.append(RuleError(rule, f"such as {self.start:%Y-%m-%d}", ("start",), f"{self.start}"))
        if problems:
            raise RuleErrors(problems)
        return self

    @property
    def reads_files(self) -> bool:
        """Tell whether it names files of orders or of today's state."""
        return self.customers.order_file is not None or self.today is not None

    @property
    def data_folders(self) -> tuple[str, ...]:
        """List the folders beside its own from which the user lets it read files."""
        return self._data_folders

    @property
    def folder(self) -> str | None:
        """Give the folder in which it lies; None if it was read from text."""
        return self._folder

    @property
    def has_one_drill(self) -> bool:
        """Tell whether its file, or the drill file that names it, calls its only drill `drill`."""
        return self._one_drill

    @property
    def notes(self) -> tuple[Problem, ...]:
        """List what is worth knowing about the file without being an error."""
        return self._notes

    def place(self, path: str | tuple[str | int, ...]) -> str:
        """Say where a path such as `nodes.3pl.capacity` stands, as `file:line:col`, or its nearest parent."""
        from simnet.scenario.places import locate

        parts = tuple(path.split(".")) if isinstance(path, str) else tuple(str(part) for part in path)
        return locate(parts, self._places)

    def with_values(self, values: Mapping[str, Any]) -> Scenario:
        """Return the scenario with values changed by path, `{"nodes.3pl.capacity": "300 orders per day"}`.

        The result is validated like a file; raises `ScenarioError`. Text is read as YAML; None removes.
        """
        from simnet.scenario.loading import load_changed

        return load_changed(self._data, values, self._folder, self._data_folders)

    def resolved(self) -> dict[str, Any]:
        """Return everything, defaults included, as data that can be written to YAML and loaded again."""
        return self.model_dump(mode="json", by_alias=True)


def _spread(node: Any, skus: list[str]) -> Any:
    if not isinstance(node, Mapping) or "stock" not in node or isinstance(node["stock"], Mapping | list):
        return node
    return {**node, "stock": dict.fromkeys(skus, node["stock"])}
