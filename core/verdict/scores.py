"""A group's results per seed and per sample: all that a verdict needs from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import RequestError
from core.i18n import mark

POINTS = mark("points")
POINT = 100.0
"""Points in an accuracy of 1."""
STRETCHES = 24
"""Number of stretches of time a series' test set is cut into. Errors of neighbouring hours are
alike, so thousands of them carry little more information than one, while stretches of weeks are
close to independent (batch means; Ibragimov and Müller 2010). More stretches would bring the
dependence back; fewer would widen the interval (24 widen it by 5 %)."""


@dataclass(frozen=True)
class Scatter:
    """How much one seed of a recipe differs from another.

    Attributes:
        variance: Variance of a seed's score, in the scores' unit squared.
        freedom: Degrees of freedom of that estimate.
        mean: Mean of the other seeds it was estimated from; None if they are the group's own.
    """

    variance: float
    freedom: float
    mean: float | None = None


@dataclass(frozen=True, eq=False)
class Scores:
    """A group's results on a test set, in the unit people read.

    Attributes:
        name: The group's name in sentences.
        digest: Identifies the test set; only groups with the same digest are compared.
        unit: ``points`` (hundredths of accuracy) or the series' unit.
        higher_is_better: True for points, False for errors.
        per_seed: (seeds,) float64, each seed's mean over the test set.
        per_sample: (samples,) float64, each sample's mean over the seeds; for a series, the mean of
            each stretch.
        residual: Variance that neither seed nor sample explains; NaN with one seed.
        step: The most one sample can count: 100 for right or wrong; 0 if unbounded.
        tested: Number of test samples; more than ``per_sample`` has if that holds stretches.
        known: For a group of one seed, the scatter of other seeds of its recipe; else None.
    """

    name: str
    digest: str
    unit: str
    higher_is_better: bool
    per_seed: np.ndarray
    per_sample: np.ndarray
    residual: float
    step: float
    tested: int
    known: Scatter | None = None

    @property
    def scatter(self) -> Scatter | None:
        """Scatter of its own seeds; with one seed, of others of its recipe, or None if unknown."""
        if self.seeds == 1:
            return self.known
        return Scatter(float(self.per_seed.var(ddof=1)), self.seeds - 1)

    @property
    def seeds(self) -> int:
        return len(self.per_seed)

    @property
    def mean(self) -> float:
        return float(self.per_seed.mean())


def of_hits(hits: np.ndarray, *, name: str = "", digest: str = "") -> Scores:
    """Return a group's scores from which samples each seed got right.

    Args:
        hits: (seeds, samples) bool, or 0 and 1.

    Raises:
        RequestError: There are no seeds or fewer than two samples.
    """
    hits = _checked(hits)
    per_seed = hits.mean(axis=1, dtype=np.float64) * POINT
    per_sample = hits.mean(axis=0, dtype=np.float64)
    # for 0 and 1, the sum of squares about a sample's mean follows from the mean
    within = len(hits) * float((per_sample * (1 - per_sample)).sum()) * POINT**2
    return Scores(
        name=name,
        digest=digest,
        unit=POINTS,
        higher_is_better=True,
        per_seed=per_seed,
        per_sample=per_sample * POINT,
        residual=_residual(within, per_seed, hits.shape[1]),
        step=POINT,
        tested=hits.shape[1],
    )


def of_errors(
    errors: np.ndarray, unit: str, *, name: str = "", digest: str = "", tested: int | None = None
) -> Scores:
    """Return a group's scores from its errors on a series, in order of time.

    Args:
        errors: (seeds, samples) absolute errors in ``unit``, or (seeds, STRETCHES) mean errors.
        tested: Number of test samples, if ``errors`` has stretches.

    Raises:
        RequestError: There are no seeds or fewer than two samples.
    """
    errors = _checked(errors)
    means = stretches(errors)
    per_seed, per_sample = means.mean(axis=1), means.mean(axis=0)
    within = float(((means - per_sample) ** 2).sum())
    return Scores(
        name=name,
        digest=digest,
        unit=unit,
        higher_is_better=False,
        per_seed=per_seed,
        per_sample=per_sample,
        residual=_residual(within, per_seed, means.shape[1]),
        step=0.0,
        tested=tested or errors.shape[1],
    )


def stretches(errors: np.ndarray) -> np.ndarray:
    """(seeds, STRETCHES) float64 mean errors of stretches of time; stretches are returned as is.

    Each stretch is weighted by its length, so that the mean over stretches is the overall mean.

    Args:
        errors: (seeds, samples); STRETCHES samples or fewer are returned unchanged.
    """
    count = min(STRETCHES, errors.shape[1])
    starts = np.linspace(0, errors.shape[1], count, endpoint=False).astype(np.int64)
    sums = np.add.reduceat(errors.astype(np.float64), starts, axis=1)
    return sums * (count / errors.shape[1])


def _residual(within: float, per_seed: np.ndarray, samples: int) -> float:
    """Mean square of the interaction in a two-way table with one value per cell."""
    seeds = len(per_seed)
    if seeds == 1:
        return float("nan")
    between = samples * float(((per_seed - per_seed.mean()) ** 2).sum())
    return max(0.0, within - between) / ((seeds - 1) * (samples - 1))


def _checked(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values)
    if values.ndim != 2 or values.shape[0] < 1 or values.shape[1] < 2:
        raise RequestError(
            "A verdict needs an array of seeds by test samples, at least 1 × 2; got the shape "
            "{shape}.",
            shape=values.shape,
        )
    return values
