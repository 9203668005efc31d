"""How far the difference of two groups may be off by chance, from the seeds and the test set.

Both groups were tested on the same samples, so the design is crossed: a sample is hard or easy for
all seeds alike. The difference of the two means then varies with

* the seeds: each group's variance over seeds, divided by its number of seeds;
* the samples: the variance over samples of the groups' difference, divided by their number.

The residual that neither explains (a seed's luck with single samples) is included in the first part
and subtracted from the second. The margin weights Student's t of each part by its variance (Cochran
and Cox 1950). The seeds' t has Welch's degrees of freedom, and its error is spent over the checks
that more seeds allow (``spending.py``); the samples are the same at every check, so theirs is not.
Where one group has more seeds than the other, a few seeds that happen to agree do not prove that a
recipe scatters little: the margin is then at least that of a scatter pooled over both groups. And
seeds that happen to give the same result are no certainty: the margin is at least what these
samples alone would give.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.verdict.scores import Scores
from core.verdict.spending import error_at
from core.verdict.tails import Tail

SAMPLES_ERROR = 0.04
"""Share of comparisons that the test set alone may get wrong."""


@dataclass(frozen=True)
class Chance:
    """Where the variance of a difference comes from, in the scores' unit squared.

    Attributes:
        a_seeds: Number of A's seeds.
        b_seeds: Number of B's seeds.
        a_scatter: Variance over A's seeds; NaN with one seed.
        b_scatter: Variance over B's seeds; NaN with one seed.
        a_luck: The part of ``a_scatter`` due to a seed's luck with single samples; 0 with one seed.
        b_luck: The same for B.
        samples: Variance of the difference due to the choice of test samples, which no number of
            seeds reduces.
        observed_samples: The same for these very runs, including their luck with single samples.
        sample_count: Number of samples, or of stretches of a series.
    """

    a_seeds: int
    b_seeds: int
    a_scatter: float
    b_scatter: float
    a_luck: float
    b_luck: float
    samples: float
    observed_samples: float
    sample_count: int

    def margin(self, tail: Tail, more: np.ndarray | int = 0) -> np.ndarray:
        """Half the interval's width with ``more`` further seeds in each group.

        Args:
            tail: ``student`` or ``studentized(groups)``.
            more: Number of further seeds, or (n,) of them.

        Returns:
            (n,) float64.
        """
        more = np.atleast_1d(np.asarray(more, np.float64))
        a, b = self.a_seeds + more, self.b_seeds + more
        error = error_at(np.minimum(a, b))
        samples = np.full(len(more), self.samples)
        samples_tail = np.broadcast_to(self._samples_tail(tail), len(more))
        luck = self.a_luck / a + self.b_luck / b
        parts = np.stack([self.a_scatter / a, self.b_scatter / b])
        tails = np.stack([tail(_welch(parts, np.stack([a, b]) - 1), error), samples_tail])
        margin = np.maximum(
            weighted_margin(np.stack([parts.sum(axis=0), samples]), tails),
            weighted_margin(np.stack([luck, samples]), tails[[1, 1]]),
        )
        if self.a_seeds == self.b_seeds:
            return margin
        freedom = self.a_seeds + self.b_seeds - 2
        squares = (self.a_seeds - 1) * self.a_scatter + (self.b_seeds - 1) * self.b_scatter
        pooled = np.stack([squares / freedom * (1 / a + 1 / b), samples])
        pooled_tails = np.stack([tail(a + b - 2, error), samples_tail])
        return np.maximum(margin, weighted_margin(pooled, pooled_tails))

    def of_seeds(self, tail: Tail) -> float:
        """Half the interval's width from the seeds alone."""
        return float(replace(self, samples=0.0).margin(tail)[0])

    def of_samples(self, tail: Tail) -> float:
        """Half the interval's width from the test set alone: these very runs on other samples."""
        return float(self._samples_tail(tail) * np.sqrt(self.observed_samples))

    def at_best(self, tail: Tail) -> float:
        """Half the interval's width that remains however many seeds are added."""
        return float(self._samples_tail(tail) * np.sqrt(self.samples))

    def _samples_tail(self, tail: Tail) -> float:
        return float(tail(np.array([self.sample_count - 1.0]), SAMPLES_ERROR)[0])


def _welch(parts: np.ndarray, freedom: np.ndarray) -> np.ndarray:
    """Degrees of freedom of a sum of two variances (Welch 1947).

    Args:
        parts: (2, n) variances.
        freedom: (2, n) degrees of freedom of each.

    Returns:
        (n,) float64.
    """
    squares = (parts**2 / freedom).sum(axis=0)
    return np.where(
        squares > 0,
        parts.sum(axis=0) ** 2 / np.where(squares > 0, squares, 1.0),
        freedom.sum(axis=0),
    )


def weighted_margin(parts: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    """Standard error of a sum of independent parts, times their variance-weighted quantile.

    Args:
        parts: (parts, n) variances.
        quantiles: (parts, n) quantiles for each part's own degrees of freedom.

    Returns:
        (n,) float64.
    """
    total = parts.sum(axis=0)
    return (parts * quantiles).sum(axis=0) / np.sqrt(np.where(total > 0, total, 1.0))


def chance(a: Scores, b: Scores) -> Chance:
    """Return the sources of variance of two groups' difference on one test set."""
    count = len(a.per_sample)
    observed = _sample_variance(a, b)
    a_luck, b_luck = (0.0 if group.seeds == 1 else group.residual / count for group in (a, b))
    return Chance(
        a_seeds=a.seeds,
        b_seeds=b.seeds,
        a_scatter=_seed_variance(a),
        b_scatter=_seed_variance(b),
        a_luck=a_luck,
        b_luck=b_luck,
        samples=max(0.0, observed - a_luck / a.seeds - b_luck / b.seeds),
        observed_samples=observed,
        sample_count=count,
    )


def _sample_variance(a: Scores, b: Scores) -> float:
    """Variance of the mean difference due to the choice of samples, the seeds being fixed."""
    difference = a.per_sample - b.per_sample
    count, step = len(difference), max(a.step, b.step)
    if not step:
        return float(difference.var(ddof=1)) / count
    # Right or wrong: add half a sample to either side (Agresti and Min 2005), so that agreement on
    # a small test set does not pass for certainty.
    squares = float((difference**2).sum()) + step**2
    total = float(difference.sum())
    return (squares - total**2 / (count + 2)) / ((count + 1) * (count + 2))


def _seed_variance(scores: Scores) -> float:
    return float(scores.per_seed.var(ddof=1)) if scores.seeds > 1 else float("nan")
