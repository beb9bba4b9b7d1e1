"""The arithmetic that a founder cannot do in the head: what in a valid scenario does not add up.

Everything here is mean values and plain sums, said before the clock starts; the simulation itself knows more.
"""

from __future__ import annotations

from simnet.errors import Problem
from simnet.scenario.arithmetic import calendar, goals, levels, load, paths, promise, rehearsal
from simnet.scenario.arithmetic.flow import Flow, flow_of
from simnet.scenario.arithmetic.ways import Library
from simnet.scenario.drillfile import in_words_of_file
from simnet.scenario.scenario import Scenario

__all__ = ["Flow", "Library", "examine", "flow_of"]


def examine(scenario: Scenario, library: Library) -> tuple[Problem, ...]:
    """List warnings, then notes, about what a scenario cannot do on ordinary days.

    `library` gives the built-in services and the prices of rate cards, which this room may not import.
    """
    flow = flow_of(scenario, library)
    found = [
        *load.check(scenario, flow),
        *levels.check(scenario, flow),
        *promise.check(scenario, flow),
        *goals.check(scenario, flow),
        *rehearsal.check(scenario, flow),
        *calendar.check(scenario),
        *paths.check(scenario, flow),
    ]
    found = in_words_of_file(found, scenario.has_one_drill)
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.severity == "note"))
