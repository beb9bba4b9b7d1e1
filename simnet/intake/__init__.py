"""Real files become arrays: orders that were placed, and the state from which a run starts.

`take_in(scenario)` reads every file that a scenario names, or raises `ScenarioError` with the problems of all
of them; nothing is taken in half.
"""

from __future__ import annotations

from simnet.intake.keeping import files_of, portable
from simnet.intake.log import Arrival, Intake, OrderLog
from simnet.intake.taking import intake_of, take_in

__all__ = ["Arrival", "Intake", "OrderLog", "files_of", "intake_of", "portable", "take_in"]
