"""One date of a drill, as the world that is simulated holds it; made by `occasions.with_occasion`."""

from __future__ import annotations

from simnet.scenario.base import Model
from simnet.scenario.drills import Scope, StopIf
from simnet.scenario.fields import Instant, Names, Sentence


class Rehearsal(Model):
    """Which of the disruptions are a drill's, whom they concern and when they are broken off."""

    title: Sentence
    """Title of the drill."""
    begins: Instant
    """Instant of its beginning, in the scenario's time zone."""
    events: Names
    """Names of the disruptions that are its events; its twin lives without them."""
    scope: Scope = Scope()
    """The orders that it is about."""
    stop_if: StopIf | None = None
    """When it is broken off."""
