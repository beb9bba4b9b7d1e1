"""What the control plane writes down as it happens."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Journal:
    """Rows of the tables that the flow does not hold; instants in microseconds, -1 where nothing happened."""

    responses: dict[int, dict[str, int]] = field(default_factory=dict)
    """Occurrence → detected, decided, stood_down."""
    alerts: list[tuple[int, int, int, float]] = field(default_factory=list)
    """(instant, threshold, subject, value)."""
    automatic: list[tuple[int, str, int]] = field(default_factory=list)
    """Acts done without a touch: (instant, kind, subject)."""
