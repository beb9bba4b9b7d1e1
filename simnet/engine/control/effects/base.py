"""One occurrence's effect, and what several types share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from simnet.engine.draws import Occurrence
from simnet.engine.plan import Event

if TYPE_CHECKING:
    from simnet.engine.control.world import World


class Effect:
    """One occurrence's effect; `remain` scales what is left of it during a recovery ramp."""

    steps: ClassVar[bool] = False
    """Whether recovery goes by midnights (nodes step at their openings)."""

    def __init__(self, world: World, event: Event, occurrence: Occurrence) -> None:
        self.world, self.event, self.number = world, event, occurrence.number
        self.occurrence = occurrence

    def begin(self) -> None:
        """The onset."""

    def end(self) -> None:
        """The repair."""

    def remain(self, share: float) -> None:
        """Set what is left of the effect, 1 to 0."""


class Gradual(Effect):
    """An effect that is there in full from the onset, and leaves in steps of a recovery ramp."""

    steps = True

    def begin(self) -> None:
        self.remain(1.0)

    def end(self) -> None:
        self.remain(0.0)


def put(active: dict[int, Any], number: int, value: Any, share: float) -> None:
    """Let an occurrence be among those that are active, while a share of it is left."""
    if share > 0:
        active[number] = value
    else:
        active.pop(number, None)
