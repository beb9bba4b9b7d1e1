# ruff: noqa: E501 - tables of YAML read better unbroken
"""Every message about a scenario: the place, the path, the rule and the repair."""

from __future__ import annotations

import pytest

from simnet.scenario import Problem, ScenarioError, load_text

BASE = """\
simnet: 1
timezone: America/New_York
customers: {orders: 150 per day, promise: 5 business days}
skus:
  candle: {price: 28, cost: 7.40, weight: 1.3 lb, sells: 70%}
  book: {price: 34, cost: 6.10, weight: 2.1 lb, sells: 30%}
  KIT
suppliers:
  ohio: {makes: [candle, book], lead_time: 8 to 18 days, min_order: 500}
carriers: {swift: {services: {ground: {rates: 8.10}}}}
nodes:
  3pl: {zip: 43215, capacity: 250 orders per day, pickup: 17:00, stock: 6 weeks}
  garage: {zip: 89501, capacity: 60 orders per day, stock: 2 weeks, refill_from: [3pl]}
EXTRA
"""
EVENT = "disruptions: [{node_outage: 3pl, starts: 2026-03-02, for: 3 days}]"
DRILL = (
    "drills: [{title: T, start: 2026-03-02, events: [{node_outage: 3pl, for: 3 days}], goals: {detect: 1 h}}]"
)
TWO_LANES = "lanes: [{from: ohio, to: 3pl}, {from: ohio, to: 3pl}]"
CLOSED = "lanes: [" + ", ".join(
    f"{{from: {node}, to: west, closed: true}}" for node in ("3pl", "garage")
) + "]"  # fmt: skip
CLOSED_IN = "lanes: [{from: ohio, to: 3pl, closed: true}]"
CHAIN = "disruptions: [{name: a, node_outage: 3pl, after: b, for: 1 day}, {name: b, node_outage: 3pl, after: a, for: 1 day}]"
LIST = "disruptions: [{node_outage: 3pl, after: storm, for: 1 day}]"


def made(old: str = "", new: str = "", extra: str = "", kit: str = "") -> str:
    text = BASE.replace("EXTRA", extra).replace("  KIT\n", f"  {kit}\n" if kit else "")
    assert old in text
    return text.replace(old, new, 1) if old else text


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "s.yaml")
    return caught.value.problems


def test_base_is_valid() -> None:
    assert load_text(made(), "s.yaml").notes == ()
    assert load_text(made(extra=EVENT), "s.yaml").notes == ()
    assert load_text(made(extra=DRILL), "s.yaml").notes == ()


# (what is replaced, by what, path of the problem, part of its text)
FIELDS: list[tuple[str, str, str, str]] = [
    ("simnet: 1\n", "", "simnet", "is required: Version of the format: 1."),
    ("simnet: 1", "simnet: 2", "simnet", "must be one of: 1"),
    ("America/New_York", "America/NewYork", "timezone", "did you mean America/New_York?"),
    ("timezone:", "seed: 1.5\ntimezone:", "seed", "must be a whole number, 0 or more"),
    ("timezone:", "currency: dollars\ntimezone:", "currency", "must be a currency code of three letters"),
    ("timezone:", "start: 8 March\ntimezone:", "start", "must be a date, with a local time if it matters"),
    ("timezone:", "start: 2026-02-30\ntimezone:", "start", "must be a date"),
    ("timezone:", "horizon: 0 days\ntimezone:", "horizon", "must be longer than 0"),
    ("timezone:", "horizon: 365\ntimezone:", "horizon", "write 365 days, 365 h or 365 min"),
    ("timezone:", "warmup: 3 fortnights\ntimezone:", "warmup", "the unit fortnights is not known"),
    ("timezone:", "warmup: -3 days\ntimezone:", "warmup", "must not be a negative duration"),
    ("timezone:", "warmup: 2000 years\ntimezone:", "warmup", "must be at most 1000 years"),
    ("timezone:", "name: [a]\ntimezone:", "name", "must be text"),
    ("timezone:", f"name: {'x' * 501}\ntimezone:", "name", "must be at most 500 characters"),
    ("orders:", "ordres:", "customers.ordres", "did you mean orders?"),
    ("orders:", "ordres:", "customers.orders", "is it ordres, misspelled?"),
    ("150 per day", "150", "customers.orders", "write 150 per day"),
    ("150 per day", "0 per day", "customers.orders", "must be above 0 per day"),
    ("150 per day", "-5 per day", "customers.orders", "must not be a negative rate"),
    ("150 per day", "150 cows per day", "customers.orders", "must be a rate with a unit of time"),
    ("150 per day", "shopify.csv", "customers.orders.file", "needs a scenario that lies in a folder"),
    ("5 business days", "soon", "customers.promise", "must be a duration with a unit"),
    ("5 business days", "5", "customers.promise", "must be a promise in days or business days"),
    ("5 business days", "36 h", "customers.promise", "must be a whole number of days"),
    ("5 business days", "900 days", "customers.promise.days", "must be from 1 to 365 days"),
    ("promise:", "country: USA, promise:", "customers.country", "must be a country code of two letters"),
    ("promise:", "counts: normal, promise:", "customers.counts", "must be one of: negative_binomial, poisson"),
    ("promise:", "dispersion: 0.5, promise:", "customers.dispersion", "must be a ratio variance / mean above 1"),
    ("promise:", "dispersion: wide, promise:", "customers.dispersion", "must be a number"),
    ("promise:", "dispersion: .inf, promise:", "customers.dispersion", "must be a finite number"),
    ("promise:", "weekdays: {mno: 2}, promise:", "customers.weekdays.mno", "did you mean mon?"),
    ("promise:", "weekdays: [1, 2], promise:", "customers.weekdays", "must be 7 factors, mon to sun"),
    ("promise:", "weekdays: [0,0,0,0,0,0,0], promise:", "customers.weekdays", "not all 0"),
    ("promise:", "weekdays: [a,0,0,0,0,0,0], promise:", "customers.weekdays.0", "must be a number"),
    ("promise:", "weekdays: [[],0,0,0,0,0,0], promise:", "customers.weekdays.0", "must be a factor"),
    ("promise:", "lines: {1: 78%, 2: 16%}, promise:", "customers.lines", "must sum to 100%, these sum to 94%"),
    ("promise:", "lines: {0: 100%}, promise:", "customers.lines.0", "must have whole counts from 1 to 999"),
    ("promise:", "lines: 3, promise:", "customers.lines", "must be shares by count"),
    ("promise:", "growth: 20 per year, promise:", "customers.growth", "write 20%"),
    ("promise:", "problem_share: 3, promise:", "customers.problem_share", "write 3%"),
    ("promise:", "problem_share: 103%, promise:", "customers.problem_share", "must be a share from 0% to 100%"),
    ("promise:", "regions: {}, promise:", "customers.regions", "must have at least one region"),
    ("promise:", "regions: {a: {share: 50%}}, promise:", "customers.regions.a", "needs either a zip or at"),
    ("promise:", "regions: {a: {share: 50%, zip: 10001}}, promise:", "customers.regions", "these sum to 50%"),
    ("promise:", "regions: {a: 5}, promise:", "customers.regions.a", "must be a mapping of luck, tags, share"),
    ("promise:", "regions: {a: {at: [99, 0]}}, promise:", "customers.regions.a.at", "must be a latitude from"),
    ("promise:", "regions: {a: {at: 3}}, promise:", "customers.regions.a.at", "[latitude, longitude] in degrees"),
    ("promise:", "regions: {a.b: {zip: 10001}}, promise:", "customers.regions.a.b", "must be a name of letters"),
    ("promise:", "loyalty: {late: 6%}, promise:", "customers.loyalty.late", "must be a loss"),
    ("promise:", "advanced: {promise: 3 days}, promise:", "customers.advanced.promise", "is given twice"),
    ("promise:", "patience: 5 business days, promise:", "customers.patience", "only promises and transit may"),
    ("promise:", "may_cancel: shipped, promise:", "customers.may_cancel", "must be one of: backorders, until_pac"),
    ("promise:", "may_cancel: until_packing, promise:", "customers.may_cancel", "needs a patience: without one"),
    ("promise:", "may_cancel: until_packing, promise:", "customers.may_cancel", "add patience: 10 days, or remove"),
    ("price: 28, ", "", "skus.candle.price", "is required: What a customer pays"),
    ("price: 28", "price: -28", "skus.candle.price", "must not be a negative amount"),
    ("price: 28", "price: 28 EUR", "skus.candle.price", "EUR is not the scenario's currency"),
    ("price: 28", "price: €28", "skus.candle.price", "€ is not the scenario's currency"),
    ("price: 28", "price: 28 per kg", "skus.candle.price", "per kg does not belong here"),
    ("price: 28", "price: cheap", "skus.candle.price", "must be an amount of money"),
    ("price: 28", "price: [1]", "skus.candle.price", "must be an amount of money in USD"),
    ("cost: 7.40, ", "", "skus.candle", "needs a cost"),
    ("weight: 1.3 lb, ", "", "skus.candle", "needs a weight"),
    ("1.3 lb", "1.3", "skus.candle.weight", "a weight with a unit (lb, oz, kg, g)"),
    ("1.3 lb", "-1 lb", "skus.candle.weight", "must not be a negative weight"),
    ("1.3 lb", "1.3 lb, size: 4 x 4 in", "skus.candle.size", "must be length x width x height"),
    ("1.3 lb", "1.3 lb, size: 0 x 4 x 4 in", "skus.candle.size", "must have three sides above 0 in"),
    ("1.3 lb", "1.3 lb, fragile: maybe", "skus.candle.fragile", "must be true or false"),
    ("1.3 lb", "1.3 lb, fragile_factor: -1", "skus.candle.fragile_factor", "must be a factor of 0 or more"),
    ("1.3 lb", "1.3 lb, kit: {}", "skus.candle.kit", "must name at least one component"),
    ("1.3 lb", "1.3 lb, kit: 4", "skus.candle.kit", "must be a mapping of names to values"),
    ("8 to 18 days", "18 to 8 days", "suppliers.ohio.lead_time", "must not be below the low end"),
    ("8 to 18 days", "0 to 8 days", "suppliers.ohio.lead_time", "use {uniform:"),
    (", lead_time: 8 to 18 days", "", "suppliers.ohio", "needs a lead_time"),
    ("makes: [candle, book]", "makes: []", "suppliers.ohio.makes", "must name at least one SKU"),
    ("min_order: 500", "min_order: 0", "suppliers.ohio.min_order", "must be 1 or more"),
    ("min_order: 500", "min_order: 2.5", "suppliers.ohio.min_order", "must be a whole number"),
    ("min_order: 500", "zip: 43215, at: [1, 2]", "suppliers.ohio.at", "has two places"),
    ("min_order: 500", "drop_ships: {stock: 5}", "suppliers.ohio.drop_ships.stock", "must be unlimited, or units"),
    ("{swift: {services: {ground: {rates: 8.10}}}}", "[[a]]", "carriers", "must be a list of built-in service names"),
    ("{swift: {services: {ground: {rates: 8.10}}}}", "[a, a]", "carriers", "must not name a service twice"),
    ("{swift: {services: {ground: {rates: 8.10}}}}", "{swift: {}}", "carriers.swift", "needs either services or"),
    ("rates: 8.10", "rates: 8.10, by_zone: {12: 1 day}", "carriers.swift.services.ground.by_zone.12", "zone from 1"),
    ("zip: 43215, ", "", "nodes.3pl", "needs a place"),
    ("zip: 43215", "zip: 43215, at: [1, 2]", "nodes.3pl.at", "has two places"),
    ("zip: 43215", "zip: [1]", "nodes.3pl.zip", "must be a ZIP or postal code"),
    ("capacity: 250 orders per day", "pick: 4 min", "nodes.3pl", "needs stations for its pick times"),
    ("capacity: 250 orders per day", "stations: 3", "nodes.3pl", "needs pick times for its stations"),
    ("pickup: 17:00", "stations: 3", "nodes.3pl.capacity", "has both capacity and stations"),
    ("pickup: 17:00", "pickup: noon", "nodes.3pl.pickup.0.times.0", "must be a local time of day"),
    ("pickup: 17:00", "pickup: 25:00", "nodes.3pl.pickup.0.times.0", "must be a time of day from 00:00 to 24:00"),
    ("pickup: 17:00", "pickup: [17:00, 17:00]", "nodes.3pl.pickup.0", "same time of day twice"),
    ("pickup: 17:00", "pickup: {swift: {capacity: 3}}", "nodes.3pl.pickup.0", "needs times of day, or continuous"),
    ("pickup: 17:00", "hours: {mon: 8-17}", "nodes.3pl.hours.mon", "must be a local time of day"),
    ("pickup: 17:00", "hours: 3", "nodes.3pl.hours", "must be opening hours by weekday, or always"),
    ("pickup: 17:00", "hours: {moon: always}", "nodes.3pl.hours.moon", "must be weekdays"),
    ("pickup: 17:00", "hours: {mon: closed}", "nodes.3pl.hours", "must be open at some time of the week"),
    ("pickup: 17:00", 'hours: {mon: "08:00"}', "nodes.3pl.hours.mon", "must be an opening and a closing time"),
    ("pickup: 17:00", 'hours: {mon: "08:00-08:00"}', "nodes.3pl.hours.mon", "must close at another time"),
    ("pickup: 17:00", 'hours: {mon: "08:00-12:00, 11:00-13:00"}', "nodes.3pl.hours", "must not have hours that overlap"),
    ("pickup: 17:00", "holidays: America", "nodes.3pl.holidays", "must be a country code of two letters, or none"),
    ("pickup: 17:00", "ramp: {start: 0%, over: 5 days}", "nodes.3pl.ramp.start", "must be above 0%"),
    ("pickup: 17:00", "fees: {pik: 3}", "nodes.3pl.fees.pik", "did you mean pick?"),
    ("pickup: 17:00", "fees: {storage: 3 per week}", "nodes.3pl.fees.storage", "must be per ft3 per month"),
    ("pickup: 17:00", "kind: shed", "nodes.3pl.kind", "must be one of: regional, micro, 3pl, garage, dropship"),
    ("stock: 6 weeks", "stock: plenty", "nodes.3pl.stock.candle", "a mapping of levels, none or unlimited"),
    ("stock: 6 weeks", "stock: {candle: {reorder_at: 5}}", "nodes.3pl.stock.candle", "needs exactly one policy"),
    ("stock: 6 weeks", "stock: {candle: {policy: none, cover: 1 week}}", "nodes.3pl.stock.candle", "has no levels"),
    ("stock: 6 weeks", "stock: {candle: {reorder_at: 9, order_up_to: 5}}", "nodes.3pl.stock.candle.reorder_at",
     "must be at most the order-up-to level, 5 units"),
    ("stock: 6 weeks", "stock: {candle: {cover: 9 days, service: 100%}}", "nodes.3pl.stock.candle.service",
     "must be a service target above 0% and below 100%"),
]  # fmt: skip

# (what is added at the end, path of the problem, part of its text)
ADDED: list[tuple[str, str, str]] = [
    ("lanes: [{from: ohio, to: 3pl, cost: 140}]", "lanes.0.cost", "write 140 per shipment"),
    ("lanes: [{from: ohio, to: 3pl, distance: -1}]", "lanes.0.distance", "must be 0 or more miles"),
    ("lanes: [{from: 3pl, to: 3pl}]", "lanes.0.to", "must end elsewhere than it begins"),
    ("lanes: {}", "lanes", "must be a list"),
    ("lanes: [{from: ohoi, to: 3pl}]", "lanes.0.from", "did you mean ohio?"),
    ("lanes: [{from: ohio, to: mars}]", "lanes.0.to", "leads nowhere"),
    ("lanes: [{from: ohio, to: west}]", "lanes.0.to", "is a region, which only a node or a drop shipper reaches"),
    ("lanes: [{from: ohio, to: 3pl, service: swfit}]", "lanes.0.service", "did you mean swift?"),
    ("lanes: [{from: ohio, to: 3pl, service: swift/air}]", "lanes.0.service", "is not the name of a service of swift"),
    (TWO_LANES, "lanes.1", "repeats lane 1, ohio -> 3pl"),
    (CLOSED, "customers.regions.west", "is reached by no node"),
    ("routing: []", "routing.rules", "must name at least one rule, and none twice"),
    ("routing: [nearest]", "routing.rules.0", "must be one of: minimize_splits, stay_in_market"),
    ("routing: {service: 3}", "routing.service", "must be cheapest, fastest or a list of services"),
    ("routing: {service: [dhl]}", "routing.service", "is not the name of a carrier"),
    ("routing: [ranked]", "routing.rules", "needs a list of nodes for the region west"),
    ("routing: {ranked: {wset: [3pl]}}", "routing.ranked.wset", "did you mean west?"),
    ("team: {people: 0}", "team.people", "must be 1 or more"),
    ("costs: {carying: 20%}", "costs.carying", "did you mean carrying?"),
    ('thresholds: [{when: "lateness > 3", then: alert}]', "thresholds.0.when", "has no measure lateness"),
    ("thresholds: [{when: 3, then: alert}]", "thresholds.0.when", "must be a measure, a comparison and a limit"),
    ('thresholds: [{when: "damage > 2%", then: []}]', "thresholds.0.then", "must name at least one act"),
    ('thresholds: [{when: "damage > 2%", then: shout}]', "thresholds.0.then.0", "is not an act that is known here"),
    ('thresholds: [{when: "damage > 2%", then: [{a: 1, b: 2}]}]', "thresholds.0.then.0", "must be one act"),
    ('thresholds: [{when: "damage > 2%", then: {reroute: 3}}]', "thresholds.0.then.0.reroute", "must be true"),
    ('thresholds: [{when: "damage > 2%", then: {order_from: ohoi}}]', "thresholds.0.then.order_from", "mean ohio?"),
    ('thresholds: [{when: "damage > 2%", then: order_from}]', "thresholds.0.then.0",
     "needs more than its name: the supplier that is ordered from"),
    ('thresholds: [{when: "damage > 2%", each: sku, of: [bok], then: alert}]', "thresholds.0.of", "did you mean book?"),
    ("response: {acts: {expedite: 3}}", "response.acts.0.expedite", "must be a factor above 0 and at most 1"),
    ("response: {acts: {transfer: {from: 3lp, cover: 1 week}}}", "response.acts.transfer.from", "did you mean 3pl?"),
    (EVENT.replace("node_outage", "node_outrage"), "disruptions.0", "did you mean node_outage?"),
    (EVENT.replace("node_outage", "type: quake, targets"), "disruptions.0.type", "is not a type of disruption"),
    (EVENT.replace("3pl", "3lp"), "disruptions.0.node_outage", "did you mean 3pl?"),
    (EVENT.replace("3pl", "[]"), "disruptions.0.node_outage", "needs at least one target"),
    (EVENT.replace("3pl", "5.5"), "disruptions.0.targets", "must be a name, a list of names or a tag"),
    (EVENT.replace("3pl", "{region: gulf}"), "disruptions.0.node_outage", "is a tag that no node has"),
    (EVENT.replace(", for: 3 days", ""), "disruptions.0", "needs a duration"),
    (EVENT.replace(", starts: 2026-03-02", ""), "disruptions.0", "needs exactly one of starts, every, happens"),
    (EVENT.replace("for:", "every: week, for:"), "disruptions.0", "given: starts, every"),
    (EVENT.replace("for:", "factor: 2, for:"), "disruptions.0.factor", "means nothing for node_outage"),
    (EVENT.replace("for:", "first: 2026-03-02, for:"), "disruptions.0.first", "means nothing without every"),
    (EVENT.replace("node_outage", "node_capacity"), "disruptions.0", "node_capacity needs factor"),
    (EVENT.replace("node_outage: 3pl", "system_outage: all, recovery: {start: 50%, over: 2 days}"),
     "disruptions.0.recovery", "means nothing for system_outage"),
    (EVENT.replace("node_outage: 3pl", "system_outage: 3pl"), "disruptions.0.system_outage", "must be all, because"),
    (EVENT.replace("node_outage: 3pl", "cost_shock: fule, factor: 2"), "disruptions.0.cost_shock", "did you mean fuel?"),
    (EVENT.replace("node_outage: 3pl", "lane_outage: ohio -> 3lp"), "disruptions.0.lane_outage", "did you mean 3pl?"),
    (EVENT.replace("node_outage: 3pl", "lane_outage: nowhere"), "disruptions.0.lane_outage", "whose lanes are meant"),
    (EVENT.replace("starts: 2026-03-02", "happens: often"), "disruptions.0.happens", "must be every and a mean time"),
    (EVENT.replace("starts: 2026-03-02", "happens: 0 days"), "disruptions.0.happens", "must be every and a mean time"),
    (EVENT.replace("starts: 2026-03-02", "happens: {fixed: 0}"), "disruptions.0.happens", "must be longer than 0"),
    (EVENT.replace("starts: 2026-03-02", "every: leap year"), "disruptions.0.every", "must be week, month, quarter"),
    (EVENT.replace("starts: 2026-03-02", "every: 0 days"), "disruptions.0.every", "must be longer than 0"),
    (EVENT.replace("starts: 2026-03-02", "happens: every 2 weeks, probability: 5%"), "disruptions.0.probability",
     "means nothing with happens"),
    (EVENT.replace("for:", "sync: stops, for:"), "disruptions.0.sync", "means nothing for node_outage"),
    (EVENT.replace("node_outage: 3pl", "inventory_sync_error: 3pl, error: 5%, sync: never"), "disruptions.0.sync",
     "must be one of: runs, stops"),
    (EVENT.replace("node_outage: 3pl", "inventory_sync_error: 3pl, error: -150%"), "disruptions.0.error", "-100%"),
    (EVENT.replace("2026", "9999"), "disruptions.0.starts", "must be a date in the years 1900 to 2999"),
    ("start: 9999-12-30", "start", "must be a date in the years 1900 to 2999"),
    ("start: 0001-01-02", "start", "must be a date in the years 1900 to 2999"),
    ("response: {acts: {transfer: {from: 3pl}}}", "response.acts.0.transfer", "needs either a cover or a quantity"),
    (CLOSED_IN, "nodes.3pl.stock.candle", "is refilled with candle only over lanes that are closed"),
    (LIST, "disruptions.0.after", "is not the name of a disruption"),
    (CHAIN, "disruptions.0.after", "follows itself, directly or through others"),
    (EVENT[:-1] + ", {node_outage: 3pl, starts: 2026-04-02, for: 3 days}]", "disruptions.1.name", "another disruption"),
    (DRILL.replace("start: 2026-03-02", "start: 2027-03-02"), "drills.0.start", "must lie inside the horizon"),
    (DRILL.replace("start: 2026-03-02, ", ""), "drills.0", "needs either start or schedule"),
    (DRILL.replace("{detect: 1 h}", "{}"), "drills.0.goals", "must have at least one goal"),
    (DRILL.replace("goals:", "stop_if: {}, goals:"), "drills.0.stop_if", "at least one limit (such as overdue_orders: 200)"),
    (DRILL.replace("{detect: 1 h}", "{detct: 1 h}"), "drills.0.goals.detct", "did you mean detect?"),
    (DRILL.replace("[{node_outage: 3pl, for: 3 days}]", "[]"), "drills.0.events", "must have at least one entry"),
    (DRILL.replace("goals:", "pass_when: often, goals:"), "drills.0.pass_when", "must be a share of simulated years"),
    (DRILL.replace("goals:", "pass_when: 10 of 10, goals:"), "drills.0.pass_when", "below all simulated years"),
    (DRILL.replace("3pl, for", "3lp, for"), "drills.0.events.0.node_outage", "did you mean 3pl?"),
]  # fmt: skip

# (what is replaced, by what, a kit, path of the problem, part of its text): broken references and what cannot work
CROSS: list[tuple[str, str, str, str, str]] = [
    ("150 per day", "150000 per day", "", "customers.orders", "must give at most 50,000,000 orders from the warm-up"),
    ("orders: 150 per day", "growth: 900% per year, orders: 150 per day}\nhorizon: 900 years\nteam: {people: 1", "",
     "customers.orders", "these give more than a trillion (shorten the horizon, or simulate a tenth of the orders"),
    ("sells: 70%", "sells: 60%", "", "skus", "must sum to 100%, these sum to 90%"),
    ("makes: [candle, book]", "makes: [candle, bok]", "", "suppliers.ohio.makes", "did you mean book?"),
    ("makes: [candle, book]", "makes: [candle]", "", "skus.book", "is supplied by nobody"),
    ("makes: [candle, book]", "makes: [candle, book, gift]", "gift: {price: 9, kit: {book: 1}}",
     "suppliers.ohio.makes", "is a kit, which the nodes pack"),
    ("", "", "gift: {price: 9, kit: {bok: 1}}", "skus.gift.kit.bok", "did you mean book?"),
    ("stock: 6 weeks", "stock: {gift: 6 weeks, candle: 6 weeks, book: 6 weeks}", "gift: {price: 9, kit: {book: 1}}",
     "nodes.3pl.stock.gift", "is a kit, which has no stock of its own"),
    ("43215", "00001", "", "nodes.3pl.zip", "is not a ZIP that is known in US"),
    ("refill_from: [3pl]", "refill_from: [3lp]", "", "nodes.garage.refill_from", "did you mean 3pl?"),
    ("refill_from: [3pl]", "refill_from: [garage]", "", "nodes.garage.refill_from", "supplier or another node"),
    ("stock: 6 weeks", "stock: 6 weeks, refill_from: [garage]", "", "nodes.3pl.stock.candle",
     "is refilled with candle only from nodes that are refilled from here"),
    ("stock: 6 weeks", "stock: 6 weeks, refill_from: [ohio, garage]", "", "nodes.3pl.stock.candle",
     "is refilled with candle in a circle: 3pl from garage, garage from 3pl"),
    ("stock: 6 weeks", "stock: 6 weeks, refill_from: [ohio, 3pl]", "", "nodes.3pl.refill_from",
     "supplier or another node"),
    ("lead_time: 8 to 18 days, min_order: 500", "zip: 43215, drop_ships: true",
     "", "nodes.3pl.stock.candle", "has no source of candle"),
    ("stock: 6 weeks", "stock: {book: {cover: 6 weeks, refill_from: [ohoi]}, candle: 6 weeks}", "",
     "nodes.3pl.stock.book.refill_from", "did you mean ohio?"),
    ("stock: 6 weeks", "stock: {bok: 6 weeks, candle: 6 weeks}", "", "nodes.3pl.stock.bok", "did you mean book?"),
    ("stock: 6 weeks", "stock: {candle: 6 weeks, book: {reorder_at: -5, order_quantity: 9, backorder_limit: 4}}", "",
     "nodes.3pl.stock.book.reorder_at", "is never reached: at most 4 units wait for book at 3pl (at least -4)"),
    ("pickup: 17:00", "pickup: {swfit: 17:00}", "", "nodes.3pl.pickup.swfit", "did you mean swift?"),
    ("pickup: 17:00", "luck: garage", "", "nodes.3pl.luck", "is the luck label of several nodes"),
    ("  ohio:", "  3pl:", "", "nodes.3pl", "is also the name of a supplier"),
    ("  3pl:", "  west:", "", "nodes.west", "is also the name of a region"),
    ("promise:", "promotions: [{starts: 2026-05-04, for: 5 days, factor: 2, skus: bok, regions: wst}], promise:", "",
     "customers.promotions.0.skus", "did you mean book?"),
    ("min_order: 500", "drop_ships: true", "", "suppliers.ohio", "needs a place to drop-ship from"),
    ("min_order: 500", "zip: 43215, drop_ships: {pickup: {swfit: 17:00}}", "", "suppliers.ohio.drop_ships.pickup",
     "did you mean swift?"),
]  # fmt: skip


def check(text: str, path: str, part: str) -> None:
    found = problems(text)
    matching = [problem for problem in found if problem.path == path and part in str(problem)]
    assert matching, "\n".join(map(str, found))
    file, line, column = matching[0].place.rsplit(":", 2)
    assert file == "s.yaml"
    assert 1 <= int(line) <= text.count("\n") + 1
    assert int(column) >= 1


@pytest.mark.parametrize(("old", "new", "path", "part"), FIELDS)
def test_fields(old: str, new: str, path: str, part: str) -> None:
    check(made(old, new), path, part)


@pytest.mark.parametrize(("extra", "path", "part"), ADDED)
def test_added_sections(extra: str, path: str, part: str) -> None:
    check(made(extra=extra), path, part)


@pytest.mark.parametrize(("old", "new", "kit", "path", "part"), CROSS)
def test_references(old: str, new: str, kit: str, path: str, part: str) -> None:
    check(made(old, new, kit=kit), path, part)


def test_kit_of_kits() -> None:
    kit = "gift: {price: 9, kit: {book: 1}}\n  more: {price: 9, kit: {gift: 1}}"
    check(made(kit=kit), "skus.more.kit.gift", "a kit cannot contain kits")


def test_sku_that_no_node_holds() -> None:
    text = made("stock: 6 weeks", "stock: {candle: 6 weeks}").replace(
        "stock: 2 weeks", "stock: {candle: 2 weeks}"
    )
    check(text, "skus.book", "is held by no node and drop-shipped by no supplier")


def test_policy_source_that_does_not_have_the_sku() -> None:
    text = made("stock: 6 weeks", "stock: {candle: 6 weeks}").replace(
        "stock: 2 weeks", "stock: {candle: 2 weeks, book: {cover: 2 weeks, refill_from: [3pl]}}"
    )
    check(text, "nodes.garage.stock.book.refill_from", "does not stock book")


def test_policy_source_that_only_drop_ships() -> None:
    lab = "  lab: {makes: [book], zip: 98101, drop_ships: true}\ncarriers:"
    text = made("stock: 6 weeks", "stock: {candle: 6 weeks, book: {cover: 6 weeks, refill_from: [lab]}}")
    check(
        text.replace("carriers:", lab),
        "nodes.3pl.stock.book.refill_from",
        "has no lead_time: it only drop-ships",
    )


def test_a_circle_of_three_is_said_once_with_the_way_out() -> None:
    third = "  attic: {zip: 60601, stock: 2 weeks, refill_from: [ohio, garage]}\n"
    text = made(
        "stock: 6 weeks", "stock: {candle: {cover: 6 weeks, refill_from: [ohio, attic]}, book: 6 weeks}"
    )
    found = problems(text.rstrip() + "\n" + third)
    assert [(problem.path, problem.repair) for problem in found] == [
        ("nodes.3pl.stock.candle", "take attic out of the sources of 3pl")
    ]
    assert "3pl from attic, attic from garage, garage from 3pl;" in found[0].rule


def test_no_node_and_no_sku() -> None:
    text = made()
    check(text[: text.index("nodes:")], "nodes", "must have at least one node")
    check("simnet: 1\ncustomers: {orders: 1 per day}\nskus: {}\n", "skus", "must have at least one SKU")


def test_timezone_that_nothing_tells() -> None:
    text = made("zip: 43215", "at: [39.9, -83.0]").replace("timezone: America/New_York\n", "")
    check(text, "nodes.3pl", "needs a timezone, because its place does not tell one")


def test_a_reorder_point_below_zero_needs_customers_who_wait() -> None:
    low = "stock: {candle: 6 weeks, book: {reorder_at: -1, order_quantity: 9}}"
    assert load_text(made("stock: 6 weeks", low), "s.yaml").notes == ()
    lost = made("stock: 6 weeks", low, extra="routing: {out_of_stock: lost}")
    check(lost, "nodes.3pl.stock.book.reorder_at", "is never reached: at most 0 units wait for book at 3pl")


def test_a_limit_of_who_waits_where_nobody_does_is_a_warning() -> None:
    low = "stock: {candle: 6 weeks, book: {reorder_at: 1, order_quantity: 9, backorder_limit: 7}}"
    assert load_text(made("stock: 6 weeks", low), "s.yaml").notes == ()
    (note,) = load_text(made("stock: 6 weeks", low, extra="routing: {out_of_stock: lost}"), "s.yaml").notes
    assert (note.severity, note.path) == ("warning", "nodes.3pl.stock.book.backorder_limit")
    assert note.rule == "has no effect: nobody waits where routing says out_of_stock: lost"
    assert note.repair == "say out_of_stock: backorder, or remove it"


def test_a_limit_that_leaves_stations_idle() -> None:
    few = "stock: 6 weeks, stations: 3, pick: 4 min, queue_limit: 2"
    check(
        made("stock: 6 weeks", few),
        "nodes.3pl.queue_limit",
        "leaves stations idle: 3 of them pack at the same time (at least 3)",
    )


def test_a_limit_at_the_only_node_where_orders_queue_is_a_warning() -> None:
    two = made("stock: 6 weeks", "stock: 6 weeks, queue_limit: 50")
    assert load_text(two, "s.yaml").notes == ()
    limited = "".join(line for line in two.splitlines(keepends=True) if "garage" not in line)
    (note,) = load_text(limited, "s.yaml").notes
    assert (note.severity, note.path) == ("warning", "nodes.3pl.queue_limit")
    assert note.rule == "has no effect: there is no other node to go to"
    assert note.repair == "say routing: {when_full: lost}, or remove it"
    assert load_text(limited + "routing: {when_full: lost}\n", "s.yaml").notes == ()


def test_turning_away_where_no_node_has_a_limit_is_a_warning() -> None:
    (note,) = load_text(made(extra="routing: {when_full: lost}"), "s.yaml").notes
    assert (note.severity, note.path) == ("warning", "routing.when_full")
    assert note.rule == "has no effect: no node has a queue_limit"
    assert note.repair == "give one, or remove it"


@pytest.mark.parametrize(
    ("extra", "path", "value"),
    [
        ("thresholds: [{when: damage > 2%, over: 7 days, then: reroute}]", "thresholds.0.then", "reroute"),
        (
            "thresholds: [{when: stockouts > 2, each: sku, over: 7 days, then: mark_down}]",
            "thresholds.0.then",
            "mark_down",
        ),
    ],
)
def test_what_has_no_effect_is_a_warning(extra: str, path: str, value: str) -> None:
    (note,) = load_text(made(extra=extra), "s.yaml").notes
    assert (note.severity, note.path, note.value) == ("warning", path, value)
    assert note.rule == "has no effect: the threshold is about no node"
    assert note.repair == "say each: node, or name nodes in of:"


@pytest.mark.parametrize(
    "extra",
    [
        "thresholds: [{when: damage > 2%, of: [3pl], over: 7 days, then: [mark_down, reroute]}]",
        "thresholds: [{when: damage > 2%, each: node, over: 7 days, then: [mark_down, relabel]}]",
        "lanes: [{from: ohio, to: 3pl, transit: 1 day, damage: 2%}]",
    ],
)
def test_what_has_an_effect_is_no_warning(extra: str) -> None:
    assert load_text(made(extra=extra), "s.yaml").notes == ()


def test_event_after_the_horizon_is_a_warning() -> None:
    (note,) = load_text(made(extra=EVENT.replace("2026", "2028")), "s.yaml").notes
    assert (note.severity, note.path) == ("warning", "disruptions.0.starts")
    assert "never happens" in note.rule
    text = made("promise:", "promotions: [{starts: 2029-01-01, for: 1 day, factor: 2}], promise:")
    (note,) = load_text(text, "s.yaml").notes
    assert note.path == "customers.promotions.0.starts"


def test_all_problems_at_once_sorted_with_exact_places() -> None:
    text = made("price: 28", "prize: 28", extra=EVENT.replace("3pl", "3lp")).replace(
        "8 to 18 days", "8 to 18"
    )
    found = problems(text.replace("1.3 lb", "1.3"))
    assert [(problem.place, problem.path) for problem in found] == [
        ("s.yaml:5:3", "skus.candle.price"),
        ("s.yaml:5:12", "skus.candle.prize"),
        ("s.yaml:5:35", "skus.candle.weight"),
        ("s.yaml:8:33", "suppliers.ohio.lead_time"),
        ("s.yaml:13:16", "disruptions.0.node_outage"),
    ]
