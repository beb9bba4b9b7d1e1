"""The sentences about single points of failure: by structure, by measure, and where the two differ."""

from __future__ import annotations

from simnet.charts.text import joined
from simnet.report.exposure import PAIR, Exposed, named
from simnet.report.numbers import brief, cut

SHOWN = 4
"""Elements that a sentence names."""
NAME = 24
"""Width of the widest name, in columns."""


def headline(found: list[Exposed]) -> str:
    """Name the single points of failure in one sentence, and say what makes them so."""
    both = named([one for one in found if one.is_both])
    if len(both) == 1:
        one = both[0]
        return f"Single point of failure: {_name(one)}. {share(one)}, and customers notice before it is back."
    if both:
        return (
            f"{len(both)} single points of failure: {_names(both)}. Nothing else can do all of their work, "
            "and customers notice before they are back."
        )
    return _without(found)


def _without(found: list[Exposed]) -> str:
    """Say what comes nearest to a single point of failure when nothing is one in both senses."""
    if single := named([one for one in found if one.single]):
        it = "it is" if len(single) == 1 else "they are"
        return f"No single point of failure: nothing replaces {_names(single)}, but you last until {it} back."
    if exposed := named([one for one in found if one.exposed]):
        return f"No single point of failure, but customers notice when {_names(exposed, 'or')} is dark."
    return "No single point of failure: whatever goes dark alone, you last until it is back."


def differences(found: list[Exposed]) -> list[str]:
    """Say where structure and measure differ; no line where they agree."""
    lines = []
    if outlasted := named([one for one in found if one.single and not one.exposed]):
        some = [f"{_name(one)} (you last {one.lasts}, dark for {brief(one.downtime_days)})"
                for one in outlasted]  # fmt: skip
        it = "it" if len(some) == 1 else "these"
        lines.append(f"Nothing replaces {it}, but you outlast {it}: {joined(some, SHOWN)}.")
    if early := named([one for one in found if one.exposed and not one.single]):
        some = [f"{_name(one)} ({_felt(one)})" for one in early]
        have = "It has" if len(some) == 1 else "These have"
        lines.append(f"{have} a second way, but customers notice first: {joined(some, SHOWN)}.")
    return lines


def _felt(one: Exposed) -> str:
    if one.service == 0:
        return "if it lasts"
    return "to the end" if one.notice == "not back" else f"for {one.notice}"


def share(one: Exposed) -> str:
    """Say what hangs on an element alone."""
    if one.alone_share > 0.995:
        return "Nothing else can do its work"
    return f"Nothing else can do its work for {max(one.alone_share, 0.01):.0%} of what you sell"


def hangs(one: Exposed) -> str:
    """Name the products and regions that hang on it alone."""
    if not one.single:
        return "nothing"
    what = joined(list(one.alone_skus), 3)
    return f"{what} ({max(one.alone_share, 0.01):.0%}) in {joined(list(one.alone_regions), 4)}"


def detection(one: Exposed) -> str:
    """Say how soon it is noticed, and how soon after that decided."""
    decided = f" + {soon(one.decide_days)}" if one.decide_days > 0 else ""
    return f"{soon(one.detect_days)}{decided}"


def soon(days: float) -> str:
    """Write a short time, from minutes on.

    >>> soon(0.5 / 24), soon(1.2 / 24), soon(2.0)
    ('30 min', '1.2 h', '2 d')
    """
    minutes = days * 24 * 60
    if minutes < 59.5:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f}".removesuffix(".0") + " h" if minutes < 1440 else brief(days)


def likelihood(one: Exposed) -> str:
    """Say how likely it is by the file."""
    return one.likelihood or ("both at once" if one.kind == PAIR else "not in your file")


def _name(one: Exposed) -> str:
    return cut(one.title, NAME)


def _names(found: list[Exposed], last: str = "and") -> str:
    text = joined([_name(one) for one in found], SHOWN)
    return text if last == "and" else f" {last} ".join(text.rsplit(" and ", 1))
