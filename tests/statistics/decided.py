"""How often `--until-decided` errs, on populations whose difference is known.

`python -m tests.statistics.decided` writes the table of docs/compare.md.

All samples are followed at once, by sums and sums of squares, without simnet. Values are differences of one
replication in percent of the first design's value, so the margin is 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from simnet.study.comparing.deciding import MARGIN, UntilDecided
from tests.statistics.experiment import SEED, Array, Coverage
from tests.statistics.page import replace

PAGE = Path(__file__).parents[2] / "docs" / "compare.md"
RULE = UntilDecided()
LOOKS = np.array(RULE.looks)
SMALL = 100 * MARGIN
SAMPLES, AT_ONCE = 10_000, 500


@dataclass(frozen=True)
class Case:
    """A true difference, how it varies, and the share of samples in which the rule errs, of 100,000."""

    name: str
    truth: float
    draw: Callable[[np.random.Generator, tuple[int, int]], Array]
    """From luck and a shape to values of mean 0."""
    expected: float


def _normal(spread: float) -> Callable[[np.random.Generator, tuple[int, int]], Array]:
    return lambda luck, shape: luck.normal(0, spread, shape)


def _bad_year(luck: np.random.Generator, shape: tuple[int, int]) -> Array:
    """A bad year in 10, sd 5."""
    return (luck.random(shape) < 0.1) * (5 / 0.3) - 5 / 3


def _lognormal(luck: np.random.Generator, shape: tuple[int, int]) -> Array:
    """Rare very bad years: lognormal, sd of the logarithm 1, sd 5."""
    return (np.exp(luck.standard_normal(shape)) - math.exp(0.5)) * 5 / math.sqrt(math.e * (math.e - 1))


CASES = (
    Case("none, normal, sd 5%", 0.0, _normal(5), 0.0270),
    Case("none, normal, sd 20%", 0.0, _normal(20), 0.0388),
    Case("none, a bad year in 10, sd 5%", 0.0, _bad_year, 0.0449),
    Case("none, rare very bad years, sd 5%", 0.0, _lognormal, 0.0532),
    Case("1%, normal, sd 5%", 1.0, _normal(5), 0.0),
    Case("2.5%, normal, sd 5%", 2.5, _normal(5), 0.0),
    Case("0.5%, normal, sd 5%", 0.5, _normal(5), 0.0),
    Case("1.1%, normal, sd 5%", 1.1, _normal(5), 0.0028),
)


@dataclass(frozen=True)
class Stops:
    """Where each sample stopped, what was said, and whether that and the interval are right."""

    at: Array
    decided: Array
    close: Array
    wrong: Array
    held: Array

    @property
    def errs(self) -> Coverage:
        """The share of samples in which what was said is wrong."""
        return Coverage(float(self.wrong.mean()), len(self.wrong))


def follow(case: Case, samples: int, seed: int, looks_counted: int = len(LOOKS)) -> Stops:
    """Apply the rule to so many samples; with one look counted, each is held to 5% alone."""
    luck, found = np.random.default_rng(seed), []
    for begin in range(0, samples, AT_ONCE):
        values = case.truth + case.draw(luck, (min(AT_ONCE, samples - begin), RULE.most))
        found.append(_stop(values, case.truth, looks_counted))
    return Stops(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _stop(values: Array, truth: float, looks_counted: int) -> tuple[Array, ...]:
    mean = np.cumsum(values, axis=1)[:, LOOKS - 1] / LOOKS
    square = np.cumsum(values**2, axis=1)[:, LOOKS - 1] / LOOKS
    sd = np.sqrt(np.maximum(square - mean**2, 0) * LOOKS / (LOOKS - 1))
    half = stats.t.ppf(1 - 0.025 / looks_counted, LOOKS - 1) * sd / np.sqrt(LOOKS)
    decided, close = np.abs(mean) > half, np.abs(mean) + half <= SMALL
    over = decided | close
    over[:, -1] = True
    row, stop = np.arange(len(values)), over.argmax(axis=1)
    sign = np.sign(mean[row, stop])
    said, small = decided[row, stop], close[row, stop]
    wrong = (said & (sign != np.sign(truth))) | (small & ~said & (abs(truth) > SMALL))
    held = np.abs(mean - truth)[row, stop] <= half[row, stop]
    return LOOKS[stop], said, small & ~said, wrong, held


def table(samples: int = SAMPLES, seed: int = SEED + 5) -> str:
    """Make the table of the page."""
    rows = [
        "| true difference of a year | wrong | wrong without counting looks | a winner | too small to matter "
        "| neither by 2,048 | years, on average | interval held |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join(rows + [row(case, samples, seed) for case in CASES])


def row(case: Case, samples: int, seed: int) -> str:
    """Write one case as a row."""
    found, naive = follow(case, samples, seed), follow(case, samples, seed, 1)
    neither = 1 - found.decided.mean() - found.close.mean()
    return (
        f"| {case.name} | {found.errs.share:.1%} ± {found.errs.error:.1%} | {naive.errs.share:.1%} "
        f"| {found.decided.mean():.1%} | {found.close.mean():.1%} | {neither:.1%} | {found.at.mean():,.0f} "
        f"| {found.held.mean():.1%} |"
    )


def main() -> None:
    """Replace the table of the page."""
    PAGE.write_text(replace(PAGE.read_text(encoding="utf-8"), table()), encoding="utf-8")


if __name__ == "__main__":
    main()
