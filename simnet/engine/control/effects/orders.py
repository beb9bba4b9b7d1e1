"""What an outage of the order system does."""

from __future__ import annotations

from simnet.engine.control.effects.base import Effect
from simnet.engine.flow import entries


class SystemOutage(Effect):
    """Orders wait for the order system; nobody can reroute; nothing becomes visible."""

    def begin(self) -> None:
        g = self.world.clockwork
        if g["system_down"] == 0:
            g["system_first"] = g["next_order"]
        g["system_down"] += 1
        self.world.team.hold()

    def end(self) -> None:
        world, g = self.world, self.world.clockwork
        g["system_down"] -= 1
        world.team.free()
        if g["system_down"] == 0:
            for n in range(len(world.plan.nodes)):
                world.suppliers.lanes.reveal(n)
            first, last = int(g["system_first"]), int(g["next_order"])
            lines = int(world.draws.orders["first"][last] - world.draws.orders["first"][first])
            world.make_room(parcels=lines, touches=last - first, misses=lines)
            entries.system_back(world.flow, world.map, world._now)
