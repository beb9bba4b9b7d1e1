"""What to change: candidates found in a drill's tables, simulated again under the same luck, best first."""

from simnet.study.drills.changes.candidate import Candidate
from simnet.study.drills.changes.finding import candidates
from simnet.study.drills.changes.trying import try_changes

__all__ = ["Candidate", "candidates", "try_changes"]
