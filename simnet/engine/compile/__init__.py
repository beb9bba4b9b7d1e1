"""A scenario compiled into a plan: names into numbers, distributions into tables, calendars into instants."""

from __future__ import annotations

from simnet.engine.compile import (
    acts,
    demand,
    events,
    files,
    inbound,
    library,
    network,
    numbering,
    outbound,
    rehearsal,
    routing,
    standby,
    stock,
)
from simnet.engine.compile.context import Clocks, Context
from simnet.engine.compile.tables import TableBook
from simnet.engine.compile.time import timeline
from simnet.engine.plan import History, Plan, Stream
from simnet.intake import intake_of, take_in
from simnet.scenario.scenario import Scenario


def compile_scenario(scenario: Scenario) -> Plan:
    """Compile a validated scenario, the same for every replication.

    Files that it names are read unless they have been (`simnet.intake.take_in`). Raises `ScenarioError` if
    they cannot be used, or if it names a built-in service or a rate card that does not exist.
    `Plan.names` holds, for reports: `currency`, the inputs of computed stock levels (`levels`, a list of
    mappings), and for services that give no transit the built-in service whose days by zone they take
    (`assumed_transit`).
    """
    library.refuse_unknown(scenario)
    scenario = take_in(scenario)
    intake = intake_of(scenario)
    context = _context(scenario)
    spare = standby.find_standby(scenario)
    skus, items = demand.compile_items(scenario, context.numbers)
    ordinary, history = _ordinary(context)
    streams, thinnings = demand.compile_streams(context, ordinary)
    lanes, used = outbound.compile_outbound(context)
    docks = network.compile_docks(context, used)
    services = network.compile_services(scenario, context.numbers)
    lanes = routing.with_docks(lanes, services, docks)
    rules, regions = routing.compile_routing(context, lanes)
    into = inbound.compile_inbound(context)
    stocked, levels = stock.compile_stock(context, regions, into, spare)
    transfers = dict(zip(context.numbers.skus, stock.sku_means(context).tolist(), strict=True))
    time, book = context.timeline, context.book
    patience = book.optional(scenario.customers.patience)
    happens = events.compile_events(context, lanes, into, docks, transfers)
    thresholds = acts.compile_thresholds(context, transfers)
    nodes = network.compile_nodes(context)
    suppliers = network.compile_suppliers(context, spare.backups)
    aftercare = acts.compile_aftercare(context)
    quantiles = book.stacked()
    return Plan(
        name=scenario.name,
        seed=scenario.seed,
        timezone=time.timezone,
        zero=time.zero,
        first_day=time.first.toordinal(),
        start=time.start,
        end=time.end,
        stop=time.stop,
        day_start=time.day_starts(time.days),
        regions=regions,
        skus=skus,
        items=items,
        streams=streams,
        thinnings=thinnings,
        promise=demand.compile_promise(scenario, time),
        patience=patience,
        until_packing=patience >= 0 and scenario.customers.may_cancel == "until_packing",
        loyalty=demand.compile_loyalty(scenario.customers),
        nodes=nodes,
        carriers=network.compile_carriers(scenario, context.numbers),
        services=services,
        docks=docks,
        lanes=lanes,
        inbound=into,
        suppliers=suppliers,
        stock=files.with_stock(context, intake, stocked),
        routing=rules,
        team=acts.compile_team(context),
        aftercare=aftercare,
        events=happens,
        thresholds=thresholds,
        clocks=tuple(context.clocks.found),
        tables=quantiles,
        names={
            "currency": scenario.currency,
            "levels": levels,
            "assumed_transit": outbound.assumed_transit(scenario, context.numbers),
        },
        baskets=files.compile_baskets(context, intake),
        history=history,
        open_orders=files.compile_open_orders(context, intake, regions),
        open_purchases=files.compile_open_purchases(context, intake, into, quantiles),
        rehearsal=rehearsal.compile_rehearsal(context, happens),
    )


def _ordinary(context: Context) -> tuple[Stream, History | None]:
    """Compile ordinary demand, from a rate or from a file of orders."""
    ordinary, read = demand.ordinary_stream(context), context.scenario.customers.order_file
    log = intake_of(context.scenario).orders
    if read is None or log is None:
        return ordinary, None
    history = files.compile_history(context, log, read)
    return files.like_history(ordinary, history, log, context), history


def _context(scenario: Scenario) -> Context:
    nodes = numbering.place_nodes(scenario)
    time = timeline(scenario.start, scenario.warmup, scenario.horizon, scenario.timezone or "UTC")
    return Context(
        scenario=scenario,
        numbers=numbering.number_elements(scenario),
        nodes=nodes,
        regions=numbering.place_regions(scenario),
        timeline=time,
        book=TableBook(),
        clocks=Clocks(time),
    )
