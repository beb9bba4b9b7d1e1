"""The tables of a drill's run: one occasion of one drill, against its twin, in many replications.

The twin is the same replication, customers and luck, with the scenario's ordinary disruptions and without
this drill alone. All clocks are in days from `t0`, the onset of the drill's first event; `H` is the end of
the drill's window. Table `replications` has a column for every goal (`GOALS`), so that whether a goal was met
in a replication is that column against the goal's limit. Infinite is what never came, or was not over by `H`.
"""

from __future__ import annotations

from dataclasses import dataclass

from simnet.records.declare import Field, ResultTable, amount, count, days, text, yes
from simnet.records.results import FAILURES, NODE, REGION, REPLICATION, SKU

STEP_HOURS = 6
"""Hours between two rows of the course of a drill."""
DAYS_BEFORE = 14
"""Days of the course before `t0`, or as many as there are."""


@dataclass(frozen=True)
class Goal:
    """A goal of a drill's file: the column of `replications` that is held against it, and its unit.

    Limits and values are in `unit`; a value is met if it is at most the limit.
    """

    name: str
    column: str
    unit: str


GOALS: dict[str, Goal] = {
    goal.name: goal
    for goal in (
        Goal("detect", "detect_days", "days"),
        Goal("decide", "decide_days", "days"),
        Goal("rerouted", "rerouted_first_days", "days"),
        Goal("first_parcel", "first_parcel_days", "days"),
        Goal("resupply", "resupply_days", "days"),
        Goal("service_back", "service_days", "days"),
        Goal("backlog_back", "backlog_days", "days"),
        Goal("stock_back", "stock_days", "days"),
        Goal("late_orders", "excess_late", "orders"),
        Goal("cancelled", "excess_cancelled", "orders"),
        Goal("my_time", "team_minutes", "min"),
    )
}
"""Every goal that a drill may have, in the order in which things happen."""

REPLICATIONS = ResultTable(
    "replications",
    ("replication",),
    (
        REPLICATION,
        yes("happened", "an event of the drill came (events may have a chance)"),
        days("downtime_days", "from t0 to the end of the last event"),
        days("detect_days", "to the first alert; infinite if none"),
        days("decide_days", "to the decision; infinite if none"),
        days(
            "rerouted_first_days", "to the first order assigned elsewhere than in the twin; infinite if none"
        ),
        days("rerouted_last_days", "to the last waiting order assigned elsewhere; infinite if none"),
        days("first_parcel_days", "to the first collection of such an order; infinite if none"),
        days("resupply_days", "to the first unit from a backup source; infinite if none"),
        days("service_days", "until customers stop noticing; 0 if absorbed, infinite if censored"),
        days(
            "backlog_days", "until no more orders are overdue than in the twin; 0 if never, infinite if not"
        ),
        days("stock_days", "until stock is that of the twin; 0 if never below, infinite if not by H"),
        days("survive_days", "to the first breach of service; infinite if none"),
        yes("absorbed", "nobody noticed: the service clock was never breached"),
        yes("censored", "the service clock was still running at H"),
        yes("stopped", "a stop condition was hit, and the drill's events were ended"),
        days("stopped_days", "to that; infinite if it was not hit"),
        amount("excess_late", "orders", "late orders beyond the twin's, among orders of the window"),
        count("excess_cancelled", "orders", "cancelled and lost orders beyond the twin's"),
        amount("team_minutes", "min", "minutes of people beyond the twin's, from t0 to H"),
        count("touches", "touches", "touches beyond the twin's"),
        count(
            "rerouted", "parcels", "parcels that went elsewhere than in the twin, relabelled ones included"
        ),
        count("requeued", "parcels", "of them, those that had been waiting at what failed"),
        amount("extra_cost", "currency", "cost to serve beyond the twin's, had as many goods been sold"),
        amount("lost_margin", "currency", "margin of what was cancelled or lost, beyond the twin's"),
        amount("deterred_margin", "currency", "margin of orders that disappointed customers did not place"),
        amount("resilience_loss", "%·days", "integral of the twin's on-time share less this one's"),
        amount("depth", "%", "largest shortfall of the on-time share of a day's orders"),
        count("blast_orders", "orders", "orders late, cancelled or lost here and in time in the twin"),
        amount("blast_revenue", "currency", "value of the blast_orders"),
        count("blast_regions", "regions", "regions that they come from"),
        count("window_orders", "orders", "orders placed from t0 less the longest promise to H"),
        amount("window_revenue", "currency", "their value"),
        count("worst_overdue", "orders", "open orders past their promise, the most at any time from t0 to H"),
        days("worst_overdue_days", "to that"),
        count("twin_worst_overdue", "orders", "the same in the twin"),
        count("on_time_before.numerator", "orders", "orders due in the window of only_if, delivered in time"),
        count("on_time_before.denominator", "orders", "orders due in that window"),
    ),
    "One row a replication: every clock and loss of the drill against the twin.",
)

GOALS_TABLE = ResultTable(
    "goals",
    ("goal",),
    (
        text("goal", "name in the drill's file (GOALS)"),
        text("column", "column of replications that is held against it"),
        text("unit", "days, orders or min"),
        amount("limit", "unit of the goal", "what was wanted, at most"),
        amount("typical", "unit of the goal", "median"),
        amount("bad", "unit of the goal", "90% quantile; NaN with fewer than 36 replications"),
        count("met", "replications", "replications in which it was met"),
        count("replications", "replications", "replications"),
        amount("low", "share", "Wilson's lower bound of the share that meets it"),
        amount("high", "share", "Wilson's upper bound"),
        amount("reliability", "share", "share of years that must meet it"),
        text("verdict", "held, deviated or undecided"),
        text("hseep", "P, S, M or U: rating by the lower bound"),
        count("decides", "replications", "replications that would decide it, about; 0 if it is decided"),
    ),
    "One row a goal, in the order of the file.",
)

COURSE = ResultTable(
    "course",
    ("replication", "hour"),
    (
        REPLICATION,
        count("hour", "h", f"hours from t0, every {STEP_HOURS}, from {DAYS_BEFORE} days before up to H"),
        count("orders", "orders", "orders placed in the 24 hours from then on"),
        count("late", "orders", "of them not delivered complete by their promise"),
        count("twin_orders", "orders", "orders placed in those 24 hours in the twin"),
        count("twin_late", "orders", "of them not delivered complete by their promise"),
        count("overdue", "orders", "open orders past their promise at that hour"),
        count("twin_overdue", "orders", "the same in the twin"),
        count("position", "units", "inventory position of the network at that hour"),
        count("twin_position", "units", "the same in the twin"),
    ),
    "The course of the drill, with and without it.",
)

ACTIVITIES = ResultTable(
    "activities",
    ("replication", "activity"),
    (
        REPLICATION,
        text("activity", "exception, short_pick, reroute, relabel, purchase_order, batch (test orders)"),
        count("touches", "touches", "touches beyond the twin's, from t0 to H"),
        amount("minutes", "min", "minutes beyond the twin's"),
    ),
    "What people had to do, by activity; sums to team_minutes and touches.",
)

COST = ResultTable(
    "cost",
    ("replication", "line"),
    (
        REPLICATION,
        text("line", "a cost line of the ledger; lost_margin, lost_revenue, deterred_margin beside them"),
        count("amount_micro", "10⁻⁶ currency", "amount beyond the twin's; costs are positive"),
    ),
    "What the drill cost, line by line; the costs sum to extra_cost.",
)

RAN_OUT = ResultTable(
    "ran_out",
    ("replication", "node", "sku"),
    (
        REPLICATION,
        NODE,
        SKU,
        days("first_days", "to the first line, from t0 to H, that found none there and did in the twin"),
        count("orders", "orders", "lines that found none there, beyond the twin's"),
        count("units", "units", "units short beyond the twin's"),
    ),
    "What ran out because of the drill; no row for what did not.",
)

REGIONS = ResultTable(
    "regions",
    ("replication", "region"),
    (
        REPLICATION,
        REGION,
        count("orders", "orders", "orders of the window placed there"),
        count("late", "orders", "of them not delivered complete by their promise"),
        count("twin_late", "orders", "the same in the twin"),
        count("blast_orders", "orders", "of them late, cancelled or lost here and in time in the twin"),
    ),
    "Whom it hit.",
)

WAYS = ResultTable(
    "ways",
    ("node", "region", "service"),
    (
        NODE,
        REGION,
        text("service", "service of a carrier"),
        count(
            "parcels", "parcels", "parcels of orders queued while the drill's events or the response lasted"
        ),
        count("twin_parcels", "parcels", "parcels queued in the same time in the twin"),
    ),
    "Where orders went, with and without the drill; summed over replications.",
    pooled=True,
)

WAITS = ResultTable(
    "waits",
    ("replication", "cause", "subject"),
    (
        REPLICATION,
        text(
            "cause",
            "outage (held by what failed), decision (until it was rerouted), station (queue of packers), "
            "dock, packing, transit, stock (sold out), people (exceptions) or system",
        ),
        text("subject", "node, service, or SKU at node that it happened at; may be empty"),
        count("orders", "orders", "orders that came late because of the drill and waited longer there"),
        days("days", "by how much longer than in the twin, summed over them"),
    ),
    "Where the time went of orders that came late because of the drill.",
)

BATCH = ResultTable(
    "batch",
    ("replication", "order"),
    (
        REPLICATION,
        count("order", "number", "number of the test order in the replication, in the order of placing"),
        REGION,
        days("placed_days", "when it was placed"),
        days("rerouted_days", "when it was assigned to the backup; infinite if never"),
        days("collected_days", "when the last of it was collected; infinite if never"),
        days("delivered_days", "when it was complete; infinite if never"),
        yes("late", "it was not complete by its promise"),
        yes("twin_late", "the same in the twin"),
        text("node", "node that packed it; empty if none"),
        text("twin_node", "the same in the twin"),
        count("touches", "touches", "touches on it beyond the twin's"),
        amount("minutes", "min", "minutes of people on it beyond the twin's"),
    ),
    "The test orders of a drill with a scope, one by one; no rows if it is about all orders.",
)

TIMELINE = ResultTable(
    "timeline",
    ("step",),
    (
        count("step", "number", "number of the step, in the order of time"),
        days("days", "from t0"),
        text(
            "what",
            "begins, detect, alert, decide, rerouted, first_parcel, resupply, ran_out, ends, stand_down, "
            "worst_overdue, backlog, service, stock or stopped",
        ),
        text("subject", "element, node, SKU at node or threshold that it concerns; may be empty"),
        count("number", "number", "how many: orders, parcels or units; 0 if nothing is counted"),
    ),
    "One typical year step by step: the replication whose clocks lie nearest to the medians.",
)

CHANGES = ResultTable(
    "changes",
    ("change",),
    (
        count("change", "number", "number of the candidate, best first; 0 is to be fixed first"),
        text(
            "kind", "packer, hours, pickup, detect, decide, automatic, stock, reroute, relabel, person, both"
        ),
        text("words", "what to do, in a founder's words, a sentence without an end"),
        text("subject", "element that is changed"),
        text("path", "path of the scenario or of the drill (drill.…) that is changed; several with ;"),
        text("value", "its new value; several with ;"),
        text("works_on", "goal whose clock or count it is meant to better"),
        text("because", "what in the tables made it a candidate, in words"),
        count(
            "replications", "replications", "replications that it was simulated in, paired with the drill's"
        ),
        text("verdict", "held, deviated or undecided with it: would the drill then pass?"),
        count("met_goals", "goals", "goals that are held with it"),
        amount("cost_per_outage", "currency", "what it costs each time"),
        amount("cost_per_year", "currency", "what it costs a year, outage or not"),
        text("cost_basis", "where that cost is from: numbers of the scenario, or an assumption"),
        amount("saves", "currency", "extra cost and lost margin of the drill that it saves, typical"),
    ),
    "Candidate changes, simulated again under the same luck, best first.",
)

CHANGE_GOALS = ResultTable(
    "change_goals",
    ("change", "goal"),
    (
        count("change", "number", "number of the candidate"),
        text("goal", "name of the goal; late_orders and service_back always have a row"),
        amount("before", "unit of the goal", "median of the same replications without the change"),
        amount("after", "unit of the goal", "median with it"),
        amount("bad_after", "unit of the goal", "90% quantile with it; NaN with too few replications"),
        count("met_before", "replications", "replications that met the goal without it"),
        count("met_after", "replications", "replications that meet it with it"),
        text("verdict", "held, deviated or undecided with it; empty if it is no goal of this drill"),
    ),
    "What each change does to each goal.",
)

THRESHOLDS = ResultTable(
    "thresholds",
    ("replication", "threshold", "limit"),
    (
        REPLICATION,
        text("threshold", "the rule in words, without its limit: on_time each node over 7 days"),
        text("limit", "the limit, such as < 95%"),
        yes("own", "the scenario has it; others are looked at beside it, and nobody acts on them"),
        yes("tighter", "it is a tighter limit than the scenario's, tried beside it"),
        days("first_days", "to the first alert that the twin does not have, from t0 to H; infinite if none"),
        text("subject", "node, region or SKU that it fired for; may be empty"),
        count(
            "calm_alerts",
            "alerts",
            "alerts in the twin up to H: how often this limit fires without the drill",
        ),
    ),
    "When each threshold fired, and when a tighter one would have.",
)

DRILL_TABLES: dict[str, ResultTable] = {
    table.name: table
    for table in (
        REPLICATIONS, GOALS_TABLE, COURSE, ACTIVITIES, COST, RAN_OUT, REGIONS, WAYS, WAITS, BATCH, TIMELINE,
        CHANGES, CHANGE_GOALS, THRESHOLDS, FAILURES,
    )
}  # fmt: skip
DERIVED = ("goals", "timeline", "changes", "change_goals")
"""Tables that are made at the end, from those of the replications."""

__all__ = ["DERIVED", "DRILL_TABLES", "GOALS", "Field", "Goal", "ResultTable"]
