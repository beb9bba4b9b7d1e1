"""Drills run: one occasion in many replications against its twin, its verdict, and what would change it.

from simnet.scenario import load_drills, occasions
from simnet.study.drills import run_drill
scenario = load_drills("scenarios/hybrid.yaml")
held = run_drill(scenario, occasions(scenario, scenario.drills[0])[0])
held.verdict, held.table("goals")
"""

from simnet.study.drills.result import DrillResult
from simnet.study.drills.running import run_drill

__all__ = ["DrillResult", "run_drill"]
