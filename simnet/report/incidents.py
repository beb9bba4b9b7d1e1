"""What goes wrong: the incidents of all simulated years by kind, what they do, how long they are noticed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet.report.run import Run
from simnet.report.words import TOGETHER, label
from simnet.study.statistics import TooFewError, mean_interval, quantile, quantile_interval

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Kind:
    """All incidents of one kind; times are days, of those that customers noticed."""

    events: str
    label: str
    cases: pd.DataFrame
    years: int

    @property
    def a_year(self) -> float:
        """How often it happens in a simulated year."""
        return len(self.cases) / self.years

    @property
    def late_a_year(self) -> float:
        """Orders that it makes late in a simulated year: how often it happens times what it does."""
        return max(float(self.cases["excess_late"].sum()) / self.years, 0.0)

    @property
    def late_a_case(self) -> float:
        """Orders that one of them makes late, the ones that nobody noticed included."""
        return float(self.cases["excess_late"].mean())

    @property
    def noticed(self) -> pd.DataFrame:
        """The cases that customers noticed."""
        return self.cases[~self.cases["absorbed"]]

    @property
    def unnoticed(self) -> float:
        """Share of the cases that nobody noticed."""
        return float(self.cases["absorbed"].mean())

    @property
    def notice(self) -> float | None:
        """Days that customers notice the typical noticed case; None if none was."""
        return quantile(self.noticed["service_days"], 0.5) if len(self.noticed) else None

    @property
    def bad_notice(self) -> float | None:
        """Days that 1 in 10 noticed cases reaches; None if there are too few to say."""
        try:
            return quantile_interval(self.noticed["service_days"], 0.9).estimate
        except TooFewError:
            return None
        except ValueError:
            return None

    @property
    def downtime(self) -> float:
        """Days that the typical one lasts."""
        return quantile(self.cases["downtime_days"], 0.5)

    @property
    def minutes(self) -> float:
        """Minutes that the typical one takes of the team."""
        return quantile(self.cases["team_minutes"], 0.5)

    @property
    def is_mixed(self) -> bool:
        """Tell whether it stands for incidents of several disruptions at once."""
        return self.label == TOGETHER


def is_worst(worst: Kind, others: list[Kind]) -> bool:
    """Tell whether a kind makes more orders late than each other one, beyond luck.

    The mean difference by simulated year has to be above 0 with 95% confidence.
    """
    mine = worst.cases.groupby("replication")["excess_late"].sum()
    for other in others:
        pairs = mine.sub(other.cases.groupby("replication")["excess_late"].sum(), fill_value=0.0)
        differences = [*pairs.to_list(), *[0.0] * (worst.years - len(pairs))]
        try:
            if mean_interval(differences).low <= 0:
                return False
        except TooFewError:
            return False
    return True


def kinds(run: Run) -> list[Kind]:
    """Group the incidents by their disruptions; what makes most orders late comes first, mixed ones last."""
    frame = run.table("incidents")
    if not len(frame):
        return []
    names = [label(*row) for row in zip(frame["events"], frame["kinds"], frame["targets"], strict=True)]
    groups = frame.assign(label=names)
    groups["group"] = groups["events"].where(groups["label"] != TOGETHER, TOGETHER)
    made = [
        Kind(str(events), str(cases["label"].iloc[0]), cases, run.years)
        for events, cases in groups.groupby("group", sort=True)
    ]
    return sorted(made, key=lambda kind: (kind.is_mixed, -kind.late_a_year, kind.events))
