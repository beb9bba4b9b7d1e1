"""What the goals of a drill ask of each partner, on one page (`simnet drill --sla`)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simnet.report.sheets.plan import BLANK, what_fails
from simnet.report.sheets.setting import Setting
from simnet.scenario import Occasion, Scenario
from simnet.scenario.arithmetic import Library
from simnet.scenario.arithmetic.goals import decided
from simnet.scenario.arithmetic.levels import delivery
from simnet.scenario.arithmetic.words import amount, names, span
from simnet.units import DAY, format_clock

Row = tuple[str, str, str]
"""What, what the goals ask, what the file says of today."""


def sla_text(scenario: Scenario, occasion: Occasion, library: Library) -> str:
    """Write what each partner has to do for the goals to be met, beside what the scenario says of it."""
    setting = Setting(scenario, occasion, library)
    lines = [
        f"# What this drill asks of your partners: {occasion.title}",
        "",
        f"{occasion.label} · {scenario.name} · if {what_fails(setting)}, for {span(setting.lasts)}",
        "",
    ]
    for name, role, rows in _partners(setting):
        lines += [f"## {name}: {role}", "", "| what | the goals ask | today |", "|---|---|---|"]
        lines += [f"| {what} | {asked} | {today} |" for what, asked, today in rows]
        lines += ["", f"Agreed with {name}: {BLANK}   on: {BLANK}", ""]
    if len(lines) == 4:
        lines += ["Nobody else is asked for anything: what fails is your own.", ""]
    lines.append("Mean values of ordinary days: the drill itself says how often they are enough.")
    return "\n".join(lines) + "\n"


def _partners(setting: Setting) -> Iterator[tuple[str, str, list[Row]]]:
    for name in setting.standins:
        if setting.hit("node"):
            yield name, "takes over", list(_standin(setting, name))
    for name in (*setting.hit("node"), *setting.hit("carrier")):
        yield name, "fails in the drill", list(_failing(setting))
    for name in _other_carriers(setting) if setting.ways_out else ():
        role = "carries by its other services" if name in setting.hit("carrier") else "carries instead"
        yield name, role, list(_carrier(setting, name))
    for name in setting.hit("supplier"):
        yield name, "fails in the drill", list(_failing(setting))
        for backup in _backups(setting, name):
            yield backup, f"delivers instead of {name}", list(_backup(setting, name, backup))


def _standin(setting: Setting, name: str) -> Iterator[Row]:
    goals, node = setting.occasion.drill.goals, setting.scenario.nodes[name]
    if node.order_cutoff is not None:
        yield (
            "order by",
            f"{format_clock(node.order_cutoff)} for the same day's pickup",
            _pickups(setting, name),
        )
    else:
        yield "order by", "in time for the same day's pickup", _pickups(setting, name)
    can = setting.can_pack(name)
    yield (
        "capacity",
        _asked_capacity(setting, name),
        ("no limit in the file" if math.isinf(can) else f"{amount(can)} orders a day over the week"),
    )
    if node.ramp is not None:
        yield (
            "getting used to it",
            "full speed at once",
            f"{node.ramp.start:.0%} at first, {span(node.ramp.over)} to get there",
        )
    yield "damaged", _damage_limit(setting), _damage(node.damage)
    limit = goals.rerouted if goals.rerouted is not None else goals.first_parcel
    if limit is not None:
        yield "answers", f"takes the first order within {span(limit)} of the beginning", _decides(setting)
    if goals.first_parcel is not None:
        yield "first parcel", f"collected within {span(goals.first_parcel)}", _pickups(setting, name)


def _asked_capacity(setting: Setting, name: str) -> str:
    """Compute what a stand-in must pack a day: its own orders and its part of the failed node's.

    While it lasts, all of them; or, if customers may notice for longer, as many as end the queue by then:
    (own × S + failed × downtime) / S, S the goal for service.
    """
    drill = setting.occasion.drill
    goals, share = drill.goals, 1 / max(1, len(setting.standins))
    own = setting.orders_a_day((name,))
    more = setting.orders_a_day(setting.hit("node")) * share
    days = setting.lasts / DAY
    if not drill.scope.whole:
        return f"{setting.batch * share:.0f} test orders beside its own {amount(own)} a day"
    back = goals.service_back
    if back is not None and back / DAY > days > 0:
        needed = own + more * days / (back / DAY)
        parts = f"{amount(own)} of its own and its part of the queue"
        return f"{amount(needed)} orders a day for {span(back)}: {parts}"
    return f"{amount(own + more)} orders a day for {span(setting.lasts)}"


def _pickups(setting: Setting, name: str) -> str:
    node = setting.scenario.nodes[name]
    if any(pickup.continuous for pickup in node.pickup):
        return "collected all day"
    times = sorted({format_clock(time) for pickup in node.pickup for time in pickup.times})
    return f"pickup at {names(times)}" if times else "pickup when it closes"


def _damage_limit(setting: Setting) -> str:
    limits = [one.when.value for one in setting.scenario.thresholds if one.when.metric == "damage"]
    return f"{min(limits):.1%} of parcels or fewer" if limits else "no limit in the file"


def _damage(share: float) -> str:
    return f"{share:.1%}" if share else "not in the file"


def _decides(setting: Setting) -> str:
    if not setting.occasion.drill.scope.whole:
        return "you send them by hand, one by one"
    _, done = decided(setting.scenario, setting.occasion)
    passed = (done - setting.occasion.begins).total_seconds() * 1e6
    return f"you decide {span(passed)} after it begins, on average"


def _failing(setting: Setting) -> Iterator[Row]:
    goals, response = setting.occasion.drill.goals, setting.response
    if goals.detect is not None:
        said = f"{span(response.detect.mean())} until you notice, on average"
        yield "tells you", f"within {span(goals.detect)}", said
    yield "is back", f"within {span(setting.lasts)}: that is what you rehearse", "to be asked"
    yield "lets you", "take your stock and your open orders elsewhere", "to be asked"


def _other_carriers(setting: Setting) -> list[str]:
    hit = set(setting.hit("carrier"))
    if any(event.services for event in setting.occasion.events):
        hit = set()  # another service of the same carrier may do
    return [name for name in setting.scenario.carriers if name not in hit]


def _carrier(setting: Setting, name: str) -> Iterator[Row]:
    goals = setting.occasion.drill.goals
    nodes = [
        node
        for node, part in setting.scenario.nodes.items()
        if any(pickup.carrier in (None, name) for pickup in part.pickup)
    ]
    orders = setting.orders_a_day(tuple(nodes))
    yield (
        "capacity",
        f"up to {amount(orders)} parcels a day for {span(setting.lasts)}",
        _carrier_capacity(setting, name),
    )
    collected = [f"{node}: {_pickups(setting, node)}" for node in nodes]
    yield "collects at", names(nodes, 4) or "nowhere yet", names(collected, 4) if collected else "nowhere"
    yield "damaged", _damage_limit(setting), _damage(setting.scenario.carriers[name].damage)
    if goals.rerouted is not None:
        yield "answers", f"new labels within {span(goals.rerouted)} of the beginning", _decides(setting)


def _carrier_capacity(setting: Setting, name: str) -> str:
    capacity = setting.scenario.carriers[name].capacity
    return f"{amount(capacity)} a day" if capacity else "no limit in the file"


def _backups(setting: Setting, failed: str) -> list[str]:
    made = set(setting.scenario.suppliers[failed].makes)
    return [
        name
        for name, part in setting.scenario.suppliers.items()
        if name not in setting.hit("supplier") and made & set(part.makes) and part.lead_time is not None
    ]


def _backup(setting: Setting, failed: str, backup: str) -> Iterator[Row]:
    scenario, goals = setting.scenario, setting.occasion.drill.goals
    part = scenario.suppliers[backup]
    both = set(scenario.suppliers[failed].makes) & set(part.makes)
    units = sum(count for (_, sku), count in setting.flow.sold.items() if sku in both)
    capacity = f"{amount(part.capacity)} units a day" if part.capacity else "no limit in the file"
    yield "capacity", f"{amount(units)} units a day for {span(setting.lasts)}", capacity
    if part.confirms_in is not None:
        yield "answers", "confirms an order the same day", f"{span(part.confirms_in.mean())}, on average"
    means = [
        delivery(scenario, backup, name)[0]
        for name, node in scenario.nodes.items()
        if both & set(node.stock) and node.supplier is None
    ]
    if means:
        _, done = decided(scenario, setting.occasion)
        after = (done - setting.occasion.begins).total_seconds() * 1e6
        asked = (
            f"at your door within {span(max(0.0, goals.resupply - after))} of the order"
            if goals.resupply is not None
            else "no goal"
        )
        yield "delivers", asked, f"{span(min(means))}, on average"
    yield "faulty", "as few as the first maker", _damage(part.defects)
    yield "smallest order", "small enough for a rehearsal", f"{amount(part.min_order)} units"
