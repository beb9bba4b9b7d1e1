"""What a drill did, in a few words: what was dark, slow or late, or which orders were sent on purpose."""

from __future__ import annotations

from typing import Any

from simnet.charts.numbers import span
from simnet.charts.text import joined
from simnet.report.drill import scope
from simnet.report.drill.named import named
from simnet.report.drill.run import DrillRun
from simnet.report.words import HIT, capital

WAS: dict[str, str] = {
    **{kind: f"was {hit}" for kind, hit in HIT.items()},
    "node_capacity": "was slow", "pickup_missed": "was not collected", "carrier_damage": "was rough",
    "packaging_stockout": "was out of packaging", "cost_shock": "was dearer",
}  # fmt: skip
"""What is said of an element that a disruption has hit."""


LONG = 45
"""Letters of several events above which the drill's own title says it better."""


def what_happened(run: DrillRun, *, lasting: bool = True) -> str:
    """Say what the drill did: one element that was dark, several things at once, or orders sent elsewhere.

    How long several lasted in all is left out if not asked for.
    """
    events, days = run.drill["events"], float(run.drill["downtime_days"])
    if run.scoped:
        return scope.sent(run)
    if len(events) != 1:
        words = joined(hits(events), 2)
        title = str(run.drill["title"]).rstrip(".")
        if len(words) > LONG and len(title) < len(words):
            return f"{title}."
        return f"{capital(words)}: {span(days)} in all." if lasting else f"{capital(words)}."
    (event,) = events
    lasts = float(event["for_days"] or 0.0)
    how_long = f" for {span(lasts)}" if lasts > 0 else ""
    return f"{_subject(event)} {_was(event)}{how_long}."


def hits(events: list[dict[str, Any]]) -> list[str]:
    """Name events in a few words each, those that hit the same thing together."""
    said: dict[tuple[str, ...], list[str]] = {}
    for event, words in zip(events, apart(events), strict=True):
        said.setdefault(tuple(named(event)), []).append(words)
    return [", ".join(words) for words in said.values()]


def apart(events: list[dict[str, Any]]) -> list[str]:
    """Name each event in a few words; one that hits what an earlier one did without the name of it."""
    words, seen = [], set()
    for event in events:
        names = tuple(named(event))
        words.append(hit({**event, "targets": [], "services": []} if names in seen else event))
        seen.add(names)
    return words


def _subject(event: dict[str, Any]) -> str:
    names = named(event)
    special = {
        "system_outage": "The order system", "demand_surge": "Demand", "cost_shock": "Shipping",
        "stock_destroyed": f"The stock of {joined(names, 2)}",
        "inventory_sync_error": f"The shown stock of {joined(names, 2)}",
    }  # fmt: skip
    return special.get(str(event["kind"]), capital(joined(names, 2)) if names else "Everything")


def _was(event: dict[str, Any]) -> str:
    special = {"system_outage": "was out", "demand_surge": "surged", "stock_destroyed": "was destroyed",
               "inventory_sync_error": "was wrong"}  # fmt: skip
    kind = str(event["kind"])
    return special.get(kind, WAS.get(kind, f"had a {kind.replace('_', ' ')}"))


def hit(event: dict[str, Any]) -> str:
    """Name an event in two or three words: columbus dark."""
    kind, names = str(event["kind"]), named(event)
    word = {"demand_surge": "a rush of orders"}.get(kind, HIT.get(kind, kind.replace("_", " ")))
    return word if kind in ("system_outage", "demand_surge") or not names else f"{joined(names, 2)} {word}"
