"""The date of a drill in numbers."""

from __future__ import annotations

from simnet.engine import plan
from simnet.engine.compile.context import Context


def compile_rehearsal(context: Context, events: tuple[plan.Event, ...]) -> plan.Rehearsal | None:
    """Compile which events are the drill's, and its stop condition; None without a drill."""
    held = context.scenario.rehearsal
    if held is None:
        return None
    return plan.Rehearsal(
        events=frozenset(number for number, event in enumerate(events) if event.name in held.events),
        begins=context.timeline.instant(held.begins),
        most_overdue=-1 if held.stop_if is None else held.stop_if.overdue_orders,
    )
