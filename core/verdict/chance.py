"""How far a difference of two groups may lie off by chance: the seeds' and the test set's.

Both groups were tested on the same samples, so the design is crossed: a sample is hard or easy for
every seed alike. The difference of the two means then varies by

* the seeds: each group's variance over seeds, divided by how many it has;
* the samples: the variance over samples of the difference of the two groups, divided by how many.

What neither explains (a seed's own luck with single samples) is in the first part, and is taken
out of the second. The margin weighs Student's t of each part by its variance (Cochran and Cox
1950). It keeps its promise with two seeds and where one recipe scatters much more than the other;
Welch's degrees of freedom and the percentile bootstrap do not (docs/verdict.md). Where one group
has more seeds than the other, few seeds that happen to agree do not prove that a recipe scatters
little: the margin is then at least that of one scatter for both. And seeds that happen to have the
same figure are no certainty: the margin is at least what these samples alone would give.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.verdict.scores import Scores

Quantile = Callable[[np.ndarray], np.ndarray]
"""Degrees of freedom → by how many standard errors the margin is wide."""


@dataclass(frozen=True)
class Chance:
    """Where the scatter of a difference comes from, squared and in the scores' unit.

    Attributes:
        a_seeds: How many seeds A has.
        b_seeds: How many seeds B has.
        a_scatter: Variance over A's seeds; NaN with one.
        b_scatter: Variance over B's seeds; NaN with one.
        a_luck: The part of it that is a seed's own luck with single samples; 0 with one.
        b_luck: The same of B.
        samples: Variance of the difference by the choice of test samples, as it would stay
            with any number of seeds.
        these: The same for these very runs, with their luck on single samples.
        counted: How many samples, or stretches of a series, there are.
    """

    a_seeds: int
    b_seeds: int
    a_scatter: float
    b_scatter: float
    a_luck: float
    b_luck: float
    samples: float
    these: float
    counted: int

    def margin(self, quantile: Quantile, more: np.ndarray | int = 0) -> np.ndarray:
        """Half the interval's width, with ``more`` further seeds in each group.

        Args:
            quantile: ``student(level)`` or another of the kind.
            more: (n,) how many further seeds.

        Returns:
            (n,) float64.
        """
        more = np.atleast_1d(np.asarray(more, np.float64))
        a, b = self.a_seeds + more, self.b_seeds + more
        stays, tested = np.full(len(more), self.samples), np.full(len(more), self.counted - 1.0)
        tails = quantile(np.stack([a - 1, b - 1, tested]))
        luck = self.a_luck / a + self.b_luck / b
        found = np.maximum(
            weighed(np.stack([self.a_scatter / a, self.b_scatter / b, stays]), tails),
            weighed(np.stack([luck, stays]), tails[[2, 2]]),
        )
        if self.a_seeds == self.b_seeds:
            return found
        freedom = self.a_seeds + self.b_seeds - 2
        squares = (self.a_seeds - 1) * self.a_scatter + (self.b_seeds - 1) * self.b_scatter
        parts = np.stack([squares / freedom * (1 / a + 1 / b), stays])
        return np.maximum(found, weighed(parts, quantile(np.stack([a + b - 2, tested]))))

    def of_seeds(self, quantile: Quantile) -> float:
        """Half the width by the seeds alone."""
        return float(replace(self, samples=0.0).margin(quantile)[0])

    def of_samples(self, quantile: Quantile) -> float:
        """Half the width by the test set alone: these very runs on other samples."""
        return float(quantile(np.array([self.counted - 1.0]))[0] * np.sqrt(self.these))

    def at_best(self, quantile: Quantile) -> float:
        """Half the width that the test set leaves, however many seeds there were."""
        return float(quantile(np.array([self.counted - 1.0]))[0] * np.sqrt(self.samples))


def weighed(parts: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    """Standard errors of the sum of independent parts, times their quantiles weighed by variance.

    Args:
        parts: (parts, n) variances.
        quantiles: (parts, n) of each part's own degrees of freedom.
    """
    total = parts.sum(axis=0)
    return (parts * quantiles).sum(axis=0) / np.sqrt(np.where(total > 0, total, 1.0))


def chance(a: Scores, b: Scores) -> Chance:
    """The scatter of the difference of two groups on one test set."""
    count = len(a.per_sample)
    these = _samples(a, b)
    a_luck, b_luck = (0.0 if one.seeds == 1 else one.residual / count for one in (a, b))
    return Chance(
        a_seeds=a.seeds,
        b_seeds=b.seeds,
        a_scatter=_scatter(a),
        b_scatter=_scatter(b),
        a_luck=a_luck,
        b_luck=b_luck,
        samples=max(0.0, these - a_luck / a.seeds - b_luck / b.seeds),
        these=these,
        counted=count,
    )


def student(level: float) -> Quantile:
    """Student's t, two-sided: what an interval of that level takes."""

    def quantile(freedom: np.ndarray) -> np.ndarray:
        from scipy.special import stdtrit  # a fifth of a second that Home does not wait for

        return stdtrit(freedom, (1 + level) / 2)

    return quantile


def _samples(a: Scores, b: Scores) -> float:
    """Variance of the mean difference by the choice of samples, whatever the seeds."""
    difference = a.per_sample - b.per_sample
    count, step = len(difference), max(a.step, b.step)
    if not step:
        return float(difference.var(ddof=1)) / count
    # right or wrong: one half sample for either side (Agresti and Min 2005), so that a small test
    # set on which the two agree does not pass for certainty
    squares = float((difference**2).sum()) + step**2
    total = float(difference.sum())
    return (squares - total**2 / (count + 2)) / ((count + 1) * (count + 2))


def _scatter(scores: Scores) -> float:
    return float(scores.per_seed.var(ddof=1)) if scores.seeds > 1 else float("nan")
