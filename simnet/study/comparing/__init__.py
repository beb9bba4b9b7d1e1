"""Designs under the same customers and the same luck: which is better, by how much, and what it is worth.

from simnet.study.comparing import ask, compare_study
asked = ask({"single": one, "hybrid": other}, 100, jobs=4)
compare_study(asked, "results/compare/single-or-hybrid/first").folder
"""

from __future__ import annotations

from simnet.study.comparing.deciding import UntilDecided
from simnet.study.comparing.result import Comparison
from simnet.study.comparing.running import Asked, Compared, ask, compare_study

__all__ = ["Asked", "Compared", "Comparison", "UntilDecided", "ask", "compare_study"]
