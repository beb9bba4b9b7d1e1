"""The run sheet: how a drill is done for real, with test orders, hour by hour (`simnet drill --plan`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from simnet.report.sheets.outcome import COLUMNS
from simnet.report.sheets.setting import Setting
from simnet.report.words import HIT
from simnet.scenario import Occasion, Scenario
from simnet.scenario.arithmetic import Library
from simnet.scenario.arithmetic.goals import decided
from simnet.scenario.arithmetic.words import amount, names, span
from simnet.units import DAY, format_clock, format_duration

GOALS = {
    "detect": "Somebody notices",
    "decide": "You have decided",
    "rerouted": "First order sent elsewhere",
    "first_parcel": "First parcel collected",
    "resupply": "First goods from the backup",
    "service_back": "Customers stop noticing",
    "backlog_back": "No order is overdue because of it",
    "stock_back": "Stock is back",
    "late_orders": "More late orders, at most",
    "cancelled": "More cancelled orders, at most",
    "my_time": "Work of people, at most",
}
"""Goals in a founder's words."""
STOPS = {
    "overdue_orders": "are past their promise",
    "cancelled_orders": "were cancelled, wholly or in part, since it began",
    "lost_orders": "were lost, wholly or in part, because something was sold out since it began",
    "stockout_orders": "found something sold out since it began",
}
"""When to stop, by the limit of the file."""
SEEN = ("detect", "decide", "rerouted", "first_parcel", "resupply", "my_time")
"""Goals that test orders can show."""
BLANK = "________________"


def plan_text(scenario: Scenario, occasion: Occasion, library: Library) -> str:
    """Write the run sheet of a date as Markdown that also reads well as plain text."""
    setting = Setting(scenario, occasion, library)
    parts = (_head, _orders, _before, _day, _stop, _back, _notes, _goals, _phones)
    return "\n".join(line for part in parts for line in (*part(setting), "")).rstrip() + "\n"


def blank_outcome(scenario: Scenario, occasion: Occasion, library: Library) -> str:
    """Write an outcome.csv with a row for every test order, to be filled in and read by `--live`."""
    count = Setting(scenario, occasion, library).batch
    rest = "," * (len(COLUMNS) - 1)
    return "".join(f"{row}\r\n" for row in (",".join(COLUMNS), *(f"{n}{rest}" for n in range(1, count + 1))))


def what_fails(setting: Setting) -> str:
    """Say what goes wrong in a few words: `columbus dark`."""
    said = []
    for event in setting.occasion.events:
        hit = HIT.get(event.type, event.type.replace("_", " "))
        where = [" ".join((name, *event.services)) for name in event.targets if name != "all"]
        said.append(f"{names(where)} {hit}" if where else hit)
    return ", ".join(dict.fromkeys(said))


def _head(setting: Setting) -> Iterator[str]:
    one, drill = setting.occasion, setting.occasion.drill
    yield f"# Run sheet: {one.title}"
    yield ""
    yield f"{one.label} · begins {one.begins:%A %d %B %Y, %H:%M} ({one.timezone}) · {setting.scenario.name}"
    if drill.why:
        yield f"To show: {drill.why}."
    imagined = f"{what_fails(setting)}, for {span(setting.lasts)}"
    yield f"Imagine: {imagined}. Nothing is switched off: you act as if."
    yield f"Owner: {drill.contacts.owner or BLANK}   Coordinator: {drill.contacts.coordinator or BLANK}"


def _orders(setting: Setting) -> Iterator[str]:
    scope, scenario = setting.occasion.drill.scope, setting.scenario
    yield "## Which orders"
    yield ""
    dark, out = setting.hit("node"), setting.ways_out
    regions = list(scope.regions) or [r for r, node in setting.flow.main.items() if not dark or node in dark]
    regions = regions or list(scenario.customers.regions)
    if not dark and not out and setting.hit("supplier"):
        instead = names(list(setting.hit("supplier")))
        yield f"- No customer order is touched. Ask the backup for a small order instead of {instead}."
        return
    through = f" that would go through {names([*dark, *out])}" if dark or out else ""
    yield f"- The first {setting.batch} orders after the beginning{through},"
    yield f"  from {names(regions, 6)}. Mark each with the word DRILL and a number from 1 to {setting.batch}."
    if scope.skus:
        yield f"- Only orders with {names(list(scope.skus), 6)}."
    missing = _not_stocked(setting)
    if missing:
        others = names(list(setting.standins)) if setting.standins else "nobody else"
        yield f"- Leave out orders with {names(missing, 6)}: {others} has none."
    comes = sum(scenario.customers.regions[name].share for name in regions)
    a_day = scenario.customers.orders_per_day * comes
    if a_day > 0:
        takes = span(setting.batch / a_day * DAY)
        yield f"- About {amount(a_day)} orders a day come from there: {setting.batch} take {takes}."


def _not_stocked(setting: Setting) -> list[str]:
    dark = setting.hit("node")
    held = {sku for name in setting.standins for sku in setting.scenario.nodes[name].stock}
    sold = {sku for (node, sku), units in setting.flow.sold.items() if node in dark and units > 0}
    return sorted(sold - held) if dark else []


def _before(setting: Setting) -> Iterator[str]:
    yield "## A week before"
    yield ""
    told = [name for name in (*setting.failed, *setting.standins) if name != "all"]
    whom = names(told, 6) if told else "your team"
    yield f"- [ ] Tell {whom} the day and the hour, and that it is a drill."
    for name in setting.standins:
        node = setting.scenario.nodes[name]
        need = {
            sku: units / max(setting.orders_a_day(setting.hit("node")), 1e-9) * setting.batch
            for (where, sku), units in setting.flow.sold.items()
            if where in setting.hit("node") and sku in node.stock and units > 0
        }
        if need:
            units = names([f"{max(1, round(count))} {sku}" for sku, count in sorted(need.items())], 6)
            yield f"- [ ] {name} has on the shelf, beside its own: {units},"
            yield f"      and packaging for {setting.batch} parcels."
    yield "- [ ] The person who decides is in, and somebody can decide instead."
    yield "- [ ] `simnet drill` has been run with the same file: keep its page at hand."
    yield "- [ ] outcome.csv is printed or open, one row a test order."


def _day(setting: Setting) -> Iterator[str]:
    yield "## On the day"
    yield ""
    yield "| when | who | what |"
    yield "|---|---|---|"
    yield from (f"| {when} | {who} | {what} |" for when, who, what in _steps(setting))


def _steps(setting: Setting) -> Iterator[tuple[str, str, str]]:
    one, goals, response = setting.occasion, setting.occasion.drill.goals, setting.response
    at = f"{one.begins:%H:%M}"
    yield at, "coordinator", f"Says: “Drill. {what_fails(setting).capitalize()}.” Notes the time."
    if one.drill.scope.whole and setting.hit("system") == ():
        seen, done = decided(setting.scenario, one)
        yield _clock(one, seen), "you", f"Notice it by your own means{_limit(goals.detect)}."
        if not response.automatic:
            yield _clock(one, done), "you", f"Decide{_limit(goals.decide)}: who takes over, until when."
    yield from _acts(setting)
    for name in setting.standins:
        node = setting.scenario.nodes[name]
        cutoff = (
            f" Orders by {format_clock(node.order_cutoff)} leave the same day." if node.order_cutoff else ""
        )
        times = sorted({format_clock(time) for pickup in node.pickup for time in pickup.times})
        collected = f" Pickup at {names(times)}." if times else ""
        yield (
            "as they come",
            name,
            f"Packs the test orders.{cutoff}{collected}{_first(goals.first_parcel)}",
        )
    stand_down = (
        "send what has not started back" if response.stand_down == "return" else "finish where they are"
    )
    yield f"after {span(setting.lasts)}", "coordinator", f"Says: “It is back.” Test orders: {stand_down}."
    yield "next day", "you", "Fill in outcome.csv; compare with `simnet drill FILE --live outcome.csv`."


def _clock(one: Occasion, at: datetime) -> str:
    """Write a time of the day of the drill, or of a later day with its date."""
    return f"{at:%H:%M}" if at.date() == one.begins.date() else f"{at:%a %d %b %H:%M}"


def _limit(goal: int | None) -> str:
    return f" (goal: within {span(goal)})" if goal is not None else ""


def _first(goal: int | None) -> str:
    return f" First one collected within {span(goal)}: that is the goal." if goal is not None else ""


def _acts(setting: Setting) -> Iterator[tuple[str, str, str]]:
    goals, count = setting.occasion.drill.goals, setting.batch
    work = span(setting.touch * count)
    each = f"{count} orders at {span(setting.touch)} each: {work}"
    to = names(list(setting.standins)) if setting.standins else "the next way"
    if setting.hit("node"):
        yield (
            "then",
            "you",
            f"Send the test orders to {to}, one by one, by hand{_limit(goals.rerouted)}. {each}.",
        )
    if setting.ways_out:
        yield (
            "then",
            "you",
            f"Print another carrier's label for the test orders{_limit(goals.rerouted)}. {each}.",
        )
    for name in setting.hit("supplier"):
        others = [
            other for other, part in setting.scenario.suppliers.items() if part.backup and other != name
        ]
        whom = names(others) if others else "a second maker (none is known)"
        yield "then", "you", f"Call {whom} for what {name} makes{_limit(goals.resupply)}."
    if not (setting.ways_out or setting.hit("node") or setting.hit("supplier")):
        yield "then", "you", "Do what you would do, on paper, and note how long each step takes."


def _stop(setting: Setting) -> Iterator[str]:
    stop = setting.occasion.drill.stop_if
    yield "## When to stop at once"
    yield ""
    if stop is not None:
        for name, limit in stop.limits().items():
            yield f"- more than {limit} orders {STOPS[name]}, of all orders"
    yield "- a test order would miss its promise: send it the ordinary way"
    yield "- a customer complains about a test order, or a real outage begins"
    yield "- the coordinator says “Stop the drill.” Everybody may say it."


def _back(setting: Setting) -> Iterator[str]:
    yield "## How to go back"
    yield ""
    yield "1. Say “Stop the drill” to everybody on the list below, and note the time."
    yield "2. Test orders that are not packed go back to their own place; packed ones go out as they are."
    yield "3. Take the word DRILL off the orders, and correct the stock of every place by a count."
    yield "4. Look next morning that no test order is left anywhere."


def _notes(setting: Setting) -> Iterator[str]:
    yield "## What to write down"
    yield ""
    yield "In outcome.csv, a row for every test order; times as 2026-06-08 14:05, local to the network:"
    yield f"`{', '.join(COLUMNS)}`. Leave empty what has not happened."
    yield "On paper: when it was noticed, when it was decided, what was unclear, who could not be reached."


def _goals(setting: Setting) -> Iterator[str]:
    goals = setting.occasion.drill.goals
    yield "## Goals"
    yield ""
    yield "| goal | you wanted | it was | met? |"
    yield "|---|---|---|---|"
    for name, words in GOALS.items():
        value = getattr(goals, name)
        if value is not None:
            counted = name in ("late_orders", "cancelled")
            told = "" if name in SEEN else "only in the simulation"
            yield f"| {words} | {value if counted else format_duration(value)} | {told} | |"


def _phones(setting: Setting) -> Iterator[str]:
    contacts = setting.occasion.drill.contacts
    yield "## Phone list"
    yield ""
    yield "| who | name | phone | instead |"
    yield "|---|---|---|---|"
    yield f"| owner | {contacts.owner or BLANK} | | |"
    yield f"| coordinator | {contacts.coordinator or BLANK} | | |"
    for name in dict.fromkeys([*setting.failed, *setting.standins]):
        if name != "all":
            yield f"| {name} | {BLANK} | | |"
