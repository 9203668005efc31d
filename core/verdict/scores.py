"""What a group's runs gave, sample by sample, reduced to what a verdict needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import RequestError
from core.i18n import mark

POINTS = mark("points")
POINT = 100.0
"""An accuracy of 1 is a hundred points."""
STRETCHES = 24
"""Into how many stretches of time a series' test is cut: neighbouring hours err alike, so that
thousands of them say little more than one, and stretches of weeks are near enough to independent
(batch means; Ibragimov and Müller 2010). More would bring back the dependence; fewer would
cost width: 24 cost 5 %."""


@dataclass(frozen=True)
class Scatter:
    """How much one seed of a recipe differs from another.

    Attributes:
        variance: Of a seed's score, in the scores' unit squared.
        freedom: Degrees of freedom it was estimated with.
        mean: Of the other seeds that show it; None where these are the group's own.
    """

    variance: float
    freedom: float
    mean: float | None = None


@dataclass(frozen=True, eq=False)
class Scores:
    """A group on a test set, in the unit people read.

    Attributes:
        name: What the group is called in sentences.
        digest: Names the test set; only groups with one digest are compared.
        unit: ``points`` (hundredths of accuracy) or the series' unit.
        higher_is_better: True for points, False for errors.
        per_seed: (seeds,) float64, each seed's mean over the test set.
        per_sample: (samples,) float64, each sample's mean over the seeds; for a series, each
            stretch's.
        residual: Variance of what neither seed nor sample explains; NaN with one seed.
        step: What one sample is worth at most: 100 for right or wrong; 0 where nothing bounds it.
        tested: Test samples; more than ``per_sample`` has where stretches stand for them.
        known: Of a group of one seed, how its recipe's seeds scatter, as others showed; else None.
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
        """Of its own seeds, of others of its recipe with one, or None where nothing is known."""
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
    """A group's scores from which samples it got right.

    Args:
        hits: (seeds, samples) bool or 0 and 1.

    Raises:
        RequestError: No seeds or too few samples.
    """
    hits = _table(hits)
    per_seed = hits.mean(axis=1, dtype=np.float64) * POINT
    per_sample = hits.mean(axis=0, dtype=np.float64)
    # of 0 and 1, the squares about a sample's mean are known from the mean
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
    """A group's scores from how far off it was, of a series in the order of time.

    Args:
        errors: (seeds, samples) absolute errors in ``unit``, or (seeds, STRETCHES) of stretches.
        tested: Test samples, where ``errors`` are of stretches.

    Raises:
        RequestError: No seeds or too few samples.
    """
    errors = _table(errors)
    found = stretches(errors)
    per_seed, per_sample = found.mean(axis=1), found.mean(axis=0)
    within = float(((found - per_sample) ** 2).sum())
    return Scores(
        name=name,
        digest=digest,
        unit=unit,
        higher_is_better=False,
        per_seed=per_seed,
        per_sample=per_sample,
        residual=_residual(within, per_seed, found.shape[1]),
        step=0.0,
        tested=tested or errors.shape[1],
    )


def stretches(errors: np.ndarray) -> np.ndarray:
    """(seeds, STRETCHES) float64 mean errors of stretches of time; of stretches, themselves.

    A stretch counts as much as it is long, so that their mean is the mean of all.

    Args:
        errors: (seeds, samples); fewer samples than STRETCHES stay as they are.
    """
    count = min(STRETCHES, errors.shape[1])
    starts = np.linspace(0, errors.shape[1], count, endpoint=False).astype(np.int64)
    sums = np.add.reduceat(errors.astype(np.float64), starts, axis=1)
    return sums * (count / errors.shape[1])


def _residual(within: float, per_seed: np.ndarray, samples: int) -> float:
    """The mean square of the interaction in a two-way table of one value a cell."""
    seeds = len(per_seed)
    if seeds == 1:
        return float("nan")
    between = samples * float(((per_seed - per_seed.mean()) ** 2).sum())
    return max(0.0, within - between) / ((seeds - 1) * (samples - 1))


def _table(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values)
    if values.ndim != 2 or values.shape[0] < 1 or values.shape[1] < 2:
        raise RequestError(
            "A verdict needs a table of seeds by test samples, at least 1 × 2; got the shape "
            "{shape}.",
            shape=values.shape,
        )
    return values
