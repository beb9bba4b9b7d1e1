"""The control plane: suppliers, carriers, lanes, nodes, the team and disruptions as SimPy processes."""

from __future__ import annotations

from simnet.engine.control.world import World

__all__ = ["World"]
