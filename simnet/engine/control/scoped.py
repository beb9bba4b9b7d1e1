"""A drill about a batch of orders: an element is shut to the batch alone (docs/model.md §17)."""

from __future__ import annotations

from typing import Any

from simnet.engine.control.effects.base import Effect
from simnet.engine.control.effects.paths import outbound_lanes


class ShutForBatch(Effect):
    """Test orders are sent around the element; for all else it is up."""

    def begin(self) -> None:
        self._change(1)

    def end(self) -> None:
        self._change(-1)

    def _change(self, by: int) -> None:
        flow: Any = self.world.flow
        self.world.clockwork["batch"] += by
        for n in self.event.nodes:
            flow.node["shut"][n] += by
        for lane in outbound_lanes(self.world, self.event):
            flow.lane["shut"][lane] += by
