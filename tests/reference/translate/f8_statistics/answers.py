"""What is asked and known, and what is missing for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import stats

from simnet.study.statistics import mean_interval
from tests.reference.cases import Case
from tests.reference.trial import Direct

Array = np.ndarray[Any, np.dtype[Any]]


def answered(case: Case, known: Mapping[str, Any], missing: Mapping[str, str], notes: str) -> Direct:
    """Answer what the case asks for and is known; `missing` has a reason for each of the others."""
    asked = {name: known[name] for name in case.outputs if name in known}
    return Direct(asked, notes, missing={name: missing[name] for name in missing if name not in known})


def variance(values: Any) -> float:
    """Read the variance off the interval of a mean."""
    n = len(values)
    error = mean_interval(values).half_width / stats.t.ppf(0.975, n - 1)
    return float(error**2 * n)
