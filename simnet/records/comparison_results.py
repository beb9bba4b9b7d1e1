"""The tables of a comparison: designs under the same customers and luck, side by side and against each other.

The folder of a comparison has these in `tables/`, and for each design in `designs/<name>/` a run's folder of
its own (`simnet.records.results`, with the tables `outages` and `outage_curves`), whose replication k is the
same luck in each. A pair is (first, second): differences are second − first, so that what the second design
adds is positive. Money is in the scenarios' currency. Formulas: docs/compare.md.
"""

from __future__ import annotations

from simnet.records.declare import ResultTable, amount, count, text, yes

OUTAGE = "outage"
"""In column `world`: the replication in which one element goes dark and nothing else happens."""
ANSWERS = ("more_often", "less_often", "always", "never", "undecided")
"""When the second design is the cheaper one, by how often the element goes dark.

more_often than the break-even rate · less_often than it · always, even if it never goes dark · never, however
often it does · undecided at this confidence.
"""

DESIGN = text("design", "name of the design, as given")
FIRST, SECOND = text("first", "design that is compared with"), text("second", "design that is compared")
MEASURE = text("measure", "measure of simnet.measures.catalog; for an outage `loss` or `excess_late`")
WORLD = text("world", "disrupted, twin, or outage: one element dark and nothing else")
ELEMENT = text("element", "what goes dark, alone; empty unless world is outage")
REPLICATIONS = count("replications", "replications", "replications that it is made of")

DESIGNS = ResultTable(
    "designs",
    ("design",),
    (
        DESIGN,
        text("scenario", "name of the scenario"),
        text("file", "file that it was read from; empty if it was none"),
        text("folder", "its run's folder, from the comparison's: designs/<name>"),
        REPLICATIONS,
        count("failed", "replications", "replications of it that failed, and count nowhere"),
    ),
    "One row a design, in the order given.",
)

AVERAGES = ResultTable(
    "averages",
    ("design", "measure", "world", "element"),
    (
        DESIGN,
        MEASURE,
        WORLD,
        ELEMENT,
        amount("estimate", "unit of the measure", "mean a replication; of a ratio the ratio of sums"),
        amount("low", "unit of the measure", "lower bound of its interval; NaN with too few replications"),
        amount("high", "unit of the measure", "upper bound"),
        REPLICATIONS,
    ),
    "Every measure of every design in the long run, over the replications that all designs have.",
)

DIFFERENCES = ResultTable(
    "differences",
    ("first", "second", "measure", "world", "element"),
    (
        FIRST,
        SECOND,
        MEASURE,
        WORLD,
        ELEMENT,
        text("better", "which way is better: more, less, or empty for neither"),
        amount("difference", "unit of the measure", "second − first, paired; of a ratio by the jackknife"),
        amount("low", "unit of the measure", "lower bound of its interval"),
        amount("high", "unit of the measure", "upper bound"),
        amount("p", "chance", "two-sided: of luck alone making it as large if there were none"),
        amount("p_family", "chance", "p after Holm's correction over the family, and for repeated looks"),
        amount(
            "better_share", "share", "years in which the second is better, ties half; NaN: neither way is"
        ),
        amount("better_low", "share", "lower bound of Wilson's interval of that share"),
        amount("better_high", "share", "upper bound"),
        text("winner", "design that is better at the confidence of the family; empty: undecided"),
        amount(
            "years_to_decide", "replications", "about how many would decide it; 0: decided, infinite: none"
        ),
        REPLICATIONS,
    ),
    "Every pair of designs in every measure; what is decided only in the measures of the family.",
)

BEST = ResultTable(
    "best",
    ("design", "measure", "world", "element"),
    (
        DESIGN,
        MEASURE,
        WORLD,
        ELEMENT,
        amount("share", "share", "replications in which it is the best of all; ties are shared"),
        amount("low", "share", "lower bound of Wilson's interval of that share"),
        amount("high", "share", "upper bound"),
        yes("decided", "it is better than each other design at the stated confidence"),
        REPLICATIONS,
    ),
    "How often each design is the best of all, in the measures of the family.",
)

PRICES = ResultTable(
    "prices",
    ("first", "second", "element"),
    (
        FIRST,
        SECOND,
        text("element", "what goes dark"),
        text("kind", "its type: node, supplier, carrier, service or lane"),
        text("event", "disruption of the file that makes it go dark"),
        amount("rate_first", "outages / year", "how often by the file of the first design; NaN: not said"),
        amount("rate_second", "outages / year", "the same by the file of the second"),
        amount("downtime_days", "days", "mean time that it stays dark, by the first file that says so"),
        amount("premium", "currency / year", "cost + unsold without events, second − first"),
        amount("premium_low", "currency / year", "lower bound"),
        amount("premium_high", "currency / year", "upper bound"),
        amount("premium_cost", "currency / year", "landed cost alone, without events, second − first"),
        amount("loss_first", "currency / outage", "cost + unsold beyond the twin's, first design"),
        amount("loss_first_low", "currency / outage", "lower bound"),
        amount("loss_first_high", "currency / outage", "upper bound"),
        amount("loss_second", "currency / outage", "the same of the second design"),
        amount("loss_second_low", "currency / outage", "lower bound"),
        amount("loss_second_high", "currency / outage", "upper bound"),
        amount("saving", "currency / outage", "loss_first − loss_second"),
        amount("saving_low", "currency / outage", "lower bound"),
        amount("saving_high", "currency / outage", "upper bound"),
        amount("rate", "outages / year", "break-even: premium / saving; NaN or negative if there is none"),
        amount("rate_low", "outages / year", "least rate that is not ruled out (Fieller); NaN: all are"),
        amount("rate_high", "outages / year", "largest; infinite: none is too large"),
        amount(
            "gap_low", "outages / year", "from here on rates are ruled out, if the set has a gap; else NaN"
        ),
        amount("gap_high", "outages / year", "up to here"),
        text("answer", f"when the second is the cheaper one: {', '.join(ANSWERS)}"),
        text("cheaper", "cheaper design at the first file's rate of it (or the second's); empty: undecided"),
        REPLICATIONS,
    ),
    "What redundancy costs a year without events, what it saves in an outage, and when that breaks even.",
)

COMPARISON_TABLES: dict[str, ResultTable] = {
    table.name: table for table in (DESIGNS, AVERAGES, DIFFERENCES, BEST, PRICES)
}
