"""The tables that an exposure study has besides those of its twins."""

from __future__ import annotations

from simnet.records.declare import ResultTable, amount, count, days, text, yes

REPLICATION = count("replication", "number", "number of the replication")

EXPOSURE = ResultTable(
    "exposure",
    ("kind", "element", "replication"),
    (
        text("kind", "its type: node, supplier, carrier, service, lane, or pair of elements"),
        text("element", "what goes dark: an element, or two at once"),
        REPLICATION,
        days("downtime_days", "how long it stays dark"),
        days("window_days", "from the onset to the end of the horizon: the longest that can be seen"),
        days("survive_days", "from the onset, held dark, to the first breach; infinite if none by the end"),
        yes("exposed", "customers notice before it is back: survive_days < downtime_days"),
        days("service_days", "service clock of the outage; 0 if absorbed, infinite if censored"),
        amount("excess_late", "orders", "late orders beyond the twin's"),
        yes("absorbed", "nobody noticed"),
        yes("censored", "not back within the window"),
        amount("lost_margin", "currency", "margin of sales, price less goods, that the twin has more"),
        amount("extra_cost", "currency", "all cost but goods beyond the twin's"),
        amount("impact", "currency", "performance impact: lost margin + extra cost"),
    ),
    "What happens when each element goes dark alone, and chosen pairs at once.",
)

ELEMENTS = ResultTable(
    "elements",
    ("kind", "element"),
    (
        text("kind", "its type: node, supplier, carrier, service, lane, or pair of elements"),
        text("element", "what goes dark: an element, or two at once"),
        days("downtime_days", "how long it stays dark"),
        text("downtime_source", "where that comes from"),
        amount("a_year", "times a year", "how often it goes dark by the file; not a number if not in it"),
        text("likelihood", "the same in words; empty if not in the file"),
        days("detect_days", "mean time from the onset to the first alert"),
        days("decide_days", "mean time from there to the decision, working hours"),
        text("backup", "who takes over"),
        amount("alone_share", "share", "of the units sold: what no other way brings without it"),
        text("alone_skus", "products of which that is, separated by commas"),
        text("alone_regions", "regions of which that is, separated by commas"),
    ),
    "The disruption map but for its impact: how likely, how noticed, who takes over, what hangs on it alone.",
)
