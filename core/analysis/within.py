"""A training curve through its points within epochs."""

from __future__ import annotations

import numpy as np

from core.training.points import PARTS

SAMPLES_A_DOT = 640
"""The least samples that a dot of a curve is the mean of: its error is then about two points."""


def through(
    ends: np.ndarray,
    values: np.ndarray,
    positions: np.ndarray,
    points: np.ndarray,
    samples: int | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """A curve through its points, and through the mean of each epoch that has none.

    The mean over an epoch is not drawn along with its points: it lags behind them.

    Args:
        ends: (n,) ends of the epochs, 1.0 for the first.
        values: (n,) means over the epochs.
        positions: (p,) positions of the points, in epochs.
        points: (p,) values of the points; NaN for a missing one.
        samples: Training samples per epoch. If they are few, points are combined, so that the
            curve does not jump from one batch to the next; None to draw every point.

    Returns:
        (m,) float64 ascending positions, and (m,) float64 values.
    """
    known = np.isfinite(points)
    positions, points = positions[known], points[known]
    whole = ~np.isin(ends, np.ceil(positions))
    positions, points = _combined(positions, points, _points_a_dot(samples))
    x = np.concatenate([positions, ends[whole]]).astype(np.float64)
    order = np.argsort(x, kind="stable")
    return x[order], np.concatenate([points, values[whole]]).astype(np.float64)[order]


def _points_a_dot(samples: int | None) -> int:
    """How many twentieths of an epoch a dot is the mean of; 0 to draw every point."""
    if samples is None or samples >= PARTS * SAMPLES_A_DOT:
        return 0
    divisors = [part for part in range(1, PARTS + 1) if PARTS % part == 0]
    return next((it for it in divisors if it * samples >= PARTS * SAMPLES_A_DOT), PARTS)


def _combined(positions: np.ndarray, points: np.ndarray, parts: int) -> tuple[np.ndarray, ...]:
    """The means over so many twentieths of an epoch each, those that are complete.

    A point is after a whole number of batches, at or shortly before the twentieth it is for.
    """
    if not parts or not len(positions):
        return positions, points
    twentieths = np.ceil(positions * PARTS - 1e-6)
    dots, first = np.unique(np.ceil(twentieths / parts), return_index=True)
    last = np.append(first[1:], len(positions)) - 1
    before = np.concatenate([[0.0], positions[:-1]])
    widths = positions - np.maximum(before, np.ceil(positions) - 1)
    means = np.add.reduceat(points * widths, first) / np.add.reduceat(widths, first)
    complete = twentieths[last] == dots * parts
    return positions[last][complete], means[complete]
