"""What was fitted, as a commented piece of a scenario: every number with its source."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from simnet import units
from simnet.fitting.basket import Basket, Shares
from simnet.fitting.clock import WorkingWeek
from simnet.fitting.congestion import Congestion, memory_days
from simnet.fitting.counts import Counts
from simnet.fitting.lanes import REST, ShipmentFit, Wait, Way
from simnet.fitting.places import default_zips

# Words that YAML 1.2 or older readers take for something else than text.
NOT_TEXT = {"true", "false", "null", "yes", "no", "on", "off", "nan", "inf", "y", "n"}
POISSON = 1.5
"""Variance / mean up to which days are written as Poisson, if the interval has 1 in it."""
COMMENT_AT = 46
"""Column at which a comment beside a value begins."""
WIDTH = 110


def customers(counts: Counts, basket: Basket, source: str) -> str:
    """Write the section `customers` of a scenario; SKUs and promotions are comments to copy from."""
    lines = [
        f"# Customers as fitted by simnet fit orders from {printable(source)}:",
        f"# {basket.orders:,} orders of {counts.days:,} days, {_span(counts.daily['day'])}; 95% intervals.",
        "customers:",
        *_demand(counts),
        *_contents(basket),
        *_regions(basket),
        *_promotions(counts),
        *_skus(basket),
    ]
    return _text(lines)


def lanes(fit: ShipmentFit, source: str, dates_only: bool) -> str:
    """Write the sections `carriers` and `lanes`; handling is a comment to copy from."""
    lines = [
        f"# Carriers and lanes as fitted by simnet fit shipments from {printable(source)}:",
        f"# {fit.parcels:,} parcels, {fit.first:%Y-%m-%d} to {fit.last:%Y-%m-%d}. Intervals are 95%.",
        "# The names are those of the data: rename them to the nodes, regions and services of your scenario.",
        "# If your scenario has lanes of its own, copy these below them: a list replaces a list.",
    ]
    if fit.ways:
        lines += ["carriers:", *_carriers(fit, dates_only), *_lane_list(fit)]
    return _text([*lines, *_handling(fit)])


def _text(lines: Iterable[str]) -> str:
    """Join lines to a file, comments that are too long on several."""
    import textwrap

    found: list[str] = []
    for line in "\n".join(lines).split("\n"):
        prefix = line[: len(line) - len(line.lstrip(" #"))]
        if "#" not in prefix or len(line) <= WIDTH:
            found.append(line)
            continue
        whole = textwrap.wrap(line.strip(" #"), WIDTH - len(prefix), break_on_hyphens=False)
        found += [prefix + part for part in whole]
    return "\n".join(found) + "\n"


def printable(text: str) -> str:
    """Keep a text on its line: signs that end a line or steer a terminal become a question mark."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def name_of(text: str) -> str:
    """Make a name that a scenario accepts of what the data says, quoted where YAML needs it."""
    plain = re.sub(r"[^\w \-]", "-", text.strip()).strip(" -")[:60].strip(" -") or "unnamed"
    safe = re.fullmatch(r"[^\W\d][\w\-]*( [\w\-]+)*", plain) and plain.lower() not in NOT_TEXT
    return plain if safe else f'"{plain}"'


def percentages(shares: Sequence[float]) -> list[str]:
    """Write shares to a tenth of a percent so that they sum to what they did: largest remainders first."""
    tenths = [share * 1000 for share in shares]
    down = [math.floor(value + 1e-9) for value in tenths]
    missing = round(sum(tenths)) - sum(down)
    order = sorted(range(len(shares)), key=lambda i: (down[i] - tenths[i], i))
    for i in order[:missing]:
        down[i] += 1
    return [f"{value / 10:g}%" for value in down]


def _span(days: pd.Series) -> str:
    return f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}"


def _with(text: str, comment: str) -> str:
    """Put a comment beside a value, or above it where the line would be too long."""
    beside = f"{text:<{COMMENT_AT}}# {comment}"
    if len(beside) <= WIDTH:
        return beside
    indent = len(text) - len(text.lstrip(" "))
    return f"{' ' * indent}# {comment}\n{text}"


def _demand(counts: Counts) -> Iterator[str]:
    low, high = counts.rate_interval
    yield _with(
        f"  orders: {counts.rate_per_day:.1f} per day",
        f"last 4 weeks ({low:.1f} to {high:.1f}); {counts.overall_per_day:.1f} over the whole file",
    )
    if counts.dispersion is None:
        yield "  # Less than 4 weeks of orders: weekdays and variation are the defaults."
        return
    low, high = counts.dispersion_interval
    found = f"variance / mean after growth and weekday: {counts.dispersion:.2f} ({low:.1f} to {high:.1f})"
    if counts.dispersion <= 1 or (low <= 1 and counts.dispersion <= POISSON):
        yield _with("  counts: poisson", found)
    else:
        yield _with(f"  dispersion: {counts.dispersion:.2f}", found)
    if counts.closed_days:
        yield f"  # {counts.closed_days} days without an order where many were expected are left out: closed?"
    if counts.skipped_days:
        yield f"  # {counts.skipped_days} days beyond a gap of three weeks without an order are left out."
    yield _mapped("weekdays", zip(units.WEEKDAYS, counts.weekdays, strict=True))
    yield from _growth(counts)


def _growth(counts: Counts) -> Iterator[str]:
    low, high = counts.growth_interval
    seen = f"{low:+.0%} to {high:+.0%}"
    if counts.season is not None:
        yield _mapped("season", zip(units.MONTHS, counts.season, strict=True))
    else:
        yield "  # Less than two years: a season cannot be told from growth, and none is written."
    if low <= 0 <= high or counts.growth > 10:
        yield f"  # growth: {counts.growth:+.0%} per year is not sure enough to be written ({seen})"
    else:
        yield _with(f"  growth: {counts.growth:.0%} per year", seen)


def _mapped(key: str, factors: Iterable[tuple[str, float]]) -> str:
    return f"  {key}: {{{', '.join(f'{name}: {value:.2f}' for name, value in factors)}}}"


def _contents(basket: Basket) -> Iterator[str]:
    if basket.hours is not None:
        yield "  # By local hour of the day, from midnight."
        yield f"  hours: [{', '.join(f'{value:.2f}' for value in basket.hours)}]"
    yield from _counted("lines", basket.lines, "different SKUs an order")
    yield from _counted("quantity", basket.quantity, "units an order line")


def _counted(key: str, shares: Shares, what: str) -> Iterator[str]:
    written = percentages(list(shares.shares.values()))
    text = ", ".join(
        f"{n}: {share}" for n, share in zip(shares.shares, written, strict=True) if share != "0%"
    )
    off = abs(shares.mean / shares.data_mean - 1) > 0.02
    about = f"; as written {shares.mean:.2f}, as a scenario counts to 99" if off else ""
    grouped = "; above 3 a count stands for its group" if max(shares.shares) > 3 else ""
    yield f"  # {shares.data_mean:.2f} {what} ({shares.number:,}{grouped}{about})"
    yield f"  {key}: {{{text}}}"


def _regions(basket: Basket) -> Iterator[str]:
    without = f"; {basket.without_region:,} orders without one are left out" if basket.without_region else ""
    if not basket.regions:
        yield "  # Regions: the file has neither ZIP codes nor regions, so the default ones are taken."
        return
    zips = default_zips()
    located = set(basket.regions) <= set(zips)
    shares = percentages(list(basket.regions.values()))
    mark = "  " if located else "  # "
    if not located:
        yield "  # These regions need a place each, zip: … or at: [latitude, longitude]; then uncomment them:"
    yield f"{mark}regions:{'' if without == '' else '  # ' + without[2:]}"
    for name, share in zip(basket.regions, shares, strict=True):
        if share != "0%":
            place = f'zip: "{zips[name]}"' if located else "at: [0, 0]"
            yield f"{mark}  {name_of(name)}: {{share: {share}, {place}}}"


def _promotions(counts: Counts) -> Iterator[str]:
    if counts.promotions:
        yield "  # Days that stood out; put the ones to come into your scenario:"
        yield "  # promotions:"
    for one in counts.promotions:
        lasts = f"{one.days} day{'' if one.days == 1 else 's'}"
        yield f"  #   - {{starts: {one.first:%Y-%m-%d}, for: {lasts}, factor: {one.factor:.1f}}}"


def _skus(basket: Basket) -> Iterator[str]:
    if len(basket.items) < 2:
        return
    yield "# Best sellers by share of the order lines; give each its cost and weight:"
    yield "# skus:"
    for item, share in zip(basket.items, percentages([item.share for item in basket.items]), strict=True):
        price = "" if math.isnan(item.price) else f"price: {item.price:.2f}, "
        pool = f"  # {basket.others:,} SKUs" if item is basket.items[-1] and basket.others else ""
        yield f"#   {name_of(item.sku)}: {{{price}sells: {share}}}{pool}"


def _carriers(fit: ShipmentFit, dates_only: bool) -> Iterator[str]:
    for carrier, factor in fit.congestion.items():
        ways = [way for way in fit.ways if way.carrier == carrier]
        if ways:
            yield f"  {name_of(carrier)}:"
            yield from _congestion(factor)
            yield "    services:"
            for way in ways:
                yield from _service(way, dates_only)


def _congestion(factor: Congestion | None) -> Iterator[str]:
    if factor is None:
        yield "    # Less than half a year of weeks with 10 parcels: slow weeks cannot be told from chance."
        return
    low, high = factor.sd_interval
    first, last = (memory_days(phi) for phi in factor.phi_interval)
    yield (
        f"    # {factor.weeks} weeks, {factor.parcels:,} parcels. The weekly mean log transit has sd "
        f"{factor.week_sd:.2f} ({factor.independent_sd:.2f} if parcels were independent) and autocorrelation "
        f"{factor.lag_one:.2f}. Without the noise of the means: sd {low:.2f} to {high:.2f}, memory "
        f"{first:.0f} to {last:.0f} days."
    )
    if factor.phi > 0:
        yield f"    congestion: {{sd: {factor.sd:.2f}, memory: {factor.memory_days:.0f} days}}"


def _service(way: Way, dates_only: bool) -> Iterator[str]:
    yield f"      {name_of(way.service)}:"
    yield "        # rates: a new service needs its prices, which the data do not have"
    yield f"        days: {'business' if way.week.business else 'calendar'}"
    if way.week.business:
        yield _with(f"        weekdays: {weekday_range(way.week.days)}", _seen(way.week))
    if not dates_only:
        yield _with("        deliver_at: null", "the data give the hour of deliveries")
    rest = way.lanes[-1]
    if rest.pooled:
        yield f"        # {_pool(rest)}:"
        yield from (f"        # {text}" for text in _about(rest))
        yield f"        transit: {rest.best.distribution.written()}"


def _pool(rest: Wait) -> str:
    if rest.pooled == 1:
        return "1 lane with too few parcels of its own"
    return f"{rest.pooled} lanes with too few parcels for a fit of their own, taken together"


def _seen(week: WorkingWeek) -> str:
    if not week.known:
        return f"assumed: {week.number} deliveries are too few to tell"
    quiet = [day for day in range(7) if day not in week.days]
    told = ", ".join(f"{units.WEEKDAYS[day]} {week.shares[day]:.1%}" for day in quiet)
    return f"of {week.number:,} deliveries {told}"


def weekday_range(days: Sequence[int]) -> str:
    """Write weekdays as a range where they are one, else as a list."""
    if len(days) > 1 and list(days) == list(range(days[0], days[-1] + 1)):
        return f"{units.WEEKDAYS[days[0]]}-{units.WEEKDAYS[days[-1]]}"
    return f"[{', '.join(units.WEEKDAYS[day] for day in days)}]"


def _lane_list(fit: ShipmentFit) -> Iterator[str]:
    single = [(way, lane) for way in fit.ways for lane in way.lanes if not lane.pooled]
    if not single:
        return
    yield "lanes:"
    for way, lane in single:
        yield from (f"  # {text}" for text in _about(lane))
        ends = f"from: {name_of(lane.origin)}, to: {name_of(lane.region)}"
        service = name_of(way.carrier).strip('"') + "/" + name_of(way.service).strip('"')
        yield f'  - {{{ends}, service: "{service}",\n     transit: {lane.best.distribution.written()}}}'


def _about(wait: Wait, still: str = "not delivered") -> Iterator[str]:
    """Say what a fit rests on, and how far it is off."""
    best, off = wait.best, wait.goodness
    low, high = best.median_interval
    under_way = f", {best.open:,} {still}" if best.open else ""
    never = f"; {best.never:.1%} never will be" if best.never >= 0.001 else ""
    yield (
        f"{wait.parcels:,} parcels{under_way}{never}; half within {best.distribution.median():.1f} days "
        f"({low:.1f} to {high:.1f});"
    )
    worse = ", ".join(f"{one.distribution.words} +{one.aic - best.aic:.0f}" for one in wait.fits[1:])
    worst = (
        "" if math.isnan(off.worst_days) else f"off by at most {off.worst_days:.1f} days, at {off.at:.0%}; "
    )
    yield f"{best.distribution.words}, {worst}KS {off.distance:.3f}; AIC of others {worse}"


def _handling(fit: ShipmentFit) -> Iterator[str]:
    if not fit.handling:
        return
    yield "# Handling, from release to handover, in calendar days. A node's follows from its hours, stations"
    yield "# and pickups: compare with it. For a supplier that sends to customers itself, copy it:"
    if fit.pickups.known:
        quiet = _seen(fit.pickups).replace("deliveries", "handovers")
        yield f"# Handovers happen on {weekday_range(fit.pickups.days)}: {quiet}."
    for wait in fit.handling:
        few = f"{wait.pooled} origins with too few parcels, taken together"
        yield f"#   {few if wait.origin == REST else name_of(wait.origin)}:"
        yield from (f"#     {text}" for text in _about(wait, "not handed over"))
        yield f"#     drop_ships: {{handling: {wait.best.distribution.written()}}}"
